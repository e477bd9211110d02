#!/usr/bin/env python3
"""Write sentences.json: made-up tweets, each with its light and its strong cleaning.

A tweet is a seeded draw of parts whose cleanings are computed here by other means than Swiftlet's:
stems by NLTK 3.10's PorterStemmer, stop words from stop-words.txt, runs of letters by a regular
expression, emoji from the CLDR short names in /usr/share/unicode/emoji/emoji-test.txt (Debian's
unicode-data), contractions written out by hand.
"""

import json
import random
import re
from pathlib import Path

from nltk.stem import PorterStemmer

HERE = Path(__file__).parent
stop_words = set((HERE / "stop-words.txt").read_text("utf-8").split())
stemmer = PorterStemmer()
emoji = []
for line in Path("/usr/share/unicode/emoji/emoji-test.txt").read_text("utf-8").splitlines():
    match = re.fullmatch(r"([0-9A-F ]+?)\s*; \S+\s*# \S+ E[0-9.]+ ([a-z -]+)", line)
    if match:
        emoji.append(("".join(chr(int(code, 16)) for code in match[1].split()), match[2]))

WORDS = """
The flight was delayed again and nobody told us anything Great crew lovely people I will never fly with
them no refund not happy Worst airline EVER Sooooo tired Yesssss finally home loved every minute of
it my luggage is lost Thanks for nothing best seats comfy quick boarding gate agents were rude
helpful staff cancelled without warning waiting hours relaxing holiday café Zürich naïve ÉÉÉÉcole
missing connections why does this always happen Hmmmmm amazing views landing smoothly 2nd gr8 b4
""".split()
CONTRACTIONS = {
    "can't": "can not", "won't": "will not", "didn't": "did not", "it's": "it is", "i'm": "i am",
    "they're": "they are", "we've": "we have", "she'd": "she would", "you'll": "you will",
    "let's": "let us", "ain't": "is not", "shouldn't've": "should not have", "what's": "what is",
    "crew's": "crew", "airline's": "airline", "y'all": "you all", "shan't": "shall not",
}
BARE = {"dont": "do not", "cant": "can not", "im": "i am", "youre": "you are", "gonna": "going to",
        "wasnt": "was not", "thats": "that is", "ive": "i have"}
EMOTICONS = {":)": "happy", ":-)": "happy", "=)": "happy", ":D": "laughing", "xD": "laughing",
             ";)": "wink", ":(": "sad", ":-(": "sad", ":'(": "crying", ":P": "playful", ":/": "skeptical",
             ":|": "neutral", ":*": "kiss", "<3": "love", "</3": "heartbroken", "-_-": "annoyed",
             "^_^": "happy", "T_T": "crying", "o_O": "confused", ">:(": "angry", ":O": "surprised"}
URLS = ["http://t.co/Ab1", "https://example.com/a?b=1&c=2#frag", "www.example.org", "bit.ly/x1",
        "HTTP://EXAMPLE.COM/", "http://x.co/:/p/@me/#tag", "example.com", "ftp://files.example.net/a_b"]
NUMBERS = ["1", "42", "3.5", "1,000", "10:30", "24/7", "-5", "+3", "12/06/09"]
PUNCTUATION = ["!", "!!!", "?", "...", ",", ".", "-", "--", "(", ")", "“", "”", "…", "&", "*", ":", ";"]
APOSTROPHES = "''''’’`´"


def words(text):
    """Running words, strongly cleaned."""
    found = re.findall(r"\w+", text.lower())
    return [stemmer.stem(word) for word in found if word not in stop_words]


def cut(text):
    return re.sub(r"([^\W\d_])\1{3,}", r"\1\1\1", text.lower())


def part():
    """A random part: as written, lightly cleaned, strongly cleaned."""
    kind = random.random()
    if kind < 0.52:
        word = random.choice(WORDS)
        return word, cut(word), words(word)
    if kind < 0.62:
        short, full = random.choice(list(CONTRACTIONS.items()))
        written = short.capitalize() if random.random() < 0.3 else short
        return written.replace("'", random.choice(APOSTROPHES)), short, words(full)
    if kind < 0.66:
        short, full = random.choice(list(BARE.items()))
        return short.upper() if random.random() < 0.2 else short, short, words(full)
    if kind < 0.72:
        return random.choice(URLS), "<URL>", []
    if kind < 0.77:
        return "@" + random.choice(["united", "Air_Paradis", "x1", "ÉlanAir"]), "<USER>", []
    if kind < 0.82:
        tag = random.choice(["Happy", "fail", "neverAgain", "so_tired", "2ndtime", "noooooo", "été"])
        return "#" + tag, "#" + cut(tag) + " " + cut(tag), []
    if kind < 0.86:
        number = random.choice(NUMBERS)
        return number, "<NUM>", words(number)
    if kind < 0.91:
        mark = random.choice(PUNCTUATION)
        return mark.replace("&", random.choice(["&", "&amp;"])), mark, []
    if kind < 0.95:
        face, meaning = random.choice(list(EMOTICONS.items()))
        return face.replace("<", random.choice(["<", "&lt;"])), meaning, words(meaning)
    sequence, name = random.choice(emoji)
    return sequence, name, words(name)


random.seed(2009)
cases = []
while len(cases) < 800:
    parts = [part() for _ in range(random.randint(3, 16))]
    written = random.choice([" ", " ", "  ", "\t", " \n", "\u00a0"]).join(p[0] for p in parts)
    light = " ".join(p[1] for p in parts)
    strong = " ".join(word for p in parts for word in p[2])
    cases.append([written, light, strong])
path = HERE / "sentences.json"
text = json.dumps(cases, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
path.write_text(text, encoding="utf-8")
print(f"{len(cases)} tweets, {path.stat().st_size} bytes")
