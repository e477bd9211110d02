"""How well BiLSTM classifiers do on tweets that they have not seen, and what one answer costs."""

import json
import subprocess
import sys
from statistics import mean

from comparison.programs import pinned
from comparison.report import Row, Section, seconds
from comparison.topics.inference import LAUNCHES, Launches, launch, mebibytes
from comparison.topics.scores import spread

TITLE = "BiLSTM classifiers with GloVe's vectors on unseen tweets"
THREADS = 2
DRAWN_F1, ALL_F1 = 0.75, 0.80
MOST_BYTES = 60 << 20


def measure(programs, data, limits):
    if data.vectors is None:
        return Section(TITLE, [], [], [data.NO_VECTORS])
    drawn = [train(programs, data, sample, seed) for seed, sample in enumerate(data.samples[:3], 1)]
    everything = [train(programs, data, data.training, seed) for seed in (1, 2)]
    rows = [
        score(f"{data.sizes['per_class']:,} a class", drawn, DRAWN_F1, data),
        score(f"{data.sizes['training']:,} tweets", everything, ALL_F1, data),
    ]
    command = [programs.classify, "--model", programs.scratch / "bilstm" / "model"]
    launches = Launches([launch(command) for _ in range(LAUNCHES)])
    rows.append(Row(what="Start to first prediction", peer="", ours=seconds(launches.seconds)))
    if launches.bytes is not None:
        rows.append(Row(
            what="Peak resident memory of that process",
            peer="930 MiB",
            ours=mebibytes(launches.bytes),
            ratios=[(930 << 20) / launches.bytes],
            target=mebibytes(MOST_BYTES),
            reached=launches.bytes <= MOST_BYTES,
        ))
    times = [metrics["seconds"]["train"] for metrics in everything]
    return Section(TITLE, rows, [], [
        "The example `bilstm` with its default settings, which trains on 80 % of its tweets and "
        "stops by the F1 of 10 %; the mean of several draws or seeds, smallest and largest in "
        f"brackets. Training on all tweets took {seconds(mean(times))} on {THREADS} threads. The "
        "peer is what the study published. Memory and time are those of `classify` with one tweet, "
        f"{LAUNCHES} launches, medians.",
    ])


def train(programs, data, training, seed):
    """Trains with the example and returns its metrics."""
    output = programs.scratch / "bilstm"
    command = [
        programs.bilstm, "--data", training, "--per-class", "all", "--test", data.unseen,
        "--embeddings", data.vectors, "--seed", seed, "--output", output,
    ]
    command = [str(part) for part in command]
    finished = subprocess.run(command, env=pinned(THREADS), stdout=subprocess.DEVNULL)
    if finished.returncode != 0:
        sys.exit(f"Exit status {finished.returncode} of bilstm {command[1:]}")
    return json.loads((output / "metrics.json").read_text())


def score(what, runs, target, data):
    values = [metrics["splits"][data.unseen.name]["f1"] for metrics in runs]
    return Row(
        what=f"F1, {what}",
        peer="0.74" if target == DRAWN_F1 else "",
        ours=spread(values),
        target=f"{target:.2f}",
        reached=mean(values) >= target if data.is_enough else None,
    )
