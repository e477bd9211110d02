"""Whether directories of many makes answer as with transformers and sentence-transformers, or are refused.

    pip install -r Benchmarks/requirements.txt
    swift build -c release --package-path Examples
    python Benchmarks/peers/directories.py "$(swift build -c release --package-path Examples --show-bin-path)"

Makes tiny models with drawn weights in a temporary folder, asks `classify` or `embed` and the peer for the
same texts, and prints for each make the largest difference of a probability or of a number of an embedding,
or why it was refused; 0 where the peers refuse a model of 8 bits that Swiftlet wrote. Ends with status 1
where a difference is above 1e-5, where a make that the peer answers is refused though it should not be, or
answered though it should be refused. Words after the folder of the programs pick the makes whose names hold
one of them.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense, Dropout, LayerNorm, Normalize, Pooling, Transformer,
)
from tokenizers import (
    AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers,
)
from torch import nn

MOST = 1e-5
SENTENCES = """
the flight was late again and nobody at the gate told us why
Great crew, thank you so much for the upgrade!
my bag never arrived and the desk is closed
I would fly with them again, on time and friendly
worst boarding ever @airline #fail
Le vol était à l'heure, merci beaucoup à l'équipe
Der Flug war pünktlich und günstig, schöne Grüße
""".strip().splitlines()
TEXTS = SENTENCES + [
    "x", "LATE LATE LATE", "naïve CAFÉ cafe\u0301 ﬁne Ⅳ", "  two  blanks\tand tabs ", "[USER] <url> 😍 ΩΩ",
    "word " * 40, "<s>not a mark</s> [SEP] <mask>",
]
FAMILIES = {
    "distilbert": "DistilBert", "bert": "Bert", "roberta": "Roberta", "xlm-roberta": "XLMRoberta",
    "camembert": "Camembert",
}
MAKES = []


def make(name, kind, refused=False):
    """Adds a make: a function that fills a folder. `refused` are those that Swiftlet is to refuse."""
    def add(build):
        MAKES.append((name, kind, build, refused))
        return build

    return add


# -- Tokenizers


def trained(model, trainer, **parts):
    tokenizer = Tokenizer(model)
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    tokenizer.train_from_iterator(SENTENCES * 5, trainer)
    return tokenizer


def wordpiece(lowercase=True, special=("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")):
    tokenizer = trained(
        models.WordPiece(unk_token="[UNK]"),
        trainers.WordPieceTrainer(vocab_size=180, special_tokens=list(special), show_progress=False),
        normalizer=normalizers.BertNormalizer(lowercase=lowercase),
        pre_tokenizer=pre_tokenizers.BertPreTokenizer(), decoder=decoders.WordPiece(),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return tokenizer


ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def bytepair():
    tokenizer = trained(
        models.BPE(),
        trainers.BpeTrainer(
            vocab_size=330, special_tokens=ROBERTA, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=False), decoder=decoders.ByteLevel(),
    )
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def unigram(first=ROBERTA):
    tokenizer = trained(
        models.Unigram(),
        trainers.UnigramTrainer(
            vocab_size=200, special_tokens=list(first), unk_token="<unk>", show_progress=False,
        ),
        pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
        decoder=decoders.Metaspace(),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("<s>", "</s>")],
    )
    return tokenizer


TOKENIZERS = {
    "distilbert": (wordpiece(), "DistilBertTokenizer"), "bert": (wordpiece(), "BertTokenizer"),
    "roberta": (bytepair(), "RobertaTokenizer"), "xlm-roberta": (unigram(), "XLMRobertaTokenizer"),
    "camembert": (unigram(["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>", "<mask>"]),
                  "CamembertTokenizer"),
}
CASED = wordpiece(lowercase=False)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def change(path, **members):
    """Sets members of a file; those that are `...` go."""
    value = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, member in members.items():
        value.pop(name, None)
        if member is not ...:
            value[name] = member
    write(path, value)


def names(family):
    if family in ("bert", "distilbert"):
        kinds = {"unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]", "mask": "[MASK]"}
    else:
        kinds = {"bos": "<s>", "eos": "</s>", "unk": "<unk>", "cls": "<s>", "sep": "</s>", "pad": "<pad>",
                 "mask": "<mask>"}
    return {kind + "_token": name for kind, name in kinds.items()}


def save_tokenizer(folder, family, tokenizer=None, **settings):
    found, kind = TOKENIZERS[family]
    (tokenizer or found).save(str(folder / "tokenizer.json"))
    write(folder / "tokenizer_config.json", {"tokenizer_class": kind, **names(family), **settings})


# -- Models


def drawn(model):
    """Draws every weight anew, so that no part of a model is one that does nothing."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm.weight" not in name.lower():
                parameter.copy_(torch.randn_like(parameter) * 0.25)
            else:
                parameter.copy_(1 + torch.randn_like(parameter) * 0.1)
    return model.eval()


def configuration(family, **members):
    sizes = (
        dict(dim=24, n_layers=2, n_heads=4, hidden_dim=40) if family == "distilbert"
        else dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40)
    )
    special = {} if family in ("bert", "distilbert") else dict(pad_token_id=1, bos_token_id=0, eos_token_id=2)
    common = dict(vocab_size=400, max_position_embeddings=40, num_labels=3)
    return getattr(transformers, FAMILIES[family] + "Config")(**(common | sizes | special | members))


def model(folder, family, head="ForSequenceClassification", dtype=None, shards=None, tokenizer=None, settings={},
          **members):
    """Saves a model with its tokenizer."""
    torch.manual_seed(sum(map(ord, str(members) + family)))
    made = drawn(getattr(transformers, FAMILIES[family] + head)(configuration(family, **members)))
    (made.to(dtype) if dtype else made).save_pretrained(folder, **({"max_shard_size": shards} if shards else {}))
    save_tokenizer(folder, family, tokenizer, **settings)


def weights(folder, function):
    """Replaces the tensors of a model's file."""
    path = folder / "model.safetensors"
    tensors = {name: value.contiguous() for name, value in function(load_file(path)).items()}
    save_file(tensors, path, metadata={"format": "pt"})


# -- Classifiers

ACTIVATIONS = ["gelu_new", "gelu_pytorch_tanh", "gelu_python", "relu", "silu", "tanh"]


def classifier(name, family, refused=False, after=None, **options):
    @make(name, "classify", refused)
    def build(folder):
        model(folder, family, **options)
        if after:
            after(folder)


def config(**members):
    return lambda folder: change(folder / "config.json", **members)


for family in FAMILIES:
    classifier(f"{family}", family)
    classifier(f"{family}, two labels in float16", family, num_labels=2, dtype=torch.float16)
    classifier(f"{family}, shards", family, shards="8KB")
    classifier(f"{family}, several labels", family, num_labels=4, problem_type="multi_label_classification")
    classifier(f"{family}, regression", family, num_labels=1, refused=True)
    classifier(f"{family}, no head", family, head="Model", refused=True)
    member = "activation" if family == "distilbert" else "hidden_act"
    for activation in ACTIVATIONS if family == "bert" else ACTIVATIONS[:1]:
        classifier(f"{family}, {activation}", family, **{member: activation})
    classifier(f"{family}, mish", family, refused=True, **{member: "mish"})
    classifier(f"{family}, layer_norm_eps", family, after=config(layer_norm_eps=0.1))
    classifier(f"{family}, texts of 9 tokens", family, settings={"model_max_length": 9})
    classifier(f"{family}, PreTrainedTokenizerFast", family, settings={"tokenizer_class": "PreTrainedTokenizerFast"})
    classifier(f"{family}, class of the model", family, settings={"tokenizer_class": None})
classifier("bert, one head of bfloat16", "bert", num_attention_heads=1, dtype=torch.bfloat16)
classifier("bert, 8 heads and 3 layers", "bert", num_attention_heads=8, num_hidden_layers=3)
classifier("distilbert, sinusoidal positions", "distilbert", sinusoidal_pos_embds=True)
for count in (1, 4):
    classifier(f"bert, {count} token types", "bert", type_vocab_size=count)
    classifier(f"roberta, {count} token types", "roberta", type_vocab_size=count)
for padding in (0, 3):
    classifier(f"roberta, positions behind {padding}", "roberta", pad_token_id=padding)
classifier("bert, names of gamma and beta", "bert", after=lambda folder: weights(folder, lambda tensors: {
    name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): value
    for name, value in tensors.items()
}))
classifier("bert, relative positions", "bert", refused=True, after=config(position_embedding_type="relative_key"))
classifier("bert, decoder", "bert", refused=True, after=config(is_decoder=True))


def pickled(folder):
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


classifier("bert, pytorch_model.bin alone", "bert", refused=True, after=pickled)

labels = {"0": "bad", "1": "so so", "2": "good"}
for name, members in {
    "label2id left": dict(id2label=labels, label2id={"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2}),
    "label2id of texts": dict(id2label=labels, label2id={"bad": "0", "so so": "1", "good": "2"}),
    "names in another order": dict(id2label=dict(reversed(labels.items())), label2id=...),
    "names that are integers": dict(id2label={"0": 0, "1": 1, "2": 2}, label2id=...),
    "num_labels alone": dict(id2label=..., label2id=..., num_labels=3),
    "names that are null": dict(id2label=None, label2id=None, num_labels=3),
}.items():
    classifier(f"bert, {name}", "bert", after=config(**members))
classifier("bert, doubled names", "bert", refused=True, after=config(id2label=labels | {"2": "bad"}, label2id=...))
classifier("bert, num_labels beside two names", "bert", refused=True,
           after=config(id2label={"0": "bad", "1": "good"}, label2id=..., num_labels=3))
classifier("bert, no names of three", "bert", refused=True, after=config(id2label=..., label2id=...))
for other in ("deberta-v2", "electra", "albert", "mpnet", "modernbert"):
    classifier(f"{other} as a type", "bert", refused=True, after=config(model_type=other))


def adapter(folder):
    (folder / "model.safetensors").unlink()
    write(folder / "adapter_config.json", {"peft_type": "LORA"})


classifier("bert, an adapter alone", "bert", refused=True, after=adapter)

# -- Classifiers with other tokenizers


def vocabulary(tokenizer, **files):
    """Leaves vocab.txt in the place of tokenizer.json."""
    def after(folder):
        (folder / "tokenizer.json").unlink()
        tokens = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)
        (folder / "vocab.txt").write_text("".join(token + "\n" for token in tokens), encoding="utf-8")
        for name, value in files.items():
            write(folder / (name + ".json"), value)

    return after


count = CASED.get_vocab_size()
more = {"[USER]": count, "<url>": count + 1}
classifier("bert, vocab.txt", "bert", after=vocabulary(TOKENIZERS["bert"][0]))
classifier("bert, vocab.txt, cased", "bert", after=vocabulary(CASED), settings={"do_lower_case": False})
classifier("bert, vocab.txt and added_tokens.json", "bert", after=vocabulary(CASED, added_tokens=more),
           settings={"do_lower_case": False})
classifier("bert, vocab.txt and special_tokens_map.json", "bert", after=vocabulary(
    CASED, special_tokens_map={"additional_special_tokens": ["[USER]"], "mask_token": {
        "content": "[MASK]", "single_word": False, "lstrip": True, "rstrip": False, "normalized": False}}))
for kind in ("BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "PreTrainedTokenizerFast"):
    classifier(f"bert, {kind}: cased beside a file in lower case", "bert",
               settings={"tokenizer_class": kind, "do_lower_case": False})
    classifier(f"bert, {kind}: nothing beside a cased file", "bert", tokenizer=CASED,
               settings={"tokenizer_class": kind})
    classifier(f"bert, {kind}: accents", "bert", tokenizer=CASED,
               settings={"tokenizer_class": kind, "do_lower_case": False, "strip_accents": True,
                         "tokenize_chinese_chars": False})


def normalizing(family, normalizer):
    tokenizer = Tokenizer.from_str(TOKENIZERS[family][0].to_str())
    tokenizer.normalizer = normalizer
    return tokenizer


for form in ("NFC", "NFD", "NFKC", "NFKD"):
    for family, kind in (("roberta", "PreTrainedTokenizerFast"), ("xlm-roberta", "PreTrainedTokenizerFast"),
                         ("roberta", "RobertaTokenizer"), ("xlm-roberta", "XLMRobertaTokenizer")):
        classifier(f"{family}, {form}, {kind}", family, settings={"tokenizer_class": kind}, tokenizer=normalizing(
            family, normalizers.Sequence([getattr(normalizers, form)(), normalizers.Lowercase()])))
classifier("bert, NFKC before BERT's normalizer, PreTrainedTokenizerFast", "bert", refused=True,
           settings={"tokenizer_class": "PreTrainedTokenizerFast"}, tokenizer=normalizing(
               "bert", normalizers.Sequence([normalizers.NFKC(), normalizers.BertNormalizer()])))
classifier("bert, Lowercase before BERT's normalizer, PreTrainedTokenizerFast", "bert",
           settings={"tokenizer_class": "PreTrainedTokenizerFast"}, tokenizer=normalizing(
               "bert", normalizers.Sequence([normalizers.Lowercase(), normalizers.BertNormalizer(lowercase=False)])))


def merges(folder):
    whole = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    (folder / "tokenizer.json").unlink()
    write(folder / "vocab.json", whole["vocab"])
    lines = [" ".join(pair) if isinstance(pair, list) else pair for pair in whole["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n", encoding="utf-8")


classifier("roberta, vocab.json and merges.txt", "roberta", after=merges)
classifier("roberta, vocab.json and merges.txt, class of the model", "roberta", after=merges,
           settings={"tokenizer_class": None, "add_prefix_space": True})
classifier("roberta, add_prefix_space", "roberta", settings={"add_prefix_space": True})
classifier("xlm-roberta, no prefix", "xlm-roberta", settings={"add_prefix_space": False})


def sentencepiece(folder):
    (folder / "tokenizer.json").unlink()
    rules = pathlib.Path(__file__).resolve().parents[2] / "Fixtures/unigram/rules.model"
    shutil.copy(rules, folder / "sentencepiece.bpe.model")


for family in ("xlm-roberta", "camembert"):
    classifier(f"{family}, sentencepiece.bpe.model", family, after=sentencepiece, vocab_size=510)
classifier("xlm-roberta, sentencepiece.bpe.model, class of the model", "xlm-roberta", after=sentencepiece,
           vocab_size=510, settings={"tokenizer_class": None})
for family in ("bert", "roberta", "xlm-roberta"):
    added = Tokenizer.from_str(TOKENIZERS[family][0].to_str())
    added.add_tokens([AddedToken("<url>"), AddedToken("late", single_word=True)])
    added.add_special_tokens([AddedToken("[USER]", lstrip=True)])
    for kind in (TOKENIZERS[family][1], "PreTrainedTokenizerFast"):
        classifier(f"{family}, added tokens, {kind}", family, tokenizer=added, settings={"tokenizer_class": kind})
classifier("bert, more tokens than rows", "bert", refused=True, vocab_size=100)

# -- Sentence encoders

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]
OLD_POOLING = {
    "word_embedding_dimension": 24, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
    "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False,
}


def encoder(name, family, modules=(), refused=False, after=None, saves=True, settings={}, length=12, prompt=None,
            lower=False, **options):
    """A make of a sentence encoder: saved by the peer with `modules`, or as its folder stands."""
    @make(name, "embed" if prompt is None else f"embed:{prompt}", refused)
    def build(folder):
        if not saves:
            model(folder, family, head="Model", **options)
        else:
            with tempfile.TemporaryDirectory() as place:
                place = pathlib.Path(place)
                model(place, family, head="Model", **options)
                torch.manual_seed(4)
                transformer = Transformer(str(place), max_seq_length=length, do_lower_case=lower)
                made = SentenceTransformer(
                    modules=[transformer, *(module() for module in modules)], device="cpu", **settings
                )
                made.save(str(folder), create_model_card=False)
        if after:
            after(folder)


def pooling(*modes, **options):
    return lambda: Pooling(24, modes if len(modes) > 1 else modes[0], **options)


def dense(inputs, outputs, **options):
    return lambda: drawn(Dense(inputs, outputs, **options))


def norm(size):
    return lambda: drawn(LayerNorm(size))


for family in FAMILIES:
    encoder(f"{family}: mean, normalized", family, [pooling("mean"), Normalize])
    encoder(f"{family}: cls, lower case", family, [pooling("cls")], lower=True)
    if family in ("distilbert", "bert"):
        # The peer takes two tokens too many for the others, and fails on long texts.
        encoder(f"{family}: a transformer alone", family, saves=False, settings={"model_max_length": 20})
    encoder(f"{family}: prompts that are not pooled", family, [pooling("mean", "max", include_prompt=False)],
            settings={"prompts": {"query": "a query: ", "none": ""}, "default_prompt_name": "query"})
for mode in Pooling.POOLING_MODES:
    encoder(f"bert: {mode}", "bert", [pooling(mode)])
    encoder(f"roberta: {mode} and mean", "roberta", [pooling(*dict.fromkeys((mode, "mean")))])
for activation in (nn.Tanh, nn.Identity, nn.ReLU, nn.GELU, nn.Sigmoid, nn.SiLU):
    encoder(f"bert: Dense with {activation.__name__}", "bert",
            [pooling("mean"), dense(24, 7, activation_function=activation())])
encoder("bert: Dense with Mish", "bert", [pooling("mean"), dense(24, 7, activation_function=nn.Mish())], refused=True)
encoder("bert: Dense without bias", "bert", [pooling("mean", "cls"), dense(48, 30, bias=False)])
encoder("bert: LayerNorm", "bert", [pooling("mean"), norm(24)])
encoder("xlm-roberta: many modules", "xlm-roberta",
        [pooling("mean"), lambda: Dropout(0.2), dense(24, 11), norm(11), Normalize])
encoder("bert: truncate_dim", "bert", [pooling("mean"), Normalize], settings={"truncate_dim": 5})
encoder("roberta: named prompt", "roberta", [pooling("mean")], prompt="query",
        settings={"prompts": {"query": "a query: ", "passage": "p "}})
encoder("roberta: shards", "roberta", [pooling("mean")], after=lambda folder: (
    (folder / "model.safetensors").unlink(),
    drawn(transformers.RobertaModel(configuration("roberta"), add_pooling_layer=False)).save_pretrained(
        folder, max_shard_size="8KB"),
))


def old(names=MODULES, pooling=OLD_POOLING, **files):
    """The layout of version 2."""
    def after(folder):
        write(folder / "modules.json", names)
        write(folder / "1_Pooling/config.json", pooling)
        for name, value in files.items():
            write(folder / (name + ".json"), value)

    return after


for family in ("bert", "xlm-roberta"):
    encoder(f"{family}: layout of version 2", family, saves=False, after=old(
        sentence_bert_config={"max_seq_length": 9, "do_lower_case": False},
        config_sentence_transformers={"__version__": {"sentence_transformers": "2.0.0"}}))
    encoder(f"{family}: layout of version 2, lower case", family, saves=False, after=old(
        sentence_bert_config={"max_seq_length": 9, "do_lower_case": True}))
encoder("roberta: as long as there are rows", "roberta", saves=False, after=old(
    sentence_bert_config={"max_seq_length": 38, "do_lower_case": False}))
encoder("distilbert: flags of several poolings", "distilbert", saves=False, after=old(
    pooling=OLD_POOLING | {"pooling_mode_max_tokens": True, "pooling_mode_lasttoken": True},
    sentence_distilbert_config={"max_seq_length": 9}))


def folders(folder):
    """The layout of version 1, with the transformer in a folder of its own."""
    inner = folder / "0_Transformer"
    inner.mkdir()
    for path in [path for path in folder.iterdir() if path.is_file()]:
        path.rename(inner / path.name)
    old([{**MODULES[0], "path": "0_Transformer"}, MODULES[1]])(folder)


encoder("bert: layout of version 1", "bert", saves=False, after=folders, settings={"model_max_length": 16})
encoder("bert: no pooling", "bert", saves=False, refused=True, after=old(MODULES[:1]))
encoder("bert: words without a transformer", "bert", saves=False, refused=True, after=old(
    [{**MODULES[0], "type": "sentence_transformers.models.BoW"}, MODULES[1]]))
encoder("bert: a pooling that is not known", "bert", saves=False, refused=True, after=old(
    pooling=OLD_POOLING | {"pooling_mode_median_tokens": True}))


def pickled_dense(folder):
    old(MODULES + [{"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}])(folder)
    write(folder / "2_Dense/config.json", {
        "in_features": 24, "out_features": 5, "bias": True,
        "activation_function": "torch.nn.modules.activation.Tanh",
    })
    torch.save(drawn(Dense(24, 5)).state_dict(), folder / "2_Dense/pytorch_model.bin")


encoder("bert: Dense as pytorch_model.bin", "bert", saves=False, refused=True, after=pickled_dense)

# -- Models of 8 bits, which the peers are to refuse

for family in FAMILIES:
    @make(f"{family} in 8 bits, for the peers", "int8")
    def build(folder, family=family):
        model(folder.with_name("floats"), family)
        subprocess.run(
            [PROGRAMS / "quantize", "--model", folder.with_name("floats"), "--output", folder], check=True,
            capture_output=True,
        )


def refused_by_peers(folder):
    """0 where each of the peers' ways to load a folder fails, else infinity."""
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["architectures"][0]
    for load in (
        getattr(transformers, kind).from_pretrained, transformers.AutoModel.from_pretrained,
        transformers.AutoModelForSequenceClassification.from_pretrained, SentenceTransformer,
    ):
        try:
            load(str(folder))
        except (OSError, ValueError):
            continue
        return float("inf")
    return 0.0


# -- Answers


def program(command, folder, options=()):
    """The objects that a program writes, or why it refuses."""
    flag = "--model" if command == "classify" else "--encoder"
    lines = "".join(json.dumps(text, ensure_ascii=False)[1:-1].replace("\\t", "\t").replace('\\"', '"') + "\n"
                    for text in TEXTS)
    done = subprocess.run(
        [PROGRAMS / command, flag, folder, *options], input=lines, encoding="utf-8", capture_output=True
    )
    if done.returncode:
        return None, done.stderr.strip().splitlines()[0].replace(str(folder), "").removeprefix("Error: ")
    return [json.loads(line) for line in done.stdout.splitlines()], None


def peer_classifier(folder):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    found = transformers.AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    settings = found.config
    offset = 0 if settings.model_type in ("bert", "distilbert") else settings.pad_token_id + 1
    length = min(tokenizer.model_max_length, settings.max_position_embeddings - offset)
    rows = []
    for text in TEXTS:
        tokens = tokenizer(text, truncation=True, max_length=length, return_tensors="pt")
        with torch.no_grad():
            logits = found(tokens["input_ids"], attention_mask=tokens["attention_mask"]).logits[0]
        several = settings.problem_type == "multi_label_classification"
        rows.append((logits.sigmoid() if several else logits.softmax(-1)).tolist())
    return numpy.array(rows), [str(settings.id2label[index]) for index in range(settings.num_labels)]


def compared(kind, folder):
    """The largest difference, or why Swiftlet or the peer refuses."""
    if kind == "int8":
        return refused_by_peers(folder), None
    if kind == "classify":
        answers, refusal = program("classify", folder)
    else:
        prompt = kind.partition(":")[2] or None
        answers, refusal = program("embed", folder, ["--prompt", prompt] if prompt else [])
    if refusal:
        return None, refusal
    if kind == "classify":
        expected, labels = peer_classifier(folder)
        found = numpy.array([[answer["probabilities"][label] for label in labels] for answer in answers])
    else:
        expected = SentenceTransformer(str(folder), device="cpu").encode(TEXTS, batch_size=1, prompt_name=prompt)
        found = numpy.array(answers)
    return float(numpy.abs(found - expected).max()), None


def main():
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    chosen = [
        (name, *rest) for name, *rest in MAKES
        if not WORDS or any(word in name for word in WORDS)
    ]
    wrong = []
    width = max(len(name) for name, *_ in chosen)
    for name, kind, build, is_refused in chosen:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place) / "model"
            if kind != "int8":
                folder.mkdir()
            build(folder)
            try:
                difference, refusal = compared(kind, folder)
            except Exception as error:
                difference, refusal = None, None
                text = f"the peer fails: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
            else:
                text = f"{difference:.1e}" if refusal is None else "refused: " + refusal
        is_right = (refusal is not None) if is_refused else (difference is not None and difference <= MOST)
        if not is_right:
            wrong.append(name)
        print(f"{name:{width}}  {'' if is_right else 'WRONG '}{text}", flush=True)
    print(f"{len(chosen)} makes, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    PROGRAMS, WORDS = options.programs, options.words
    main()
