"""The functions that searches are compared on, as make_search.py and the benchmark run them in Optuna."""

import math


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return a**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        weight * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(A[i], x, P[i])))
        for i, weight in enumerate([1.0, 1.2, 3.0, 3.2])
    )


def mixed(trial):
    """Three kinds of model, each with parameters of its own."""
    scaler = trial.suggest_categorical("scaler", ["none", "standard", "min-max"])
    model = trial.suggest_categorical("model", ["linear", "network", "tree"])
    if model == "tree":
        return 0.24 + 0.02 * (math.log2(trial.suggest_int("depth", 1, 32, log=True)) - 3) ** 2
    result = {"none": 0.03, "standard": 0.0, "min-max": 0.01}[scaler]
    if model == "linear":
        penalty = trial.suggest_categorical("penalty", ["l1", "l2", "elasticnet"])
        C = trial.suggest_float("C", 1e-3, 10, log=True)
        result += 0.2 + 0.02 * (math.log10(C) - 0.2) ** 2
        if penalty == "elasticnet":
            return result + 0.04 * (trial.suggest_float("l1 ratio", 0, 1) - 0.35) ** 2
        return result + {"l1": 0.02, "l2": 0.01}[penalty]
    layers = trial.suggest_int("layers", 1, 4)
    units = trial.suggest_int("units", 16, 256, step=16)
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    dropout = trial.suggest_float("dropout", 0, 0.6, step=0.05)
    away = math.log10(rate) + 2.6
    return (
        result
        + 0.15
        + 0.05 * away**2
        + 0.02 * (layers - 2) ** 2
        + 0.03 * (away + 0.5 * (layers - 2)) ** 2
        + 0.4 * (dropout - 0.25) ** 2
        + 0.05 * (math.log2(units) - 7.3) ** 2
    )


FUNCTIONS = {"branin": (branin, 60), "hartmann": (hartmann, 100), "mixed": (mixed, 80)}
