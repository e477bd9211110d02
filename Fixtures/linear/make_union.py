"""Makes union.json: features by words and by characters within words side by side, and what a logistic
regression learns from them, as scikit-learn 1.9 has it (FeatureUnion).

    pip install scikit-learn==1.9.0
    python make_union.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

assert sklearn.__version__ == "1.9.0", sklearn.__version__

TEXTS = """
praise What a lovely crew, best flight ever!
praise Thank you for the quick rebooking @air, great service
praise Smooth landing and a friendly crew, on time
praise LOVED the view!!! the coffee was good #happy
praise Greaaat legroom, great meal, good price
praise Merci à l'équipage, très gentil 😍
delay My flight was late again and nobody told us why?
delay Two hours on hold... terrible delay
delay Delayed again, and delayed once more 😡
delay Three hours late, the crew was waiting, too
delay lateeee as always
luggage They lost my bag and the desk was closed, NEVER again
luggage my suitcase arrived broken, where is the other bag?
luggage No bag, no suitcase, no answer
luggage Bagage perdu à Paris, personne au guichet
""".strip().split("\n")

ASKED = [
    "What a lovely flight, great crew!",
    "late again... my suitcase is lost",
    "greaaaat!!! the crew was waiting",
    "Bagage retardé 😡 très déçu",
    "zzz",
    "",
]

labels = ["delay", "luggage", "praise"]
truth = np.array([labels.index(line.split(" ", 1)[0]) for line in TEXTS])
texts = [line.split(" ", 1)[1] for line in TEXTS]
union = FeatureUnion([
    ("words", TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True)),
    ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2)),
    ("letters", TfidfVectorizer(analyzer="char", ngram_range=(1, 1), norm="l1", use_idf=False)),
])
features = union.fit_transform(texts)
names = [name.split("__", 1)[1] for name in union.get_feature_names_out()]
model = LogisticRegression(C=3.0, tol=1e-9, max_iter=10_000).fit(features, truth)
asked = union.transform(ASKED)


def row(matrix, index):
    start, end = matrix.indptr[index], matrix.indptr[index + 1]
    order = np.argsort(matrix.indices[start:end])
    return {
        "columns": matrix.indices[start:end][order].tolist(),
        "values": [float(f"{value:.9g}") for value in matrix.data[start:end][order]],
    }


contents = {
    "labels": labels,
    "texts": texts,
    "truth": truth.tolist(),
    "names": names,
    "rows": [row(features.tocsr(), index) for index in range(len(texts))],
    "coefficients": [[float(f"{value:.9g}") for value in part] for part in model.coef_],
    "asked": ASKED,
    "askedRows": [row(asked.tocsr(), index) for index in range(len(ASKED))],
    "probabilities": model.predict_proba(asked).tolist(),
}
target = pathlib.Path(__file__).with_name("union.json")
target.write_text(json.dumps(contents, ensure_ascii=False) + "\n")
