"""Makes explanation.json and the saved classifiers beside it: what each feature of a text adds to the
decision value of scikit-learn's LogisticRegression, and how many of its words are terms.

    pip install scikit-learn==1.9.0 safetensors
    python make_explanation.py
"""

import json
import pathlib
import sys

import numpy as np
import scipy.sparse as sp
import sklearn
from safetensors.numpy import save_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / "counts"))
from make_counts import counts  # noqa: E402

assert sklearn.__version__ == "1.9.0", sklearn.__version__

COUNT_NAMES = ["characters", "words", "negative forms", "hashtags", "URLs", "mentions", "?", "!",
               "...", "UPPER-CASE runs"]

TEXTS = """
good What a lovely crew, best flight ever!
good Thank you for the quick rebooking @air, great service
good Smooth landing and a friendly crew, on time
good LOVED the view!!! the coffee was good #happy
good Great legroom, great meal, good price
bad My flight was late again and nobody told us why?
bad Two hours on hold... terrible service
bad They lost my bag and the desk was closed, NEVER again
bad The seat was broken and the coffee was cold
bad Cancelled again, thanks for nothing http://t.co/x
mixed The crew was friendly but we left two hours late
mixed Good meal, broken seat
mixed Great price but the desk was closed
mixed Late again, but the crew was lovely and quick
""".strip().split("\n")

ASKED = [
    "What a lovely flight, great crew!",
    "late again... the seat was broken, the coffee cold",
    "Good price, but nobody told us why the flight was late?",
    "the the the the crew",
    "good meal but the crew was closed",
    "nothing of this is known to zebras",
    "NEVER again!!! @air #happy http://t.co/y",
    "café ÇA va naïve",
    "<b>great</b> crew &amp; <script>alert('flight')</script>",
    "a\u0000b great",
    "   ",
    "",
]


def single(values):
    return np.asarray(values, dtype=np.float32)


def saved(name, labels, vectorizer, scaler, model):
    """Writes a classifier in Swiftlet's form."""
    directory = here / name
    directory.mkdir(exist_ok=True)
    terms = vectorizer.get_feature_names_out()
    encoded = [term.encode() for term in terms]
    numbers = {
        "vocabulary.utf8": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "vocabulary.offsets": np.cumsum([0] + [len(term) for term in encoded], dtype=np.int32),
        "inverse_document_frequency": single(vectorizer.idf_),
        "coefficients": np.ascontiguousarray(model.coef_),
        "intercepts": model.intercept_,
    }
    if scaler is not None:
        numbers["counts.offsets"] = single(scaler.mean_)
        numbers["counts.divisors"] = single(scaler.scale_)
    save_file(numbers, directory / "model.safetensors")
    settings = {
        "approach": "logistic-regression",
        "version": 1,
        "labels": labels,
        "configuration": {
            "cleaning": {
                "decodesEntities": False, "lowercases": False, "urls": "keep", "mentions": "keep",
                "hashtags": "keep", "numbers": "keep", "punctuation": "keep",
                "namesEmoticons": False, "namesEmoji": False, "expandsContractions": False,
                "removesStopWords": False, "keepsNegations": False, "stems": False,
            },
            "vectorizer": {
                "counting": {
                    "analyzer": "word", "tokenPattern": {"words": {"minimumLength": 2}},
                    "ngramRange": [1, 2], "lowercase": True,
                    "stopWords": sorted(vectorizer.stop_words or []),
                    "minimumDocumentFrequency": {"count": 1},
                    "maximumDocumentFrequency": {"share": 1},
                    "binary": False,
                },
                "norm": "l2", "useIDF": True, "smoothIDF": True, "sublinearTF": False,
            },
            "includesCounts": scaler is not None,
            "countScaling": {"standard": {"centers": True, "scales": True}},
            "solver": "lbfgs", "penalty": "l2", "C": 1,
        },
    }
    text = json.dumps(settings, indent=1, sort_keys=True) + "\n"
    (directory / "classifier.json").write_text(text)


def explained(labels, vectorizer, scaler, model, text):
    terms = sp.csr_matrix(single(vectorizer.transform([text]).toarray()))
    names = list(vectorizer.get_feature_names_out())
    if scaler is not None:
        # With the numbers of 32 bits that the classifier is saved with.
        scaled = (single([counts(text)]) - single(scaler.mean_)) / single(scaler.scale_)
        terms = sp.hstack([terms, sp.csr_matrix(scaled)]).tocsr()
        names += COUNT_NAMES
    features = terms.astype(np.float64)
    decision = model.decision_function(features)[0]
    label = int(model.predict(features)[0])
    if len(labels) == 2:
        sign = 1 if label == 1 else -1
        weights, intercept = sign * model.coef_[0], sign * model.intercept_[0]
        value = sign * decision
    else:
        weights, intercept, value = model.coef_[label], model.intercept_[label], decision[label]
    contributions = {
        names[column]: float(weights[column] * features[0, column])
        for column in features.indices
        if features[0, column] != 0
    }
    assert abs(sum(contributions.values()) + intercept - value) < 1e-9
    tokens = TfidfVectorizer(**vectorizer.get_params()).set_params(ngram_range=(1, 1))
    words = tokens.build_analyzer()(text)
    return {
        "text": text,
        "label": labels[label],
        "intercept": float(intercept),
        "decision": float(value),
        "contributions": contributions,
        "words": len(words),
        "unknown": sum(word not in vectorizer.vocabulary_ for word in words),
    }


def make(name, labels, with_counts, stop_words):
    rows = [line.split(" ", 1) for line in TEXTS]
    rows = [(labels.index(label), text) for label, text in rows if label in labels]
    truth, texts = [label for label, _ in rows], [text for _, text in rows]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), stop_words=stop_words).fit(texts)
    features, scaler = vectorizer.transform(texts), None
    if with_counts:
        scaler = StandardScaler().fit([counts(text) for text in texts])
        scaled = scaler.transform([counts(text) for text in texts])
        features = sp.hstack([features, sp.csr_matrix(scaled)]).tocsr()
    model = LogisticRegression(max_iter=1000).fit(features, truth)
    saved(name, labels, vectorizer, scaler, model)
    cases = [explained(labels, vectorizer, scaler, model, text) for text in ASKED]
    assert {case["label"] for case in cases} == set(labels), name
    return {"model": name, "cases": cases}


models = [
    make("two-labels", ["bad", "good"], True, None),
    make("three-labels", ["bad", "mixed", "good"], False, ["the", "and"]),
]
(here / "explanation.json").write_text(
    json.dumps(models, indent=1, ensure_ascii=True) + "\n"
)
