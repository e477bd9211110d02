"""Makes the word vector files and what gensim answers on them. Needs gensim==4.4.0.

Run from anywhere: python make_word_vectors.py
"""

import json
import random
import struct
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import gensim
import numpy as np
from gensim.models import KeyedVectors

assert gensim.__version__ == "4.4.0"
here = Path(__file__).parent
rng = np.random.default_rng(20)

WORDS = """the a plane flight late delayed cancelled gate crew pilot seat luggage bag lost found
happy sad angry great terrible thanks sorry please help wait hour morning night weather storm snow
rain sun city home away food water coffee screen movie wifi price ticket refund money cheap costly
good bad best worst king queen man woman café naïve zürich 東京 … don't :) #fail @airline 24 0.5
""".split()
DIMENSION = 12

# Vectors with some structure, so that neighbours are well apart.
centres = rng.normal(size=(8, DIMENSION))
vectors = (centres[rng.integers(0, 8, len(WORDS))] + 0.6 * rng.normal(size=(len(WORDS), DIMENSION)))
vectors = vectors.astype(np.float32)
vectors[3] *= 100
vectors[5] *= 1e-4

keyed = KeyedVectors(DIMENSION)
keyed.add_vectors(WORDS, vectors)
keyed.save_word2vec_format(here / "small.bin", binary=True)
keyed.save_word2vec_format(here / "small.w2v.txt", binary=False)


def five_digits(row):
    return " ".join("%.5g" % value for value in row.tolist())


# GloVe: no header, five digits.
with open(here / "small.glove.txt", "wb") as out:
    for word, row in zip(WORDS, vectors):
        out.write(f"{word} {five_digits(row)}\n".encode())
# Google's word2vec writes a newline behind each vector.
with open(here / "small.google.bin", "wb") as out:
    out.write(f"{len(WORDS)} {DIMENSION}\n".encode())
    for word, row in zip(WORDS, vectors):
        out.write(word.encode() + b" " + struct.pack(f"<{DIMENSION}f", *row.tolist()) + b"\n")


def bits(array):
    return np.asarray(array, dtype=np.float32).view(np.uint32).ravel().tolist()


def answers(keyed):
    return {
        "words": keyed.index_to_key,
        "vectors": bits(keyed.vectors),
        "similarities": [
            {"first": a, "second": b, "cosine": float(keyed.similarity(a, b))}
            for a, b in [("king", "queen"), ("good", "bad"), ("flight", "plane"), ("the", "the"),
                         ("delayed", "pilot"), ("東京", "zürich")]
        ],
        "mostSimilar": [
            {"positive": p, "negative": n, "count": k,
             "answer": [{"word": w, "similarity": s}
                        for w, s in keyed.most_similar(positive=p, negative=n, topn=k)]}
            for p, n, k in [(["king"], [], 10), (["delayed"], [], 5), (["crew"], [], 1),
                            (["king", "woman"], ["man"], 10), (["good", "worst"], ["best"], 7),
                            (["the", "a", "city"], ["rain", "sun"], 10), ([], ["storm"], 4),
                            (["gate"], [], 1000)]
        ],
    }


glove = KeyedVectors.load_word2vec_format(here / "small.glove.txt", binary=False, no_header=True)
text = KeyedVectors.load_word2vec_format(here / "small.w2v.txt", binary=False)
binary = KeyedVectors.load_word2vec_format(here / "small.bin", binary=True)
google = KeyedVectors.load_word2vec_format(here / "small.google.bin", binary=True)
assert np.array_equal(binary.vectors, vectors) and np.array_equal(google.vectors, vectors)
assert google.index_to_key == WORDS

# A word that occurs twice: gensim keeps the first.
with open(here / "duplicate.txt", "w") as out:
    out.write("5 2\none 1 1.5\ntwo 2 2.5\none 3 3.5\nthree 4 4.5\ntwo 5 5.5\n")
duplicate = KeyedVectors.load_word2vec_format(here / "duplicate.txt", binary=False)
# It leaves room for as many rows as the header promised, without words.
kept = [row for row, word in enumerate(duplicate.index_to_key) if word is not None]

json.dump(
    {
        "glove": answers(glove),
        "text": answers(text),
        "binary": answers(binary),
        "duplicate": {
            "words": [duplicate.index_to_key[row] for row in kept],
            "vectors": bits(duplicate.vectors[kept]),
        },
    },
    open(here / "expected.json", "w"),
    ensure_ascii=False,
)

# Decimal numbers and the floats that they round to, by exact arithmetic (numpy's way through a
# double may round twice).
def nearest(text):
    value = Fraction(Decimal(text))
    with np.errstate(over="ignore"):
        guess = np.float32(float(value))
    if not np.isfinite(guess):
        guess = np.copysign(np.finfo(np.float32).max, guess)
    candidates = [guess]
    for direction in (np.float32(-np.inf), np.float32(np.inf)):
        step = guess
        for _ in range(2):
            step = np.nextafter(step, direction, dtype=np.float32)
            if np.isfinite(step):
                candidates.append(step)
    def key(candidate):
        even = int(candidate.view(np.uint32)) & 1
        return (abs(Fraction(float(candidate)) - value), even)
    best = min(candidates, key=key)
    return np.copysign(np.float32(best), np.float32(-1 if text.startswith("-") else 1))


random.seed(4)
numbers = ["0", "-0", "0.0", "-0.00000", "1", "-1", "+1.5", ".5", "5.", "1e5", "1E-5", "1.5e+3",
           "0.1", "0.418", "-0.00066023", "4.0071", "1.2345e-05", "16777216", "16777217", "16777219",
           "123456789", "0.123456789", "9007199254740993", "1e10", "1e-10", "1e11", "1e22", "1e23",
           "3.4028234e38", "3.4028235e38", "1.17549435e-38", "1.4e-45", "0.7e-45", "0.71e-45",
           "1e-46", "1e-400", "0e999", "0.000000000000000000000000000000000000000000001",
           "00000000000000000000000000000001.5", "1.000000000000000000000000000000000000000001",
           "12345678901234567890", "123456789012345678901234567890e-20", "7.038531e-26",
           "1.00000017881393432617187499", "1.00000017881393432617187500",
           "1.00000017881393432617187501", "8388609.5", "8388608.5", "8388610.5"]
for _ in range(300):
    # Half way between two floats, a hair off it, and near it in few digits.
    bits32 = random.randrange(0x00800000, 0x7F000000)
    low = np.uint32(bits32).view(np.float32)
    high = np.uint32(bits32 + 1).view(np.float32)
    middle = (Fraction(float(low)) + Fraction(float(high))) / 2
    digits = random.choice([7, 9, 12, 16, 17, 18, 19, 25])
    numbers.append("%.*e" % (digits - 1, float(middle)))
for _ in range(300):
    exponent = random.randrange(-12, 3)
    numbers.append("%.*f" % (random.randrange(1, 12), random.gauss(0, 1) * 10.0 ** exponent))
for _ in range(300):
    numbers.append(repr(random.gauss(0, 1) * 10.0 ** random.randrange(-44, 38)))
for _ in range(60):
    # Exact ties of 25 bits, written out.
    whole = random.randrange(1 << 24, 1 << 25) | 1
    numbers.append(str(whole) + random.choice(["", ".0", "." + "0" * 20, "." + "0" * 20 + "1"]))
json.dump([{"text": t, "bits": int(nearest(t).view(np.uint32))} for t in numbers],
          open(here / "numbers.json", "w"))
