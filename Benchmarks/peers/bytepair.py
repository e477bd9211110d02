"""Hugging Face's tokenizers (Rust) on raw tweets: byte-level BPE, with wordpiece.py's options."""

import wordpiece  # First: it sets how many threads the library starts.
import tokenizers


def empty():
    """A tokenizer of RoBERTa's form without a vocabulary yet, and how many tokens it gets."""
    return tokenizers.ByteLevelBPETokenizer(), 50_265


if __name__ == "__main__":
    wordpiece.main(empty)
