"""Writes the gradients of the tiny DistilBERT of make_bfloat16.py, in floats and by PyTorch's autocast to
bfloat16.

    python make_training.py

Needs torch 2.13.0 and transformers 5.23.0.

- training.safetensors: `labels` of the texts in logits.safetensors; of all texts in one padded batch without
  dropout the loss, in `float32.loss` and `bfloat16.loss`, and its gradients, in `float32.d.NAME` and
  `bfloat16.d.NAME`.
"""

import contextlib
import pathlib

import torch
import transformers
from safetensors.torch import load_file, save_file

here = pathlib.Path(__file__).parent
texts = load_file(here / "logits.safetensors")
tokens, lengths = texts["tokens"].long(), texts["lengths"]
mask = (torch.arange(tokens.shape[1]) < lengths[:, None]).long()
labels = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
arrays = {"labels": labels.int()}
for name in ("float32", "bfloat16"):
    model = transformers.DistilBertForSequenceClassification.from_pretrained(
        here / "model", dtype=torch.float32
    ).eval()
    half = torch.autocast("cpu", dtype=torch.bfloat16)
    with half if name == "bfloat16" else contextlib.nullcontext():
        loss = model(tokens, mask, labels=labels).loss
    loss.backward()
    arrays[name + ".loss"] = loss.detach().float().reshape(1)
    for parameter, value in model.named_parameters():
        arrays[f"{name}.d.{parameter}"] = value.grad.contiguous()
save_file(arrays, here / "training.safetensors")
