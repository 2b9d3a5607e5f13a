"""A plugin of the tests' own whose parts do to the process that they run in what the words that they read name."""

import os
import subprocess
import sys

from keywords import KeywordClassifier, KeywordExtractor
from stancekit import hookimpl

STANCEKIT_API = 1


class WeatherBroke(BaseException):
    def __str__(self):
        raise self


def write():
    os.write(1, b"WRITTEN\n")
    subprocess.run([sys.executable, "-S", "-c", "print('STARTED')"], check=True)


def refuse():
    raise WeatherBroke


DEEDS = {
    "printing": lambda: print("PRINTED"),
    "writing": write,
    "moving": lambda: os.chdir("/"),
    "forking": os.fork,
    "leaving": lambda: os._exit(0),
    "breaking": refuse,
}


def do(text):
    for word, deed in DEEDS.items():
        if word in text:
            deed()


class UnrulyClassifier(KeywordClassifier):
    def classify(self, pairs):
        do(" ".join(pair.statement.content for pair in pairs))
        return super().classify(pairs)


class UnrulyExtractor(KeywordExtractor):
    def extract(self, document):
        do(document.text)
        return super().extract(document)


def make(part, deeds):
    for deed in deeds:
        DEEDS[deed]()
    return part()


@hookimpl
def stancekit_register_classifiers(register):
    print("PRINTED")
    register("unruly", lambda: make(UnrulyClassifier, ("printing", "writing", "moving", "forking")))
    register("leaving", lambda: make(UnrulyClassifier, ("leaving",)))


@hookimpl
def stancekit_register_extractors(register):
    register("unruly", lambda: make(UnrulyExtractor, ("printing", "writing", "moving", "forking")))
    register("leaving", lambda: make(UnrulyExtractor, ("leaving",)))
