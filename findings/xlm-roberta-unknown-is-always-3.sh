#!/usr/bin/env bash
# XLMRobertaTokenizer of transformers 5.23.0 gives unknown pieces the number 3, as in XLM-R's own vocabulary,
# whatever the given vocabulary has there: with SentencePiece's usual order (<unk> 0, <s> 1, </s> 2) and
# padding at 3, unknown text becomes padding, while unk_token_id says 0.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transformers==5.23.0 tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON'
from transformers import XLMRobertaTokenizer

pieces = ["<unk>", "<s>", "</s>", "<pad>", "\u2581late", "\u2581flight"]
tokenizer = XLMRobertaTokenizer(vocab=[(piece, -float(index)) for index, piece in enumerate(pieces)])
tokens = tokenizer.convert_ids_to_tokens(tokenizer.encode("late qq flight"))
print(tokens, tokenizer.unk_token, tokenizer.unk_token_id)
assert tokenizer.unk_token_id == 0
assert "<unk>" not in tokens and "<pad>" in tokens, tokens
PYTHON
