"""Labelled tweets, as the benchmarks' driver writes them: a label,text header, UTF-8."""

import csv


def read(path):
    """The texts of a file and their labels, 0 or 1."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[1] for row in rows], [int(row[0]) for row in rows]
