#!/usr/bin/env bash
# sentence-transformers 6.2.0 cuts texts to max_position_embeddings where nothing says how long they may be. A
# RoBERTa or XLM-RoBERTa has two positions fewer (they are counted from behind the padding token's number), so
# its default is two tokens too many: texts of that length end with an index out of bounds, and one of them
# ends the whole batch. Write max_seq_length, or model_max_length in tokenizer_config.json.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    sentence-transformers==6.2.0 transformers==5.24.0 torch==2.13.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys

from sentence_transformers import SentenceTransformer
from transformers import RobertaConfig, RobertaModel

folder = pathlib.Path(sys.argv[1]) / "encoder"
sizes = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
RobertaModel(RobertaConfig(vocab_size=20, max_position_embeddings=12, pad_token_id=1, **sizes)).save_pretrained(folder)
tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "\u0120", "\u0120a"]
(folder / "vocab.json").write_text(json.dumps({token: number for number, token in enumerate(tokens)}))
(folder / "merges.txt").write_text("\u0120 a\n")
(folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "RobertaTokenizer"}))
encoder = SentenceTransformer(str(folder), device="cpu")
print("max_seq_length", encoder.max_seq_length, "of", 12 - 1 - 1, "positions")
assert encoder.max_seq_length == 12
encoder.encode("a" * 8)
try:
    encoder.encode("a" * 9)
except (IndexError, RuntimeError) as error:
    print("11 tokens:", error)
else:
    raise SystemExit("11 tokens were embedded")
PYTHON
