"""One prediction in a fresh process: how long it takes and how much memory."""

import pathlib
import subprocess
import sys
import time
from statistics import median

from comparison.programs import pinned
from comparison.report import Row, Section, seconds

TITLE = "One tweet in a fresh process"
TWEET = "@airline two hours late and nobody at the gate, not again!! #fail\n"
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
        "nothing": ["cat"],
    }
    launches = Launches.in_turn(sides, LAUNCHES)
    ours, peer, nothing = (launches[name] for name in ("ours", "peer", "nothing"))
    rows = [
        Row(
            what="Start to first prediction",
            peer=seconds(peer.seconds),
            ours=seconds(ours.seconds),
            ratios=peer.seconds_ratios(ours),
            share=nothing.seconds / ours.seconds,
            target=f"{MOST_SECONDS * 1e3:.0f} ms",
            reached=ours.seconds <= MOST_SECONDS,
        )
    ]
    if ours.bytes is not None:
        rows.append(Row(
            what="Peak resident memory",
            peer=mebibytes(peer.bytes),
            ours=mebibytes(ours.bytes),
            ratios=peer.bytes_ratios(ours),
            share=nothing.bytes / ours.bytes,
            target=mebibytes(MOST_BYTES),
            reached=ours.bytes <= MOST_BYTES,
        ))
    return Section(TITLE, rows, [], [
        f"`classify` with the study's settings (1,000 features and the ten counts), {LAUNCHES} "
        "launches, medians. Peer: a joblib pipeline of scikit-learn's TF-IDF with 1,000 features "
        "and its logistic regression, on the raw tweet: neither cleaning nor counts. Memory is the "
        "process's own high-water mark after the prediction. The limit is `cat` with one line.",
        *([] if ours.bytes is not None else ["This system does not tell a process's peak memory."]),
    ])


class Launches:
    """The launches of one program, and their medians."""

    @staticmethod
    def in_turn(sides, count):
        """Launches each of `sides`, commands by name, `count` times, one after the other."""
        launches = {name: [] for name in sides}
        for _ in range(count):
            for name, command in sides.items():
                launches[name].append(launch(command))
        return {name: Launches(each) for name, each in launches.items()}

    def __init__(self, launches):
        self.each = launches
        self.seconds = median(time for time, _ in launches)
        self.bytes = None if launches[0][1] is None else median(peak for _, peak in launches)

    def seconds_ratios(self, ours):
        """How many times as long each of these launches took as that of `ours` beside it."""
        return [theirs[0] / mine[0] for theirs, mine in zip(self.each, ours.each)]

    def bytes_ratios(self, ours):
        return [theirs[1] / mine[1] for theirs, mine in zip(self.each, ours.each)]


def launch(command):
    """Starts a program that answers each line with a line. Returns the seconds from before its
    start to its first answer, and its peak resident memory at that moment.

    The peak is read from the running process: what `wait` reports afterwards would include the
    memory of this process from which it was started.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=pinned(1),
    )
    process.stdin.write(TWEET.encode())
    process.stdin.flush()
    answer = process.stdout.readline()
    elapsed = time.perf_counter() - begin
    peak = peak_bytes(process.pid)
    process.stdin.close()
    if process.wait() != 0 or not answer:
        sys.exit(f"{pathlib.Path(command[0]).name} gave no answer.")
    return elapsed, peak


def peak_bytes(process):
    """The high-water mark of a running process's resident memory; None where no file tells it."""
    status = pathlib.Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    for line in status.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return None


def mebibytes(count):
    return f"{count / (1 << 20):.1f} MiB"
