"""One prediction in a fresh process: how long it takes and how much memory."""

import subprocess
import sys

from comparison import launches
from comparison.report import Section

TITLE = "One tweet in a fresh process"
LAUNCHES = 20
MOST_BYTES = 20 << 20
MOST_SECONDS = 0.030


def measure(programs, data, limits):
    model = programs.scratch / "classifier"
    programs.ours(
        "classifier", "--training", data.samples[0], "--unseen", data.unseen,
        "--configuration", "study", "--save", model,
    )
    pipeline = programs.scratch / "pipeline.joblib"
    script = programs.peers / "inference.py"
    subprocess.run([sys.executable, script, "train", data.samples[0], pipeline], check=True)
    sides = {
        "ours": [programs.classify, "--model", model],
        "peer": [sys.executable, script, "predict", pipeline],
        "nothing": launches.NOTHING,
    }
    rows = launches.rows(launches.Launches.in_turn(sides, LAUNCHES), MOST_SECONDS, MOST_BYTES)
    return Section(TITLE, rows, [], [
        f"`classify` with the study's settings (1,000 features and the ten counts), {LAUNCHES} "
        "launches, medians. Peer: a joblib pipeline of scikit-learn's TF-IDF with 1,000 features "
        "and its logistic regression, on the raw tweet: neither cleaning nor counts. Memory is the "
        "process's own high-water mark after the prediction. The limit is `cat` with one line.",
        *([] if len(rows) > 1 else ["This system does not tell a process's peak memory."]),
    ])
