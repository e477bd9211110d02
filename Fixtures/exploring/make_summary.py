"""Writes tweets.csv, made tweets, and summary.json: what pandas, regex and scikit-learn say of them.

Peers: pandas 3.1.1, regex 2026.11.19, scikit-learn 1.9.0, NumPy 2.4.6.

    python make_summary.py

The tweets are put together from the parts below, so that the few lines of `words` clean them as
Swiftlet's cleaner does.
"""

import csv
import html
import json
import math
import pathlib
import random
import sys

import numpy
import pandas
import regex
from sklearn.feature_extraction.text import CountVectorizer

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "counts"))
from make_counts import counts  # noqa: E402  (the ten counts, by Python's re)

STOP_WORDS = (FOLDER.parent / "cleaning/stop-words.txt").read_text().split()
CONTRACTIONS = {
    "can't": "can not", "don't": "do not", "dont": "do not", "won't": "will not", "it's": "it is",
    "i'm": "i am", "they've": "they have", "we'll": "we will", "didn't": "did not",
}
EMOTICONS = [":)", ":-(", ":D", "<3", "&lt;3", "-_-", ";)", ":/", "^_^"]
EMOJI = ["😍", "✈️", "👍🏽", "🇫🇷", "👨‍👩‍👧", "😡"]
MARKS = ["!", "!!!", "?", "...", "....", ",", "-", "“so”", "(", ")", "&amp;", "¿", "+", "$"]
OTHERS = [
    "@ana", "@quill_air", "http://a.example/b?c=1", "https://x.example", "www.y.example/z",
    "#delay", "#FlyHigh", "#ño", "12", "3:30", "1,200", "x", "AB", "LATE", "NOT", "never", "nobody",
]
WORDS = {
    0: """delay delayed lost luggage queue rude broken cold seat late again hours waiting worst
        cancelled sad tired noooooo missed connection refund awful""".split(),
    1: """love lovely crew smooth flight thanks great best window seat sunset early coffee happy
        upgrade yesssss smile holiday Paris perfect amazing""".split(),
}
COMMON = """the a to was and my is on in for you this so just with flight airport gate crew bag day
    time today home café Über plane trip morning""".split()


def make_tweets():
    generator = random.Random(20)
    rows = []
    for _ in range(420):
        label = generator.randrange(2)
        parts = []
        for _ in range(generator.randint(1, 16)):
            kind = generator.random()
            if kind < 0.4:
                pool = COMMON
            elif kind < 0.65:
                pool = WORDS[label if generator.random() < 0.8 else 1 - label]
            else:
                pool = generator.choice(
                    [list(CONTRACTIONS), EMOTICONS, EMOJI, MARKS, OTHERS, OTHERS]
                )
            parts.append(generator.choice(pool))
        blank = generator.choice([" ", " ", " ", "  ", "\n"])
        rows.append((label, blank.join(parts)))
    rows += [(generator.randrange(2), text) for _, text in rows[:40]]
    rows += [(0, ""), (1, ""), (1, ""), (0, "   "), (0, "\u00a0"), (1, "@ana http://a.example")]
    rows += [(1, "not the 1"), (0, "seat " * 900)]
    generator.shuffle(rows)
    return rows


def words(text):
    """The words of a tweet, with a blank between; stop words and single letters still among them."""
    text = html.unescape(text)
    text = regex.sub(r"(?:https?://|www\.)\S+", " ", text)
    tokens = []
    for token in text.split():
        if token in EMOTICONS or token in EMOJI or token.startswith("@"):
            continue
        if regex.fullmatch(r"\d+(?:[:,]\d+)?", token):
            continue
        token = regex.sub(r"(\p{L})\1{3,}", r"\1\1\1", token.lower())
        tokens.append(CONTRACTIONS.get(token) or regex.sub(r"[^\w#]", " ", token))
    return " ".join(tokens)


def features(text):
    values = counts(text)
    tokens = text.split()
    return {
        "negativeForms": values[2],
        "emoticons": sum(token in EMOTICONS for token in tokens),
        "emoji": sum(token in EMOJI for token in tokens),
        "punctuation": len(regex.findall(r"\p{P}", text)),
        "questionMarks": values[6],
        "exclamationMarks": values[7],
        "ellipses": values[8],
        "hashtags": values[3],
        "urls": values[4],
        "mentions": values[5],
        "uppercaseRuns": values[9],
    }


def z_score(positive, negative, totals, weight=1000):
    """Monroe, Colaresi and Quinn (2008): a prior of both classes' terms, `weight` of them."""
    prior = weight * (positive + negative) / sum(totals)
    odds = [
        math.log((count + prior) / (total + weight - count - prior))
        for count, total in zip((positive, negative), (totals[1], totals[0]))
    ]
    return (odds[0] - odds[1]) / math.sqrt(1 / (positive + prior) + 1 / (negative + prior))


def terms(frame, length):
    vectorizer = CountVectorizer(
        lowercase=False, token_pattern=r"\S\S+", stop_words=STOP_WORDS, ngram_range=(length, length)
    )
    matrix = vectorizer.fit_transform(frame["words"])
    names = vectorizer.get_feature_names_out()
    label = frame["label"].to_numpy()
    by_class = [numpy.asarray(matrix[label == one].sum(axis=0)).ravel().tolist() for one in (0, 1)]
    totals = [sum(one) for one in by_class]
    table = [
        {"text": name, "negative": n, "positive": p, "z": z_score(p, n, totals)}
        for name, n, p in zip(names, *by_class)
    ]

    def first(items, key):
        return sorted(items, key=lambda item: (-key(item), item["text"]))[:25]

    return {
        "distinct": len(table),
        "total": totals,
        "frequent": [
            first((item for item in table if item[name]), lambda item: item[name])
            for name in ("negative", "positive")
        ],
        "telling": [
            first((item for item in table if sign * item["z"] > 0), lambda item: sign * item["z"])
            for sign in (-1, 1)
        ],
    }


def class_summary(frame):
    table = pandas.DataFrame([features(text) for text in frame["text"]])
    stop = set(STOP_WORDS)
    wordless = [
        bool(text.strip())
        and not any(len(word) > 1 and word not in stop for word in cleaned.split())
        for text, cleaned in zip(frame["text"], frame["words"])
    ]
    lengths = {
        "characters": frame["text"].map(len),
        "words": frame["text"].map(lambda text: len(text.split())),
    }
    return {
        "rows": len(frame),
        "missing": int((frame["text"] == "").sum()),
        "blank": int((frame["text"].str.strip().eq("") & frame["text"].ne("")).sum()),
        "wordless": int(sum(wordless)),
        "features": {
            name: [int(table[name].sum()), int((table[name] > 0).sum())] for name in table.columns
        },
        "lengths": {
            name: [float(values.mean())]
            + [float(value) for value in numpy.quantile(values, [0, 0.1, 0.25, 0.5, 0.75, 0.99, 1])]
            for name, values in lengths.items()
        },
    }


def main():
    rows = make_tweets()
    with open(FOLDER / "tweets.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["label", "text"])
        writer.writerows(rows)
    frame = pandas.DataFrame(rows, columns=["label", "text"])
    frame["words"] = frame["text"].map(words)
    both = frame.groupby("text")["label"].nunique()
    both = both[both > 1].index
    summary = {
        "classes": [class_summary(frame[frame["label"] == label]) for label in (0, 1)],
        "duplicates": [
            int(frame["text"].nunique()),
            int(frame["text"].duplicated().sum()),
            len(both),
            int(frame["text"].isin(both).sum()),
        ],
        "words": terms(frame, 1),
        "pairs": terms(frame, 2),
    }
    with open(FOLDER / "summary.json", "w", encoding="utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
