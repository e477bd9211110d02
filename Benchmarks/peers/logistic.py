"""scikit-learn's logistic regression (lbfgs, l2, C = 1) on TF-IDF of raw tweets."""

import argparse
import warnings

import numpy as np
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression

import texts
import tfidf
import tool


def objective(coefficients, intercept, matrix, signs):
    """The mean log loss plus the penalty, as lbfgs sees it, in Float64."""
    margins = signs * (matrix @ coefficients + intercept)
    penalty = coefficients @ coefficients / (2 * len(signs))
    return float(np.logaddexp(0, -margins).mean() + penalty)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--data", required=True)
    parser.add_argument("--check", help="coefficients that Swift wrote, to compare with")
    options = parser.parse_args()
    tool.limit_threads()
    tweets, labels = texts.read(options.data)
    labels = np.array(labels)
    matrix = tfidf.vectorizer().fit_transform(tweets)
    if options.check is None:
        times = tool.measure(options.repetitions, lambda: LogisticRegression().fit(matrix, labels))
        single = matrix.astype(np.float32)
        single_times = tool.measure(
            options.repetitions, lambda: LogisticRegression().fit(single, labels)
        )
        tool.print_results(seconds={"fit": times, "fit_float32": single_times})
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = LogisticRegression().fit(matrix, labels)
    signs = np.where(labels == 1, 1.0, -1.0)
    ours = load_file(options.check)
    theirs = objective(model.coef_[0], model.intercept_[0], matrix, signs)
    mine = objective(ours["coefficients"], ours["intercept"][0], matrix, signs)
    tool.print_results(
        objective=theirs,
        relative_difference=mine / theirs - 1,
        iterations=int(model.n_iter_[0]),
        largest_coefficient_difference=float(np.abs(ours["coefficients"] - model.coef_[0]).max()),
    )


if __name__ == "__main__":
    main()
