"""The tweets of a BiLSTM's measurements as both sides read them: the tokens of each, its label, and
GloVe's vectors of the 20,000 most frequent words."""

import argparse
import collections
import json
import random
import re

import numpy as np
from safetensors.numpy import save_file

import texts

WORDS = 20_000
LENGTH = 50


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--count", type=int, default=12_800)
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    tweets, labels = texts.read(options.data)
    order = list(range(len(tweets)))
    random.Random(1).shuffle(order)
    order = order[: options.count]
    parts = [re.findall(r"\w+|[^\w\s]", tweets[index].lower())[:LENGTH] for index in order]
    counts = collections.Counter(word for words in parts for word in words)
    # Row 0 is for words that are not among the most frequent.
    rows = {word: row for row, (word, _) in enumerate(counts.most_common(WORDS - 1), start=1)}
    # A packed sequence of PyTorch's has one token at least.
    sequences = [[rows.get(word, 0) for word in words] or [0] for words in parts]
    embedding, found = look_up(options.vectors, rows)
    lengths = [len(sequence) for sequence in sequences]
    save_file(
        {
            "tokens": np.array([row for sequence in sequences for row in sequence], dtype=np.int64),
            "offsets": np.cumsum([0] + lengths, dtype=np.int64),
            "labels": np.array([labels[index] for index in order], dtype=np.int64),
            "embedding": embedding,
        },
        options.output,
    )
    print(json.dumps({
        "count": len(sequences),
        "tokens": sum(lengths),
        "longest": max(lengths),
        "first": lengths[0],
        "words": len(rows),
        "words_found": found,
    }))


def look_up(path, rows, count=WORDS):
    """The vectors of the words that have a row, zeros for those without a vector."""
    embedding, found = None, 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, _, numbers = line.partition(" ")
            row = rows.get(word)
            if embedding is None:
                embedding = np.zeros((count, len(numbers.split())), dtype=np.float32)
            if row is not None:
                embedding[row] = np.array(numbers.split(), dtype=np.float32)
                found += 1
    return embedding, found


if __name__ == "__main__":
    main()
