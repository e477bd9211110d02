"""Writes tiny DistilBERT and BERT models with random weights, and what Transformers makes of them.

    python make_distilbert.py

Needs torch 2.13.0 and transformers 5.23.0.

- single/, multi/: DistilBertForSequenceClassification of one label a text, and of several.
- sharded/: single/ in several files with an index.
- encoder/: a DistilBertModel without a head, in half precision.
- bert/: a BertModel, whose second token type must not count.
- expected.safetensors: the tokens of texts of several lengths, and for each model the logits or
  hidden states of each text by itself, the loss of all texts in one padded batch without dropout,
  and the gradients of that loss by `MODEL.d.NAME`.
"""

import pathlib
import shutil

import torch
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    DistilBertModel,
)

here = pathlib.Path(__file__).parent
torch.manual_seed(1)
lengths = [1, 2, 7, 16, 24, 3, 9, 1, 17]
tokens = torch.randint(1, 60, (len(lengths), 24))
expected = {"tokens": tokens.int(), "lengths": torch.tensor(lengths).int()}
shape = dict(
    vocab_size=60, max_position_embeddings=24, dim=24, n_layers=2, n_heads=4, hidden_dim=40
)


def randomized(model):
    """Moves what starts as 0 or 1, so that every number counts."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.add_(torch.randn_like(parameter) * (0.3 if parameter.dim() == 1 else 0.15))
    return model.eval()


def save(model, name, **options):
    shutil.rmtree(here / name, ignore_errors=True)
    model.save_pretrained(here / name, **options)
    (here / name / "generation_config.json").unlink(missing_ok=True)


def each(model, key):
    """What a model gives for each text, one after the other."""
    with torch.no_grad():
        results = [model(tokens[i : i + 1, :n])[key][0] for i, n in enumerate(lengths)]
    return results


def batch():
    ids = tokens.clone()
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        ids[row, length:] = 0
        mask[row, :length] = 1
    return ids, mask


def gradients(model, name, labels):
    ids, mask = batch()
    loss = model(ids, mask, labels=labels).loss
    loss.backward()
    expected[name + ".loss"] = loss.detach().reshape(1)
    for parameter_name, parameter in model.named_parameters():
        expected[f"{name}.d.{parameter_name}"] = parameter.grad


labels = torch.tensor([0, 2, 1, 1, 0, 2, 2, 0, 1])
classes = {0: "negative", 1: "neutral", 2: "positive"}
config = DistilBertConfig(
    **shape, id2label=classes, label2id={name: number for number, name in classes.items()}
)
model = randomized(DistilBertForSequenceClassification(config))
save(model, "single")
save(model, "sharded", max_shard_size="20KB")
expected["single.logits"] = torch.stack(each(model, "logits"))
expected["labels"] = labels.int()
gradients(model, "single", labels)

targets = torch.randint(0, 2, (len(lengths), 4)).float()
config = DistilBertConfig(
    **shape, activation="relu", num_labels=4, problem_type="multi_label_classification"
)
model = randomized(DistilBertForSequenceClassification(config))
save(model, "multi")
expected["multi.logits"] = torch.stack(each(model, "logits"))
expected["targets"] = targets.int()
gradients(model, "multi", targets)

model = randomized(DistilBertModel(DistilBertConfig(**shape))).half()
save(model, "encoder")
expected["encoder.states"] = torch.cat(each(model.float(), "last_hidden_state"))

config = BertConfig(
    vocab_size=60,
    max_position_embeddings=24,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    layer_norm_eps=1e-5,
)
model = randomized(BertModel(config))
save(model, "bert")
expected["bert.states"] = torch.cat(each(model, "last_hidden_state"))

save_file({name: value.contiguous() for name, value in expected.items()}, here / "expected.safetensors")
