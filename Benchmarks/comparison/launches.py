"""Launches of programs that answer each line with a line: how long the first answer takes, and how
much memory."""

import pathlib
import subprocess
import sys
import time
from statistics import median

from comparison.programs import pinned
from comparison.report import Row, seconds

#: What starts and answers as fast as can be: the limit of the others.
NOTHING = ["cat"]

TWEET = "@airline two hours late and nobody at the gate, not again!! #fail\n"


def rows(launches, most_seconds=None, most_bytes=None, name="", published_bytes=None):
    """The rows of one answer in a fresh process, of "ours" beside "nothing" and, where `launches` has
    one, beside "peer"; else beside what the study published of its memory. The targets may be None."""
    ours, nothing, peer = launches["ours"], launches["nothing"], launches.get("peer")
    ending = f", {name}" if name else ""
    start = Row(
        what=f"Start to first prediction{ending}",
        peer=seconds(peer.seconds) if peer else "",
        ours=seconds(ours.seconds),
        ratios=peer.seconds_ratios(ours) if peer else [],
        share=nothing.seconds / ours.seconds,
    )
    if most_seconds is not None:
        start.target = seconds(most_seconds)
        start.reached = ours.seconds <= most_seconds
    if ours.bytes is None:
        return [start]
    memory = Row(
        what=f"Peak resident memory{ending}",
        peer=mebibytes(peer.bytes if peer else published_bytes),
        ours=mebibytes(ours.bytes),
        ratios=peer.bytes_ratios(ours) if peer else [published_bytes / ours.bytes],
        share=nothing.bytes / ours.bytes,
        target=mebibytes(most_bytes),
        reached=ours.bytes <= most_bytes,
    )
    return [start, memory]


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
