"""Writes tiny BERT, RoBERTa, XLM-RoBERTa and CamemBERT classifiers with random weights, and what
Transformers makes of them.

    python make_families.py                 writes the fixtures
    python make_families.py --check FOLDER  compares what Swiftlet saved with what it gave

Needs torch 2.13.0 and transformers 5.23.0.

- bert/, roberta/, xlm-roberta/, camembert/: the classifiers, whose layers normalise with an epsilon
  that shows. DistilBERT is in ../distilbert.
- expected.safetensors: the tokens of texts of several lengths, and the numbers of their labels; for each
  model the logits of each text by itself, the loss of all texts in one padded batch without dropout,
  and the gradients of that loss by `MODEL.d.NAME`, all computed in float64. `MODEL.ACTIVATION.logits`
  are those with another activation. `MODEL.placed.logits` are those of three short texts with a
  padding token within them, which counts: its attention is not masked.

--check loads every directory in FOLDER with Transformers, the tokens and logits beside it being
NAME.safetensors. FOLDER is what the test `savedModelsForTransformers` writes where the environment has
SWIFTLET_SAVED_FAMILIES. Directories whose names end in -int8 must be refused.
"""

import pathlib
import shutil
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file

here = pathlib.Path(__file__).parent
families = {
    "bert": ("Bert", 0),
    "roberta": ("Roberta", 1),
    "xlm-roberta": ("XLMRoberta", 1),
    "camembert": ("Camembert", 3),
}
activations = ("gelu_new", "gelu_pytorch_tanh", "relu", "tanh", "silu")
lengths = [1, 2, 5, 9, 14, 3, 14]
longest = 14


def randomized(model):
    """Moves what starts as 0 or 1, so that every number counts."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.3 if parameter.dim() == 1 else 0.15))
    return model.eval()


def make(name):
    kind, padding = families[name]
    config = getattr(transformers, kind + "Config")(
        vocab_size=32,
        max_position_embeddings=longest + (padding + 1 if padding else 0),
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=20,
        type_vocab_size=2 if name == "bert" else 1,
        layer_norm_eps=1e-3,
        pad_token_id=padding,
        id2label={0: "negative", 1: "neutral", 2: "positive"},
    )
    return randomized(getattr(transformers, kind + "ForSequenceClassification")(config)), padding


def each(model, rows):
    with torch.no_grad():
        return torch.cat([model(torch.tensor([row])).logits for row in rows]).float()


def write():
    torch.manual_seed(5)
    tokens = torch.randint(4, 32, (len(lengths), longest))
    rows = [tokens[i, :n].tolist() for i, n in enumerate(lengths)]
    labels = torch.tensor([0, 2, 1, 1, 0, 2, 0])
    expected = {
        "tokens": tokens.int(),
        "lengths": torch.tensor(lengths).int(),
        "labels": labels.int(),
    }
    for name in families:
        model, padding = make(name)
        folder = here / name
        shutil.rmtree(folder, ignore_errors=True)
        model.save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        model = model.double()
        expected[name + ".logits"] = each(model, rows)
        placed = [[4, padding, 7, 9], [padding, 5], [8, 6, padding, padding, 4]]
        expected[name + ".placed.logits"] = each(model, placed)

        ids = tokens.clone()
        mask = torch.zeros_like(ids)
        for row, length in enumerate(lengths):
            ids[row, length:] = padding
            mask[row, :length] = 1
        loss = model(ids, mask, labels=labels).loss
        loss.backward()
        expected[name + ".loss"] = loss.detach().reshape(1).float()
        for parameter_name, parameter in model.named_parameters():
            expected[f"{name}.d.{parameter_name}"] = parameter.grad.float()

        for activation in activations:
            other = type(model).from_pretrained(folder, hidden_act=activation).double().eval()
            expected[f"{name}.{activation}.logits"] = each(other, rows)
    expected = {name: value.contiguous() for name, value in expected.items()}
    save_file(expected, here / "expected.safetensors")


def check(folder):
    failures = 0
    checked = 0
    for path in sorted(pathlib.Path(folder).iterdir()):
        if not path.is_dir():
            continue
        checked += 1
        if path.name.endswith("-int8"):
            for load in (
                transformers.AutoModelForSequenceClassification.from_pretrained,
                transformers.AutoModel.from_pretrained,
            ):
                try:
                    load(path)
                except ValueError as error:
                    print(path.name, "refused:", str(error).splitlines()[0][:90])
                else:
                    print(path.name, "WAS LOADED")
                    failures += 1
            continue
        wanted = load_file(path.with_suffix(".safetensors"))
        model, info = transformers.AutoModelForSequenceClassification.from_pretrained(
            path, output_loading_info=True, dtype=torch.float32
        )
        rows = [
            row[:length].tolist() for row, length in zip(wanted["tokens"], wanted["lengths"])
        ]
        found = each(model.double().eval(), rows)
        distance = (found - wanted["logits"]).abs().max().item()
        leftover = [list(keys) for keys in (info["missing_keys"], info["unexpected_keys"]) if keys]
        print(path.name, type(model).__name__, f"{distance:.1e}", leftover or "")
        failures += distance > 1e-5 or bool(leftover)
    if failures or not checked:
        sys.exit(f"{failures} of {checked} directories differ.")


if len(sys.argv) == 3 and sys.argv[1] == "--check":
    check(sys.argv[2])
else:
    write()
