#!/usr/bin/env python3
"""Write entities.json: texts with HTML character references, decoded by Python's html.unescape.

Seeded; Python's standard library only. Where Swiftlet differs on purpose (names that HTML 5 added,
a name without its semicolon before a letter, digit or "=") no text is made. What was escaped twice
is unescaped twice, as Swiftlet does.
"""

import html
import json
import random
from html.entities import html5, name2codepoint
from pathlib import Path

random.seed(1866)
names = sorted(name2codepoint) + ["apos", "AMP", "COPY", "GT", "LT", "QUOT", "REG"]
cases = [f"&{name};" for name in names]
cases += [f"a &{name} b &{name}" for name in names if name in html5]
cases += [f"&#{n};" for n in range(0, 300)] + [f"&#x{n:X};" for n in range(0, 300, 7)]
cases += [f"&#{n}" for n in (39, 60, 8217, 128516)] + [f"&#X{n:x} " for n in (0x27, 0x1F600)]
numbers = [0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFDCF, 0xFDD0, 0xFDEF, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000]
numbers += [0x1FFFE, 0x10FFFD, 0x10FFFF, 0x110000, 2**31, 2**32 + 65, 2**64 + 65, 10**40]
cases += [f"&#{n};" for n in numbers] + [f"&#x{n:x};" for n in numbers]
cases += ["&", "&&", "&;", "&#", "&#;", "&#x", "&#x;", "&#xg;", "& amp;", "&amp", "&am", "&unknown;"]
cases += ["AT&T", "R&D;", "Q&A", "fish & chips", "&amp;lt;3", "&amp;amp;lt;3", "&amp;#39;", "&lt;&gt;"]
pieces = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#x2764;", "&nbsp;", "&hearts;", "&amp;quot;"]
pieces += [" ", "word", "3", "é", "😀", ";", "#", "&"]
cases += ["".join(random.choices(pieces, k=random.randint(2, 8))) for _ in range(300)]


def is_shared(text):
    """Whether html.unescape finds only references that Swiftlet reads alike."""
    for part in text.split("&")[1:]:
        name = ""
        while part[len(name) : len(name) + 1].isalnum() and part[len(name)].isascii():
            name += part[len(name)]
        if name and name not in names and (part[len(name) :].startswith(";") and name + ";" in html5):
            return False
        if name not in names and any(name.startswith(other) for other in html5 if other[-1] != ";"):
            return False
    return True


def unescape(text):
    once = html.unescape(text)
    # A second time only where the first left an ampersand that a reference stood for.
    return html.unescape(once) if "&amp" in text.lower() or "&#38" in text or "&#x26" in text else once


output = [[text, unescape(text)] for text in dict.fromkeys(cases) if is_shared(text) and is_shared(html.unescape(text))]
path = Path(__file__).with_name("entities.json")
path.write_text(json.dumps(output, ensure_ascii=True, separators=(",", ":")).replace("],[", "],\n["), encoding="utf-8")
print(len(output))
