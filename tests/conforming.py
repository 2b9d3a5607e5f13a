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

import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stancekit import InputError, NotFittedError, Stance
from stancekit.declaration import Declaration

PORT = "STANCEKIT_TEST_SERVICE"


class LogisticClassifier:
    """Any scikit-learn pipeline over texts, its model saved by skops."""

    model = None

    def fit(self, pairs, stances, *, seed=0):
        answers = [json.dumps([stance.polarity, stance.label]) for stance in stances]
        if len(set(answers)) < 2:
            raise InputError("there is nothing to learn: fewer than two answers")
        words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
        self.model = make_pipeline(words, LogisticRegression(C=100, random_state=seed)).fit(texts(pairs), answers)

    def classify(self, pairs):
        if self.model is None:
            raise NotFittedError("fit it, or load a model")
        if not pairs:
            return []
        answers = [json.loads(answer) for answer in self.model.classes_]
        return [self.stance(pair, answers, row) for pair, row in zip(pairs, self.shares(pairs), strict=True)]

    def shares(self, pairs):
        return self.model.predict_proba(texts(pairs)).tolist()

    def stance(self, pair, answers, row):
        probabilities = dict.fromkeys(("favor", "against", "none"), 0.0)
        for (polarity, _), share in zip(answers, row, strict=True):
            probabilities[polarity] += share
        best = max(probabilities, key=probabilities.get)
        _, own = max(
            (share, label or "") for (polarity, label), share in zip(answers, row, strict=True) if polarity == best
        )
        label = own or pair.target.label(best)
        return Stance(target=pair.target.name, polarity=best, label=label, probabilities=probabilities)

    def save(self, path):
        if self.model is None:
            raise NotFittedError("fit it first")
        path.write_bytes(skops.io.dumps(self.model))

    def load(self, path):
        try:
            model = skops.io.loads(path.read_bytes())
            model.predict_proba(["a word"])
        except Exception as error:
            raise InputError(f"{path}: not a model of this classifier: {error}") from error
        self.model = model


def texts(pairs):
    return [f"{pair.statement.content} {pair.target.name}" for pair in pairs]


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
