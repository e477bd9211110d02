"""Word vectors: loading GloVe's and finding similar words."""

from statistics import median

from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "Word vectors: GloVe 6B, 400,000 words of 50 numbers"
THREADS = 2
WORDS = ["flight", "terrible", "king", "happy", "the", "delayed", "queen", "airline", "sad", "luggage"]


def measure(programs, data, limits):
    if data.vectors is None:
        return Section(TITLE, [], [], [data.NO_VECTORS])
    binary = programs.scratch / "vectors.bin"
    files = ["--text", data.vectors, "--binary", binary]
    programs.peer("word_vectors", "convert", *files, threads=THREADS)
    words = ["--words", *WORDS]

    def peer(work, repetitions):
        return programs.peer(
            "word_vectors", work, *files, "--repetitions", repetitions, *words, threads=THREADS
        )

    sides = programs.in_turn({
        "ours": lambda: programs.ours("word-vectors", *files, *words, threads=THREADS),
        "loop": lambda: peer("loop", 1),
        "text": lambda: peer("text", 1),
        "binary": lambda: peer("binary", 3),
    })
    text, binary = data.vectors.stat().st_size, binary.stat().st_size
    index = sides["ours"]["count"] * 50
    rows = [
        row("Load the text form; peer: the study's loop", sides, "loop", "text", "text", text, limits, 20),
        row("The same; peer: gensim", sides, "text", "text", "text", text, limits),
        row("Load the binary form; peer: gensim", sides, "binary", "binary", "binary", binary, limits, 20),
        row("The same with a copy of all vectors", sides, "binary", "binary", "binary_copied", binary, limits),
        row("Ten most similar words, warm; peer: gensim", sides, "binary", "similar", "similar", index, limits, 3),
    ]
    return Section(TITLE, rows, [check(sides["ours"], sides["binary"])], [
        f"{THREADS} threads. The files are in the system's cache. Swiftlet maps the binary form and finds "
        "where each word stands; its vectors stay in the file until they are asked for. The limit is "
        "the time to read the file once from main memory; for similar words, an index with one byte "
        "for each number, which a cache that holds part of it can beat."
    ])


def row(what, sides, side, peer_work, work, bytes_read, limits, target=None):
    ours, peer = sides["ours"], sides[side]
    gains = ratios(peer.seconds(peer_work), ours.seconds(work))
    return Row(
        what=what,
        peer=seconds(peer.median(peer_work)),
        ours=seconds(ours.median(work)),
        ratios=gains,
        share=bytes_read / limits.memory[THREADS] / ours.median(work),
        target=f"{target}x" if target else "",
        reached=median(gains) >= target if target else None,
    )


def check(ours, peer):
    """Whether both found the same words, with cosines to 1e-5."""
    same = ours["count"] == peer["count"]
    largest = 0.0
    for mine, theirs in zip(ours["answers"], peer["answers"], strict=True):
        same = same and [word for word, _ in mine] == [word for word, _ in theirs]
        largest = max(largest, *(abs(a - b) for (_, a), (_, b) in zip(mine, theirs, strict=True)))
    return Check(
        f"the ten words most similar to each of {len(WORDS)}, in the same order, their cosines to "
        f"1e-5 (largest difference {largest:.1e})",
        same and largest <= 1e-5,
    )
