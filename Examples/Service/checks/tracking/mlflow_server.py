"""Starts MLflow's server, and a proxy before it that can be told to fail."""

import http.client
import http.server
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

#: How long a start, or an end, may take on a machine that has much else to do.
PATIENCE = 120


class Server:
    """`mlflow server` with a SQLite store of its own, on a port that is free."""

    def __init__(self, *options, older=None):
        self.folder = tempfile.mkdtemp(prefix="mlflow-checks-")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = pathlib.Path(self.folder, "log")
        environment = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "HOME": self.folder}
        if older:
            environment["PYTHONPATH"] = str(older)
        command = [
            sys.executable, "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{self.folder}/store.db",
            "--artifacts-destination", f"{self.folder}/artifacts", "--host", "127.0.0.1",
            "--port", self.port, "--workers", 1, *options,
        ]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdout=log, stderr=log, env=environment, start_new_session=True,
            )
        wait(self.is_ready, self.log)

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()[-3_000:]
        try:
            return urllib.request.urlopen(self.url + "/health", timeout=5).status == 200
        except OSError:
            return False

    def stop(self):
        # Its workers are of its session.
        os.killpg(self.process.pid, 9)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy:
    """Passes requests on to a server, unless `fault` answers them: a function of method and path that
    returns None, or a status and headers."""

    def __init__(self, target):
        self.requests = []
        self.fault = lambda method, path, headers: None
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.read_body()
                proxy.requests.append((self.command, self.path))
                fault = proxy.fault(self.command, self.path, self.headers)
                if fault is not None:
                    status, headers = fault
                    return self.answer(status, headers, b"")
                host = urllib.parse.urlsplit(target)
                connection = http.client.HTTPConnection(host.hostname, host.port, timeout=PATIENCE)
                headers = {
                    name: value for name, value in self.headers.items()
                    if name.lower() not in ("host", "connection", "transfer-encoding", "content-length")
                }
                connection.request(self.command, self.path, body or None, headers)
                response = connection.getresponse()
                content = response.read()
                kind = response.getheader("Content-Type", "")
                connection.close()
                self.answer(response.status, {"Content-Type": kind}, content)

            def answer(self, status, headers, content):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def read_body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_GET = do_POST = do_PUT = do_PATCH = pass_on

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def wait(condition, log=None):
    """Waits until `condition` gives something true, which is returned."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, log.read_text()[-3_000:] if log else "it did not come to that"
        time.sleep(0.05)
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
