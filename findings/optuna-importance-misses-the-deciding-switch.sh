#!/usr/bin/env bash
# Optuna 5.0.0: get_param_importances, whose default evaluator is PED-ANOVA, gives a yes/no parameter that
# alone moves the score from 0 to 1 an importance below 0.1, and more than 0.9 to a parameter that moves
# it by 0.01; FanovaImportanceEvaluator on the same 100 random trials gives the switch 1.0. PED-ANOVA asks
# what tells the best tenth from the trials, and half of the trials have the switch right.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check optuna==5.0.0 scikit-learn==1.9.0
"$folder/venv/bin/python" - <<'PYTHON'
import optuna
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

optuna.logging.set_verbosity(optuna.logging.ERROR)


def score(trial):
    trains = trial.suggest_categorical("trains_embedding", [False, True])
    rate = trial.suggest_float("dropout", 0, 1)
    trial.suggest_float("decay", 0, 1)
    return trains + 0.01 * rate


for seed in range(3):
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=seed))
    study.optimize(score, n_trials=100)
    default = get_param_importances(study)
    fanova = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=seed))
    print({name: round(value, 3) for name, value in default.items()}, round(fanova["trains_embedding"], 3))
    assert default["trains_embedding"] < 0.1 and default["dropout"] > 0.9, default
    assert fanova["trains_embedding"] > 0.99, fanova
PYTHON
