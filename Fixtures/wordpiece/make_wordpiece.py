#!/usr/bin/env python3
"""Write the tokenizers and the expected tokens in Fixtures/wordpiece with Hugging Face's tokenizers.

Needs tokenizers==0.23.3. The vocabularies are made of the characters, the frequent words and the
frequent ends of words in the sentences below.
"""

import collections
import json
import random
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__
FOLDER = Path(__file__).resolve().parent
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

SENTENCES = """
The flight was delayed by two hours and nobody at the gate told us anything.
I love this airline, the crew was so friendly and the seats were great!
My luggage never arrived; they said it's still in Paris, isn't that wonderful?
Thanks for the quick answer, you've saved my holiday.
We're stuck at the airport again, don't fly with them.
Best landing ever, the pilot deserves a medal.
They can't even serve a coffee on a flight of four hours.
Boarding was smooth, everything left on time, I'm happy.
What a shame: cancelled, no refund, no hotel, no apology.
She'll take the train next time, I'd do the same.
Un café à la porte d'embarquement coûte déjà très cher.
L'équipage était formidable, merci à toute l'équipe!
Der Flug war pünktlich und die Crew sehr freundlich, schöne Grüße aus München.
Рейс задержали на два часа, никто ничего не объяснил.
Спасибо экипажу за отличный полёт!
Η πτήση καθυστέρησε δύο ώρες.
航班晚点两个小时 机组人员非常友好
飛行機が遅れました ありがとう カタカナ
비행기가 늦었어요 감사합니다
उड़ान में देरी हुई धन्यवाद
تأخرت الرحلة ساعتين شكرا
תודה רבה הטיסה איחרה
เที่ยวบินล่าช้า ขอบคุณ
Great 😀 flight ❤ 1234567890 http://t.co/abc @airline #fail $5 50% a_b c-d e+f
Hello HELLO World WORLD Straße STRASSE İstanbul ǅ ﬁn
""".strip().splitlines()


def components(**options):
    normalizer = normalizers.BertNormalizer(**options)
    return normalizer, pre_tokenizers.BertPreTokenizer()


def vocabulary(**options):
    normalizer, splitter = components(**options)
    words = collections.Counter(
        word for text in SENTENCES for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))
    )
    ends = collections.Counter("##" + word[-size:] for word in words for size in (2, 3) if len(word) > size)
    starts = collections.Counter(word[:size] for word in words for size in (2, 3, 4) if len(word) > size)
    characters = {character for word in words for character in word}
    tokens = characters | {"##" + character for character in characters}
    for counter in (words, ends, starts):
        tokens |= {token for token, count in counter.items() if count >= 2}
    return SPECIAL + sorted(tokens)


def training():
    """Words with their frequencies, and the tokens that come of them: equal in every run of the
    trainer but for the order of the single characters that continue a word."""
    draw = random.Random(5)
    # Few letters, so that every pair stands in many words and no two are equally frequent.
    words = {"".join(draw.choice("aeirst") for _ in range(draw.randrange(2, 6))) for _ in range(80)}
    counts = {word: draw.randrange(20, 400) for word in sorted(words)}
    text = [" ".join([word] * count) for word, count in counts.items()]
    runs = []
    for _ in range(5):
        trained = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        trained.normalizer, trained.pre_tokenizer = components()
        trained.train_from_iterator(text, trainers.WordPieceTrainer(
            vocab_size=70, min_frequency=2, special_tokens=SPECIAL, show_progress=False
        ))
        runs.append(sorted(trained.get_vocab().items(), key=lambda item: item[1]))
    tokens = [token for token, _ in runs[0]]
    last = max(place for place, token in enumerate(tokens) if len(token) == 3 and token.startswith("##"))
    first = min(place for place, token in enumerate(tokens) if len(token) == 3 and token.startswith("##"))
    tokens[first:last + 1] = sorted(tokens[first:last + 1])
    for run in runs:
        again = [token for token, _ in run]
        again[first:last + 1] = sorted(again[first:last + 1])
        assert again == tokens, "the frequencies leave it to chance which pair is joined first"
    return {"counts": counts, "tokens": tokens}


def tokenizer(words, added=(), **options):
    numbers = {word: number for number, word in enumerate(words)}
    result = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    result.normalizer, result.pre_tokenizer = components(**options)
    result.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    for token in added:
        (result.add_special_tokens if token.special else result.add_tokens)([token])
    result.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, numbers[token]) for token in ("[CLS]", "[SEP]")],
    )
    result.decoder = decoders.WordPiece()
    return result


def hand_written():
    return [
        "", " ", "\t\n\r ", "a", ".", "...", "it's", "don't stop!?", "[CLS]", "[cls] [MASK]", "x[SEP]y[UNK]",
        "[[CLS]]", "[MASK", "<user> and <USER> said hi", "<USER>s <USER>_x (<USER>)", "a  <gap>  b <gap>",
        "new york New York NEWYORK new yorker", "café cafe\u0301 CAFE\u0301", "İstanbul I\u0307stanbul ı",
        "Straße ẞ", "ΟΔΟΣ ΟΔΌΣ", "ǅ ǆ Ǆ", "ﬁn", "中文 abc中def 飛行機が", "\uf900 \U0002f800", "비행기 각",
        "\u0344 a\u0344", "e\u0323\u0301 e\u0301\u0323", "a\U0001d165\U0001d16d b", "a\U0001d16d\U0001d165\u0301\u302e c",
        "a\u302f\u0000\u302e", "1\u0301\u1e000 \U0001e000\u0323\u0345\U0001e000", "\u0000a\ufffdb\u200bc\u00add\ue000e",
        "a\u00a0b\u2028c\u3000d\u0085e\u000bf", "\u037e \u1fef \u212a \u2126 \u1fee", "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ ❤️ 😀",
        "a" * 100, "a" * 101, "é" * 100, "é" * 101, "e\u0301" * 100, "flight" * 16, "flight" * 17,
        "¿Qué? «oui» „nein“ “yes” ‘no’ — – … ‼", "\u166d \u1734 \u1885 \ua9bd \U000111c9 \U00011938",
        "\u1c89 \ua7dc \U00010d50 \U00016ea0", "a\tb\rc\nd", "##ing ## #", "\u05ea\u05d5\u05d3\u05d4 \u0634\u0643\u0631\u0627",
        "ÀÉÎÕÜàéîõü ĞğŞş ŁłØø Đđ", "x" + "\u0301" * 50 + "y", "ſ K Å \u1e9e", "a\u0345\u0301\u0323b",
    ]


def random_texts(count):
    """Texts over all of Unicode, with what is hard more often than by chance."""
    draw = random.Random(20)
    blocks = [
        (0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0xE00, 0x1200),
        (0x1AB0, 0x1B00), (0x1C80, 0x1CF0), (0x1DC0, 0x2000), (0x2000, 0x2070), (0x20D0, 0x2200), (0x2E00, 0x3100),
        (0x4E00, 0x4E80), (0xA640, 0xA830), (0xAC00, 0xD7A4), (0xF900, 0xFB00), (0xFE00, 0x10000), (0x10D00, 0x11000),
        (0x11000, 0x11D00), (0x1D160, 0x1D200), (0x1E000, 0x1E140), (0x1F300, 0x1F700), (0xE0000, 0xE01F0),
    ]
    words = " ".join(SENTENCES).split()
    texts = []
    for _ in range(count):
        parts = []
        for _ in range(draw.randrange(1, 6)):
            kind = draw.randrange(5)
            if kind == 0:
                first, last = draw.choice(blocks)
                parts.append("".join(chr(draw.randrange(first, last)) for _ in range(draw.randrange(1, 6))))
            elif kind == 1:
                drawn = [chr(draw.randrange(0x110000)) for _ in range(draw.randrange(1, 4))]
                parts.append("".join(c for c in drawn if not 0xD800 <= ord(c) < 0xE000))
            elif kind == 2:
                word = draw.choice(words)
                place = draw.randrange(len(word) + 1)
                marks = "".join(chr(draw.randrange(0x300, 0x370)) for _ in range(draw.randrange(0, 3)))
                parts.append(word[:place] + marks + word[place:])
            else:
                parts.append(draw.choice(words))
            parts.append(draw.choice(["", " "]))
        texts.append("".join(parts))
    return texts


def byte_offsets(text, offsets):
    """Offsets in characters as offsets in UTF-8."""
    return [len(text[:place].encode()) for pair in offsets for place in pair]


def cases(tokenizer, texts):
    result = []
    for text in texts:
        found = tokenizer.encode(text)
        result.append({
            "text": text,
            "normalized": tokenizer.normalizer.normalize_str(text),
            "ids": found.ids,
            "offsets": byte_offsets(text, found.offsets),
        })
    return result


def pair_cases(tokenizer):
    first, second = SENTENCES[0], SENTENCES[1]
    result = []
    for a, b in [(first, second), (second, first), ("a", first), (first, "a"), ("", first), ("", "")]:
        for limit in [None, 3, 4, 5, 8, 9, 20, 21, 40]:
            for special in (True, False):
                tokenizer.no_truncation()
                if limit:
                    tokenizer.enable_truncation(limit)
                found = tokenizer.encode(a, b, add_special_tokens=special)
                single = tokenizer.encode(a, add_special_tokens=special)
                result.append({
                    "first": a, "second": b, "limit": limit, "special": special,
                    "ids": found.ids, "types": found.type_ids, "single": single.ids,
                })
    tokenizer.no_truncation()
    return result


def decoding_cases(tokenizer):
    draw = random.Random(3)
    size = tokenizer.get_vocab_size()
    numbers = [tokenizer.encode(sentence).ids for sentence in SENTENCES[:14]]
    numbers += [[draw.randrange(size) for _ in range(draw.randrange(12))] for _ in range(40)]
    numbers += [[size, size + 7, 9, 4_000_000], [], [0], [2, 3]]
    return [
        {"ids": ids, "text": tokenizer.decode(ids), "whole": tokenizer.decode(ids, skip_special_tokens=False)}
        for ids in numbers
    ]


def digests(**options):
    """For every 1,024 code points a hash (FNV-1a, 64 bits, in hexadecimal) of what becomes of a text
    with each of them between two letters: its normal form, and its words, a line each."""
    normalizer, splitter = components(**options)
    result = []
    for start in range(0, 0x110000, 1024):
        codes = (code for code in range(start, start + 1024) if not 0xD800 <= code < 0xE000)
        text = normalizer.normalize_str("".join(f"a{chr(code)}b " for code in codes))
        value = 0xCBF29CE484222325
        lines = [text] + [word for word, _ in splitter.pre_tokenize_str(text)]
        for byte in "".join(line + "\n" for line in lines).encode():
            value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        result.append(f"{value:016x}")
    return result


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")


def save(tokenizer, words, folder, **options):
    (FOLDER / folder).mkdir(exist_ok=True)
    tokenizer.save(str(FOLDER / folder / "tokenizer.json"), pretty=False)
    (FOLDER / folder / "vocab.txt").write_text("".join(word + "\n" for word in words), encoding="utf-8")
    configuration = {
        "do_lower_case": options["lowercase"], "strip_accents": options["strip_accents"],
        "tokenize_chinese_chars": options["handle_chinese_chars"], "unk_token": "[UNK]",
        "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": {"__type": "AddedToken", "content": "[CLS]"}, "mask_token": "[MASK]",
        "model_max_length": 128, "tokenizer_class": "BertTokenizer",
    }
    write(f"{folder}/tokenizer_config.json", configuration)


def main():
    uncased = dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    cased = dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=False)
    raw = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=True)
    texts = hand_written() + SENTENCES
    expected = {}
    for name, options, drawn in [("uncased", uncased, 300), ("cased", cased, 150)]:
        words = vocabulary(**options)
        made = tokenizer(words, **options)
        save(made, words, name, **options)
        expected[name] = cases(made, texts + random_texts(drawn))
        if name == "uncased":
            expected["pairs"] = pair_cases(made)
            expected["decoded"] = decoding_cases(made)
    added = [
        AddedToken("<USER>", normalized=True), AddedToken("New York", single_word=True, normalized=True),
        AddedToken("<gap>", lstrip=True, rstrip=True, special=True, normalized=False),
        AddedToken("flight", single_word=True, normalized=False), AddedToken("<", normalized=False),
        AddedToken("x\u0301y", normalized=True),
    ]
    made = tokenizer(vocabulary(**raw), added, **raw)
    (FOLDER / "added").mkdir(exist_ok=True)
    made.save(str(FOLDER / "added/tokenizer.json"), pretty=False)
    further = ["flight flights preflight flight.", "a <gap>\t<gap> b", "é<USER>", "newyork x\u0301Y xy <x", "NEW YORK,"]
    expected["added"] = cases(made, hand_written() + further)
    write("tokens.json", expected)
    write("characters.json", {
        "uncased": digests(**uncased), "cased": digests(**cased), "raw": digests(**raw),
        "accents": digests(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=False),
    })
    write("training.json", training())


main()
