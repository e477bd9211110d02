"""Writes bfloat16 numbers and a tiny DistilBERT of such, and what PyTorch and Transformers make of them.

    python make_bfloat16.py

Needs torch 2.13.0 and transformers 5.23.0.

- rounding.safetensors: `x`, floats, and `bits`, the bfloat16 numbers that PyTorch rounds them to.
- model/: the classifier, saved in bfloat16.
- logits.safetensors: `tokens` and `lengths` of texts; the logits of each text by itself with the model's
  weights as floats, in `float32`, and with everything in bfloat16, in `bfloat16`.
"""

import pathlib

import torch
import transformers
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent


def rounding():
    generator = torch.Generator().manual_seed(1)
    bits = torch.randint(-(2**31), 2**31 - 1, (2_000,), generator=generator, dtype=torch.int64)
    # Halfway between two, and next to that, on either side of 0; the greatest, the least, and none.
    special = [0x3F808000, 0x3F818000, 0x3F808001, 0x3F807FFF, 0x3F817FFF, 0x00000000, 0x80000000]
    special += [0x7F7FFFFF, 0xFF7FFFFF, 0x7F7F7FFF, 0x7F800000, 0xFF800000, 0x00000001, 0x80000001]
    special += [0x00008000, 0x00018000, 0x007FFFFF, 0x00800000, 0x33D6BF95, 0xBF808000]
    bits = torch.cat([bits, torch.tensor(special)]).to(torch.int32)
    x = bits.view(torch.float32)
    x = x[~x.isnan()]
    halves = x.to(torch.bfloat16).view(torch.int16).to(torch.int32) & 0xFFFF
    save_file({"x": x.clone(), "bits": halves}, here / "rounding.safetensors")


def model():
    torch.manual_seed(2)
    configuration = transformers.DistilBertConfig(
        vocab_size=50, max_position_embeddings=24, dim=32, hidden_dim=64, n_layers=2, n_heads=2,
        num_labels=3,
    )
    classifier = transformers.DistilBertForSequenceClassification(configuration).eval()
    with torch.no_grad():
        for parameter in classifier.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.3 if parameter.dim() == 1 else 0.15))
    classifier = classifier.to(torch.bfloat16)
    classifier.save_pretrained(here / "model")
    lengths = [1, 2, 5, 9, 24, 17, 24, 3]
    tokens = torch.zeros(len(lengths), 24, dtype=torch.int32)
    for row, length in enumerate(lengths):
        tokens[row, :length] = torch.randint(1, 50, (length,))
    arrays = {"tokens": tokens, "lengths": torch.tensor(lengths, dtype=torch.int32)}
    for name, kind in (("bfloat16", torch.bfloat16), ("float32", torch.float32)):
        classifier = classifier.to(kind)
        with torch.inference_mode():
            arrays[name] = torch.cat([
                classifier(tokens[row : row + 1, :length].long()).logits.float()
                for row, length in enumerate(lengths)
            ])
    save_file(arrays, here / "logits.safetensors")
    print(arrays["float32"][:3], arrays["bfloat16"][:3])


rounding()
model()
