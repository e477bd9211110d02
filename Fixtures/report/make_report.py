"""Expected display widths and box statistics.

Peers: wcwidth 0.9.4, matplotlib 3.11.2, NumPy 2.4.6.

    python make_report.py

writes `widths.json` and `boxes.json` beside this script.
"""

import json
import pathlib

import numpy
from matplotlib import cbook
from wcwidth import wcswidth

FOLDER = pathlib.Path(__file__).parent

TEXTS = [
    "",
    "late again",
    "déjà vu",
    "de\u0301ja\u0300 vu",
    "naïve – “quoted”…",
    "😀",
    "so happy 😀🎉",
    "👍🏽 thanks",
    "👨‍👩‍👧‍👦 on board",
    "🇫🇷🇩🇪",
    "❤️ this",
    "☀️ sunny",
    "1️⃣ first",
    "飛行機が遅れた。",
    "ｆｕｌｌ width",
    "비행기",
    "Ελληνικά",
    "привет",
    "zero\u200bwidth",
    "✓ ✗",
    "— ∞ ≤ µ",
    "🛫✈️",
    "𠀋",
]


def box(values):
    stats = cbook.boxplot_stats(numpy.array(values))[0]
    return {
        "values": values,
        "lowerQuartile": float(stats["q1"]),
        "median": float(stats["med"]),
        "upperQuartile": float(stats["q3"]),
        "lowerWhisker": float(stats["whislo"]),
        "upperWhisker": float(stats["whishi"]),
        "outliers": sorted(float(value) for value in stats["fliers"]),
    }


def main():
    widths = [{"text": text, "width": wcswidth(text)} for text in TEXTS]
    random = numpy.random.default_rng(8)
    samples = [
        [3.0],
        [1.0, 2.0],
        [5.0, 5.0, 5.0, 5.0],
        [0.0, 0.0, 0.0, 1.0, 100.0],
        [1.0, 1.0, 1.0, 1.0, 9.0, 9.0],
    ]
    for size in (7, 20, 101):
        samples.append([round(float(value), 3) for value in random.normal(10, 3, size)])
        samples.append([round(float(value), 3) for value in random.lognormal(2, 1, size)])
    for name, content in (("widths", widths), ("boxes", [box(sample) for sample in samples])):
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


main()
