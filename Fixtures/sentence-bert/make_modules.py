"""Writes cases of sentence-transformers' modules around the transformer of tiny/, and what they give.

    pip install sentence-transformers==6.2.0 torch==2.13.0 transformers==5.23.0
    python Fixtures/sentence-bert/make_modules.py

- modules/cases.json: for each case the files beside those of the transformer, or in their place;
  the texts, the prompt, and what `SentenceTransformer.encode` makes of each text by itself.
- modules/*.safetensors: the numbers of modules, which cases name.

A case is loaded from its files before it encodes, so the files that are written by hand here, as
earlier versions wrote them, give what version 6.2 makes of them.
"""

import itertools
import json
import pathlib
import shutil
import tempfile

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense, Dropout, LayerNorm, Normalize, Pooling, Transformer,
)
from tokenizers import Tokenizer
from torch import nn

here = pathlib.Path(__file__).parent
target = here / "modules"
shutil.rmtree(target, ignore_errors=True)
target.mkdir()
width = 24
transformer_files = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
texts = [
    "",
    "Great Flight!!!",
    "my bag was lost again and nobody of the crew said a word about it, thanks for nothing",
    "the crew was so kind",
    "naïve CAFÉ 😍",
]
cases = []
torch.manual_seed(5)


def encode(encoder, **options):
    embeddings = encoder.encode(texts, batch_size=1, **options)
    return [[round(float(number), 7) for number in row] for row in embeddings]


def add(name, files, numbers={}, folder="", **options):
    """Adds the case of a directory with `files`, JSON by path, and `numbers`, files of modules/."""
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / folder).mkdir(exist_ok=True)
        for file in transformer_files:
            shutil.copy(here / "tiny" / file, place / folder / file)
        for path, value in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(json.dumps(value), encoding="utf-8")
        for path, source in numbers.items():
            shutil.copy(target / source, place / path)
        encoder = SentenceTransformer(str(place), device="cpu")
        cases.append({
            "name": name, "folder": folder, "files": files, "numbers": numbers, "options": options,
            "length": encoder.max_seq_length, "embeddings": encode(encoder, **options),
        })


def add_saved(name, modules, numbers={}, settings={}, **options):
    """Adds the case of what sentence-transformers saves of modules after the transformer."""
    transformer = Transformer(str(here / "tiny"))
    encoder = SentenceTransformer(modules=[transformer, *modules], device="cpu", **settings)
    with tempfile.TemporaryDirectory() as place:
        encoder.save(place, create_model_card=False)
        place = pathlib.Path(place)
        files = {}
        for path in sorted(place.rglob("*.json")):
            relative = str(path.relative_to(place))
            if relative not in transformer_files:
                files[relative] = json.loads(path.read_text(encoding="utf-8"))
        for path, source in numbers.items():
            if not (target / source).exists():
                shutil.copy(place / path, target / source)
            assert (place / path).read_bytes() == (target / source).read_bytes(), path
        assert sorted(numbers) == sorted(
            str(path.relative_to(place)) for path in place.glob("*/*.safetensors")
        )
    add(name, files, numbers, **options)


def dense(outputs, activation, inputs=width, bias=True, seed=1):
    torch.manual_seed(seed)
    module = Dense(inputs, outputs, bias=bias, activation_function=activation)
    if bias:
        with torch.no_grad():
            module.linear.bias.normal_()
    return module


def norm(size):
    torch.manual_seed(3)
    module = LayerNorm(size)
    with torch.no_grad():
        module.norm.weight.normal_()
        module.norm.bias.normal_()
    return module


# -- Pooling, alone and in pairs

modes = Pooling.POOLING_MODES
for mode in modes:
    add_saved(mode, [Pooling(width, mode)])
for pair in itertools.permutations(modes, 2):
    if pair[0] < pair[1] or pair == ("mean", "cls"):
        add_saved("+".join(pair), [Pooling(width, pair)])

# -- Modules after it

for activation in (nn.Tanh, nn.Identity, nn.ReLU, nn.GELU, nn.Sigmoid, nn.SiLU):
    add_saved(
        "dense " + activation.__name__, [Pooling(width, "mean"), dense(11, activation())],
        {"2_Dense/model.safetensors": "dense.safetensors"},
    )
add_saved(
    "dense without bias", [Pooling(width, ("cls", "max")), dense(30, nn.Tanh(), 48, bias=False)],
    {"2_Dense/model.safetensors": "dense-without-bias.safetensors"},
)
add_saved(
    "layer norm", [Pooling(width, "mean"), norm(width)],
    {"2_LayerNorm/model.safetensors": "norm.safetensors"},
)
add_saved("normalize", [Pooling(width, "cls"), Normalize()])
add_saved(
    "chain",
    [
        Pooling(width, "mean"), Dropout(0.3), dense(11, nn.GELU()), norm(11), dense(9, nn.Tanh(), 11),
        Normalize(),
    ],
    {
        "3_Dense/model.safetensors": "dense.safetensors",
        "4_LayerNorm/model.safetensors": "norm-11.safetensors",
        "5_Dense/model.safetensors": "dense-9.safetensors",
    },
)

# -- Prompts and dimensions

prompts = {"query": "a question about flights: ", "passage": "passage ", "long": "crew " * 20}
for name, options in [
    ("default prompt", {}), ("named prompt", {"prompt_name": "passage"}),
    ("prompt of one's own", {"prompt": "the Crew said "}), ("no prompt", {"prompt": ""}),
    ("prompt as long as a text can be", {"prompt_name": "long"}),
]:
    settings = {"prompts": prompts, "default_prompt_name": "query"}
    add_saved(name, [Pooling(width, "mean")], settings=settings, **options)
    add_saved(
        name + ", not pooled", [Pooling(width, modes, include_prompt=False)], settings=settings,
        **options,
    )
add_saved("truncated", [Pooling(width, "mean"), Normalize()], settings={"truncate_dim": 7})
add_saved("not truncated", [Pooling(width, "mean")], settings={"truncate_dim": 700})
add_saved(
    "dot product", [Pooling(width, "mean")], settings={"similarity_fn_name": "dot"}
)

# -- Lower case over a tokenizer that keeps it

cased = json.loads((here / "tiny" / "tokenizer.json").read_text(encoding="utf-8"))
cased["normalizer"]["lowercase"] = False
cased_files = {
    "tokenizer.json": cased,
    "tokenizer_config.json": {
        "tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": False,
        "model_max_length": 12, "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
        "pad_token": "[PAD]", "mask_token": "[MASK]",
    },
}
old_modules = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]
normalize = {
    "idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"
}
old_pooling = {
    "word_embedding_dimension": width, "pooling_mode_cls_token": False,
    "pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": False,
    "pooling_mode_mean_sqrt_len_tokens": False,
}
plain = {"modules.json": old_modules, "1_Pooling/config.json": old_pooling}
add("cased", {**cased_files, **plain})
lower = {"sentence_bert_config.json": {"max_seq_length": 12, "do_lower_case": True}}
add("do_lower_case", {**cased_files, **plain, **lower})
assert cases[-1]["embeddings"] != cases[-2]["embeddings"]
with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as saved:
    for file in transformer_files:
        shutil.copy(here / "tiny" / file, place)
    for path, value in {**cased_files, **lower}.items():
        (pathlib.Path(place) / path).write_text(json.dumps(value), encoding="utf-8")
    Transformer.load(place).save(saved)
    names = ["tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json"]
    files = {
        name: json.loads((pathlib.Path(saved) / name).read_text(encoding="utf-8")) for name in names
    }
    assert files["tokenizer.json"]["normalizer"]["type"] == "Sequence"
    add("do_lower_case as version 6 saves it", {**files, **plain})
    assert cases[-1]["embeddings"] == cases[-2]["embeddings"]

# -- What earlier versions wrote

version_2 = {"__version__": {"sentence_transformers": "2.0.0", "transformers": "4.6.1"}}
length = {"sentence_bert_config.json": {"max_seq_length": 9, "do_lower_case": False}}
add("version 2", {
    **plain, **length, "config_sentence_transformers.json": version_2,
    "modules.json": old_modules + [normalize],
})
add(
    "version 1, a folder for the transformer",
    {
        "modules.json": [{**old_modules[0], "path": "0_Transformer"}, old_modules[1]],
        "1_Pooling/config.json": {**old_pooling, "pooling_mode_cls_token": True},
        "0_Transformer/sentence_distilbert_config.json": {"max_seq_length": 8},
        "config.json": {"__version__": "1.1.0"},
    },
    folder="0_Transformer",
)
add("version 3, several modes", {
    "modules.json": old_modules,
    "1_Pooling/config.json": {
        **old_pooling, "pooling_mode_max_tokens": True, "pooling_mode_weightedmean_tokens": True,
        "pooling_mode_lasttoken": True, "include_prompt": True,
    },
    "sentence_bert_config.json": {"max_seq_length": None, "do_lower_case": False},
    "config_sentence_transformers.json": {
        **version_2, "prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine",
    },
})
add("version 3, no mode", {
    "modules.json": old_modules,
    "1_Pooling/config.json": {**old_pooling, "pooling_mode_mean_tokens": False},
})
add(
    "version 4, a Dense",
    {
        "modules.json": old_modules + [
            {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}
        ],
        "1_Pooling/config.json": old_pooling,
        "2_Dense/config.json": {
            "in_features": width, "out_features": 11, "bias": True,
            "activation_function": "torch.nn.modules.activation.Tanh",
        },
    },
    {"2_Dense/model.safetensors": "dense.safetensors"},
)
path = "sentence_transformers.sentence_transformer.modules"
add("version 5.4", {
    "modules.json": [
        {**old_modules[0], "type": "sentence_transformers.base.modules.transformer.Transformer"},
        {**old_modules[1], "type": path + ".pooling.Pooling"},
        {**normalize, "type": path + ".normalize.Normalize"},
    ],
    "1_Pooling/config.json": {"embedding_dimension": width, "pooling_mode": ["max", "mean"]},
})
add("a transformer alone", {})

(target / "cases.json").write_text(
    json.dumps({"texts": texts, "cases": cases}, ensure_ascii=False, separators=(",", ":")),
    encoding="utf-8",
)
print(len(cases), "cases")
