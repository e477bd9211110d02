"""Load on a service: wrk where it can measure, and clients of our own where it cannot."""

import asyncio
import json
import pathlib
import selectors
import socket
import subprocess
import sys
import threading
import time

import uvloop

SCRIPT = pathlib.Path(__file__).with_name("tweets.lua")
#: What a request to /predict begins with.
HEAD = b"POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Bodies:
    """Bodies of requests, one a line in a file."""

    def __init__(self, path, texts):
        self.path = path
        self.lines = [json.dumps({"text": text}).encode() for text in texts]
        path.write_bytes(b"".join(line + b"\n" for line in self.lines))

    def request(self, number):
        body = self.lines[number % len(self.lines)]
        return HEAD % len(body) + body


class Measured:
    """What wrk saw: times in seconds."""

    def __init__(self, fields):
        self.rate = fields["requests"] / fields["microseconds"] * 1e6
        self.requests = fields["requests"]
        self.p50, self.p99 = fields["p50"] / 1e6, fields["p99"] / 1e6
        self.failed = fields["not_200"] + fields["failures"]


def wrk(server, bodies, connections, seconds):
    """Requests over so many connections, each sent when the one before is answered."""
    finished = subprocess.run(
        [
            "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "30s",
            "--script", SCRIPT, f"http://127.0.0.1:{server.port}/predict", "--", bodies.path,
        ],
        stdout=subprocess.PIPE, text=True,
    )
    if finished.returncode != 0:
        sys.exit(f"Exit status {finished.returncode} of wrk: {finished.stdout}")
    return Measured(json.loads(finished.stdout.splitlines()[-1]))


class Answers:
    """What a client saw: for each status how many, and how long those of 200 took, in seconds."""

    def __init__(self):
        self.statuses = {}
        self.times = []
        self.failures = 0

    def add(self, status, seconds):
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 200:
            self.times.append(seconds)

    def percentile(self, share):
        times = sorted(self.times)
        return times[min(len(times) - 1, int(share * len(times)))]


def one_by_one(server, bodies, seconds):
    """Requests over one connection, each sent when the one before is answered."""
    async def run():
        client = Client(server, bodies)
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            client.send(now)
            await client.all_answered.wait()
        return client.close()

    return uvloop.run(run())


def at_a_rate(server, bodies, rate, seconds):
    """So many requests a second, whether those before are answered or not; times count from when a
    request was due."""
    async def run():
        client = Client(server, bodies)
        begin = time.perf_counter()
        while (now := time.perf_counter() - begin) < seconds:
            while client.sent < now * rate:
                client.send(begin + client.sent / rate)
            await asyncio.sleep(0.001)
        try:
            await asyncio.wait_for(client.all_answered.wait(), 30)
        except TimeoutError:
            pass
        return client.close()

    return uvloop.run(run())


class Client:
    """Sends each request over a connection of which it awaits nothing, a new one where there is none."""

    def __init__(self, server, bodies):
        self.port, self.bodies = server.port, bodies
        self.answers = Answers()
        self.connections, self.idle = set(), []
        self.sent = self.unanswered = 0
        self.all_answered = asyncio.Event()
        #: A loop keeps no reference to its tasks.
        self.opening = set()

    def send(self, due):
        request = self.bodies.request(self.sent)
        self.sent += 1
        self.unanswered += 1
        self.all_answered.clear()
        if self.idle:
            self.idle.pop().send(request, due)
            return
        task = asyncio.get_running_loop().create_task(self.open(request, due))
        self.opening.add(task)
        task.add_done_callback(self.opening.discard)

    async def open(self, request, due):
        try:
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: Connection(self), "127.0.0.1", self.port
            )
        except OSError:
            self.answered(None, 0)
            return
        self.connections.add(connection)
        connection.send(request, due)

    def answered(self, status, seconds):
        """Status None: no answer will come."""
        if status is None:
            self.answers.failures += 1
        else:
            self.answers.add(status, seconds)
        self.unanswered -= 1
        if self.unanswered == 0:
            self.all_answered.set()

    def close(self):
        """Closes the connections; what is not answered by now has failed."""
        self.answers.failures += self.unanswered
        for connection in self.connections:
            connection.due = None
            connection.transport.close()
        return self.answers


class Connection(asyncio.Protocol):
    """A connection of a client, with one request at a time."""

    def __init__(self, client):
        self.client = client
        #: When the request was due whose answer is awaited.
        self.due = None
        self.received = b""

    def connection_made(self, transport):
        self.transport = transport

    def send(self, request, due):
        self.due = due
        self.transport.write(request)

    def data_received(self, data):
        self.received += data
        head, blank, body = self.received.partition(b"\r\n\r\n")
        if not blank:
            return
        head = head.lower()
        if len(body) < int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return
        due, self.due, self.received = self.due, None, b""
        if due is None:
            return
        if b"connection: close" in head:
            self.transport.close()
        else:
            self.client.idle.append(self)
        self.client.answered(int(head[9:12]), time.perf_counter() - due)

    def connection_lost(self, _):
        self.client.connections.discard(self)
        if self in self.client.idle:
            self.client.idle.remove(self)
        if self.due is not None:
            self.due = None
            self.client.answered(None, 0)


class IdleAndSlow:
    """Within a `with`: 1,000 connections that send nothing, and 200 whose bodies come a byte a second. One
    that the service closes is opened again."""

    IDLE, SLOW = 1_000, 200

    def __init__(self, server):
        self.port = server.port
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.hold)
        self.ready = threading.Event()

    def __enter__(self):
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()

    def connect(self, data):
        """Opens a connection; `data` is what it begins to send."""
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.setblocking(False)
        connection.send(data)
        self.selector.register(connection, selectors.EVENT_READ, data)
        if data:
            self.slow.add(connection)

    def reconnect(self, key):
        self.selector.unregister(key.fileobj)
        self.slow.discard(key.fileobj)
        key.fileobj.close()
        self.connect(key.data)

    def hold(self):
        # Of most connections nothing is heard: only those are looked at that have something to read.
        self.selector, self.slow = selectors.DefaultSelector(), set()
        for _ in range(self.IDLE):
            self.connect(b"")
        for _ in range(self.SLOW):
            self.connect(HEAD % 50_000 + b'{"text":"')
        self.ready.set()
        beat = time.perf_counter() + 1
        while not self.stopping.is_set():
            for key, _ in self.selector.select(max(0, min(0.2, beat - time.perf_counter()))):
                try:
                    if key.fileobj.recv(4_096) != b"":
                        continue
                except OSError:
                    pass
                self.reconnect(key)
            if time.perf_counter() < beat:
                continue
            beat += 1
            for connection in self.slow:
                try:
                    connection.send(b"a")
                except OSError:
                    # It is closed: that can be read from it, too.
                    pass
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()
