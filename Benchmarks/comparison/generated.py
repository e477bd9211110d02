"""Strings over all of Unicode, on which both sides must cut the same tokens as well as on tweets."""

import random

from comparison import data

COUNT = 100_000

#: Every scalar value but NUL, which no file of texts may hold.
SCALARS = [*range(1, 0xD800), *range(0xE000, 0x110000)]
COMBINING = [*range(0x300, 0x370), *range(0x483, 0x488), *range(0x591, 0x5BE), *range(0x20D0, 0x20F1)]
CONTROLS = [
    *range(1, 0x20), *range(0x7F, 0xA1), *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0xAD, 0xFEFF,
    *range(0xFFF0, 0x10000), *range(0xE0000, 0xE0080),
]
EMOJI = [*range(0x1F300, 0x1F650), *range(0x1F900, 0x1FA00), *range(0x2600, 0x27C0)]
JOINERS = [0x200D, 0xFE0F, *range(0x1F3FB, 0x1F400), *range(0x1F1E6, 0x1F200), 0x20E3]
LETTERS = [*range(0x61, 0x7B), *range(0x41, 0x5B)]
PRINTABLE = [*range(0x20, 0x7F)]
SCRIPTS = [
    LETTERS, range(0xC0, 0x250), range(0x370, 0x400), range(0x400, 0x530), range(0x5D0, 0x5EB),
    range(0x620, 0x6D4), range(0x900, 0xA00), range(0xE00, 0xE5C), range(0x1100, 0x1200),
    range(0x1E00, 0x2000), range(0x3040, 0x3100), range(0x4E00, 0x5000), range(0xAC00, 0xAE00),
    range(0xFB00, 0xFB50), range(0xFF00, 0xFFF0), range(0x1D400, 0x1D800), range(0x20000, 0x20100),
]


def write(folder):
    """The strings as labelled texts in a file, which is returned; always the same ones."""
    path = folder / "generated.csv"
    draw = random.Random(1)
    data.write(path, [(0, text(draw, number)) for number in range(COUNT)])
    return path


def text(draw, number):
    """The string with a number: kinds of them take turns."""

    def some(places, least, most):
        return "".join(chr(draw.choice(places)) for _ in range(draw.randint(least, most)))

    match number % 7:
        case 0:
            return some(SCALARS, 1, 40)
        case 1:
            return " ".join(some(draw.choice(SCRIPTS), 1, 12) for _ in range(draw.randint(1, 8)))
        case 2:
            return "".join(some(draw.choice(SCRIPTS), 1, 1) + some(COMBINING, 0, 4) for _ in range(16))
        case 3:
            return "".join(some(EMOJI, 1, 1) + some(JOINERS, 0, 3) for _ in range(10))
        case 4:
            return "".join(some(LETTERS, 0, 5) + some(CONTROLS, 1, 2) for _ in range(10))
        case 5:
            return some(PRINTABLE, 1, 120)
        case _:
            return some(draw.choice(SCRIPTS), 90, 300)
