"""Tokens of byte-level BPE of raw tweets."""

from comparison.topics import wordpiece

TITLE = "Byte-level BPE tokens of raw tweets, at most 128 each"


def measure(programs, data, limits):
    folder = tokenizer(programs, data)
    vocabulary = "A vocabulary of RoBERTa's size made from the tweets."
    return wordpiece.section(TITLE, "bytepair", folder, vocabulary, programs, data, limits)


def tokenizer(programs, data):
    """The folder of a tokenizer made from the tweets."""
    folder = programs.scratch / "bytepair"
    programs.peer("bytepair", "--train", "--data", data.all, "--tokenizer", folder)
    return folder
