#!/usr/bin/env bash
# tokenizers 0.23.3: where two added tokens have the same normal form, such as "LATE" and "late" under a
# normalizer that lower-cases, the id that both get is drawn anew in each tokenizer that is loaded. The same
# tokenizer.json so gives the same text different tokens from one process to the next.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
cat > "$folder/make.py" <<'PYTHON'
import sys

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0, "gate": 1}, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.add_tokens([AddedToken("LATE"), AddedToken("late")])
tokenizer.save(sys.argv[1])
PYTHON
"$folder/venv/bin/python" "$folder/make.py" "$folder/tokenizer.json"
for _ in $(seq 40); do
    "$folder/venv/bin/python" -c "
import sys
from tokenizers import Tokenizer
print(*Tokenizer.from_file(sys.argv[1]).encode('late gate').ids)" "$folder/tokenizer.json"
done | sort | uniq -c | tee "$folder/counts"
test "$(wc -l < "$folder/counts")" -eq 2
