#!/usr/bin/env bash
# transformers 5.23.0 does not refuse a checkpoint whose quantization_config names a method that it does not
# know: it logs "Unknown quantization type", skips it, draws the weights whose names it misses, and answers
# with noise. Only an unknown model_type makes AutoModel refuse.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.23.0 torch==2.13.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import json
import pathlib

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification

config = BertConfig(
    vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
)
BertForSequenceClassification(config).save_pretrained("model")
weights = load_file("model/model.safetensors")
save_file({name + ".packed": value for name, value in weights.items()}, "model/model.safetensors")
path = pathlib.Path("model/config.json")
members = json.loads(path.read_text())
members["quantization_config"] = {"quant_method": "own-int8"}
path.write_text(json.dumps(members))

answers = []
for seed in (1, 2):
    torch.manual_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained("model")
    answers.append(model(torch.tensor([[1, 2, 3]])).logits[0].tolist())
print(answers)
assert answers[0] != answers[1]

members["model_type"] = "own-int8-bert"
path.write_text(json.dumps(members))
try:
    AutoModelForSequenceClassification.from_pretrained("model")
except ValueError as error:
    print("refused:", str(error).splitlines()[0])
else:
    raise SystemExit("an unknown model_type was loaded")
PYTHON
