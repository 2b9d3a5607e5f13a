"""A plugin of the tests' own whose parts fail, each on what speaks of rain, in the way that stands beside it."""

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


def mood(text):
    """How to fail on a text that speaks of rain; None on any other."""
    found = re.search(r"rain \((.+?)\)", text)
    return FAILURES[found[1]] if found else None


class MoodyClassifier(KeywordClassifier):
    def classify(self, pairs):
        if fail := mood(" ".join(pair.statement.content for pair in pairs)):
            found = fail()
            return [found] * len(pairs) if isinstance(found, Stance) else found
        return super().classify(pairs)


class MoodyExtractor(KeywordExtractor):
    def extract(self, document):
        fail = mood(document.text)
        return fail() if fail else super().extract(document)


@hookimpl
def stancekit_register_classifiers(register):
    register("moody", MoodyClassifier)
    for name, fail in FAILURES.items():
        register(f"made-{name}", fail)


@hookimpl
def stancekit_register_extractors(register):
    register("moody", MoodyExtractor)
    for name, fail in FAILURES.items():
        register(f"made-{name}", fail)
