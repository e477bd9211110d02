"""Writes what the models of make_distilbert.py give with weights of 8 bits, and activations of 7 or 8 in
ranges that are fixed by the texts themselves.

    python make_static.py

Needs torch 2.13.0 and transformers 5.23.0: Transformers' model, in which every linear layer multiplies
integers. static.safetensors has the logits of each text by itself as MODEL.127.logits and
MODEL.255.logits, named by the greatest activation; and of each linear layer, in the order in which texts
reach them, MODEL.ranges, its least and greatest input, and MODEL.columns, the column that is left out of
them. Queries, keys and values are one layer, but for the last one, where a classifier needs what follows
the keys and values of first tokens alone.
"""

import pathlib

import torch
from safetensors.torch import load_file, save_file
from transformers import DistilBertForSequenceClassification

here = pathlib.Path(__file__).parent


def by_row(weight):
    """Symmetric, one scale for each row."""
    scale = weight.abs().amax(1, keepdim=True) / 127
    return torch.round(weight / scale), scale


def range_of(x):
    """The least and the greatest number, 0 among them, without the column without which they are nearest,
    and that column."""
    def without(column):
        kept = x[:, [c for c in range(x.shape[1]) if c != column]]
        return kept.min().clamp(max=0), kept.max().clamp(min=0)

    columns = [int(x.amin(0).argmin()), int(x.amax(0).argmax())]
    widths = [float(without(column)[1] - without(column)[0]) for column in columns]
    column = columns[widths.index(min(widths))]
    least, greatest = without(column)
    # 2^15 steps to either side have to be enough for the column.
    return least, max(greatest, least + x[:, column].abs().max() / 2**15 * 255), column


class Recorder(torch.nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer, self.seen = layer, []

    def forward(self, x):
        self.seen.append(x.reshape(-1, x.shape[-1]))
        return self.layer(x)


class QuantizedLinear(torch.nn.Module):
    def __init__(self, layer, range, most):
        super().__init__()
        self.most = most
        self.weight, scale = by_row(layer.weight)
        self.weight_scale, self.bias = scale.T, layer.bias
        least, greatest, self.column = range
        self.scale = (greatest - least) / most
        self.zero = torch.round(-least / self.scale)

    def forward(self, x):
        q = (torch.round(x / self.scale) + self.zero).clamp(0, self.most) - self.zero
        q[..., self.column] = torch.round(x[..., self.column] / self.scale).clamp(-(2**15), 2**15)
        # Sums of so few products of integers are exact in float64.
        product = (q.double() @ self.weight.double().T).float()
        return product * (self.weight_scale * self.scale) + self.bias


def layers(model):
    """The linear layers by their names, in the order in which texts reach them."""
    count = len(model.distilbert.transformer.layer)
    for index in range(count):
        name = f"distilbert.transformer.layer.{index}."
        for part in ("attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin",
                     "ffn.lin1", "ffn.lin2"):
            yield name + part, index == count - 1 and part[-5:] not in ("k_lin", "v_lin")
    yield "pre_classifier", False
    yield "classifier", False


def replace(model, name, make):
    parent, _, child = name.rpartition(".")
    owner = model.get_submodule(parent)
    setattr(owner, child, make(getattr(owner, child)))


def run(model, expected):
    rows = zip(expected["tokens"].long(), expected["lengths"])
    return torch.stack([model(row[None, :length]).logits[0] for row, length in rows])


def ranges_of(model, expected):
    for name, _ in layers(model):
        replace(model, name, Recorder)
    run(model, expected)
    ranges = {}
    for name, first_only in layers(model):
        recorder = model.get_submodule(name)
        seen = [x[:1] for x in recorder.seen] if first_only else recorder.seen
        ranges[name] = range_of(torch.cat(seen))
    for name, _ in layers(model):
        replace(model, name, lambda recorder: recorder.layer)
    return ranges


expected = load_file(here / "expected.safetensors")
results = {}
with torch.no_grad():
    for name in ("single", "multi"):
        for most in (127, 255):
            model = DistilBertForSequenceClassification.from_pretrained(here / name).eval()
            ranges = ranges_of(model, expected)
            for layer, _ in layers(model):
                replace(model, layer, lambda linear: QuantizedLinear(linear, ranges[layer], most))
            for table in model.modules():
                if isinstance(table, torch.nn.Embedding):
                    weight, scale = by_row(table.weight)
                    table.weight.copy_(weight * scale)
            results[f"{name}.{most}.logits"] = run(model, expected)
        last = len(model.distilbert.transformer.layer) - 1
        # One entry for what is one layer.
        own = [
            layer for layer in ranges
            if not layer.endswith("v_lin") and (f".{last}." in layer or not layer.endswith("k_lin"))
        ]
        results[name + ".ranges"] = torch.tensor([[float(end) for end in ranges[n][:2]] for n in own])
        results[name + ".columns"] = torch.tensor([ranges[n][2] for n in own]).int()
save_file(results, here / "static.safetensors")
