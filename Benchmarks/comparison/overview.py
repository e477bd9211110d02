"""The results of all kinds of processors side by side, from the files that hold them."""

from comparison import machine, report


def markdown(folder):
    """RESULTS.md of the results in `folder`, a file for each kind of processor."""
    kinds = [kind for kind in machine.KINDS if (folder / f"{kind}.md").exists()]
    texts = {kind: (folder / f"{kind}.md").read_text(encoding="utf-8") for kind in kinds}
    sections = {kind: report.parts(texts[kind]) for kind in kinds}
    lines = [
        "# Results",
        "",
        "Written by `bash Benchmarks/run.sh` from the results of each kind of processor, which a run on "
        "another kind leaves alone. They tell how each row was measured, and when.",
        "",
        *report.table(
            ["kind", "processor", "cores", "all rows"],
            [
                [
                    machine.KINDS[kind], fact(texts[kind], "Processor"), fact(texts[kind], "Cores"),
                    f"[{folder.name}/{kind}.md]({folder.name}/{kind}.md)",
                ]
                for kind in kinds
            ],
        ),
        "",
        "Below: how many times better than the peer, or a figure where that is what must be reached or there is "
        "no ratio. Bold: it falls short.",
    ]
    for title in dict.fromkeys(title for kind in kinds for title in sections[kind] if title):
        found = {kind: rows(sections[kind].get(title, "")) for kind in kinds}
        names = dict.fromkeys(name for kind in kinds for name in found[kind])
        table = [
            [name, must(name, found), *(cell(found[kind].get(name)) for kind in kinds)] for name in names
        ]
        if table:
            header = ["", "must reach", *(machine.KINDS[kind] for kind in kinds)]
            lines += ["", f"## {title}", "", *report.table(header, table)]
    return "\n".join(lines) + "\n"


def fact(text, name):
    """The value of a fact about the machine."""
    marker = f"| {name} | "
    return next((line[len(marker):-2] for line in text.splitlines() if line.startswith(marker)), "")


def rows(section):
    """The rows of the first table of a section by their names, each as {column: cell}."""
    found, header = {}, None
    for line in section.splitlines():
        if not line.startswith("| "):
            if header:
                break
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if header is None:
            header = cells
        elif not cells[0].startswith("---"):
            found[cells[0]] = dict(zip(header[1:], cells[1:]))
    return found if header and "Swiftlet" in header else {}


def must(name, found):
    """What a row must reach, the same for all kinds."""
    targets = (rows[name].get("must reach") for rows in found.values() if name in rows)
    return next((target for target in targets if target), "")


def cell(row):
    """What a row says of one kind of processor: the ratio, or the figure where a figure must be reached."""
    if not row:
        return ""
    ratio = row.get("ratio", "").partition(" ")[0]
    figure, target = row.get("Swiftlet", ""), row.get("must reach", "")
    text = f"{figure}, {ratio}" if ratio and target and not target.endswith("x") else ratio or figure
    return f"**{text}**" if row.get("") == "**falls short**" else text
