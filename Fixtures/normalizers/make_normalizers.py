"""Writes what tokenizers' normalizers make of every character, and of drawn texts.

    pip install tokenizers==0.23.3
    python Fixtures/normalizers/make_normalizers.py

normalizers.json has, for each normalizer:

- `characters`: the CRC-32 of the normal forms, end to end, of 4,096 code points at a time, surrogates left
  out;
- `texts`: the normal forms of `texts`;
- `unigram` and `bytepair`: the numbers of `texts` with the tokenizers of Fixtures/unigram and
  Fixtures/bytepair, whose normalizer it takes the place of.
"""

import json
import pathlib
import random
import unicodedata
import zlib

import tokenizers
from tokenizers import Tokenizer, normalizers

assert tokenizers.__version__ == "0.23.3"
here = pathlib.Path(__file__).parent
draw = random.Random(5)

every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
marks = [each for each in every if unicodedata.combining(each)]
parts = [each for each in every if unicodedata.decomposition(each)]
jamo = [chr(code) for code in range(0x1100, 0x1200)] + [chr(code) for code in range(0xAC00, 0xAD00)]
plain = list("aeiouAEIOUnsz \n\t.12\u3000\u2581")
texts = [
    "", "plain ASCII, as most texts are", "naïve CAFÉ ﬁne Ⅳ 5½ ﷺ", "e\u0301\u0327 e\u0327\u0301 \u0344 \u0374",
    "\u1e9b\u0323 \u212b \u2126 \u0958 \ufb1d \ufb2c", "가각 \u1100\u1161\u11a8 \u1100\u1161\u11a7 \uac00\u11a8\u11a8",
    "a" + "\u0315\u0300\u05ae\u0301" * 20, "\u0301 alone", "ｶﾞ ㌀ ㍿ ① ﾡ", "\x01\x07\u200b\ufeff\u2028x\u008f",
]
for _ in range(110):
    texts.append("".join(
        draw.choice(draw.choice((marks, marks, parts, jamo, plain))) for _ in range(draw.randrange(1, 12))
    ))

kinds = {name: getattr(normalizers, name)() for name in ("NFC", "NFD", "NFKC", "NFKD", "Nmt")}
kinds["NFD, Lowercase"] = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase()])
kinds["Nmt, NFKC"] = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
cases = []
for name, normalizer in kinds.items():
    case = {"name": name, "texts": [normalizer.normalize_str(text) for text in texts], "characters": []}
    for start in range(0, 0x110000, 4096):
        check = 0
        for code in range(start, start + 4096):
            if not 0xD800 <= code < 0xE000:
                check = zlib.crc32(normalizer.normalize_str(chr(code)).encode(), check)
        case["characters"].append(check)
    for fixture in ("unigram", "bytepair"):
        whole = json.loads((here.parent / fixture / "tokenizer.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_str(json.dumps(whole))
        tokenizer.normalizer = normalizer
        case["normalizer"] = json.loads(tokenizer.to_str())["normalizer"]
        tokenizer = Tokenizer.from_str(json.dumps({**whole, "normalizer": case["normalizer"]}))
        case[fixture] = [tokenizer.encode(text).ids for text in texts]
    cases.append(case)
    print(name)
(here / "normalizers.json").write_text(
    json.dumps({"texts": texts, "cases": cases}, separators=(",", ":")) + "\n", encoding="utf-8"
)
