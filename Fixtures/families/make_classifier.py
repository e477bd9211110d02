"""Writes a tiny RoBERTa classifier with its byte-level BPE tokenizer, and what Transformers says of texts.

    python make_classifier.py                   writes the fixture
    python make_classifier.py --check FOLDER    compares what Swiftlet saved of it

Needs torch 2.13.0 and transformers 5.23.0, and the tokenizer of ../bytepair/decoder. classifier/ is the
directory, with a `model_max_length` of 12, which is below the model's positions; answers.json has texts,
and for each the scores of the labels by the text-classification pipeline with truncation.
"""

import json
import pathlib
import shutil
import sys

import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    RobertaConfig,
    RobertaForSequenceClassification,
    pipeline,
)

here = pathlib.Path(__file__).parent
folder = here / "classifier"
labels = {0: "negative", 1: "neutral", 2: "positive"}
texts = [
    "Great flight, lovely crew!",
    "",
    "Two hours late AGAIN and nobody at the gate :(",
    "  white\tspace \n everywhere  ",
    "not bad... not good either, naïve café",
    "We lost our luggage, then the crew lost it too, then the gate was late, then it was not lovely.",
    "東京 and emoji 😍😍 @you #never https://t.co/x",
]


def write():
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    source = here.parent / "bytepair" / "decoder"
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(source / name, folder / name)
    settings = json.loads((source / "tokenizer_config.json").read_text())
    settings["model_max_length"] = 12
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    tokenizer = AutoTokenizer.from_pretrained(folder)

    torch.manual_seed(3)
    config = RobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=34, hidden_size=8, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=16, type_vocab_size=1, layer_norm_eps=1e-5,
        pad_token_id=tokenizer.pad_token_id, id2label=labels,
    )
    model = RobertaForSequenceClassification(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.4)
    model.save_pretrained(folder)


def answers(path):
    classify = pipeline(
        "text-classification",
        model=AutoModelForSequenceClassification.from_pretrained(path).eval(),
        tokenizer=AutoTokenizer.from_pretrained(path),
        top_k=None,
    )
    result = []
    for text in texts:
        scores = {score["label"]: score["score"] for score in classify([text], truncation=True)[0]}
        result.append({"text": text, "scores": [scores[label] for label in labels.values()]})
    return result


if len(sys.argv) == 3 and sys.argv[1] == "--check":
    wanted = json.loads((here / "answers.json").read_text())
    distance = max(
        abs(a - b)
        for found, answer in zip(answers(sys.argv[2]), wanted)
        for a, b in zip(found["scores"], answer["scores"])
    )
    print(f"{distance:.1e}")
    sys.exit(distance > 1e-5)
write()
(here / "answers.json").write_text(json.dumps(answers(folder), ensure_ascii=False, indent=1) + "\n")
