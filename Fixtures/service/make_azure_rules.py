"""Records how Azure's own SDK reads connection strings, and what it makes of answers.

    pip install azure-monitor-opentelemetry-exporter==1.0.0b58
    python Fixtures/service/make_azure_rules.py

Writes azure-rules.json: "connection_strings", each with the key and the endpoint or with nothing
where it is refused; "again", the statuses from 400 to 511 of a receiver on loopback after which the
records are sent again, as after others they are lost; "partial", the records of an answer 206 that
are sent again.
"""

import http.server
import importlib.metadata
import json
import os
import pathlib
import threading
import time

assert importlib.metadata.version("azure-monitor-opentelemetry-exporter") == "1.0.0b58"
os.environ.update(
    APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL="true",
    APPLICATIONINSIGHTS_SDKSTATS_DISABLED="true",
    APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED="true",
)

from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter  # noqa: E402
from azure.monitor.opentelemetry.exporter._connection_string_parser import (  # noqa: E402
    ConnectionStringParser,
)
from azure.monitor.opentelemetry.exporter._generated.exporter.models import TelemetryItem  # noqa: E402

KEY = "00000000-1111-2222-3333-4444abcd4444"
strings = [
    f"InstrumentationKey={KEY}",
    f"InstrumentationKey={KEY};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/"
    ";LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/;ApplicationId=1",
    f"instrumentationkey={KEY};INGESTIONENDPOINT=http://127.0.0.1:8080",
    f"InstrumentationKey={KEY};EndpointSuffix=applicationinsights.us",
    f"InstrumentationKey={KEY};EndpointSuffix=applicationinsights.us;Location=virginia",
    f"InstrumentationKey={KEY};EndpointSuffix=applicationinsights.us;IngestionEndpoint=https://own.example",
    f"InstrumentationKey={KEY};Location=virginia",
    f"Authorization=ikey;InstrumentationKey={KEY}",
    f"Authorization=other;InstrumentationKey={KEY}",
    "InstrumentationKey=",
    "InstrumentationKey=abc",
    f"InstrumentationKey={KEY}0",
    f"InstrumentationKey={KEY.replace('-', '')}",
    "IngestionEndpoint=https://own.example",
    "",
    f"InstrumentationKey={KEY};nonsense",
    f"{KEY}",
]


def parse(text):
    try:
        parser = ConnectionStringParser(text)
    except ValueError:
        return {"text": text}
    return {"text": text, "key": parser.instrumentation_key, "endpoint": parser.endpoint}


answer = {"status": 200, "body": b""}


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(answer["status"])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer["body"])))
        self.end_headers()
        self.wfile.write(answer["body"])

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()


class Storage:
    """Keeps what the exporter would keep on disk to send it again."""

    kept = []

    def put(self, envelopes, lease_period=None):
        self.kept += [envelope["name"] for envelope in envelopes]


exporter = AzureMonitorTraceExporter(
    connection_string=f"InstrumentationKey={KEY};IngestionEndpoint=http://127.0.0.1:{server.server_port}",
    disable_offline_storage=True,
    retry_total=0,
)


def item(name):
    return TelemetryItem(name=name, time=time.strftime("%Y-%m-%dT%H:%M:%SZ"), instrumentation_key=KEY)


again = []
for status in [200, *range(400, 512)]:
    taken = status == 200
    errors = [] if taken else [{"index": 0, "statusCode": status, "message": "no"}]
    body = {"itemsReceived": 1, "itemsAccepted": int(taken), "errors": errors}
    answer.update(status=status, body=json.dumps(body).encode())
    result = exporter._transmit([item("0")]).name
    assert (result == "SUCCESS") == taken, (status, result)
    if result == "FAILED_RETRYABLE":
        again.append(status)

errors = [
    {"index": number, "statusCode": status, "message": message}
    for number, (status, message) in enumerate(
        [(400, "109: invalid"), (429, "later"), (500, "fault"), (206, "Telemetry sampled out."),
         (503, "away"), (402, "quota"), (439, "quota"), (408, "late"), (500, "Telemetry sampled out."),
         (401, "no"), (403, "no"), (404, "no"), (502, "no"), (504, "no")]
    )
]
body = {"itemsReceived": 16, "itemsAccepted": 16 - len(errors), "errors": errors}
answer.update(status=206, body=json.dumps(body).encode())
exporter.storage = Storage()
exporter._transmit([item(str(number)) for number in range(16)])

path = pathlib.Path(__file__).with_name("azure-rules.json")
result = {
    "connection_strings": [parse(text) for text in strings],
    "again": again,
    "partial": {"answer": body, "again": [int(name) for name in Storage.kept]},
}
path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
