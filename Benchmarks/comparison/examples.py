"""Classifiers that the examples train, and how well they do on tweets that they have not seen."""

import json
import subprocess
import sys
from statistics import mean

from comparison.programs import pinned
from comparison.report import Row
from comparison.topics.scores import spread

THREADS = 2


def train(programs, name, data, training, seed, *options, per_class="all"):
    """Trains with an example, which scores the unseen tweets, and returns its metrics. The output
    stays in the scratch folder under the example's name. With None for `per_class` it draws as many
    tweets as it does of itself."""
    command = [
        programs.examples / name, "--data", training, "--test", data.unseen, "--seed", seed,
        "--output", programs.scratch / name, *options,
    ]
    if per_class is not None:
        command += ["--per-class", per_class]
    command = [str(part) for part in command]
    finished = subprocess.run(command, env=pinned(THREADS), stdout=subprocess.DEVNULL)
    if finished.returncode != 0:
        sys.exit(f"Exit status {finished.returncode} of {name} {command[1:]}")
    return json.loads((programs.scratch / name / "metrics.json").read_text())


def unseen_f1(metrics, data):
    return metrics["splits"][data.unseen.name]["f1"]


def score(what, runs, data, target=None, peer=""):
    """The row of the F1 on unseen tweets of several trainings."""
    values = [unseen_f1(metrics, data) for metrics in runs]
    row = Row(what=f"F1, {what}", peer=peer, ours=spread(values))
    if target is not None:
        row.target = f"{target:.3f}"
        row.reached = mean(values) >= target if data.is_enough else None
    return row


def training_time(runs):
    """The mean time of trainings, in seconds."""
    return mean(metrics["seconds"]["train"] for metrics in runs)
