"""Teaches schemathesis bodies of JSON lines."""

import json

import schemathesis


@schemathesis.serializer("application/jsonl")
def json_lines(context, value):
    lines = value if isinstance(value, list) else [value]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()
