"""Hugging Face's tokenizers (Rust) on raw tweets: WordPiece, at most so many tokens a tweet.

With --train FOLDER it makes the tokenizer there from the tweets instead, for both sides to load.
With --check FILE it says whether the tokens that Swift wrote there are its own.
"""

import argparse
import os
import pathlib

# Before the library starts its threads.
THREADS = os.environ["OMP_NUM_THREADS"]
os.environ["RAYON_NUM_THREADS"] = THREADS
os.environ["TOKENIZERS_PARALLELISM"] = "false" if THREADS == "1" else "true"

import numpy as np
import tokenizers
from safetensors.numpy import load_file

import texts
import tool


def main(trained=lambda: (tokenizers.BertWordPieceTokenizer(), 30_522)):
    parser = argparse.ArgumentParser()
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--data", required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--maximum-length", type=int, default=128)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--check")
    options = parser.parse_args()
    tweets, _ = texts.read(options.data)
    if options.train:
        return train(tweets, options.tokenizer, *trained())
    tokenizer = tokenizers.Tokenizer.from_file(str(options.tokenizer / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(options.maximum_length)
    if options.check:
        return check(tokenizer, tweets, load_file(options.check))
    tool.print_results(
        seconds={
            "encode": tool.measure(options.repetitions, lambda: tokenizer.encode_batch(tweets)),
            "encode_fast": tool.measure(
                options.repetitions, lambda: tokenizer.encode_batch_fast(tweets)
            ),
        }
    )


def train(tweets, folder, tokenizer, size):
    """A vocabulary as large as the model's, in its form."""
    tokenizer.train_from_iterator(tweets, vocab_size=size, show_progress=False)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    tool.print_results(tokens=tokenizer.get_vocab_size())


def check(tokenizer, tweets, tensors):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(tweets)]
    offsets = np.cumsum([0] + [len(each) for each in ids])
    tool.print_results(
        tokens=int(offsets[-1]),
        same=np.array_equal(tensors["tokens.offsets"], offsets)
        and np.array_equal(tensors["tokens.ids"], np.concatenate(ids)),
    )


if __name__ == "__main__":
    main()
