"""Writes what Optuna does with recorded trials, for the tests of the search:

tpe.json          log l and log g of candidates, by TPESampler
pruners.json      what MedianPruner and SuccessiveHalvingPruner decide after each report
importances.json  PED-ANOVA, and mean and standard deviation of fANOVA over 20 seeds
studies.json      the best values of 20 seeds on three functions: those of search_functions.py

    pip install optuna==5.0.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    python make_search.py

The order in which NumPy sorts equal numbers, which it leaves open, decides which of them gets which width
of its kernel; here it is made stable.
"""

import itertools
import json
import pathlib
import random
import statistics
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution as Choice
from optuna.distributions import FloatDistribution as Number
from optuna.distributions import IntDistribution as Integer
from optuna.samplers import RandomSampler, TPESampler
from optuna.samplers._tpe import parzen_estimator
from optuna.trial import TrialState, create_trial

from search_functions import FUNCTIONS

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
folder = pathlib.Path(__file__).parent


class StableNumPy:
    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values):
        return np.argsort(values, kind="stable")


parzen_estimator.np = StableNumPy()


def write(name, value):
    """One element of each outer list a line."""

    def text(value, level):
        if level and isinstance(value, dict):
            pairs = (f"{json.dumps(k)}: {text(v, level - 1)}" for k, v in value.items())
            return "{" + ",\n".join(pairs) + "}"
        if level and isinstance(value, list):
            return "[" + ",\n".join(text(v, level - 1) for v in value) + "]"
        return json.dumps(value)

    (folder / name).write_text(text(value, 4) + "\n")


def domain(d):
    if isinstance(d, Choice):
        return {"kind": "choice", "values": list(d.choices)}
    kind = "number" if isinstance(d, Number) else "integer"
    return {
        "kind": kind,
        "low": d.low,
        "high": d.high,
        "scale": "logarithmic" if d.log else "linear",
        **({} if d.step is None else {"step": d.step}),
    }


def recorded(trial):
    return {
        "number": trial.number,
        "state": trial.state.name.lower(),
        **({} if trial.value is None else {"value": trial.value}),
        "parameters": trial.params,
        "reports": [[step, value] for step, value in trial.intermediate_values.items()],
    }


WIDE = {
    "plain": Number(-5.0, 10.0),
    "rate": Number(1e-4, 5e-3, log=True),
    "dropout": Number(0.1, 0.5, step=0.05),
    "units": Integer(64, 256, step=32),
    "seed": Integer(0, 900),
    "depth": Integer(1, 300, log=True),
    "embedding": Choice(["frozen", "trained"]),
    "batch": Choice([16, 32, 64]),
}


def draw(space, generator):
    sampler = RandomSampler(seed=generator.randrange(2**31))
    return {
        name: sampler.sample_independent(None, None, name, one) for name, one in space.items()
    }


def made_study(space, count, direction, generator, pruned=0.0, running=0, ties=False):
    study = optuna.create_study(direction=direction)
    for index in range(count + running):
        parameters = draw(space, generator)
        for name in [name for name in parameters if generator.random() < 0.3 and name[0] == "?"]:
            del parameters[name]
        value = round(generator.random(), 1 if ties else 6)
        state, reports = TrialState.COMPLETE, {}
        if index >= count:
            state, value = TrialState.RUNNING, None
        elif generator.random() < pruned:
            state = TrialState.PRUNED
            reports = {s: generator.random() for s in range(1, generator.randrange(1, 9))}
            value = reports[max(reports)] if reports else None
        study.add_trial(
            create_trial(
                state=state,
                value=value,
                params=parameters,
                distributions={name: space[name] for name in parameters},
                intermediate_values=reports,
            )
        )
    return study


class Recorder(TPESampler):
    def _compute_acquisition_func(self, samples, below, above):
        self.samples = samples
        self.log_l, self.log_g = below.log_pdf(samples), above.log_pdf(samples)
        return self.log_l - self.log_g


def tpe_case(study, space, together, generator):
    sampler = Recorder(seed=generator.randrange(2**31), n_ei_candidates=8)
    asked = study.ask()
    chosen = {name: space[name] for name in together}
    sampler._sample(study, study.get_trials(deepcopy=False)[asked.number], chosen)
    study.tell(asked, state=TrialState.FAIL)
    return {
        "together": together,
        "candidates": [
            [space[name].to_external_repr(sampler.samples[name][i]) for name in together]
            for i in range(8)
        ],
        "logL": sampler.log_l.tolist(),
        "logG": sampler.log_g.tolist(),
    }


def make_tpe():
    generator = random.Random(1)
    conditional = {("?" if name in ("dropout", "batch") else "") + name: one for name, one in WIDE.items()}
    cases = []
    for count, options in [
        (10, {}),
        (13, dict(direction="maximize")),
        (25, dict(pruned=0.3)),
        (27, dict(ties=True)),
        (40, dict(running=3, pruned=0.6)),
        (60, dict(pruned=0.99)),
        (120, dict(direction="maximize", running=1, ties=True)),
        (290, dict()),
    ]:
        space = conditional if count in (25, 40, 120) else WIDE
        options = {"direction": "minimize", **options}
        study = made_study(space, count, generator=generator, **options)
        trials = [recorded(t) for t in study.get_trials(deepcopy=False)]
        fixed = [name for name in space if name[0] != "?"]
        lists = [fixed] + [[name] for name in space]
        if space is conditional:
            lists.append([name for name in space if name[0] == "?"])
        cases.append(
            {
                "direction": options["direction"],
                "space": [{"name": name, **domain(one)} for name, one in space.items()],
                "densities": [tpe_case(study, space, names, generator) for names in lists],
                "trials": trials,
            }
        )
    write("tpe.json", cases)


def make_pruners():
    generator = random.Random(2)
    cases = []
    settings = [
        ("median", {}, optuna.pruners.MedianPruner()),
        (
            "median",
            {"firstTrials": 3, "warmUpSteps": 2, "interval": 3, "leastValues": 4},
            optuna.pruners.MedianPruner(
                n_startup_trials=3, n_warmup_steps=2, interval_steps=3, n_min_trials=4
            ),
        ),
        ("halving", {}, optuna.pruners.SuccessiveHalvingPruner(min_resource=1)),
        (
            "halving",
            {"firstRung": 2, "factor": 2},
            optuna.pruners.SuccessiveHalvingPruner(min_resource=2, reduction_factor=2),
        ),
        (
            "halving",
            {"firstRung": 2, "factor": 3},
            optuna.pruners.SuccessiveHalvingPruner(min_resource=2, reduction_factor=3),
        ),
    ]
    for (kind, options, pruner), direction in itertools.product(settings, ["minimize", "maximize"]):
        study = optuna.create_study(direction=direction, pruner=pruner)
        events, open_trials = [], []
        while len(study.trials) < 40 or open_trials:
            # Up to three trials at a time, in an order of chance.
            if len(open_trials) < 3 and len(study.trials) < 40:
                trial = study.ask()
                stride = generator.choice([1, 1, 1, 2, 7])
                open_trials.append([trial, 0, stride, generator.random(), generator.randrange(3, 30)])
            entry = generator.choice(open_trials)
            trial, step, stride, quality, last = entry
            entry[1] = step = step + stride
            sign = 1 if direction == "maximize" else -1
            value = round(sign * (quality + 0.02 * step) + generator.gauss(0, 0.05), 3)
            trial.report(value, step)
            prunes = bool(trial.should_prune())
            ends = prunes or step + stride > last
            events.append([trial.number, step, value, prunes, ends])
            if ends:
                open_trials.remove(entry)
                state = TrialState.PRUNED if prunes else TrialState.COMPLETE
                study.tell(trial, None if prunes else value, state=state)
        cases.append(
            {"kind": kind, "options": options, "direction": direction, "events": events}
        )
    write("pruners.json", cases)


def make_importances():
    generator = random.Random(3)
    cases = []

    def quality(p):
        return (
            (p.get("plain", 0) / 10 - 0.3) ** 2
            + 0.3 * abs(np.log10(p.get("rate", 1e-3)) + 3)
            + 0.1 * (p.get("embedding") == "trained")
            + 0.2 * abs(p.get("dropout", 0.4) - 0.2)
            + {16: 0.0, 32: 0.05, 64: 0.02}.get(p.get("batch"), 0.0)
        )

    conditional = {("?" if name in ("dropout", "batch") else "") + name: one for name, one in WIDE.items()}
    switch = {"switch": Choice([False, True]), "a": Number(0.0, 1.0), "b": Number(0.0, 1.0)}
    for name, space, count, direction in [
        ("wide", WIDE, 30, "minimize"),
        ("wide", WIDE, 150, "maximize"),
        ("conditional", conditional, 80, "minimize"),
        ("switch", switch, 100, "minimize"),
    ]:
        study = optuna.create_study(direction=direction)
        for _ in range(count):
            parameters = draw(space, generator)
            for key in [key for key in parameters if key[0] == "?" and generator.random() < 0.4]:
                del parameters[key]
            sign = 1 if direction == "minimize" else -1
            if name == "switch":
                value = float(parameters["switch"]) + 0.01 * parameters["a"]
            else:
                value = quality({k.lstrip("?"): v for k, v in parameters.items()})
            study.add_trial(
                create_trial(
                    value=sign * float(value),
                    params=parameters,
                    distributions={key: space[key] for key in parameters},
                )
            )
        get = optuna.importance.get_param_importances
        runs = [
            get(study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=seed))
            for seed in range(20)
        ]
        cases.append(
            {
                "direction": direction,
                "space": [{"name": key, **domain(one)} for key, one in space.items()],
                "pedAnova": get(study),
                "fanova": {
                    key: {
                        "mean": statistics.mean(run[key] for run in runs),
                        "deviation": statistics.stdev(run[key] for run in runs),
                    }
                    for key in runs[0]
                },
                "trials": [recorded(t) for t in study.get_trials(deepcopy=False)],
            }
        )
    write("importances.json", cases)


def make_studies():
    cases = {}
    for name, (objective, count) in FUNCTIONS.items():
        cases[name] = {"trials": count}
        for kind, sampler in [("tpe", TPESampler), ("random", RandomSampler)]:
            best = []
            for seed in range(20):
                study = optuna.create_study(sampler=sampler(seed=seed))
                study.optimize(objective, n_trials=count)
                best.append(study.best_value)
            cases[name][kind] = sorted(best)
    write("studies.json", cases)


if __name__ == "__main__":
    make_tpe()
    make_pruners()
    make_importances()
    make_studies()
