"""Start, reload and end: what runs is answered, whatever happens to the model or the process."""

import json
import os
import shutil
import signal
import threading
import time

import pytest

import http_wire
from http_service import PATIENCE, wait

HEALTH = http_wire.request("GET", "/readyz")
ADMINISTRATOR = {"SWIFTLET_ADMIN_TOKEN": "root"}
RELOAD = http_wire.request("POST", "/admin/reload", {"Authorization": "Bearer root"}, b"")


class Clients:
    """Threads that ask for predictions without a pause, each over one connection. What they were answered."""

    def __init__(self, service, count=4):
        self.service = service
        self.statuses = []
        self.failures = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _ in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def ask(self):
        try:
            with self.service.connect() as connection:
                while not self.stopping.is_set():
                    self.statuses.append(connection.ask(http_wire.prediction("two hours late")).status)
        except (OSError, http_wire.Malformed) as error:
            self.failures.append(error)


def model_info(service):
    return service.get("/info").json["model"]


def replace(directory, other):
    """Puts another model in the place of one, as a deployment does: beside it, then renamed."""
    new = directory.with_name("new")
    shutil.copytree(other, new)
    shutil.rmtree(directory)
    new.rename(directory)


# -- Start


def test_alive_before_ready(start):
    """From the first answer on /healthz says ok; /readyz says loading, then ready."""
    with start(ready=False) as service:
        seen = []

        def look():
            try:
                answer = service.get("/readyz")
            except OSError:
                assert service.process.poll() is None, service.log.read_text()
                return False
            assert service.get("/healthz").json == {"status": "ok"}
            seen.append((answer.status, answer.json["status"]))
            return answer.status == 200

        wait(look)
        assert seen[-1] == (200, "ready") and set(seen[:-1]) <= {(503, "loading")}


@pytest.mark.parametrize("options, words", [
    (["--model", "/nowhere"], "/nowhere"), (["--port", "99999"], "99999"), (["--maximum-bytes", "0"], "maximum-bytes"),
    (["--cors-origin", "no origin"], "origin"), (["--unknown"], "--unknown"),
], ids=str)
def test_a_start_that_cannot_be(start, options, words):
    with start(*options, ready=False) as service:
        assert service.process.wait(PATIENCE) not in (0, -6, -11, -4)
        assert words in service.log.read_text()


def test_a_port_that_is_taken(start, service):
    with start("--port", service.port, ready=False) as second:
        assert second.process.wait(PATIENCE) not in (0, -6, -11, -4)
        assert str(service.port) in second.log.read_text()
    assert service.get("/healthz").status == 200


@pytest.mark.parametrize("name", ["PORT", "WEBSITES_PORT"])
def test_the_port_of_the_platform(start, name):
    with start(port_variable=name) as service:
        assert service.get("/healthz").status == 200
    # An option comes first.
    with start(environment={name: "1"}) as service:
        assert service.get("/healthz").status == 200


def test_only_this_machine_is_served_unless_told(service):
    listening = open(f"/proc/{service.process.pid}/net/tcp").read()
    assert f"0100007F:{service.port:04X}" in listening
    assert f"00000000:{service.port:04X}" not in listening


# -- Reload


@pytest.mark.parametrize("how", ["SIGHUP", "/admin/reload"])
def test_a_reload_under_load(start, own_model, tiny, how):
    with start(model=own_model, environment=ADMINISTRATOR) as service:
        def reload():
            """Whether it went well, as far as the caller is told."""
            if how == "SIGHUP":
                service.signal(signal.SIGHUP)
                return None
            return service.ask(RELOAD)

        before = model_info(service)
        with Clients(service) as clients:
            # The same model.
            answer = reload()
            assert answer is None or answer.status == 200
            again = wait(lambda: (info := model_info(service))["reloads"] == 1 and info)
            assert again["digest"] == before["digest"] and "last_error" not in again

            # Another one.
            kept = own_model.with_name("kept")
            shutil.copytree(own_model, kept)
            replace(own_model, tiny)
            answer = reload()
            assert answer is None or answer.status == 200
            other = wait(lambda: (info := model_info(service))["reloads"] == 2 and info)
            assert other["digest"] != before["digest"] and other["labels"] == ["bad", "neither", "good"]
            assert service.predict("late")["label"] in other["labels"]

            # A damaged one: half of its numbers are missing.
            damaged = own_model.with_name("damaged")
            shutil.copytree(tiny, damaged)
            os.truncate(damaged / "model.safetensors", (damaged / "model.safetensors").stat().st_size // 2)
            replace(own_model, damaged)
            answer = reload()
            assert answer is None or answer.status >= 400 and answer.json["detail"]
            failed = wait(lambda: (info := model_info(service)).get("last_error") and info)
            assert "model.safetensors" in json.dumps(failed["last_error"])
            assert failed["digest"] == other["digest"] and service.predict("late")["label"] in other["labels"]
            assert service.get("/readyz").status == 200

            # None at all, then the first one again.
            shutil.rmtree(own_model)
            reload()
            time.sleep(0.2)
            assert service.predict("late")["label"] in other["labels"]
            kept.rename(own_model)
            reload()
            last = wait(lambda: (info := model_info(service))["digest"] == before["digest"] and info)
            assert "last_error" not in last and last["labels"] == ["negative", "positive"]
            asked = len(clients.statuses)
            wait(lambda: len(clients.statuses) > asked + 100)
        assert set(clients.statuses) == {200} and not clients.failures
        assert service.metric("swiftlet_model_reloads_total", result="failure") == 2
        assert service.stop() == 0


@pytest.mark.parametrize("how", ["truncated", "overwritten", "removed"])
def test_a_model_that_is_written_into_while_it_serves(start, tiny, tmp_path, how):
    """As a copy over the old files does: what is served stays what was loaded."""
    directory = shutil.copytree(tiny, tmp_path / "model")
    weights = directory / "model.safetensors"
    with start(model=directory) as service:
        expected = service.predict("two hours late", "/predict?probabilities=true")
        match how:
            case "truncated":
                os.truncate(weights, 100)
            case "overwritten":
                size = weights.stat().st_size
                with open(weights, "r+b") as file:
                    file.write(bytes(size))
            case "removed":
                shutil.rmtree(directory)
        for _ in range(3):
            assert service.predict("two hours late", "/predict?probabilities=true") == expected
        service.signal(signal.SIGHUP)
        wait(lambda: model_info(service).get("last_error"))
        assert service.predict("two hours late", "/predict?probabilities=true") == expected
        assert service.stop() == 0


def test_many_reloads_keep_no_memory(start, own_model):
    with start(model=own_model) as service:
        for number in range(60):
            if number == 10:
                before = service.resident_bytes()
            service.signal(signal.SIGHUP)
            wait(lambda: model_info(service)["reloads"] == number + 1)
        assert service.resident_bytes() - before < 10 << 20


# -- End


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_answered(start, number):
    """Not ready first, so that a balancer sends no more; then no new connections; then the end."""
    with start("--drain-seconds", 3) as service:
        watcher = service.connect()
        assert watcher.ask(HEALTH, "GET").status == 200
        idle = service.connect()
        assert idle.ask(http_wire.prediction("late")).status == 200
        begun = service.connect()
        data = http_wire.prediction("two hours late")
        begun.send(data[:-5])
        streaming = service.connect()
        line = b'"late"\n'
        chunk = b"%x\r\n%s\r\n" % (len(line), line)
        streaming.send(http_wire.head("POST", "/predict/stream", {"Transfer-Encoding": "chunked"}) + chunk)
        expected = service.predict("two hours late")

        service.signal(number)

        def draining():
            answer = watcher.ask(HEALTH, "GET")
            return answer.status == 503 and answer
        assert wait(draining).json == {"status": "draining"}
        time.sleep(0.3)
        begun.send(data[-5:])
        assert begun.answer().json == expected
        streaming.send(chunk + b"0\r\n\r\n")
        assert len(streaming.answer().body.splitlines()) == 2
        for connection in (watcher, idle, begun, streaming):
            connection.socket.close()
        assert service.process.wait(PATIENCE) == 0
        with pytest.raises(OSError):
            service.connect()


def test_an_end_under_load_loses_nothing(start):
    """Each request that was sent over a connection that the service had not said to close is answered."""
    with start("--drain-seconds", 2) as service:
        unanswered = []

        def ask():
            while service.process.poll() is None:
                try:
                    connection = service.connect()
                except OSError:
                    return
                with connection:
                    while True:
                        try:
                            answer = connection.ask(http_wire.prediction("late"))
                        except (OSError, http_wire.Malformed) as error:
                            # Without one byte of an answer the client may ask another service again.
                            if connection.data:
                                unanswered.append(error)
                            break
                        if answer.status not in (200, 503):
                            unanswered.append(answer)
                        if answer.closes:
                            break

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        status = service.stop()
        for thread in threads:
            thread.join()
        assert status == 0 and not unanswered


def test_a_client_that_never_ends_does_not_hold_the_end(start):
    with start("--drain-seconds", 1) as service:
        begun = service.connect()
        begun.send(http_wire.prediction("late")[:-5])
        idle = service.connect()
        begin = time.monotonic()
        status = service.stop()
        assert time.monotonic() - begin < 30
        assert status == 0
        begun.socket.close()
        idle.socket.close()


def test_a_second_signal_does_no_harm(start):
    with start("--drain-seconds", 2) as service:
        begun = service.connect()
        data = http_wire.prediction("late")
        begun.send(data[:-5])
        service.signal(signal.SIGTERM)
        time.sleep(0.2)
        service.signal(signal.SIGHUP)
        begun.send(data[-5:])
        assert begun.answer().status == 200
        begun.socket.close()
        assert service.process.wait(PATIENCE) == 0


# -- Copies of models


def copies(folder):
    return [path.name for path in folder.iterdir()]


def test_a_start_that_fails_leaves_no_copy_of_the_model(start, tmp_path):
    with start(environment={"TMPDIR": str(tmp_path)}) as service:
        with start("--port", service.port, environment={"TMPDIR": str(tmp_path)}, ready=False) as second:
            assert second.process.wait(PATIENCE) != 0
            assert "Cannot listen" in second.log.read_text()
        with start("--host", "nowhere.invalid", environment={"TMPDIR": str(tmp_path)}, ready=False) as third:
            assert third.process.wait(PATIENCE) != 0
            assert "nowhere.invalid" in third.log.read_text()
        assert service.stop() == 0
    assert copies(tmp_path) == []


def test_an_early_end_leaves_no_copy_of_the_model(start, tmp_path):
    with start(environment={"TMPDIR": str(tmp_path)}) as service:
        # Before the model is hashed.
        for _ in range(5):
            service.signal(signal.SIGHUP)
        assert service.stop() == 0
    assert copies(tmp_path) == []


def test_a_pipe_in_the_models_directory(start, model, tmp_path):
    """It is passed over: who opens one may wait for ever."""
    own = tmp_path / "model"
    shutil.copytree(model, own)
    os.mkfifo(own / "pipe")
    with start(model=own, environment=ADMINISTRATOR) as service:
        assert len(wait(lambda: model_info(service).get("digest"))) == 16
        assert service.ask(RELOAD).status == 200
        assert service.stop() == 0


# -- Reloads are told


def test_a_reload_by_request_is_watched_as_one_by_signal(start, model, tmp_path):
    own = tmp_path / "model"
    shutil.copytree(model, own)
    with start(model=own, environment=ADMINISTRATOR) as service:
        settings = json.loads((own / "classifier.json").read_text())
        settings["labels"] = ["minus", "plus"]
        (own / "classifier.json").write_text(json.dumps(settings))
        assert service.ask(RELOAD).status == 200
        assert service.predict("late again")["label"] in ("minus", "plus")
        drift = service.get("/monitoring/data").json["drift"]
        labels = next(each for each in drift["distributions"] if each["of"] == "labels")
        assert labels["bins"][:2] == ["minus", "plus"], labels
        assert "model_reloaded" in service.log.read_text()
