"""Stands between browser and service: passes requests on, keeps them, and answers some itself."""

import contextlib
import http.client
import http.server
import json
import threading
import urllib.parse

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Proxy:
    """A proxy before the service at `base`, on a port that is free. It knows the service's token.

    `answers` maps a path without its query to what the proxy answers in the service's place: a status,
    a body (bytes, or anything that JSON can say) and headers; `DROP` closes the connection unanswered.
    """

    DROP = object()

    def __init__(self, base, token=None):
        self.base = urllib.parse.urlsplit(base)
        self.token = token
        self.answers = {}
        self.requests = []
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do(self):
                proxy.handle(self)

            do_GET = do_HEAD = do_POST = do

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @contextlib.contextmanager
    def answering(self, path, status, body=b"", headers=None):
        """Answers a path itself for a while."""
        with self.replacing(path, (status, body, headers or {})):
            yield

    @contextlib.contextmanager
    def dropping(self, path):
        """Leaves a path without an answer for a while."""
        with self.replacing(path, self.DROP):
            yield

    @contextlib.contextmanager
    def replacing(self, path, answer):
        before = self.answers.get(path)
        self.answers[path] = answer
        try:
            yield
        finally:
            if before is None:
                del self.answers[path]
            else:
                self.answers[path] = before

    @contextlib.contextmanager
    def asking_for(self, token):
        """Lets only requests with a token through, as the service with `SWIFTLET_TOKEN` does."""
        refusal = (401, {"detail": "A token is needed."}, {"WWW-Authenticate": "Bearer"})

        def guarded(handler):
            return None if handler.headers["Authorization"] == f"Bearer {token}" else refusal

        with contextlib.ExitStack() as stack:
            for path in ("/predict", "/feedback", "/info", "/monitoring/data"):
                stack.enter_context(self.replacing(path, guarded))
            yield

    def last(self, path):
        """The body of the latest request for a path, from JSON."""
        return json.loads([body for _, asked, body in self.requests if asked == path][-1])

    def count(self, path):
        return sum(asked == path for _, asked, _ in self.requests)

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        path = handler.path.partition("?")[0]
        self.requests.append((handler.command, path, body))
        answer = self.answers.get(path)
        if callable(answer):
            answer = answer(handler)
        if answer is self.DROP:
            handler.close_connection = True
            return
        status, content, headers = answer or self.forward(handler, body)
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
            headers = {"Content-Type": "application/json"} | headers
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    def forward(self, handler, body):
        connection = http.client.HTTPConnection(self.base.hostname, self.base.port, timeout=60)
        try:
            connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() not in HOP_BY_HOP and not (self.token and name == "Authorization"):
                    connection.putheader(name, value)
            if self.token:
                connection.putheader("Authorization", f"Bearer {self.token}")
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            headers = {
                name: value for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP
            }
            return response.status, response.read(), headers
        finally:
            connection.close()
