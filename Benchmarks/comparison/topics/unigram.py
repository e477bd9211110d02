"""Cutting raw tweets into the pieces of a SentencePiece Unigram model."""

from statistics import median

from comparison import generated
from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "SentencePiece Unigram tokens of raw tweets, 128,000 pieces"
#: How many times faster than SentencePiece on one thread, by threads.
TARGETS = {1: 1.5, 2: 3}


def measure(programs, data, limits):
    if data.encoder is None:
        return Section(TITLE, [], [], [data.NO_ENCODER])
    arguments = ["unigram", "--data", data.all, "--model", data.encoder / "sp.model"]
    sides = programs.in_turn({
        1: lambda: programs.ours(*arguments, threads=1),
        2: lambda: programs.ours(*arguments, threads=2),
        "peer": lambda: programs.peer(*arguments),
    })
    text_bytes = sides[1]["text_bytes"]
    rows = []
    for threads, target in TARGETS.items():
        gains = ratios(sides["peer"].seconds("encode"), sides[threads].seconds("encode"))
        rows.append(Row(
            what=f"Unigram tokens, {threads} thread{'s' if threads > 1 else ''}",
            peer=seconds(sides["peer"].median("encode")),
            ours=seconds(sides[threads].median("encode")),
            ratios=gains,
            share=text_bytes / limits.memory[threads] / sides[threads].median("encode"),
            target=f"{target}x",
            reached=median(gains) >= target if data.is_enough else None,
        ))
    return Section(TITLE, rows, checks(programs, data), [
        "Peer: `EncodeAsIds` of sentencepiece, a call a tweet, on one thread. The limit is the time to "
        "read every text once at the bandwidth of main memory.",
    ])


def checks(programs, data):
    texts = {
        "every token of every tweet": data.all,
        f"every token of {generated.COUNT:,} strings over all of Unicode":
            generated.write(programs.scratch),
    }
    return [Check(what, same_tokens(programs, data, path)) for what, path in texts.items()]


def same_tokens(programs, data, path):
    """Whether both sides write the same tokens of a file's texts."""
    files = [programs.scratch / f"unigram-{side}.txt" for side in ("ours", "peer")]
    for run, file in zip((programs.ours, programs.peer), files):
        run(
            "unigram", "--repetitions", 1, "--data", path, "--model", data.encoder / "sp.model",
            "--export", file, threads=2,
        )
    return files[0].read_bytes() == files[1].read_bytes()
