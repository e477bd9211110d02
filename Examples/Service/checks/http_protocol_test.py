"""HTTP/1.1 as clients, proxies and attackers speak it: connections, lengths, limits, slow peers."""

import concurrent.futures
import http.client
import json
import select
import socket
import time

import httpx
import pytest

import http_wire
from http_service import Growth

JSON = {"Content-Type": "application/json"}
GOOD = b'{"text":"two hours late"}'
MIB = 1 << 20


def post(headers, body=b""):
    """A request to /predict whose headers, lengths among them, are given as they are."""
    return http_wire.head("POST", "/predict", headers) + body


def refusal(service, data, *statuses):
    """The answer to bytes that must be refused with one of `statuses`, and the connection closed."""
    with service.connect() as connection:
        answer = connection.ask(data)
        assert answer.status in statuses, answer
        assert connection.is_closed(), f"open after {answer}"
    if answer["content-type"] == "application/json":
        assert answer.json["detail"]
    return answer


# -- Connections


def test_a_connection_is_kept(service):
    with service.connect() as connection:
        for text in ("late", "lovely", "late again"):
            answer = connection.ask(http_wire.prediction(text))
            assert answer.status == 200 and not answer.closes
            assert answer.json == service.predict(text)


@pytest.mark.parametrize("request_bytes", [
    http_wire.request("GET", "/healthz", {"Connection": "close"}),
    http_wire.request("GET", "/healthz", version="1.0"),
], ids=["asked", "HTTP/1.0"])
def test_a_connection_is_closed_where_asked(service, request_bytes):
    with service.connect() as connection:
        assert connection.ask(request_bytes, "GET").status == 200
        assert connection.is_closed()


def test_a_connection_of_http_1_0_is_kept_where_asked(service):
    data = http_wire.request("GET", "/healthz", {"Connection": "keep-alive"}, version="1.0")
    with service.connect() as connection:
        assert connection.ask(data, "GET").status == 200
        assert connection.ask(data, "GET").status == 200


def test_a_refusal_keeps_the_connection(service):
    with service.connect() as connection:
        assert connection.ask(http_wire.request("POST", "/predict", JSON, b"{}")).status == 422
        assert connection.ask(http_wire.request("GET", "/nowhere"), "GET").status == 404
        assert connection.ask(http_wire.request("GET", "/predict"), "GET").status == 405
        assert connection.ask(http_wire.prediction("late")).status == 200


def test_pipelined_requests_are_answered_in_order(service):
    texts = [f"flight {number} was late" for number in range(30)]
    expected = [service.predict(text) for text in texts]
    data = b"".join(
        http_wire.prediction(text) + http_wire.request("GET", "/nowhere") + http_wire.request("GET", "/healthz")
        for text in texts
    )
    with service.connect() as connection:
        connection.send(data)
        for answer in expected:
            assert connection.answer().json == answer
            assert connection.answer().status == 404
            assert connection.answer().json == {"status": "ok"}


def test_a_request_byte_by_byte(service):
    with service.connect() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in http_wire.prediction("late"):
            connection.send(bytes([byte]))
        assert connection.answer().json == service.predict("late")


def test_a_half_closed_connection_is_answered(service):
    with service.connect() as connection:
        connection.send(http_wire.prediction("late"))
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.answer().json == service.predict("late")
        assert connection.is_closed()


def test_an_abandoned_connection_harms_nobody(service):
    for cut in (10, 60, -5):
        with service.connect() as connection:
            connection.send(http_wire.prediction("late")[:cut])
    for _ in range(50):
        with service.connect() as connection:
            connection.send(http_wire.prediction("late"))
    assert service.get("/healthz").status == 200


def test_many_clients_get_the_answers_of_their_own_texts(service):
    texts = [f"{word} {number}" for number in range(100) for word in ("late", "lovely", "not bad", "never")]
    expected = [service.predict(text) for text in texts]
    with httpx.Client(base_url=service.url, timeout=60) as client, concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda text: client.post("/predict", json={"text": text}).json(), texts))
    assert answers == expected


# -- Python's own client


def test_http_client(service):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    for _ in range(2):
        connection.request("POST", "/predict", GOOD, JSON)
        response = connection.getresponse()
        assert response.status == 200 and json.load(response)["label"] in ("negative", "positive")
    # Chunked, since no length is known.
    connection.request("POST", "/predict", iter([GOOD[:5], GOOD[5:]]), JSON)
    assert connection.getresponse().read() == service.ask(http_wire.request("POST", "/predict", JSON, GOOD)).body
    connection.close()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/docs", "/redoc", "/monitoring", "/openapi.json", "/metrics"])
def test_head_is_get_without_a_body(service, path):
    whole = service.get(path)
    with service.connect() as connection:
        answer = connection.ask(http_wire.request("HEAD", path), "HEAD")
        assert answer.status == whole.status == 200
        assert answer["content-type"] == whole["content-type"]
        if path != "/metrics":  # It counts this very request.
            assert answer["content-length"] in (None, str(len(whole.body)))
        # Nothing follows: the next answer begins at once.
        assert connection.ask(http_wire.request("GET", "/healthz"), "GET").status == 200


@pytest.mark.parametrize("path, status", [
    ("/nowhere", 404), ("/predict", 405), ("/predict/stream", 405), ("/admin/reload", 405), ("/docs/", 307),
])
def test_head_of_what_is_refused_has_no_body(service, path, status):
    with service.connect() as connection:
        assert connection.ask(http_wire.request("HEAD", path), "HEAD").status == status
        assert connection.ask(http_wire.request("GET", "/healthz"), "GET").status == 200


@pytest.mark.parametrize("host", [
    b"", b"Host: a\r\nHost: a\r\n", b"Host: a b\r\n", b'Host: evil"><script>\r\n', b"Host: a/c\r\n", b"Host: a@b\r\n",
], ids=repr)
def test_a_request_for_no_one_host(service, host):
    refusal(service, b"GET /healthz HTTP/1.1\r\n" + host + b"\r\n", 400)
    # Behind one that is answered.
    with service.connect() as connection:
        connection.send(
            http_wire.request("GET", "/healthz") + b"POST /predict HTTP/1.1\r\nContent-Length: 2\r\n" + host + b"\r\n{}"
        )
        assert [connection.answer().status for _ in range(2)] == [200, 400]
        assert connection.is_closed()


@pytest.mark.parametrize("host", [b"a", b"a:80", b"[::1]:8080", b"xn--caf-dma.example", b"127.0.0.1"], ids=repr)
def test_a_request_for_a_host(service, host):
    with service.connect() as connection:
        assert connection.ask(b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n\r\n", "GET").status == 200


def test_a_stream_to_http_1_0_ends_with_the_connection(service):
    data = http_wire.request("POST", "/predict/stream", {"Connection": "keep-alive"}, b'"late"\n"lovely"\n', "1.0")
    with service.connect() as connection:
        answer = connection.ask(data)
        assert answer.status == 200 and answer["transfer-encoding"] is None and answer.closes
        lines = [json.loads(line) for line in answer.body.splitlines()]
        assert len(lines) == 2, answer
        assert connection.is_closed()


@pytest.mark.parametrize("method, path, allowed", [
    ("GET", "/predict", {"POST"}), ("GET", "/predict/batch", {"POST"}), ("GET", "/predict/stream", {"POST"}),
    ("GET", "/feedback", {"POST"}), ("GET", "/admin/reload", {"POST"}), ("DELETE", "/predict", {"POST"}),
    ("POST", "/healthz", {"GET", "HEAD"}), ("PUT", "/readyz", {"GET", "HEAD"}), ("POST", "/info", {"GET", "HEAD"}),
    ("POST", "/metrics", {"GET", "HEAD"}), ("DELETE", "/monitoring/data", {"GET", "HEAD"}),
    ("POST", "/openapi.json", {"GET", "HEAD"}), ("PATCH", "/", {"GET", "HEAD"}),
])
def test_a_method_that_is_not_there(service, method, path, allowed):
    answer = service.ask(http_wire.request(method, path), method)
    assert answer.status == 405 and answer.json == {"detail": "Method Not Allowed"}
    assert {name.strip() for name in answer["allow"].split(",")} - {"OPTIONS"} == allowed


@pytest.mark.parametrize("path, allowed", [("/predict", {"POST"}), ("/healthz", {"GET", "HEAD"}), ("/", {"GET", "HEAD"})])
def test_options_tell_what_is_allowed(service, path, allowed):
    answer = service.ask(http_wire.request("OPTIONS", path), "OPTIONS")
    assert answer.status == 204 and not answer.body
    assert {name.strip() for name in answer["allow"].split(",")} - {"OPTIONS"} == allowed


@pytest.mark.parametrize("path", ["/nowhere", "/predict/nowhere", "//predict", "/assets/../serve", "/assets/%2e%2e/x", "/%"])
def test_a_path_that_is_not_there(service, path):
    answer = service.get(path)
    assert answer.status in (400, 404) and answer.json["detail"]


def test_an_absolute_address_is_a_path(service):
    assert service.get(f"{service.url}/healthz").status == 200


# -- Bodies and their lengths


def test_a_chunked_body(service):
    expected = service.predict("two hours late")
    headers = JSON | {"Transfer-Encoding": "chunked"}
    for body in (
        http_wire.chunked(GOOD),
        http_wire.chunked(*(bytes([byte]) for byte in GOOD)),
        b"%x;name=value\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD),
        b"%X\r\n%s\r\n000\r\nTrailer-Name: a\r\n\r\n" % (len(GOOD), GOOD),
    ):
        with service.connect() as connection:
            assert connection.ask(post(headers, body)).json == expected
            assert connection.ask(http_wire.prediction("two hours late")).json == expected


@pytest.mark.parametrize("headers", [
    [("Content-Length", "25"), ("Transfer-Encoding", "chunked")],
    [("Transfer-Encoding", "chunked"), ("Content-Length", "25")],
    [("Content-Length", "25"), ("Content-Length", "25")],
    [("Content-Length", "25"), ("Content-Length", "24")],
    [("Content-Length", "25, 25")],
    [("Content-Length", "-1")],
    [("Content-Length", "+25")],
    [("Content-Length", "25 5")],
    [("Content-Length", "0x19")],
    [("Content-Length", "25.0")],
    [("Content-Length", "")],
    [("Content-Length", "99999999999999999999999999")],
    [("Transfer-Encoding", "identity")],
    [("Transfer-Encoding", "gzip")],
    [("Transfer-Encoding", "chunked, gzip")],
    [("Transfer-Encoding", "xchunked")],
    [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "identity")],
    [("Content-Length", "25"), ("Transfer-Encoding", "identity")],
    [("Content-Length ", "25")],
    [("Transfer-Encoding ", "chunked")],
    [("Content-Length", "25"), ("Transfer-Encoding", "\x0bchunked")],
], ids=lambda headers: " and ".join(f"{name}: {value}" for name, value in headers))
def test_lengths_that_two_servers_may_read_differently(service, headers):
    """Refused, and nothing after them is read as a request: so nothing can be smuggled."""
    smuggled = http_wire.request("GET", "/healthz")
    body = GOOD + smuggled
    refusal(service, post([("Content-Type", "application/json"), *headers], body), 400, 411, 413, 501)


@pytest.mark.parametrize("body", [
    b"zz\r\n", b"-1\r\n", b"fffffffffffffffff\r\n", b"5\r\nhelloworld\r\n0\r\n\r\n", b"\r\n", b"5 \x00\r\nhello\r\n",
], ids=repr)
def test_chunks_that_are_none(service, body):
    refusal(service, post(JSON | {"Transfer-Encoding": "chunked"}, body), 400, 413)


@pytest.mark.parametrize("data", [
    b"GARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60), b"GET\r\n\r\n",
    b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/9.9\r\n\r\n", b"GET /healthz HTTP/1.1 HTTP/1.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nA: b\x00c\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n: c\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
    b"GET /health\x00z HTTP/1.1\r\nHost: a\r\n\r\n", 
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"get /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
], ids=repr)
def test_what_is_no_request(service, data):
    refusal(service, data, 400, 404, 405, 501, 505)


def test_a_body_that_is_longer_than_said(service):
    """What is left over is read as a request of its own, which it is not."""
    with service.connect() as connection:
        connection.send(post(JSON | {"Content-Length": len(GOOD)}, GOOD + b"}}}}\r\n\r\n"))
        assert connection.answer().status == 200
        assert connection.answer().status == 400
        assert connection.is_closed()


@pytest.mark.parametrize("headers", [{"Content-Length": len(GOOD)}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_the_client_is_told_to_go_on(service, headers):
    with service.connect() as connection:
        answer = connection.ask(post(JSON | {"Expect": "100-continue"} | headers))
        assert answer.status == 100
        assert not connection.data, "more than an interim answer before the body"
        connection.send(GOOD if "Content-Length" in headers else http_wire.chunked(GOOD))
        assert connection.answer().json == service.predict("two hours late")
        assert connection.ask(http_wire.request("GET", "/healthz"), "GET").status == 200


def test_the_client_is_told_to_go_on_with_a_batch_longer_than_other_bodies(service):
    body = json.dumps(["two hours late " * 20] * 400).encode()
    assert 64 << 10 < len(body) < MIB
    with service.connect() as connection:
        data = http_wire.head("POST", "/predict/batch", JSON | {"Expect": "100-continue", "Content-Length": len(body)})
        assert connection.ask(data).status == 100
        connection.send(body)
        assert len(connection.answer().json) == 400


def test_the_client_is_not_told_to_send_what_is_refused(service):
    for headers, status in (
        ({"Content-Length": 20 * MIB}, 413),
        ({"Content-Length": 25, "Transfer-Encoding": "chunked"}, 400),
    ):
        with service.connect() as connection:
            assert connection.ask(post(JSON | {"Expect": "100-continue"} | headers)).status == status
            assert connection.is_closed()


def test_an_expectation_of_http_1_0_is_none(service):
    data = http_wire.head("POST", "/predict", JSON | {"Expect": "100-continue", "Content-Length": len(GOOD)}, "1.0")
    assert service.ask(data + GOOD).status == 200


# -- Limits


def test_a_body_that_is_too_long(start):
    with start("--maximum-bytes", 300) as service:
        room = 300 - len('{"text":""}')
        longest = b'{"text":"%s"}' % (b"a" * room)
        assert service.ask(http_wire.request("POST", "/predict", JSON, longest)).status == 200
        assert service.ask(post(JSON | {"Transfer-Encoding": "chunked"}, http_wire.chunked(longest))).status == 200
        for size in (301, 20 * MIB, 1 << 50):
            # The length alone is enough: no byte of the body is sent.
            answer = refusal(service, post(JSON | {"Content-Length": size}), 413)
            assert "300" in answer.json["detail"] and str(size) in answer.json["detail"], answer
        with Growth(service) as growth:
            answer = refusal(service, http_wire.request("POST", "/predict", JSON, bytes(20 * MIB)), 413)
            assert str(20 * MIB) in answer.json["detail"]
            chunks = http_wire.chunked(*(bytes(MIB) for _ in range(20)))
            answer = refusal(service, post(JSON | {"Transfer-Encoding": "chunked"}, chunks), 413)
            assert "300" in answer.json["detail"], answer
        assert growth.bytes < 10 * MIB
        assert service.ask(http_wire.request("POST", "/predict", JSON, longest)).status == 200


@pytest.mark.parametrize("head", [
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * (3 * MIB) + b"\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"A" * (3 * MIB) + b": a\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 80_000 + b"\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(10_000)) + b"\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"a:\r\n" * 3_000 + b"\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"a" * 4_000) for i in range(20)) + b"\r\n",
], ids=["3 MiB in a line", "3 MiB in a name", "80 kB in a line", "10,000 headers", "3,000 small headers", "80 kB in 20"])
def test_headers_without_end(service, head):
    with Growth(service) as growth:
        refusal(service, head, 431)
    assert growth.bytes < 10 * MIB


def test_an_address_without_end(service):
    for size in (100_000, 3 * MIB):
        refusal(service, b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: a\r\n\r\n", 400, 414, 431)


def test_trailers_without_end(service):
    data = post(JSON | {"Transfer-Encoding": "chunked"}, b"%x\r\n%s\r\n0\r\n" % (len(GOOD), GOOD))
    with Growth(service) as growth:
        with service.connect() as connection:
            connection.send(data + b"X-Long: " + b"a" * (3 * MIB))
            assert connection.answer().status in (400, 413, 431)
            assert connection.is_closed()
    assert growth.bytes < 10 * MIB


@pytest.mark.parametrize("body", [
    b'{"text":NaN}', b'{"text":["\\udc00"]}', b'{"text":"\xff"}', b'{"text":[-Infinity,1e999]}', b"\xff\xfe{\x00}\x00",
    b'{"text":"\xed\xa0\x80"}', b'{"text":"\xc0\x80"}', b"\x00" * 1_000, b'{"text":' + b"9" * 60_000 + b"}",
    b'{"text":1e' + b"9" * 60_000 + b"}",
], ids=lambda body: repr(body[:30]))
def test_a_body_that_is_no_json(service, body):
    for path in ("/predict", "/feedback", "/predict/batch"):
        answer = service.ask(http_wire.request("POST", path, JSON, body))
        assert answer.status in (400, 422), answer
        assert answer.body.startswith(b'{"detail":')


@pytest.mark.parametrize("body", [
    b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"text":' * 100_000, b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"text":"a","b":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
], ids=lambda body: f"{body[:12].decode()} … {len(body)}")
def test_a_deep_body(start, body):
    with start("--maximum-bytes", MIB) as service:
        with Growth(service) as growth:
            for path in ("/predict", "/feedback", "/predict/batch"):
                answer = service.ask(http_wire.request("POST", path, JSON, body))
                assert answer.status in (400, 422), answer
                assert len(answer.body) < 2 * len(body)
        assert growth.bytes < 10 * MIB
        assert service.predict("late")


@pytest.mark.parametrize("data", [
    http_wire.request("GET", "/openapi.json"), http_wire.request("GET", "/nowhere"), http_wire.prediction("late"),
], ids=["documents", "refusals", "predictions"])
def test_a_client_that_reads_nothing(service, data):
    """It is read from no further than its answers find room."""
    with Growth(service) as growth, service.connect() as connection:
        connection.socket.setblocking(False)
        sent, rest = 0, b""
        while sent < 64 * MIB and select.select([], [connection.socket], [], 2)[1]:
            rest = rest or data * 500
            count = connection.socket.send(rest)
            sent, rest = sent + count, rest[count:]
        assert sent < 64 * MIB
    assert growth.bytes < 10 * MIB
    assert service.predict("late")


def test_slow_peers_are_refused_in_time(start):
    """One that stops within its headers, one that stops within its body, and each byte by byte; the other
    clients do not feel them."""
    whole_head = post(JSON | {"Content-Length": 60_000})
    cuts = {
        "half a request line": b"POST /pre", "half of the headers": whole_head[:36],
        "no body": whole_head, "half of the body": whole_head + b'{"text":"a',
        "half of the chunks": post(JSON | {"Transfer-Encoding": "chunked"}, b"5\r\nhel"),
    }
    drips = {"headers byte by byte": whole_head[:36], "a body byte by byte": whole_head}
    with start() as service:
        connections = {name: service.connect(150) for name in cuts | drips}
        try:
            for name, data in (cuts | drips).items():
                connections[name].send(data)
            waiting = dict(connections)
            end = time.monotonic() + 150
            while waiting and time.monotonic() < end:
                assert service.predict("late")
                for name in list(waiting):
                    if name in drips:
                        waiting[name].send(b"a")
                    if is_readable(waiting[name]):
                        connection = waiting.pop(name)
                        assert connection.answer().status == 408, name
                        assert connection.is_closed(), name
                time.sleep(0.2)
            assert not waiting, f"still open: {list(waiting)}"
        finally:
            for connection in connections.values():
                connection.socket.close()


def is_readable(connection):
    connection.socket.setblocking(False)
    try:
        connection.socket.recv(1, socket.MSG_PEEK)
        return True
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    finally:
        connection.socket.settimeout(30)


def test_many_idle_and_stopped_connections(start):
    """Of 1,200 connections, 200 have stopped within their bodies: the others are served."""
    with start() as service:
        service.predict("late")
        with Growth(service) as growth:
            connections = [service.connect() for _ in range(1_200)]
            try:
                for connection in connections[:200]:
                    connection.send(post(JSON | {"Content-Length": 60_000}, b'{"text":"' + b"a" * 1_000))
                for _ in range(200):
                    service.predict("late")
            finally:
                for connection in connections:
                    connection.socket.close()
        assert growth.bytes < 20 * MIB
