"""Reports of users: none is lost, and whoever is to hear of them does.

    python checks/feedback.py PROGRAM MODEL [--long] [CHECK …]

The model is a classifier with the labels negative and positive, such as logistic-regression saves.
`--long`: 20 kills during 5,000 reports each, and a receiver that is away for a minute.
"""

import argparse
import collections
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import threading
import time

import azure.mgmt.monitor.models
import duckdb
import duckdb_kql

import http_wire
from feedback_receivers import Insights, Receiver
from http_service import PATIENCE, Service, free_port
from telemetry_receivers import Collector, attributes, until

ALERTS = pathlib.Path(__file__).parents[1] / "deploy/alerts"
UNICODE = "späte \n\r\t\0 \"'\\ </script> \u2028 😡👩‍✈️ \x7f\ufeff"


def report(service, text, expected=None, **more):
    """The answer to a report, over a connection of its own."""
    body = {"text": text, "predicted_label": "positive", "score": 0.75, "expected_label": expected} | more
    headers = [("Content-Type", "application/json")]
    return service.ask(http_wire.request("POST", "/feedback", headers, json.dumps(body).encode()))


def send(service, texts, taken, killed):
    """Reports texts over one connection until there are none left or the service is `killed`; `taken`
    gets those that were answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        while True:
            try:
                text = texts.pop()
            except IndexError:
                return
            body = {
                "text": text, "predicted_label": "positive", "score": 0.75,
                "expected_label": "negative", "comment": UNICODE,
            }
            headers = {"Content-Type": "application/json"}
            try:
                connection.request("POST", "/feedback", json.dumps(body), headers)
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                if killed.is_set():
                    return
                raise
            assert answer.status == 200 and json.loads(content) == {"status": "ok"}, (answer, content)
            taken.append(text)


def journal(directory):
    """The reports of a journal; whatever is not a whole line of JSON is an error."""
    reports = []
    for file in sorted(pathlib.Path(directory).glob("feedback-*.jsonl")):
        content = file.read_bytes()
        assert content == b"" or content.endswith(b"\n"), f"{file}: {content[-200:]}"
        reports += [json.loads(line) for line in content.splitlines()]
    return reports


def is_whole(directory):
    """Whether no file of a journal ends in the middle of a line."""
    files = pathlib.Path(directory).glob("feedback-*.jsonl")
    return all(file.read_bytes()[-1:] in (b"", b"\n") for file in files)


class Check:
    def __init__(self, program, model, long):
        self.program = program
        self.model = model
        self.rounds, self.count, self.absence = (20, 5_000, 60) if long else (4, 1_000, 5)

    def start(self, *options, insights=None, collector=None, webhook=None, **environment):
        if insights:
            environment["APPLICATIONINSIGHTS_CONNECTION_STRING"] = insights
        if collector:
            environment["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = f"{collector}/v1/logs"
        if webhook:
            options = (*options, "--alert-webhook", webhook)
        return Service(self.program, self.model, *options, environment=environment)

    def kills(self):
        """Whatever is answered with 200 is in the journal and arrives, though the service is killed while
        it writes."""
        taken = []
        chance = random.Random(5)
        with tempfile.TemporaryDirectory() as directory, Insights() as insights, Collector() as collector:
            options = ["--feedback-directory", directory]
            receivers = {"insights": insights.connection, "collector": collector.url}
            for number in range(self.rounds):
                with self.start(*options, **receivers) as service:
                    # Some are longer than a page of the system's memory.
                    texts = [f"{number} {i} x" + "é" * chance.choice([0, 10, 6_000]) for i in range(self.count)]
                    goal = len(taken) + chance.randrange(1, self.count)
                    killed = threading.Event()
                    threads = [
                        threading.Thread(target=send, args=(service, texts, taken, killed))
                        for _ in range(16)
                    ]
                    for thread in threads:
                        thread.start()
                    until(lambda: len(taken) >= goal, f"report {goal}")
                    killed.set()
                    service.process.kill()
                    for thread in threads:
                        thread.join()
            with self.start(*options, **receivers) as service:
                expected = set(taken)
                assert len(expected) == len(taken), "a text was answered twice"
                until(lambda: is_whole(directory), "the last torn line to be cut off")
                reports = journal(directory)
                texts = [report["text"] for report in reports]
                assert len(set(texts)) == len(texts), "a report stands in the journal twice"
                assert len({report["id"] for report in reports}) == len(reports), "an identifier comes twice"
                lost = expected - set(texts)
                assert not lost, f"{len(lost)} of {len(expected)} reports are not in the journal: {list(lost)[:9]}"
                assert all(report["comment"] == UNICODE for report in reports)
                until(lambda: set(texts) <= set(insights.texts()), "Application Insights", 10 * PATIENCE)
                logs = lambda: {attributes(record)["text"] for record, _ in collector.logs()}  # noqa: E731
                until(lambda: set(texts) <= logs(), "the OTLP receiver", 10 * PATIENCE)
                assert set(insights.texts()) == logs() == set(texts), "something came that nobody reported"
                self.other_readers(directory, reports)
                twice = sum(count - 1 for count in collections.Counter(insights.texts()).values())
            print(
                f"  {self.rounds} kills, {len(taken)} reports answered with 200, {len(reports)} in the"
                f" journal, all arrived, {twice} of them twice"
            )

    def other_readers(self, directory, reports):
        """DuckDB reads the journal as a table."""
        ((count, wrong),) = duckdb.sql(
            f"SELECT count(*), count(*) FILTER (NOT is_correct) FROM '{directory}/feedback-*.jsonl'"
        ).fetchall()
        assert (count, wrong) == (len(reports), len(reports)), (count, wrong)

    def away(self):
        """While a receiver is away reports and predictions are answered as ever; then all arrives once."""
        port = free_port()
        with self.start(insights=f"InstrumentationKey={Insights.KEY};IngestionEndpoint=http://127.0.0.1:{port}") \
                as service:
            texts = []
            end = time.monotonic() + self.absence
            while time.monotonic() < end:
                texts.append(f"report {len(texts)} 😡")
                assert report(service, texts[-1], comment=UNICODE).status == 200
                service.predict("Great flight!")
                time.sleep(0.02)
            pending = {"exporter": "application-insights"}
            until(
                lambda: service.metric("swiftlet_export_pending_records", **pending) == len(texts),
                "the gauge of what waits",
            )
            assert service.metric("swiftlet_export_failures_total", **pending) >= 2
            with Insights(port) as insights:
                until(lambda: len(insights.texts()) >= len(texts), "the reports")
                assert insights.texts() == texts
                until(lambda: insights.envelopes("RequestData"), "the requests")
                until(
                    lambda: service.metric("swiftlet_export_pending_records", **pending) == 0,
                    "the gauge to fall",
                )
                comments = {
                    envelope["data"]["baseData"]["properties"]["comment"]
                    for envelope in insights.envelopes("MessageData")
                }
                assert comments == {UNICODE}, comments
        print(f"  away for {self.absence} s, {len(texts)} reports arrived once and in order")

    def refusals(self):
        """What a receiver does not take now is sent again, what it never takes is not, and the log says
        so without a user's text."""
        mark = "mark5a1f"
        with Insights() as insights:
            insights.answers = [(439, {"mark": mark}), (503, {"mark": mark}), (429, {})]
            with self.start(insights=insights.connection) as service:
                assert report(service, f"{mark} first").status == 200
                until(lambda: f"{mark} first" in insights.texts(), "the first")
                insights.answers = [(400, {"mark": mark})]
                assert report(service, f"{mark} refused").status == 200
                until(lambda: not insights.answers, "the refusal")
                # While one waits three others come, and so are sent together: one of them is to be sent
                # again, one is refused.
                insights.answers = [*[(503, {})] * 3, insights.taken, Insights.partly({0: 500, 1: 400})]
                assert report(service, f"{mark} waits").status == 200
                until(lambda: len(insights.answers) <= 4, "the one that waits")
                for number in range(3):
                    assert report(service, f"{mark} {number}").status == 200
                until(lambda: insights.texts().count(f"{mark} 0") == 2, "the one to be sent again")
                assert report(service, f"{mark} last").status == 200
                until(lambda: f"{mark} last" in insights.texts(), "the last")
                texts = collections.Counter(insights.texts())
                assert texts[f"{mark} refused"] == 0 and texts[f"{mark} 1"] == texts[f"{mark} 2"] == 1, texts
                rejected = service.metric(
                    "swiftlet_export_rejected_records_total", exporter="application-insights"
                )
                assert rejected == 2, rejected
                assert len(journal(service.feedback)) == 7
                assert service.stop() == 0
                log = service.log.read_text()
                assert "rejected" in log and mark not in log, log

    def full(self):
        """A full disk is answered with 507 and predictions go on; with room again reports are taken."""
        if os.geteuid() != 0:
            print("  left out: a small disk needs the right to mount one")
            return
        with tempfile.TemporaryDirectory() as folder, Insights() as insights:
            mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder]
            if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
                print("  left out: no disk can be mounted here")
                return
            try:
                feedback = pathlib.Path(folder, "feedback")
                filler = pathlib.Path(folder, "filler")
                filler.write_bytes(bytes(100 << 10))
                with self.start("--feedback-directory", feedback, insights=insights.connection) as service:
                    kept = []
                    while (answer := report(service, text := f"{len(kept)} " + "x" * 7_000)).status == 200:
                        kept.append(text)
                    assert answer.status == 507 and "room" in answer.json["detail"], answer
                    assert len(kept) >= 10, len(kept)
                    for _ in range(5):
                        assert service.predict("Great flight!")["label"] in ("positive", "negative")
                        assert report(service, "x" * 7_000).status == 507
                        assert is_whole(feedback)
                    until(lambda: set(insights.texts()) >= set(kept), "the reports before")
                    filler.unlink()
                    answer = report(service, "after")
                    assert answer.status == 200, answer
                    until(lambda: "after" in insights.texts(), "the report after")
                    assert sorted(line["text"] for line in journal(feedback)) == sorted([*kept, "after"])
                    failed = until(
                        lambda: [
                            envelope["data"]["baseData"] for envelope in insights.envelopes("RequestData")
                            if envelope["data"]["baseData"]["responseCode"] == "507"
                        ],
                        "the failed requests",
                    )
                    assert all(request["success"] is False for request in failed), failed
            finally:
                subprocess.run(["umount", "-l", folder], check=True)
            print(f"  {len(kept)} reports kept, then 507, then again")

    def alert(self):
        """The third wrong report is told to the webhook, in the log and as a metric, once, also over a
        new start; and one that nobody took is told again."""
        with tempfile.TemporaryDirectory() as directory, Receiver() as hook:
            options = ["--feedback-directory", directory]
            with self.start(*options, webhook=f"{hook.url}/hook") as service:
                for text, expected in [("a", "negative"), ("b", "positive"), ("c", None), ("d", "negative")]:
                    assert report(service, text, expected).status == 200
                until(lambda: service.metric("swiftlet_wrong_feedback_window") == 2, "two wrong reports")
                assert not hook.requests
                service.process.kill()
                service.process.wait()
            with self.start(*options, webhook=f"{hook.url}/hook") as service:
                hook.answers = [(503, {}), (500, {})]
                assert report(service, "e", "negative").status == 200
                until(lambda: len(hook.requests) == 3, "the webhook, the third time")
                _, body = hook.requests[-1]
                assert (body["alert"], body["count"], body["window_seconds"]) == ("wrong_feedback", 3, 300), body
                assert set(body) == {"alert", "count", "window_seconds", "time", "text"}, body
                last = journal(directory)[-1]
                assert body["time"] == last["time"] and last["text"] == "e", (body, last)
                assert report(service, "f", "negative").status == 200
                until(lambda: service.metric("swiftlet_wrong_feedback_window") == 4, "four wrong reports")
                assert service.metric("swiftlet_alerts_total") == 1
                assert service.stop() == 0
                warnings = [
                    json.loads(line) for line in service.log.read_text().splitlines()
                    if "Too many predictions" in line
                ]
                assert [(line["level"], line["count"]) for line in warnings] == [("warning", "3")], warnings
            with self.start(*options, webhook=f"{hook.url}/hook") as service:
                until(lambda: service.metric("swiftlet_wrong_feedback_window") == 4, "what was before")
                assert service.metric("swiftlet_alerts_total") == 0
                assert service.stop() == 0
            assert len(hook.requests) == 3, hook.requests
        with Receiver() as hook:
            settings = ["--alert-count", "2", "--alert-minutes", "1", "--log-texts"]
            with self.start(*settings, webhook=hook.url) as service:
                for text in ("first", "second"):
                    assert report(service, text, "negative").status == 200
                until(lambda: hook.requests, "the webhook")
                (_, body), = hook.requests
                assert (body["count"], body["window_seconds"]) == (2, 60), body
                assert [example["text"] for example in body["examples"]] == ["first", "second"], body

    def requests(self):
        """Requests are told to Application Insights, with the caller's trace."""
        trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
        with Insights() as insights, self.start(insights=insights.connection) as service:
            headers = [("Content-Type", "application/json"), ("traceparent", f"00-{trace}-{parent}-01")]
            for body, status in [(b'{"text":"a"}', 200), (b'{"text":1}', 422)]:
                answer = service.ask(http_wire.request("POST", "/predict", headers, body))
                assert answer.status == status, answer
            answer = service.ask(http_wire.request(
                "POST", "/feedback", headers, b'{"text":"t","predicted_label":"positive","score":0.5}'
            ))
            assert answer.status == 200, answer

            def traced():
                found = [
                    envelope for envelope in insights.envelopes("RequestData")
                    if envelope["tags"]["ai.operation.id"] == trace
                ]
                return found if len(found) == 3 else None

            envelopes = until(traced, "the requests")
            requests = [envelope["data"]["baseData"] for envelope in envelopes]
            assert [(request["name"], request["responseCode"], request["success"]) for request in requests] == [
                ("POST /predict", "200", True), ("POST /predict", "422", False), ("POST /feedback", "200", True),
            ], requests
            for envelope, request in zip(envelopes, requests):
                assert envelope["tags"]["ai.operation.parentId"] == parent, envelope
                assert envelope["tags"]["ai.operation.name"] == request["name"], envelope
                assert envelope["tags"]["ai.cloud.role"] and envelope["tags"]["ai.cloud.roleInstance"], envelope
                assert re.fullmatch(r"[0-9a-f]{16}", request["id"]), request
                assert re.fullmatch(r"0\.00:0\d:\d\d\.\d{3}", request["duration"]), request
                assert request["url"].endswith(request["name"].split()[1]), request
                now = datetime.datetime.now(datetime.timezone.utc)
                age = now - datetime.datetime.fromisoformat(envelope["time"])
                assert datetime.timedelta() <= age < datetime.timedelta(seconds=PATIENCE), envelope
            message, = until(lambda: insights.envelopes("MessageData"), "the report")
            assert message["tags"]["ai.operation.id"] == trace, message
            assert message["data"]["baseData"]["message"] == "prediction_feedback_reported", message
            assert message["data"]["baseData"]["severityLevel"] == 2, message
            properties = message["data"]["baseData"]["properties"]
            assert set(properties) == {"id", "model", "text", "predicted_label", "score"}, properties
            assert properties["score"] == "0.5", properties

    def azure(self):
        """The query of Azure's alert over envelopes that were really sent, and the rule around it."""
        query = (ALERTS / "wrong-feedback.kql").read_text()
        with Insights() as insights, self.start(insights=insights.connection) as service:
            for number, expected in enumerate(["negative"] * 4 + ["positive"] * 3 + [None] * 3):
                assert report(service, str(number), expected).status == 200
            sent = until(lambda: len(found := insights.envelopes("MessageData")) == 10 and found, "reports")
        wrong = [item for item in sent if item["data"]["baseData"]["properties"].get("is_correct") == "False"]
        right = [item for item in sent if item not in wrong]
        assert len(wrong) == 4, sent
        day = datetime.datetime(2026, 11, 30, 12)
        for name, seconds, others, expected in [
            ("across a border of five minutes", [298, 299, 301], [], [301]),
            ("exactly five minutes", [0, 150, 300], [], [300]),
            ("a second more", [0, 150, 301], [], []),
            ("right ones and ones that expect nothing", [10, 20], [11, 12, 13, 14, 15, 16], []),
            ("the same again", [10, 20, 20], [], [20]),
            ("four", [0, 100, 200, 300], [], [200, 300]),
            ("none", [], [], []),
        ]:
            envelopes = list(zip(wrong, seconds)) + list(zip(right, others))
            if name == "the same again":
                # A report that was sent twice counts once, so there must be three others.
                envelopes = [(wrong[0], 10), (wrong[0], 10), (wrong[1], 20), (wrong[2], 20)]
                alone = self.fired(query, envelopes[:3], day)
                assert alone == [], alone
                expected = [20, 20]
            times = self.fired(query, envelopes, day)
            assert times == [day + datetime.timedelta(seconds=second) for second in expected], (name, times)
            # The study's query counts in bins.
            bins = """traces | where message == "prediction_feedback_reported"
                | where tostring(customDimensions.is_correct) == "False"
                | summarize reports = count() by bin(timestamp, 5m) | where reports >= 3"""
            if name == "across a border of five minutes":
                assert self.fired(bins, envelopes, day) == []
        self.rule(query)

    def fired(self, query, envelopes, day):
        """The times of the query's rows over envelopes that are to have come so many seconds after."""
        connection = duckdb_kql.connect()
        connection.sql("""CREATE TABLE traces (timestamp TIMESTAMP, message VARCHAR, severityLevel INTEGER,
            operation_Id VARCHAR, cloud_RoleName VARCHAR, customDimensions JSON)""")
        for envelope, second in envelopes:
            base = envelope["data"]["baseData"]
            connection.execute("INSERT INTO traces VALUES (?, ?, ?, ?, ?, ?)", [
                day + datetime.timedelta(seconds=second), base["message"], base["severityLevel"],
                envelope["tags"].get("ai.operation.id"), envelope["tags"]["ai.cloud.role"],
                json.dumps(base["properties"]),
            ])
        return sorted(row[0] for row in duckdb_kql.query(connection, query).fetchall())

    def rule(self, query):
        """The rule has that query, and says nothing that Azure's own client does not know."""
        template = json.loads((ALERTS / "azure-alert.json").read_text())
        (resource,) = template["resources"]
        assert resource["type"] == "Microsoft.Insights/scheduledQueryRules", resource
        (condition,) = resource["properties"]["criteria"]["allOf"]
        assert condition["query"] == query, "azure-alert.json has another query than wrong-feedback.kql"
        models = azure.mgmt.monitor.models
        assert condition["operator"] in list(models.ConditionOperator), condition
        assert condition["timeAggregation"] in list(models.TimeAggregation), condition
        assert resource["kind"] in list(models.Kind), resource
        assert resource["properties"]["severity"] in list(models.AlertSeverity), resource
        # As it is deployed: an expression stands for a list.
        resource["properties"]["actions"]["actionGroups"] = ["group"]
        known = models.ScheduledQueryRuleResource.deserialize(resource).serialize(keep_readonly=True)
        for key in ("kind", "location", "name", "type", "properties"):
            assert known[key] == resource[key], (known[key], resource[key])
        names = set(template["parameters"])
        assert set(re.findall(r"parameters\('(\w+)'\)", json.dumps(template))) <= names, names

    def prometheus(self):
        """promtool accepts the rules, and their tests pass."""
        for command in (["check", "rules", "prometheus-rules.yml"], ["test", "rules", "prometheus-rules.test.yml"]):
            result = subprocess.run(["promtool", *command], cwd=ALERTS, capture_output=True, text=True)
            assert result.returncode == 0, result.stdout + result.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="checks to run, all by default")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    check = Check(options.program.resolve(), options.model.resolve(), options.long)
    names = ["kills", "away", "refusals", "full", "alert", "requests", "azure", "prometheus"]
    for name in options.names or names:
        begin = time.monotonic()
        getattr(check, name)()
        print(f"{name}: {time.monotonic() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
