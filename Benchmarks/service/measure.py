"""Measures the service beside a FastAPI service of the same model, and writes the results.

Run by run.sh, which installs and builds both sides and makes the models.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from statistics import mean, median

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

import importlib.metadata

from comparison import data as tweets_of
from comparison import machine
from comparison.launches import mebibytes
from comparison.programs import pinned
from comparison.report import QUIET, seconds

import load
import results
import servers
from results import Row

CHECKS = FOLDER.parents[1] / "Examples/Service/checks"
CONNECTIONS = 32
MIB = 1 << 20

ROUTINE_MILLISECONDS = 0.15
DISTILBERT_RATE, LINEAR_RATE = 3, 15
PEAK_BYTES, PEAK_SHARE = 110 * MIB, 4
START_SECONDS = 0.150
IDLE_SHARE, IDLE_BYTES = 0.95, 20 * MIB
IDLE_SECONDS, IDLE_TURNS = 3, 4
OVERLOAD, OVERLOAD_P99, RECOVERED = 4, 3, 0.95


class Run:
    """One run: the programs, the models and how long each step takes."""

    def __init__(self, options):
        self.options = options
        self.scratch = options.scratch
        self.rounds = options.rounds
        self.seconds = options.seconds
        self.ours = servers.Ours(options.serve, self.scratch)
        self.distilbert = self.scratch / "distilbert-base-int8"
        self.linear = self.scratch / "linear/model"
        self.peers = {
            self.distilbert: servers.Peer("onnx_runtime", self.scratch / "distilbert-base"),
            self.linear: servers.Peer("scikit_learn", self.scratch / "pipeline.joblib"),
        }
        texts = [text for _, text in tweets_of.read(options.data)]
        random.Random(0).shuffle(texts)
        self.texts = texts[:20_000]
        self.bodies = load.Bodies(self.scratch / "bodies", self.texts)
        self.notes = []

    def say(self, text):
        print(f"Measuring: {text} ...", file=sys.stderr, flush=True)

    def rate(self, server, seconds=None):
        """Requests a second over 32 connections, after a warm-up."""
        load.wrk(server, self.bodies, CONNECTIONS, 2)
        return load.wrk(server, self.bodies, CONNECTIONS, seconds or self.seconds)

    def must_not_fail(self, measured, what):
        if measured.failed:
            sys.exit(f"{what}: {measured.failed} requests failed of {measured.requests}")


def short_of(reached, must, form="{:.2f}"):
    return f"{form.format(reached)} of {form.format(must)}"


# -- Peers and the same work


def choose_peers(run):
    for peer in run.peers.values():
        run.say(f"the peer's settings, {peer.engine}")
        found = peer.choose(lambda server: run.rate(server, max(3, run.seconds // 2)).rate)
        fastest = "the fastest of what was tried"
        if peer.batching:
            fastest = (
                "the fastest of what plain FastAPI does; code written by hand that predicts waiting requests together "
                f"({servers.describe(peer.batching)}) has a row of its own"
            )
        run.notes.append(
            f"Peer with {peer.engine.replace('_', ' ')}: {servers.describe(peer.settings)}, {fastest} (requests a "
            f"second: {found})."
        )


def same_work(run):
    """How far apart the two sides' answers are."""
    run.say("whether both sides answer alike")
    texts = run.texts[:200]
    answers = {}
    with run.ours.serve(run.distilbert) as ours, run.peers[run.distilbert].serve() as peer:
        for name, server in (("ours", ours), ("peer", peer)):
            found = [server.predict(text) for text in texts]
            answers[name] = [each["score"] if each["label"] == "positive" else 1 - each["score"] for each in found]
    pairs = list(zip(answers["ours"], answers["peer"]))
    run.notes.append(
        "The same work: of 200 tweets the probabilities of DistilBERT-base in int8, whose weights are random, differ "
        f"by {max(abs(a - b) for a, b in pairs):.4f} at most and by "
        f"{sum(abs(a - b) for a, b in pairs) / len(pairs):.4f} on average. The linear peer is scikit-learn's TF-IDF of "
        "1,000 features and logistic regression on the raw tweet; ours also cleans, stems and counts."
    )


# -- Speed


def one_connection(run):
    run.say("one keep-alive connection")
    own = model_seconds(run)
    found = {"ours": [], "peer": []}
    for _ in range(run.rounds):
        for name, serve in sides(run, run.linear):
            with serve() as server:
                load.wrk(server, run.bodies, 1, 2)
                measured = load.wrk(server, run.bodies, 1, run.seconds)
                run.must_not_fail(measured, f"one connection, {name}")
                found[name].append(measured.p50)
    ours, peer = median(found["ours"]), median(found["peer"])
    over = (ours - own) * 1e3
    return [Row(
        what="One keep-alive connection, linear model, p50",
        must=f"the model's time + {ROUTINE_MILLISECONDS} ms",
        peer=seconds(peer),
        ours=f"{seconds(ours)}; the model alone {seconds(own)}",
        ratios=[theirs / mine for theirs, mine in zip(found["peer"], found["ours"])],
        short="" if over <= ROUTINE_MILLISECONDS else f"+ {over:.3f} ms of + {ROUTINE_MILLISECONDS} ms",
    )]


def model_seconds(run):
    """What a tweet takes the linear model without a server: the time that `classify` takes longer for
    twice as many tweets, on one thread."""
    sizes = 20_000, 40_000
    lines = [" ".join(text.split()) for text in run.texts]
    times = {size: [] for size in sizes}
    for size in sizes:
        path = run.scratch / f"lines-{size}"
        path.write_text("".join(lines[i % len(lines)] + "\n" for i in range(size)), encoding="utf-8")
    for _ in range(5):
        for size in sizes:
            begin = time.perf_counter()
            subprocess.run(
                [run.options.classify, "--model", run.linear, "--threads", "1", run.scratch / f"lines-{size}"],
                env=pinned(1), stdout=subprocess.DEVNULL, check=True,
            )
            times[size].append(time.perf_counter() - begin)
    return (median(times[sizes[1]]) - median(times[sizes[0]])) / (sizes[1] - sizes[0])


def sides(run, model):
    return ("peer", run.peers[model].serve), ("ours", lambda: run.ours.serve(model))


def under_load(run):
    """Requests a second of both models, and the memory that it takes."""
    rows = []
    for model, name, must in (
        (run.distilbert, "DistilBERT-base int8", DISTILBERT_RATE), (run.linear, "linear model", LINEAR_RATE),
    ):
        run.say(f"requests a second, {name}")
        found, peaks = {"ours": [], "peer": [], "batches": []}, {"ours": [], "peer": [], "batches": []}
        peer = run.peers[model]
        served = list(sides(run, model))
        if peer.batching:
            served.append(("batches", lambda: peer.serve(peer.batching)))
        for _ in range(run.rounds):
            for side, serve in served:
                with serve() as server:
                    measured = run.rate(server)
                    run.must_not_fail(measured, f"{name}, {side}")
                    found[side].append(measured)
                    peaks[side].append(server.peak_bytes())
        rates = {side: median(each.rate for each in found[side]) for side, _ in served}
        tails = {side: median(each.p99 for each in found[side]) for side, _ in served}
        gains = [mine.rate / theirs.rate for mine, theirs in zip(found["ours"], found["peer"])]
        rows.append(Row(
            what=f"Requests a second, {name}, {CONNECTIONS} connections",
            must=f"{must}x", peer=f"{rates['peer']:.0f}", ours=f"{rates['ours']:.0f}", ratios=gains,
            short="" if median(gains) >= must else short_of(median(gains), must, "{:.2f}x"),
        ))
        if peer.batching:
            rows.append(Row(
                what="The same, the peer with batches written by hand", must="-",
                peer=f"{rates['batches']:.0f}", ours=f"{rates['ours']:.0f}",
                ratios=[mine.rate / theirs.rate for mine, theirs in zip(found["ours"], found["batches"])],
            ))
        tail = Row(
            what=f"p99 of those, {name}", must="lower than the peer's", peer=seconds(tails["peer"]),
            ours=seconds(tails["ours"]),
            ratios=[theirs.p99 / mine.p99 for mine, theirs in zip(found["ours"], found["peer"])],
            short="" if tails["ours"] < tails["peer"] else f"{seconds(tails['ours'])} of {seconds(tails['peer'])}",
        )
        memory = {side: median(peaks[side]) for side, _ in served}
        share = memory["peer"] / memory["ours"]
        short = [] if memory["ours"] <= PEAK_BYTES else [f"{mebibytes(memory['ours'])} of {mebibytes(PEAK_BYTES)}"]
        short += [] if share >= PEAK_SHARE else [short_of(share, PEAK_SHARE, "{:.1f}x")]
        peak = Row(
            what=f"Peak memory under that load, {name}",
            must=f"{mebibytes(PEAK_BYTES)}, a quarter of the peer's", peer=mebibytes(memory["peer"]),
            ours=mebibytes(memory["ours"]),
            ratios=[theirs / mine for mine, theirs in zip(peaks["ours"], peaks["peer"])],
            short="; ".join(short), is_timed=False,
        )
        if model is run.linear:
            tail.must = peak.must = "-"
            tail.short = peak.short = ""
        rows += [tail, peak]
    return rows


def start(run):
    run.say("start to the first answer")
    found = {"ours": [], "peer": []}
    for _ in range(2 * run.rounds):
        for side, serve in sides(run, run.distilbert):
            with serve() as server:
                found[side].append(server.start_seconds)
    ours = median(found["ours"])
    return [Row(
        what="Start to the first 200, DistilBERT-base int8", must=seconds(START_SECONDS),
        peer=seconds(median(found["peer"])), ours=seconds(ours),
        ratios=[theirs / mine for theirs, mine in zip(found["peer"], found["ours"])],
        short="" if ours <= START_SECONDS else f"{seconds(ours)} of {seconds(START_SECONDS)}",
    )]


# -- Trouble


def rate_of(measurements):
    return median(each.rate for each in measurements)


def idle_and_slow(run):
    rows = []
    for model, name in ((run.distilbert, "DistilBERT-base int8"), (run.linear, "linear model")):
        run.say(f"idle connections and slow bodies beside the load, {name}")
        shares, growths, alone, beside = [], [], [], []
        for _ in range(run.rounds):
            with run.ours.serve(model) as server:
                without = [run.rate(server, IDLE_SECONDS)]
                before = server.peak_bytes()
                # In turns: against what was before and what comes after, so that a drift cancels.
                for _ in range(IDLE_TURNS):
                    with load.IdleAndSlow(server):
                        beside.append(load.wrk(server, run.bodies, CONNECTIONS, IDLE_SECONDS))
                    run.must_not_fail(beside[-1], f"{name} beside idle and slow connections")
                    without.append(load.wrk(server, run.bodies, CONNECTIONS, IDLE_SECONDS))
                    shares.append(beside[-1].rate / mean(each.rate for each in without[-2:]))
                growths.append(server.peak_bytes() - before)
                for each in without:
                    run.must_not_fail(each, name)
            alone += without
        share, growth = median(shares), median(growths)
        rows.append(Row(
            what=f"1,000 idle connections and 200 slow bodies beside the load, {name}: throughput",
            must="within 5 %", peer="", ours=f"{rate_of(beside):.0f} of {rate_of(alone):.0f} a second, {100 * share:.1f} %",
            short="" if share >= IDLE_SHARE else f"{100 * share:.1f} % of 95 %",
        ))
        rows.append(Row(
            what=f"The same, {name}: further memory", must=f"within {mebibytes(IDLE_BYTES)}", peer="", ours=mebibytes(growth),
            short="" if growth <= IDLE_BYTES else f"{mebibytes(growth)} of {mebibytes(IDLE_BYTES)}", is_timed=False,
        ))
    return rows


def overload(run):
    """Four times what the service can do, whether it answers or not."""
    run.say(f"overload for {run.options.overload_seconds} s")
    with run.ours.serve(run.distilbert) as server:
        full = run.rate(server)
        capacity = full.rate
        alone = load.one_by_one(server, run.bodies, run.seconds)
        half = load.at_a_rate(server, run.bodies, capacity / 2, run.seconds)
        found = load.at_a_rate(server, run.bodies, OVERLOAD * capacity, run.options.overload_seconds)
        time.sleep(1)
        after = load.wrk(server, run.bodies, CONNECTIONS, run.seconds)
        time.sleep(5)
        later = run.rate(server)
    # Of a machine that became faster or slower meanwhile.
    expected = mean((capacity, later.rate))
    statuses = dict(sorted(found.statuses.items()))
    others = found.failures + sum(count for status, count in statuses.items() if status not in (200, 429))
    tail, unloaded = found.percentile(0.99), full.p99
    accepted = statuses.get(200, 0) / run.options.overload_seconds
    return [
        Row(
            what=f"Overload: {OVERLOAD * capacity:.0f} requests a second for {run.options.overload_seconds} s, answers",
            must="only 200 and 429", peer="",
            ours=", ".join(f"{status}: {count:,}" for status, count in statuses.items())
            + (f", failed: {found.failures:,}" if found.failures else ""),
            short=f"{others:,} others of 0" if others or 429 not in statuses else "", is_timed=False,
        ),
        Row(
            what="The same: p99 of what is accepted", must=f"{OVERLOAD_P99}x that of {CONNECTIONS} connections", peer="",
            ours=f"{seconds(tail)}, {tail / unloaded:.1f}x of {seconds(unloaded)} (one request at a time: "
            f"{seconds(alone.percentile(0.99))}, at half of what it can do: {seconds(half.percentile(0.99))}); "
            f"{accepted:.0f} accepted a second of {capacity:.0f}",
            short="" if tail <= OVERLOAD_P99 * unloaded else short_of(tail / unloaded, OVERLOAD_P99, "{:.1f}x"),
        ),
        Row(
            what="The same: from 1 s after", must="full speed", peer="",
            ours=f"{after.rate:.0f} of {expected:.0f} a second, {100 * after.rate / expected:.0f} % (before "
            f"{capacity:.0f}, later {later.rate:.0f})",
            short="" if after.rate >= RECOVERED * expected else f"{100 * after.rate / expected:.0f} % of 95 %",
        ),
    ]


def reload(run):
    run.say("reload under load")
    rows = []
    for model, name in ((run.distilbert, "DistilBERT-base int8"), (run.linear, "linear model")):
        own = run.scratch / "reloaded"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(model, own)
        with run.ours.serve(own) as server:
            measured = during(run, server, lambda: server.process.send_signal(signal.SIGHUP))
            done = server.get("/info")["model"]["reloads"]
            # As a deployment that failed leaves it: another file, half as long.
            weights, half = next(own.glob("model*.safetensors")), own / "half"
            shutil.copy(weights, half)
            os.truncate(half, half.stat().st_size // 2)
            half.rename(weights)
            damaged = during(run, server, lambda: server.process.send_signal(signal.SIGHUP))
            info = server.get("/info")["model"]
        failed = measured.failed + damaged.failed
        short = [] if failed == 0 else [f"{failed} failed of 0"]
        short += [] if done > 0 and info["reloads"] == done and info.get("last_error") else ["not said in /info"]
        rows.append(Row(
            what=f"Reload under load, {name}", must="0 failed; a damaged model leaves the old one, said in `/info`", peer="",
            ours=f"{failed} failed of {measured.requests + damaged.requests:,}, {done} reloads; then a damaged model: "
            + ("the old one serves, and `/info` says why" if info.get("last_error") else "nothing in `/info`"),
            short="; ".join(short), is_timed=False,
        ))
    return rows


def during(run, server, act):
    """Load, while `act` is done every second."""
    stopping = threading.Event()

    def work():
        while not stopping.wait(1):
            act()

    thread = threading.Thread(target=work)
    thread.start()
    measured = load.wrk(server, run.bodies, CONNECTIONS, max(3, run.seconds))
    stopping.set()
    thread.join()
    time.sleep(1)
    return measured


# -- Checks by other programs


def checks(run):
    """What the checks of Examples/Service say, as rows."""
    python = run.options.checks_python
    if python is None:
        return []
    program = ["--serve", run.options.serve, "--model", run.linear]
    rows = []
    for what, must, script, arguments in (
        (
            "Bodies, lengths, headers and slow peers that are no good", "4xx in time, memory within 10 MiB",
            "http_protocol_test.py", program,
        ),
        ("The study's requests", "the recorded answers", "http_study_test.py", program),
        ("Routes, tokens, limits, metrics", "as documented", "http_routes_test.py", program),
        ("Start, reload, end", "nothing lost", "http_lifecycle_test.py", program),
        (
            f"{run.options.fuzz:,} mutated requests", "alive, well-formed answers, memory within 10 MiB", "fuzz.py",
            [*program, "--requests", run.options.fuzz],
        ),
        ("schemathesis, all checks", "0 failures", "schemathesis_run.py", program),
        (
            "kill -9 during 5,000 reports, 20 times; receiver away for 60 s; disk full", "nothing lost, nothing torn; 507",
            "feedback.py", [run.options.serve, run.linear, *([] if run.options.quick else ["--long"])],
        ),
    ):
        script = CHECKS / script
        if not script.exists():
            continue
        run.say(what)
        runner = ["-m", "pytest", "-q", "--tb=short"] if script.stem.endswith("_test") else []
        finished = subprocess.run(
            [str(part) for part in [python, *runner, script, *arguments]], cwd=run.scratch,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        last = (finished.stdout.strip().splitlines() or ["nothing said"])[-1].strip("= ")
        rows.append(Row(
            what=what, must=must, peer="", ours=last, short="" if finished.returncode == 0 else last, is_timed=False,
        ))
        if finished.returncode != 0:
            print(finished.stdout, file=sys.stderr)
    return rows


TOPICS = [one_connection, under_load, start, idle_and_slow, overload, reload, checks]


def facts():
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    names = ["fastapi", "uvicorn", "uvloop", "httptools", "onnxruntime", "tokenizers", "scikit-learn", "numpy"]
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout.split(" [")[0]
    return [
        ("Processor", machine.processor("model name") or "not known"),
        ("Cores, of server and clients together", str(len(os.sched_getaffinity(0)))),
        ("Swift", swift.splitlines()[0]),
        ("Python", sys.version.split()[0]),
        ("Peers", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)),
        ("Client", wrk),
    ]


class Origin:
    """What machine.origin reads."""

    def __init__(self, rounds):
        self.rounds = rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", type=pathlib.Path, required=True)
    parser.add_argument("--classify", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True, help="where run.sh put the models")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="labelled tweets")
    parser.add_argument("--checks-python", help="a Python with checks/requirements.txt; without it those rows are left out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="how long each measurement takes")
    parser.add_argument("--overload-seconds", type=int, default=60)
    parser.add_argument("--fuzz", type=int, default=100_000, help="how many mutated requests")
    parser.add_argument("--quick", action="store_true", help="two short rounds, to see that it works")
    parser.add_argument("--topics", nargs="+", choices=[topic.__name__ for topic in TOPICS])
    parser.add_argument("--output", type=pathlib.Path, default=FOLDER / "RESULTS.md")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.overload_seconds, options.fuzz = 2, 3, 5, 5_000
    run = Run(options)
    choose_peers(run)
    same_work(run)
    rows, busy = [], []
    for topic in TOPICS:
        if options.topics and topic.__name__ not in options.topics:
            continue
        busy.append(machine.busy_share() or 0)
        rows += topic(run)
    run.notes.append(
        "Each round starts both sides in turn, each alone on the machine with its client on the same cores. Rates, "
        "p50 and p99 are wrk's over real tweets, a different one each time; the medians of the rounds; a ratio is taken "
        "within each round (median, smallest and largest). Memory: high-water marks of the resident memory of all "
        "processes of a side, added up. The model's own time: what `classify --threads 1` takes longer for twice as many "
        "tweets. Overload comes from a client that sends whether it is answered or not, and counts from when a request "
        f"was due; it is held against {CONNECTIONS} connections, which keep the service busy and are never refused. "
        "The rate from 1 s after is held against the mean of the rates before the overload and some seconds later; that "
        "beside idle and slow connections against the mean of those just before and just after."
    )
    text = results.markdown(facts(), rows, run.notes, machine.origin(Origin(run.rounds)), max(busy), QUIET)
    options.output.write_text(text + "\n", encoding="utf-8")
    print(f"Wrote {options.output}")
    sys.exit(1 if any(row.short for row in rows) else 0)


if __name__ == "__main__":
    main()
