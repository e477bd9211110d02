"""The search for settings: what TPE finds on functions that are known, and what a trial takes."""

from statistics import median, quantiles

from comparison.programs import ratios
from comparison.report import Row, Section, seconds

TITLE = "Search by TPE, compared with Optuna 5.0"
FUNCTIONS = [("branin", "Branin", 60), ("hartmann", "Hartmann, six dimensions", 100),
             ("mixed", "Three kinds of model, mixed space", 40)]
#: How many times less a trial takes.
TARGET = 20


def measure(programs, data, limits):
    requests = [part for name, _, count in FUNCTIONS for part in ("--best", f"{name}={count}")]
    ours, peer = programs.ours("search", *requests), programs.peer("search", *requests)
    rows = [
        Row(
            what=f"{what}: best of {count} trials, the smaller the better",
            peer=spread(peer[name]),
            ours=spread(ours[name]),
            target="the peer's median",
            reached=median(ours[name]) <= median(peer[name]),
        )
        for name, what, count in FUNCTIONS
    ]
    sides = programs.in_turn({
        "ours": lambda: programs.ours("search"),
        "peer": lambda: programs.peer("search"),
    })
    gains = ratios(sides["peer"].seconds("trial"), sides["ours"].seconds("trial"))
    rows.append(Row(
        what="What a trial takes beside its objective, in a study of 90 to 110 trials",
        peer=seconds(sides["peer"].median("trial")),
        ours=seconds(sides["ours"].median("trial")),
        ratios=gains,
        target=f"{TARGET}x",
        reached=median(gains) >= TARGET,
    ))
    return Section(TITLE, rows, [], [
        "Medians of 200 seeds, with the quartiles: those of 20 differ from each other by more than the sides "
        "do. The functions are those of `Fixtures/search/search_functions.py`; both sides have their default settings. That log l, log g, "
        "PED-ANOVA and the decisions of the pruners equal Optuna's to 1e-9 is what the tests check."
    ])


def spread(values):
    low, middle, high = quantiles(values, n=4)
    return f"{middle:.4g} ({low:.4g} to {high:.4g})"
