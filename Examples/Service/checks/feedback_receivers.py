"""Receivers of feedback on this machine: one as Application Insights is, and a webhook."""

import http.server
import json
import threading


class Receiver:
    """Keeps the JSON of what is posted to it; closed at the end of a `with`.

    `answers` are given to the next requests: pairs of a status and a body, or functions of the
    request's JSON to such a pair. Then everything is taken; as are requests that are not `answered`.
    """

    def __init__(self, port=0):
        self.answers = []
        self.requests = []
        self.paths = []
        self.problems = []
        self.lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    status, answer = receiver.take(self.path, self.headers, json.loads(body))
                answer = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                """Who asks may be killed at any time."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.server.shutdown()
        self.server.server_close()
        if kind is None:
            assert not self.problems, self.problems

    def take(self, path, headers, content):
        if headers["Content-Type"] != "application/json":
            self.problems.append(dict(headers))
        answer = self.answers.pop(0) if self.answers and self.answered(content) else self.taken
        status, body = answer(content) if callable(answer) else answer
        self.paths.append(path)
        self.requests.append((status, content))
        return status, body

    def taken(self, content):
        """The answer to what is taken."""
        return 200, {}

    def answered(self, content):
        return True


class Insights(Receiver):
    """As Application Insights takes telemetry; refuses what its envelopes may not be."""

    KEY = "00000000-1111-2222-3333-444444444444"
    MEMBERS = {"name", "iKey", "time", "sampleRate", "tags", "data"}
    DATA = {
        "MessageData": {"ver", "message", "severityLevel", "properties"},
        "RequestData": {"ver", "id", "name", "url", "duration", "responseCode", "success", "properties"},
    }

    @property
    def connection(self):
        return f"InstrumentationKey={self.KEY};IngestionEndpoint={self.url}/"

    def take(self, path, headers, content):
        if path != "/v2.1/track":
            self.problems.append(path)
        for envelope in content:
            data = envelope["data"]
            kind, base = data["baseType"], data["baseData"]
            if (
                set(envelope) != self.MEMBERS or envelope["iKey"] != self.KEY
                or envelope["name"] != "Microsoft.ApplicationInsights." + kind.removesuffix("Data")
                or set(base) != self.DATA[kind] or base["ver"] != 2
                or not all(isinstance(text, str) for text in base["properties"].values())
                or not all(isinstance(text, str) for text in envelope["tags"].values())
            ):
                self.problems.append(envelope)
        return super().take(path, headers, content)

    def taken(self, content):
        return 200, {"itemsReceived": len(content), "itemsAccepted": len(content), "errors": []}

    def answered(self, content):
        """Reports are; requests come when they come."""
        return content[0]["data"]["baseType"] == "MessageData"

    @staticmethod
    def partly(statuses):
        """An answer that says of the records at these indices that they have these statuses."""

        def answer(content):
            errors = [
                {"index": index, "statusCode": status, "message": "no"}
                for index, status in statuses.items() if index < len(content)
            ]
            accepted = len(content) - len(errors)
            return 206, {"itemsReceived": len(content), "itemsAccepted": accepted, "errors": errors}

        return answer

    def envelopes(self, kind):
        """What was sent with success, in order."""
        with self.lock:
            return [
                envelope for status, content in self.requests if status in (200, 206)
                for envelope in content if envelope["data"]["baseType"] == kind
            ]

    def texts(self):
        """The texts of the reports."""
        return [
            envelope["data"]["baseData"]["properties"]["text"] for envelope in self.envelopes("MessageData")
        ]
