"""Sentence embeddings by MiniLM, in float32 and int8, and a search among them."""

import numpy
from safetensors.numpy import load_file

from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "Embeddings by all-MiniLM-L6-v2"
WORK = {
    "batch": "Embeddings of {count:,} tweets",
    "single": "Embeddings of 200 tweets one by one",
    "search": "The 10 nearest of {count:,} tweets to each of 1,000",
}


def measure(programs, data, limits):
    if data.minilm is None:
        return Section(TITLE, [], [], [data.NO_MINILM])
    common = ("--data", data.all, "--model", data.minilm, "--repetitions", 1)
    files = {name: programs.scratch / f"sentences-{name}" for name in ("float32", "int8", "peer.npy")}
    sides = programs.in_turn({
        "float32": lambda: programs.ours(
            "sentences", *common, "--export", files["float32"], threads=2
        ),
        "int8": lambda: programs.ours(
            "sentences", "--int8", *common, "--export", files["int8"], threads=2
        ),
        "peer": lambda: programs.peer("sentences", *common, "--export", files["peer.npy"], threads=2),
    })
    peer = sides["peer"]
    rows = []
    for form in ("float32", "int8"):
        for work, what in WORK.items():
            if (form, work) == ("int8", "search"):
                continue
            rows.append(Row(
                what=f"{what.format(count=peer['count'])}, {form}, 2 threads",
                peer=seconds(peer.median(work)),
                ours=seconds(sides[form].median(work)),
                ratios=ratios(peer.seconds(work), sides[form].seconds(work)),
            ))
    expected = numpy.load(files["peer.npy"])
    return Section(TITLE, rows, [
        check(form, load_file(files[form])["embeddings"], expected, least)
        for form, least in (("float32", 0.9999), ("int8", 0.99))
    ], ["Peer: sentence-transformers with PyTorch, float32, in batches of 32 of like length."])


def check(form, found, expected, least):
    cosines = (found * expected).sum(axis=1)
    return Check(
        f"{form}: cosine at least {least} for every tweet (smallest {cosines.min():.7f})",
        bool(cosines.min() >= least),
    )
