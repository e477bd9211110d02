"""Each route by real clients: answers, options, tokens, origins, rates, documents and metrics."""

import concurrent.futures
import json
import math
import re
import select
import shutil
import subprocess
import threading

import httpx
import pytest

import http_wire
from http_service import Growth, wait

JSON = {"Content-Type": "application/json"}
TEXTS = ["two hours late, never again", "what a lovely crew", "", "late", "not bad @you #flight https://t.co/x 😍"]
MIB = 1 << 20


def post(service, path, body, headers=JSON):
    return service.ask(http_wire.request("POST", path, headers, body if isinstance(body, bytes) else json.dumps(body).encode()))


# -- /predict


def test_probabilities_of_three_labels(tiny_service, tiny_answers):
    """Those that Transformers gives."""
    for entry in json.loads(tiny_answers.read_text()):
        answer = tiny_service.predict(entry["text"], "/predict?probabilities=true")
        assert list(answer["probabilities"]) == ["bad", "neither", "good"]
        assert all(abs(ours - theirs) < 1e-5 for ours, theirs in zip(answer["probabilities"].values(), entry["one"]))
        assert answer["score"] == max(answer["probabilities"].values())


def test_a_cut_text_is_said_to_be(tiny_service):
    answer = tiny_service.predict("late " * 100)
    # It reads 32 tokens, [CLS] and [SEP] among them.
    assert answer["truncated"] is True and answer["maximum_tokens"] == 30 and answer["tokens"] >= 100
    assert "truncated" not in tiny_service.predict("late")


def test_a_text_of_any_length_is_read_whole_by_a_linear_model(service):
    assert set(service.predict("late " * 1_000)) == {"label", "score"}


def test_the_parts_of_a_linear_answer(service):
    """The intercept and the terms add up to the log-odds of the label."""
    for text in TEXTS:
        answer = service.predict(text, "/predict?explain=true")
        explanation = answer["explanation"]
        assert explanation["method"] == "coefficients" and explanation["label"] == answer["label"]
        logit = explanation["intercept"] + sum(term["weight"] for term in explanation["terms"])
        assert abs(1 / (1 + math.exp(-logit)) - answer["score"]) < 1e-4
        assert all(isinstance(term["term"], str) for term in explanation["terms"])
    assert "explanation" not in service.predict("late", "/predict?explain=false")


def test_the_parts_of_an_encoders_answer(tiny_service):
    """What each word's absence takes away."""
    answer = tiny_service.predict("two hours late", "/predict?explain=true&probabilities=true")
    explanation = answer["explanation"]
    assert explanation["label"] == answer["label"] and "intercept" not in explanation
    assert {term["term"] for term in explanation["terms"]} == {"two", "hours", "late"}


@pytest.mark.parametrize("query", ["explain=maybe", "probabilities=2", "explain"])
def test_an_option_that_is_no_boolean(service, query):
    answer = post(service, f"/predict?{query}", {"text": "late"})
    assert answer.status == 422 and answer.json["detail"][0]["loc"][0] == "query", answer


def test_server_timing(service):
    answer = post(service, "/predict", {"text": "late"})
    parts = dict(re.fullmatch(r"([a-z]+);dur=([0-9.]+)", part.strip()).groups() for part in answer["server-timing"].split(","))
    assert {"queue", "infer", "total"} <= set(parts), parts
    assert sum(float(parts[name]) for name in parts if name != "total") <= float(parts["total"]) + 0.01


# -- /predict/batch


def test_a_batch(service):
    expected = [service.predict(text) for text in TEXTS]
    assert post(service, "/predict/batch", TEXTS).json == expected
    assert post(service, "/predict/batch", [{"text": text} for text in TEXTS]).json == expected
    assert post(service, "/predict/batch", []).json == []
    answers = post(service, "/predict/batch?probabilities=true&explain=true", TEXTS[:2]).json
    assert answers == [service.predict(text, "/predict?probabilities=true&explain=true") for text in TEXTS[:2]]


@pytest.mark.parametrize("body, place", [
    ({"text": "late"}, ["body"]), (5, ["body"]), ([5], ["body", 0]), (["a", None], ["body", 1]),
    (["a", {"text": 5}], ["body", 1, "text"]), (["a", "b", {}], ["body", 2, "text"]),
], ids=str)
def test_a_bad_batch(service, body, place):
    answer = post(service, "/predict/batch", body)
    assert answer.status == 422, answer
    assert answer.json["detail"][0]["loc"][:len(place)] == place


def test_a_batch_of_too_many(start):
    with start("--maximum-batch", 3) as service:
        assert len(post(service, "/predict/batch", ["a"] * 3).json) == 3
        answer = post(service, "/predict/batch", ["a"] * 4)
        assert answer.status == 413 and "3" in answer.json["detail"] and "4" in answer.json["detail"], answer


# -- /predict/stream


def stream(service, lines, chunk=None):
    """The lines that the service answers to these."""
    body = "".join(line + "\n" for line in lines).encode()
    parts = [body] if chunk is None else [body[i:i + chunk] for i in range(0, len(body), chunk)]
    headers = {"Content-Type": "application/x-ndjson", "Transfer-Encoding": "chunked"}
    answer = service.ask(http_wire.head("POST", "/predict/stream", headers) + http_wire.chunked(*parts), timeout=120)
    assert answer.status == 200, answer
    return [json.loads(line) for line in answer.body.decode().splitlines()]


def test_a_stream(service):
    lines = [json.dumps(text) if i % 2 else json.dumps({"text": text}) for i, text in enumerate(TEXTS * 3)]
    expected = [service.predict(text) for text in TEXTS] * 3
    assert stream(service, lines) == expected
    assert stream(service, lines, chunk=1) == expected
    # Of a known length, without a line end at the end, with those of Windows.
    for separator in ("\n", "\r\n"):
        answer = post(service, "/predict/stream", separator.join(lines).encode(), {})
        assert [json.loads(line) for line in answer.body.decode().splitlines()] == expected
    assert post(service, "/predict/stream", b"").body == b""


def test_a_bad_line_of_a_stream(service):
    lines = ['"late"', "late", "5", '{"text":5}', "{}", "null", '"lovely"', '"\\ud83d"', '["a"]', '"late"']
    answers = stream(service, lines)
    assert len(answers) == len(lines)
    good = [0, 6, 7, 9]
    for number, answer in enumerate(answers):
        assert set(answer) == ({"label", "score"} if number in good else {"detail"}), (lines[number], answer)
    answer = post(service, "/predict/stream", b'"late"\n"\xff"\n"late"\n')
    assert [list(json.loads(line)) for line in answer.body.splitlines()] == [["label", "score"], ["detail"], ["label", "score"]]


def test_a_line_that_is_too_long_for_a_stream(start):
    with start("--maximum-bytes", 1_000) as service:
        lines = [b'"late"', b'"' + b"a" * 5_000_000 + b'"', b'"late"']
        headers = {"Transfer-Encoding": "chunked"}
        body = b"\n".join(lines)
        chunks = http_wire.chunked(*(body[i:i + 65_536] for i in range(0, len(body), 65_536)))
        with Growth(service) as growth:
            answer = service.ask(http_wire.head("POST", "/predict/stream", headers) + chunks)
        answers = [json.loads(line) for line in answer.body.splitlines()]
        assert answers[0]["label"] and "1000" in json.dumps(answers[1]["detail"]), answers
        assert growth.bytes < 10 * MIB


def test_a_stream_is_answered_while_it_comes(service):
    with service.connect() as connection:
        connection.send(http_wire.head("POST", "/predict/stream", {"Transfer-Encoding": "chunked"}))
        for number in range(3):
            line = b'"flight %d"\n' % number
            connection.send(b"%x\r\n%s\r\n" % (len(line), line))
            while connection.data.count(b'"label"') <= number:
                assert connection.receive(), connection.data
        connection.send(b"0\r\n\r\n")
        assert len(connection.answer().body.splitlines()) == 3


def test_a_slow_reader_of_a_stream_fills_no_memory(service):
    """The service takes no more lines than it can answer; once they are read, all answers come, in order."""
    texts = [f"flight {number} was late" for number in range(100)]
    expected = [service.predict(text) for text in texts]
    lines = b"".join(json.dumps(text).encode() + b"\n" for text in texts)
    chunk = b"%x\r\n%s\r\n" % (len(lines) * 20, lines * 20)
    with Growth(service) as growth, service.connect(5) as connection:
        connection.send(http_wire.head("POST", "/predict/stream", {"Transfer-Encoding": "chunked"}))
        # Whole chunks, until no more is taken.
        connection.socket.setblocking(False)
        sent, rest = 0, b""
        while sent < 256 * MIB and select.select([], [connection.socket], [], 2)[1]:
            rest = rest or chunk
            count = connection.socket.send(rest)
            sent, rest = sent + count, rest[count:]
        assert sent < 64 * MIB, "the service takes what nobody reads"
        connection.socket.settimeout(60)
        sender = threading.Thread(target=connection.send, args=(rest + b"0\r\n\r\n",))
        sender.start()
        answers = [json.loads(line) for line in connection.answer().body.splitlines()]
        sender.join()
    total = (sent + len(rest)) // len(chunk) * 20
    assert len(answers) == total * len(texts)
    assert answers == expected * total
    assert growth.bytes < 20 * MIB


# -- /healthz, /readyz, /info


def test_health_and_readiness(service):
    assert service.get("/healthz").json == {"status": "ok"}
    assert service.get("/readyz").json == {"status": "ready"}


def test_info(service, model):
    info = service.get("/info").json
    assert info["service"] and info["version"] and info["authentication"] is False
    assert info["model"]["labels"] == ["negative", "positive"] and info["model"]["digest"]
    assert info["model"]["reloads"] == 0 and "last_error" not in info["model"]
    assert 65_536 in info["limits"].values()


# -- Tokens


GUARDED = [
    ("POST", "/predict"), ("POST", "/predict/batch"), ("POST", "/predict/stream"), ("POST", "/feedback"),
    ("GET", "/info"), ("GET", "/metrics"), ("GET", "/monitoring/data"),
]
OPEN = ["/healthz", "/readyz", "/", "/docs", "/redoc", "/monitoring", "/openapi.json"]


@pytest.fixture(scope="module")
def guarded_service(start):
    with start(environment={"SWIFTLET_TOKEN": "open sesame".replace(" ", "-"), "SWIFTLET_ADMIN_TOKEN": "root-of-all"}) as service:
        yield service


@pytest.mark.parametrize("method, path", GUARDED)
@pytest.mark.parametrize("authorization", [
    None, "Bearer wrong", "Bearer open-sesam", "Bearer open-sesamee", "Bearer ", "Basic b3Blbi1zZXNhbWU6", "open-sesame", "",
], ids=str)
def test_a_request_without_the_token(guarded_service, method, path, authorization):
    headers = JSON | ({} if authorization is None else {"Authorization": authorization})
    body = b'"late"' if method == "POST" else None
    answer = guarded_service.ask(http_wire.request(method, path, headers, body), method)
    assert answer.status == 401 and answer.json["detail"]
    assert answer["www-authenticate"].startswith("Bearer")


def test_a_request_with_the_token(guarded_service):
    for scheme in ("Bearer", "bearer"):
        headers = JSON | {"Authorization": f"{scheme} open-sesame"}
        for method, path in GUARDED:
            body = b'{"text":"late"}' if method == "POST" else None
            answer = guarded_service.ask(http_wire.request(method, path, headers, body), method)
            assert answer.status in (200, 422), (path, answer)
    for path in OPEN:
        assert guarded_service.get(path).status == 200
    info = guarded_service.get("/info", {"Authorization": "Bearer open-sesame"})
    assert info.json["authentication"] is True
    for answer in (info, guarded_service.get("/info")):
        assert b"sesame" not in answer.body and b"root-of-all" not in answer.body
    assert "sesame" not in guarded_service.log.read_text()


def test_administration_has_a_token_of_its_own(guarded_service, service):
    def reload(authorization):
        return post(guarded_service, "/admin/reload", b"", {"Authorization": authorization})

    assert reload("").status == 401
    assert reload("Bearer open-sesame").status in (401, 403)
    assert reload("Bearer root-of-all").status == 200
    # Without a token for administration there is none.
    assert post(service, "/admin/reload", b"", {}).status in (401, 403, 404)


def test_the_origin_of_a_page_is_refused_like_any_other(guarded_service):
    """A browser reads the refusal only where it names the page's origin."""
    answer = post(guarded_service, "/predict", {"text": "a"}, JSON | {"Origin": "http://localhost:8501"})
    assert answer.status == 401 and answer["access-control-allow-origin"] == "http://localhost:8501"


# -- Origins


def test_origins_of_ones_own(start):
    with start("--cors-origin", "https://a.example", "--cors-origin", "https://b.example") as service:
        def preflight(origin):
            return service.ask(http_wire.request("OPTIONS", "/predict", {
                "Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type",
            }), "OPTIONS")

        for origin in ("https://a.example", "https://b.example"):
            assert preflight(origin).status == 200 and preflight(origin)["access-control-allow-origin"] == origin
            assert "Origin" in preflight(origin)["vary"]
        for origin in ("http://a.example", "https://a.example.evil.example", "https://aXexample", "null", "", "*"):
            assert preflight(origin).status == 400 and preflight(origin)["access-control-allow-origin"] is None
        assert service.predict("late")


# -- Load


def test_one_address_too_often(start):
    with start("--rate-limit", 20) as service:
        answers = [post(service, "/predict", {"text": "a"}) for _ in range(60)]
        statuses = [answer.status for answer in answers]
        # Half of them may come at once.
        assert set(statuses) == {200, 429} and statuses[:10] == [200] * 10, statuses
        assert 1 <= int(answers[-1]["retry-after"]) <= 60 and answers[-1].json["detail"]
        assert service.get("/healthz").status == 200 and service.get("/readyz").status == 200


def test_wrong_tokens_too_often(start):
    """Nobody guesses a token faster than the limit."""
    with start("--rate-limit", 20, environment={"SWIFTLET_TOKEN": "secret"}) as service:
        wrong = {"Authorization": "Bearer wrong"}
        statuses = [post(service, "/predict", {"text": "a"}, JSON | wrong).status for _ in range(30)]
        assert set(statuses) == {401, 429} and statuses[:10] == [401] * 10, statuses


def test_a_full_queue(start, tiny):
    """Refused with 429 and a time to come back, never with 503; what is accepted is answered."""
    batch = ["two hours late and nobody at the gate " * 20] * 64
    with start("--queue-texts", 1, "--queue-milliseconds", 0, model=tiny) as service:
        with httpx.Client(base_url=service.url, timeout=120, limits=httpx.Limits(max_connections=64)) as client:
            with concurrent.futures.ThreadPoolExecutor(64) as pool:
                answers = list(pool.map(lambda _: client.post("/predict/batch", json=batch), range(300)))
        statuses = [answer.status_code for answer in answers]
        assert set(statuses) == {200, 429}, {status: statuses.count(status) for status in statuses}
        for answer in answers:
            if answer.status_code == 200:
                assert len(answer.json()) == 64
            else:
                assert int(answer.headers["retry-after"]) >= 1 and answer.json()["detail"]
        assert service.predict("late")
        assert service.metric("swiftlet_queue_texts") == 0


# -- Documents


def test_openapi_has_every_route_with_every_status(service):
    document = service.get("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    assert {path for _, path in GUARDED} | {"/healthz", "/readyz", "/admin/reload"} <= set(paths)
    for path in ("/predict", "/predict/batch"):
        responses = paths[path]["post"]["responses"]
        assert {"200", "400", "401", "408", "413", "422", "429"} <= set(responses), (path, set(responses))
        assert responses["200"]["content"]["application/json"]["schema"]
    assert "507" in paths["/feedback"]["post"]["responses"]


@pytest.mark.parametrize("path", ["/", "/monitoring", "/docs", "/redoc"])
def test_pages(service, path):
    answer = service.get(path)
    assert answer.status == 200 and answer["content-type"].startswith("text/html")
    policy = answer["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer["x-content-type-options"] == "nosniff" and answer["x-frame-options"] == "DENY"
    assert answer["referrer-policy"] == "no-referrer"
    # Nothing comes from elsewhere, and all that is named is there.
    page = answer.body.decode()
    for address in re.findall(r"""(?:src|href)=["']([^"']+)""", page):
        if not address.startswith(("#", "data:", "mailto:")):
            assert address.startswith("/") and not address.startswith("//"), address
            assert service.get(address).status == 200, address
    if answer["etag"]:
        assert service.get(path, {"If-None-Match": answer["etag"]}).status == 304


# -- Metrics


def test_metrics_are_what_prometheus_reads(service):
    service.predict("late")
    answer = service.get("/metrics")
    assert answer["content-type"].startswith("text/plain")
    assert shutil.which("promtool"), "promtool (Debian's prometheus) is needed"
    check = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True)
    assert check.returncode == 0 and not check.stderr, check.stderr.decode()


def test_metrics_count(start):
    with start() as service:
        for text in TEXTS:
            service.predict(text)
        assert post(service, "/predict/batch", TEXTS).status == 200
        assert post(service, "/predict", {}).status == 422
        assert service.get("/nowhere").status == 404
        report = {"text": "late", "predicted_label": "positive", "score": 0.9}
        for expected in ("negative", "positive", None):
            assert post(service, "/feedback", report | {"expected_label": expected}).status == 200
        assert service.metric("swiftlet_requests_total", route="/predict", method="POST", status="200") == len(TEXTS)
        assert service.metric("swiftlet_requests_total", route="/predict", method="POST", status="422") == 1
        assert service.metric("swiftlet_requests_total", status="404") == 1
        assert service.metric("swiftlet_request_seconds_count", route="/predict") == len(TEXTS) + 1
        assert service.metric("swiftlet_predictions_total") == 2 * len(TEXTS)
        for known in ("true", "false", "unknown"):
            assert service.metric("swiftlet_feedback_total", is_correct=known) == 1
        wait(lambda: service.metric("swiftlet_wrong_feedback_window") == 1)
        assert service.metric("swiftlet_score_count") == 2 * len(TEXTS)
        resident = service.metric("swiftlet_resident_bytes")
        assert 0.5 < resident / service.resident_bytes() < 2


def test_made_up_paths_make_no_series(service):
    """An attacker must not fill the memory with metrics."""
    for number in range(50):
        service.get(f"/nowhere/{number}")
        service.ask(http_wire.request(f"METHOD{number}", "/predict"), "GET")
    text = service.get("/metrics").body.decode()
    assert "nowhere" not in text and "METHOD7" not in text
    assert text.count("\n") < 1_000


# -- Secrets of users


def test_no_text_is_logged_unless_asked(start):
    secret = "supercalifragilistic"
    for options, said in (((), False), (("--log-texts",), True)):
        with start(*options) as service:
            service.predict(secret)
            post(service, "/predict", {"text": [secret]})
            post(service, "/feedback", {"text": secret, "predicted_label": "positive", "score": 0.9, "comment": secret})
            assert service.stop() == 0
            assert (secret in service.log.read_text()) is said
