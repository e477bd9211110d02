"""Runs the programs of both sides, each in a process of its own with its threads pinned."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

#: Makes NumPy sort as it does without AVX2 and AVX-512; see CountVectorizer. Never when timing.
PORTABLE_SORT = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}


class Programs:
    def __init__(self, folder, rounds):
        self.folder = folder
        self.rounds = rounds
        self.binary = folder / ".build/release/swiftlet-benchmarks"
        self.examples = folder.parent / "Examples/.build/release"
        self.classify = self.examples / "classify"
        self.peers = folder / "peers"
        self.results = folder / "results"
        self.scratch = folder / ".build/scratch"
        for made in (self.results, self.scratch):
            made.mkdir(parents=True, exist_ok=True)

    def ours(self, *arguments, threads=1):
        return self._run([self.binary, *arguments], threads, {})

    def peer(self, name, *arguments, threads=1, environment={}):
        return self._run([sys.executable, self.peers / f"{name}.py", *arguments], threads, environment)

    def in_turn(self, sides):
        """Runs each of `sides` once a round, one after the other, and keeps what they give.

        `sides` has for each name a function that runs a program and returns its fields.
        """
        results = {name: [] for name in sides}
        for _ in range(self.rounds):
            for name, run in sides.items():
                results[name].append(run())
        return {name: Rounds(fields) for name, fields in results.items()}

    def _run(self, command, threads, environment):
        command = [str(part) for part in command]
        finished = subprocess.run(
            command, env=pinned(threads) | environment, stdout=subprocess.PIPE, text=True
        )
        if finished.returncode != 0:
            sys.exit(f"Exit status {finished.returncode} of {pathlib.Path(command[0]).name} {command[1:]}")
        return json.loads(finished.stdout)


def pinned(threads):
    """The environment in which every library of either side runs on `threads` threads."""
    names = ("SWIFTLET_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return os.environ | {name: str(threads) for name in names}


class Rounds:
    """What one side gave in every round."""

    def __init__(self, fields):
        self.fields = fields

    def __getitem__(self, name):
        """A field that is the same in all rounds."""
        return self.fields[0][name]

    def seconds(self, name):
        """The median time of each round."""
        return [statistics.median(fields["seconds"][name]) for fields in self.fields]

    def median(self, name):
        return statistics.median(self.seconds(name))


def ratios(peer_seconds, our_seconds):
    """How many times faster we are, for each round."""
    return [theirs / mine for theirs, mine in zip(peer_seconds, our_seconds)]
