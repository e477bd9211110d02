"""What the service tells of itself, received by real receivers.

    python checks/telemetry.py PROGRAM MODEL

The model is a classifier with the labels negative and positive, such as logistic-regression saves.
"""

import argparse
import json
import pathlib
import re
import secrets
import subprocess
import tempfile
import time

import http_wire
from http_service import PATIENCE, Service, free_port
from telemetry_receivers import Collector, Prometheus, attributes, rotel, until

TEXTS = [
    "Great flight, thank you!", "Late again and nobody tells us anything.", "ok", "", "😡 never again",
    "word " * 200,
]
RULES = pathlib.Path(__file__).resolve().parents[1] / "deploy/alerts/prometheus-rules.yml"


def post(service, path, body, headers=()):
    headers = [("Content-Type", "application/json"), *headers]
    return service.ask(http_wire.request("POST", path, headers, json.dumps(body).encode()))


def predict(service, text, **headers):
    answer = post(service, "/predict", {"text": text}, headers.items())
    assert answer.status == 200, answer
    return answer.json


def report(service, expected=None, text="x", **headers):
    body = {"text": text, "predicted_label": "positive", "score": 0.75, "expected_label": expected}
    answer = post(service, "/feedback", body, headers.items())
    assert answer.status == 200, answer


def traceparent(sampled=True):
    """A name of a trace, one of a span, and both in a header."""
    trace, span = secrets.token_hex(16), secrets.token_hex(8)
    return trace, span, f"00-{trace}-{span}-0{int(sampled)}"


def environment(url, **more):
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_METRIC_EXPORT_INTERVAL": "500",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_SERVICE_NAME": "airline",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=K%C3%B6ln",
    } | more


class Check:
    def __init__(self, program, model):
        self.program = program
        self.model = model

    def start(self, *options, **settings):
        return Service(self.program, self.model, *options, **settings)

    # Prometheus

    def exposition(self):
        """`promtool` has no complaint about /metrics, and the values are those of what was asked."""
        with self.start() as service:
            labels = [predict(service, text)["label"] for text in TEXTS]
            post(service, "/predict/batch", TEXTS[:3])
            assert service.get("/nowhere").status == 404
            assert post(service, "/predict", {"text": 1}).status == 422
            for expected in ("positive", "negative", "negative", None):
                report(service, expected)
            answer = service.get("/metrics")
            assert answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8", answer
            lint = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True)
            assert (lint.returncode, lint.stdout, lint.stderr) == (0, b"", b""), lint
            for name, labels_of, expected in [
                ("swiftlet_requests_total", {"route": "/predict", "status": "200"}, len(TEXTS)),
                ("swiftlet_requests_total", {"route": "/predict", "status": "422"}, 1),
                ("swiftlet_request_seconds_count", {"route": "/predict"}, len(TEXTS) + 1),
                ("swiftlet_predictions_total", {}, len(TEXTS) + 3),
                ("swiftlet_score_count", {}, len(TEXTS) + 3),
                ("swiftlet_batch_texts_sum", {}, len(TEXTS) + 3),
                ("swiftlet_queue_texts", {}, 0),
                ("swiftlet_feedback_total", {"is_correct": "true"}, 1),
                ("swiftlet_feedback_total", {"is_correct": "false"}, 2),
                ("swiftlet_feedback_total", {"is_correct": "unknown"}, 1),
            ]:
                found = service.metric(name, **labels_of)
                assert found == expected, f"{name}{labels_of} is {found}, expected {expected}"
            memory = service.metric("swiftlet_resident_bytes")
            assert 0.5 < memory / service.resident_bytes() < 2, memory
            for name in ("queue", "tokenise", "infer"):
                assert service.metric(f"swiftlet_{name}_seconds_count") > 0, name
            self.monitoring(service, labels)

    def monitoring(self, service, labels):
        """/monitoring/data tells the same."""
        data = service.get("/monitoring/data").json
        assert data["requests"]["total"] >= len(TEXTS) + 7 and data["requests"]["errors"] == 0, data
        assert 0 < data["requests"]["p50_seconds"] <= data["requests"]["p99_seconds"], data
        assert sum(minute["requests"] for minute in data["requests"]["history"]) \
            == data["requests"]["total"], data
        feedback = data["feedback"]
        assert (feedback["total"], feedback["wrong"], feedback["alert"]) == (4, 2, False), data
        drift = data["drift"]
        assert drift["predictions"] == drift["window"] == len(TEXTS) + 3, data
        names = [distribution["of"] for distribution in drift["distributions"]]
        assert names == ["labels", "scores", "unknown", "tokens", "characters"], data
        for distribution in drift["distributions"]:
            assert sum(distribution["window"]) == drift["window"], distribution
            assert len(distribution["bins"]) == len(distribution["window"]), distribution
        shares = drift["distributions"][0]
        answered = dict(zip(shares["bins"], shares["window"]))
        expected = labels + labels[:3]
        assert answered == {label: expected.count(label) for label in ("negative", "positive")}, data

    def drift(self):
        """Texts of another kind than the reference's move the indices, in both places."""
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as reference:
            reference.writelines(f"Great flight number {number}, thank you!\n" for number in range(200))
            reference.flush()
            with self.start("--reference", reference.name) as service:
                until(
                    lambda: "reference" in service.get("/monitoring/data").json["drift"],
                    "the reference",
                )
                for _ in range(120):
                    predict(service, "worst delay ever " * 20)
                distributions = service.get("/monitoring/data").json["drift"]["distributions"]
                shifted = {distribution["of"]: distribution["psi"] for distribution in distributions}
                assert sum(distributions[0]["reference"]) == 200, distributions
                # Whether a model tells praise from blame is its own affair.
                before, now = (distributions[0][span] for span in ("reference", "window"))
                has_moved = before.index(max(before)) != now.index(max(now))
                assert (shifted["labels"] > 0.25) == has_moved, shifted
                assert shifted["characters"] > 0.25, shifted
                assert shifted["tokens"] > 0.25 and shifted["scores"] >= 0, shifted
                for name, index in shifted.items():
                    gauge = service.metric("swiftlet_drift_psi", of=name)
                    assert abs(gauge - index) < 1e-9, (name, gauge, index)

    def prometheus(self):
        """Prometheus reads the service, behind its token, and its rules see wrong predictions."""
        with self.start("--alert-count", "3", environment={"SWIFTLET_TOKEN": "secret"}) as service:
            bearer = {"Authorization": "Bearer secret"}
            for text in TEXTS:
                predict(service, text, **bearer)
            with Prometheus(f"127.0.0.1:{service.port}", RULES, token="secret") as prometheus:
                until(lambda: prometheus.value("up") == 1, "a scrape")
                until(
                    lambda: prometheus.value("swiftlet_predictions_total") == len(TEXTS),
                    "the predictions",
                )
                median = "histogram_quantile(0.5, swiftlet_request_seconds_bucket{route='/predict'})"
                assert 0 < prometheus.value(median) < 10
                assert prometheus.alerts() == set()
                for _ in range(3):
                    report(service, "negative", **bearer)
                until(lambda: prometheus.alerts() == {"SwiftletWrongFeedback"}, "the alert")
                assert prometheus.value("swiftlet_wrong_feedback_window") == 3
                assert prometheus.value("swiftlet_alerts_total") == 1

    # OpenTelemetry

    def opentelemetry(self):
        """A strict collector gets spans, feedback and metrics with the right values; and what rotel reads
        of them is the same."""
        for through in ("collector", "rotel"):
            with Collector() as collector:
                if through == "rotel":
                    with rotel(collector) as address:
                        self.signals(collector, address, is_direct=False)
                else:
                    self.signals(collector, collector.url, is_direct=True)

    def signals(self, collector, address, is_direct):
        settings = environment(address, OTEL_EXPORTER_OTLP_HEADERS="api-key=a%2Cb")
        with self.start(environment=settings) as service:
            trace, parent, header = traceparent()
            state = "congo=t61rcWkgMzE"
            for text in TEXTS:
                predict(service, text, traceparent=header, tracestate=state)
            own, _, own_header = traceparent()
            report(service, "negative", text="späte \"😡\" \\ \u0001", traceparent=own_header)
            report(service)

            spans = until(
                lambda: (found := of_trace(collector, trace)) and len(found) >= len(TEXTS) and found,
                "the spans",
            )
            requests = [(span, resource) for span, resource in spans if span.parent_span_id.hex() == parent]
            assert len(requests) == len(TEXTS), spans
            for span, resource in requests:
                values = attributes(span)
                assert span.name == "POST /predict" and span.kind == span.SPAN_KIND_SERVER, span
                assert values["http.request.method"] == "POST", values
                assert values["http.response.status_code"] == 200, values
                assert values["http.route"] == "/predict", values
                assert span.trace_state == state, span
                now = time.time()
                assert now - PATIENCE < span.start_time_unix_nano / 1e9 <= now, span
                assert 0 < span.end_time_unix_nano - span.start_time_unix_nano < PATIENCE * 1e9, span
                assert resource["service.name"] == "airline", resource
                assert resource["deployment.environment.name"] == "Köln", resource
                assert resource["service.instance.id"], resource
            assert len({span.span_id for span, _ in spans}) == len(spans), "a span came twice"
            # A request that names no trace begins one.
            until(lambda: any(not span.parent_span_id for span, _ in collector.spans()), "a root")

            logs = until(lambda: len(found := collector.logs()) >= 2 and found, "the reports")
            (first, resource), (second, _) = logs
            assert len(logs) == 2 and resource["service.name"] == "airline", logs
            assert first.body.string_value == "prediction_feedback_reported", first
            assert (first.severity_number, first.severity_text) == (13, "WARN"), first
            assert first.trace_id.hex() == own, first
            values = attributes(first)
            assert values["text"] == "späte \"😡\" \\ \u0001", values
            assert (values["predicted_label"], values["score"]) == ("positive", 0.75), values
            assert (values["expected_label"], values["is_correct"]) == ("negative", False), values
            assert "expected_label" not in attributes(second), second
            assert "is_correct" not in attributes(second), second

            metrics = until(
                lambda: (found := collector.metrics())
                and total(found.get("swiftlet_feedback_total")) == 2
                and total(found.get("swiftlet_predictions_total")) == len(TEXTS)
                and found,
                "the metrics",
            )
            requests = metrics["swiftlet_requests_total"].sum
            assert requests.is_monotonic and requests.aggregation_temporality == 2, requests
            answered = [
                point.as_int for point in requests.data_points
                if attributes(point) == {"route": "/predict", "method": "POST", "status": "200"}
            ]
            assert answered == [len(TEXTS)], requests
            histogram = metrics["swiftlet_batch_texts"].histogram
            assert histogram.aggregation_temporality == 2, histogram
            (point,) = histogram.data_points
            assert point.sum == len(TEXTS) and sum(point.bucket_counts) == point.count, point
            assert len(point.bucket_counts) == len(point.explicit_bounds) + 1, point
            assert point.start_time_unix_nano < point.time_unix_nano, point
            assert metrics["swiftlet_request_seconds"].unit == "s"
            (point,) = metrics["swiftlet_resident_bytes"].gauge.data_points
            assert 0.5 < point.as_double / service.resident_bytes() < 2, point
            if is_direct:
                assert all(headers["api-key"] == "a,b" for headers in collector.headers)

            # What is not yet sent goes before the end.
            last, _, header = traceparent()
            predict(service, "last", traceparent=header)
            assert service.stop() == 0
            until(lambda: of_trace(collector, last), "the last span")
            assert service.port  # the folder stays until here

    def sampling(self):
        """The caller decides, and where there is none the variables do."""
        with Collector() as collector:
            settings = environment(collector.url, OTEL_TRACES_SAMPLER="parentbased_always_off")
            with self.start(environment=settings) as service:
                kept, _, kept_header = traceparent()
                left, _, left_header = traceparent(sampled=False)
                predict(service, "a", traceparent=left_header)
                predict(service, "b")
                predict(service, "c", traceparent="00-" + "0" * 32 + "-0000000000000001-01")
                predict(service, "d", traceparent=kept_header)
                until(lambda: of_trace(collector, kept), "the span")
                assert {span.trace_id.hex() for span, _ in collector.spans()} == {kept}

    def choice(self):
        """Only what is wanted is sent."""
        with Collector() as collector:
            settings = {
                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": f"{collector.url}/v1/logs",
            }
            with self.start(environment=settings) as service:
                trace, _, header = traceparent()
                predict(service, "a", traceparent=header)
                # The trace's name stands in the report although no span is sent.
                report(service, "negative", traceparent=header)
                (record, _), = until(collector.logs, "the report")
                assert record.trace_id.hex() == trace, record
            assert not collector.spans() and not collector.metrics()

    def retries(self):
        """A receiver that refuses for a while, or is away, gets everything; nothing is asked to wait."""
        port = free_port()
        settings = environment(f"http://127.0.0.1:{port}")
        with self.start(environment=settings) as service:
            trace, _, header = traceparent()
            predict(service, "away", traceparent=header)
            report(service, "negative", text="away", traceparent=header)
            until(lambda: service.metric("swiftlet_export_failures_total") >= 2, "failures")
            until(
                lambda: service.metric("swiftlet_export_pending_records", exporter="otlp-logs") == 1,
                "a report that waits",
            )
            with Collector(port) as collector:
                collector.statuses = [503, 429, 502, 504]
                until(lambda: of_trace(collector, trace), "the span")
                until(collector.logs, "the report")
                until(collector.metrics, "the metrics")
                assert collector.refused == 4
                until(
                    lambda: service.metric("swiftlet_export_pending_records", exporter="otlp-logs") == 0,
                    "an empty queue",
                )
                # What the receiver does not want is not sent for ever.
                collector.statuses = [400] * 3
                report(service, "negative", text="refused")
                until(lambda: not collector.statuses, "the refusals")
                report(service, "positive", text="after")
                until(
                    lambda: any(attributes(record)["text"] == "after" for record, _ in collector.logs()),
                    "the next report",
                )

    def kill(self):
        """Reports that no receiver took before a kill arrive after the next start."""
        port = free_port()
        settings = environment(f"http://127.0.0.1:{port}")
        with self.start(environment=settings) as service:
            for number in range(20):
                report(service, "negative", text=str(number))
            service.process.kill()
            service.process.wait()
            with Collector(port) as collector:
                with self.start(
                    "--feedback-directory", service.feedback, environment=settings,
                ):
                    until(lambda: len(collector.logs()) >= 20, "the reports")
                    texts = [attributes(record)["text"] for record, _ in collector.logs()]
                    assert set(texts) == {str(number) for number in range(20)}, texts

    def refusals(self):
        """A variable that cannot be used ends the start with its name."""
        for name, value in {
            "OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318",
            "OTEL_TRACES_SAMPLER": "sometimes",
            "OTEL_METRIC_EXPORT_INTERVAL": "1m",
            "OTEL_METRICS_EXPORTER": "console",
        }.items():
            with self.start(environment={name: value}, ready=False) as service:
                status = service.process.wait(PATIENCE)
                log = service.log.read_text()
                assert status != 0 and name in log and value in log, (status, log)
        with self.start(
            environment=environment("http://127.0.0.1:1", OTEL_EXPORTER_OTLP_HEADERS="secret"),
            ready=False,
        ) as service:
            assert service.process.wait(PATIENCE) != 0
            log = service.log.read_text()
            assert "OTEL_EXPORTER_OTLP_HEADERS" in log and "secret" not in log, log

    # Log

    def log(self):
        """Each line of the log is a JSON object, and tells no text of a user unless asked."""
        for options, is_told in (((), False), (("--log-texts",), True)):
            with self.start(*options) as service:
                mark = f"mark{secrets.token_hex(8)}"
                trace, _, header = traceparent()
                predict(service, mark)
                report(service, "negative", text=mark, traceparent=header)
                post(service, "/predict", {"text": 1, mark: mark})
                assert service.stop() == 0
                text = service.log.read_text()
                assert (mark in text) == is_told, text
                lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
                (entry,) = [line for line in lines if line["message"] == "prediction_feedback_reported"]
                assert entry["level"] == "warning" and entry["expected_label"] == "negative", entry
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"]), entry
                assert entry["trace_id"] == trace, entry


def of_trace(collector, trace):
    return [(span, resource) for span, resource in collector.spans() if span.trace_id.hex() == trace]


def total(metric):
    return metric and sum(point.as_int for point in metric.sum.data_points)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="checks to run, all by default")
    options = parser.parse_args()
    check = Check(options.program.resolve(), options.model.resolve())
    names = [
        "exposition", "drift", "prometheus", "opentelemetry", "sampling", "choice", "retries", "kill",
        "refusals", "log",
    ]
    for name in options.names or names:
        begin = time.monotonic()
        getattr(check, name)()
        print(f"{name}: {time.monotonic() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
