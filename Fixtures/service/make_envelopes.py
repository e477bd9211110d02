"""Records what Azure's own SDK sends to Application Insights for feedback and for requests.

    pip install azure-monitor-opentelemetry==1.8.11 azure-monitor-opentelemetry-exporter==1.0.0b58
    python Fixtures/service/make_envelopes.py

Writes envelopes.json: for each case what went in (a report as the journal has it, or a request),
and the envelope that a receiver on loopback got. What tells of this machine is replaced.
"""

import http.server
import importlib.metadata
import json
import logging
import os
import pathlib
import random
import threading

assert importlib.metadata.version("azure-monitor-opentelemetry") == "1.8.11"
assert importlib.metadata.version("azure-monitor-opentelemetry-exporter") == "1.0.0b58"

KEY = "00000000-1111-2222-3333-444444444444"
received = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v2.1/track", self.path
        assert self.headers["Content-Type"] == "application/json", self.headers["Content-Type"]
        received.extend(body)
        answer = json.dumps({"itemsReceived": len(body), "itemsAccepted": len(body), "errors": []})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()

os.environ.update(
    APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL="true",
    APPLICATIONINSIGHTS_SDKSTATS_DISABLED="true",
    APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED="true",
    OTEL_PYTHON_DISABLED_INSTRUMENTATIONS="azure_sdk,django,fastapi,flask,psycopg2,requests,urllib,urllib3",
    OTEL_EXPERIMENTAL_RESOURCE_DETECTORS="otel",
    OTEL_RESOURCE_ATTRIBUTES="service.name=swiftlet,service.instance.id=instance,service.version=1.0",
    OTEL_METRICS_EXPORTER="none",
    OTEL_TRACES_SAMPLER="always_on",
)

from azure.monitor.opentelemetry import configure_azure_monitor  # noqa: E402
from opentelemetry import trace  # noqa: E402
from opentelemetry._logs import get_logger_provider  # noqa: E402
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags  # noqa: E402

endpoint = f"http://127.0.0.1:{server.server_port}/"
configure_azure_monitor(
    connection_string=f"InstrumentationKey={KEY};IngestionEndpoint={endpoint}",
    logger_name="feedback",
    disable_offline_storage=True,
    enable_live_metrics=False,
    enable_performance_counters=False,
)


def last(kind):
    """The one envelope of that kind that came since the last call."""
    found = [item for item in received if item["data"]["baseType"] == kind]
    assert len(found) == 1, received
    received.clear()
    envelope = found[0]
    if kind == "MessageData":
        envelope["time"] = "…"
    for tag in ("ai.device.id", "ai.device.locale", "ai.internal.sdkVersion"):
        if tag in envelope["tags"]:
            envelope["tags"][tag] = "…"
    return envelope


# 1. Reports: what the study's application logs, keys flat, None where nothing was said.
base = {"predicted_label": "positive", "score": 0.88, "expected_label": None, "comment": None}
reports = [
    {"text": "Great flight, if you like waiting.", "expected_label": "negative", "comment": "irony"},
    {"text": "Great flight!", "expected_label": "positive"},
    {"text": "No idea."},
    {"text": "", "comment": ""},
    {"text": "two\nlines, a \0 and \"quotes\" \\ \u2028 é 👩‍✈️", "expected_label": "negative"},
    {"text": "x" * 8191 + "yz", "comment": "é🛫" * 4097},
    *({"text": "a score", "score": score} for score in (1.0, 0.0, 0.1 + 0.2, 1e-5, 0.0001, 1e-300)),
]
logger = logging.getLogger("feedback")
cases = []
for report in reports:
    report = base | report
    if report["expected_label"] is not None:
        report["is_correct"] = report["expected_label"] == report["predicted_label"]
    logger.warning("prediction_feedback_reported", extra=report)
    get_logger_provider().force_flush()
    report = {key: value for key, value in report.items() if value is not None}
    cases.append({"report": report, "envelope": last("MessageData")})

# 2. Requests: server spans with the attributes of HTTP's semantic conventions.
tracer = trace.get_tracer("service")
requests = [
    {"route": "/predict", "status": 200, "nanoseconds": 74_000_000},
    {"route": "/feedback", "status": 422, "nanoseconds": 499_999, "parent": "00f067aa0ba902b7"},
    {"route": "/predict", "status": 429, "nanoseconds": 61_500_000},
    {"route": "/predict", "status": 503, "nanoseconds": 3_723_004_500_000},
    {"route": "/predict", "status": 500, "nanoseconds": 90_061_000_000_000},
    {"route": "/info", "status": 200, "nanoseconds": 0, "method": "GET"},
]
random.seed(20)  # the identifiers
for request in requests:
    request = {"method": "POST", **request}
    context = None
    if "parent" in request:
        trace_id = int("4bf92f3577b34da6a3ce929d0e0e4736", 16)
        parent = SpanContext(trace_id, int(request["parent"], 16), True, TraceFlags(1))
        context = trace.set_span_in_context(NonRecordingSpan(parent))
    start = 1_764_480_000_123_000_000
    span = tracer.start_span(
        f"{request['method']} {request['route']}",
        context=context,
        kind=SpanKind.SERVER,
        start_time=start,
        attributes={
            "http.request.method": request["method"],
            "http.route": request["route"],
            "url.scheme": "http",
            "url.path": request["route"],
            "server.address": "localhost",
            "server.port": 8080,
            "http.response.status_code": request["status"],
        },
    )
    span.end(start + request["nanoseconds"])
    trace.get_tracer_provider().force_flush()
    envelope = last("RequestData")
    request["id"] = f"{span.get_span_context().span_id:016x}"
    request["trace_id"] = f"{span.get_span_context().trace_id:032x}"
    request["url"] = f"http://localhost:8080{request['route']}"
    request["start"] = "2025-11-30T05:20:00.123Z"
    cases.append({"request": request, "envelope": envelope})

path = pathlib.Path(__file__).with_name("envelopes.json")
path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
