#!/usr/bin/env bash
# tokenizers 0.23.3 has no one version of Unicode. Its Lowercase normalizer knows the letters of Unicode 17
# (U+A7CE becomes U+A7CF), which its ByteLevel pre-tokenizer, of Unicode 16, does not take for letters and
# sets apart from a word. Its StripAccents leaves combining marks that Unicode has had since version 9 or
# later (U+0898, U+08D3), and its NFD does not take apart U+11938, of version 13. Whoever wants equal ids
# for any text needs four tables of different age, not the system's one.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON'
from tokenizers import normalizers, pre_tokenizers

lower = normalizers.Lowercase()
words = pre_tokenizers.ByteLevel(add_prefix_space=False)
strip = normalizers.StripAccents()
decompose = normalizers.NFD()
found = {
    "lower case of U+A7CE (17.0)": f"{ord(lower.normalize_str(chr(0xA7CE))):X}",
    "words in a U+A7CE b (17.0)": len(words.pre_tokenize_str(f"a{chr(0xA7CE)}b")),
    "words in a U+A7DA b (16.0)": len(words.pre_tokenize_str(f"a{chr(0xA7DA)}b")),
    "a U+0301 stripped (1.1)": len(strip.normalize_str("a\u0301")),
    "a U+08D3 stripped (11.0)": len(strip.normalize_str("a\u08d3")),
    "a U+0898 stripped (14.0)": len(strip.normalize_str("a\u0898")),
    "parts of U+00E9 (1.1)": len(decompose.normalize_str("\u00e9")),
    "parts of U+11938 (13.0)": len(decompose.normalize_str(chr(0x11938))),
}
for what, value in found.items():
    print(f"{what:30} {value}")
assert list(found.values()) == ["A7CF", 3, 1, 1, 2, 2, 2, 1], found
PYTHON
