"""DistilBERT: predictions in float32, bfloat16 and int8, fine-tuning, and one prediction in a fresh process."""

import dataclasses
import json
import math
import sys
from statistics import median

from safetensors import safe_open

from comparison import launches, machine
from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "DistilBERT-base with random weights, and fine-tuning of MiniLM"
#: The engines that have each form.
ENGINES = {
    "int8": ["onnxruntime", "pytorch", "ctranslate2"],
    "float32": ["onnxruntime", "pytorch", "ctranslate2", "openvino"],
    "bfloat16": ["pytorch", "openvino"],
}
TEXTS = {"text32": "one text of 32 tokens", "text128": "one text of 128 tokens", "tweets": "512 tweets"}
#: Precision, texts, threads, how many times faster, and than which engine (None: the fastest).
PREDICTIONS = [
    ("int8", "text32", 1, 2, None),
    ("int8", "text32", 2, 1.86, None),
    ("int8", "text128", 1, 1.75, "onnxruntime"),
    ("int8", "tweets", 2, 2.24, None),
    ("float32", "text32", 1, 1, "onnxruntime"),
    ("float32", "text128", 1, None, None),
    ("float32", "tweets", 2, 1.15, None),
    ("bfloat16", "text32", 1, None, None),
    ("bfloat16", "text128", 1, None, None),
    ("bfloat16", "tweets", 2, None, None),
]
#: What must be reached, in place of that above, with each kind of processor.
TARGETS = {
    "amx": {
        ("int8", "text128", 1): (3, None),
        ("int8", "tweets", 2): (3, None),
        ("float32", "text32", 1): (1, None),
        ("float32", "text128", 1): (1, None),
        ("float32", "tweets", 2): (1.3, None),
        ("bfloat16", "text128", 1): (1.5, None),
    },
    "avx512": {
        ("float32", "text32", 1): (1, None),
        ("float32", "text128", 1): (1, None),
        ("float32", "tweets", 2): (1.3, None),
    },
    "avx2": {("float32", "tweets", 2): (1.3, None)},
}
FINE_TUNING = 2.86
#: On a processor with AMX.
HALF_FINE_TUNING = 3
STEPS = 24
LAUNCHES = 10
MOST_BYTES = 110 << 20
MOST_SECONDS = 0.120
MOST_MODEL_BYTES = 67e6


def measure(programs, data, limits):
    if data.minilm is None:
        return Section(TITLE, [], [], [data.NO_MINILM])
    model = programs.scratch / "distilbert-base"
    programs.peer(
        "distilbert", "prepare", "--model", model, "--tokenizer", data.minilm, "--data", data.all
    )
    small = programs.scratch / "distilbert-base-int8"
    programs.ours(
        "distilbert", "--model", model, "--precision", "int8", "--save", small,
        "--ids", model / "text32.json", "--repetitions", 1,
    )
    rows, checks = [], []
    targets = TARGETS.get(machine.kind(), {})
    for precision, texts, threads, target, engine in PREDICTIONS:
        target, engine = targets.get((precision, texts, threads), (target, engine))
        sides = predictions(programs, model, precision, texts, threads)
        limit = limits_of(precision, lengths(model / f"{texts}.json"), threads, limits)
        rows.append(row(sides, precision, texts, threads, target, engine, limit, data))
        if precision == "float32":
            checks.append(equal_logits(sides, texts))
    rows.append(fine_tuning(programs, data, model, "float32", FINE_TUNING, limits))
    rows.append(fine_tuning(programs, data, model, "bfloat16", HALF_FINE_TUNING, limits))
    rows.append(size(small, model))
    rows += fresh(programs, model, small)
    return Section(TITLE, rows, checks, [
        "Peers: PyTorch with Transformers, ONNX Runtime, CTranslate2 and, in float32 and bfloat16, "
        "OpenVINO, which takes bfloat16 by default where the processor has it and is told here which to "
        "take; of those that have a form the fastest in each round. The peers get the tweets sorted by length in batches "
        "of 32, Swiftlet in the order given. int8 is dynamic quantisation on all sides. The limit is "
        "the linear layers' work at the processor's peak (of Float operations, or of multiply-adds "
        "of bytes or bfloat16 numbers) or the time to read their weights once from main memory, whichever is longer. "
        "Fine-tuning: batches of 32, AdamW, clipping, the same tweets; the peer pads each "
        "batch to its longest text, and in bfloat16 uses autocast (the target is for AMX); the limit is three times the work of a prediction. The limit of "
        "the size is a byte for each weight. Fresh processes: medians of "
        f"{LAUNCHES} launches on one thread, `classify` beside ONNX Runtime with tokenizers, without "
        "Transformers or PyTorch; the limit is `cat` with one line.",
    ])


def predictions(programs, model, precision, texts, threads, engines=None):
    options = ["--model", model, "--precision", precision, "--ids", model / f"{texts}.json"]
    options += ["--repetitions", 1 if texts == "tweets" else 15]
    sides = {"ours": lambda: programs.ours("distilbert", *options, threads=threads)}
    for engine in engines or ENGINES[precision]:
        sides[engine] = lambda engine=engine: programs.peer(
            "distilbert", "run", "--engine", engine, *options, threads=threads
        )
    return programs.in_turn(sides)


def row(sides, precision, texts, threads, target, engine, limit, data):
    ours = sides["ours"]
    engines = [engine] if engine else [name for name in sides if name != "ours"]
    best = [min(times) for times in zip(*(sides[name].seconds("predict") for name in engines))]
    gains = ratios(best, ours.seconds("predict"))
    fastest = min(engines, key=lambda name: sides[name].median("predict"))
    return Row(
        what=f"{precision}, {TEXTS[texts]}, {threads} thread{'s' if threads > 1 else ''}",
        peer=f"{seconds(median(best))} ({fastest})",
        ours=seconds(ours.median("predict")),
        ratios=gains,
        share=None if limit is None else limit / ours.median("predict"),
        target=f"{target}x" if target else "",
        reached=median(gains) >= target if target and data.is_enough else None,
    )


@dataclasses.dataclass
class Shape:
    """The sizes of an encoder that count for its work."""

    width: int = 768
    hidden: int = 3_072
    layers: int = 6

    @staticmethod
    def of(directory):
        """The shape of a BERT in Hugging Face's layout."""
        sizes = json.loads((directory / "config.json").read_text())
        return Shape(sizes["hidden_size"], sizes["intermediate_size"], sizes["num_hidden_layers"])

    @property
    def layer(self):
        """The weights of a layer's products, each multiplied once with every token."""
        return 4 * self.width**2 + 2 * self.width * self.hidden

    @property
    def weights(self):
        """The weights of all products, those of the first layer of the head among them."""
        return self.layers * self.layer + self.width**2

    def products(self, lengths):
        """The multiply-adds of the linear layers for texts of so many tokens: in the last layer,
        queries and all that follows are needed of first tokens alone."""
        keys = 2 * self.width**2
        every_token = (self.layers - 1) * self.layer + keys
        return sum(lengths) * every_token + len(lengths) * (self.layer - keys + self.width**2)


def lengths(path):
    """How many tokens each text of a file has."""
    return [len(text) for text in json.loads(path.read_text())]


def limits_of(precision, texts, threads, limits):
    """The seconds that predictions take at least; None where the processor's units are not known."""
    shape = Shape()
    if precision == "int8":
        rate, work, weights = limits.byte_products(threads), shape.products(texts), shape.weights
    elif precision == "bfloat16":
        rate, work, weights = limits.bfloat16_products(threads), shape.products(texts), 2 * shape.weights
    else:
        rate, work, weights = limits.operations(threads), 2 * shape.products(texts), 4 * shape.weights
    return None if rate is None else max(work / rate, weights / limits.memory[threads])


def equal_logits(sides, texts):
    pairs = zip(sides["ours"]["logits"], sides["pytorch"]["logits"])
    difference = max(abs(a - b) for ours, peer in pairs for a, b in zip(ours, peer))
    return Check(
        f"float32 logits of {TEXTS[texts]} equal PyTorch's to 1e-4 (largest difference {difference:.1e})",
        difference <= 1e-4,
    )


def fine_tuning(programs, data, model, precision, target, limits):
    examples = model / "examples.json"
    options = [
        "--encoder", data.minilm, "--examples", examples, "--steps", STEPS, "--precision", precision,
    ]
    sides = programs.in_turn({
        "ours": lambda: programs.ours("finetune", *options, threads=2),
        "peer": lambda: programs.peer("finetune", *options, threads=2),
    })
    ours, peer = (
        [fields["tweets_per_second"] for fields in sides[name].fields] for name in ("ours", "peer")
    )
    gains = [mine / theirs for mine, theirs in zip(ours, peer)]
    texts = [len(text) for text in json.loads(examples.read_text())["ids"]]
    # A product backward for the weights and one for what is below, where forward takes one.
    operations = 3 * 2 * Shape.of(data.minilm).products(texts) / len(texts)
    peak = limits.operations(2) if precision == "float32" else None
    return Row(
        what=f"Fine-tuning of MiniLM, {precision}, batch 32, 2 threads",
        peer=f"{median(peer):.0f} tweets/s",
        ours=f"{median(ours):.0f} tweets/s",
        ratios=gains,
        share=None if peak is None else median(ours) * operations / peak,
        target=f"{target}x",
        reached=median(gains) >= target if data.is_enough else None,
    )


def size(small, model):
    ours = (small / "model-int8.safetensors").stat().st_size
    peer = (model / "int8.onnx").stat().st_size
    with safe_open(model / "model.safetensors", "numpy") as file:
        weights = sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())
    return Row(
        what="Size of the int8 model",
        peer=f"{peer / 1e6:.1f} MB",
        ours=f"{ours / 1e6:.1f} MB",
        share=weights / ours,
        target=f"{MOST_MODEL_BYTES / 1e6:.0f} MB",
        reached=ours <= MOST_MODEL_BYTES,
    )


def fresh(programs, model, small):
    sides = {
        "ours": [programs.classify, "--model", small],
        "peer": [
            sys.executable, programs.peers / "distilbert.py", "serve", "--model", model,
            "--precision", "int8",
        ],
        "nothing": launches.NOTHING,
    }
    found = launches.Launches.in_turn(sides, LAUNCHES)
    return launches.rows(found, MOST_SECONDS, MOST_BYTES, name="int8")
