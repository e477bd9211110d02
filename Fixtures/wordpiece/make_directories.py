#!/usr/bin/env python3
"""Write Fixtures/wordpiece/directories.json: directories of a WordPiece tokenizer, and what transformers reads.

Needs transformers==5.23.0 and tokenizers==0.23.3; 5.24.0 gives the same. A case has the fixture whose
vocab.txt or tokenizer.json stands beside its files, the members that are changed in tokenizer.json, and the
numbers that AutoTokenizer gives of `texts`.
"""

import json
import pathlib
import shutil
import tempfile

import tokenizers
import transformers
from transformers import AutoTokenizer

assert tokenizers.__version__ == "0.23.3"
here = pathlib.Path(__file__).parent
texts = [
    "", "The flight was Delayed by 2 HOURS!", "Café <USER> [MASK] <url><emoji> [USER]", "航班 is late\tÉÈ é",
    "formidable supercalifragilistic [mask] e\u0301\u0001x", "  I'm happy [user]  ",
]
cases = []


def add(name, source, files, changes=None):
    """`source` is the fixture with the vocabulary; with `changes` its tokenizer.json counts."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if changes is None:
            shutil.copy(here / source / "vocab.txt", folder)
        else:
            whole = json.loads((here / source / "tokenizer.json").read_text(encoding="utf-8"))
            for member, value in changes.items():
                whole[member] = {**whole[member], **value} if member == "model" else value
            (folder / "tokenizer.json").write_text(json.dumps(whole), encoding="utf-8")
        for path, value in files.items():
            (folder / path).write_text(json.dumps(value), encoding="utf-8")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        cases.append({
            "name": name, "source": source, "files": files,
            **({} if changes is None else {"changes": changes}),
            "ids": [tokenizer(text)["input_ids"] for text in texts],
        })
        print(type(tokenizer).__name__, name, cases[-1]["ids"][2])


size = len((here / "cased/vocab.txt").read_text(encoding="utf-8").splitlines())
upper = len((here / "uncased/vocab.txt").read_text(encoding="utf-8").splitlines())
model = {"config.json": {"model_type": "bert"}}
added = {"[USER]": upper, "<url>": upper + 1, "<emoji>": upper + 2}


def token(content, **flags):
    return {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": True, **flags}


def normalizer(lowercase, strip=None, **members):
    return {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": strip,
            "lowercase": lowercase, **members}


add("vocabulary", "uncased", model)
add("vocabulary, added tokens", "uncased", {**model, "added_tokens.json": added})
add("vocabulary, added tokens of which one is special", "uncased", {
    **model, "added_tokens.json": added, "special_tokens_map.json": {"additional_special_tokens": ["[USER]"]},
})
add("vocabulary, listed tokens", "uncased", {**model, "tokenizer_config.json": {
    "do_lower_case": True, "added_tokens_decoder": {
        str(upper): token("[USER]"), str(upper + 1): token("<url>", special=False, normalized=True),
        "4": token("[MASK]", lstrip=True),
    },
}, "added_tokens.json": {"<ignored>": upper}})
add("vocabulary, further special tokens", "uncased", {**model, "tokenizer_config.json": {
    "additional_special_tokens": ["<url>", "[USER]"],
}})
add("vocabulary, cased", "cased", {**model, "tokenizer_config.json": {"do_lower_case": False}})
add("vocabulary, no class", "cased", {
    "config.json": {"model_type": "distilbert"}, "special_tokens_map.json": {"mask_token": "[MASK]"},
    "tokenizer_config.json": {"do_lower_case": False, "strip_accents": True, "tokenize_chinese_chars": False},
})
for kind in ("BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "DistilBertTokenizerFast",
             "PreTrainedTokenizerFast", None):
    def settings(**members):
        named = {"tokenizer_class": kind} if kind else {}
        names = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]",
                 "mask_token": "[MASK]"}
        return {**model, "tokenizer_config.json": {**named, **names, **members}}

    label = kind or "class of the model"
    add(f"{label}: cased over a file in lower case", "cased", settings(do_lower_case=False),
        {"normalizer": normalizer(True)})
    add(f"{label}: nothing said over a cased file", "cased", settings(), {})
    add(f"{label}: lower case over a cased file", "cased", settings(do_lower_case=True, strip_accents=False), {})
    add(f"{label}: accents and Chinese", "cased", settings(
        do_lower_case=False, strip_accents=True, tokenize_chinese_chars=False), {})
    add(f"{label}: as sentence-transformers writes it", "cased", settings(do_lower_case=False), {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Lowercase"}, normalizer(False)]}})
    add(f"{label}: short words and control characters", "cased", settings(do_lower_case=False), {
        "model": {"max_input_chars_per_word": 6}, "normalizer": normalizer(False, clean_text=False)})
    add(f"{label}: no tokens around", "cased", settings(do_lower_case=False), {"post_processor": None})
    add(f"{label}: tokens of the file", "cased", settings(do_lower_case=False), {"added_tokens": [
        {"id": 0, **token("[PAD]")}, {"id": 1, **token("[UNK]")}, {"id": 2, **token("[CLS]")},
        {"id": 3, **token("[SEP]")}, {"id": 4, **token("[MASK]", lstrip=True)}, {"id": size, **token("[USER]")},
    ]})
    if kind != "PreTrainedTokenizerFast":
        add(f"{label}: a normalizer of another kind", "cased", settings(do_lower_case=False),
            {"normalizer": {"type": "NFKC"}})

(here / "directories.json").write_text(
    json.dumps({"texts": texts, "cases": cases}, ensure_ascii=False, separators=(",", ":")) + "\n",
    encoding="utf-8",
)
