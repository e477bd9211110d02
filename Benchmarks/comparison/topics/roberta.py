"""RoBERTa: predictions in float32 and int8."""

from comparison.report import Section
from comparison.topics import bytepair
from comparison.topics.distilbert import equal_logits, lengths, limits_of, predictions, row

TITLE = "DistilRoBERTa with random weights"
ENGINES = ["onnxruntime", "pytorch"]
#: Precision, texts and threads.
PREDICTIONS = [
    ("int8", "text32", 1), ("int8", "tweets", 2), ("float32", "text32", 1), ("float32", "tweets", 2)
]


def measure(programs, data, limits):
    model = programs.scratch / "roberta"
    programs.peer(
        "distilbert", "prepare", "--model", model, "--tokenizer", bytepair.tokenizer(programs, data),
        "--data", data.all,
    )
    rows, checks = [], []
    for precision, texts, threads in PREDICTIONS:
        sides = predictions(programs, model, precision, texts, threads, ENGINES)
        limit = limits_of(precision, lengths(model / f"{texts}.json"), threads, limits)
        rows.append(row(sides, precision, texts, threads, None, None, limit, data))
        if precision == "float32":
            checks.append(equal_logits(sides, texts))
    return Section(TITLE, rows, checks, [
        "Six layers of RoBERTa-base with a head of two labels; the tweets as byte-level BPE that was "
        "made from them. Peers: PyTorch with Transformers and ONNX Runtime, the faster in each round, "
        "and everything else as for DistilBERT."
    ])
