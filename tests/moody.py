"""A plugin of the tests' own whose parts fail, each in its own way, on what speaks of rain; else the keywords'."""

import os
import re
import signal
import time

from keywords import KeywordClassifier, KeywordExtractor
from stancekit import InputError, Stance, hookimpl

STANCEKIT_API = 1


def lack(module="no_such_module"):
    __import__(module)


def lack_an_extra():
    try:
        lack()
    except ImportError as error:
        raise ImportError('the moody model needs pip install "moody-plugin[model]"') from error


FAILURES = {
    "raises": lambda: 1 / 0,
    "refuses": lambda: (_ for _ in ()).throw(InputError("no weather")),
    "exits": lambda: exit("enough"),
    "lacks": lack,
    "lacks-extra": lack_an_extra,
    "garbage": lambda: [None],
    "few": list,
    "wrong": lambda: Stance(target="talks", polarity="maybe"),
    "object": object,
    "hangs": lambda: time.sleep(600),
    "hangs-in-c": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "crashes": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "leaves": lambda: os._exit(3),
}


class MoodyClassifier(KeywordClassifier):
    def __init__(self, fail):
        self.fail = fail

    def classify(self, pairs):
        if any("rain" in pair.statement.content for pair in pairs):
            found = self.fail()
            return [found] * len(pairs) if isinstance(found, Stance) else found
        return super().classify(pairs)


class MoodyExtractor(KeywordExtractor):
    def __init__(self, fail):
        self.fail = fail

    def extract(self, document):
        return self.fail() if "rain" in document.text else super().extract(document)


@hookimpl
def stancekit_register_classifiers(register):
    for name, fail in FAILURES.items():
        register(name, lambda fail=fail: MoodyClassifier(fail))
        register(f"made-{name}", fail)


@hookimpl
def stancekit_register_extractors(register):
    for name, fail in FAILURES.items():
        register(name, lambda fail=fail: MoodyExtractor(fail))
        register(f"made-{name}", fail)
