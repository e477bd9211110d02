"""One prediction as scikit-learn's users serve it: a pipeline that joblib saved.

    python inference.py train TWEETS MODEL
    python inference.py predict MODEL       one tweet a line in, one prediction a line out

The pipeline is TF-IDF (1-2-grams, 1,000 features) of the raw tweet and a logistic regression. It
neither cleans nor counts, so it has less to do than the classifier that it is compared with.
"""

import sys

import joblib


def train(tweets, model):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    import texts

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.95, max_features=1_000)
    pipeline = make_pipeline(vectorizer, LogisticRegression())
    joblib.dump(pipeline.fit(*texts.read(tweets)), model)


def predict(model):
    pipeline = joblib.load(model)
    for line in sys.stdin:
        print(pipeline.predict_proba([line])[0, 1], flush=True)


if __name__ == "__main__":
    {"train": train, "predict": predict}[sys.argv[1]](*sys.argv[2:])
