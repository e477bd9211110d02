#!/usr/bin/env python3
"""Write BERTCharacterTable.swift and NormalizationTable.swift in Sources/SwiftletText/Tokenizing.

Reads the Debian package `unicode-data` (apt-get install unicode-data). Only Python's standard
library is needed.

    make_character_table.py            write the files
    make_character_table.py --check    write nothing; exit 1 where it differs from what would be written

The check passes with a note where the package is missing or of another version of Unicode.

The tables say what tokenizers 0.23.3 does with each character, whose parts know different versions
of Unicode (found by asking it about every character):

- general categories (control, format and private use; punctuation; marks) are those of Unicode 8.0;
- decompositions, compositions and combining classes are those of Unicode 9.0;
- lower case is that of Unicode 17.0;
- letters and numbers, which only the pre-tokenizer of byte-level BPE asks for, are those of Unicode 16.0;
- white space has not changed since Unicode 6.3.

So a character that is younger than its table has none of that table's properties. What changed
since, for characters that were there already, and what is younger than the package, stands below.
"""

import re
import sys
from pathlib import Path

SOURCE = Path("/usr/share/unicode")
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Sources/SwiftletText/Tokenizing"
TABLE = FOLDER / "WordPiece/BERTCharacterTable.swift"
NORMALIZATION = FOLDER / "NormalizationTable.swift"
VERSION = "15.0.0"

#: The categories in Unicode 8.0 of characters that have another one today.
CATEGORIES_OF_8 = {
    0x166D: "Po", 0x1734: "Mn", 0x1885: "Lo", 0x1886: "Lo", 0xA9BD: "Mc", 0x111C9: "Po",
}
#: Lower case of characters that Unicode 16.0 and 17.0 added: first, last, the last's lower case.
LOWER_CASE_SINCE_16 = [
    (0x1C89, 0x1C89, 0x1C8A), (0xA7CB, 0xA7CB, 0x264), (0xA7CC, 0xA7CC, 0xA7CD),
    (0xA7CE, 0xA7CE, 0xA7CF), (0xA7D2, 0xA7D2, 0xA7D3), (0xA7D4, 0xA7D4, 0xA7D5),
    (0xA7DA, 0xA7DA, 0xA7DB), (0xA7DC, 0xA7DC, 0x19B), (0x10D50, 0x10D65, 0x10D85),
    (0x16EA0, 0x16EB8, 0x16ED3),
]
#: Letters and numbers that Unicode 15.1 and 16.0 added: first, last, category.
LETTERS_AND_NUMBERS_SINCE_15 = [
    (0x1C89, 0x1C8A, "L"), (0xA7CB, 0xA7CD, "L"), (0xA7DA, 0xA7DC, "L"), (0x105C0, 0x105F3, "L"),
    (0x10D40, 0x10D49, "N"), (0x10D4A, 0x10D65, "L"), (0x10D6F, 0x10D85, "L"), (0x10EC2, 0x10EC4, "L"),
    (0x11380, 0x11389, "L"), (0x1138B, 0x1138B, "L"), (0x1138E, 0x1138E, "L"), (0x11390, 0x113B5, "L"),
    (0x113B7, 0x113B7, "L"), (0x113D1, 0x113D1, "L"), (0x113D3, 0x113D3, "L"), (0x116D0, 0x116E3, "N"),
    (0x11BC0, 0x11BE0, "L"), (0x11BF0, 0x11BF9, "N"), (0x13460, 0x143FA, "L"), (0x16100, 0x1611D, "L"),
    (0x16130, 0x16139, "N"), (0x16D40, 0x16D6C, "L"), (0x16D70, 0x16D79, "N"), (0x18CFF, 0x18CFF, "L"),
    (0x1CCF0, 0x1CCF9, "N"), (0x1E5D0, 0x1E5ED, "L"), (0x1E5F0, 0x1E5F0, "L"), (0x1E5F1, 0x1E5FA, "N"),
    (0x2EBF0, 0x2EE5D, "L"),
]
HANGUL = range(0xAC00, 0xD7A4)
BLOCK = 128

# What BERTCharacter reads from the bits of a class.
REMOVED, WHITE, PUNCTUATION, MARK, LETTER, NUMBER = 1, 2, 4, 5, 6, 7
DECOMPOSES, LOWERS, FOLLOWS = 8, 16, 32


def ranges(name, pattern):
    for line in (SOURCE / name).read_text(encoding="utf-8").splitlines():
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*" + pattern, line)
        if match:
            yield int(match[1], 16), int(match[2] or match[1], 16), match[match.lastindex]


def main():
    checks = "--check" in sys.argv[1:]
    if not SOURCE.exists():
        missing = f"{SOURCE} is missing: apt-get install unicode-data"
        sys.exit(print(f"not checked: {missing}") if checks else missing)
    version = re.search(r"DerivedAge-([\d.]+)\.txt", (SOURCE / "DerivedAge.txt").read_text("utf-8"))[1]
    if version != VERSION:
        other = f"the installed unicode-data is of Unicode {version}, not {VERSION}"
        sys.exit(print(f"not checked: {other}") if checks else other)
    for table, text in ((TABLE, swift(*properties())), (NORMALIZATION, normalization())):
        if not checks:
            table.write_text(text, encoding="utf-8")
        elif not table.exists() or table.read_text("utf-8") != text:
            sys.exit(f"not as made from Unicode {version}: {table}")


def normalization():
    """The table of compatibility decompositions and canonical compositions."""
    age = {}
    for first, last, value in ranges("DerivedAge.txt", r"(\d+\.\d+)"):
        age |= dict.fromkeys(range(first, last + 1), tuple(int(part) for part in value.split(".")))
    excluded = {
        code
        for first, last, _ in ranges("DerivedNormalizationProps.txt", "(Full_Composition_Exclusion)")
        for code in range(first, last + 1)
    }
    canonical, compatible, compositions = {}, {}, []
    for line in (SOURCE / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        code = int(fields[0], 16)
        if not fields[5] or age[code] > (9, 0):
            continue
        parts = [int(part, 16) for part in fields[5].split() if part[0] != "<"]
        compatible[code] = parts
        if "<" not in fields[5]:
            canonical[code] = parts
            if code not in excluded:
                compositions.append((*parts, code))

    def decomposed(code, table):
        parts = table.get(code)
        return [code] if parts is None else [each for part in parts for each in decomposed(part, table)]

    values, places = "", {}
    for code in sorted(compatible):
        parts = decomposed(code, compatible)
        if parts != decomposed(code, canonical):
            places[code] = [(len(values) // 4) << 5 | len(parts)]
            values += "".join(digits(part, 4) for part in parts)
    return "\n".join(
        [
            "// swift-format-ignore-file",
            "// Written by Fixtures/wordpiece/make_character_table.py: change the script, not this file.",
            "",
            *literal(
                "compatibilityDecompositions",
                [
                    "The characters of Unicode 9.0 whose full compatibility decomposition is not the canonical one:",
                    "a code point, and where the decomposition begins in `compatibilityValues`, times 32, plus how",
                    "many code points it has, each four digits of base 64 from U+0030.",
                ],
                records(places),
            ),
            *literal(
                "compatibilityValues",
                ["Full compatibility decompositions, end to end: code points, likewise."],
                values,
            ),
            *literal(
                "canonicalCompositions",
                ["The pairs of code points that become one in Unicode 9.0, but for Hangul, by rising pair, and that one."],
                "".join(digits(code, 4) for entry in sorted(compositions) for code in entry),
            ),
        ]
    )


def properties():
    """The class of every code point, the decompositions, and the lower case."""
    age = {}
    for first, last, value in ranges("DerivedAge.txt", r"(\d+\.\d+)"):
        for code in range(first, last + 1):
            age[code] = tuple(int(part) for part in value.split("."))
    white = {c for first, last, _ in ranges("PropList.txt", "(White_Space)") for c in range(first, last + 1)}
    category, combining, decomposition, lower = {}, {}, {}, {}
    first = None
    for line in (SOURCE / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        code = int(fields[0], 16)
        if fields[1].endswith("First>"):
            first = code
            continue
        for each in range(first, code + 1) if fields[1].endswith("Last>") else [code]:
            category[each] = fields[2]
            if age[each] <= (9, 0) and fields[3] != "0":
                combining[each] = int(fields[3])
        if fields[5] and "<" not in fields[5] and age[code] <= (9, 0):
            decomposition[code] = [int(part, 16) for part in fields[5].split()]
        if fields[13]:
            lower[code] = [int(fields[13], 16)]
    for start, end, last in LOWER_CASE_SINCE_16:
        for code in range(start, end + 1):
            lower[code] = [last - (end - code)]
    major = {code: value[0] for code, value in category.items()}
    for start, end, value in LETTERS_AND_NUMBERS_SINCE_15:
        major |= dict.fromkeys(range(start, end + 1), value)
    # The one character whose lower case is two (SpecialCasing.txt).
    lower[0x130] = [0x69, 0x307]

    def decomposed(code):
        parts = decomposition.get(code)
        return [code] if parts is None else [each for part in parts for each in decomposed(part)]

    classes = []
    for code in range(0x110000):
        kind = 0
        found = category.get(code, "Cn") if age.get(code, (99,)) <= (8, 0) else "Cn"
        found = CATEGORIES_OF_8.get(code, found)
        if code in (0, 0xFFFD) or found in ("Cc", "Cf", "Co") and code not in (9, 10, 13):
            kind |= REMOVED
        if code in white:
            kind |= WHITE
        if found[0] == "P" or 0x21 <= code <= 0x7E and not chr(code).isalnum():
            kind = PUNCTUATION
        if found == "Mn":
            kind = MARK
        if major.get(code) in ("L", "N"):
            # Nothing that was removed, white space, punctuation or a mark became one.
            assert kind == 0
            kind = LETTER if major[code] == "L" else NUMBER
        if code in decomposition or code in HANGUL:
            kind |= DECOMPOSES
        if code in lower:
            kind |= LOWERS
        if code in combining:
            kind |= FOLLOWS
        classes.append(kind)
    return (
        classes,
        {code: decomposed(code) for code in decomposition},
        lower,
        {code: [value] for code, value in combining.items()},
    )


def digits(number, width):
    """A number in base 64, the highest digit first, each as one of 64 characters of ASCII."""
    return "".join(chr(0x30 + (number >> 6 * place & 63)) for place in reversed(range(width)))


def literal(name, comment, content):
    lines = [f"/// {line}" for line in comment] + [f'let {name}: StaticString = """']
    for start in range(0, len(content), 96):
        last = start + 96 >= len(content)
        lines.append("    " + content[start : start + 96].replace("\\", "\\\\") + ("" if last else "\\"))
    return lines + ['    """', ""]


def records(mapping):
    """Records of equal length by rising key: the key, and its values, with zeros to fill up."""
    width = max(len(values) for values in mapping.values())
    return "".join(
        digits(key, 4) + "".join(digits(value, 4) for value in values + [0] * (width - len(values)))
        for key, values in sorted(mapping.items())
    )


def swift(classes, decompositions, lower, combining):
    blocks, index = {}, ""
    for start in range(0, len(classes), BLOCK):
        content = "".join(chr(0x30 + kind) for kind in classes[start : start + BLOCK])
        index += digits(blocks.setdefault(content, len(blocks)), 2)
    return "\n".join(
        [
            "// swift-format-ignore-file",
            "// Written by Fixtures/wordpiece/make_character_table.py: change the script, not this file.",
            "",
            *literal(
                "bertCharacterBlocks",
                [
                    f"For each {BLOCK} code points the number of their block in `bertCharacterClasses`, two digits of",
                    "base 64 from U+0030.",
                ],
                index,
            ),
            *literal(
                "bertCharacterClasses",
                [f"{len(blocks)} distinct blocks of {BLOCK} classes, each the class's bits from U+0030."],
                "".join(blocks),
            ),
            *literal(
                "bertDecompositions",
                [
                    "The full canonical decompositions of Unicode 9.0 but for Hangul: a code point and up to four",
                    "that it becomes, each four digits of base 64 from U+0030.",
                ],
                records(decompositions),
            ),
            *literal(
                "bertLowerCase",
                ["The lower case of Unicode 17.0: a code point and one or two that it becomes, likewise."],
                records(lower),
            ),
            *literal(
                "bertCombiningClasses",
                ["The canonical combining classes of Unicode 9.0 that are not 0: a code point and its class, likewise."],
                records(combining),
            ),
        ]
    )


main()
