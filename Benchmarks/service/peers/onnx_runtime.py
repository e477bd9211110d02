"""A DistilBERT in ONNX Runtime, dynamically quantised, with the tokens of Hugging Face's tokenizers."""

import json
import pathlib

import numpy as np
import onnxruntime
import tokenizers


class Classifier:
    def __init__(self, folder, threads):
        folder = pathlib.Path(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait take the cores from the server.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(folder / "int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(128)
        self.tokenizer.enable_padding()
        names = json.loads((folder / "config.json").read_text())["id2label"]
        self.labels = [names[str(index)] for index in range(len(names))]

    def predict(self, texts):
        """The label of each text and its probability."""
        encodings = self.tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        logits = self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        winners = shares.argmax(axis=1)
        return [(self.labels[winner], float(row[winner])) for winner, row in zip(winners, shares)]
