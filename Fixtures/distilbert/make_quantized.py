"""Writes what the models of make_distilbert.py give with weights and activations of 8 bits.

    python make_quantized.py

Needs torch 2.13.0 and transformers 5.23.0: Transformers' model, in which every linear layer
multiplies integers. quantized.safetensors has the logits of each text by itself as MODEL.logits.
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
    def __init__(self, layer):
        super().__init__()
        self.weight, scale = by_row(layer.weight)
        self.scale, self.bias = scale.T, layer.bias

    def forward(self, x):
        least = x.amin(-1, keepdim=True).clamp(max=0)
        greatest = x.amax(-1, keepdim=True).clamp(min=0)
        scale = greatest / 255 - least / 255
        zero = torch.round(-least / scale)
        q = (torch.round(x / scale) + zero).clamp(0, 255)
        # Sums of so few products of integers are exact in float64.
        product = ((q - zero).double() @ self.weight.double().T).float()
        return product * (self.scale * scale) + self.bias


def quantize(module):
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Linear):
            setattr(module, name, QuantizedLinear(child))
        elif isinstance(child, torch.nn.Embedding):
            weight, scale = by_row(child.weight)
            child.weight.copy_(weight * scale)
        else:
            quantize(child)


expected = load_file(here / "expected.safetensors")
results = {}
for name in ("single", "multi"):
    with torch.no_grad():
        model = DistilBertForSequenceClassification.from_pretrained(here / name).eval()
        quantize(model)
        rows = zip(expected["tokens"].long(), expected["lengths"])
        logits = [model(row[None, :length]).logits[0] for row, length in rows]
        results[name + ".logits"] = torch.stack(logits)
save_file(results, here / "quantized.safetensors")
