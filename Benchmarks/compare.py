"""Compares Swiftlet with the Python that it replaces, and writes the results, those of each kind of processor
by themselves and an overview of all.

Run by run.sh, which installs and builds both sides. Each module of comparison/topics measures one
topic and gives a section; further topics are further modules.
"""

import argparse
import os
import pathlib
import sys

from comparison import machine, overview, report
from comparison.data import Data
from comparison.programs import Programs
from comparison.topics import (
    bilstm, bilstm_scores, bytepair, classes, distilbert, distilbert_scores, inference, kernels, logistic,
    roberta, scores, search, sentence_scores, sentences, static_int8, tfidf, unigram, union, use, wordpiece,
    wordvectors
)

FOLDER = pathlib.Path(__file__).resolve().parent
TOPICS = [
    kernels, tfidf, logistic, union, scores, inference, wordvectors, bilstm, bilstm_scores, wordpiece,
    bytepair, unigram, use, sentences, sentence_scores, distilbert, distilbert_scores, static_int8,
    roberta, classes, search
]


def name(topic):
    """The name of a topic's module."""
    return topic.__name__.rpartition(".")[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, help="labelled tweets; default: the embedded")
    parser.add_argument("--unseen", type=pathlib.Path, help="default: a tenth of the data")
    parser.add_argument("--airline", type=pathlib.Path, help="labelled tweets about airlines")
    parser.add_argument("--classes", type=pathlib.Path, help="labelled texts of three or more classes")
    parser.add_argument("--models", type=pathlib.Path, help="where fetched models lie")
    parser.add_argument("--topics", nargs="+", choices=[name(topic) for topic in TOPICS],
                        help="measure these, and keep the other sections of the output")
    parser.add_argument("--rounds", type=int, default=5, help="how often both sides run in turn")
    parser.add_argument("--quick", action="store_true", help="two rounds")
    parser.add_argument("--output", type=pathlib.Path, help="default: results/KIND.md of this processor's kind")
    options = parser.parse_args()
    models = options.models or os.environ.get("SWIFTLET_MODELS") or FOLDER.parent / "Examples/.models"

    programs = Programs(FOLDER, rounds=2 if options.quick else options.rounds)
    embedded = FOLDER.parent / "Fixtures" / "tweets.csv"
    data = Data.prepare(
        options.data or embedded, options.unseen, options.airline, options.classes, pathlib.Path(models),
        programs.scratch,
    )
    limits = machine.Limits.measure(programs)
    origin = machine.origin(programs)
    sections, busy = [], []
    for topic in TOPICS:
        if options.topics and name(topic) not in options.topics:
            continue
        busy.append(machine.busy_share())
        print(f"Measuring: {topic.TITLE} ...", file=sys.stderr, flush=True)
        sections.append(topic.measure(programs, data, limits))
    text = report.markdown(machine.describe(programs, limits), data, origin, sections, busy)
    output = options.output or programs.results / f"{machine.kind()}.md"
    if options.topics and output.exists():
        text = report.merged(output.read_text(encoding="utf-8"), text)
    output.write_text(text, encoding="utf-8")
    print(f"Wrote {output}")
    if not options.output:
        (FOLDER / "RESULTS.md").write_text(overview.markdown(programs.results), encoding="utf-8")
    failures = [check for section in sections for check in section.checks if not check.passed]
    for check in failures:
        print(f"Not the same work: {check.text}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
