"""TF-IDF of raw tweets."""

from comparison.programs import PORTABLE_SORT, ratios
from comparison.report import Check, Row, Section, seconds
from statistics import median

TITLE = "TF-IDF of raw tweets, 1-2-grams, min_df 2, at most 20,000 features"
#: How many times faster than scikit-learn, by work and threads.
TARGETS = {("fit_transform", 1): 6, ("fit_transform", 2): 10, ("transform", 1): 6}
NAMES = {"fit_transform": "fit and transform", "transform": "transform"}


def measure(programs, data, limits):
    sides = programs.in_turn({
        1: lambda: programs.ours("tfidf", "--data", data.all, threads=1),
        2: lambda: programs.ours("tfidf", "--data", data.all, threads=2),
        "peer": lambda: programs.peer("tfidf", "--data", data.all, threads=2),
    })
    rows = []
    for work in NAMES:
        for threads in (1, 2):
            ours, peer, target = sides[threads], sides["peer"], TARGETS.get((work, threads))
            gains = ratios(peer.seconds(work), ours.seconds(work))
            traffic = ours["text_bytes"] + ours["matrix_bytes"]
            rows.append(Row(
                what=f"TF-IDF {NAMES[work]}, {threads} thread{'s' if threads > 1 else ''}",
                peer=seconds(peer.median(work)),
                ours=seconds(ours.median(work)),
                ratios=gains,
                share=traffic / limits.memory[threads] / ours.median(work),
                target=f"{target}x" if target else "",
                reached=median(gains) >= target if target and data.is_enough else None,
            ))
    return Section(TITLE, rows, check(programs, data), [
        "Peer: scikit-learn, which uses one core. It computes float64, Swiftlet Float. "
        "The limit is the time to read every text and write the matrix once at the bandwidth of "
        "main memory.",
    ])


def check(programs, data):
    export = programs.scratch / "tfidf.safetensors"
    programs.ours("tfidf", "--repetitions", 1, "--data", data.all, "--export", export, threads=2)
    found = programs.peer(
        "tfidf_check", "--data", data.all, "--export", export, environment=PORTABLE_SORT
    )
    difference = found["largest_difference"]
    return [
        Check(f"the vocabulary, {found['terms']:,} terms", found["same_vocabulary"]),
        Check(f"which elements are stored, {found['stored']:,}", found["same_places"]),
        Check(
            f"their values to 1e-6 (largest difference "
            f"{'unknown' if difference is None else format(difference, '.1e')})",
            difference is not None and difference <= 1e-6,
        ),
    ]
