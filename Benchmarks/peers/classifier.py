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


class Pipeline:
    """Vectorizers side by side, scaled counts where there are some, and a logistic regression."""

    def __init__(self, configuration):
        self.union = FeatureUnion([
            (str(place), vectorizer(settings))
            for place, settings in enumerate(configuration["vectorizers"])
        ])
        self.scaler = SCALERS[configuration["count_scaling"]]() if configuration["counts"] else None
        self.factors = LogCountRatios() if configuration["log_count_ratios"] else None
        self.model = LogisticRegression(
            C=configuration["C"], tol=configuration["tol"], max_iter=configuration["max_iter"],
        )

    def fit(self, texts, counts, labels):
        matrix = self.union.fit_transform(texts)
        if self.factors:
            matrix = self.factors.fit(matrix, labels).transform(matrix)
        if self.scaler:
            matrix = scipy.sparse.hstack([matrix, self.scaler.fit_transform(counts)], format="csr")
        self.model.fit(matrix, labels)
        return self

    def probabilities(self, texts, counts):
        matrix = self.union.transform(texts)
        if self.factors:
            matrix = self.factors.transform(matrix)
        if self.scaler:
            matrix = scipy.sparse.hstack([matrix, self.scaler.transform(counts)], format="csr")
        return self.model.predict_proba(matrix)[:, 1]


class LogCountRatios:
    """The factors of NB-SVM for two classes, 0 and 1."""

    def fit(self, matrix, labels):
        stored = matrix != 0
        p = 1 + np.asarray(stored[labels == 1].sum(axis=0)).ravel()
        q = 1 + np.asarray(stored[labels == 0].sum(axis=0)).ravel()
        self.factors = np.abs(np.log((p / p.sum()) / (q / q.sum())))
        return self

    def transform(self, matrix):
        return matrix @ scipy.sparse.diags(self.factors)


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
    parser.add_argument("--repetitions", type=int, default=0, help="how often to time the training")
    options = parser.parse_args()
    tool.limit_threads()
    tensors = load_file(options.export)
    training, unseen = (
        (exports.texts(tensors, f"{part}.texts"), tensors[f"{part}.counts"].astype(np.float64))
        for part in ("training", "unseen")
    )
    labels = tensors["training.labels"]

    def train():
        return Pipeline(options.configuration).fit(*training, labels)

    probabilities = train().probabilities(*unseen)
    times = tool.measure(options.repetitions, train) if options.repetitions else []
    truth = tensors["unseen.labels"]
    tool.print_results(
        seconds={"train": times},
        scores=scores(truth, probabilities),
        scores_of_ours=scores(truth, tensors["probabilities"]),
        largest_difference=float(np.abs(probabilities - tensors["probabilities"]).max()),
    )


if __name__ == "__main__":
    main()
