"""Sends mutated requests: the service must stay alive, and every answer must be well-formed HTTP.

    python fuzz.py --serve PROGRAM --model DIRECTORY [--requests 100000] [--seed 1]

Each mutant goes over a connection of its own, with a whole request behind it. A mutant whose end the
service still waits for has no answer. The mutants depend on the seed alone; a failure is written to
fuzz-failure.bin.
"""

import argparse
import asyncio
import pathlib
import random
import re
import sys
import time

import http_wire
from http_service import Service

JSON = {"Content-Type": "application/json"}
REPORT = b'{"text":"Great flight","predicted_label":"positive","score":0.9,"expected_label":"negative","comment":"no"}'
SEEDS = [
    http_wire.prediction("two hours late, never again"),
    http_wire.prediction("what a lovely crew \U0001f60d", "/predict?explain=true&probabilities=true"),
    http_wire.request("POST", "/predict", JSON | {"Expect": "100-continue"}, b'{"text":"late"}'),
    http_wire.head("POST", "/predict", JSON | {"Transfer-Encoding": "chunked"}) + http_wire.chunked(b'{"text":', b'"late"}'),
    http_wire.request("POST", "/predict/batch", JSON, b'["late",{"text":"lovely"},"",{"text":"a\\u00e9\\ud83d\\ude0d"}]'),
    http_wire.head("POST", "/predict/stream", {"Transfer-Encoding": "chunked"}) + http_wire.chunked(b'"late"\n{"te', b'xt":"a"}\n5\n'),
    http_wire.request("POST", "/feedback", JSON, REPORT),
    http_wire.request("POST", "/predict/", JSON, b'{"text":"a"}'),
    http_wire.request("OPTIONS", "/predict", {"Origin": "http://localhost:8501", "Access-Control-Request-Method": "POST"}),
    http_wire.request("GET", "/openapi.json", {"Accept-Encoding": "gzip, br", "If-None-Match": '"a"'}),
    http_wire.request("GET", "/info?a=b%20c", {"Authorization": "Bearer abc", "Cookie": "a=b"}),
    http_wire.request("GET", "/metrics", {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}),
    http_wire.request("GET", "/monitoring", {"Range": "bytes=0-10"}),
    http_wire.request("DELETE", "/nowhere", {"Upgrade": "websocket", "Connection": "Upgrade"}),
]
PIECES = [
    b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b" ", b"\t", b":", b",", b";", b"?", b"%00",
    b"%2e%2e/", b"../", b"//", b"#", b"HTTP/1.0", b"HTTP/2", b"HEAD", b"CONNECT", b"TRACE", b"PATCH", b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n", b"Content-Length: 18446744073709551616\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n",
    b"Transfer-Encoding: gzip\r\n", b"Expect: 100-continue\r\n", b"Expect: a\r\n", b"Host: a\r\n", b"Trailer: a\r\n", b"0\r\n\r\n",
    b"ffffffff\r\n", b"\r\n folded\r\n", b"NaN", b"1e999", b"-0", b"\\ud83d", b"\\u0000", b'"', b"{", b"}", b"[", b"]", b"null",
    b"true", b'{"text":', b"[" * 200, b"a" * 9_000, b"\xef\xbb\xbf", b"9" * 400, b"\xe2\x80\xa8", b"\xf0\x9f\x98\x8d",
]
VALUE = re.compile(rb"""(?<=[:\[,])("[^"]*"|[^"{}\[\],:\s]+)(?=[,}\]])""")
VALUES = [
    b"NaN", b"[-Infinity]", b"1e999", b"-0", b"1" + b"0" * 400, b"0.1e-400", b"true", b"null", b'""', b"{}", b"[[[]]]", b'"\\ud83d"',
    b'["\\udc00"]', b'"\\u0000"', b'"\xff"', b'"' + b"a" * 5_000 + b'"', b'{"text":NaN}', b"[" * 600 + b"]" * 600, b"0.5", b'"positive"',
]
#: Every status that the service documents, and those of a broken request; never one of its own failure.
STATUSES = {100, 200, 204, 304, 307, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 417, 422, 429, 431, 501, 505, 507}
LAST = http_wire.request("GET", "/healthz", {"Connection": "close"})
#: How long a silence shows that the service waits for more.
SILENCE = 0.25
AT_ONCE = 48
MOST_GROWTH = 10 << 20


def mutant(draw):
    data = bytearray(draw.choice(SEEDS))
    for _ in range(draw.choice([1, 1, 1, 2, 2, 3, 5, 8])):
        place, end = sorted(draw.randrange(len(data) + 1) for _ in range(2))
        match draw.randrange(10):
            case 0:
                data[place:place + 1] = bytes([draw.randrange(256)])
            case 1:
                if place < len(data):
                    data[place] ^= 1 << draw.randrange(8)
            case 2:
                del data[place:place + draw.choice([1, 1, 2, 4, 16])]
            case 3:
                data[place:place] = draw.choice(PIECES)
            case 4:
                data[end:end] = data[place:end]
            case 5:
                lines = bytes(data).split(b"\r\n")
                draw.shuffle(lines)
                data = bytearray(b"\r\n".join(lines))
            case 6:
                other = draw.choice(SEEDS)
                data[place:] = other[draw.randrange(len(other)):]
            case 7:
                numbers = [i for i, byte in enumerate(data) if 0x30 <= byte <= 0x39]
                if numbers:
                    at = draw.choice(numbers)
                    data[at:at + 1] = draw.choice([b"0", b"9", b"10", b"-1", b"65537", b"4294967296", b"a", b"1 ", b""])
            case 8:
                del data[place:]
            case 9:
                # Another value in a JSON document.
                values = list(VALUE.finditer(data))
                if values:
                    value = draw.choice(values)
                    data[value.start():value.end()] = draw.choice(VALUES)
        if not data:
            data += b"\r\n"
    head, end, body = bytes(data).partition(b"\r\n\r\n")
    if draw.random() < 0.6:
        head = re.sub(rb"(?i)(content-length: )[0-9]+", rb"\g<1>%d" % len(body), head)
    return head + end + body


def not_json(answer):
    """What is wrong with an answer that says to be JSON, or JSON lines; None where nothing is."""
    kind = answer["content-type"]
    documents = {"application/json": [answer.body], "application/jsonl": answer.body.splitlines()}.get(kind, [])
    for document in documents:
        try:
            http_wire.parse_json(document)
        except ValueError as error:
            return f"no JSON: {error}"
    return None


class Fuzzer:
    def __init__(self, service, seed):
        self.service = service
        self.draw = random.Random(seed)
        self.statuses = {}
        self.waiting = 0
        self.problems = []
        #: Where the bytes of the first mutant with a problem are.
        self.kept = None

    def check(self, sent, received, ended):
        """Whether all that was received is a row of answers, the last of which may be cut only where the
        service still waits."""
        try:
            answers, rest = self.answers(received, "GET", ended)
        except http_wire.Malformed as error:
            try:
                # Where the service saw HEAD, its answers have no bodies.
                answers, rest = self.answers(received, "HEAD", ended) if b"HEAD" in sent else (None, error)
            except http_wire.Malformed as other:
                answers, rest = None, other
        if answers is None or (rest and ended):
            self.problem(f"no well-formed answer: {rest!r}", sent, received)
            return
        for answer in answers:
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            if answer.status not in STATUSES:
                self.problem(f"status {answer.status}", sent, received)
            elif problem := not_json(answer):
                self.problem(problem, sent, received)

    @staticmethod
    def answers(received, method, ended):
        answers = []
        while received and (found := http_wire.parse(received, method, ended)) is not None:
            answers.append(found[0])
            received = received[found[1]:]
        return answers, received

    def problem(self, text, sent, received):
        if self.kept is None:
            self.kept = pathlib.Path("fuzz-failure.bin").resolve()
            self.kept.write_bytes(sent)
        self.problems.append(f"{text}\n  sent {sent[:400]!r}\n  received {received[:400]!r}")

    async def send(self, sent):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
        received, ended = b"", False
        try:
            writer.write(sent + LAST)
            while True:
                data = await asyncio.wait_for(reader.read(1 << 16), SILENCE)
                if not data:
                    ended = True
                    break
                received += data
        except TimeoutError:
            self.waiting += 1
        except ConnectionError:
            # Closed with bytes that it had not read: what came before is whole.
            ended = True
        finally:
            writer.transport.abort()
        self.check(sent, received, ended)

    async def run(self, count):
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(sent):
            try:
                await self.send(sent)
            except OSError as error:
                self.problem(f"no connection: {error}", sent, b"")
            finally:
                slots.release()

        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                await slots.acquire()
                if len(self.problems) > 20 or self.service.process.poll() is not None:
                    break
                group.create_task(one(mutant(self.draw)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begin = time.monotonic()
    with Service(options.serve, options.model) as service:
        fuzzer = Fuzzer(service, options.seed)
        expected = service.predict("two hours late")
        # The first thousands grow what every service needs once.
        asyncio.run(fuzzer.run(min(2_000, options.requests // 10)))
        before = service.resident_bytes()
        service.reset_peak()
        asyncio.run(fuzzer.run(options.requests))
        if service.process.poll() is not None:
            fuzzer.problems.append(f"the service ended with status {service.process.poll()}: {service.log.read_text()[-2_000:]}")
        else:
            growth = service.peak_bytes() - before
            if growth > MOST_GROWTH:
                fuzzer.problems.append(f"the memory grew by {growth / (1 << 20):.1f} MiB")
            if service.predict("two hours late") != expected or service.get("/readyz").status != 200:
                fuzzer.problems.append("the service does not answer as before")
            if (status := service.stop()) != 0:
                fuzzer.problems.append(f"the service did not end well: {status}")
    for problem in fuzzer.problems:
        print(problem, file=sys.stderr)
    if fuzzer.problems:
        sys.exit(f"FAILED: {len(fuzzer.problems)} problems; seed {options.seed}, {fuzzer.kept or 'no bytes kept'}")
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(fuzzer.statuses.items()))
    print(
        f"ok: {options.requests} mutants in {time.monotonic() - begin:.0f} s, the memory grew by {growth / (1 << 20):.1f} MiB; "
        f"answers {statuses}; {fuzzer.waiting} not yet whole"
    )


if __name__ == "__main__":
    main()
