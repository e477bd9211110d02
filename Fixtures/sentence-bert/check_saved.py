"""Checks that sentence-transformers loads the encoders that Swiftlet saves, with equal embeddings.

    pip install sentence-transformers==6.2.0 torch==2.13.0 transformers==5.23.0
    swift build -c release --package-path Examples
    python Fixtures/sentence-bert/check_saved.py "$(swift build -c release --package-path Examples --show-bin-path)"

For each case of modules/cases.json: `sentence-encoder` trains a classifier on the case's encoder and
saves it; `embed` and sentence-transformers embed texts with the encoder in the saved directory.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
from sentence_transformers import SentenceTransformer

programs = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
data = json.loads((here / "modules" / "cases.json").read_text(encoding="utf-8"))
transformer_files = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
worst = 0
for case in data["cases"]:
    with tempfile.TemporaryDirectory() as place:
        source, output = pathlib.Path(place) / "encoder", pathlib.Path(place) / "output"
        (source / case["folder"]).mkdir(parents=True)
        for file in transformer_files:
            shutil.copy(here / "tiny" / file, source / case["folder"])
        for path, value in case["files"].items():
            (source / path).parent.mkdir(exist_ok=True)
            (source / path).write_text(json.dumps(value), encoding="utf-8")
        for path, name in case["numbers"].items():
            shutil.copy(here / "modules" / name, source / path)
        subprocess.run(
            [programs / "sentence-encoder", "--encoder", source, "--output", output,
             "--per-class", "60", "--epochs", "1", "--units", "2"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        saved = output / "model" / "encoder"
        name = case["options"].get("prompt_name")
        found = subprocess.run(
            [programs / "embed", "--encoder", saved, *(["--prompt", name] if name else [])],
            input="".join(text + "\n" for text in data["texts"]), check=True, encoding="utf-8",
            stdout=subprocess.PIPE,
        ).stdout
        found = numpy.array([json.loads(line) for line in found.splitlines()])
        encoder = SentenceTransformer(str(saved), device="cpu")
        expected = encoder.encode(data["texts"], batch_size=1, prompt_name=name)
        difference = numpy.abs(found - expected).max() / numpy.abs(expected).max()
        assert found.shape == expected.shape and difference < 1e-5, (case["name"], difference)
        worst = max(worst, difference)
print(f"{len(data['cases'])} encoders: the largest difference is {worst:.1e}")
