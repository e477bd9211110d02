"""Writes tiny classifiers and encoders in many makes into a folder, each with what Transformers gives.

    python make_directories.py FOLDER
    SWIFTLET_FAMILY_DIRECTORIES=FOLDER swift test --filter directoriesOfTransformersAreRead

Needs torch 2.13.0 and transformers 5.23.0. Every directory has an expected.json: `tokens` of a few texts
and their `logits`, computed in float64, or, where `refused` is there, what the error must name. Numbers
are drawn, and the tokens are below every vocabulary's size.
"""

import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file

kinds = {
    "distilbert": "DistilBert",
    "bert": "Bert",
    "roberta": "Roberta",
    "xlm-roberta": "XLMRoberta",
    "camembert": "Camembert",
}
folder = pathlib.Path(sys.argv[1])
torch.manual_seed(11)
texts = [torch.randint(4, 30, (length,)).tolist() for length in (1, 3, 8, 16)]


def configuration(family, **members):
    sizes = (
        dict(dim=16, n_layers=2, n_heads=4, hidden_dim=24)
        if family == "distilbert"
        else dict(
            hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24
        )
    )
    positions = dict(vocab_size=30, max_position_embeddings=20)
    return getattr(transformers, kinds[family] + "Config")(**(positions | sizes | members))


def model(family, task="SequenceClassification", **members):
    result = getattr(transformers, f"{kinds[family]}For{task}" if task else kinds[family] + "Model")(
        configuration(family, **members)
    )
    with torch.no_grad():
        for parameter in result.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return result.eval()


def logits(path, kind=transformers.AutoModelForSequenceClassification):
    loaded = kind.from_pretrained(path, dtype=torch.float32).double().eval()
    with torch.no_grad():
        return [loaded(torch.tensor([row])).logits[0].tolist() for row in texts]


def save(name, made, dtype=None, change=None, members=None, refused=None, **options):
    """Saves a model, changes its files, and asks Transformers what it gives."""
    path = folder / name
    (made.to(dtype) if dtype else made).save_pretrained(path, **options)
    (path / "generation_config.json").unlink(missing_ok=True)
    if change:
        weights = path / "model.safetensors"
        tensors = change(load_file(weights))
        save_file({k: v.contiguous() for k, v in tensors.items()}, weights, metadata={"format": "pt"})
    if members is not None:
        config = json.loads((path / "config.json").read_text())
        for key, value in members.items():
            if value is ...:
                config.pop(key, None)
            else:
                config[key] = value
        (path / "config.json").write_text(json.dumps(config))
    answer = {"refused": refused} if refused else {"tokens": texts, "logits": logits(path)}
    (path / "expected.json").write_text(json.dumps(answer))


def bare(tensors):
    """Without the encoder's prefix, as old programs saved them."""
    return {k.removeprefix("bert.").removeprefix("roberta."): v for k, v in tensors.items()}


def old(tensors):
    return {
        k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v
        for k, v in tensors.items()
    }


def buffers(prefix):
    def add(tensors):
        tensors[prefix + "embeddings.position_ids"] = torch.arange(20)[None]
        return tensors

    return add


for family in kinds:
    save(f"{family}-plain", model(family, num_labels=3))
    save(f"{family}-half", model(family), dtype=torch.float16)
    save(f"{family}-bfloat", model(family, num_labels=4), dtype=torch.bfloat16)
    save(f"{family}-sharded", model(family), max_shard_size="8KB")
    act = "activation" if family == "distilbert" else "hidden_act"
    for activation in ("gelu_new", "silu", "relu", "tanh"):
        save(f"{family}-{activation}", model(family, **{act: activation}))
    save(f"{family}-one", model(family, num_labels=1))
    save(f"{family}-regression", model(family, num_labels=2, problem_type="regression"))
    save(f"{family}-several", model(family, num_labels=5, problem_type="multi_label_classification"))
    save(f"{family}-unknown", model(family), members={act: "laplace"}, refused=[act, "laplace"])
    save(
        f"{family}-epsilon",
        model(family, layer_norm_eps=0.2),
        members={"layer_norm_eps": 0.2},
    )
    save(f"{family}-masked", model(family, task="MaskedLM"), refused=["there is no such tensor"])
    save(f"{family}-encoder", model(family, task=""), refused=["there is no such tensor"])
    save(
        f"{family}-tokens",
        model(family, task="TokenClassification"),
        refused=["pre_classifier" if family == "distilbert" else "there is no such tensor"],
    )
for family in ("bert", "roberta", "xlm-roberta", "camembert"):
    save(f"{family}-old", model(family), change=old)
    prefix = "bert." if family == "bert" else "roberta."
    save(f"{family}-buffers", model(family), change=buffers(prefix))
    save(f"{family}-padding", model(family, pad_token_id=2))
    save(
        f"{family}-relative",
        model(family),
        members={"position_embedding_type": "relative_key_query"},
        refused=["position_embedding_type", "relative_key_query"],
    )
save("roberta-types", model("roberta", type_vocab_size=1))
save("bert-types", model("bert", type_vocab_size=4))
save("bert-labels", model("bert"), members={"id2label": {"0": "a", "1": "b"}, "label2id": {"LABEL_0": 0}})
save("bert-count", model("bert", num_labels=3), members={"id2label": ..., "num_labels": 3})
made = model("bert", num_labels=3)
save("bert-bare", made)
bare_path = folder / "bert-bare" / "model.safetensors"
save_file(bare(load_file(bare_path)), bare_path, metadata={"format": "pt"})
path = folder / "bert-pickle"
model("bert").save_pretrained(path)
torch.save(load_file(path / "model.safetensors"), path / "pytorch_model.bin")
(path / "model.safetensors").unlink()
(path / "expected.json").write_text(json.dumps({"refused": ["pytorch_model.bin", "save_pretrained"]}))
print(len([path for path in folder.iterdir() if path.is_dir()]), "directories")
