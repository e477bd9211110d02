"""Makes log-count-ratios.json: the factors of NB-SVM and what a logistic regression on words times them
learns, of two labels and of three, with scikit-learn 1.9 and NumPy.

    pip install scikit-learn==1.9.0
    python make_log_count_ratios.py
"""

import json
import pathlib

import numpy as np
import scipy.sparse
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

assert sklearn.__version__ == "1.9.0", sklearn.__version__

TEXTS = """
praise lovely crew and a lovely seat
praise the crew was quick and the seat was wide
praise quick check in, wide smiles
praise what a smooth and quiet flight
praise smooth smooth landing, lovely captain
delay the flight was late and late again
delay late crew, late bags, late landing
delay waiting and waiting at the gate
delay the gate was closed and the flight gone
luggage my bags are gone
luggage bags broken, desk closed
luggage the desk has no bags and no answer
luggage broken wheels and no answer again
""".strip().split("\n")
ASKED = ["a late flight", "lovely desk, no bags", "quick gate", "unheard", ""]


def factors(matrix, truth):
    stored = (matrix != 0).toarray()
    ratios = []
    for label in sorted(set(truth)):
        p = 1 + stored[truth == label].sum(axis=0)
        q = 1 + stored[truth != label].sum(axis=0)
        ratios.append(np.abs(np.log((p / p.sum()) / (q / q.sum()))))
    return np.max(ratios, axis=0)


def case(labels):
    lines = [line.split(" ", 1) for line in TEXTS if line.split(" ", 1)[0] in labels]
    truth = np.array([labels.index(label) for label, _ in lines])
    texts = [text for _, text in lines]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2))
    features = vectorizer.fit_transform(texts)
    scales = factors(features, truth)
    scaled = features @ scipy.sparse.diags(scales)
    model = LogisticRegression(C=2.0, tol=1e-9, max_iter=10_000).fit(scaled, truth)
    asked = vectorizer.transform(ASKED) @ scipy.sparse.diags(scales)
    return {
        "labels": labels,
        "texts": texts,
        "truth": truth.tolist(),
        "factors": [float(f"{value:.9g}") for value in scales],
        "coefficients": [[float(f"{value:.9g}") for value in row * scales] for row in model.coef_],
        "asked": ASKED,
        "probabilities": model.predict_proba(asked).tolist(),
    }


contents = [case(["praise", "delay"]), case(["delay", "luggage", "praise"])]
target = pathlib.Path(__file__).with_name("log-count-ratios.json")
target.write_text(json.dumps(contents) + "\n")
