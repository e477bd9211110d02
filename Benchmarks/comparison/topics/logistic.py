"""Logistic regression on the TF-IDF matrix."""

from comparison.programs import PORTABLE_SORT, ratios
from comparison.report import Check, Row, Section, seconds
from statistics import median

TITLE = "Logistic regression on that matrix, lbfgs, l2, C = 1, to its stopping rule"
#: How many times faster than scikit-learn on two threads.
TARGET = 4


def measure(programs, data, limits):
    sides = programs.in_turn({
        1: lambda: programs.ours("logistic", "--data", data.all, threads=1),
        2: lambda: programs.ours("logistic", "--data", data.all, threads=2),
        "peer": lambda: programs.peer("logistic", "--data", data.all, threads=2),
    })
    ours, peer = sides[2], sides["peer"]
    gains = ratios(peer.seconds("fit"), ours.seconds("fit"))
    rows = [
        row("2 threads", peer, "fit", ours, gains, 2, limits),
        row("1 thread, peer 2", peer, "fit", sides[1],
            ratios(peer.seconds("fit"), sides[1].seconds("fit")), 1, limits),
        row("2 threads, peer in float32", peer, "fit_float32", ours,
            ratios(peer.seconds("fit_float32"), ours.seconds("fit")), 2, limits),
    ]
    rows[0].target = f"{TARGET}x"
    rows[0].reached = median(gains) >= TARGET if data.is_enough else None
    return Section(TITLE, rows, check(programs, data, ours), [
        "Peer: scikit-learn on two threads. The limit is the time to read the matrix twice in each "
        "iteration at the bandwidth of main memory, which a cache that holds it can beat.",
    ])


def row(what, peer, name, ours, gains, threads, limits):
    traffic = 2 * ours["iterations"] * ours["matrix_bytes"]
    return Row(
        what=f"Logistic regression, {what}",
        peer=seconds(peer.median(name)),
        ours=seconds(ours.median("fit")),
        ratios=gains,
        share=traffic / limits.memory[threads] / ours.median("fit"),
    )


def check(programs, data, ours):
    export = programs.scratch / "logistic.safetensors"
    programs.ours("logistic", "--repetitions", 1, "--data", data.all, "--export", export, threads=2)
    found = programs.peer(
        "logistic", "--data", data.all, "--check", export, environment=PORTABLE_SORT
    )
    difference = found["relative_difference"]
    return [
        Check(
            f"the objective at the end to 1e-5, relative (difference {difference:+.1e})",
            abs(difference) <= 1e-5,
        ),
        Check(
            "coefficients to 1e-3 (largest difference "
            f"{found['largest_coefficient_difference']:.1e})",
            found["largest_coefficient_difference"] <= 1e-3,
        ),
        Check(
            f"both converge: {ours['iterations']} iterations, the peer {found['iterations']}",
            ours["converged"],
        ),
    ]
