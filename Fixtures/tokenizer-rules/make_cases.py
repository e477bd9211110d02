#!/usr/bin/env python3
"""Write Fixtures/tokenizer-rules/cases.json: what tokenizer_config.json says of any family's tokenizer.

Needs transformers==5.23.0 and tokenizers==0.23.3. A case has the tokenizer.json or vocab.txt of another fixture,
members that are changed in it, the files beside it, a maximum length, and the numbers that AutoTokenizer gives.
"""

import json
import pathlib
import tempfile

import tokenizers
import transformers
from transformers import AutoTokenizer

assert (transformers.__version__, tokenizers.__version__) == ("5.23.0", "0.23.3")
here = pathlib.Path(__file__).parent
texts = [
    "", "late", "The flight was Delayed by 2 HOURS, again and again!", "See <url> now [MASK] or <mask> [SEP] </s>Ü é",
    "<url><mask>[MASK] at the gate </s> [SEP]",
]
cases = []


def add(name, source, settings, length=None, changes={}, **files):
    files = {"tokenizer_config.json": settings, **{f"{file}.json": value for file, value in files.items()}}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        text = (here.parent / source).read_text(encoding="utf-8")
        if changes:
            text = json.dumps({**json.loads(text), **changes})
        (folder / pathlib.Path(source).name).write_text(text, encoding="utf-8")
        for file, value in files.items():
            (folder / file).write_text(json.dumps(value), encoding="utf-8")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        options = {} if length is None else {"truncation": True, "max_length": length}
        cases.append({
            "name": name, "source": source, "changes": changes, "files": files, "length": length,
            "ids": [tokenizer(text, **options)["input_ids"] for text in texts],
        })
        print(type(tokenizer).__name__, name, cases[-1]["ids"][3])


wordpiece, unigram, bytepair = "wordpiece/cased/tokenizer.json", "unigram/tokenizer.json", "bytepair/tokenizer.json"
url = {"content": "<url>", "lstrip": False, "rstrip": False, "single_word": False, "normalized": False,
       "special": False}
truncation = {"truncation": {"direction": "Left", "max_length": 128, "strategy": "LongestFirst", "stride": 0}}
for source, kinds in [(wordpiece, ["BertTokenizer"]), (unigram, ["XLMRobertaTokenizer", "CamembertTokenizer"]),
                      (bytepair, ["RobertaTokenizer", "GPT2Tokenizer"])]:
    whole = json.loads((here.parent / source).read_text(encoding="utf-8"))
    size = max(len(whole["model"]["vocab"]), *(token["id"] + 1 for token in whole["added_tokens"]))
    for kind in kinds + ["PreTrainedTokenizerFast"]:
        named = {"tokenizer_class": kind}
        label = f"{source}, {kind}: "
        for length in (2, 3, 8):
            add(label + f"left, {length}", source, {**named, "truncation_side": "left"}, length)
        add(label + "left of the file", source, named, 8, truncation)
        add(label + "right over the file", source, {**named, "truncation_side": "right"}, 8, truncation)
        add(label + "special tokens split", source, {**named, "split_special_tokens": True})
        if kind == "PreTrainedTokenizerFast":
            add(label + "listed", source, {**named, "added_tokens_decoder": {str(size): url}})
            add(label + "further", source, {**named, "additional_special_tokens": ["<url>"]})
            add(label + "map", source, named, special_tokens_map={"additional_special_tokens": ["<url>"]})
            add(label + "added", source, named, added_tokens={"<url>": size})
            add(label + "mask", source, {**named, "additional_special_tokens": ["<url>"], "mask_token": "[MASK]"})
for kind in ["ElectraTokenizer", "ElectraTokenizerFast", "LayoutLMTokenizer", "LxmertTokenizer", "MobileBertTokenizer",
             "SqueezeBertTokenizer", "ConvBertTokenizer", "DPRContextEncoderTokenizer", "DPRQuestionEncoderTokenizer",
             "DPRReaderTokenizerFast", "NezhaTokenizer"]:
    add(kind, wordpiece, {"tokenizer_class": kind})
for kind in ["ElectraTokenizer", "MobileBertTokenizer"]:
    add(kind + ", vocabulary", "wordpiece/cased/vocab.txt", {"tokenizer_class": kind, "do_lower_case": False})
for kind in ["BartTokenizer", "LEDTokenizer", "LongformerTokenizer", "MvpTokenizerFast", "BloomTokenizerFast"]:
    add(kind, bytepair, {"tokenizer_class": kind})
for kind in ["XLMRobertaTokenizer", "CamembertTokenizer"]:
    add(kind + ", no prefix", unigram, {"tokenizer_class": kind, "add_prefix_space": None})

(here / "cases.json").write_text(
    json.dumps({"texts": texts, "cases": cases}, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
