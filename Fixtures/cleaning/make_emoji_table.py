#!/usr/bin/env python3
"""Write Sources/SwiftletText/Cleaning/EmojiTable.swift and Fixtures/cleaning/emoji.tsv.

Reads emoji-test.txt of the Debian package `unicode-data` (apt-get install unicode-data), whose
comments hold the CLDR short name of each emoji. Only Python's standard library is needed.

    make_emoji_table.py            write both files
    make_emoji_table.py --check    write nothing; exit 1 where a file differs from what would be written

The check passes with a note where the package is missing or of another version of Unicode.
"""

import re
import sys
from pathlib import Path

SOURCE = Path("/usr/share/unicode/emoji/emoji-test.txt")
ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "Sources/SwiftletText/Cleaning/EmojiTable.swift"
EXPECTED = ROOT / "Fixtures/cleaning/emoji.tsv"

LINE = re.compile(r"([0-9A-F ]+?)\s*;\s*([a-z-]+)\s*# \S+ E[0-9.]+ (.+)")
VARIATION_SELECTOR = 0xFE0F


def words(name):
    """A short name as words: what cannot stand in a word goes, the rest is lower case."""
    name = name.replace("keycap: #", "keycap number sign").replace("keycap: *", "keycap asterisk")
    name = name.replace("\u2019", "'").replace("&", "and").replace(".", "")
    return " ".join(re.sub(r"[^\w'-]", " ", name).lower().split())


def main():
    checks = "--check" in sys.argv[1:]
    if not SOURCE.exists():
        missing = f"{SOURCE} is missing: apt-get install unicode-data"
        sys.exit(print(f"not checked: {missing}") if checks else missing)
    text = SOURCE.read_text(encoding="utf-8")
    version = re.search(r"# Version: (\S+)", text).group(1)
    if checks and f"of Unicode {version}," not in TABLE.read_text(encoding="utf-8"):
        sys.exit(print(f"not checked: the installed unicode-data is of Unicode {version}"))
    names, expected = {}, []
    for line in text.splitlines():
        match = LINE.fullmatch(line)
        if not match:
            continue
        scalars = [int(code, 16) for code in match.group(1).split()]
        form = words(match.group(3))
        expected.append("".join(map(chr, scalars)) + "\t" + form)
        key = "".join(chr(s) for s in scalars if s != VARIATION_SELECTOR)
        if names.setdefault(key, form) != form:
            sys.exit(f"two names for one sequence: {names[key]} and {form}")
    # Code point order is also the order of the UTF-8 bytes: the lookup is a binary search.
    lines = [f"{key}\t{names[key]}" for key in sorted(names)]
    table = "\n".join(
        [
            "// swift-format-ignore-file",
            "// Written by Fixtures/cleaning/make_emoji_table.py: change the script, not this file.",
            "",
            f"/// The {len(lines)} emoji sequences of Unicode {version}, each without its variation selectors, a tab, and its",
            "/// CLDR short name as words; one a line, in the order of the bytes.",
            'let emojiTable: StaticString = """',
            *lines,
            '',
            '"""',
            "",
        ]
    )
    files = {TABLE: table, EXPECTED: "\n".join(expected) + "\n"}
    if checks:
        changed = [str(p) for p, t in files.items() if not p.exists() or p.read_text("utf-8") != t]
        if changed:
            sys.exit(f"not as made from Unicode {version}: {', '.join(changed)}")
        return
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")


main()
