"""What searches by Optuna's TPE find on functions that are known, or what a trial takes."""

import argparse
import pathlib
import sys
import time

import optuna

import tool

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Fixtures/search"))
from search_functions import FUNCTIONS  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--best", action="append", default=[])
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    if not options.best:
        times = [seconds_of_trial(seed) for seed in range(options.repetitions)]
        return tool.print_results(seconds={"trial": times})
    found = {}
    for request in options.best:
        name, _, count = request.partition("=")
        found[name] = sorted(best(FUNCTIONS[name][0], int(count), seed) for seed in range(200))
    tool.print_results(**found)


def best(objective, count, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=count)
    return study.best_value


def seconds_of_trial(seed):
    objective = FUNCTIONS["mixed"][0]
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=90)
    start = time.perf_counter()
    study.optimize(objective, n_trials=20)
    return (time.perf_counter() - start) / 20


if __name__ == "__main__":
    main()
