#!/usr/bin/env bash
# OTLP's JSON writes trace and span ids as hexadecimal digits, an exception from protobuf's mapping. The
# published messages (opentelemetry-proto 1.45.2) read by protobuf's own parser take the 32 digits for
# base64 and give an id of 24 bytes, without an error; written back as base64 it is the same text again,
# so a test that goes there and back sees nothing. A strict receiver must turn the ids first.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check opentelemetry-proto==1.45.2 protobuf==6.33.5
"$folder/venv/bin/python" - <<'PYTHON'
import json

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

trace = "4bf92f3577b34da6a3ce929d0e0e4736"
span = {"traceId": trace, "spanId": "00f067aa0ba902b7", "name": "POST /predict", "kind": 2}
text = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
message = json_format.Parse(text, ExportTraceServiceRequest())
read = message.resource_spans[0].scope_spans[0].spans[0]
back = json_format.MessageToDict(read)
print(f"trace id: {len(read.trace_id)} bytes (16 were meant), span id: {len(read.span_id)} bytes (8 were meant)")
print("written again:", back["traceId"])
assert len(read.trace_id) == 24 and len(read.span_id) == 12
assert back["traceId"] == trace and read.trace_id != bytes.fromhex(trace)
PYTHON
