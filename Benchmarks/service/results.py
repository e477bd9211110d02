"""Rows of the results, and the Markdown that they become."""

import dataclasses
import statistics

from comparison.report import percent, table


@dataclasses.dataclass
class Row:
    what: str
    must: str
    peer: str
    ours: str
    #: How many times better ours is than the peer, for each round; empty where that is no ratio.
    ratios: list = dataclasses.field(default_factory=list)
    #: What was reached of what must be, such as "2.4x of 3x"; empty where all is reached.
    short: str = ""
    #: Whether other work on the machine makes the row worthless.
    is_timed: bool = True

    def cells(self, is_judged):
        ratio = ""
        if self.ratios:
            ratio = f"{statistics.median(self.ratios):.2f}x ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        verdict = f"**not reached: {self.short}**" if self.short else "reached"
        if self.must in ("", "-"):
            verdict = ""
        elif self.is_timed and not is_judged:
            verdict = "not judged"
        return [self.what, self.peer, self.ours, ratio, self.must, verdict]


HEADER = ["", "peer", "Swiftlet", "ratio", "must reach", ""]


def markdown(facts, rows, notes, origin, busy, quiet):
    """The results. `busy`: the greatest share of the cores that others took before a row, or None;
    above `quiet`, rows of times are not judged."""
    is_judged = (busy or 0) <= quiet
    short = [row.what for row in rows if row.short and (is_judged or not row.is_timed)]
    lines = [
        "# The service",
        "",
        "Written by `bash Benchmarks/service/run.sh`; every run replaces it.",
        "",
        origin,
        "",
    ]
    if not is_judged:
        lines += [
            f"**The machine was busy:** other programs took up to {percent(busy)} of its cores. Times and "
            "ratios are not to be relied on and not judged.",
            "",
        ]
    lines += [f"**Not reached:** {'; '.join(short)}." if short else "All that was judged is reached.", ""]
    lines += [f"| {name} | {value} |" for name, value in [("", ""), ("---", "---")] + facts]
    lines += ["", *table(HEADER, [row.cells(is_judged) for row in rows]), ""]
    for note in notes:
        lines += [note, ""]
    return "\n".join(lines)
