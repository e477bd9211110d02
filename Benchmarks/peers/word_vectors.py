"""gensim's word vectors, and the plain loop that the study reads GloVe with."""

import argparse
import pathlib

import numpy as np
from gensim.models import KeyedVectors

import tool


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["convert", "loop", "text", "binary"])
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--text", required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--words", nargs="+", default=[])
    options = parser.parse_args()
    tool.limit_threads()
    {"convert": convert, "loop": loop, "text": text, "binary": binary}[options.work](options)


def convert(options):
    """Writes the binary form, once."""
    if not pathlib.Path(options.binary).exists():
        vectors = KeyedVectors.load_word2vec_format(options.text, no_header=True)
        vectors.save_word2vec_format(options.binary, binary=True)
    tool.print_results()


def loop(options):
    def read():
        vectors = {}
        with open(options.text, encoding="utf-8") as file:
            for line in file:
                values = line.split()
                vectors[values[0]] = np.asarray(values[1:], dtype="float32")

    tool.print_results(seconds={"text": tool.measure(options.repetitions, read)})


def text(options):
    def read():
        KeyedVectors.load_word2vec_format(options.text, no_header=True)

    tool.print_results(seconds={"text": tool.measure(options.repetitions, read)})


def binary(options):
    def read():
        return KeyedVectors.load_word2vec_format(options.binary, binary=True)

    def search():
        return [vectors.most_similar(word, topn=10) for word in options.words]

    times = {"binary": tool.measure(options.repetitions, read)}
    vectors = read()
    times["similar"] = [
        time / len(options.words) for time in tool.measure(options.repetitions, search)
    ]
    tool.print_results(
        seconds=times,
        count=len(vectors),
        answers=[[[word, float(cosine)] for word, cosine in answer] for answer in search()],
    )


if __name__ == "__main__":
    main()
