"""Writes a small tokenizer.json of XLM-RoBERTa's form, a sentencepiece.bpe.model, and what others make of texts.

    pip install sentencepiece==0.2.3 tokenizers==0.23.3 transformers==5.23.0
    python Fixtures/unigram/make_tokenizer.py

rules.model is trained on Fixtures/tweets.csv with a few rules of normalisation. tokenizer.json is what
transformers makes of it as XLM-RoBERTa's. tokens.json has cases: members to change in tokenizer.json, whose
numbers are those of tokenizers; and files to put beside the model, whose numbers are those of transformers.
The case nfkc takes its map of characters from bytes of nfkc.model.
"""

import base64
import csv
import json
import pathlib
import random
import shutil
import tempfile

import sentencepiece
import tokenizers
import transformers
from sentencepiece import sentencepiece_model_pb2

assert sentencepiece.__version__ == "0.2.3"
assert tokenizers.__version__ == "0.23.3" and transformers.__version__ == "5.23.0"
here = pathlib.Path(__file__).parent
draw = random.Random(7)

with open(here.parent / "tweets.csv", encoding="utf-8", newline="") as file:
    tweets = [row["text"] for row in csv.DictReader(file)]

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "corpus.txt").write_text("\n".join(tweets), encoding="utf-8")
    # Columns of code points: what is replaced, and by what.
    (folder / "rules.tsv").write_text(
        "41\t61\n42\t62 20 62\n21\t\n9\t20\nA\t20\nD\t20\nA0\t20\n3000\t20\n61 301\tE1\nE0\t61 300\nFF21\t41\n2581\t20\n"
    )
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "corpus.txt"), model_prefix=str(folder / "model"), vocab_size=500, minloglevel=2,
        num_threads=1, normalization_rule_tsv=str(folder / "rules.tsv"), user_defined_symbols=["<user>"],
    )
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString((folder / "model.model").read_bytes())
for field in ("input", "model_prefix"):
    model.trainer_spec.ClearField(field)
model.normalizer_spec.ClearField("normalization_rule_tsv")
(here / "rules.model").write_bytes(model.SerializeToString())


def directory(files):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(here / "rules.model", folder / "sentencepiece.bpe.model")
        for name, value in files.items():
            (folder / name).write_text(json.dumps(value))
        return transformers.AutoTokenizer.from_pretrained(folder).backend_tokenizer


mask = {"__type": "AddedToken", "content": "<mask>", "lstrip": True, "rstrip": False, "normalized": True,
        "single_word": False}
directories = {
    "xlm-roberta": {"config.json": {"model_type": "xlm-roberta"}},
    "xlm-roberta mask": {
        "tokenizer_config.json": {"tokenizer_class": "XLMRobertaTokenizer", "mask_token": mask,
                                  "model_max_length": 512},
    },
    "xlm-roberta names": {
        "tokenizer_config.json": {"tokenizer_class": "XLMRobertaTokenizerFast", "add_prefix_space": False,
                                  "additional_special_tokens": ["<extra>"], "unk_token": "<UNK>"},
        "added_tokens.json": {"<new>": 502},
    },
    "camembert": {"config.json": {"model_type": "camembert"}},
    "camembert names": {
        "config.json": {"model_type": "xlm-roberta"},
        "tokenizer_config.json": {"tokenizer_class": "CamembertTokenizer", "mask_token": mask,
                                  "additional_special_tokens": ["<s>NOTUSED", "</s>NOTUSED"]},
    },
}

whole = json.loads(directory(directories["xlm-roberta"]).to_str())
(here / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
nfkc = sentencepiece_model_pb2.ModelProto()
data = (here / "nfkc.model").read_bytes()
nfkc.ParseFromString(data)
nfkc_map = nfkc.normalizer_spec.precompiled_charsmap
nfkc_range = [data.index(nfkc_map), data.index(nfkc_map) + len(nfkc_map)]

precompiled = whole["normalizer"]
blanks = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
old = {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True, "str_rep": "\u2581"}
never = {"type": "Metaspace", "replacement": "_", "add_prefix_space": False, "prepend_scheme": "never"}
first = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}
lowered = [[piece, score - 7] for piece, score in whole["model"]["vocab"]]
changes = {
    "whole": {},
    "old": {"normalizer": {"type": "Sequence", "normalizers": [precompiled, blanks]}, "pre_tokenizer": old,
            "decoder": old},
    "never": {"normalizer": None, "pre_tokenizer": never, "decoder": never},
    "first": {"normalizer": {"type": "Sequence", "normalizers": [
                  precompiled, {"type": "Strip", "strip_left": False, "strip_right": True},
                  {**blanks, "content": "\u2581"}]},
              "pre_tokenizer": first, "decoder": first},
    "words": {"pre_tokenizer": {"type": "WhitespaceSplit"}},
    "nothing": {"pre_tokenizer": None, "post_processor": None},
    "bytes": {"model": {"byte_fallback": True, "vocab": lowered + [
        [f"<0x{byte:02X}>", -20 - byte / 7] for byte in range(256) if byte != 0x9F]}},
    "positive": {"model": {"vocab": lowered[:5] + [["q", 3.25], ["\u2581", 5], ["ŵŵ", 4], ["ŵŵŵ", 9.123456789012345678]],
                           "unk_id": 4},
                 "added_tokens": whole["added_tokens"][:4]},
    "ties": {"model": {"vocab": lowered[:5] + [
        ["a", -1.1], ["aa", -2.2], ["aaa", -3.3], ["z", -11.443001747131348], ["zz", -22.886003494262695],
        ["\u2581", -2.293386220932007], ["ab", -2.1], ["b", -1], ["zzz", -34.32900524139404]]},
             "added_tokens": whole["added_tokens"][:5]},
    "nfkc": {"normalizer": {"type": "Precompiled",
                            "precompiled_charsmap": base64.b64encode(nfkc_map).decode()}},
}

texts = [
    "", " ", "\t \n", "a", " a ", "no  way", "Hello, world!", "<s>", "a </s> <unk><pad>b", "x <mask> y  <mask>",
    "hi <user>you < user>", "<new> <extra>", "AB!\r\n\r\nA!", "a\u0301 A\u0301 a\u0301\u0301", "\u00e0\u0301 à", "Ａ\u0301Ａ",
    "\u2581\u2581already \u2581", "\u00a0\u3000wide\u00a0\u0301x", "ŵŵŵ ŵ ŵŵ", "aaaaaaaaaaaa zzzzzzz", "abababab", "日本 🦄🦄", "!\u0301",
    "! !", "a\u0000b", "_a__b_", "q" * 40, "👍🏽 👩‍👩‍👧‍👦 🇩🇰", "\u0600A \u0d4eA", "½\u0301 ﬁ\u0301 ①\u20dd ｶﾞ ㍿", "e\u2028f\u0085g", "x" * 70,
]
marks = [chr(code) for code in (*range(0x300, 0x320), 0x200D, 0xFE0F, 0x903, 0x94D, 0x600, 0xE33)]
letters = list("aAbBz! _\t") + ["\r\n", "\u2581", "à", "½", "ﬁ", "①", "Å", "ﾊ", "ﾟ", "한", "<mask>", "<user>", "ŵ", "\u00a0"]
for _ in range(60):
    texts.append("".join(draw.choice(marks if draw.random() < 0.3 else letters) for _ in range(14)))
texts += ["".join(chr(draw.randrange(0x20, 0x3100)) for _ in range(14)) for _ in range(25)] + tweets[:12]

cases = []


def add(name, peer, **more):
    ids = [encoding.ids for encoding in peer.encode_batch(texts)]
    cases.append({"name": name, **more, "ids": ids, "decoded": peer.decode_batch(ids)})


for name, change in changes.items():
    file = json.loads(json.dumps(whole))
    for member, value in change.items():
        if member == "model":
            file["model"].update(value)
        else:
            file[member] = value
    add(name, tokenizers.Tokenizer.from_str(json.dumps(file)),
        changes={} if name == "nfkc" else change)
for name, files in directories.items():
    add(name, directory(files), files=files)
with open(here / "tokens.json", "w", encoding="utf-8") as file:
    json.dump({"nfkc": nfkc_range, "texts": texts, "cases": cases}, file, ensure_ascii=False,
              separators=(",", ":"))
    file.write("\n")
