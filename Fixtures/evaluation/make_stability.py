"""Writes stability.json: the population stability index of counts, as scipy 1.17's entropies give it.

    pip install scipy==1.17.1
    python make_stability.py
"""

import json
import pathlib
import random

from scipy.stats import entropy


def index(expected, actual):
    # entropy divides by the sum.
    e, a = ([count / sum(counts) + 1e-4 for count in counts] for counts in (expected, actual))
    return float(entropy(a, e) + entropy(e, a))


random.seed(5)
cases = [
    ([50, 50], [5, 5]),
    ([50, 50], [9, 1]),
    ([50, 50], [10, 0]),
    ([10, 0], [0, 10]),
    ([7], [3]),
    ([1, 0, 0, 0], [0, 0, 0, 1_000_000_000_000]),
]
for bins in (2, 3, 10, 12):
    for scale in (3, 100, 10_000):
        cases.append(
            tuple(
                [random.randrange(scale) * random.randrange(2) for _ in range(bins - 1)] + [1]
                for _ in range(2)
            )
        )
rows = [{"expected": e, "actual": a, "index": index(e, a)} for e, a in cases]
text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
pathlib.Path(__file__).with_name("stability.json").write_text(text)
