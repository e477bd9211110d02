#!/usr/bin/env bash
# azure-monitor-opentelemetry-exporter 1.0.0b58 decides whether a request succeeded by the span's status,
# which instrumentation leaves unset where nobody threw; OpenTelemetry's conventions want it set for 5xx by
# who makes the span. A server's span of a 503 without a status therefore arrives in Application Insights as
# responseCode "503" with success true, and failure rates and alerts on `success` do not see overload.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    azure-monitor-opentelemetry-exporter==1.0.0b58
"$folder/venv/bin/python" - <<'PYTHON'
import gzip, http.server, json, os, threading

os.environ.update(APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL="true", APPLICATIONINSIGHTS_SDKSTATS_DISABLED="true",
                  APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED="true")
from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

received = []


class Sink(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        received.extend(json.loads(body))
        answer = json.dumps({"itemsReceived": 1, "itemsAccepted": 1, "errors": []}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


sink = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
threading.Thread(target=sink.serve_forever, daemon=True).start()
exporter = AzureMonitorTraceExporter(
    connection_string="InstrumentationKey=00000000-1111-2222-3333-4444abcd4444;"
                      f"IngestionEndpoint=http://127.0.0.1:{sink.server_port}/", disable_offline_storage=True)
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
tracer = provider.get_tracer("finding")
for status in (None, Status(StatusCode.ERROR)):
    with tracer.start_as_current_span("POST /predict", kind=SpanKind.SERVER) as span:
        span.set_attribute("http.request.method", "POST")
        span.set_attribute("http.route", "/predict")
        span.set_attribute("http.response.status_code", 503)
        if status is not None:
            span.set_status(status)
provider.shutdown()
found = [(one["data"]["baseData"]["responseCode"], one["data"]["baseData"]["success"])
         for one in received if one["data"]["baseType"] == "RequestData"]
print("without a status, with ERROR:", found)
assert found == [("503", True), ("503", False)], found
PYTHON
