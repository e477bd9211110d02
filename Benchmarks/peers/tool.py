"""What the peers' programs share: their options, how they time, and what they print.

Each program stands for one subcommand of swiftlet-benchmarks: the same options, the same work, and
a JSON object of the same form.
"""

import argparse
import json
import os
import time

import threadpoolctl


def options(*names, optional=(), repetitions=True):
    """The options of a program: --repetitions, a required one for each name, and optional ones."""
    parser = argparse.ArgumentParser()
    if repetitions:
        parser.add_argument("--repetitions", type=int, default=3)
    for name in names:
        parser.add_argument("--" + name, required=True)
    for name in optional:
        parser.add_argument("--" + name)
    return parser.parse_args()


def limit_threads():
    """Holds every native library of this process to OMP_NUM_THREADS threads."""
    threadpoolctl.threadpool_limits(int(os.environ["OMP_NUM_THREADS"]))


def measure(repetitions, work):
    """The seconds that each run of `work` took, after one run that does not count."""
    work()
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def print_results(**fields):
    print(json.dumps(fields))
