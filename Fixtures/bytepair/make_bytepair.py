#!/usr/bin/env python3
"""Write the tokenizers and the expected tokens in Fixtures/bytepair with Hugging Face's libraries.

Needs tokenizers==0.23.3 and transformers==5.23.0. The merges are learnt from the sentences below.

- twitter/: RoBERTa's as cardiffnlp saves it, vocab.json and merges.txt without tokenizer.json;
- gpt2/: GPT-2's with added tokens of both kinds in added_tokens.json, likewise;
- decoder/: RoBERTa's with added_tokens_decoder and add_prefix_space in tokenizer_config.json;
- tokenizer.json: DistilRoBERTa's, with a mask that takes the blank before it along;
- tokens.json: the texts, and the tokens and decoded texts of these, of the tokenizer.json with
  other parts, and of the directories.
"""

import copy
import json
import random
import shutil
from pathlib import Path

import tokenizers
import transformers
from tokenizers import ByteLevelBPETokenizer, Tokenizer
from transformers import AutoTokenizer

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__
assert transformers.__version__ == "5.23.0", transformers.__version__
FOLDER = Path(__file__).resolve().parent
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
NAMES = {
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
    "cls_token": "<s>", "mask_token": "<mask>",
}

SENTENCES = """
The gate changed twice and nobody at the desk could tell us where the plane was.
I really like this airline, the seats are wide and the crew is kind!!
We're still waiting, they've said it'll leave at 10:45, then at 11:30...
My bag didn't come with me; she'd put it on another flight, isn't that great?
I'm so happy with the new app, boarding took 5 minutes and everything worked.
Thanks @airline for the upgrade 😀😀 #happy http://t.co/abc123
Don't fly with them, you'll wait for hours and they won't help you.
Le vol était à l'heure et l'équipage très agréable, déjà réservé pour l'été.
Der Flug war pünktlich, schöne Grüße aus Köln.
Рейс снова задержали, спасибо за ничего.
飛行機が遅れました 航班晚点
   two   blanks	and	tabs

and lines
""".strip().splitlines()

BLOCKS = [
    (0x00, 0x80), (0x20, 0x7F), (0x80, 0x250), (0x2B0, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00),
    (0xE00, 0x1200), (0x1680, 0x16A0), (0x1AB0, 0x1B00), (0x1C80, 0x1CF0), (0x2000, 0x2070), (0x2070, 0x2200),
    (0x2460, 0x2500), (0x3000, 0x3100), (0x4E00, 0x4E80), (0xA640, 0xA830), (0xAC00, 0xAD00), (0xFE00, 0x10000),
    (0x10D00, 0x11000), (0x11000, 0x11D00), (0x13430, 0x14400), (0x16100, 0x16140), (0x1D400, 0x1D800),
    (0x1E4D0, 0x1E600), (0x1F300, 0x1F700), (0x2EBF0, 0x2EE60), (0xE0000, 0xE01F0),
]


def texts():
    hand_written = [
        "", " ", "  ", "\n", " \n ", "a", " a", "  a", "a  ", "a \n b", "a\tb\r\n\r\nc", "it's 'tis don't DON'T we'll",
        "'s't're've'm'll'd", "' s 'S ''s ’s", " 'll", "'l 'r 'v", "abc123def 456,789.0", "!!!???...", " !! ??", "<mask>",
        "x <mask> y", "x<mask>y", "  <mask>  <mask>", "<s>a</s>", "<mas", "<user> <USER> x<USER>y <USER>.",
        "a  <gap>  b", "New York new york NEW YORK", "é e\u0301 É", "ééé", "caffè\u0327", "a\u00a0b\u2003c\u3000d\u0085e\u2028f",
        "\u200b\u200d\ufeff", "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ ❤️", "\u0000\u0001\u007f", "Ⅷ ½ ² ٣ 五", "\U000105d0\U00010d40\U00016d75", "ĠaĠ Ċ",
        "a" * 47, "a" * 48, "a" * 49, "a" * 50, "the" * 40, "é" * 60, " " * 70, "!" * 70, "ab" * 70, "İstanbul ẞ ΟΔΟΣ",
        "가각 각 \u1100\u1161\u11a8", "\u0958 \u2126 \u212b \ufb1d \u0344", "a\u0323\u0301 a\u0301\u0323 \u1ebf",
    ]
    draw = random.Random(31)
    words = " ".join(SENTENCES).split(" ")
    drawn = []
    for _ in range(120):
        parts = []
        for _ in range(draw.randrange(1, 6)):
            kind = draw.randrange(4)
            if kind == 0:
                first, last = draw.choice(BLOCKS)
                parts.append("".join(chr(draw.randrange(first, last)) for _ in range(draw.randrange(1, 6))))
            elif kind == 1:
                code = draw.randrange(0x110000)
                parts.append(chr(code) if not 0xD800 <= code < 0xE000 else "")
            else:
                parts.append(draw.choice(words))
        parts = [part + draw.choice(["", " ", "  ", "\n", "'s", "'ll "]) for part in parts]
        drawn.append("".join(parts))
    return SENTENCES + hand_written + drawn


def write(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def token(id, content, **options):
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    return {"id": id, "content": content, **flags, **options}


def byte_level(adds_prefix_space, **options):
    return {"type": "ByteLevel", "add_prefix_space": adds_prefix_space, "trim_offsets": True, "use_regex": True, **options}


def main():
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(SENTENCES, vocab_size=800, min_frequency=1, special_tokens=SPECIAL, show_progress=False)
    for name in ["twitter", "gpt2", "decoder"]:
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        (FOLDER / name).mkdir()
        trained.save_model(str(FOLDER / name))
    vocabulary = json.loads((FOLDER / "twitter/vocab.json").read_text("utf-8"))
    size = len(vocabulary)
    write(FOLDER / "twitter/config.json", {"model_type": "roberta"})
    write(FOLDER / "twitter/special_tokens_map.json", NAMES)
    write(FOLDER / "gpt2/config.json", {"model_type": "gpt2"})
    write(FOLDER / "gpt2/tokenizer_config.json", {"tokenizer_class": "GPT2Tokenizer", "model_max_length": 64, "add_bos_token": True})
    write(FOLDER / "gpt2/special_tokens_map.json", {
        "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "additional_special_tokens": ["<user>"],
    })
    write(FOLDER / "gpt2/added_tokens.json", {"<gap>": size + 1, "<user>": size, "<|endoftext|>": size + 2})
    flags = {"single_word": False, "lstrip": True, "rstrip": False, "normalized": False, "special": True}
    write(FOLDER / "decoder/tokenizer_config.json", {
        "tokenizer_class": "RobertaTokenizerFast", "add_prefix_space": True, "model_max_length": 512, **NAMES,
        "added_tokens_decoder": {
            str(vocabulary["<mask>"]): {"content": "<mask>", **flags},
            str(size): {"content": "<gap>", **flags, "special": False, "rstrip": True},
        },
    })

    added = [
        *(token(vocabulary[each], each, special=True, normalized=True) for each in SPECIAL[:4]),
        token(vocabulary["<mask>"], "<mask>", special=True, lstrip=True),
        token(size, "<user>"), token(size + 1, "<USER>", single_word=True),
        token(size + 2, "<gap>", lstrip=True, rstrip=True), token(size + 3, "New York", normalized=True),
        token(size + 4, "éé", normalized=True),
    ]
    whole = json.loads(AutoTokenizer.from_pretrained(FOLDER / "twitter")._tokenizer.to_str())
    whole["added_tokens"] = added
    write(FOLDER / "tokenizer.json", whole)

    # Bytes that the vocabulary lacks. Added tokens would get other numbers than the file says where it has gaps.
    lost = set("¡łZçĿ")
    fewer = {each: id for each, id in vocabulary.items() if not set(each) & lost}
    merges = [pair for pair in whole["model"]["merges"] if not set("".join(pair)) & lost]
    variants = {
        "whole": {},
        "prefix": {"pre_tokenizer": byte_level(True)},
        "texts": {"model": {"merges": [" ".join(pair) for pair in whole["model"]["merges"]]}},
        "normalized": {"normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Lowercase"}, {"type": "Replace", "pattern": {"String": "e"}, "content": "xé"},
            {"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "Prepend", "prepend": "_"},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        ]}, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [byte_level(True)]}},
        "whole words": {"model": {"ignore_merges": True}, "post_processor": byte_level(False)},
        "unknown": {"added_tokens": added[:5], "model": {"vocab": fewer, "merges": merges, "unk_token": "<unk>"}},
        "fused": {"added_tokens": added[:5], "model": {"vocab": fewer, "merges": merges, "unk_token": "<unk>", "fuse_unk": True}},
        "dropped": {"added_tokens": added[:5], "model": {"vocab": fewer, "merges": merges}, "post_processor": None},
        "one word": {"pre_tokenizer": byte_level(True, use_regex=False)},
        "template": {"post_processor": {"type": "Sequence", "processors": [
            byte_level(False),
            {
                "type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [vocabulary["<s>"]], "tokens": ["<s>"]}},
            },
        ]}},
    }
    given = texts()
    cases = []
    for name, changes in variants.items():
        changed = copy.deepcopy(whole)
        for member, value in changes.items():
            if member == "model":
                changed[member] |= value
            else:
                changed[member] = value
        cases.append({"name": name, "changes": changes, **tokens(Tokenizer.from_str(json.dumps(changed)), given, not changes)})
    for name in ["twitter", "gpt2", "decoder"]:
        cases.append({"name": name, "isDirectory": True, **tokens(AutoTokenizer.from_pretrained(FOLDER / name)._tokenizer, given)})
    (FOLDER / "tokens.json").write_text(json.dumps({"texts": given, "cases": cases}) + "\n", encoding="utf-8")


def tokens(tokenizer, given, whole=False):
    tokenizer.no_truncation()
    ids = [encoding.ids for encoding in tokenizer.encode_batch(given)]
    if not whole:
        return {"ids": ids}
    decoded = tokenizer.decode_batch(ids)
    tokenizer.enable_truncation(9)
    return {"ids": ids, "decoded": decoded, "cut": [encoding.ids for encoding in tokenizer.encode_batch(given)]}


main()
