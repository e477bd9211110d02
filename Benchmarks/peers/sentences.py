"""Embeddings of tweets by sentence-transformers, in batches and one by one, and a search among them."""

import os

import numpy
import torch
from sentence_transformers import SentenceTransformer, util

import texts
import tool


def main():
    options = tool.options("data", "model", "export")
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    tweets = texts.read(options.data)[0][:8_000]
    encoder = SentenceTransformer(options.model, device="cpu")
    numpy.save(options.export, encoder.encode(tweets[:2_000]))
    embeddings = encoder.encode(tweets, convert_to_tensor=True)
    tool.print_results(
        count=len(tweets),
        seconds={
            "batch": tool.measure(options.repetitions, lambda: encoder.encode(tweets, batch_size=32)),
            "single": tool.measure(
                options.repetitions, lambda: [encoder.encode(tweet) for tweet in tweets[:200]]
            ),
            "search": tool.measure(
                options.repetitions,
                lambda: util.semantic_search(embeddings[:1_000], embeddings, top_k=10),
            ),
        },
    )


if __name__ == "__main__":
    main()
