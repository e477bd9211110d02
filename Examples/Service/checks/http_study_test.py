"""The requests of the study's clients get the answers that FastAPI gives; see make_study_api.py."""

import base64
import json
import pathlib

import pytest

import http_wire

ENTRIES = json.loads(pathlib.Path(__file__).with_name("study-api.json").read_text())


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_answers_as_recorded(service, entry):
    sent, expected = entry["request"], entry["answer"]
    body = base64.b64decode(sent["body_base64"]) if "body_base64" in sent else None
    if "body" in sent:
        body = sent["body"].encode()
    answer = service.ask(http_wire.request(sent["method"], sent["path"], sent["headers"], body), sent["method"])

    if "instead" in entry:
        assert answer.status == entry["instead"]["status"], answer
        if answer.status != 422:
            return
        details = answer.json["detail"]
        assert details and all({"type", "loc", "msg", "input"} <= set(detail) for detail in details)
        return
    assert answer.status == expected["status"], answer
    for name, value in expected["headers"].items():
        # Redirections name no origin, which a proxy may have changed.
        assert answer[name] == value.replace("{origin}", ""), (name, answer)
    if "access-control-allow-origin" not in expected["headers"]:
        assert answer["access-control-allow-origin"] is None
    if sent["path"].startswith("/predict") and "score" in expected.get("body", ""):
        # As FastAPI writes it, with a label and a score of our own.
        fields = answer.json
        assert list(fields) == ["label", "score"]
        assert fields["label"] in ("negative", "positive") and 0.5 <= fields["score"] <= 1
        assert answer.body == json.dumps(fields, separators=(",", ":")).encode()
    elif "body" in expected:
        assert answer.body.decode() == expected["body"]


def test_white_space_does_not_count(service):
    """It is stripped, and runs of it become one space, before the model sees the text."""
    assert service.predict("  two hours\t\r\n late  ") == service.predict("two hours late")


def test_score_is_the_winners_probability(service):
    """Also where all probabilities are asked for."""
    answer = service.predict("two hours late", "/predict?probabilities=true")
    assert answer["score"] == max(answer["probabilities"].values())
    assert answer["probabilities"][answer["label"]] == answer["score"]
    assert abs(sum(answer["probabilities"].values()) - 1) < 1e-6
