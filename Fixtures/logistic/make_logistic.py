"""Makes cases.json: what scikit-learn 1.9.0 finds for small seeded data with each solver,
penalty and weighting. Run with scikit-learn 1.9.0, numpy 2 and scipy 1.17:

    python make_logistic.py
"""

import json
import warnings

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

assert sklearn.__version__ == "1.9.0", sklearn.__version__
warnings.simplefilter("ignore")
sklearn.set_config(enable_metadata_routing=True)


def digits(values, count=12):
    return [float(f"{value:.{count}g}") for value in np.ravel(values)]


def single(features):
    """Rounds to numbers that a 32-bit float holds and few digits write."""
    return np.round(features, 3).astype(np.float32).astype(np.float64)


def dense_data(rows, columns, classes, seed):
    random = np.random.default_rng(seed)
    x = single(random.normal(size=(rows, columns)) * random.uniform(0.5, 2, columns))
    margins = x @ random.normal(size=(columns, classes)) + 3 * random.gumbel(size=(rows, classes))
    return x, np.argmax(margins, axis=1)


def sparse_data(rows, columns, classes, seed):
    random = np.random.default_rng(seed)
    x = single(random.uniform(0.1, 1, (rows, columns)) * (random.uniform(size=(rows, columns)) < 0.4))
    margins = 1.5 * x @ random.normal(size=(columns, classes)) + 2 * random.gumbel(size=(rows, classes))
    return x, np.argmax(margins, axis=1)


TEXTS = """
1 the crew was lovely and the flight left on time
0 my flight was late again and nobody told us why
1 thanks for the quick rebooking, great service
0 two hours on hold, terrible service
1 loved the view and the coffee was good
0 they lost my bag and the desk was closed
1 smooth landing, friendly crew, on time
0 the seat was broken and the coffee was cold
1 great legroom and a lovely meal
0 late, cold and nobody at the desk
1 the app made check in quick and good
0 the app broke and check in took two hours
1 good price and friendly people
0 terrible seat, terrible meal
1 on time again, thanks
0 cancelled again, thanks for nothing
0 the crew was friendly but we left two hours late
1 late departure but great people made up for it
""".strip().splitlines()


def text_data():
    labels = np.array([int(line[0]) for line in TEXTS])
    x = TfidfVectorizer(ngram_range=(1, 2)).fit_transform([line[2:] for line in TEXTS])
    return x.toarray().astype(np.float32).astype(np.float64), labels


DATA = {
    "binary": (*dense_data(90, 6, 2, 1), [-3, 8]),
    "three": (*dense_data(90, 4, 3, 2), [0, 1, 2]),
    "sparse binary": (*sparse_data(120, 10, 2, 3), [0, 1]),
    # An odd number of classes: with an even one, the l1 minimum is not a single point.
    "sparse five": (*sparse_data(140, 6, 5, 4), [1, 2, 5, 9, 10]),
    "text": (*text_data(), [0, 1]),
}


def objective(x, targets, weights, model, penalty, ratio, solver, scaling):
    """The weighted mean loss plus the penalty over C and the weights' sum."""
    margins = x @ model.coef_.T + model.intercept_
    if margins.shape[1] == 1:
        margins = np.hstack([np.zeros_like(margins), margins])
    top = margins.max(axis=1)
    log_sum = top + np.log(np.exp(margins - top[:, None]).sum(axis=1))
    losses = log_sum - margins[np.arange(len(targets)), targets]
    parameters = model.coef_.ravel()
    if solver == "liblinear" and model.fit_intercept:
        parameters = np.append(parameters, model.intercept_ / scaling)
    l1, l2 = np.abs(parameters).sum(), 0.5 * (parameters**2).sum()
    value = {"none": 0, "l1": l1, "l2": l2, "elasticnet": ratio * l1 + (1 - ratio) * l2}[penalty]
    strength = 0 if penalty == "none" else value / model.C
    return ((weights * losses).sum() + strength) / weights.sum()


def weighed(weights, targets, classes, class_weights):
    """Row weights, times those of balanced classes."""
    if class_weights != "balanced":
        return weights
    totals = np.bincount(targets, weights=weights)
    return weights * (weights.sum() / (classes * totals))[targets]


def fit(name, solver, penalty, form, C=1.0, intercept=True, class_weights="none",
        weighted=False, tolerance=1e-4, iterations=100, ratio=0.4, scaling=1.0,
        probabilities=False, multiclass="multinomial"):
    x, targets, labels = DATA[name]
    y = np.array(labels)[targets]
    ratios = {"none": 0.0, "l2": 0.0, "l1": 1.0, "elasticnet": ratio}
    given = {label: 0.5 + place for place, label in enumerate(labels)}
    binary = multiclass == "one-versus-rest"
    # Weights of single classes weigh rows there, for which each model of two classes has no name.
    model = LogisticRegression(
        solver=solver, C=np.inf if penalty == "none" else C, l1_ratio=ratios[penalty],
        fit_intercept=intercept, tol=tolerance, max_iter=iterations, random_state=0,
        intercept_scaling=scaling,
        class_weight={
            "none": None, "balanced": "balanced", "given": None if binary else given,
        }[class_weights],
    )
    sample_weights = None
    if weighted:
        # Some rows do not count at all.
        sample_weights = np.round(np.random.default_rng(5).uniform(-0.2, 2, len(y)), 2).clip(0)
    weights = np.ones(len(y)) if sample_weights is None else sample_weights.copy()
    factors = np.array([given[label] for label in labels])[targets]
    features = sp.csr_matrix(x) if form == "sparse" else x
    if binary:
        if class_weights == "given":
            weights *= factors
        model = OneVsRestClassifier(model.set_fit_request(sample_weight=True))
        model.fit(features, y, sample_weight=weights)
        fits = model.estimators_
        coefficients = np.vstack([part.coef_ for part in fits])
        intercepts = np.hstack([part.intercept_ for part in fits])
        value = sum(
            objective(x, (targets == place).astype(int),
                      weighed(weights, (targets == place).astype(int), 2, class_weights),
                      part, penalty, ratio, solver, scaling)
            for place, part in enumerate(fits)
        )
    else:
        model.fit(features, y, sample_weight=sample_weights)
        fits, coefficients, intercepts = [model], model.coef_, model.intercept_
        if class_weights == "given":
            weights *= factors
        weights = weighed(weights, targets, len(labels), class_weights)
        value = objective(x, targets, weights, model, penalty, ratio, solver, scaling)
    case = {
        "data": name, "form": form, "solver": solver, "penalty": penalty, "C": C,
        "intercept": intercept, "classWeights": class_weights, "weighted": weighted,
        "tolerance": tolerance, "iterations": iterations, "scaling": scaling,
        "coefficients": digits(coefficients), "intercepts": digits(np.atleast_1d(intercepts)),
        "fittedIterations": max(int(part.n_iter_[0]) for part in fits),
        "objective": float(value),
    }
    if binary:
        case["multiclass"] = multiclass
    if penalty == "elasticnet":
        case["ratio"] = ratio
    if probabilities:
        case["probabilities"] = digits(model.predict_proba(x), 9)
        case["predictions"] = model.predict(x).tolist()
    return case


PENALTIES = {
    "lbfgs": ["none", "l2"],
    "newton-cg": ["none", "l2"],
    "liblinear": ["l1", "l2"],
    "saga": ["none", "l1", "l2", "elasticnet"],
}
WEIGHTS = [("none", False), ("balanced", True), ("given", False)]


def cases():
    # Every combination at a tight tolerance, where all solvers meet at the one minimum.
    for name in ["binary", "three", "sparse binary", "sparse five"]:
        sparse = name.startswith("sparse")
        several = len(DATA[name][2]) > 2
        for solver, penalties in PENALTIES.items():
            if solver == "liblinear" and several:
                continue
            for penalty in penalties:
                for class_weights, weighted in WEIGHTS:
                    for intercept in [True, False]:
                        case = fit(
                            name, solver, penalty, "sparse" if sparse else "dense", C=0.7,
                            intercept=intercept, class_weights=class_weights, weighted=weighted,
                            tolerance=1e-8 if solver in ["lbfgs", "newton-cg"] else 1e-11,
                            iterations=20000,
                        )
                        # saga does not get there where the minimum is far away.
                        if case["fittedIterations"] < 20000:
                            yield case
    # Default tolerances, where the way to the minimum shows.
    for name in DATA:
        several = len(DATA[name][2]) > 2
        for solver, penalties in PENALTIES.items():
            if solver == "liblinear" and several or solver == "saga":
                continue
            for penalty in penalties:
                for C in [0.05, 20.0]:
                    if penalty == "none" and C != 20.0:
                        continue
                    # Where there are more words than texts, these have no single minimum.
                    if name == "text" and penalty in ["none", "l1"]:
                        continue
                    yield fit(name, solver, penalty, "sparse", C=C, probabilities=C == 20.0)
    # The constant feature of liblinear, and solvers stopped too early.
    for penalty in ["l1", "l2"]:
        yield fit("sparse binary", "liblinear", penalty, "sparse", C=5.0, tolerance=1e-10,
                  iterations=20000, scaling=8.0)
    for solver in ["lbfgs", "newton-cg"]:
        yield fit("binary", solver, "l2", "dense", iterations=2)
        yield fit("three", solver, "l2", "dense", iterations=2)
    # One model for each class versus the rest, for every solver.
    for name in ["three", "sparse five"]:
        form = "sparse" if name.startswith("sparse") else "dense"
        for solver, penalties in PENALTIES.items():
            for penalty in penalties:
                for class_weights, weighted in WEIGHTS:
                    case = fit(
                        name, solver, penalty, form, C=0.7, class_weights=class_weights,
                        weighted=weighted, iterations=20000, multiclass="one-versus-rest",
                        tolerance=1e-8 if solver in ["lbfgs", "newton-cg"] else 1e-11,
                    )
                    if case["fittedIterations"] < 20000:
                        yield case
                if solver != "saga":
                    yield fit(name, solver, penalty, form, C=5.0, probabilities=True,
                              multiclass="one-versus-rest")


contents = {
    "data": {
        name: {
            "rows": x.shape[0],
            "columns": x.shape[1],
            "features": [float(f"{value:.9g}") for value in x.ravel()],
            "labels": np.array(labels)[targets].tolist(),
            "sampleWeights": np.round(
                np.random.default_rng(5).uniform(-0.2, 2, len(targets)), 2
            ).clip(0).tolist(),
        }
        for name, (x, targets, labels) in DATA.items()
    },
    "cases": list(cases()),
}
text = json.dumps(contents, separators=(",", ":")).replace('{"data":"', '\n{"data":"')
with open("cases.json", "w") as file:
    file.write(text + "\n")
print(len(contents["cases"]), "cases,", len(text), "bytes")
