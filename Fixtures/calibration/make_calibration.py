"""Writes calibration.json: curves that scikit-learn 1.9 fits to scores, and the probabilities that
its CalibratedClassifierCV makes of those of frozen classifiers.

Run with scikit-learn 1.9 and scipy 1.17 installed:  python make_calibration.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression

assert sklearn.__version__ == "1.9.0", sklearn.__version__


class Scores(ClassifierMixin, BaseEstimator):
    """A classifier whose features are its probabilities; it decides by their log-odds."""

    def fit(self, x, y):
        self.classes_ = np.unique(y)
        return self

    def decision_function(self, x):
        least = np.finfo(float).eps
        classes = range(x.shape[1])
        others = np.stack([sum(x[:, j] for j in classes if j != k) for k in classes], axis=1)
        odds = np.log(np.maximum(x, least)) - np.log(np.maximum(others, least))
        return odds[:, 1] if x.shape[1] == 2 else odds

    def predict(self, x):
        return self.classes_[x.argmax(axis=1)]


def curve(name, scores, truth):
    asked = np.concatenate([scores[:20], np.linspace(scores.min() - 1, scores.max() + 1, 31)])
    sigmoid = _SigmoidCalibration().fit(scores, truth)
    steps = IsotonicRegression(out_of_bounds="clip").fit(scores, truth)
    return {
        "name": name,
        "scores": scores.tolist(),
        "truth": truth.tolist(),
        "slope": float(sigmoid.a_),
        "intercept": float(sigmoid.b_),
        "stepScores": steps.X_thresholds_.tolist(),
        "stepProbabilities": steps.y_thresholds_.tolist(),
        "asked": asked.tolist(),
        "sigmoid": sigmoid.predict(asked).tolist(),
        "isotonic": steps.predict(asked).tolist(),
    }


def classifier(name, probabilities, truth, asked):
    model = Scores().fit(probabilities, truth)
    case = {
        "name": name,
        "probabilities": probabilities.tolist(),
        "truth": truth.tolist(),
        "asked": asked.tolist(),
    }
    for method in ("sigmoid", "isotonic"):
        calibrated = CalibratedClassifierCV(FrozenEstimator(model), method=method)
        calibrated.fit(probabilities, truth)
        case[method] = calibrated.predict_proba(asked).tolist()
    return case


def drawn(classes, count, sharpness):
    """Probabilities that are too sure, with the classes that they were drawn for."""
    margins = random.normal(size=(count, classes)) * 1.5
    powers = np.exp(margins)
    truth = np.array([random.choice(classes, p=row / row.sum()) for row in powers])
    powers = np.exp(sharpness * margins)
    return np.round(powers / powers.sum(axis=1, keepdims=True), 5), truth


random = np.random.default_rng(31)
margins = np.round(random.normal(size=80) * 2, 3)
truth = (random.random(80) < 1 / (1 + np.exp(-0.4 * margins - 0.3))).astype(int)
curves = [
    curve("margins", margins, truth),
    curve("ties", np.round(margins), truth),
    curve("large", margins * 1000 + 7, truth),
    curve("probabilities", np.round(1 / (1 + np.exp(-margins)), 4), truth),
    curve("falling", -margins, truth),
    curve("all the same", np.full(10, 0.25), np.array([0, 1] * 5)),
    curve("apart", np.array([-2.0, -1, -0.5, 0.5, 1, 4]), np.array([0, 0, 0, 1, 1, 1])),
    curve("all positive", np.array([0.5, 1, 2]), np.array([1, 1, 1])),
    curve("one", np.array([0.5]), np.array([0])),
    curve("close", np.array([0.1, 0.1 + 5e-16, 0.2, 0.2 + 5e-15, 0.3]), np.array([0, 1, 0, 1, 1])),
]
two, three, five = drawn(2, 100, 2.5), drawn(3, 120, 2), drawn(5, 150, 0.5)
certain = np.eye(3)[three[1]]
classifiers = [
    classifier("two", *two, drawn(2, 30, 2.5)[0]),
    classifier("three", *three, drawn(3, 30, 2)[0]),
    classifier("five", *five, drawn(5, 30, 3)[0]),
    classifier("three, certain", certain, three[1], np.vstack([np.eye(3), three[0][:10]])),
]
target = pathlib.Path(__file__).with_name("calibration.json")
target.write_text(json.dumps({"curves": curves, "classifiers": classifiers}) + "\n")
