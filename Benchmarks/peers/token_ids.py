"""The WordPiece tokens of labelled texts, at most 128 each, as JSON: {"ids": [[...], ...], "labels":
[...]}."""

import json
import pathlib

import tokenizers

import texts
import tool


def encode(directory, tweets):
    """The tokens of texts, by the tokenizer in a directory of Hugging Face's layout."""
    tokenizer = tokenizers.Tokenizer.from_file(str(pathlib.Path(directory) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    return [encoding.ids for encoding in tokenizer.encode_batch(tweets)]


def main():
    options = tool.options("data", "tokenizer", "output", repetitions=False)
    tweets, labels = texts.read(options.data)
    content = {"ids": encode(options.tokenizer, tweets), "labels": labels}
    pathlib.Path(options.output).write_text(json.dumps(content))
    tool.print_results(count=len(labels))


if __name__ == "__main__":
    main()
