"""HTTP/1.1 over a plain socket, and a reader that accepts only well-formed answers."""

import json
import re
import socket

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9]) ([\t\x20-\x7e]*)\r\n")
HEADER_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
#: No answer of the service has more than this before its body.
MAXIMUM_HEAD = 16 << 10


class Malformed(Exception):
    """Bytes that are no HTTP/1.1 answer."""


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        #: Pairs of a name in small letters and a value.
        self.headers = headers
        self.body = body

    def __getitem__(self, name):
        """The value of a header; None where there is none."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def json(self):
        return parse_json(self.body)

    @property
    def closes(self):
        return (self["connection"] or "").lower() == "close"

    def __repr__(self):
        return f"<{self.status} {dict(self.headers)} {self.body[:300]!r}>"


def parse_json(data):
    """A document as the standard has it: in UTF-8, without NaN and infinities."""
    return json.loads(data.decode("utf-8"), parse_constant=refuse_constant)


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def parse(data, method="GET", ended=False):
    """The first answer in `data`, to a request of `method`, and the number of its bytes; None where it is
    not complete. `ended`: no more bytes will come."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        if len(data) > MAXIMUM_HEAD:
            raise Malformed(f"no end of the headers in {len(data)} bytes: {data[:200]!r}")
        if not b"HTTP/1.1 ".startswith(data[:9]):
            raise Malformed(f"no status line: {data[:200]!r}")
        return None
    line = STATUS_LINE.match(data)
    if line is None:
        raise Malformed(f"no status line: {data[:200]!r}")
    status = int(line[1])
    headers, place = [], line.end()
    while place < end + 2:
        line = HEADER_LINE.match(data, place)
        if line is None:
            raise Malformed(f"no header: {data[place:place + 200]!r}")
        headers.append((line[1].decode().lower(), line[2].decode("latin-1")))
        place = line.end()
    place += 2
    lengths = [value for name, value in headers if name == "content-length"]
    codings = [value.lower() for name, value in headers if name == "transfer-encoding"]
    if len(lengths) > 1 or len(codings) > 1 or (lengths and codings):
        raise Malformed(f"contradicting lengths: {headers}")
    if status < 200 or status in (204, 304) or method == "HEAD":
        if (status < 200 or status == 204) and (lengths or codings):
            raise Malformed(f"a length of no body: {headers}")
        return Answer(status, headers, b""), place
    if codings:
        if codings != ["chunked"]:
            raise Malformed(f"an unknown coding: {headers}")
        found = parse_chunks(data, place)
        return found and (Answer(status, headers, found[0]), found[1])
    if lengths:
        if not lengths[0].isdigit():
            raise Malformed(f"a length that is no number: {headers}")
        stop = place + int(lengths[0])
        return (Answer(status, headers, data[place:stop]), stop) if len(data) >= stop else None
    # Until the connection is closed.
    return (Answer(status, headers, data[place:]), len(data)) if ended else None


def parse_chunks(data, place):
    """The body in chunks that begins at `place`, and where it ends; None where it is not complete."""
    body = []
    while True:
        line = CHUNK_LINE.match(data, place)
        if line is None:
            if b"\r\n" in data[place:place + 12] or len(data) > place + 12:
                raise Malformed(f"no chunk: {data[place:place + 40]!r}")
            return None
        size, place = int(line[1], 16), line.end()
        if len(data) < place + size + 2:
            return None
        if data[place + size:place + size + 2] != b"\r\n":
            raise Malformed(f"a chunk without its end: {data[place + size:place + size + 40]!r}")
        body.append(data[place:place + size])
        place += size + 2
        if size == 0:
            return b"".join(body), place


def head(method, path, headers=(), version="1.1"):
    """The bytes of a request up to its body. `headers`: pairs or a dictionary."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    lines = [f"{method} {path} HTTP/{version}", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in pairs]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def request(method, path, headers=(), body=None, version="1.1"):
    """The bytes of a request; with its length where it has a body."""
    pairs = list(headers.items() if isinstance(headers, dict) else headers)
    if body is not None:
        pairs.append(("Content-Length", len(body)))
    return head(method, path, pairs, version) + (body or b"")


def prediction(text, path="/predict", headers=()):
    """The bytes of a request for a prediction."""
    body = json.dumps({"text": text}).encode()
    return request("POST", path, [("Content-Type", "application/json"), *headers], body)


def chunked(*chunks):
    """A body in these chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


class Connection:
    """A connection to a port of this machine; its waits end with an error after `timeout` seconds."""

    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.data = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends until all is sent or the other side takes no more."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def receive(self):
        """More bytes of the other side; false where it has ended."""
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            return False
        self.data += data
        return bool(data)

    def answer(self, method="GET"):
        """The next answer, to a request of `method`; interim ones are answers, too."""
        ended = False
        while (found := parse(self.data, method, ended)) is None:
            if ended:
                raise Malformed(f"the connection ended within an answer: {self.data[:200]!r}")
            ended = not self.receive()
        answer, length = found
        self.data = self.data[length:]
        return answer

    def ask(self, data, method="POST"):
        """Sends a request; its answer."""
        self.send(data)
        return self.answer(method)

    def is_closed(self):
        """Waits for the other side to close; false where it sends something, or nothing in time."""
        try:
            return not self.data and not self.receive()
        except TimeoutError:
            return False
