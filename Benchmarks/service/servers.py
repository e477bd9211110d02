"""Starts the services of both sides, and reads what they take."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from comparison import launches

FOLDER = pathlib.Path(__file__).resolve().parent
TEXT = json.dumps({"text": "two hours late and nobody at the gate, not again!"}).encode()
PATIENCE = 120


class Server:
    """A service that runs until the end of a `with`."""

    def __init__(self, command, environment, folder=None):
        self.log = tempfile.TemporaryFile()
        self.port = int(command[command.index("--port") + 1])
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            [str(part) for part in command], env=os.environ | environment, cwd=folder,
            stdout=self.log, stderr=self.log, start_new_session=True,
        )
        #: From before the start to the first answer of 200 to a prediction.
        self.start_seconds = self.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def wait(self):
        head = "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
        data = (head + f"Content-Length: {len(TEXT)}\r\n\r\n").encode() + TEXT
        while time.perf_counter() - self.begin < PATIENCE and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
                    connection.sendall(data)
                    if connection.recv(12) == b"HTTP/1.1 200":
                        return time.perf_counter() - self.begin
            except OSError:
                pass
            time.sleep(0.001)
        self.log.seek(0)
        sys.exit(f"{self.process.args[:3]} gives no answer: {self.log.read()[-2_000:].decode(errors='replace')}")

    def processes(self):
        """The service's processes: itself and those that it started."""
        found = [self.process.pid]
        for parent in found:
            children = pathlib.Path(f"/proc/{parent}/task/{parent}/children")
            found += [int(word) for word in children.read_text().split()]
        return found

    def peak_bytes(self):
        """The high-water marks of the service's processes, added up."""
        return sum(launches.peak_bytes(process) for process in self.processes())

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            return json.load(response)

    def predict(self, text, path="/predict"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps({"text": text}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


class Ours:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch

    def serve(self, model, *options):
        feedback = tempfile.mkdtemp(dir=self.scratch)
        return Server([
            self.program, "--model", model, "--port", str(free_port()), "--feedback-directory", feedback, *options
        ], {})


class Peer:
    """The service of FastAPI with one engine, and the settings with which it is fastest."""

    #: Worker processes, threads of a prediction, and how app.py calls it: `threads` and `loop` are plain
    #: FastAPI, `batches` needs code of one's own around it.
    SETTINGS = {
        "onnx_runtime": [(1, 2, "threads"), (2, 1, "threads"), (1, 2, "batches"), (2, 1, "batches"), (2, 1, "loop")],
        "scikit_learn": [(1, 1, "threads"), (2, 1, "threads"), (1, 1, "loop"), (2, 1, "loop"), (2, 1, "batches")],
    }

    def __init__(self, engine, model):
        self.engine = engine
        self.model = model
        self.settings = self.SETTINGS[engine][0]
        #: The settings with batches, where they are measured beside plain FastAPI.
        self.batching = None

    def choose(self, requests_per_second):
        """Keeps the settings with the most requests a second; what each gave, as text. Of scikit-learn
        those of plain FastAPI, and beside them those with batches."""
        found = {}
        for settings in self.SETTINGS[self.engine]:
            with self.serve(settings) as server:
                found[settings] = requests_per_second(server)
        compared = found
        if self.engine == "scikit_learn":
            compared = {settings: rate for settings, rate in found.items() if settings[2] != "batches"}
            self.batching = max(found.keys() - compared.keys(), key=found.get)
        self.settings = max(compared, key=compared.get)
        return ", ".join(f"{describe(settings)}: {rate:.0f}" for settings, rate in found.items())

    def serve(self, settings=None):
        workers, threads, calls = settings or self.settings
        return Server(
            [
                sys.executable, "-m", "uvicorn", "app:app", "--port", str(free_port()), "--workers", str(workers),
                "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning",
            ],
            {
                "PEER_ENGINE": self.engine, "PEER_MODEL": str(self.model), "PEER_THREADS": str(threads),
                "PEER_CALLS": calls, "OMP_NUM_THREADS": str(threads),
            },
            FOLDER / "peers",
        )


def describe(settings):
    workers, threads, calls = settings
    many = "s" if workers > 1 else ""
    return f"{workers} worker{many}, {threads} thread{'s' if threads > 1 else ''}, {calls}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
