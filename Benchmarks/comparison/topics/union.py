"""Training a linear classifier on words and characters side by side, from raw tweets."""

import json

from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds
from statistics import median

TITLE = "Linear classifier on words and characters, trained from raw tweets"
#: How many times faster than scikit-learn on two threads.
TARGET = 15


def measure(programs, data, limits):
    export = programs.scratch / "union.safetensors"

    def ours(name, threads):
        return programs.ours(
            "classifier", "--training", data.training, "--unseen", data.unseen,
            "--configuration", name, "--export", export, "--repetitions", 2, threads=threads,
        )

    rows, checks = [], []
    for name, what in CONFIGURATIONS.items():
        configuration = json.dumps(ours(name, 2)["configuration"])
        sides = programs.in_turn({
            1: lambda: ours(name, 1),
            2: lambda: ours(name, 2),
            "peer": lambda: programs.peer(
                "classifier", "--configuration", configuration, "--export", export,
                "--repetitions", 1, threads=2,
            ),
        })
        peer = sides["peer"]
        for threads in (1, 2):
            gains = ratios(peer.seconds("train"), sides[threads].seconds("train"))
            has_target = threads == 2 and name == "union"
            rows.append(Row(
                what=f"{what}, {threads} thread{'s' if threads > 1 else ''}",
                peer=seconds(peer.median("train")),
                ours=seconds(sides[threads].median("train")),
                ratios=gains,
                target=f"{TARGET}x" if has_target else "",
                reached=median(gains) >= TARGET if has_target and data.is_enough else None,
            ))
        found, theirs = sides[2]["scores"]["f1"], peer["scores"]["f1"]
        checks.append(Check(
            f"{what}: F1 {found:.4f} on {data.sizes['unseen']:,} unseen tweets, the peer "
            f"{theirs:.4f}; to 0.005",
            abs(found - theirs) <= 0.005,
        ))
    return Section(TITLE, rows, checks, [
        "Peer: scikit-learn's FeatureUnion of two TfidfVectorizers (words and pairs of words; runs of "
        "2 to 5 characters within words), then LogisticRegression, on the threads that it can use. "
        "Reading the file is not part of the time. Both stop at the usual tolerance of 1e-4, before the "
        "minimum, where their F1 may differ; the F1 section compares them at the minimum.",
    ])


#: The classifiers by the names that swiftlet-benchmarks gives them.
CONFIGURATIONS = {"union": "Words and characters"}
