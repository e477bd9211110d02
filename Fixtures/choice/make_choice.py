"""Expected percentiles of latencies, and classifiers that no other one beats.

Peer: NumPy 2.4.6.

    python make_choice.py

writes `expected.json` beside this script.
"""

import json
import pathlib

import numpy

FOLDER = pathlib.Path(__file__).parent
generator = numpy.random.default_rng(7)

latencies = []
for count in (1, 2, 3, 20, 101, 500):
    seconds = numpy.round(generator.lognormal(-5, 0.6, count), 6)
    p50, p95, p99 = numpy.percentile(seconds, [50, 95, 99])
    latencies.append({"seconds": seconds.tolist(), "p50": p50, "p95": p95, "p99": p99})

fronts = []
for count in (1, 6, 30):
    # Few distinct values, so that some candidates are equal in one thing, and some in all.
    quality = generator.integers(60, 66, count) / 100
    memory = generator.integers(1, 6, count)
    latency = generator.integers(1, 6, count) / 1000
    costs = numpy.stack([-quality, memory, latency], axis=1)
    beaten = [
        bool((numpy.all(costs <= one, axis=1) & numpy.any(costs < one, axis=1)).any())
        for one in costs
    ]
    fronts.append({
        "quality": quality.tolist(),
        "memory": memory.tolist(),
        "latency": latency.tolist(),
        "front": [position for position in range(count) if not beaten[position]],
    })

with open(FOLDER / "expected.json", "w") as file:
    json.dump({"latencies": latencies, "fronts": fronts}, file)
    file.write("\n")
