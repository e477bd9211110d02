"""Three replicas behind nginx, of which one is killed and one reloads under load; then their journals are learnt from.

    python replicas.py --serve PROGRAM --retrain PROGRAM --model DIRECTORY

As root on Linux each replica is a machine of its own: a network namespace, bridged to that of nginx. Otherwise all
have ports on the loopback device, which is said. Requires nginx.
"""

import argparse
import collections
import ctypes
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from http_service import free_port, wait

DATA = pathlib.Path(__file__).parents[3] / "Fixtures/tweets.csv"
CLIENTS = 8


def command(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def own_network():
    """Moves this process, and those that it starts, into a network namespace with a bridge; whether that is allowed."""
    clone_new_network = 0x40000000
    if sys.platform != "linux" or not all(map(shutil.which, ["ip", "nsenter", "unshare"])):
        return False
    if ctypes.CDLL(None).unshare(clone_new_network) != 0:
        return False
    command("ip", "link", "set", "lo", "up")
    command("ip", "link", "add", "replicas", "type", "bridge")
    command("ip", "address", "add", "10.0.0.1/24", "dev", "replicas")
    command("ip", "link", "set", "replicas", "up")
    return True


class Replica:
    """A service with a journal of its own, and with a network of its own where there are such."""

    def __init__(self, number, program, model, folder, is_machine):
        self.number, self.program, self.model, self.is_machine = number, program, model, is_machine
        self.journal = folder / f"journal-{number}"
        self.log = folder / f"replica-{number}.log"
        self.host = f"10.0.0.{10 + number}" if is_machine else "127.0.0.1"
        self.port = 8080 if is_machine else free_port()
        self.address = f"{self.host}:{self.port}"
        self.starts = 0

    def start(self):
        self.starts += 1
        serve = [self.program, "--model", self.model, "--host", "0.0.0.0" if self.is_machine else self.host, "--port",
                 self.port, "--feedback-directory", self.journal, "--trust-forwarded-for"]
        if self.is_machine:
            # It waits until its network is there.
            serve = ["unshare", "--net", "sh", "-c", 'read -r _ && exec "$@"', "sh", *serve]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(word) for word in serve], stdin=subprocess.PIPE, stdout=log, stderr=log)
        if self.is_machine:
            self.connect()
        self.process.stdin.write(b"\n")
        self.process.stdin.close()
        wait(self.is_ready)

    def connect(self):
        own = os.readlink("/proc/self/ns/net")
        wait(lambda: os.readlink(f"/proc/{self.process.pid}/ns/net") != own)
        outside, inside = f"r{self.number}s{self.starts}", f"i{self.number}s{self.starts}"
        command("ip", "link", "add", outside, "type", "veth", "peer", "name", inside)
        command("ip", "link", "set", outside, "master", "replicas", "up")
        command("ip", "link", "set", inside, "netns", self.process.pid)
        within = ["nsenter", "--net", "--target", self.process.pid, "ip"]
        command(*within, "address", "add", f"{self.host}/24", "dev", inside)
        command(*within, "link", "set", inside, "up")
        command(*within, "link", "set", "lo", "up")

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-2_000:]
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def model_info(self):
        return json.loads(self.get("/info")[1])["model"]


class Proxy:
    """nginx before the replicas, which hands a request to another one where none took it."""

    def __init__(self, replicas, folder):
        self.port = free_port()
        self.log = folder / "nginx.log"
        servers = " ".join(f"server {replica.address} max_fails=1 fail_timeout=1s;" for replica in replicas)
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};"
                             for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log {self.log};
events {{ worker_connections 256; }}
http {{
    access_log off; {temporary}
    upstream replicas {{ {servers} keepalive 16; }}
    server {{
        listen 127.0.0.1:{self.port};
        location / {{
            proxy_pass http://replicas;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_connect_timeout 500ms;
            add_header X-Replica $upstream_addr always;
        }}
    }}
}}
""")
        self.process = subprocess.Popen(["nginx", "-p", str(folder), "-e", str(self.log), "-c", str(folder / "nginx.conf")])
        wait(self.is_ready)

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=5).connect()
            return True
        except OSError:
            return False


Answer = collections.namedtuple("Answer", "begin end status replicas text")


class Clients:
    """Ask and report until they are told to end."""

    def __init__(self, port):
        self.port, self.answers, self.lock, self.ends = port, [], threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.go_on, args=(number,)) for number in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def go_on(self, client):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        number = 0
        while not self.ends.is_set():
            number += 1
            reported = f"client {client} waited {number} hours at gate {client * number % 97}" if number % 20 == 0 else None
            path, body = "/predict", {"text": f"{number} hours late again, thanks for nothing"}
            if reported:
                path = "/feedback"
                body = {"text": reported, "predicted_label": "positive", "score": 0.9, "expected_label": "negative"}
            begin = time.monotonic()
            try:
                connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
                response = connection.getresponse()
                response.read()
                status, replicas = response.status, response.getheader("X-Replica", "")
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                status, replicas = repr(error), ""
            with self.lock:
                self.answers.append(Answer(begin, time.monotonic(), status, replicas, reported))

    def end(self):
        self.ends.set()
        for thread in self.threads:
            thread.join()
        return self.answers


def check(options, folder):
    is_machine = own_network()
    if not is_machine:
        print("no network namespaces here: the replicas are ports of the loopback device")
    replicas = [Replica(number, options.serve.resolve(), options.model.resolve(), folder, is_machine) for number in range(3)]
    processes = []
    try:
        for replica in replicas:
            replica.start()
        proxy = Proxy(replicas, folder)
        processes.append(proxy.process)
        clients = Clients(proxy.port)
        killed, reloaded, _ = replicas
        time.sleep(2)
        reloaded.process.send_signal(signal.SIGHUP)
        wait(lambda: reloaded.model_info()["reloads"] == 1)
        time.sleep(1)
        killed.process.kill()
        killed.process.wait()
        dead = time.monotonic()
        time.sleep(3)
        killed.start()
        back = time.monotonic()
        time.sleep(3)
        answers = clients.end()
    finally:
        for process in processes + [replica.process for replica in replicas if hasattr(replica, "process")]:
            process.terminate()
            process.wait()

    failed = [answer for answer in answers if answer.status != 200]
    # What the killed one had begun is lost, and nothing else.
    for answer in failed:
        assert answer.begin < dead and answer.replicas == killed.address, answer
    assert len(failed) <= CLIENTS
    by_replica = collections.Counter(answer.replicas.split(", ")[-1] for answer in answers if answer.status == 200)
    assert all(by_replica[replica.address] > 100 for replica in replicas), by_replica
    assert any(answer.begin > back and answer.replicas == killed.address for answer in answers)
    slowest = max(answer.end - answer.begin for answer in answers)
    print(f"ok: {len(answers)} requests, {len(failed)} of them failed, which the killed replica had begun; "
          f"the slowest took {slowest:.2f} s; {dict(by_replica)}")

    # Who was told that a report is kept finds it in one of the journals, once.
    acknowledged = {answer.text for answer in answers if answer.text and answer.status == 200}
    journals = [replica.journal for replica in replicas]
    texts = collections.Counter(
        json.loads(line)["text"] for journal in journals for path in journal.glob("feedback-*.jsonl")
        for line in path.read_text().splitlines(keepends=True) if line.endswith("\n"))
    assert acknowledged <= texts.keys() and texts.keys() - acknowledged <= {answer.text for answer in failed}
    assert max(texts.values()) == 1
    merged = [word for journal in journals for word in ("--feedback", journal)]
    result = subprocess.run(
        [str(word) for word in [options.retrain.resolve(), *merged, "--model", options.model.resolve(), "--data", DATA,
                                "--output", folder / "models", "--at-most-per-source", "all"]],
        capture_output=True, text=True)
    assert result.returncode in (0, 3), result.stderr
    counts = json.loads((folder / "models/metrics.json").read_text())["feedback"]
    assert counts["reports"] == texts.total() and counts["foreign_lines"] == 0, counts
    assert counts["training"] + counts["judged"] + counts["near_duplicates"] == texts.total(), counts
    print(f"ok: the journals of three replicas have all {len(acknowledged)} reports, and retrain read {counts['reports']} "
          f"from {counts['files']} files")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("serve", "retrain", "model"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    with tempfile.TemporaryDirectory() as folder:
        check(parser.parse_args(), pathlib.Path(folder))


if __name__ == "__main__":
    main()
