"""What the checks of tracking start from.

    python -m pytest checks/tracking --programs DIRECTORY --service DIRECTORY --older DIRECTORY

The first directory has the training programs and `classify`, the second the service's programs; that of
`--older` an MLflow 2.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys

import mlflow
import pytest

from mlflow_server import PATIENCE, Proxy, Server, wait

# What drives the service, which other checks do, too.
sys.path.append(str(pathlib.Path(__file__).parents[1]))

FIXTURES = pathlib.Path(__file__).parents[4] / "Fixtures"


def pytest_addoption(parser):
    parser.addoption("--programs", required=True, type=pathlib.Path)
    parser.addoption("--service", required=True, type=pathlib.Path)
    parser.addoption("--older", required=True, type=pathlib.Path)


@pytest.fixture(scope="session")
def server():
    server = Server()
    mlflow.set_tracking_uri(server.url)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def older_server(request):
    server = Server(older=request.config.getoption("--older").resolve())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def client(server):
    return mlflow.MlflowClient(server.url)


@pytest.fixture
def proxy(server):
    with Proxy(server.url) as proxy:
        yield proxy


class Programs:
    def __init__(self, directory, service):
        self.directory, self.service = directory.resolve(), service.resolve()

    def path(self, name):
        return (self.service if name in ("retrain", "serve", "track") else self.directory) / name

    def environment(self, variables):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
        return clean | {"SWIFTLET_TRACK": str(self.path("track")), "SWIFTLET_MODELS": "none"} | variables

    def start(self, name, *options, **variables):
        command = [str(part) for part in [self.path(name), *options]]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self.environment(variables), start_new_session=True,
            # In the background of a shell it would be ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, name, *options, status=0, **variables):
        """Runs a program to its end; what it wrote to standard output and error."""
        process = self.start(name, *options, **variables)
        output, error = process.communicate(timeout=PATIENCE)
        assert process.returncode == status, (process.returncode, output[-1_000:], error)
        return output, error


@pytest.fixture(scope="session")
def programs(request):
    return Programs(request.config.getoption("--programs"), request.config.getoption("--service"))


@pytest.fixture(scope="session")
def three(tmp_path_factory):
    """Texts of three classes; a label holds what YAML and JSON escape."""
    path = tmp_path_factory.mktemp("data") / "three.csv"
    words = {"bad": "late again and rude", "so \"so\": é": "which gate for flight", "good": "lovely crew and thanks"}
    with open(path, "w", encoding="utf-8") as file:
        file.write("label,text\n")
        for number in range(60):
            for label, text in words.items():
                quoted = label.replace('"', '""')
                file.write(f'"{quoted}",{text} {number}\n')
    return path


@pytest.fixture(scope="session")
def texts():
    """Texts to ask about, some of them no easy ones."""
    words = "great late lovely never crew bag 😀 é @you http://x.y #fail not again".split()
    drawn = random.Random(7)
    plain = [" ".join(drawn.choices(words, k=drawn.randint(1, 30))) for _ in range(300)]
    return ["", " ", "two\nlines", "three\r\nmore\rlines", "NUL \0 within", "a" * 100_000, *plain]


@pytest.fixture(scope="session")
def classify(programs, texts):
    """What `classify` says of the texts with a model."""
    def answers(model):
        lines = [text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ") for text in texts]
        done = subprocess.run(
            [programs.path("classify"), "--repair", "--model", model],
            input="".join(line + "\n" for line in lines).encode(), stdout=subprocess.PIPE, check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return answers


#: Options of trainings that are quick.
LINEAR = ["--per-class", "300", "--cleaning", "light"]
BILSTM = [
    "--per-class", "300", "--units", "8", "--dense-units", "8", "--embedding-size", "8", "--epochs", "3",
    "--batch-size", "16",
]
DISTILBERT = ["--per-class", "200", "--epochs", "1", "--max-length", "16"]


@pytest.fixture(scope="session")
def small():
    return {"logistic-regression": LINEAR, "bilstm": BILSTM, "distilbert": DISTILBERT}


def metrics_of(directory):
    return json.loads((directory / "metrics.json").read_text())


def only_run(client, experiment, **filters):
    """The run of an experiment, which has one without a parent."""
    found = client.get_experiment_by_name(experiment)
    runs = client.search_runs([found.experiment_id]) if found else []
    top = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    assert len(top) <= 1, [run.info.run_name for run in top]
    return top[0] if top else None
