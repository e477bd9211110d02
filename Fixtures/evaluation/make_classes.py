"""Writes classes.json: scores of two, three and five classes and calibration curves as
scikit-learn 1.9 computes them.

Run with scikit-learn 1.9 installed:  python make_classes.py
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")  # About scores without examples, which the cases are for.


def number(value):
    return None if np.isnan(value) else float(value)


def areas(truth, probabilities):
    """The area of each class versus the rest; NaN where one side has no example."""
    return np.array([
        metrics.roc_auc_score(truth == label, probabilities[:, label])
        if 0 < np.sum(truth == label) < len(truth) else np.nan
        for label in range(probabilities.shape[1])
    ])


def case(name, truth, probabilities):
    classes = range(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    kept = {"labels": list(classes), "zero_division": 0}

    def averages(kind, area):
        # Without `labels`: of the classes that are true or predicted.
        scores = metrics.precision_recall_fscore_support(
            truth, predicted, average=kind, zero_division=0
        )
        if kind == "macro":
            assert abs(scores[2] - metrics.f1_score(truth, predicted, average="macro")) < 1e-14
        return [float(score) for score in scores[:3]] + [number(area)]

    each = metrics.precision_recall_fscore_support(truth, predicted, average=None, **kept)
    by_class = areas(truth, probabilities)
    macro, weighted = np.mean(by_class), np.average(by_class, weights=each[3])
    one_hot = np.eye(len(classes))[truth]
    if len(classes) > 2 and not np.isnan(by_class).any():
        for kind, area in [("macro", macro), ("weighted", weighted)]:
            direct = metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average=kind)
            assert abs(direct - area) < 1e-14
    columns = {"labels": list(classes)}
    return {
        "name": name,
        "truth": truth.tolist(),
        "probabilities": probabilities.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balancedAccuracy": float(metrics.balanced_accuracy_score(truth, predicted)),
        "matthewsCorrelation": float(metrics.matthews_corrcoef(truth, predicted)),
        "logLoss": metrics.log_loss(truth, probabilities, **columns),
        "brierScore": metrics.brier_score_loss(truth, probabilities, **columns),
        "precision": each[0].tolist(),
        "recall": each[1].tolist(),
        "f1": each[2].tolist(),
        "support": each[3].tolist(),
        "areas": [number(area) for area in by_class],
        "macro": averages("macro", macro),
        "weighted": averages("weighted", weighted),
        "micro": averages("micro", metrics.roc_auc_score(one_hot.ravel(), probabilities.ravel())),
        "confusion": metrics.confusion_matrix(truth, predicted, **columns).ravel().tolist(),
    }


def guesses(truth, count, sharpness):
    margins = random.normal(size=(len(truth), count)) + sharpness * np.eye(count)[truth]
    powers = np.exp(margins)
    return powers / powers.sum(axis=1, keepdims=True)


def coarse(truth, count):
    """Probabilities in tenths, so that both predictions and scores tie."""
    return np.array([random.multinomial(10, row) for row in guesses(truth, count, 1)]) / 10


def curve(name, truth, probabilities, bins, strategy):
    shares, means = calibration_curve(truth, probabilities, n_bins=bins, strategy=strategy)
    return {
        "name": f"{name}, {bins} {strategy}",
        "truth": truth.tolist(),
        "probabilities": probabilities.tolist(),
        "binCount": bins,
        "isQuantile": strategy == "quantile",
        "shares": shares.tolist(),
        "means": means.tolist(),
    }


random = np.random.default_rng(23)
two = random.integers(0, 2, 40)
three = random.choice(3, 60, p=[0.6, 0.3, 0.1])
five = random.integers(0, 5, 80)
unpredicted = guesses(three, 3, 2)
unpredicted[:, 2] = 0
unpredicted /= unpredicted.sum(axis=1, keepdims=True)
certain = np.eye(3)[(three + (random.random(60) < 0.2)) % 3]
absent = np.zeros((60, 5))
absent[:, ::2] = certain
fine = random.random(70)
cases = [
    case("two", two, guesses(two, 2, 1)),
    case("two, ties", two, coarse(two, 2)),
    case("two, one missing", np.ones(10, int), guesses(np.ones(10, int), 2, 0)),
    case("three", three, guesses(three, 3, 1.5)),
    case("three, ties", three, coarse(three, 3)),
    case("three, one never predicted", three, unpredicted),
    case("three, one missing", three[three < 2], guesses(three[three < 2], 3, 0.5)),
    case("three, certain and sometimes wrong", three, certain),
    case("three, all the same", three, np.full((60, 3), 1 / 3)),
    case("five", five, guesses(five, 5, 2)),
    case("five, ties", five, coarse(five, 5)),
    case("five, two missing", five[five % 2 == 0], coarse(five[five % 2 == 0], 5)),
    case("five, two neither true nor predicted", three * 2, absent),
]
positive = (random.random(70) < fine).astype(int)
curves = [
    curve(name, positive, probabilities, bins, strategy)
    for name, probabilities in [
        ("distinct", fine),
        ("tenths", np.round(fine, 1)),
        ("squared", fine**2),
        ("ends", np.round(fine)),
    ]
    for bins in (1, 5, 7, 10)
    for strategy in ("uniform", "quantile")
]
target = pathlib.Path(__file__).with_name("classes.json")
target.write_text(json.dumps({"cases": cases, "curves": curves}) + "\n")
