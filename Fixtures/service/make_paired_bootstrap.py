"""Writes paired-bootstrap.json: bounds of 95 % for how much oftener one classifier is right than another.

    pip install scipy==1.17.1 numpy==2.4.6
    python make_paired_bootstrap.py

Each case is a number of texts that became wrong, stayed as they were, and became right.
"""

import json
import pathlib

import numpy
from scipy.stats import bootstrap

CASES = [(0, 4, 36), (3, 30, 7), (10, 180, 10), (0, 95, 5), (40, 900, 60), (25, 10, 5), (1, 0, 19)]


def case(wrong, same, right):
    gains = numpy.repeat([-1, 0, 1], [wrong, same, right])
    result = bootstrap(
        (gains,), numpy.mean, method="percentile", n_resamples=100_000, batch=5_000,
        rng=numpy.random.default_rng(7),
    )
    return {
        "wrong": wrong, "same": same, "right": right, "difference": float(gains.mean()),
        "lower": float(result.confidence_interval.low), "upper": float(result.confidence_interval.high),
    }


path = pathlib.Path(__file__).with_name("paired-bootstrap.json")
path.write_text(json.dumps([case(*counts) for counts in CASES], indent=1) + "\n")
