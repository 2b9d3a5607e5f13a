"""Classifiers of other design that keep the contract: one around scikit-learn, one that asks a service.

The service is the tests' own: `serve` starts it on this machine.
"""

import http.client
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stancekit import Stance
from stancekit.adapters import from_estimator
from stancekit.contract.declaration import Declaration

PORT = "STANCEKIT_TEST_SERVICE"


def logistic():
    """A pipeline of scikit-learn over texts."""
    # Here, so that a process that has to do with the other classifier alone needn't load it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    return from_estimator(make_pipeline(words, LogisticRegression(C=100)))


class ServedClassifier:
    """Asks a service, whose port the environment names."""

    declaration = Declaration(network="the service that it asks")

    def classify(self, pairs):
        questions = [[pair.statement.content, pair.target.name] for pair in pairs]
        service = http.client.HTTPConnection("127.0.0.1", int(os.environ[PORT]), timeout=30)
        try:
            service.request("POST", "/", body=json.dumps(questions))
            answers = json.loads(service.getresponse().read())
        finally:
            service.close()
        return [
            Stance(
                target=pair.target.name,
                polarity=polarity,
                label=pair.target.label(polarity),
                evidence=pair.statement.locate(*place) if place else (),
            )
            for pair, (polarity, place) in zip(pairs, answers, strict=True)
        ]


class Service(BaseHTTPRequestHandler):
    """Judges by one verb: (content, target) pairs in, (polarity, where it stands in the content) out, as JSON."""

    def do_POST(self):
        questions = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps([self.judge(*question) for question in questions]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def judge(self, content, target):
        for polarity, verb in (("favor", "support"), ("against", "oppose")):
            at = content.find(verb)
            if at >= 0 and target in content:
                return polarity, [at, at + len(verb)]
        return "none", None

    def log_message(self, *arguments):
        pass


@contextmanager
def serve() -> Iterator[None]:
    """Run the service, and name its port in the environment."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    os.environ[PORT] = str(server.server_port)
    try:
        yield
    finally:
        del os.environ[PORT]
        server.shutdown()
        thread.join()
        server.server_close()
