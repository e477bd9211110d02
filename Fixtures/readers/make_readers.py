"""Writes csv.json: well-formed CSV files, as hexadecimal bytes, and the rows Python's csv reads.

Python 3.11; the standard library alone. Run: python3 Fixtures/readers/make_readers.py
"""

import csv
import io
import json
import pathlib
import random

WORDS = [
    "late", "again", "crew", "lovely", "Gate 12", "don't", "😀", "café", "日本", "a,b", '"quoted"',
    '"', '""', ",", "\n", "\r\n", "\r", "\t", " ", "...", "http://a.example/b?c=d", "@ana", "#fail",
    "x" * 70, "é", "£5", "", "0", "label", "text",
]


def text(latin1):
    result = "".join(random.choices(WORDS, k=random.randint(0, 8)))
    return result if not latin1 else result.encode("latin-1", "ignore").decode("latin-1")


def quoted(field, always):
    special = any(c in field for c in '",\r\n')
    if special or always or random.random() < 0.2:
        return '"' + field.replace('"', '""') + '"'
    return field


def write(rows, encoding):
    """A CSV file in a random dialect, written by hand so that every liberty of RFC 4180 comes."""
    always = random.random() < 0.3
    ending = random.choice(["\n", "\r\n", "\r"])
    lines = [",".join(quoted(field, always) for field in row) for row in rows]
    while random.random() < 0.3:
        lines.insert(random.randint(0, len(lines)), "")
    data = ending.join(lines) + random.choice(["", ending])
    mark = b"\xef\xbb\xbf" if encoding == "utf-8" and random.random() < 0.3 else b""
    return mark + data.encode(encoding)


def read(data, encoding):
    stream = io.StringIO(data.decode(encoding), newline="")
    return [row for row in csv.reader(stream, strict=True) if row]


def header_case():
    encoding = random.choice(["utf-8", "utf-8", "latin-1"])
    columns = ["label", "text"] + random.sample(["category", "id", "user name", "x"], k=random.randint(0, 4))
    random.shuffle(columns)
    labels = random.choice([["0", "1"], ["0", "4"], ["negative", "Positive", "NEGATIVE", "positive"]])
    rows = [[random.choice([str.upper, str.lower, str.title])(name) for name in columns]]
    for _ in range(random.randint(1, 6)):
        row = [random.choice(labels) if name == "label" else text(encoding == "latin-1") for name in columns]
        rows.append(row)
    data = write(rows, encoding)
    parsed = read(data, "utf-8-sig" if encoding == "utf-8" else encoding)
    names = [name.lower() for name in parsed[0]]
    expected = []
    for row in parsed[1:]:
        fields = dict(zip(names, row, strict=True))
        label = 1 if fields["label"].lower() in ("1", "4", "positive") else 0
        expected.append({"label": label, "text": fields["text"], "category": fields.get("category")})
    return {"bytes": data.hex(), "encoding": encoding, "layout": "header", "rows": expected}


def sentiment140_case():
    """Each row in UTF-8 or in Latin-1: automatic takes it for what it is, Latin-1 for Latin-1."""
    lines, expected = [], []
    for _ in range(random.randint(1, 6)):
        latin1 = random.random() < 0.5
        row = [random.choice("024"), "1467810369", "Mon Apr 06 22:19:45 PDT 2009", "NO_QUERY", "ana"]
        row.append(text(latin1))
        data = ",".join('"' + field.replace('"', '""') + '"' for field in row)
        data = data.encode("latin-1" if latin1 else "utf-8")
        lines.append(data + b"\n")
        try:
            encoding = "utf-8"
            parsed = read(data, encoding)[0]
        except UnicodeDecodeError:
            encoding = "latin-1"
            parsed = read(data, encoding)[0]
        if parsed[0] != "2":
            expected.append({"label": int(parsed[0] == "4"), "text": parsed[5], "category": None})
    return {"bytes": b"".join(lines).hex(), "encoding": "automatic", "layout": "sentiment140", "rows": expected}


def main():
    random.seed(4180)
    cases = [header_case() for _ in range(150)]
    cases += [case for case in (sentiment140_case() for _ in range(60)) if case["rows"]]
    rows = ",\n".join(json.dumps(case) for case in cases)
    pathlib.Path(__file__).with_name("csv.json").write_text(f"[\n{rows}\n]\n")
    print(len(cases), "files")


if __name__ == "__main__":
    main()
