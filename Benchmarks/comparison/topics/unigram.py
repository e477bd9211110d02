"""Cutting raw tweets into the pieces of a SentencePiece Unigram model."""

from statistics import median

from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "SentencePiece Unigram tokens of raw tweets, 128,000 pieces"
#: How many times faster than SentencePiece on one thread, by threads.
TARGETS = {1: 1.5, 2: 3}


def measure(programs, data, limits):
    if data.encoder is None:
        return Section(TITLE, [], [], [data.NO_ENCODER])
    model = data.encoder / "sp.model"
    files = {side: programs.scratch / f"unigram-{side}.txt" for side in ("ours", "peer")}

    def ours(threads):
        return programs.ours(
            "unigram", "--data", data.all, "--model", model, "--export", files["ours"],
            threads=threads,
        )

    sides = programs.in_turn({
        1: lambda: ours(1),
        2: lambda: ours(2),
        "peer": lambda: programs.peer(
            "unigram", "--data", data.all, "--model", model, "--export", files["peer"]
        ),
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
    same = files["ours"].read_bytes() == files["peer"].read_bytes()
    return Section(TITLE, rows, [Check("every token of every tweet", same)], [
        "Peer: `EncodeAsIds` of sentencepiece, a call a tweet, on one thread. The limit is the time to "
        "read every text once at the bandwidth of main memory.",
    ])
