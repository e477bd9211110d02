"""Writes python-json.json: how Python's json reads texts, valid and not.

    python3 make_python_json.py

Run with CPython 3.11. Each entry is {"text", "value"} or {"text", "error", "position"}; numbers that JSON cannot
hold are given as texts.
"""
import json
import os
import random

here = os.path.dirname(os.path.abspath(__file__))
random.seed(7)


def plain(value):
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, str):
        return "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in value)
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {plain(key): plain(element) for key, element in value.items()}
    return value


def entry(text):
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return {"text": text, "error": error.msg, "position": error.pos}
    return {"text": text, "value": json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))}


seeds = [
    '{"text": "Great flight!"}', '{"text":"a","score":0.5,"n":null,"t":true,"f":false}', "[1,2.5,-3e10,[],{}]",
    '"\\u00e9\\ud83d\\ude00\\ud83d x\\n\\/"', '{"a":{"b":[{"c":"d"}]},"a":2}', "NaN", "[Infinity,-Infinity]", "01", "-",
    "1.", "1e", "1e+5", ".5", "tru", "nul", '"abc', '"a\\x"', '"a\\u12"', '"a\\u12g4"', '"tab\there"', "{bad", '{"a"}',
    '{"a" 1}', '{"a":}', '{"a":1,}', "[1,]", "[1 2]", "[", "{", '{"a":1', "[1,2", "", "   ", "1 2", '{"é":"ü', "\u00a01",
    '{"text":"日本 flight"', "123456789012345678901234567890", "-0", "0.1e-7", "1e400", "[1e22,1e16,123456.789e3]",
    '"\\udc00"', '"\\ud83d\\u0041"', '"\\ud83d\\ud83d\\ude00"',
]
texts = list(seeds)
alphabet = '{}[]",:\\u0123456789.eE+-tfn aé日 \n'
while len(texts) < 3000:
    text = random.choice(seeds)
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(text))
        kind = random.random()
        if kind < 0.4:
            text = text[:place] + random.choice(alphabet) + text[place:]
        elif kind < 0.8:
            text = text[:place] + text[place + 1:]
        else:
            text = text[:place]
    texts.append(text)
unique = list(dict.fromkeys(texts))
with open(os.path.join(here, "python-json.json"), "w") as out:
    json.dump([entry(text) for text in unique], out, ensure_ascii=True, indent=0)
    out.write("\n")
print(len(unique), "texts")
