"""Writes counts.json: texts and their ten counts, counted with Python's re.

Python 3.11 (Unicode 14); the standard library alone. Run: python3 Fixtures/counts/make_counts.py
"""

import json
import pathlib
import random
import re

ASCII_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def either_case(pattern):
    """The words of a pattern with each letter in upper or lower case."""
    return "".join(f"[{c.upper()}{c}]" if c in ASCII_LETTERS else c for c in pattern)


NEGATIVE_WORDS = """no not none nobody nothing nowhere never neither nor cannot aint arent cant
couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont
wouldnt""".split()
NEGATIVE = re.compile(
    r"\b(?:" + "|".join(map(either_case, NEGATIVE_WORDS)) + r"|\w+[Nn]['’][Tt])\b"
)
URL = re.compile(r"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\.)\S+")


def counts(text):
    assert len(text.split()) == len(re.findall(r"\S+", text))
    return [
        len(text),
        len(text.split()),
        len(NEGATIVE.findall(text)),
        len(re.findall(r"#\w+", text)),
        len(URL.findall(text)),
        len(re.findall(r"@\w+", text)),
        text.count("?"),
        text.count("!"),
        text.count("..."),
        len(re.findall(r"\b[A-Z]{2,}\b", text)),
    ]


WRITTEN = [
    "",
    " ",
    "\t\n",
    "Great flight, thank you @AirParadis! #happy",
    "@AirParadis my bag is NOT here... third time!!! NEVER again http://pic.example/x1",
    "can't believe I didn't get a seat, don't fly with them. Won't again, isn't worth it",
    "I don’t know, they won’t say, it doesn’t matter",
    "dont wont cant didnt havent",
    "DON'T Don't dOn'T DON’T N'T n't an't nn't",
    "don't've don'ts don'tx don't_ don't9 don't. (don't) 'don't'",
    "no No NO nO noo know none of nobody nothing nor neither nowhere cannot can not",
    "no-one no_one no.one no's not-a-word knot",
    "see http://a.co https://b.co HTTP://C.CO HtTpS://d.co www.e.co WWW.F.CO",
    "http:// https:// www. http://, www.x http:/x htp://x xhttp://y ftp://z wwww.q",
    "http://a.http://b.www.c https://\u3000x www.\u00a0y http://é",
    "#tag #1 # tag ##two #_ #é #日本 a#b &#39; #!",
    "@me @ me @@you a@b.co @_ @é @9 @-",
    ". .. ... .... ..... ...... ....... … . . .",
    "wait...what?...no...!?",
    "?! ?? !!! ¿? ¡! ？！",
    "OK I AM HERE A B CD E1 E_F GHi iJK ÉA AÉ L.M. NO-ONE DON'T",
    "USA's U.S.A. #LHR @KLM ÜBER x2Y 2XY XY2 X_Y ZZ",
    "emoji 😀👍🏽 🇫🇷 1️⃣ 👨‍👩‍👧 #😀 @👍",
    "zero\u200bwidth non\u00a0breaking em\u2003space line\u2028sep next\u0085line",
    "\x1cfile\x1dgroup\x1erecord\x1funit\x0bvt\x0cff",
    "CRLF\r\nline\rthree\n",
    "e\u0301 combining #e\u0301x @n\u0303 \u0301don't",
    "½ ² ① Ⅷ 九 ٣ #½ @² #① ٣n't",
    "ªº ǅ ʰ ー々 〇 #〇",
    "\ufeffbom start",
    "ſ K İ ı NOſ n'ſ",
    "不好吃 ไม่ดี нет не хорошо लंबा",
    "n’t ’t 't don`t don´t donʼt don＇t don′t",
    "nobodynothing NOBODY. _not not_ 9not not9 énot noté",
]

PIECES = [
    "a", "n", "N", "t", "T", "no", "NOT", "never", "don", "can", "'", "’", "'t", "n't", "N’T",
    "#", "@", "?", "!", ".", "..", "...", ":", "/", "//", "http", "https", "HTTP", "www", "WWW",
    "http://", "https://", "www.", "AB", "Z", "_", "9", "é", "É", "ß", "日", "٣", "½", "²",
    " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2028", "\u200b", "\u3000", "\u0085", "\x1c",
    "😀", "👍🏽", "\u200d", "\u0301", "\ufe0f", "…", "“", ",", "-", "&", "\x00", "cannot", "dont",
]


def main():
    random.seed(20240607)
    texts = list(WRITTEN)
    for count in [2, 3, 5, 8, 13, 21]:
        texts += ["".join(random.choices(PIECES, k=count)) for _ in range(80)]
    cases = [{"text": text, "counts": counts(text)} for text in texts]
    rows = ",\n".join(json.dumps(case) for case in cases)
    pathlib.Path(__file__).with_name("counts.json").write_text(f"[\n{rows}\n]\n")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
