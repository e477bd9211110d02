"""Writes tables.json: tables as people have them, and what pandas makes of each.

Peer: pandas 3.1.1 (Python 3.11). Run: python make_tables.py

A table comes as hexadecimal bytes with the options to read it. Its rows are those of pandas that
have a label and a text, its labels are in the order of the classes: sorted as numbers, by the
scales below, or by code points.
"""

import csv
import gzip
import io
import json
import pathlib
import random

import pandas

WORDS = [
    "late", "again", "crew", "lovely", "Gate 12", "don't", "😀", "café", "日本", "5\" seat", "so-called",
    '"great"', "a,b", "x;y", "one|two", "tab\there", "line\nbreak", "....", "#fail", "nan", "£5",
]
LATIN = ["late", "crew", "café", "£5", "naïve", "so", "«oui»"]
CURLY = ["late", "crew", "don\u2019t", "\u201cgreat\u201d", "5 \u20ac", "wait\u2026"]
SCALES = [
    ["very negative", "negative", "neutral", "positive", "very positive"], ["neg", "neu", "pos"],
    ["no", "yes"], ["false", "true"],
]
LABELS = [
    ["0", "1"], ["0", "4"], ["negative", "positive"], ["Negative", "POSITIVE"], ["0", "1", "2"],
    ["0", "2", "4"], ["-1", "0", "1"], ["1", "2", "3", "4", "5"], ["0.0", "1.0"], ["True", "False"],
    ["yes", "no"], ["LABEL_0", "LABEL_1", "LABEL_2"], ["neg", "pos"], ["ham", "spam"],
    ["positive", "neutral", "negative"], ["Positive", "Neutral", "Negative"], ["9", "10", "11"],
    ["sports", "world", "business", "tech"], ["very negative", "positive", "neutral"],
    ["-1.0", "1.0"], ["joy", "anger", "fear"], ["Économie", "Sport", "Ça va"],
]
HEADERS = [
    ("label", "text"), ("Label", "TEXT"), ("sentiment", "review"), ("airline_sentiment", "tweet"),
    ("target", "content"), ("polarity", "sentence"), ("class", "message"), ("Sentiment", "SentimentText"),
    ("'label'", "comment"), ("gold label", "Clean Text"), ("category", "message"),
]


def text(words):
    return " ".join(random.choices(words, k=random.randint(1, 6)))


def key(name):
    """Where a label stands among those of its table."""
    return name.lower().removeprefix("label_")


def classes(found):
    """The names of the classes in their order, and the class of each label."""
    canonical = {}
    for name in found:
        value = name.strip()
        try:
            number = float(key(value))
            if number.is_integer() and not value.lower().startswith("label_"):
                value = str(int(number))
        except ValueError:
            pass
        canonical[name] = value
    names = sorted(set(canonical.values()))
    lower = {name.lower() for name in names}
    for pair in (["0", "1"], ["0", "4"], ["negative", "positive"]):
        if lower <= set(pair):
            return ["negative", "positive"], {n: pair.index(v.lower()) for n, v in canonical.items()}
    try:
        names.sort(key=lambda name: float(key(name)))
    except ValueError:
        for scale in SCALES:
            if lower <= set(scale):
                names.sort(key=lambda name: scale.index(name.lower()))
    return names, {name: names.index(value) for name, value in canonical.items()}


def quoted(field, delimiter, loose):
    special = any(c in field for c in [delimiter, "\n", "\r"]) or field.startswith('"')
    if special or ('"' in field and not loose) or random.random() < 0.1:
        return '"' + field.replace('"', '""') + '"'
    return field


def table():
    delimiter = random.choice([",", ",", ",", ";", "\t", "|"])
    labels = random.choice(LABELS)
    encoding = random.choice(["utf-8"] * 5 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
    words = {"latin-1": LATIN, "cp1252": CURLY}.get(encoding, WORDS)
    if encoding in ("latin-1", "cp1252"):
        labels = [label for label in labels if label.isascii()] or ["0", "1"]
    header = random.choice(HEADERS)
    if header[0] == "category" or random.random() < 0.4:
        columns = list(header)
    else:
        columns = list(header) + random.sample(["id", "airline", "created at", "n"], k=random.randint(1, 3))
    random.shuffle(columns)
    loose = random.random() < 0.5
    # Enough rows that every label comes more than once.
    rows = []
    for index in range(len(labels) * 3 + random.randint(0, 9)):
        row = {name: text(words) for name in columns}
        row[header[0]] = labels[index % len(labels)]
        if random.random() < 0.08:
            row[header[0]] = random.choice(["", "NaN", "NA", "null", "None"])
        if random.random() < 0.06:
            row[header[1]] = ""
        rows.append([row[name] for name in columns])
    random.shuffle(rows)
    has_header = len(columns) > 2 or random.random() < 0.7
    lines = [columns] * has_header + rows
    ending = random.choice(["\n", "\r\n"])
    data = ending.join(delimiter.join(quoted(f, delimiter, loose) for f in row) for row in lines)
    data += random.choice(["", ending])
    options = {"delimiter": random.choice(["", {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}[delimiter]])}
    if encoding in ("latin-1", "cp1252"):
        options["encoding"] = encoding
    if encoding in ("utf-16-le", "utf-16-be"):
        # Without a mark it is little-endian by convention.
        if encoding == "utf-16-be" or random.random() < 0.5:
            data = "\ufeff" + data
        options["encoding"] = "utf-16"
    raw = data.encode(encoding, "strict")
    if random.random() < 0.15:
        raw = gzip.compress(raw, mtime=0)

    frame = pandas.read_csv(
        io.StringIO(data.removeprefix("\ufeff"), newline=""), sep=delimiter, dtype=str,
        header=0 if has_header else None, names=columns, keep_default_na=False,
    )
    strict = [row for row in csv.reader(io.StringIO(data.removeprefix("\ufeff"), newline=""), delimiter=delimiter) if row]
    assert strict[has_header:] == frame.to_numpy().tolist(), data
    missing = pandas.read_csv(
        io.StringIO(data.removeprefix("\ufeff"), newline=""), sep=delimiter, dtype=str,
        header=0 if has_header else None, names=columns,
    )[header[0]].isna()
    unlabelled = int(missing.sum())
    frame = frame[~missing]
    empty = int((frame[header[1]] == "").sum())
    frame = frame[frame[header[1]] != ""]
    names, places = classes(frame[header[0]].unique())
    return {
        "bytes": raw.hex(), "options": options, "hasHeader": has_header, "labels": names,
        "rows": [[places[label], content] for label, content in zip(frame[header[0]], frame[header[1]])],
        "unlabelled": unlabelled, "empty": empty,
    }


def main():
    random.seed(8859)
    cases = [case for case in (table() for _ in range(150)) if case["rows"]]
    rows = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    pathlib.Path(__file__).with_name("tables.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    print(len(cases), "tables,", len(rows), "bytes")


if __name__ == "__main__":
    main()
