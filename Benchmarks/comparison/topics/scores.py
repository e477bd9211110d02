"""How well the linear classifiers do on tweets that they have not seen."""

import json
from statistics import mean

from comparison.programs import PORTABLE_SORT
from comparison.report import Check, Row, Section

TITLE = "F1 on unseen tweets"

#: Two scores count as the same where they agree to this many places.
PLACES = 3
#: At this tolerance nothing is left of where a solver happens to stop.
EXACT_TOLERANCE = 1e-8


def measure(programs, data, limits):
    raw = compare(programs, data, "raw-20000", [data.training])
    best_20000 = compare(programs, data, "best-20000", [data.training])
    best_all = compare(programs, data, "best", [data.training])
    union = compare(programs, data, "union", [data.training])
    study = compare(programs, data, "study", data.samples)
    best_1000 = compare(programs, data, "best-1000", data.samples)
    best = compare(programs, data, "best", data.samples)

    everything = f"{data.sizes['training']:,} tweets"
    drawn = f"{data.sizes['per_class']:,} a class"
    highest = max(best_1000, best, key=lambda result: result.ours)
    rows = [
        raw.row(f"Raw, 20,000 features, {everything}", "the peer's", raw.ours >= raw.peer),
        best_20000.row(
            f"Best with counts and 20,000 features, {everything}",
            f"better than {raw.peer:.3f}", best_20000.ours > raw.peer,
        ),
        best_all.row(f"Best with every feature, {everything}"),
        union.row(
            f"Raw, words and characters within words, {everything}", "0.813", union.ours >= 0.813,
        ),
        study.row(f"The study's settings, {drawn}", "the peer's", study.ours >= study.peer),
        best_1000.row(f"Best with 1,000 features, {drawn}"),
        best.row(f"Best with every feature, {drawn}"),
    ]
    better = rows[5] if highest is best_1000 else rows[6]
    better.target, better.reached = "0.750", highest.ours >= 0.75
    if not data.is_enough:
        for row in rows:
            row.reached = None
    exact = [
        compare(programs, data, name, data.samples[:1], "--tolerance", EXACT_TOLERANCE)
        for name in ("raw-20000", "study", "best-1000", "best", "union")
    ]
    early = max(
        peer["largest_difference"]
        for result in (raw, best_20000, best_all, union, study, best_1000, best)
        for _, peer in result.pairs
    )
    results = [raw, best_20000, best_all, union, study, best_1000, best]
    return Section(TITLE, rows, checks(results, exact), [
        "Peer: scikit-learn with the same steps, fed the texts that Swiftlet cleaned and the counts "
        "that it took, with NumPy's portable sort. Draws: the mean of "
        f"{len(data.samples)}, smallest and largest in brackets. The best settings were chosen by "
        "cross-validation on training parts: light cleaning with contractions written out, Porter "
        "stems, sublinear term frequencies, the ten counts from 0 to 1, C = 2; words alone where "
        "there are 1,000 features, else also pairs of words. Targets are judged to "
        f"{PLACES} places.",
        "At the usual tolerance of 1e-4 both sides stop before the minimum, after numbers of "
        "iterations that differ where columns differ in scale: there single probabilities differ "
        f"by up to {early:.2g}.",
    ])


class Result:
    def __init__(self, pairs):
        self.pairs = pairs
        self.ours = round(mean(ours["scores"]["f1"] for ours, _ in pairs), PLACES)
        self.peer = round(mean(peer["scores"]["f1"] for _, peer in pairs), PLACES)

    def row(self, what, target="", reached=None):
        return Row(
            what=what,
            peer=spread([peer["scores"]["f1"] for _, peer in self.pairs]),
            ours=spread([ours["scores"]["f1"] for ours, _ in self.pairs]),
            target=target,
            reached=reached,
        )


def checks(results, exact):
    pairs = [pair for result in results for pair in result.pairs]
    metrics = max(
        abs(ours["scores"][name] - peer["scores_of_ours"][name])
        for ours, peer in pairs
        for name in ours["scores"]
    )
    differences = [peer["largest_difference"] for result in exact for _, peer in result.pairs]
    return [
        Check(
            "accuracy, precision, recall, F1 and AUC are what scikit-learn's metrics say of the "
            f"same probabilities, in all {len(pairs)} runs (largest difference {metrics:.1e})",
            metrics <= 1e-9,
        ),
        Check(
            "the probabilities of both sides to 1e-4 where both go on to the minimum, "
            f"tolerance {EXACT_TOLERANCE:.0e} (largest difference {max(differences):.1e})",
            max(differences) <= 1e-4,
        ),
        Check("every fit of ours converges", all(ours["converged"] for ours, _ in pairs)),
    ]


def compare(programs, data, name, trainings, *more):
    pairs = []
    export = programs.scratch / "classifier.safetensors"
    for training in trainings:
        ours = programs.ours(
            "classifier", "--training", training, "--unseen", data.unseen,
            "--configuration", name, "--export", export, *more, threads=2,
        )
        peer = programs.peer(
            "classifier", "--configuration", json.dumps(ours["configuration"]),
            "--export", export, threads=2, environment=PORTABLE_SORT,
        )
        pairs.append((ours, peer))
    return Result(pairs)


def spread(values):
    if len(values) == 1:
        return f"{values[0]:.4f}"
    return f"{mean(values):.4f} ({min(values):.4f}–{max(values):.4f})"
