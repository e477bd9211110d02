"""DistilBERT in PyTorch, ONNX Runtime, CTranslate2 and OpenVINO; RoBERTa in the first two.

`prepare` makes the model that all sides run: DistilBERT-base's shape, or that of DistilRoBERTa where the
tokenizer is a byte-level BPE, with random weights, as a Hugging Face directory, and what the engines make
of it; and the tokens that they run on, as JSON: one text of 32 and one of 128 random tokens, 512 tweets,
and labelled tweets to fine-tune on. `run` times one engine. `calibrate` exports a classifier of its own
and quantises it in both ways. `serve` answers each line with one, as a service with ONNX Runtime does.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys

import numpy as np

import tool

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
#: Texts of similar length go together, this many at a time.
BATCH = 32


def write_tokens(options):
    import texts
    import token_ids

    options.model.mkdir(parents=True, exist_ok=True)
    tweets, labels = texts.read(options.data)
    order = np.random.default_rng(0).permutation(len(tweets))[:2_000]
    ids = token_ids.encode(options.tokenizer, [tweets[i] for i in order])
    generator = np.random.default_rng(1)
    files = {f"text{n}": [generator.integers(1_000, 30_000, n).tolist()] for n in (32, 128)}
    files["tweets"] = ids[:512]
    files["examples"] = {"ids": ids, "labels": [int(labels[i]) for i in order]}
    for name, content in files.items():
        (options.model / f"{name}.json").write_text(json.dumps(content))


def prepare(options):
    import torch
    import transformers

    folder = options.model
    write_tokens(options)
    if (folder / "prepared").exists():
        return tool.print_results()
    torch.manual_seed(0)
    labels = ["negative", "positive"]
    names = {"id2label": dict(enumerate(labels)), "label2id": {label: i for i, label in enumerate(labels)}}
    tokenizer = json.loads((options.tokenizer / "tokenizer.json").read_text())
    is_roberta = tokenizer["model"]["type"] == "BPE"
    if is_roberta:
        configuration = transformers.RobertaConfig(
            num_hidden_layers=6, max_position_embeddings=514, type_vocab_size=1, **names
        )
    else:
        configuration = transformers.DistilBertConfig(**names)
    model = transformers.AutoModelForSequenceClassification.from_config(configuration).eval()
    # Random biases and normalisations, so that nothing that is forgotten goes unnoticed.
    for name, value in model.named_parameters():
        if value.dim() == 1:
            value.data.normal_(1.0 if "norm.weight" in name.lower() else 0.0, 0.05)
    model.save_pretrained(folder)
    for path in ("vocab.txt", "tokenizer.json", "tokenizer_config.json"):
        if (options.tokenizer / path).exists():
            shutil.copy(options.tokenizer / path, folder / path)

    import ctranslate2

    export(model, folder)
    for precision in () if is_roberta else ("float32", "int8"):
        ctranslate2.converters.TransformersConverter(str(folder)).convert(
            str(folder / f"ctranslate2-{precision}"), quantization=precision, force=True
        )
    (folder / "prepared").touch()
    tool.print_results()


def export(model, folder):
    """Writes a classifier as float32.onnx, and quantised dynamically as int8.onnx."""
    import onnxruntime.quantization
    import torch

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    ids = torch.randint(1_000, 30_000, (2, 32))
    axes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        Logits(), (ids, torch.ones_like(ids)), str(folder / "float32.onnx"),
        input_names=["input_ids", "attention_mask"], output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "texts"}},
        opset_version=17, dynamo=False,
    )
    onnxruntime.quantization.quantize_dynamic(
        folder / "float32.onnx", folder / "int8.onnx", per_channel=True
    )


def calibrate(options):
    """Exports a classifier, and quantises it dynamically and statically: static.onnx, by the least and
    the greatest number of each tensor that a MatMul or Gemm reads, over the texts of `--ids`."""
    import onnxruntime.quantization as quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process
    from transformers import AutoModelForSequenceClassification

    folder = options.output
    folder.mkdir(parents=True, exist_ok=True)
    export(AutoModelForSequenceClassification.from_pretrained(options.model).eval(), folder)
    quant_pre_process(folder / "float32.onnx", folder / "prepared.onnx", skip_symbolic_shape=True)
    texts = iter(json.loads(options.ids.read_text()))

    class Reader(quantization.CalibrationDataReader):
        def get_next(self):
            ids = next(texts, None)
            if ids is None:
                return None
            ids = np.array([ids], np.int64)
            return {"input_ids": ids, "attention_mask": np.ones_like(ids)}

    # Unsigned activations and signed weights are the one pair that VNNI multiplies.
    quantization.quantize_static(
        folder / "prepared.onnx", folder / "static.onnx", Reader(),
        quant_format=quantization.QuantFormat.QDQ, per_channel=True,
        activation_type=quantization.QuantType.QUInt8, weight_type=quantization.QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
        calibrate_method=quantization.CalibrationMethod.MinMax,
    )
    tool.print_results()


class PyTorch:
    def __init__(self, folder, precision):
        import torch
        from transformers import AutoModelForSequenceClassification

        torch.set_num_threads(THREADS)
        self.torch = torch
        model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
        if precision == "int8":
            model = torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear}, torch.qint8)
        if precision == "bfloat16":
            model = model.to(torch.bfloat16)
        self.model = model

    def __call__(self, ids, mask):
        torch = self.torch
        with torch.inference_mode():
            return self.model(
                input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask)
            ).logits.float().numpy()


class ONNXRuntime:
    def __init__(self, folder, precision):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / f"{precision}.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, ids, mask):
        return self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


class CTranslate2:
    def __init__(self, folder, precision):
        import ctranslate2
        import safetensors.numpy

        self.encoder = ctranslate2.Encoder(
            str(folder / f"ctranslate2-{precision}"), compute_type=precision,
            inter_threads=1, intra_threads=THREADS,
        )
        tensors = safetensors.numpy.load_file(folder / "model.safetensors")
        self.head = [
            tensors[f"{layer}.{part}"]
            for layer in ("pre_classifier", "classifier") for part in ("weight", "bias")
        ]

    def __call__(self, ids, mask):
        lists = [row[:length].tolist() for row, length in zip(ids, mask.sum(1))]
        output = self.encoder.forward_batch(lists)
        states = np.asarray(output.last_hidden_state)[:, 0]
        first, first_bias, second, second_bias = self.head
        return np.maximum(states @ first.T + first_bias, 0) @ second.T + second_bias


class OpenVINO:
    #: By default it multiplies in bfloat16 where the processor does, so each form is asked for.
    HINTS = {"float32": "f32", "bfloat16": "bf16"}

    def __init__(self, folder, precision):
        import openvino

        self.model = openvino.Core().compile_model(folder / "float32.onnx", "CPU", {
            "INFERENCE_PRECISION_HINT": self.HINTS[precision], "INFERENCE_NUM_THREADS": THREADS,
            "NUM_STREAMS": 1,
        })

    def __call__(self, ids, mask):
        return self.model([ids, mask])[0]


ENGINES = {
    "pytorch": PyTorch, "onnxruntime": ONNXRuntime, "ctranslate2": CTranslate2, "openvino": OpenVINO
}


def batches(lists):
    """Batches of padded ids and masks, of texts sorted by length, with their places."""
    order = sorted(range(len(lists)), key=lambda index: len(lists[index]))
    for start in range(0, len(order), BATCH):
        places = order[start:start + BATCH]
        width = max(len(lists[place]) for place in places)
        ids = np.zeros((len(places), width), np.int64)
        mask = np.zeros((len(places), width), np.int64)
        for row, place in enumerate(places):
            ids[row, :len(lists[place])] = lists[place]
            mask[row, :len(lists[place])] = 1
        yield places, ids, mask


def run(options):
    tool.limit_threads()
    engine = ENGINES[options.engine](options.model, options.precision)
    lists = json.loads(options.ids.read_text())
    logits = np.zeros((len(lists), 2), np.float32)
    prepared = list(batches(lists))

    def work():
        for places, ids, mask in prepared:
            logits[places] = engine(ids, mask)

    times = tool.measure(options.repetitions, work)
    tool.print_results(seconds={"predict": times}, logits=logits.tolist())


def serve(options):
    import tokenizers

    engine = ONNXRuntime(options.model, options.precision)
    tokenizer = tokenizers.Tokenizer.from_file(str(options.model / "tokenizer.json"))
    # The file asks for 128 tokens of every text.
    tokenizer.no_padding()
    for line in sys.stdin:
        ids = np.array([tokenizer.encode(line).ids], np.int64)
        print(engine(ids, np.ones_like(ids))[0, 1], flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=["prepare", "calibrate", "run", "serve"])
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--tokenizer", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, help="labelled tweets")
    parser.add_argument("--engine", choices=sorted(ENGINES))
    parser.add_argument("--precision", choices=["float32", "bfloat16", "int8", "static"])
    parser.add_argument("--output", type=pathlib.Path, help="gets what `calibrate` exports")
    parser.add_argument("--ids", type=pathlib.Path, help="JSON: a list of token ids for each text")
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    {"prepare": prepare, "calibrate": calibrate, "run": run, "serve": serve}[options.step](options)


if __name__ == "__main__":
    sys.exit(main())
