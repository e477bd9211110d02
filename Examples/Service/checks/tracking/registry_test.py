"""Retrainings that are tracked in a real MLflow, and a service that follows an alias of its registry."""

import json
import os
import pathlib
import subprocess
import time
import urllib.request

import mlflow
import pytest
import yaml

from conftest import FIXTURES, metrics_of, only_run
from http_lifecycle_test import Clients, model_info
from http_service import Service
from mlflow_server import Server, free_port, wait
from retrain_test import idioms, journal, line
from tracking_test import check_model

TWEETS = FIXTURES / "tweets.csv"


@pytest.fixture(scope="module")
def champion(programs, tmp_path_factory):
    """A classifier to begin with."""
    output = tmp_path_factory.mktemp("champion")
    programs.run("logistic-regression", "--output", output)
    return output / "model"


@pytest.fixture(scope="module")
def misjudged(programs, champion):
    """Praise that the champion takes for complaints."""
    texts = idioms(1, 400)
    done = subprocess.run([programs.path("classify"), "--model", champion], input="".join(text + "\n" for text in texts),
                          stdout=subprocess.PIPE, text=True, check=True)
    labels = [json.loads(answer)["label"] for answer in done.stdout.splitlines()]
    return [text for text, label in zip(texts, labels) if label == "negative"]


@pytest.fixture
def reports(tmp_path, misjudged):
    """They are reported, but for the last one."""
    return journal(tmp_path / "feedback", [line(text, "positive", second=n) for n, text in enumerate(misjudged[:200])])


def retrain(programs, champion, reports, output, *options, status=0, **variables):
    return programs.run("retrain", "--model", champion, "--feedback", reports, "--data", TWEETS, "--output", output,
                        *options, status=status, **variables)


def test_a_retraining_is_read_back(client, server, programs, champion, reports, tmp_path):
    output = tmp_path / "versions"
    said = retrain(programs, champion, reports, output, "--mlflow", server.url, "--experiment", "retrained",
                   "--register", "retrained", "--alias", "champion")
    run = only_run(client, "retrained")
    metrics = metrics_of(output)
    assert run.info.status == "FINISHED" and run.data.tags["mlflow.source.name"] == "retrain"
    assert run.data.tags["decision"] == "promoted" and run.data.tags["version"] == "2"
    assert "reasons" not in run.data.tags
    for split in ("test", "feedback"):
        assert run.data.metrics[f"{split}_f1"] == metrics["splits"][split]["f1"]
        assert run.data.metrics[f"champion_{split}_f1"] == metrics["champion"]["splits"][split]["f1"]
    assert run.data.metrics["feedback_reports"] == 200
    assert run.data.params["feedback_weight"] == "3" and run.data.params["model"] == str(champion)
    contexts = {entry.tags[0].value: json.loads(entry.dataset.profile)["num_rows"] for entry in run.inputs.dataset_inputs}
    assert contexts["reports"] == metrics["feedback"]["training"]
    assert contexts["judged reports"] == metrics["feedback"]["judged"]
    assert set(contexts) == {"training", "testing", "reports", "judged reports"}
    version = client.get_model_version_by_alias("retrained", "champion")
    model = check_model(client, run, output, "versions/2/model")
    assert version.source == f"models:/{model.model_id}" and version.run_id == run.info.run_id
    assert "Registered as retrained, version 1, champion." in said[1]

    # What is kept is told, too, and registers nothing.
    _, error = programs.run(
        "retrain", "--feedback", reports, "--data", TWEETS, "--output", output, "--mlflow", server.url,
        "--experiment", "kept", "--register", "retrained", "--alias", "champion", status=3,
    )
    run = only_run(client, "kept")
    assert run.info.status == "FINISHED" and run.data.tags["decision"] == "kept"
    assert run.data.tags["reasons"] == "; ".join(metrics_of(output)["decision"]["reasons"])
    assert client.get_model_version_by_alias("retrained", "champion").version == version.version
    assert "No model is registered" in error


def test_a_server_that_is_away_stops_no_retraining(client, server, programs, champion, reports, tmp_path):
    output = tmp_path / "versions"
    _, error = retrain(programs, champion, reports, output, "--mlflow", f"http://127.0.0.1:{free_port()}",
                       "--experiment", "late", "--register", "late", "--alias", "champion")
    assert os.readlink(output / "champion") == "versions/2" and "does not answer" in error
    assert only_run(client, "late") is None
    programs.run("track", output, "--mlflow", server.url)
    assert only_run(client, "late").data.tags["decision"] == "promoted"
    assert client.get_model_version_by_alias("late", "champion").version in ("1", 1)


def test_refused_and_ended_retrainings(client, server, programs, champion, reports, tmp_path):
    output = tmp_path / "versions"
    options = ["--mlflow", server.url, "--experiment", "refused"]
    retrain(programs, tmp_path / "none", reports, output, *options, status=1)
    programs.run("retrain", "--roll-back", "--output", output, status=1, MLFLOW_TRACKING_URI=server.url)
    assert only_run(client, "refused") is None and not (output / "run.jsonl").exists()
    # What measures itself in processes of its own is one run.
    retrain(programs, champion, reports, output, MLFLOW_TRACKING_URI=server.url, MLFLOW_EXPERIMENT_NAME="environment")
    assert only_run(client, "environment").info.status == "FINISHED"


# -- The service

def wait_for_alias(url, name, number=1):
    """A training does not wait for a slow server: what it registers may come later."""
    def leads_there():
        try:
            version = mlflow.MlflowClient(url).get_model_version_by_alias(name, "champion").version
        except mlflow.exceptions.MlflowException:
            return False
        return int(version) >= number or name == "damaged"

    wait(leads_there)


@pytest.fixture
def registered(programs, server, tmp_path):
    """Registers a training's classifier; its directory."""
    def register(name, seed, url=server.url):
        output = tmp_path / f"{name}-{seed}"
        programs.run("logistic-regression", "--per-class", 200 + 100 * seed, "--seed", seed, "--output", output, "--mlflow",
                     url, "--experiment", name, "--register", name, "--alias", "champion")
        wait_for_alias(url, name, seed)
        return output / "model"

    return register


@pytest.fixture
def follow(programs, tmp_path):
    """Makes a service that follows an alias; its versions are kept in a directory of the test's."""
    def make(name, url, **settings):
        environment = {"MLFLOW_TRACKING_URI": url} | settings.pop("environment", {})
        return Service(programs.path("serve"), tmp_path / "kept", "--mlflow-model", f"models:/{name}@champion",
                       environment=environment, **settings)

    return make


def test_the_service_follows_an_alias(client, server, programs, registered, follow, tmp_path):
    first = registered("followed", 1)
    with follow("followed", server.url) as service:
        info = model_info(service)
        assert info["version"] == 1
        run = client.get_run(client.get_model_version("followed", "1").run_id)
        assert info["scores"]["test"] == {
            "accuracy": run.data.metrics["test_accuracy"], "f1": run.data.metrics["test_f1"],
        }
        kept = tmp_path / "kept/versions/1"
        assert {path.name for path in kept.iterdir()} == {"model", "metrics.json", "mlflow.json"}
        for path in first.rglob("*"):
            if path.is_file() and path.name != "MLmodel":
                assert (kept / "model" / path.relative_to(first)).read_bytes() == path.read_bytes()
        with Clients(service) as clients:
            registered("followed", 2)
            wait(lambda: model_info(service)["version"] == 2)
            # Back, and there again: nothing is fetched twice.
            client.set_registered_model_alias("followed", "champion", "1")
            wait(lambda: model_info(service)["version"] == 1)

            # A damaged one is refused, once, and what answers stays.
            damaged = damaged_source(server, client, registered)
            version = client.create_model_version("followed", damaged, model_id=damaged.removeprefix("models:/"))
            client.set_registered_model_alias("followed", "champion", version.version)
            wait(lambda: model_info(service)["failed_reloads"] == 1)
            info = model_info(service)
            assert info["version"] == 1 and "model.safetensors" in info["last_error"]
            time.sleep(11)
            assert model_info(service)["failed_reloads"] == 1
            assert os.readlink(tmp_path / "kept/champion") == "versions/1"
            client.set_registered_model_alias("followed", "champion", "2")
            wait(lambda: model_info(service)["version"] == 2)
        assert clients.failures == [] and set(clients.statuses) == {200}
        assert service.stop() == 0
    # What nobody returns to is removed.
    versions = {path.name for path in (tmp_path / "kept/versions").iterdir()}
    assert versions == {os.path.basename(os.readlink(tmp_path / "kept" / name)) for name in ("champion", "previous")}


def damaged_source(server, client, registered):
    """The source of a model whose weights were cut where the server keeps them."""
    registered("damaged", 3)
    source = client.get_model_version_by_alias("damaged", "champion").source
    weights, = pathlib.Path(server.folder, "artifacts").rglob(f"{source.removeprefix('models:/')}/**/model.safetensors")
    os.truncate(weights, 1_000)
    return source


def test_the_service_starts_while_mlflow_is_away(server, registered, follow, proxy):
    registered("away", 1)
    proxy.fault = lambda method, path, headers: (503, {})
    with follow("away", proxy.url, ready=False) as service:
        wait(lambda: "registry_not_read" in service.log.read_text())
        assert service.get("/healthz").status == 200 and service.get("/readyz").status == 503
        assert service.stop() == 0
    with follow("away", proxy.url, ready=False) as service:
        wait(lambda: "registry_not_read" in service.log.read_text())
        proxy.fault = lambda method, path, headers: None
        service.wait_until_ready()
        assert model_info(service)["version"] == 1
        # It is asked in vain, which is said once, and later again.
        proxy.fault = lambda method, path, headers: (500, {})
        count = len(proxy.requests)
        wait(lambda: len(proxy.requests) > count + 2)
        assert service.log.read_text().count("registry_not_read") == 2
        assert service.predict("late")["label"]
    # What was served last is there for the next start.
    with follow("away", f"http://127.0.0.1:{free_port()}") as service:
        assert model_info(service)["version"] == 1


def test_a_fetch_that_breaks_off_leaves_what_was(server, registered, follow, proxy, tmp_path):
    registered("broken-off", 1)
    with follow("broken-off", proxy.url) as service:
        proxy.fault = lambda method, path, headers: (500, {}) if path.endswith(".safetensors") else None
        registered("broken-off", 2)
        wait(lambda: "registry_not_read" in service.log.read_text())
        assert model_info(service)["version"] == 1 and model_info(service)["failed_reloads"] == 0
        assert [path.name for path in (tmp_path / "kept/versions").iterdir()] == ["1"]
        proxy.fault = lambda method, path, headers: None
        wait(lambda: model_info(service)["version"] == 2)


def test_what_cannot_be_followed_is_said(server, registered, follow, programs, tmp_path):
    registered("named", 1)

    def refused(model, *options, status=1, **variables):
        return programs.run("serve", "--mlflow-model", model, "--model", tmp_path / "kept", "--port", free_port(),
                            "--feedback-directory", tmp_path / "feedback", *options, status=status, **variables)[1]

    address = {"MLFLOW_TRACKING_URI": server.url}
    assert "models:/nobody@champion of MLflow at" in refused("models:/nobody@champion", **address)
    assert "models:/named@nothing" in refused("models:/named@nothing", **address)
    assert "models:/NAME@ALIAS" in refused("named", status=64, **address)
    assert "leave out --watch" in refused("models:/named@champion", "--watch", status=64, **address)
    assert "MLFLOW_TRACKING_URI is sqlite:///mlflow.db" in refused(
        "models:/named@champion", status=64, MLFLOW_TRACKING_URI="sqlite:///mlflow.db")
    # Versions of another origin are left alone.
    own = tmp_path / "kept/versions/1/model"
    own.mkdir(parents=True)
    assert "is not from there" in refused("models:/named@champion", "--mlflow", server.url)
    assert list(own.iterdir()) == []


def test_an_older_server_is_followed(older_server, registered, follow):
    registered("older", 1, url=older_server.url)
    with follow("older", older_server.url) as service:
        assert model_info(service)["version"] == 1 and model_info(service)["scores"]["test"]["f1"] > 0


def test_a_token_is_shown(server, registered, follow, proxy):
    registered("closed", 1)
    proxy.fault = lambda method, path, headers: None if headers.get("Authorization") == "Bearer secret" else (401, {})
    with follow("closed", proxy.url, environment={"MLFLOW_TRACKING_TOKEN": "secret"}) as service:
        assert model_info(service)["version"] == 1


def test_a_promoted_challenger_is_served(client, server, programs, champion, misjudged, reports, follow, tmp_path):
    """From a report to an answer, by way of the registry alone."""
    options = ["--mlflow", server.url, "--register", "whole", "--alias", "champion"]
    programs.run("logistic-regression", "--output", tmp_path / "trained", *options)
    wait_for_alias(server.url, "whole")
    with follow("whole", server.url) as service:
        assert service.predict(misjudged[-1])["label"] == "negative"
        retrain(programs, tmp_path / "trained/model", reports, tmp_path / "versions", *options)
        wait(lambda: model_info(service)["version"] == 2)
        assert service.predict(misjudged[-1])["label"] == "positive"


def test_mlflow_answers_the_containers_beside_it():
    """It refuses names that it does not know: that by which the containers of compose.yml call it, it must."""
    compose = yaml.safe_load((pathlib.Path(__file__).parents[2] / "deploy/compose.yml").read_text())["services"]
    command = compose["mlflow"]["command"].split()
    hosts = command[command.index("--allowed-hosts") + 1]
    server = Server("--allowed-hosts", hosts.replace("127.0.0.1:5000", "127.0.0.1:*"))
    try:
        address = compose["retrain"]["environment"]["MLFLOW_TRACKING_URI"].removeprefix("http://")
        published = compose["mlflow"]["ports"][0].rsplit(":", 1)[0]
        path = "/api/2.0/mlflow/experiments/get?experiment_id=0"
        for host, status in [(address, 200), (published, 200), ("elsewhere", 403)]:
            request = urllib.request.Request(server.url + path, headers={"Host": host})
            try:
                found = urllib.request.urlopen(request).status
            except urllib.error.HTTPError as error:
                found = error.code
            assert found == status, host
    finally:
        server.stop()
