"""Static int8: a DistilBERT classifier fine-tuned from MiniLM, its inputs quantised in fixed ranges."""

import json
import subprocess
import sys

from sklearn.metrics import f1_score

from comparison.examples import train, unseen_f1
from comparison.programs import pinned, ratios
from comparison.report import Row, Section, seconds
from comparison.topics.distilbert_scores import tokens

TITLE = "Static int8 of a DistilBERT fine-tuned from MiniLM"
PER_CLASS = 4_000
TEXTS = 512
THREADS = 2
MOST_F1_LOST = 0.005
SAME_LABELS = 0.985


def measure(programs, data, limits):
    if data.minilm is None:
        return Section(TITLE, [], [], [data.NO_MINILM])
    per_class = min(PER_CLASS, data.sizes["per_class"])
    metrics = train(
        programs, "distilbert", data, data.training, 1, "--encoder", data.minilm, "--epochs", 1,
        per_class=per_class,
    )
    floats = programs.scratch / "distilbert/model"
    found = quantize(programs, data, floats)
    calibration, unseen = inputs(programs, data)
    peer = programs.scratch / "static-peer"
    programs.peer(
        "distilbert", "calibrate", "--model", floats, "--output", peer, "--ids", calibration["ids"]
    )
    rows = scores(programs, data, peer, unseen, metrics, found)
    rows += times(programs, data, peer, unseen)
    if not data.is_enough:
        for row in rows:
            row.reached = None
    return Section(TITLE, rows, [], [
        f"{2 * per_class:,} tweets, one epoch; ranges by min-max over {TEXTS} of the tweets to train on. "
        "Peer: ONNX Runtime's quantize_static of the same classifier, in the form QDQ, per channel, with "
        "uint8 activations and int8 weights, for MatMul and Gemm alone, calibrated by min-max on as many "
        "tweets; quantize_dynamic, per channel, where a row says so. With quantize_static's own int8 "
        "activations half of the products stay in float. Equal labels are those of the same engine in "
        f"float32. Times: {TEXTS} unseen tweets on {THREADS} threads; the peer gets them sorted by "
        "length in batches of 32, Swiftlet in the order given.",
    ])


def quantize(programs, data, floats):
    """The metrics of the example `quantize`, whose output stays in the scratch folder."""
    output = programs.scratch / "static"
    command = [
        programs.examples / "quantize", "--model", floats, "--output", output, "--mode", "static",
        "--calibration", data.training, "--calibration-count", TEXTS, "--test", data.unseen,
    ]
    finished = subprocess.run(
        [str(part) for part in command], env=pinned(THREADS), stdout=subprocess.DEVNULL
    )
    if finished.returncode != 0:
        sys.exit(f"Exit status {finished.returncode} of quantize {command[1:]}")
    return json.loads((output / "metrics.json").read_text())


def inputs(programs, data):
    """Files of the tokens to calibrate on and of the unseen ones: all of them, and a few to time."""
    drawn = json.loads(tokens(programs, data, data.samples[0]).read_text())["ids"]
    # Both classes stand one behind the other.
    calibration = {"ids": programs.scratch / "calibration.json"}
    calibration["ids"].write_text(json.dumps(drawn[:: max(1, len(drawn) // TEXTS)][:TEXTS]))
    unseen = json.loads(tokens(programs, data, data.unseen).read_text())
    unseen["all"] = programs.scratch / "unseen-ids.json"
    unseen["all"].write_text(json.dumps(unseen["ids"]))
    unseen["few"] = programs.scratch / "unseen-few.json"
    unseen["few"].write_text(json.dumps(unseen["ids"][:TEXTS]))
    return calibration, unseen


def peer_run(programs, peer, precision, ids, repetitions=1):
    return programs.peer(
        "distilbert", "run", "--engine", "onnxruntime", "--model", peer, "--precision", precision,
        "--ids", ids, "--repetitions", repetitions, threads=THREADS,
    )


def scores(programs, data, peer, unseen, metrics, found):
    answers = {
        precision: [
            int(logits[1] > logits[0])
            for logits in peer_run(programs, peer, precision, unseen["all"])["logits"]
        ]
        for precision in ("float32", "int8", "static")
    }
    peer_f1 = {name: f1_score(unseen["labels"], labels) for name, labels in answers.items()}
    name, rows = data.unseen.name, []
    f1 = unseen_f1(metrics, data)
    for form, precision, what in (
        ("int8", "int8", "dynamic"), ("int8-static", "static", "static")
    ):
        is_static = precision == "static"
        ours, same = unseen_f1(found[form], data), found[form]["agreement"][name]
        peer_same = sum(
            a == b for a, b in zip(answers[precision], answers["float32"])
        ) / len(unseen["labels"])
        rows += [
            Row(
                what=f"F1, {what} (float32: {f1:.4f})",
                peer=f"{peer_f1[precision]:.4f}",
                ours=f"{ours:.4f}",
                target=f"{f1:.4f} to {100 * MOST_F1_LOST:.1f} points" if is_static else "",
                reached=abs(ours - f1) <= MOST_F1_LOST if is_static else None,
            ),
            Row(
                what=f"Equal labels, {what}",
                peer=f"{100 * peer_same:.2f} %",
                ours=f"{100 * same:.2f} %",
                target=f"{100 * SAME_LABELS:.1f} %" if is_static else "",
                reached=same >= SAME_LABELS if is_static else None,
            ),
        ]
    return rows


def times(programs, data, peer, unseen):
    def ours(model, precision):
        return lambda: programs.ours(
            "distilbert", "--model", model, "--precision", precision, "--ids", unseen["few"],
            "--repetitions", 5, threads=THREADS,
        )

    sides = programs.in_turn({
        "static": ours(programs.scratch / "static", "saved"),
        "dynamic": ours(programs.scratch / "distilbert/model", "int8"),
        "peer": lambda: peer_run(programs, peer, "static", unseen["few"], 5),
    })
    spent = {name: side.seconds("predict") for name, side in sides.items()}
    rows = []
    for name, what, target in (
        ("dynamic", "Swiftlet's dynamic int8", 1), ("peer", "ONNX Runtime's static int8", None)
    ):
        gains = ratios(spent[name], spent["static"])
        rows.append(Row(
            what=f"{TEXTS} tweets, static beside {what}",
            peer=seconds(sides[name].median("predict")),
            ours=seconds(sides["static"].median("predict")),
            ratios=gains,
            target="no slower" if target else "",
            # To the two places that are shown.
            reached=round(sorted(gains)[len(gains) // 2], 2) >= 1 if target else None,
        ))
    return rows
