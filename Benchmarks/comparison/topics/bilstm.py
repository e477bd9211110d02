"""A BiLSTM on tweets: an epoch of training, predictions, and how the cost grows."""

from statistics import median

from comparison import machine
from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds, table

TITLE = "BiLSTM, both directions, dense layer of 128, 50 numbers a word, at most 50 words"
THREADS = 2
#: How many times faster than PyTorch.
EPOCH_TARGETS = {64: 4, 192: 2}
INFERENCE_TARGETS = {1_000: 3, 1: 5}


def measure(programs, data, limits):
    if data.vectors is None:
        return Section(TITLE, [], [], [data.NO_VECTORS])
    inputs = programs.scratch / "bilstm.safetensors"
    facts = programs.peer(
        "bilstm_inputs", "--data", data.all, "--vectors", data.vectors, "--output", inputs
    )
    rows = [
        epoch(programs, data, limits, inputs, units=64, batch=128),
        epoch(programs, data, limits, inputs, units=192, batch=32, trained=True),
    ]
    for units in (64, 192):
        for count in INFERENCE_TARGETS:
            rows.append(inference(programs, data, limits, inputs, units, count))
    checks = [check(programs, inputs, units) for units in (64, 192)]
    return Section(TITLE, rows, checks, [
        f"{facts['count']:,} tweets with {facts['tokens'] / facts['count']:.1f} words on average; "
        f"GloVe 6B has {facts['words_found']:,} of the {facts['words']:,} words. The one tweet has "
        f"{facts['first']} words. {THREADS} threads.",
        "Peer: PyTorch's LSTM on packed sequences, with dropout, Adam and binary cross-entropy. Its "
        "batches are padded before the clock starts; Swiftlet packs its own while it runs. The "
        "limit is the peak of Float operations, for the products alone: each word of each tweet "
        "with the input weights and the recurrent ones, three times as much in training. Swiftlet "
        "multiplies a word that comes again with the input weights once.",
    ], tables=[cost(programs, limits)], pictures=[("How the cost grows", picture(programs))])


def epoch(programs, data, limits, inputs, units, batch, trained=False):
    options = ["--inputs", inputs, "--units", units, "--batch", batch, "--repetitions", 1]
    options += ["--trained-embedding"] if trained else []
    sides = programs.in_turn({
        "ours": lambda: programs.ours("bilstm-epoch", *options, threads=THREADS),
        "peer": lambda: programs.peer("bilstm", "epoch", *options, threads=THREADS),
    })
    embedding = "trained" if trained else "frozen"
    return row(
        f"One epoch, {units} units, {embedding} embedding, batch {batch}",
        sides, "epoch", EPOCH_TARGETS[units], data, limits,
    )


def inference(programs, data, limits, inputs, units, count):
    options = ["--inputs", inputs, "--units", units, "--count", count]
    options += ["--repetitions", 1_000 if count == 1 else 20]
    sides = programs.in_turn({
        "ours": lambda: programs.ours("bilstm-inference", *options, threads=THREADS),
        "peer": lambda: programs.peer("bilstm", "logits", *options, threads=THREADS),
    })
    name = "One tweet" if count == 1 else f"{count:,} tweets"
    return row(
        f"{name}, {units} units", sides, "logits", INFERENCE_TARGETS[count], data, limits
    )


def row(what, sides, work, target, data, limits):
    ours, peer = sides["ours"], sides["peer"]
    gains = ratios(peer.seconds(work), ours.seconds(work))
    peak = limits.operations(THREADS)
    return Row(
        what=what,
        peer=seconds(peer.median(work)),
        ours=seconds(ours.median(work)),
        ratios=gains,
        share=None if peak is None else ours["operations"] / ours.median(work) / peak,
        target=f"{target}x",
        reached=median(gains) >= target if data.is_enough else None,
    )


def check(programs, inputs, units):
    export = programs.scratch / "bilstm-logits.safetensors"
    options = ["--inputs", inputs, "--units", units, "--count", 1_000]
    programs.ours(
        "bilstm-inference", *options, "--repetitions", 1, "--export", export, threads=THREADS
    )
    found = programs.peer("bilstm", "check", *options, "--export", export, threads=THREADS)
    difference = found["largest_difference"]
    return Check(
        f"the logits of {found['count']:,} tweets with {units} units to 1e-4 "
        f"(largest difference {difference:.1e})",
        difference <= 1e-4,
    )


def picture(programs):
    """The chart that `bilstm-cost` draws beside the results."""
    return programs.results / f"bilstm-cost-{machine.kind()}.svg"


def cost(programs, limits):
    """What a batch costs as units, length, batch or threads grow and the rest stays."""
    header = ["grows", "units", "words", "batch", "threads", "prediction", "its operations",
              "of the peak", "training step", "its operations", "of the peak"]
    options = ["--plot", picture(programs)]
    if limits.operations(THREADS) is not None:
        options += ["--peak", limits.operations(THREADS)]
    cells = []
    for point in programs.ours("bilstm-cost", *options, threads=THREADS)["points"]:
        peak = limits.operations(point["threads"])
        line = [point["grown"]]
        line += [f"{point[name]:,}" for name in ("units", "length", "batch", "threads")]
        for work in ("prediction", "training"):
            operations, time = point[f"{work}_operations"], point[f"{work}_seconds"]
            line += [seconds(time), f"{operations / 1e6:,.0f} million"]
            line.append("" if peak is None else f"{100 * operations / time / peak:.0f} %")
        cells.append(line)
    return table(header, cells)
