"""Makes random.json: what NumPy 2.4.6's PCG64 gives, and what is derived from its raw bits here.

`raw`, `uniform`, `uniformFloat`, `stream`, `jumped` and `belowLarge` are NumPy's own. `below`,
`shuffled`, `sample` and `normal` follow the published definitions (Lemire 2019; Fisher and Yates;
Box and Muller 1958) from NumPy's raw bits, since NumPy takes other methods for these.
"""

import json
import math
import pathlib

import numpy as np


def below(generator, bound):
    """Lemire's multiplication with rejection, on 64 bits."""
    product = int(generator.random_raw()) * bound
    if product % 2**64 < bound:
        threshold = (2**64 - bound) % bound
        while product % 2**64 < threshold:
            product = int(generator.random_raw()) * bound
    return product >> 64


def uniform(generator):
    return (int(generator.random_raw()) >> 11) * 2.0**-53


def normal_pair(generator):
    radius = math.sqrt(-2 * math.log(1 - uniform(generator)))
    angle = 2 * math.pi * uniform(generator)
    return [radius * math.cos(angle), radius * math.sin(angle)]


cases = []
for seed in [0, 1, 42, 2**32 - 1, 2**32, 12345678901234567890, 2**64 - 1]:
    large = 3 * 2**62 - 12345  # many rejections
    generator = np.random.PCG64(seed)
    shuffled = list(range(50))
    for index in range(49, 0, -1):
        other = below(generator, index + 1)
        shuffled[index], shuffled[other] = shuffled[other], shuffled[index]
    sample = list(range(1000))
    generator = np.random.PCG64(seed)
    for index in range(20):
        other = index + below(generator, 1000 - index)
        sample[index], sample[other] = sample[other], sample[index]
    lemire = np.random.PCG64(seed)
    normal = np.random.PCG64(seed)
    cases.append(
        {
            "seed": str(seed),
            "raw": [str(x) for x in np.random.PCG64(seed).random_raw(20)],
            "uniform": np.random.default_rng(seed).random(20).tolist(),
            "uniformFloat": np.random.default_rng(seed).random(20, dtype=np.float32).tolist(),
            "streams": [
                [str(x) for x in np.random.PCG64(child).random_raw(3)]
                for child in np.random.SeedSequence(seed).spawn(3)
            ],
            "jumped": [
                [str(x) for x in np.random.PCG64(seed).jumped(n).random_raw(3)] for n in (1, 2, 7)
            ],
            "belowLarge": np.random.default_rng(seed).integers(0, large // 2, 20).tolist(),
            "belowLargeBound": large // 2,
            "below": [[n, below(lemire, n)] for n in (1, 2, 3, 10, 1000, 2**31, 2**62 + 1) * 3],
            "shuffled": shuffled,
            "sample": sample[:20],
            "normal": sum([normal_pair(normal) for _ in range(10)], []),
        }
    )

path = pathlib.Path(__file__).with_name("random.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
