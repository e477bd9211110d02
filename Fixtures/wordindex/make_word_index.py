"""Writes cases.json: texts, and the words, counts and tokens that Keras' Tokenizer makes of them.

Keras 3.15.1 with PyTorch. Run: python Fixtures/wordindex/make_word_index.py

Keras' token 1 is the unknown word and its words begin at 2; here both are one less.
"""

import json
import os
import pathlib
import random

os.environ.setdefault("KERAS_BACKEND", "torch")
from keras.src.legacy.preprocessing.text import Tokenizer  # noqa: E402

SYLLABLES = ["ka", "lo", "mi", "tu", "é", "ß", "日本", "😍", "don't", "!", "<URL>", "#x", "a"]


def texts(count, words, generator):
    """Texts whose words are drawn so that a few are frequent and many equally rare."""
    vocabulary = ["".join(generator.choices(SYLLABLES, k=generator.randint(1, 4))) for _ in range(words)]
    weights = [1 / (rank + 1) for rank in range(words)]
    return [
        " ".join(generator.choices(vocabulary, weights, k=generator.choice([0, 1, 3, 8, 20])))
        for _ in range(count)
    ]


def case(train, unseen, maximum):
    tokenizer = Tokenizer(
        num_words=maximum + 2, filters="", lower=False, split=" ", oov_token="\0"
    )
    tokenizer.fit_on_texts(train)
    words = [w for w, i in sorted(tokenizer.word_index.items(), key=lambda x: x[1]) if w != "\0"]
    words = words[:maximum]
    return {
        "training": train,
        "unseen": unseen,
        "maximumWords": maximum,
        "words": words,
        "counts": [tokenizer.word_counts[w] for w in words],
        "tokens": [[t - 1 for t in s] for s in tokenizer.texts_to_sequences(train + unseen)],
    }


generator = random.Random(11)
cases = [
    case(["b a", "a c b", ""], ["c d a"], 2),
    case(texts(60, 80, generator), texts(20, 90, generator), 1_000),
    case(texts(60, 80, generator), texts(20, 90, generator), 30),
    # More texts than one thread's share.
    case(texts(2_300, 700, generator), ["ka lo mi"], 250),
]
# The last case's tokens would fill most of the file; their sums tell as much.
large = cases[-1]
large["tokens"] = [[len(s), sum((p + 1) * t for p, t in enumerate(s))] for s in large["tokens"]]
path = pathlib.Path(__file__).parent / "cases.json"
path.write_text(json.dumps(cases, ensure_ascii=False, indent=None) + "\n", encoding="utf-8")
