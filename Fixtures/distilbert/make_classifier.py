"""Writes a tiny classifier with its tokenizer, as Hugging Face's libraries save them, and its answers.

    python make_classifier.py

Needs torch 2.13.0, transformers 5.23.0 and tokenizers 0.23. classifier/ is the directory;
answers.json has texts, and for each the probabilities of the labels: `one` where a text has one label
(softmax), `several` where each label is on its own (sigmoid), and `cut` of its first 8 tokens.
"""

import json
import pathlib
import shutil

import torch
from tokenizers import BertWordPieceTokenizer
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertTokenizerFast,
    DistilBertConfig,
    DistilBertForSequenceClassification,
)

here = pathlib.Path(__file__).parent
folder = here / "classifier"
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()
texts = [
    "Great flight, lovely crew!",
    "",
    "Two hours late AGAIN and nobody at the gate :(",
    "  white\tspace \n everywhere  ",
    "not bad... not good either, naïve café",
    "We lost our luggage, then the crew lost it too, then the gate was late, then it was not lovely.",
    "東京 and emoji 😍😍 @you #never https://t.co/x",
]
tokenizer = BertWordPieceTokenizer(lowercase=True)
tokenizer.train_from_iterator(texts[:6], vocab_size=120, min_frequency=1, show_progress=False)
tokenizer.save_model(str(folder))
BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)

torch.manual_seed(2)
labels = {0: "bad", 1: "neither", 2: "good"}
config = DistilBertConfig(
    vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=32, dim=8, n_layers=2, n_heads=2,
    hidden_dim=16, id2label=labels, label2id={name: number for number, name in labels.items()},
)
model = DistilBertForSequenceClassification(config)
with torch.no_grad():
    for parameter in model.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.3)
model.save_pretrained(folder)

model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
tokenizer = AutoTokenizer.from_pretrained(folder)


def logits(text, length):
    with torch.no_grad():
        return model(**tokenizer(text, truncation=True, max_length=length, return_tensors="pt")).logits[0]


answers = [
    {
        "text": text,
        "one": logits(text, 32).softmax(0).tolist(),
        "several": logits(text, 32).sigmoid().tolist(),
        "cut": logits(text, 8).softmax(0).tolist(),
    }
    for text in texts
]
(here / "answers.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")
