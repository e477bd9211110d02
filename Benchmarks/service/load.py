"""Load on a service: wrk where it can measure, and clients of our own where it cannot."""

import asyncio
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time

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
    return asyncio.run(open_loop(server, bodies, None, seconds))


def at_a_rate(server, bodies, rate, seconds):
    """So many requests a second, whether those before are answered or not; times count from when a
    request was due."""
    return asyncio.run(open_loop(server, bodies, rate, seconds))


async def open_loop(server, bodies, rate, seconds):
    answers, idle, tasks = Answers(), [], set()

    async def ask(number, due):
        try:
            reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(bodies.request(number))
            status, is_kept = await read_answer(reader)
            answers.add(status, time.perf_counter() - due)
            if is_kept:
                idle.append((reader, writer))
            else:
                writer.close()
        except (OSError, asyncio.IncompleteReadError):
            answers.failures += 1

    begin = time.perf_counter()
    number = 0
    while (now := time.perf_counter() - begin) < seconds:
        if rate is None:
            await ask(number, time.perf_counter())
            number += 1
            continue
        while number < now * rate:
            task = asyncio.create_task(ask(number, begin + number / rate))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
        await asyncio.sleep(0.001)
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=30)
        answers.failures += len(late)
        for task in late:
            task.cancel()
    for _, writer in idle:
        writer.close()
    return answers


async def read_answer(reader):
    """The status of the next answer, and whether the connection is kept."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head[9:12]), b"connection: close" not in head


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
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.setblocking(False)
        connection.send(data)
        return connection

    def hold(self):
        begun = HEAD % 50_000 + b'{"text":"'
        kinds = [b""] * self.IDLE + [begun] * self.SLOW
        connections = [self.connect(data) for data in kinds]
        self.ready.set()
        while not self.stopping.wait(1):
            for place, data in enumerate(kinds):
                try:
                    if data:
                        connections[place].send(b"a")
                    if connections[place].recv(4_096) != b"":
                        continue
                except BlockingIOError:
                    continue
                except OSError:
                    pass
                connections[place].close()
                connections[place] = self.connect(data)
        for connection in connections:
            connection.close()
