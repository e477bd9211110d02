"""Writes study-api.json: requests to an API of the study's form, and what FastAPI answers to them.

    python make_study_api.py

Needs fastapi 0.121.2, starlette 0.49.3, pydantic 2.14.4, uvicorn 0.54.0 and httpx 0.28.1.

Each entry has `name`, `request` and `answer`. The labels and scores are a stand-in's: a service with a
real model has others. `instead` says where ours must answer otherwise, and why.
"""

import base64
import json
import pathlib
import socket
import threading

import fastapi
import httpx
import uvicorn
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

#: The headers of an answer that clients depend on.
HEADERS = ["content-type", "allow", "location", "vary", "www-authenticate"]
ORIGINS = ["http://localhost:8501", "http://127.0.0.1:8501"]
JSON = {"Content-Type": "application/json"}

app = fastapi.FastAPI(title="Sentiment")
app.add_middleware(
    CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True, allow_methods=["*"], allow_headers=["*"]
)


class PredictionRequest(BaseModel):
    text: str


class Feedback(BaseModel):
    text: str
    predicted_label: str
    score: float
    expected_label: str | None = None
    comment: str | None = None


@app.post("/predict")
def predict(request: PredictionRequest):
    words = request.text.split()
    return {"label": "positive" if "good" in words else "negative", "score": 0.75}


@app.post("/feedback")
def feedback(report: Feedback):
    return {"status": "ok"}


def predictions():
    """Requests to /predict as (name, headers, body)."""
    yield "no body and no type", {}, None
    yield "white space", JSON, '{"text":"  hi   there "}'
    yield "an empty text", JSON, '{"text":""}'
    yield "white space around the document", JSON, ' \r\n\t{ "text" : "a" } \n'
    yield "further keys", JSON, '{"text":"good","lang":"en","n":[1,{"a":null}]}'
    yield "a key twice", JSON, '{"text":1,"text":"good"}'
    yield "escapes", JSON, r'{"text":"\u0067ood \ud83d\ude0d \"\\\/\b\f\n\r\t"}'
    yield "an escaped key", JSON, r'{"\u0074ext":"good"}'
    yield "emoji as they are", JSON, '{"text":"good 😍 ✈️"}'
    yield "a lone surrogate", JSON, r'{"text":"\ud83d"}'
    yield "a lone surrogate beside a key that is not read", JSON, r'{"text":"a","x":"\ud83d"}'
    yield "NUL", JSON, r'{"text":"a\u0000b"}'
    yield "no type", {}, '{"text":"good"}'
    yield "a vendor's JSON type", {"Content-Type": "application/vnd.api+json"}, '{"text":"a"}'
    yield "a JSON type with a character set", {"Content-Type": "application/json; charset=utf-8"}, '{"text":"a"}'
    yield "a JSON type in capitals", {"Content-Type": "APPLICATION/JSON"}, '{"text":"a"}'
    yield "plain text", {"Content-Type": "text/plain"}, '{"text":"hi"}'
    yield "text/json", {"Content-Type": "text/json"}, '{"text":"hi"}'
    yield "a form", {"Content-Type": "application/x-www-form-urlencoded"}, "text=hi"
    yield "a type without a slash", {"Content-Type": "json"}, '{"text":"hi"}'
    yield "no key", JSON, "{}"
    yield "another key", JSON, '{"tweet":"hi"}'
    yield "a number", JSON, '{"text":5}'
    yield "a fraction", JSON, '{"text":5.50}'
    yield "a power of ten", JSON, '{"text":1e3}'
    yield "null", JSON, '{"text":null}'
    yield "true", JSON, '{"text":true}'
    yield "an array as the text", JSON, '{"text":["a",{"b":1.5}]}'
    yield "an object as the text", JSON, '{"text":{"a":"é\\n"}}'
    yield "an array", JSON, "[1]"
    yield "a number alone", JSON, "5"
    yield "a string alone", JSON, '"hi"'
    yield "null alone", JSON, "null"
    yield "false alone", JSON, "false"
    yield "an empty body", JSON, ""
    yield "a brace and a word", JSON, "{bad"
    yield "a word", JSON, "bad"
    yield "a document that is cut", JSON, '{"text":"hi'
    yield "a document that is cut after its value", JSON, '{"text":"hi"'
    yield "a comma at the end", JSON, '{"text":"hi",}'
    yield "no colon", JSON, '{"text" "hi"}'
    yield "single quotes", JSON, "{'text':'hi'}"
    yield "a second document", JSON, '{"text":"hi"}{"text":"hi"}'
    yield "a line end in a string", JSON, '{"text":"a\nb"}'
    yield "an unknown escape", JSON, r'{"text":"\x41"}'
    yield "an escape of three digits", JSON, r'{"text":"\u12"}'
    yield "white space alone", JSON, "  "
    yield "a byte-order mark", JSON, '\ufeff{"text":"hi"}'
    yield "bytes that are not UTF-8", JSON, b'{"text":"\xff"}'
    yield "NaN as the text", JSON, '{"text":NaN}'
    yield "a minus infinity", JSON, '{"text":[-Infinity]}'
    yield "a lone surrogate in what is refused", JSON, r'{"text":["\udc00"]}'


def reports():
    """Requests to /feedback as (name, headers, body)."""
    yield "all keys", JSON, (
        '{"text":"Great  flight ","predicted_label":"positive","score":0.9,"expected_label":"negative",'
        '"comment":"no"}'
    )
    yield "nothing expected", JSON, '{"text":"Great","predicted_label":"positive","score":0.9}'
    yield "nulls and a whole score", JSON, (
        '{"text":"Great","predicted_label":"positive","score":1,"expected_label":null,"comment":null}'
    )
    yield "a label of no model", JSON, '{"text":"Great","predicted_label":"martian","score":-3e2}'
    yield "a boolean as score", JSON, '{"text":"Great","predicted_label":"positive","score":true}'
    yield "a text as score", JSON, '{"text":"Great","predicted_label":"positive","score":"0.9"}'
    yield "a word as score", JSON, '{"text":"Great","predicted_label":"positive","score":"abc"}'
    yield "null as score", JSON, '{"text":"Great","predicted_label":"positive","score":null}'
    yield "keys left out", JSON, '{"text":"Great"}'
    yield "everything of another type", JSON, (
        '{"text":1,"predicted_label":2,"score":[],"expected_label":3,"comment":4}'
    )
    yield "an array", JSON, "[]"
    yield "an empty body", JSON, ""
    yield "NaN as score", JSON, '{"text":"Great","predicted_label":"positive","score":NaN}'
    yield "plain text", {"Content-Type": "text/plain"}, "hi"


def requests():
    """All requests as (name, method, path, headers, body)."""
    for path in ("/docs", "/redoc", "/openapi.json"):
        yield f"GET {path}", "GET", path, {}, None
    yield "HEAD /docs", "HEAD", "/docs", {}, None
    for path in ("/nowhere", "/predict/x", "/robots933456.txt", "/Predict"):
        yield f"GET {path}", "GET", path, {}, None
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
        for path in ("/predict", "/feedback"):
            yield f"{method} {path}", method, path, {}, None
    yield "a slash too many", "POST", "/predict/", JSON, '{"text":"a"}'
    yield "a slash too many and a query", "POST", "/feedback/?a=b", JSON, "{}"
    yield "a query that is not read", "POST", "/predict?a=b", JSON, '{"text":"a"}'
    for name, headers, body in predictions():
        yield f"predict: {name}", "POST", "/predict", headers, body
    for name, headers, body in reports():
        yield f"feedback: {name}", "POST", "/feedback", headers, body

    asked = {"Access-Control-Request-Method": "POST"}
    for origin in ORIGINS:
        yield f"preflight from {origin}", "OPTIONS", "/predict", {"Origin": origin} | asked, None
    yield "preflight with a header", "OPTIONS", "/predict", {"Origin": ORIGINS[0]} | asked | {
        "Access-Control-Request-Headers": "content-type"
    }, None
    yield "preflight with headers", "OPTIONS", "/predict", {"Origin": ORIGINS[0]} | asked | {
        "Access-Control-Request-Headers": "content-type, x-custom"
    }, None
    yield "preflight from elsewhere", "OPTIONS", "/predict", {"Origin": "http://evil.example"} | asked, None
    yield "preflight of another path", "OPTIONS", "/nowhere", {"Origin": ORIGINS[0]} | asked, None
    for origin in (ORIGINS[0], "http://evil.example", "http://localhost:8501.evil.example", "null"):
        yield f"predict from {origin}", "POST", "/predict", JSON | {"Origin": origin}, '{"text":"a"}'
    yield "a refusal across origins", "POST", "/predict", JSON | {"Origin": ORIGINS[0]}, "{}"


#: Where ours answers otherwise.
INSTEAD = {
    "OPTIONS /predict": (204, "OPTIONS tells what is allowed"),
    "OPTIONS /feedback": (204, "OPTIONS tells what is allowed"),
    "feedback: a boolean as score": (422, "a boolean is no number"),
    "feedback: a text as score": (422, "a text is no number"),
    "feedback: NaN as score": (422, "NaN is no JSON, and cannot be written back"),
    "predict: NaN as the text": (422, "NaN is no JSON; FastAPI fails writing it back"),
    "predict: a minus infinity": (422, "an infinity is no JSON; FastAPI fails writing it back"),
    "predict: a lone surrogate in what is refused": (422, "FastAPI fails writing it back"),
}


def record(client, name, method, path, headers, body):
    request = client.build_request(method, path, content=body)
    # Not what the client adds of itself: whoever replays this sends what stands here.
    for header in ("content-type", "accept", "accept-encoding", "user-agent"):
        request.headers.pop(header, None)
    request.headers.update(headers)
    response = client.send(request)
    origin = str(client.base_url)
    # Without an origin that is allowed, what else is allowed means nothing.
    allowed = "access-control-" if "access-control-allow-origin" in response.headers else "\0"
    kept = {
        key: value.replace(origin, "{origin}") for key, value in sorted(response.headers.items())
        if key in HEADERS or key.startswith(allowed)
    }
    sent = {"method": method, "path": path, "headers": headers}
    if isinstance(body, bytes):
        sent["body_base64"] = base64.b64encode(body).decode()
    elif body is not None:
        sent["body"] = body
    # Documents are made by other hands: their bodies are not compared.
    answer = {"status": response.status_code, "headers": kept}
    if path not in ("/docs", "/redoc", "/openapi.json"):
        answer["body"] = response.text
    entry = {"name": name, "request": sent, "answer": answer}
    if name in INSTEAD:
        status, why = INSTEAD[name]
        entry["instead"] = {"status": status, "why": why}
    return entry


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=base, limits=httpx.Limits(max_keepalive_connections=0)) as client:
        entries = [record(client, *request) for request in requests()]
    server.should_exit = True
    thread.join()
    assert {entry["name"] for entry in entries} >= set(INSTEAD)
    text = ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in entries)
    path = pathlib.Path(__file__).with_name("study-api.json")
    path.write_text(f"[\n{text}\n]\n", encoding="ascii")


if __name__ == "__main__":
    main()
