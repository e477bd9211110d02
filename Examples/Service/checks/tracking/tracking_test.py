"""Trainings that are tracked in a real MLflow, through what goes wrong on the way there."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
import urllib.request

import pytest

from conftest import metrics_of, only_run
from mlflow_server import free_port, wait

SCORES = ("accuracy", "precision", "recall", "f1", "auc")
#: What is known of each epoch, fold and trial.
EPOCH_SCORES = SCORES[:4]


def check_run(client, run, directory, validation):
    """The run on the server must hold what the training's own files do."""
    metrics = metrics_of(directory)
    assert run.info.status == "FINISHED"
    assert run.info.end_time >= run.info.start_time > 1.7e12
    expected = {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        for name, value in metrics["options"].items()
    }
    assert {name: value for name, value in run.data.params.items()} == expected
    for split, scores in metrics["splits"].items():
        prefix = validation if split == "validation" else split
        for score in SCORES:
            if scores[score] is not None:
                assert run.data.metrics[f"{prefix}_{score}"] == pytest.approx(scores[score], abs=1e-12)
    assert run.data.metrics["model_bytes"] == metrics["model_bytes"]
    assert run.data.tags["approach"] == metrics["approach"]
    assert run.data.tags["mlflow.source.name"] and run.data.tags["mlflow.source.type"] == "LOCAL"
    check_artifacts(client, run, directory)


def check_artifacts(client, run, directory):
    """The server must have the figures and the report, to the byte."""
    names = {"report.html"} | {f"figures/{path.name}" for path in (directory / "figures").iterdir()}
    assert {"figures/confusion_matrix.svg", "figures/roc_curve.svg"} <= names
    address = f"{client.tracking_uri}/get-artifact?run_uuid={run.info.run_id}&path="
    for name in names:
        content = urllib.request.urlopen(address + urllib.parse.quote(name)).read()
        assert content == (directory / name).read_bytes(), name


def check_model(client, run, directory, name="model"):
    """The model on the server must hold the files of the saved one."""
    (model,) = client.search_logged_models([run.info.experiment_id], f"source_run_id = '{run.info.run_id}' AND name = '{name.replace('/', '-')}'")
    assert str(model.status).endswith("READY")
    assert model.model_id in [output.model_id for output in run.outputs.model_outputs]
    import mlflow

    local = mlflow.artifacts.download_artifacts(f"models:/{model.model_id}")
    for path in (directory / name).rglob("*"):
        if path.is_file():
            copy = open(os.path.join(local, path.relative_to(directory / name)), "rb").read()
            if path.name == "MLmodel":
                assert copy.startswith(path.read_bytes())
            else:
                assert copy == path.read_bytes(), path
    return model


def test_a_training_is_read_back(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    _, error = programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", server.url,
        "--experiment", "linear", "--register", "tweets", "--alias", "champion",
    )
    run = only_run(client, "linear")
    assert f"Tracked in MLflow: {server.url}/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}" in error
    assert "Registered as tweets, version 1, champion." in error
    check_run(client, run, output, "cv")
    assert run.data.tags["scaler"] == "standard"
    model = check_model(client, run, output)
    scores = {metric.key: metric.value for metric in model.metrics}
    assert scores["test_f1"] == run.data.metrics["test_f1"]
    version = client.get_model_version_by_alias("tweets", "champion")
    assert (version.version, version.run_id, version.source) == ("1", run.info.run_id, f"models:/{model.model_id}") \
        or (int(version.version), version.run_id) == (1, run.info.run_id)
    inputs = {
        next(tag.value for tag in entry.tags if tag.key == "mlflow.data.context"): entry.dataset
        for entry in run.inputs.dataset_inputs
    }
    assert set(inputs) == {"training", "testing"}
    assert inputs["training"].name == "tweets.csv" and len(inputs["training"].digest) >= 8
    assert json.loads(inputs["training"].profile)["num_rows"] == 480
    assert json.loads(inputs["testing"].profile)["num_rows"] == 120
    # Another program has nothing to add, and another name registers the same model.
    output_again, _ = programs.run("track", output, "--mlflow", server.url)
    assert "is in MLflow" in output_again
    programs.run("track", output, "--mlflow", server.url, "--register", "other", "--alias", "new")
    assert client.get_model_version_by_alias("other", "new").run_id == run.info.run_id
    assert only_run(client, "linear").info.run_id == run.info.run_id


def test_a_network_is_seen_while_it_trains(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    process = programs.start(
        "bilstm", *small["bilstm"], "--epochs", "40", "--patience", "all", "--per-class", "600", "--output", output,
        "--mlflow", server.url, MLFLOW_EXPERIMENT_NAME="bilstm",
    )

    def under_way():
        run = only_run(client, "bilstm")
        return run and "train_loss" in run.data.metrics and run

    run = wait(under_way)
    assert process.poll() is None and run.info.status == "RUNNING"
    assert run.data.params["units"] == "8" and "test_f1" not in run.data.metrics
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    run = only_run(client, "bilstm")
    check_run(client, run, output, "val")
    check_model(client, run, output)
    epochs = metrics_of(output)["epochs"]
    traces = [(f"val_{score}_trace", f"validation_{score}") for score in EPOCH_SCORES]
    for name, member in ("train_loss", "training_loss"), ("val_loss", "validation_loss"), *traces:
        trace = {metric.step: metric.value for metric in client.get_metric_history(run.info.run_id, name)}
        assert trace == pytest.approx({index + 1: epoch[member] for index, epoch in enumerate(epochs)}), name
    progress = sorted(client.get_metric_history(run.info.run_id, "training_loss_progress"), key=lambda one: one.step)
    assert 50 <= len(progress) <= 101 and progress[-1].step > progress[0].step
    assert sorted(one.timestamp for one in progress) == [one.timestamp for one in progress]


def test_both_forms_of_a_transformer_and_a_quantisation(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    programs.run(
        "distilbert", *small["distilbert"], "--output", output, "--mlflow", "--experiment", "distilbert",
        MLFLOW_TRACKING_URI=server.url,
    )
    run = only_run(client, "distilbert")
    check_run(client, run, output, "val")
    check_model(client, run, output)
    check_model(client, run, output, "model-int8")
    metrics = metrics_of(output)
    assert run.data.metrics["int8_test_f1"] == metrics["int8"]["splits"]["test"]["f1"]
    programs.run(
        "quantize", "--model", output / "model", "--output", tmp_path / "small", "--mode", "bf16",
        "--experiment", "quantize", "--register", "small", MLFLOW_TRACKING_URI=server.url,
    )
    run = only_run(client, "quantize")
    assert run.info.status == "FINISHED" and run.data.params["mode"] == "bf16"
    assert run.data.metrics["bf16_model_bytes"] < run.data.metrics["model_bytes"]
    check_model(client, run, tmp_path, "small")
    assert client.get_model_version("small", "1").run_id == run.info.run_id
    assert not list((tmp_path / "small").glob("run*"))
    output_again, _ = programs.run("track", tmp_path / "small", "--mlflow", server.url)
    assert "is in MLflow" in output_again


def test_a_comparison_has_a_run_for_each_approach(client, server, programs, tmp_path):
    output = tmp_path / "out"
    programs.run(
        "compare", "--quick", "--per-class", "100", "--models", tmp_path / "none", "--output", output,
        "--mlflow", server.url, "--experiment", "compare", "--register", "best",
    )
    run = only_run(client, "compare")
    assert run.info.status == "FINISHED" and run.data.tags["best_model"] == "logistic"
    parts = client.search_runs([run.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    (part,) = parts
    (approach,) = metrics_of(output)["approaches"]
    assert part.info.run_name == approach["name"] == "logistic" and part.info.status == "FINISHED"
    for split, prefix in ("validation", "val"), ("test", "test"), ("hard", "hard"):
        for score in SCORES:
            assert part.data.metrics[f"{prefix}_{score}"] == pytest.approx(approach["splits"][split][score])
    assert client.get_model_version("best", "1").run_id == part.info.run_id


@pytest.mark.parametrize("program, score", [("bilstm", "val_f1"), ("logistic-regression", "cv_f1")])
def test_a_search_has_a_run_for_each_trial(client, server, programs, small, tmp_path, program, score):
    output = tmp_path / "out"
    programs.run(
        program, *small[program], "--search", "4", "--output", output, "--mlflow", server.url, "--experiment",
        f"search {program}",
    )
    run = only_run(client, f"search {program}")
    check_run(client, run, output, score[: score.index("_")])
    trials = json.loads((output / "search.json").read_text())["trials"]
    parts = client.search_runs([run.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    parts.sort(key=lambda part: int(part.data.tags["trial_number"]))
    assert [part.info.run_name for part in parts] == ["trial 1", "trial 2", "trial 3", "trial 4"]
    assert all(part.info.status == "FINISHED" for part in parts)
    search = metrics_of(output)["search"]
    assert run.data.tags["best_trial_number"] == str(search["best_trial"])
    best = parts[search["best_trial"] - 1]
    assert best.data.metrics[score] == pytest.approx(search["best_score"])
    assert set(best.data.params) == set(search["parameters"])
    kind = score[: score.index("_")]
    # The folds of a trial by their means, the epochs of a network with all that is known of them.
    traces = [score] if kind == "cv" else [f"val_{name}" for name in EPOCH_SCORES]
    for trial, part in zip(trials, parts, strict=True):
        for trace in traces:
            history = {one.step: one.value for one in client.get_metric_history(part.info.run_id, f"{trace}_trace")}
            assert sorted(history) == [step for step, _ in trial["reports"]]
            if trace == score:
                assert history == pytest.approx(dict(trial["reports"]))
    for name in EPOCH_SCORES:
        by_trial = f"{kind}_{name}_" + ("trace" if kind == "cv" else "by_trial")
        history = {one.step: one.value for one in client.get_metric_history(run.info.run_id, by_trial)}
        assert history == {number + 1: part.data.metrics[f"{kind}_{name}"] for number, part in enumerate(parts)}
    names = {path.name for path in (output / "figures").iterdir()}
    assert {"optimization_history.html", "param_importance.html"} <= names


def test_a_server_that_is_away_gets_all_later(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    away = f"http://127.0.0.1:{free_port()}"
    _, error = programs.run(
        "bilstm", *small["bilstm"], "--output", output, "--mlflow", away, "--experiment", "later",
        "--register", "later",
    )
    assert error.count(away) == error.count("MLflow") == 1 and "does not answer" in error, error
    assert f"run.sh track {output}/run.jsonl" in error
    assert only_run(client, "later") is None
    # Still away: a status that says so.
    _, error = programs.run("track", output, status=1)
    told, _ = programs.run("track", output, "--mlflow", server.url)
    run = only_run(client, "later")
    check_run(client, run, output, "val")
    check_model(client, run, output)
    assert client.get_model_version("later", "1").run_id == run.info.run_id
    history = client.get_metric_history(run.info.run_id, "training_loss_progress")
    # Without the place all is sent again, and is there once.
    (output / "run.sent.json").unlink()
    programs.run("track", output, "--mlflow", server.url)
    assert only_run(client, "later").info.run_id == run.info.run_id
    assert client.get_metric_history(run.info.run_id, "training_loss_progress") == history
    assert len(client.search_logged_models([run.info.experiment_id])) == 1
    assert [version.version for version in client.search_model_versions("name = 'later'")] in (["1"], [1])


def test_an_unsent_run_outlives_the_next_training(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    away = f"http://127.0.0.1:{free_port()}"
    for _ in range(2):
        programs.run(
            "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", away,
            "--experiment", "twice",
        )
    told, _ = programs.run("track", output, "--mlflow", server.url)
    # The first one's model was replaced by the second.
    assert told.count("no longer") == 1 and f"{output}/model no longer" in told, told
    runs = client.search_runs([client.get_experiment_by_name("twice").experiment_id])
    assert [run.info.status for run in runs] == ["FINISHED", "FINISHED"]
    assert runs[0].data.metrics["test_f1"] == runs[1].data.metrics["test_f1"]
    assert [len(run.outputs.model_outputs) for run in runs] == [1, 0]


def test_a_busy_server_is_asked_again(client, server, programs, small, tmp_path, proxy):
    seen = {}

    def fault(method, path, headers):
        count = seen[method, path] = seen.get((method, path), 0) + 1
        if count == 1 and len(seen) % 5 == 1:
            return (503, {"Retry-After": "0"}) if len(seen) % 2 else (429, {})

    proxy.fault = fault
    output = tmp_path / "out"
    programs.run("logistic-regression", *small["logistic-regression"], "--output", output)
    for attempt in range(12):
        process = programs.start("track", output, "--mlflow", proxy.url, "--experiment", "busy", "--register", "busy")
        told, error = process.communicate(timeout=120)
        if process.returncode == 0:
            break
        assert "takes nothing now" in told
    assert process.returncode == 0
    run = only_run(client, "busy")
    check_run(client, run, output, "cv")
    check_model(client, run, output)


def test_a_wrong_token_is_said_once(client, server, programs, small, tmp_path, proxy):
    proxy.fault = lambda method, path, headers: (
        None if headers.get("Authorization") == "Bearer right" else (401, {"WWW-Authenticate": "Bearer"})
    )
    output = tmp_path / "out"
    _, error = programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", proxy.url,
        "--experiment", "token", MLFLOW_TRACKING_TOKEN="wrong",
    )
    assert error.count("MLFLOW_TRACKING_TOKEN") == 1 and "does not let you in" in error, error
    assert "wrong" not in (output / "run.jsonl").read_text()
    told, _ = programs.run("track", output, status=1)
    assert "does not let you in" in told
    programs.run("track", output, MLFLOW_TRACKING_TOKEN="right")
    check_run(client, only_run(client, "token"), output, "cv")
    proxy.fault = lambda method, path, headers: (
        None if headers.get("Authorization") == "Basic bmFtZTpwYTpzcw==" else (401, {})
    )
    url = proxy.url.replace("http://", "http://name:pa%3Ass@")
    programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output,
        MLFLOW_TRACKING_URI=url, MLFLOW_EXPERIMENT_NAME="basic",
    )
    check_run(client, only_run(client, "basic"), output, "cv")
    assert "pa" not in json.loads((output / "run.jsonl").read_text().splitlines()[0])["server"]


def test_a_slow_server_holds_nobody_up(client, server, programs, small, tmp_path, proxy):
    plain = tmp_path / "plain"
    begin = time.monotonic()
    programs.run("bilstm", *small["bilstm"], "--output", plain)
    usual = time.monotonic() - begin
    proxy.fault = lambda method, path, headers: time.sleep(60)
    output = tmp_path / "out"
    begin = time.monotonic()
    _, error = programs.run(
        "bilstm", *small["bilstm"], "--output", output, "--mlflow", proxy.url, "--experiment", "slow",
    )
    assert time.monotonic() - begin < 3 * usual + 20
    assert "is still being sent" in error and error.count("MLflow") == 1, error
    assert (plain / "model/model.safetensors").read_bytes() == (output / "model/model.safetensors").read_bytes()
    # Another one may not send it, too.
    told, _ = programs.run("track", output, "--mlflow", server.url, status=1)
    assert "another program" in told


def test_what_is_no_mlflow_is_said(programs, small, tmp_path, proxy):
    proxy.fault = lambda method, path, headers: (404, {"Content-Type": "text/html"})
    output = tmp_path / "out"
    _, error = programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", proxy.url,
    )
    assert error.count("does not answer as MLflow does") == 1, error
    for address, words in ("sqlite:///mlflow.db", "runs are sent by HTTP"), ("databricks", "runs are sent by HTTP"):
        _, error = programs.run(
            "logistic-regression", *small["logistic-regression"], "--output", output, MLFLOW_TRACKING_URI=address,
        )
        assert error.count(words) == 1, error
        programs.run(
            "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", address, status=64,
        )
    _, error = programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", proxy.url,
        SWIFTLET_TRACK="/nowhere",
    )
    assert error.count("track is missing") == 1 and "--product track" in error, error


def test_a_deleted_run_is_said_and_can_come_again(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    process = programs.start(
        "bilstm", *small["bilstm"], "--epochs", "40", "--patience", "all", "--per-class", "600", "--output", output,
        "--mlflow", server.url, "--experiment", "deleted",
    )
    run = wait(lambda: only_run(client, "deleted"))
    client.delete_run(run.info.run_id)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0 and error.count("was deleted in MLflow") == 1, error
    programs.run("track", output, "--mlflow", server.url)
    again = only_run(client, "deleted")
    assert again.info.run_id != run.info.run_id
    check_run(client, again, output, "val")


@pytest.mark.parametrize("number, status", [(signal.SIGINT, "KILLED"), (signal.SIGTERM, "KILLED"), (signal.SIGKILL, "KILLED")])
def test_a_killed_training_ends_as_killed(client, server, programs, small, tmp_path, number, status):
    output = tmp_path / "out"
    name = f"killed by {number}"
    process = programs.start(
        "bilstm", *small["bilstm"], "--epochs", "400", "--patience", "all", "--output", output,
        "--mlflow", server.url, "--experiment", name,
    )
    wait(lambda: (run := only_run(client, name)) and "train_loss" in run.data.metrics)
    process.send_signal(number)
    _, error = process.communicate(timeout=120)
    assert process.returncode == -number
    run = wait(lambda: (run := only_run(client, name)).info.status != "RUNNING" and run)
    assert run.info.status == status
    if number != signal.SIGKILL:
        assert run.data.tags["reason"] == signal.Signals(number).name
    told, _ = programs.run("track", output, "--mlflow", server.url)
    assert "is in MLflow" in told


def test_a_failed_training_ends_as_failed(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    process = programs.start(
        "bilstm", *small["bilstm"], "--epochs", "20", "--patience", "all", "--output", output,
        "--mlflow", server.url, "--experiment", "failed",
    )
    wait(lambda: only_run(client, "failed"))
    # What a save does not replace, put there while it trains.
    (output / "model").mkdir()
    (output / "model/thesis.txt").write_text("mine")
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    run = wait(lambda: (run := only_run(client, "failed")).info.status != "RUNNING" and run)
    assert run.info.status == "FAILED" and "model" in run.data.tags["reason"]


def test_a_killed_sender_loses_and_doubles_nothing(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    process = programs.start(
        "bilstm", *small["bilstm"], "--epochs", "20", "--patience", "all", "--output", output,
        "--mlflow", server.url, "--experiment", "sender",
    )
    wait(lambda: (run := only_run(client, "sender")) and "train_loss" in run.data.metrics)
    children = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(process.pid)], stdout=subprocess.PIPE, text=True)
    (child,) = [int(line.split()[0]) for line in children.stdout.splitlines() if "track" in line]
    os.kill(child, signal.SIGKILL)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    programs.run("track", output, "--mlflow", server.url)
    run = only_run(client, "sender")
    check_run(client, run, output, "val")
    check_model(client, run, output)
    history = client.get_metric_history(run.info.run_id, "train_loss")
    assert sorted(one.step for one in history) == list(range(1, len(metrics_of(output)["epochs"]) + 1))


def test_an_old_run_comes_from_its_metrics(client, server, programs, small, tmp_path):
    output = tmp_path / "out"
    programs.run("bilstm", *small["bilstm"], "--output", output)
    (output / "run.jsonl").unlink()
    shutil.rmtree(output / "figures")
    told, _ = programs.run(
        "track", output, "--mlflow", server.url, "--experiment", "old", "--register", "old", "--alias", "champion",
    )
    assert "Registered as old, version 1, champion." in told
    for _ in range(2):
        run = only_run(client, "old")
        assert run.info.status == "FINISHED"
        metrics = metrics_of(output)
        assert run.data.metrics["test_f1"] == metrics["splits"]["test"]["f1"]
        trace = {one.step: one.value for one in client.get_metric_history(run.info.run_id, "val_f1_trace")}
        assert trace == {index + 1: epoch["validation_f1"] for index, epoch in enumerate(metrics["epochs"])}
        check_model(client, run, output)
        programs.run("track", output, "--mlflow", server.url)


def test_an_older_server_gets_what_it_knows(older_server, programs, small, tmp_path):
    import mlflow

    client = mlflow.MlflowClient(older_server.url)
    output = tmp_path / "out"
    _, error = programs.run(
        "logistic-regression", *small["logistic-regression"], "--output", output, "--mlflow", older_server.url,
        "--experiment", "of-an-older-server", "--register", "tweets", "--alias", "champion",
    )
    assert error.count("older than 3.0") == 1, error
    experiment = client.get_experiment_by_name("of-an-older-server")
    (run,) = client.search_runs([experiment.experiment_id])
    check_run(client, run, output, "cv")
    version = client.get_model_version_by_alias("tweets", "champion")
    assert version.run_id == run.info.run_id and version.source.endswith("/model")
    address = f"{older_server.url}/get-artifact?run_uuid={run.info.run_id}&path=model/"
    for path in (output / "model").rglob("*"):
        if path.is_file() and path.name != "MLmodel":
            name = str(path.relative_to(output / "model"))
            assert urllib.request.urlopen(address + name).read() == path.read_bytes(), name
    assert b"run_id: " + run.info.run_id.encode() in urllib.request.urlopen(address + "MLmodel").read()
    assert json.loads(run.data.tags["mlflow.log-model.history"])[0]["artifact_path"] == "model"
