#!/usr/bin/env bash
# transformers 5.23.0 loads a tokenizer.json differently by the class that tokenizer_config.json names.
# RobertaTokenizer takes vocabulary and merges from it and builds the rest anew: a normalizer such as
# Lowercase is gone without a word, and "LATE" falls into letters. PreTrainedTokenizerFast takes the file
# as it is. The ids that a model was trained with thus depend on a name in another file.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.23.0 tokenizers==0.23.3
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer

folder = pathlib.Path(sys.argv[1]) / "tokenizer"
folder.mkdir()
names = {"bos": "<s>", "eos": "</s>", "cls": "<s>", "sep": "</s>", "unk": "<unk>", "pad": "<pad>"}
tokenizer = Tokenizer(models.BPE())
tokenizer.normalizer = normalizers.Lowercase()
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
trainer = trainers.BpeTrainer(
    vocab_size=300,
    special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
)
tokenizer.train_from_iterator(["late flight again", "a great flight"] * 10, trainer)
tokenizer.save(str(folder / "tokenizer.json"))
(folder / "config.json").write_text(json.dumps({"model_type": "roberta"}))
found = {}
for kind in ("PreTrainedTokenizerFast", "RobertaTokenizer"):
    settings = {"tokenizer_class": kind} | {f"{key}_token": value for key, value in names.items()}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    found[kind] = AutoTokenizer.from_pretrained(folder).tokenize("LATE")
    print(kind, found[kind])
assert found == {"PreTrainedTokenizerFast": ["late"], "RobertaTokenizer": ["L", "A", "T", "E"]}, found
PYTHON
