"""Starts the service, asks it, and reads its memory."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

import http_wire

#: How long a start, or an end, may take on a machine that has much else to do.
PATIENCE = 120


class Service:
    """A service of its own process, with its own feedback directory, on a port that is free, which is told
    by `--port` or by an environment variable."""

    def __init__(self, program, model, *options, environment={}, ready=True, port_variable=None):
        self.folder = tempfile.TemporaryDirectory()
        self.feedback = pathlib.Path(self.folder.name, "feedback")
        self.log = pathlib.Path(self.folder.name, "log")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [program, "--model", model, "--feedback-directory", self.feedback]
        if port_variable is None:
            command += ["--port", self.port]
        else:
            environment = environment | {port_variable: str(self.port)}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in [*command, *options]], stdout=log, stderr=log,
                env=os.environ | environment,
            )
        if ready:
            self.wait_until_ready()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def wait_until_ready(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if self.get("/readyz").status == 200:
                    return
            except (OSError, http_wire.Malformed):
                pass
            time.sleep(0.01)
        raise AssertionError(f"the service is not ready: {self.log.read_text(errors='replace')[-2_000:]}")

    def connect(self, timeout=30):
        return http_wire.Connection(self.port, timeout)

    def ask(self, data, method="POST", timeout=30):
        """Sends a request over a connection of its own; its answer."""
        with self.connect(timeout) as connection:
            return connection.ask(data, method)

    def get(self, path, headers=()):
        return self.ask(http_wire.request("GET", path, headers), "GET")

    def predict(self, text, path="/predict"):
        """What the service says of a text."""
        answer = self.ask(http_wire.prediction(text, path))
        assert answer.status == 200, answer
        return answer.json

    def metric(self, name, **labels):
        """The sum of a metric's values whose labels are these."""
        total = 0.0
        for line in self.get("/metrics").body.decode().splitlines():
            key, _, value = line.rpartition(" ")
            series, _, rest = key.partition("{")
            if series == name and all(f'{label}="{text}"' in rest for label, text in labels.items()):
                total += float(value)
        return total

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """Ends the service by SIGTERM; its exit status, None where it does not end."""
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    def resident_bytes(self):
        return self.status("VmRSS")

    def peak_bytes(self):
        """The highest resident memory since the start, or since `reset_peak`."""
        return self.status("VmHWM")

    def reset_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def status(self, name):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) << 10
        raise AssertionError(f"the system does not tell {name}")


class Growth:
    """Within a `with`, how many bytes the service's memory grows at most: `bytes`, read at the end."""

    def __init__(self, service):
        self.service = service

    def __enter__(self):
        self.service.reset_peak()
        self.before = self.service.resident_bytes()
        return self

    def __exit__(self, *_):
        self.bytes = self.service.peak_bytes() - self.before


def wait(condition):
    """Waits until `condition` gives something true, which is returned."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
