"""Writes metrics.json: scores, curves and folds as scikit-learn 1.9 computes them.

Run with scikit-learn 1.9 installed:  python make_metrics.py
"""

import json
import pathlib

import numpy as np
from sklearn import metrics
from sklearn.model_selection import StratifiedKFold


def finite(values):
    return ["Infinity" if np.isinf(v) else float(v) for v in values]


def case(name, truth, scores):
    predicted = (scores > 0.5).astype(int)
    false_rate, true_rate, thresholds = metrics.roc_curve(truth, scores)
    precisions, recalls, pr_thresholds = metrics.precision_recall_curve(truth, scores)
    return {
        "name": name,
        "truth": truth.tolist(),
        "scores": scores.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted, zero_division=0),
        "recall": metrics.recall_score(truth, predicted, zero_division=0),
        "f1": metrics.f1_score(truth, predicted, zero_division=0),
        "macroF1": metrics.f1_score(truth, predicted, zero_division=0, average="macro"),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=[0, 1]).ravel().tolist(),
        "auc": metrics.roc_auc_score(truth, scores),
        "logLoss": metrics.log_loss(truth, scores),
        "averagePrecision": metrics.average_precision_score(truth, scores),
        "falseRates": false_rate.tolist(),
        "trueRates": true_rate.tolist(),
        "thresholds": finite(thresholds),
        "precisions": precisions.tolist(),
        "recalls": recalls.tolist(),
        "prThresholds": pr_thresholds.tolist(),
    }


def folds(name, labels, count):
    pairs = StratifiedKFold(n_splits=count).split(np.zeros(len(labels)), labels)
    return {
        "name": name,
        "labels": labels.tolist(),
        "count": count,
        "validation": [validation.tolist() for _, validation in pairs],
    }


random = np.random.default_rng(11)
truth = random.integers(0, 2, 60)
fine = np.clip(truth * 0.3 + random.random(60) * 0.7, 0, 1)
expected = {
    "cases": [
        case("distinct scores", truth, fine),
        case("tied scores", truth, np.round(fine, 1)),
        case("all the same score", truth, np.full(60, 0.4)),
        case("certain and wrong", np.array([1, 0, 1, 0]), np.array([0.0, 1.0, 1.0, 0.0])),
        case("perfect", np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9])),
        case("none predicted", np.array([0, 1, 1]), np.array([0.1, 0.2, 0.3])),
        case("unbalanced", (random.random(80) < 0.1).astype(int), random.random(80)),
    ],
    "folds": [
        folds("balanced", np.array([0, 1] * 20), 5),
        folds("unbalanced", (random.random(53) < 0.3).astype(int), 5),
        folds("starts with 1", np.array([1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]), 3),
        folds("three classes", random.integers(0, 3, 41), 4),
    ],
}
target = pathlib.Path(__file__).with_name("metrics.json")
target.write_text(json.dumps(expected, indent=1) + "\n")
