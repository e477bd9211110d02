"""Writes what the models of make_distilbert.py give with weights of 8 bits and activations of 7 or 8.

    python make_quantized.py

Needs torch 2.13.0 and transformers 5.23.0: Transformers' model, in which every linear layer
multiplies integers. quantized.safetensors has the logits of each text by itself as MODEL.127.logits and
MODEL.255.logits, named by the greatest activation.
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


class QuantizedLinear(torch.nn.Module):
    def __init__(self, layer, most):
        super().__init__()
        self.most = most
        self.weight, scale = by_row(layer.weight)
        self.scale, self.bias = scale.T, layer.bias

    def forward(self, x):
        # The number of the greatest magnitude has 16 bits, and no part in the range of the others.
        place = x.abs().argmax(-1, keepdim=True)
        outlier = x.gather(-1, place)
        others = x.scatter(-1, place, 0)
        least = others.amin(-1, keepdim=True)
        greatest = others.amax(-1, keepdim=True)
        scale = greatest / self.most - least / self.most
        scale = torch.maximum(scale, outlier.abs() / 2**15)
        zero = torch.round(-least / scale)
        q = (torch.round(x / scale) + zero).clamp(0, self.most)
        q = q.scatter(-1, place, zero + torch.round(outlier / scale))
        # Sums of so few products of integers are exact in float64.
        product = ((q - zero).double() @ self.weight.double().T).float()
        return product * (self.scale * scale) + self.bias


def quantize(module, most):
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Linear):
            setattr(module, name, QuantizedLinear(child, most))
        elif isinstance(child, torch.nn.Embedding):
            weight, scale = by_row(child.weight)
            child.weight.copy_(weight * scale)
        else:
            quantize(child, most)


expected = load_file(here / "expected.safetensors")
results = {}
for name in ("single", "multi"):
    for most in (127, 255):
        with torch.no_grad():
            model = DistilBertForSequenceClassification.from_pretrained(here / name).eval()
            quantize(model, most)
            rows = zip(expected["tokens"].long(), expected["lengths"])
            logits = [model(row[None, :length]).logits[0] for row, length in rows]
            results[f"{name}.{most}.logits"] = torch.stack(logits)
save_file(results, here / "quantized.safetensors")
