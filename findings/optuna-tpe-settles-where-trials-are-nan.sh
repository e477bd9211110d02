#!/usr/bin/env bash
# Optuna 5.0.0: an objective that returns NaN, as of a training that diverged, makes a failed trial, which
# TPESampler does not count. Where scores rise up to the rate from which on all is NaN, every trial from
# the 21st to the 60th is drawn beyond it; with a very low score in place of NaN about four in ten are.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check optuna==5.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import math

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def share_of_diverged(score, seed):
    def objective(trial):
        rate = trial.suggest_float("learning_rate", 0, 1)
        return rate if rate <= 0.6 else score

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=60)
    return sum(trial.params["learning_rate"] > 0.6 for trial in study.trials[20:]) / 40


for seed in range(3):
    lost, counted = share_of_diverged(math.nan, seed), share_of_diverged(-1e9, seed)
    print(f"seed {seed}: {lost:.2f} of trials 21 to 60 diverge, {counted:.2f} where NaN is a low score")
    assert lost > 0.9 and counted < 0.6, (lost, counted)
PYTHON
