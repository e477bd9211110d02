"""DistilBERT: predictions in float32 and int8, fine-tuning, and one prediction in a fresh process."""

import json
import sys
from statistics import median

from comparison.machine import processor
from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds
from comparison.topics.inference import Launches, mebibytes

TITLE = "DistilBERT-base with random weights, and fine-tuning of MiniLM"
ENGINES = ["onnxruntime", "pytorch", "ctranslate2"]
TEXTS = {"text32": "one text of 32 tokens", "text128": "one text of 128 tokens", "tweets": "512 tweets"}
#: Precision, texts, threads, how many times faster, and than which engine (None: the fastest).
PREDICTIONS = [
    ("int8", "text32", 1, 2, None),
    ("int8", "text32", 2, 2, None),
    ("int8", "text128", 1, 1.75, "onnxruntime"),
    ("int8", "tweets", 2, 2.2, None),
    ("float32", "text32", 1, 1, "onnxruntime"),
    ("float32", "tweets", 2, 1.15, None),
]
FINE_TUNING = 2.9
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
    for precision, texts, threads, target, engine in PREDICTIONS:
        sides = predictions(programs, model, precision, texts, threads)
        rows.append(row(sides, precision, texts, threads, target, engine, model, data, limits))
        if precision == "float32":
            checks.append(equal_logits(sides, texts))
    rows.append(fine_tuning(programs, data, model))
    rows.append(size(small, model, data))
    rows += fresh(programs, model, small, data)
    return Section(TITLE, rows, checks, [
        "Peers: PyTorch with Transformers, ONNX Runtime and CTranslate2; the fastest in each round, "
        "or ONNX Runtime where a row names it. The peers get the tweets sorted by length in batches "
        "of 32, Swiftlet in the order given. int8 is dynamic quantisation on all sides. The limit is "
        "the linear layers' work at the processor's peak: of Float operations, or of multiply-adds "
        "of bytes. Fine-tuning: batches of 32, AdamW, clipping, the same tweets; the peer pads each "
        f"batch to its longest text. Fresh processes: medians of {LAUNCHES} launches on one thread, "
        "`classify` beside ONNX Runtime with tokenizers, without Transformers or PyTorch.",
    ])


def predictions(programs, model, precision, texts, threads):
    options = ["--model", model, "--precision", precision, "--ids", model / f"{texts}.json"]
    options += ["--repetitions", 1 if texts == "tweets" else 15]
    sides = {"ours": lambda: programs.ours("distilbert", *options, threads=threads)}
    for engine in ENGINES:
        sides[engine] = lambda engine=engine: programs.peer(
            "distilbert", "run", "--engine", engine, *options, threads=threads
        )
    return programs.in_turn(sides)


def row(sides, precision, texts, threads, target, engine, model, data, limits):
    ours = sides["ours"]
    engines = [engine] if engine else ENGINES
    best = [min(times) for times in zip(*(sides[name].seconds("predict") for name in engines))]
    gains = ratios(best, ours.seconds("predict"))
    fastest = min(engines, key=lambda name: sides[name].median("predict"))
    share = None
    rate = limits.operations(threads)
    if precision == "int8":
        rate = byte_products(limits, threads)
    if rate is not None:
        products = linear_products(model / f"{texts}.json")
        work = products if precision == "int8" else 2 * products
        share = work / rate / ours.median("predict")
    return Row(
        what=f"{precision}, {TEXTS[texts]}, {threads} thread{'s' if threads > 1 else ''}",
        peer=f"{seconds(median(best))} ({fastest})",
        ours=seconds(ours.median("predict")),
        ratios=gains,
        share=share,
        target=f"{target}x",
        reached=median(gains) >= target if data.is_enough else None,
    )


def linear_products(path):
    """The multiply-adds of the linear layers: in the last layer, queries and all that follows are
    needed of first tokens alone."""
    width, hidden, layers = 768, 3_072, 6
    lengths = [len(text) for text in json.loads(path.read_text())]
    layer = 4 * width * width + 2 * width * hidden
    keys = 2 * width * width
    return sum(lengths) * ((layers - 1) * layer + keys) + len(lengths) * (layer - keys + width * width)


def byte_products(limits, threads):
    """The most multiply-adds of bytes in a second; None for processors whose units this does not
    know. With AVX2 they take two instructions for 32, of which two start in a cycle."""
    flags = processor("flags").split()
    if "avx512_vnni" in flags:
        a_cycle = 128
    elif "avx_vnni" in flags:
        a_cycle = 64
    elif "avx2" in flags:
        a_cycle = 32
    else:
        return None
    return limits.clock_hertz * a_cycle * min(threads, limits.cores)


def equal_logits(sides, texts):
    pairs = zip(sides["ours"]["logits"], sides["pytorch"]["logits"])
    difference = max(abs(a - b) for ours, peer in pairs for a, b in zip(ours, peer))
    return Check(
        f"float32 logits of {TEXTS[texts]} equal PyTorch's to 1e-4 (largest difference {difference:.1e})",
        difference <= 1e-4,
    )


def fine_tuning(programs, data, model):
    options = ["--encoder", data.minilm, "--examples", model / "examples.json", "--steps", STEPS]
    sides = programs.in_turn({
        "ours": lambda: programs.ours("finetune", *options, threads=2),
        "peer": lambda: programs.peer("finetune", *options, threads=2),
    })
    ours, peer = (
        [fields["tweets_per_second"] for fields in sides[name].fields] for name in ("ours", "peer")
    )
    gains = [mine / theirs for mine, theirs in zip(ours, peer)]
    return Row(
        what="Fine-tuning of MiniLM, batch 32, 2 threads",
        peer=f"{median(peer):.0f} tweets/s",
        ours=f"{median(ours):.0f} tweets/s",
        ratios=gains,
        target=f"{FINE_TUNING}x",
        reached=median(gains) >= FINE_TUNING if data.is_enough else None,
    )


def size(small, model, data):
    ours = (small / "model.safetensors").stat().st_size
    peer = (model / "int8.onnx").stat().st_size
    return Row(
        what="Size of the int8 model",
        peer=f"{peer / 1e6:.1f} MB",
        ours=f"{ours / 1e6:.1f} MB",
        target=f"{MOST_MODEL_BYTES / 1e6:.0f} MB",
        reached=ours <= MOST_MODEL_BYTES if data.is_enough else None,
    )


def fresh(programs, model, small, data):
    sides = {
        "ours": [programs.classify, "--model", small],
        "peer": [
            sys.executable, programs.peers / "distilbert.py", "serve", "--model", model,
            "--precision", "int8",
        ],
    }
    launches = Launches.in_turn(sides, LAUNCHES)
    ours, peer = launches["ours"], launches["peer"]
    rows = [
        Row(
            what="int8, start to first prediction",
            peer=seconds(peer.seconds),
            ours=seconds(ours.seconds),
            ratios=peer.seconds_ratios(ours),
            target=f"{MOST_SECONDS * 1e3:.0f} ms",
            reached=ours.seconds <= MOST_SECONDS if data.is_enough else None,
        )
    ]
    if ours.bytes is not None:
        rows.append(Row(
            what="int8, peak resident memory",
            peer=mebibytes(peer.bytes),
            ours=mebibytes(ours.bytes),
            ratios=peer.bytes_ratios(ours),
            target=mebibytes(MOST_BYTES),
            reached=ours.bytes <= MOST_BYTES if data.is_enough else None,
        ))
    return rows
