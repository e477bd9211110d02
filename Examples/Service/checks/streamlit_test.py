"""Streamlit's client page works with the service as it did with the study's API."""

import json
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

PAGE = str(pathlib.Path(__file__).with_name("streamlit_client.py"))


@pytest.fixture
def page(service, monkeypatch):
    monkeypatch.setenv("SWIFTLET_URL", service.url)
    return AppTest.from_file(PAGE, default_timeout=60).run()


def journal(service):
    lines = [line for file in sorted(service.feedback.glob("*")) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines if line.startswith("{") and "predicted_label" in line]


def test_a_tweet_is_analysed_and_reported(page, service):
    page.text_area(key="tweet").input("  two hours   late <b>&\U0001f60d ").run()
    page.button(key="analyse").click().run()
    assert not page.exception and not page.error
    expected = service.predict("two hours late <b>&\U0001f60d")
    assert page.metric[0].value == expected["label"] and page.metric[0].delta == f"{expected['score']:.4f}"

    other = "positive" if expected["label"] == "negative" else "negative"
    page.selectbox(key="expected").select(other).run()
    page.text_input(key="comment").input("not what I meant").run()
    page.button(key="report").click().run()
    assert [message.value for message in page.success] == ["Thank you."]
    report = journal(service)[-1]
    assert report["predicted_label"] == expected["label"] and report["expected_label"] == other
    assert report["is_correct"] is False and report["comment"] == "not what I meant"
    assert report["score"] == expected["score"] and "late <b>&\U0001f60d" in report["text"]


def test_nothing_is_expected(page, service):
    page.text_area(key="tweet").input("late").run()
    page.button(key="analyse").click().run()
    page.button(key="report").click().run()
    assert page.success
    report = journal(service)[-1]
    assert not {"expected_label", "comment", "is_correct"} & set(report)


def test_an_empty_tweet_is_not_sent(page):
    page.button(key="analyse").click().run()
    assert page.warning and not page.metric


def test_a_service_that_is_away_is_said(page, monkeypatch):
    monkeypatch.setenv("SWIFTLET_URL", "http://127.0.0.1:1")
    page.text_area(key="tweet").input("late").run()
    page.button(key="analyse").click().run()
    assert page.error and not page.exception


def test_a_token(start, monkeypatch):
    with start(environment={"SWIFTLET_TOKEN": "a-token"}) as service:
        monkeypatch.setenv("SWIFTLET_URL", service.url)
        for token, is_answered in ((None, False), ("a-token", True)):
            if token:
                monkeypatch.setenv("SWIFTLET_TOKEN", token)
            page = AppTest.from_file(PAGE, default_timeout=60).run()
            page.text_area(key="tweet").input("late").run()
            page.button(key="analyse").click().run()
            assert bool(page.metric) is is_answered and bool(page.error) is not is_answered
