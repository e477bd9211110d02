"""The service follows a link, answers its health check, and compares a challenger unseen."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time

import http_wire
import pytest
from http_lifecycle_test import Clients, model_info
from http_service import PATIENCE, free_port, wait


@pytest.fixture
def versions(model, tiny, tmp_path):
    """Two models as `retrain` leaves them, and the link to the first."""
    for number, source in [(1, model), (2, tiny)]:
        folder = tmp_path / "versions" / str(number)
        shutil.copytree(source, folder / "model")
        scores = {"test": {"f1": number / 4, "accuracy": 0.5, "per_class": {}}}
        (folder / "metrics.json").write_text(json.dumps({"splits": scores}))
    (tmp_path / "champion").symlink_to("versions/1")
    return tmp_path


def lead(versions, number):
    """Replaces the link in one step, as `retrain` does."""
    (versions / "new").symlink_to(f"versions/{number}")
    os.replace(versions / "new", versions / "champion")


def test_the_service_follows_the_link(start, versions):
    with start("--watch", model=versions / "champion") as service, Clients(service) as clients:
        info = model_info(service)
        assert info["version"] == 1 and info["scores"] == {"test": {"accuracy": 0.5, "f1": 0.25}}
        lead(versions, 2)
        info = wait(lambda: (info := model_info(service))["reloads"] == 1 and info)
        assert info["version"] == 2 and info["scores"]["test"]["f1"] == 0.5
        assert info["labels"] == ["bad", "neither", "good"]
        # A damaged one is refused, once, and the one before answers on.
        shutil.copytree(versions / "versions/1", versions / "versions/3")
        os.truncate(versions / "versions/3/model/model.safetensors", 1000)
        lead(versions, 3)
        wait(lambda: model_info(service)["failed_reloads"] == 1)
        time.sleep(3)
        info = model_info(service)
        assert (info["version"], info["reloads"], info["failed_reloads"]) == (2, 1, 1)
        assert "model.safetensors" in info["last_error"]
        # A repaired one is noticed without a new link.
        shutil.copy(versions / "versions/1/model/model.safetensors", versions / "versions/3/model")
        wait(lambda: model_info(service)["version"] == 3)
        # For a moment there is none.
        (versions / "champion").unlink()
        time.sleep(2)
        lead(versions, 1)
        wait(lambda: model_info(service)["version"] == 1)
    assert clients.failures == [] and set(clients.statuses) == {200}


def test_without_watching_the_link_is_read_at_a_reload(start, versions):
    with start(model=versions / "champion") as service:
        lead(versions, 2)
        time.sleep(3)
        assert model_info(service)["version"] == 1
        service.signal(signal.SIGHUP)
        wait(lambda: model_info(service)["version"] == 2)


def test_a_model_elsewhere_has_no_version(service):
    assert "version" not in model_info(service)


def test_the_health_check(request, start, model):
    program = request.config.getoption("--serve").resolve()

    def check(port, **environment):
        command = [program, "--check-health"] + (["--port", str(port)] if port else [])
        return subprocess.run(command, env=os.environ | environment, timeout=PATIENCE).returncode

    port = free_port()
    assert check(port) == 1
    with start() as service:
        assert check(service.port) == 0
        assert check(None, PORT=str(service.port)) == 0
        service.signal(signal.SIGSTOP)
        begin = time.monotonic()
        assert check(service.port) == 1
        assert time.monotonic() - begin < 10
        service.signal(signal.SIGCONT)
    with start("--drain-seconds", "30") as service:
        service.signal(signal.SIGTERM)
        wait(lambda: service.get("/readyz").status == 503)
        assert check(service.port) == 1


def shadow(service):
    return service.get("/monitoring/data").json["shadow"]


def test_a_challenger_answers_unseen(start, model, tiny, service):
    """Its labels are others here: it never agrees, and no answer tells of it."""
    with start("--shadow", tiny, "--log-texts") as shadowed:
        for number in range(40):
            shadowed.predict(f"text {number}")
            time.sleep(0.01)
        answer = shadowed.predict("not again, 3 hours late")
        assert answer == service.predict("not again, 3 hours late")
        found = wait(lambda: (found := shadow(shadowed))["compared"] + found["dropped"] == 41 and found)
        assert found["agreed"] == 0 and found["compared"] > 20
        assert sum(pair["count"] for pair in found["disagreements"]) == found["compared"]
        assert {pair["shadow"] for pair in found["disagreements"]} <= {"bad", "neither", "good"}
        assert shadowed.metric("swiftlet_shadow_predictions_total", result="disagreed") == found["compared"]
        assert "shadow_disagreed" in shadowed.log.read_text()
    with start("--shadow", model) as shadowed:
        for number in range(40):
            shadowed.predict(f"text {number}")
            time.sleep(0.01)
        found = wait(lambda: (found := shadow(shadowed))["compared"] + found["dropped"] == 40 and found)
        assert found["agreed"] == found["compared"] > 20 and found["disagreements"] == []
    assert "shadow" not in service.get("/monitoring/data").json


def test_a_challenger_that_cannot_be_loaded_harms_nobody(start):
    with start("--shadow", "/no/such/model") as service:
        assert service.predict("late")["label"]
        assert "/no/such/model" in wait(lambda: shadow(service).get("error"))
        assert "shadow_not_loaded" in service.log.read_text()


def test_more_than_the_challenger_can_answer_is_left_out(start, tiny):
    """A linear model under load with a transformer beside it: all is answered, and what is compared or left out
    adds up."""
    with start("--shadow", tiny) as service:
        def ask():
            with service.connect() as connection:
                for _ in range(500):
                    statuses.append(connection.ask(http_wire.prediction("two hours late")).status)

        statuses = []
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 4000
        found = wait(lambda: (found := shadow(service))["compared"] + found["dropped"] == 4000 and found)
        assert found["compared"] > 0
