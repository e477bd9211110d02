"""Sections, their rows, and the Markdown that they become."""

import dataclasses
import statistics

from comparison import machine


@dataclasses.dataclass
class Check:
    """Whether both sides do the same work."""

    text: str
    passed: bool


@dataclasses.dataclass
class Row:
    """One comparison."""

    what: str
    peer: str
    ours: str
    #: How many times better we are, for each round; empty where that is no ratio.
    ratios: list = dataclasses.field(default_factory=list)
    #: What share of what the machine can do at best, 0 to 1.
    share: float | None = None
    target: str = ""
    #: None where there is no target, or too few tweets to judge it.
    reached: bool | None = None

    def cells(self):
        ratio = ""
        if self.ratios:
            ratio = (
                f"{statistics.median(self.ratios):.2f}x "
                f"({min(self.ratios):.2f}–{max(self.ratios):.2f})"
            )
        verdict = ""
        if self.target:
            verdict = {True: "reached", False: "**falls short**", None: "not judged"}[self.reached]
        share = "" if self.share is None else percent(self.share)
        return [self.what, self.peer, self.ours, ratio, share, self.target, verdict]


@dataclasses.dataclass
class Section:
    title: str
    rows: list
    checks: list
    #: Sentences on what was measured and what the limit is.
    notes: list
    #: Further tables, each as lines of Markdown.
    tables: list = dataclasses.field(default_factory=list)
    #: Files beside the results, each with what it shows.
    pictures: list = dataclasses.field(default_factory=list)


def seconds(value):
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def percent(share):
    """A share to two places, and to whole percents from ten up."""
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"


#: Where others take a greater share of the cores, times are not to be relied on.
QUIET = 0.1

HEADER = ["", "peer", "Swiftlet", "ratio", "of the limit", "must reach", ""]


def markdown(facts, data, origin, sections, busy):
    """The results as Markdown. `origin` says when and how the sections were measured, `busy` has the
    share of the cores that others took before each section, or None."""
    sizes = data.sizes
    for section, others in zip(sections, busy):
        if (others or 0) > QUIET:
            # A ratio or a time taken beside other work says nothing; scores do not depend on it.
            for row in (row for row in section.rows if row.ratios):
                row.reached = None
            section.notes.append(
                f"**The machine was busy:** other programs took {100 * others:.0f} % of its cores "
                "before. Times and ratios are not to be relied on and not judged."
            )
    rows = [row for section in sections for row in section.rows if row.target]
    short = [row.what for row in rows if row.reached is False]
    lines = [
        f"# Results with {machine.KINDS[machine.kind()]}",
        "",
        "Written by `bash Benchmarks/run.sh` on a processor of this kind; every run replaces it, with "
        "`--topics` the sections of those alone. Each section says when it was measured and of which revision; one that does not "
        "is older.",
        "",
        f"Data: `{data.name}`, {sizes['all']:,} tweets. Unseen: {data.unseen_name}, "
        f"{sizes['unseen']:,} tweets; {sizes['training']:,} to train on. "
        f"Draws: {sizes['per_class']:,} of each class.",
        "",
        "Each round runs both sides in turn, each in a process of its own with its threads pinned. A "
        "process does the work once without timing it, and then takes the median of its runs. Times are "
        "the medians of the rounds; a ratio is taken within each round (median, smallest and largest).",
        "",
    ]
    if not data.is_enough:
        lines += ["Targets were set for 88,880 tweets; with so few they are not judged.", ""]
    elif short:
        lines += ["**Falls short:** " + "; ".join(short) + ".", ""]
    elif all(row.reached for row in rows):
        lines += [f"All {len(rows)} targets are reached.", ""]
    lines += [f"| {name} | {value} |" for name, value in [("", ""), ("---", "---")] + facts]
    for section in sections:
        lines += ["", f"## {section.title}", ""]
        if section.rows:
            lines += [*table(HEADER, [row.cells() for row in section.rows]), ""]
        lines += [" ".join([*section.notes, origin])]
        for further in section.tables:
            lines += ["", *further]
        for text, file in section.pictures:
            lines += ["", f"![{text}]({file.name})"]
        if section.checks:
            lines += ["", "The same work:", ""]
            lines += [f"- {'yes' if check.passed else '**NO**'}: {check.text}" for check in section.checks]
    return "\n".join(lines) + "\n"


def merged(earlier, later):
    """Earlier results with the sections of later ones in the place of those of the same title."""
    sections = parts(earlier) | parts(later)
    sections[""] = summary(sections[""], sections)
    return "".join(sections.values())


def parts(text):
    """The sections of results by their titles; what stands before them has none."""
    head, *sections = text.split("\n## ")
    return {"": head} | {body.partition("\n")[0]: "\n## " + body.rstrip("\n") + "\n" for body in sections}


def summary(head, sections):
    """The head with a word on the targets as the sections now have it."""
    rows = [line.split(" | ") for body in sections.values() for line in body.splitlines()]
    short = [row[0].removeprefix("| ") for row in rows if row[-1] == "**falls short** |"]
    reached = sum(row[-1] == "reached |" for row in rows)
    word = f"**Falls short:** {'; '.join(short)}." if short else f"All {reached} targets are reached."
    lines = [
        word if line.startswith("**Falls short:**") or line.endswith("targets are reached.") else line
        for line in head.splitlines()
    ]
    return "\n".join(lines) + "\n"


def table(header, rows):
    """A Markdown table without the columns that are empty in every row."""
    used = [column for column in range(len(header)) if any(row[column] for row in rows)]
    lines = [[header[column] for column in used], ["---" for _ in used]]
    lines += [[row[column] for column in used] for row in rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]
