"""Writes Sources/SwiftletLinear/Vectorizing/AccentTable.swift.

For each character that compatibility decomposition (NFKD) changes, what is left of it once the
marks that combine are taken out. Hangul syllables are left to arithmetic. The table comes from
the Unicode data of Python 3.11 (Unicode 14).

    python3.11 Fixtures/vectorizers/make_accents.py
"""

import pathlib
import sys
import unicodedata

assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version

entries = []
for code in range(0x80, 0x110000):
    if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code <= 0xDFFF:
        continue
    character = chr(code)
    left = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    if left != [character] and not unicodedata.combining(character):
        entries.append((code, [ord(c) for c in left]))

# "+D=" says how far the character is from the one before, then come its remains.
pieces, last = [], 0x80
for code, left in entries:
    pieces.append(f"{code - last:X}=" + ",".join(f"{c:X}" for c in left) + ";")
    last = code

lines, line = [], ""
for piece in pieces:
    if len(line) + len(piece) > 90:
        lines.append(line)
        line = ""
    line += piece
lines.append(line)

root = pathlib.Path(__file__).resolve().parents[2]
path = root / "Sources/SwiftletLinear/Vectorizing/AccentTable.swift"
body = "\\\n".join("        " + line for line in lines)
path.write_text(f'''// Written by Fixtures/vectorizers/make_accents.py from Unicode {unicodedata.unidata_version}; do not edit.

/// What characters are without their accents.
enum AccentTable {{
    /// For each character, in rising order: its distance from the one before (the first one's from
    /// U+0080), "=", what it becomes, ";", all in hexadecimal.
    static let text: StaticString = """
{body}
        """
}}
''')
print(len(entries), "characters,", path.stat().st_size, "bytes", file=sys.stderr)
