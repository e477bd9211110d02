#!/usr/bin/env bash
# protobuf's JSON writes 64-bit integers as text, and so do the examples of OTLP's specification. rotel
# 0.0.1a15, which reads with opentelemetry-rust, answers 200 to a histogram whose counts are text and
# sends none on; a sum's point arrives without its value where asInt is text. The same metrics with
# numbers arrive whole. Where both kinds of receivers are to be served: counts and asInt as numbers.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    rotel==0.0.1a15 opentelemetry-proto==1.45.2 protobuf==6.33.5
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import http.server, json, pathlib, socket, subprocess, sys, sysconfig, threading, time, urllib.request

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

arrived = {}


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            import gzip
            body = gzip.decompress(body)
        message = ExportMetricsServiceRequest.FromString(body)
        for group in message.resource_metrics:
            for scope in group.scope_metrics:
                for metric in scope.metrics:
                    arrived[metric.name] = metric
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=collector.serve_forever, daemon=True).start()
port, folder = free_port(), sys.argv[1]
agent = subprocess.Popen(
    [pathlib.Path(sysconfig.get_path("purelib"), "rotel", "rotel-agent"), "start",
     "--otlp-http-endpoint", f"127.0.0.1:{port}", "--otlp-grpc-endpoint", f"127.0.0.1:{free_port()}",
     "--exporter", "otlp", "--otlp-exporter-protocol", "http",
     "--otlp-exporter-endpoint", f"http://127.0.0.1:{collector.server_port}",
     "--pid-file", f"{folder}/pid", "--log-file", f"{folder}/agent.log"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def metrics(kind, number):
    time_ = {"startTimeUnixNano": "1700000000000000000", "timeUnixNano": "1700000001000000000"}
    histogram = {**time_, "count": number(3), "sum": 0.6, "bucketCounts": [number(1), number(2)],
                 "explicitBounds": [0.1]}
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": [
        {"name": f"seconds_{kind}", "histogram": {"aggregationTemporality": 2, "dataPoints": [histogram]}},
        {"name": f"total_{kind}", "sum": {"aggregationTemporality": 2, "isMonotonic": True,
                                          "dataPoints": [{**time_, "asInt": number(7)}]}}]}]}]}


def post(body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/metrics", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status


try:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    statuses = [post(metrics("text", str)), post(metrics("number", int))]
    for _ in range(300):
        if {"seconds_number", "total_number", "total_text"} <= arrived.keys():
            break
        time.sleep(0.1)
    time.sleep(2)
finally:
    agent.terminate()
    agent.wait(20)

print("answers:", statuses, "arrived:", sorted(arrived))
points = arrived["seconds_number"].histogram.data_points
assert statuses == [200, 200]
assert len(points) == 1 and points[0].count == 3 and list(points[0].bucket_counts) == [1, 2]
assert arrived["total_number"].sum.data_points[0].as_int == 7
lost = "seconds_text" not in arrived or not arrived["seconds_text"].histogram.data_points
print("histogram with counts as text:", "lost" if lost else arrived["seconds_text"])
value = arrived["total_text"].sum.data_points[0].WhichOneof("value")
print("sum with asInt as text: value", value)
assert lost and value is None
PYTHON
