"""Writes a tiny Universal Sentence Encoder with random weights, and its embeddings of some texts.

    pip install numpy==2.4.6 safetensors sentencepiece==0.2.3
    python Fixtures/use/make_use.py

The embeddings are computed in double precision, one text at a time, each window gathered.
"""

import csv
import json
import pathlib
import tempfile

import numpy
import sentencepiece
from safetensors.numpy import save_file
from sentencepiece import sentencepiece_model_pb2

here = pathlib.Path(__file__).parent
target = here / "tiny"
generator = numpy.random.default_rng(3)
GROUPS, WIDTH, BRANCH, DIMENSION = 5, 20, 12, 10
HIDDEN = [14, 9, 17]
BRANCHES = [(2, 0), (3, 1), (5, 2)]
EPSILON = 1e-12

with open(here.parent / "tweets.csv", encoding="utf-8", newline="") as file:
    tweets = [row["text"] for row in csv.DictReader(file)]
with tempfile.TemporaryDirectory() as folder:
    corpus = pathlib.Path(folder) / "corpus.txt"
    corpus.write_text("\n".join(tweets), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus), model_prefix=f"{folder}/sp", vocab_size=300, minloglevel=2,
        normalization_rule_name="identity", num_threads=1,
    )
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(pathlib.Path(folder, "sp.model").read_bytes())
model.trainer_spec.ClearField("input")
model.trainer_spec.ClearField("model_prefix")
target.mkdir(exist_ok=True)
(target / "sp.model").write_bytes(model.SerializeToString())
processor = sentencepiece.SentencePieceProcessor(model_file=str(target / "sp.model"))
rows = processor.get_piece_size() + 3


def normal(*shape):
    return (generator.standard_normal(shape) / numpy.sqrt(shape[0])).astype(numpy.float32)


branch_width = BRANCH * len(BRANCHES)
features = WIDTH + branch_width
sizes = [DIMENSION, *HIDDEN, DIMENSION]
weights = {
    "embedding.weight": generator.integers(0, 256, (rows, WIDTH)).astype(numpy.uint8),
    "embedding.scales": (0.01 + generator.random(GROUPS) / 50).astype(numpy.float32),
    "embedding.offsets": -generator.random(GROUPS).astype(numpy.float32) * 2,
    "projection.weight": normal(WIDTH, branch_width),
    "projection.bias": normal(branch_width),
    "projection.norm.weight": 1 + normal(branch_width),
    "projection.norm.bias": normal(branch_width),
    "norm.weight": 1 + normal(features),
    "norm.bias": normal(features),
    "output.weight": normal(features, DIMENSION),
    "output.bias": normal(DIMENSION),
    "hidden.1.shortcut": normal(DIMENSION, HIDDEN[1]),
    "hidden.3.shortcut": normal(HIDDEN[1], DIMENSION),
}
for layer in range(4):
    weights[f"hidden.{layer}.weight"] = normal(sizes[layer], sizes[layer + 1])
for branch, (order, _) in enumerate(BRANCHES):
    for layer in range(2):
        name = f"branches.{branch}.convolutions.{layer}"
        weights[name + ".weight"] = normal(order * BRANCH, BRANCH)
        weights[name + ".bias"] = normal(BRANCH)
save_file(weights, target / "model.safetensors")
configuration = {
    "model_type": "universal-sentence-encoder",
    "vocab_size": rows,
    "embedding_dim": WIDTH,
    "embedding_groups": GROUPS,
    "convolution_dim": BRANCH,
    "convolution_orders": [order for order, _ in BRANCHES],
    "convolution_left": [left for _, left in BRANCHES],
    "hidden_dims": HIDDEN,
    "output_dim": DIMENSION,
    "norm_eps": EPSILON,
}
(target / "config.json").write_text(json.dumps(configuration, indent=2))

exact = {name: value.astype(numpy.float64) for name, value in weights.items()}


def normalized(x, name):
    x = x - x.mean(axis=1, keepdims=True)
    x = x / numpy.sqrt((x * x).mean(axis=1, keepdims=True) + EPSILON)
    return x * exact[name + ".weight"] + exact[name + ".bias"]


def convolved(x, name, order, left):
    padded = numpy.vstack(
        [numpy.zeros((left, BRANCH)), x, numpy.zeros((order - 1 - left, BRANCH))]
    )
    windows = numpy.stack([padded[row : row + order].ravel() for row in range(len(x))])
    products = windows @ exact[name + ".weight"] + exact[name + ".bias"]
    return numpy.maximum(products, 0) + x


def embedding(text):
    tokens = [processor.bos_id(), *processor.encode(text), processor.eos_id()]
    groups = numpy.array(tokens) % GROUPS
    embedded = exact["embedding.weight"][tokens] * exact["embedding.scales"][groups][:, None]
    embedded += exact["embedding.offsets"][groups][:, None]
    projected = normalized(
        embedded @ exact["projection.weight"] + exact["projection.bias"], "projection.norm"
    )
    parts = [embedded]
    for branch, (order, left) in enumerate(BRANCHES):
        part = projected[:, branch * BRANCH : (branch + 1) * BRANCH]
        for layer in range(2):
            part = convolved(part, f"branches.{branch}.convolutions.{layer}", order, left)
        parts.append(part)
    total = normalized(numpy.hstack(parts), "norm").sum(axis=0)
    text_state = total @ exact["output.weight"] + len(tokens) * exact["output.bias"]
    text_state /= numpy.sqrt(len(tokens))
    first = numpy.maximum(text_state @ exact["hidden.0.weight"], 0)
    second = text_state @ exact["hidden.1.shortcut"] + first @ exact["hidden.1.weight"]
    second = numpy.maximum(second, 0)
    third = numpy.maximum(second @ exact["hidden.2.weight"], 0)
    result = numpy.tanh(second @ exact["hidden.3.shortcut"] + third @ exact["hidden.3.weight"])
    return result / numpy.linalg.norm(result)


texts = ["", "a", "Great flight!", "日本語 🦄", "a b " * 700, *tweets[:40], " ".join(tweets[:40] * 3)]
expected = [
    {"text": text, "embedding": [round(number, 8) for number in embedding(text).tolist()]}
    for text in texts
]
with open(here / "expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, ensure_ascii=False, separators=(",", ":"))
