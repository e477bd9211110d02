#!/usr/bin/env bash
# transformers 5.24.0 does not ask a tokenizer.json how a BERT's texts are prepared. Its BertTokenizer, which it
# takes for every model_type bert and distilbert unless tokenizer_config.json names a class that it does not
# have (such as PreTrainedTokenizerFast), takes the vocabulary alone. do_lower_case is true where
# tokenizer_config.json does not say otherwise: a cased tokenizer.json by itself is read in lower case, without
# a word, and "LATE" becomes [UNK].
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.24.0 tokenizers==0.23.3
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoTokenizer

folder = pathlib.Path(sys.argv[1]) / "tokenizer"
folder.mkdir()
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "LATE", "flight"]
tokenizer = Tokenizer(models.WordPiece({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.save(str(folder / "tokenizer.json"))
(folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
found = {}
for name, settings in {
    "no tokenizer_config.json": None, "do_lower_case false": {"do_lower_case": False},
    "PreTrainedTokenizerFast": {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]"},
}.items():
    if settings is not None:
        (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    found[name] = AutoTokenizer.from_pretrained(folder).tokenize("LATE flight")
    print(f"{name:25} {found[name]}")
assert list(found.values()) == [["[UNK]", "flight"], ["LATE", "flight"], ["LATE", "flight"]], found
PYTHON
