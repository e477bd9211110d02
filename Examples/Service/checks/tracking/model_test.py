"""Saved classifiers as models of MLflow: loaded by its client, and served by it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request

import mlflow
import pandas
import pytest

from conftest import FIXTURES
from mlflow_server import free_port, wait


@pytest.fixture(scope="session")
def saved(programs, small, three, tmp_path_factory):
    """A classifier of each approach, of two classes and of three."""
    folder = tmp_path_factory.mktemp("saved")
    encoder = ["--encoder", FIXTURES / "sentence-bert/tiny", "--per-class", "100", "--epochs", "2"]
    trainings = {**small, "sentence-encoder": encoder}

    def model(approach, classes):
        output = folder / f"{approach}-{classes}"
        if not output.exists():
            data = ["--data", three, "--per-class", "all"] if classes == 3 else []
            programs.run(approach, *trainings[approach], *data, "--output", output)
        return output / "model"

    return model


APPROACHES = ["logistic-regression", "bilstm", "sentence-encoder", "distilbert"]


def listing(directory):
    return sorted((str(path.relative_to(directory)), path.read_bytes()) for path in directory.rglob("*") if path.is_file())


def check_answers(frame, expected):
    """The same labels and probabilities: texts that come together are computed together, which shows in the last
    digits of single precision."""
    for answer, one in zip(frame.to_dict("records"), expected, strict=True):
        assert answer["label"] == one["label"]
        assert answer["probability"] == pytest.approx(one["probability"], abs=1e-6)
        assert answer["probabilities"] == pytest.approx(one["probabilities"], abs=1e-6)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("approach", APPROACHES)
def test_pyfunc_answers_as_classify_does(saved, classify, texts, approach, classes):
    directory = saved(approach, classes)
    before = listing(directory)
    model = mlflow.pyfunc.load_model(str(directory))
    answers = model.predict(texts)
    assert list(answers.columns) == ["label", "probability", "probabilities"]
    check_answers(answers, classify(directory))
    assert len(answers["probabilities"][0]) == classes
    # One at a time, and in the forms in which MLflow takes texts.
    assert model.predict("two\nlines").to_dict("records")[0] == model.predict(["two lines"]).to_dict("records")[0]
    frame = pandas.DataFrame({"anything": texts[:9]})
    check_answers(model.predict(frame), answers[:9].to_dict("records"))
    assert listing(directory) == before, "the directory is as it was saved"
    labels = json.loads((directory / "classifier.json").read_text())["labels"]
    outputs = model.metadata.signature.outputs.to_dict()
    assert [column["name"] for column in outputs] == ["label", "probability", "probabilities"]
    assert set(outputs[2]["properties"]) == set(labels)
    example = model.metadata.load_input_example(str(directory))
    assert len(model.predict(example)) == 2


def test_int8_answers_as_classify_does(saved, classify, texts):
    directory = saved("distilbert", 2).parent / "model-int8"
    answers = mlflow.pyfunc.load_model(str(directory)).predict(texts)
    check_answers(answers, classify(directory))


def test_what_mlflow_adds_is_small(saved):
    directory = saved("logistic-regression", 2)
    names = ["MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt", "input_example.json", "serving_input_example.json"]
    added = sum((directory / name).stat().st_size for name in names)
    added += sum(path.stat().st_size for path in (directory / "code").iterdir())
    assert added < 8_000
    for name in names:
        assert (directory / name).read_bytes().endswith(b"\n"), name


def test_library_loads_directories_without_mlflow_files(programs, saved, classify, tmp_path):
    directory = saved("bilstm", 2)
    bare = shutil.copytree(directory, tmp_path / "bare")
    for name in ("MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"):
        (bare / name).unlink()
    shutil.rmtree(bare / "code")
    assert classify(bare) == classify(directory)


def test_program_is_found_and_its_end_survived(programs, saved, texts, tmp_path, monkeypatch):
    directory = saved("logistic-regression", 2)
    moved = shutil.copytree(directory, tmp_path / "moved")
    text = (moved / "MLmodel").read_text()
    recorded = str(programs.path("classify"))
    assert recorded in text
    (moved / "MLmodel").write_text(text.replace(recorded, "/nowhere/classify"))
    with pytest.raises(Exception, match="SWIFTLET_CLASSIFY"):
        mlflow.pyfunc.load_model(str(moved))
    monkeypatch.setenv("SWIFTLET_CLASSIFY", recorded)
    model = mlflow.pyfunc.load_model(str(moved))
    expected = model.predict(texts[:50])
    # Many at once, while the process is killed under them.
    model._model_impl._process.kill()
    assert model.predict(texts[:50]).equals(expected)
    results = []
    threads = [threading.Thread(target=lambda: results.append(model.predict(texts[:50]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8 and all(result.equals(expected) for result in results)
    with pytest.raises(Exception):
        model.predict([5])
    with pytest.raises(Exception):
        model.predict([None])
    assert model.predict(texts[:50]).equals(expected)


def test_champion_is_served(server, client, programs, small, tmp_path, classify, texts):
    output = tmp_path / "out"
    programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", server.url,
        "--register", "served", "--alias", "champion",
    )
    expected = classify(output / "model")
    model = mlflow.pyfunc.load_model("models:/served@champion")
    assert model.predict(texts).to_dict("records") == expected
    assert model.metadata.run_id == client.get_model_version_by_alias("served", "champion").run_id
    port = free_port()
    log = tmp_path / "log"
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", "models:/served@champion", "--port", port,
               "--env-manager", "local"]
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=file, stderr=file, start_new_session=True,
            env=os.environ | {
                "MLFLOW_TRACKING_URI": server.url,
                "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}",
            },
        )

    def ask(body, kind="application/json"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/invocations", body if isinstance(body, bytes) else json.dumps(body).encode(),
            {"Content-Type": kind},
        )
        return json.loads(urllib.request.urlopen(request, timeout=60).read())["predictions"]

    def is_ready():
        assert process.poll() is None, log.read_text()[-3_000:]
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=5).status == 200
        except OSError:
            return False

    try:
        wait(is_ready, log)
        some = texts[6:26]
        for body in (
            {"inputs": some}, {"instances": some},
            {"dataframe_split": {"columns": ["text"], "data": [[text] for text in some]}},
            {"dataframe_records": [{"text": text} for text in some]},
        ):
            assert ask(body) == expected[6:26], body.keys()
        table = pandas.DataFrame({"text": some}).to_csv(index=False).encode()
        assert ask(table, "text/csv") == expected[6:26]
        assert len(ask((output / "model/serving_input_example.json").read_bytes())) == 2
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
