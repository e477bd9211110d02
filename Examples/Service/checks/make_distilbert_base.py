"""Makes a DistilBERT as large as distilbert-base-uncased, with random weights, to be measured and not to be right.

    python make_distilbert_base.py DIRECTORY [LABEL ...]

It needs nothing but Python: `quantize --model DIRECTORY` reads it, as it reads any directory of Hugging Face's.
"""

import array
import json
import pathlib
import random
import struct
import sys

WORDS, POSITIONS, WIDTH, HIDDEN, LAYERS, HEADS = 30_522, 512, 768, 3_072, 6, 12


def tensors(labels):
    """The names of the tensors, with their shapes and what they hold."""
    yield "distilbert.embeddings.word_embeddings.weight", (WORDS, WIDTH), "random"
    yield "distilbert.embeddings.position_embeddings.weight", (POSITIONS, WIDTH), "random"
    yield from norm("distilbert.embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"distilbert.transformer.layer.{layer}"
        for part in ("q_lin", "k_lin", "v_lin", "out_lin"):
            yield from linear(f"{name}.attention.{part}", WIDTH, WIDTH)
        yield from norm(f"{name}.sa_layer_norm")
        yield from linear(f"{name}.ffn.lin1", HIDDEN, WIDTH)
        yield from linear(f"{name}.ffn.lin2", WIDTH, HIDDEN)
        yield from norm(f"{name}.output_layer_norm")
    yield from linear("pre_classifier", WIDTH, WIDTH)
    yield from linear("classifier", labels, WIDTH)


def linear(name, outputs, inputs):
    yield name + ".weight", (outputs, inputs), "random"
    yield name + ".bias", (outputs,), 0.0


def norm(name):
    yield name + ".weight", (WIDTH,), 1.0
    yield name + ".bias", (WIDTH,), 0.0


def main():
    directory, labels = pathlib.Path(sys.argv[1]), sys.argv[2:] or ["negative", "positive"]
    directory.mkdir(parents=True, exist_ok=True)
    config = {
        "model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"], "vocab_size": WORDS,
        "max_position_embeddings": POSITIONS, "sinusoidal_pos_embds": False, "n_layers": LAYERS, "n_heads": HEADS,
        "dim": WIDTH, "hidden_dim": HIDDEN, "dropout": 0.1, "attention_dropout": 0.1, "activation": "gelu",
        "qa_dropout": 0.1, "seq_classif_dropout": 0.2, "initializer_range": 0.02, "pad_token_id": 0,
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "label2id": {label: number for number, label in enumerate(labels)},
    }
    (directory / "config.json").write_text(json.dumps(config, indent=2))
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [before + chr(code) for before in ("", "##") for code in range(33, 127) if not chr(code).isupper()]
    draw = random.Random(1)
    words = dict.fromkeys(special + letters)
    while len(words) < WORDS:
        word = "".join(draw.choices("etaoinshrdlu", k=draw.randint(2, 6)))
        words[draw.choice(["", "##"]) + word] = None
    (directory / "vocab.txt").write_text("".join(word + "\n" for word in words))
    (directory / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "DistilBertTokenizer", "do_lower_case": True, "model_max_length": POSITIONS}))

    # One million numbers again and again are as good as others here.
    block = array.array("f", (draw.gauss(0, 0.02) for _ in range(1_000_003)))
    header, offset, all_tensors = {}, 0, list(tensors(len(labels)))
    for name, shape, _ in all_tensors:
        size = 4
        for count in shape:
            size *= count
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps({"__metadata__": {"format": "pt"}} | header).encode()
    text += b" " * (-len(text) % 8)
    with open(directory / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        place = 0
        for name, _, content in all_tensors:
            begin, end = header[name]["data_offsets"]
            count = (end - begin) // 4
            if content != "random":
                file.write(array.array("f", [content]) * count)
                continue
            while count > 0:
                part = block[place:place + count]
                file.write(part)
                count -= len(part)
                place = (place + len(part)) % len(block)


if __name__ == "__main__":
    main()
