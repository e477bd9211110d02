"""scikit-learn with the same steps as a linear classifier of ours, from the texts that we cleaned
and the counts that we took; and scikit-learn's scores of our probabilities."""

import argparse
import json

import numpy as np
import scipy.sparse
from safetensors.numpy import load_file
from sklearn import metrics
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import MinMaxScaler, StandardScaler

import exports
import tool

SCALERS = {"standard": StandardScaler, "min-max": MinMaxScaler}


def vectorizer(settings):
    return TfidfVectorizer(
        analyzer=settings["analyzer"],
        lowercase=settings["lowercase"],
        token_pattern=r"\S+" if settings["whitespace_separated"] else r"(?u)\b\w\w+\b",
        ngram_range=tuple(settings["ngram_range"]),
        min_df=settings["min_df"],
        max_df=settings["max_df"],
        max_features=settings["max_features"],
        sublinear_tf=settings["sublinear_tf"],
    )


def features(configuration, training, unseen, training_counts, unseen_counts):
    union = FeatureUnion([
        (str(place), vectorizer(settings))
        for place, settings in enumerate(configuration["vectorizers"])
    ])
    matrices = union.fit_transform(training), union.transform(unseen)
    if not configuration["counts"]:
        return matrices
    scaler = SCALERS[configuration["count_scaling"]]().fit(training_counts)
    return tuple(
        scipy.sparse.hstack([matrix, scaler.transform(counts)], format="csr")
        for matrix, counts in zip(matrices, (training_counts, unseen_counts))
    )


def scores(truth, probabilities):
    predicted = (probabilities > 0.5).astype(int)
    return {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted),
        "recall": metrics.recall_score(truth, predicted),
        "f1": metrics.f1_score(truth, predicted),
        "auc": metrics.roc_auc_score(truth, probabilities),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--configuration", type=json.loads, required=True)
    parser.add_argument("--export", required=True, help="what swiftlet-benchmarks wrote")
    options = parser.parse_args()
    tool.limit_threads()
    tensors = load_file(options.export)
    training, unseen = features(
        options.configuration,
        exports.texts(tensors, "training.texts"),
        exports.texts(tensors, "unseen.texts"),
        tensors["training.counts"].astype(np.float64),
        tensors["unseen.counts"].astype(np.float64),
    )
    model = LogisticRegression(
        C=options.configuration["C"],
        tol=options.configuration["tol"],
        max_iter=options.configuration["max_iter"],
    )
    model.fit(training, tensors["training.labels"])
    probabilities = model.predict_proba(unseen)[:, 1]
    truth = tensors["unseen.labels"]
    tool.print_results(
        scores=scores(truth, probabilities),
        scores_of_ours=scores(truth, tensors["probabilities"]),
        largest_difference=float(np.abs(probabilities - tensors["probabilities"]).max()),
    )


if __name__ == "__main__":
    main()
