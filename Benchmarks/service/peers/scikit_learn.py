"""A pipeline of scikit-learn that joblib saved: TF-IDF of the raw tweet and a logistic regression; see
../../peers/inference.py, which trains it."""

import joblib
import threadpoolctl

LABELS = ["negative", "positive"]


class Classifier:
    def __init__(self, path, threads):
        threadpoolctl.threadpool_limits(threads)
        self.pipeline = joblib.load(path)

    def predict(self, texts):
        """The label of each text and its probability."""
        shares = self.pipeline.predict_proba(texts)
        winners = shares.argmax(axis=1)
        return [(LABELS[winner], float(row[winner])) for winner, row in zip(winners, shares)]
