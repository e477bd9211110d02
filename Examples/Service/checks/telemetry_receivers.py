"""Real receivers of telemetry on this machine: a strict collector, rotel and Prometheus."""

import base64
import contextlib
import gzip
import http.server
import json
import pathlib
import subprocess
import sysconfig
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from http_service import PATIENCE, free_port

MESSAGES = {
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}

#: Members whose bytes OpenTelemetry writes in hexadecimal, where protobuf's JSON has base64, and
#: how many digits they have.
IDENTIFIERS = {"traceId": 32, "spanId": 16, "parentSpanId": 16}


def until(found, what, patience=PATIENCE):
    """What `found` returns once that is not empty."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.05)
    raise AssertionError(f"in vain waited for {what}")


def parse_strictly(path, body):
    """The message of a JSON body; a member that OpenTelemetry does not know is an error."""
    tree = json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    return json_format.ParseDict(with_base64_identifiers(tree), MESSAGES[path]())


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def with_base64_identifiers(value, name=None):
    if isinstance(value, dict):
        return {key: with_base64_identifiers(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [with_base64_identifiers(item) for item in value]
    if name in IDENTIFIERS:
        if len(value) != IDENTIFIERS[name] or value != value.lower():
            raise ValueError(f"{name} is {value!r}")
        return base64.b64encode(bytes.fromhex(value)).decode()
    return value


class Collector:
    """Takes OpenTelemetry's protocol over HTTP, as JSON or as protobuf, and keeps what came.

    `statuses` are answered to the next requests, before 200 to all others.
    """

    def __init__(self, port=0):
        self.statuses = []
        self.refused = 0
        self.problems = []
        self.messages = {path: [] for path in MESSAGES}
        self.headers = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                collector.take(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # a client that is gone

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.server.shutdown()
        self.server.server_close()
        if kind is None:
            assert not self.problems, self.problems

    def take(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        kind = request.headers["Content-Type"]
        if self.statuses:
            self.refused += 1
            return self.answer(request, self.statuses.pop(0), kind, b"")
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        try:
            if kind == "application/json":
                message = parse_strictly(request.path, body)
            else:
                message = MESSAGES[request.path].FromString(body)
        except Exception as error:
            self.problems.append(f"{request.path}: {error}: {body[:2_000]}")
            return self.answer(request, 400, kind, b"")
        self.headers.append(dict(request.headers))
        self.messages[request.path].append(message)
        self.answer(request, 200, kind, b"{}" if kind == "application/json" else b"")

    def answer(self, request, status, kind, body):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        if status in (429, 503):
            request.send_header("Retry-After", "1")
        request.end_headers()
        request.wfile.write(body)

    def spans(self):
        """All spans, each with its resource's attributes."""
        return [
            (span, attributes(group.resource))
            for message in list(self.messages["/v1/traces"])
            for group in message.resource_spans
            for scope in group.scope_spans
            for span in scope.spans
        ]

    def logs(self):
        return [
            (record, attributes(group.resource))
            for message in list(self.messages["/v1/logs"])
            for group in message.resource_logs
            for scope in group.scope_logs
            for record in scope.log_records
        ]

    def metrics(self):
        """The newest state of each metric by its name."""
        return {
            metric.name: metric
            for message in list(self.messages["/v1/metrics"])
            for group in message.resource_metrics
            for scope in group.scope_metrics
            for metric in scope.metrics
        }


def attributes(holder):
    """A dictionary of what has `attributes`."""
    return {pair.key: plain(pair.value) for pair in holder.attributes}


def plain(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [plain(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None


@contextlib.contextmanager
def rotel(collector):
    """Runs rotel, which reads with opentelemetry-rust and sends on to the collector as protobuf; its
    address."""
    program = pathlib.Path(sysconfig.get_path("purelib"), "rotel", "rotel-agent")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/log", "w+") as log:
        process = subprocess.Popen(
            [
                program, "start",
                "--otlp-http-endpoint", f"127.0.0.1:{port}",
                "--otlp-grpc-endpoint", f"127.0.0.1:{free_port()}",
                "--exporter", "otlp",
                "--otlp-exporter-endpoint", collector.url,
                "--otlp-exporter-protocol", "http",
                "--pid-file", f"{folder}/pid", "--log-file", f"{folder}/agent.log",
            ],
            stdout=log, stderr=log,
        )
        try:
            until(lambda: listens(port), "rotel")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def listens(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Prometheus:
    """Debian's Prometheus, scraping a service every second under the given rules."""

    def __init__(self, target, rules=None, token=None):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        job = {"job_name": "swiftlet", "static_configs": [{"targets": [target]}]}
        if token:
            job["authorization"] = {"credentials": token}
        settings = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "scrape_configs": [job],
            "rule_files": [str(rules)] if rules else [],
        }
        file = pathlib.Path(self.folder.name, "prometheus.yml")
        file.write_text(json.dumps(settings))  # JSON is YAML
        subprocess.run(["promtool", "check", "config", file], check=True, stdout=subprocess.DEVNULL)
        self.log = open(f"{self.folder.name}/log", "w+")
        self.process = subprocess.Popen(
            [
                "prometheus", f"--config.file={file}", f"--storage.tsdb.path={self.folder.name}/data",
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            stdout=self.log, stderr=self.log,
        )

    def __enter__(self):
        until(self.is_ready, "Prometheus")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()
        self.folder.cleanup()

    def is_ready(self):
        try:
            return self.get("/api/v1/status/runtimeinfo")
        except OSError:
            return None

    def get(self, path, **parameters):
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.url}{path}?{query}", timeout=30) as answer:
            return json.load(answer)["data"]

    def value(self, query):
        """The sum of what a query gives, None where it gives nothing."""
        result = self.get("/api/v1/query", query=query)["result"]
        return sum(float(series["value"][1]) for series in result) if result else None

    def alerts(self):
        """The names of the alerts that fire."""
        alerts = self.get("/api/v1/alerts")["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}
