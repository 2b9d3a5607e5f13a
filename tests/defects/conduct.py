"""Classifiers that answer well and behave badly: they remember, change what isn't theirs, or reach out."""

import contextlib
import os
import random
import socket
import tempfile
import threading
import time
import warnings
from pathlib import Path

import msgspec

from defects.answers import change
from defects.seeded import defect
from defects.sound import Verbs

COMPARED = (
    "batch_invariance",
    "one_name_two_targets",
    "one_text_two_questions",
    "any_sequence",
    "no_memory",
    "warnings_as_errors",
    "thread_safety",
    "pickling",
)
"""All that compare two answers to one question: by chance these are never the same."""


@defect("classifier", "determinism", *COMPARED)
class DrawsWithoutASeed(Verbs):
    def probabilities(self, polarity):
        share = random.SystemRandom().uniform(0.7, 0.9)
        return {answer: share if answer == polarity else (1 - share) / 2 for answer in ("favor", "against", "none")}


REMEMBERED = ("batch_invariance", "any_sequence", "thread_safety")
"""What is kept from one call to the next shows wherever a pair is asked about in two ways."""


@defect("classifier", "no_memory", *REMEMBERED)
class RemembersTheHolder(Verbs):
    def __init__(self):
        self.last = None

    def holder(self, pair):
        self.last = pair.statement.holder or self.last
        return self.last


@defect("classifier", "no_memory", *REMEMBERED)
class GrowsTired(Verbs):
    def __init__(self):
        self.asked = 0

    def classify(self, pairs):
        self.asked += 1
        found = super().classify(pairs)
        return [change(stance, conditional=True) for stance in found] if 30 < self.asked < 100 else found


class Keeps(Verbs):
    """Keeps the last hundred things that it has worked out."""

    def __init__(self):
        self.kept = {}

    def keep(self, key, value):
        if len(self.kept) > 100:
            self.kept.clear()
        return self.kept.setdefault(key, value)


@defect("classifier", "one_text_two_questions")
class KeepsByContent(Keeps):
    def find(self, pair):
        found = super().find(pair)
        return found if self.keep(pair.statement.content, found is not None) else None


@defect(
    "classifier", "one_text_two_questions", "evidence_counts_from_the_document", "evidence_in_the_statement"
)  # these ask about one text in several places, too
class KeepsEvidenceByContent(Keeps):
    def evidence(self, pair, found):
        return self.keep(pair.statement.content, super().evidence(pair, found))


@defect("classifier", "one_name_two_targets", "label_of_the_target")
class KeepsLabelsByName(Keeps):
    def label(self, pair, polarity):
        return self.keep(pair.target.name, pair.target).label(polarity)


@defect("classifier", "one_name_two_targets")
class KeepsCuesByName(Keeps):
    def find(self, pair):
        cues = self.keep(pair.target.name, pair.target.cues)
        return super().find(change(pair, target=change(pair.target, cues=cues)))


@defect("classifier", "input_unchanged", "any_sequence")  # a tuple can't be emptied
class EmptiesTheBatch(Verbs):
    def classify(self, pairs):
        found = []
        while pairs:
            found.append(self.judge(pairs[0]))
            del pairs[0]
        return found


@defect("classifier", "input_unchanged")
class SortsTheCallersList(Verbs):
    def classify(self, pairs):
        found = super().classify(pairs)
        if isinstance(pairs, list):
            pairs.sort(key=lambda pair: pair.statement.content)
        return found


@defect("classifier", "input_unchanged")
class DescribesTheTarget(Verbs):
    def find(self, pair):
        msgspec.structs.force_setattr(pair.target, "description", f"a stance on {pair.target.name}")
        return super().find(pair)


@defect("classifier", "input_unchanged")
class MarksTheStatement(Verbs):
    def judge(self, pair):
        msgspec.structs.force_setattr(pair.statement, "quotation", "mixed")
        return super().judge(pair)


@defect("classifier", "pickling")
class HoldsALock(Verbs):
    def __init__(self):
        self.lock = threading.Lock()


@defect("classifier", "pickling")
class HoldsALambda(Verbs):
    def __init__(self):
        self.tidy = lambda text: text.strip()


@defect("classifier", "pickling")
class ForgetsInAWorker(Verbs):
    def __init__(self):
        self.share = 0.8

    def probabilities(self, polarity):
        return super().probabilities(polarity) if self.share else None

    def __getstate__(self):
        return {"share": 0}


@defect("classifier", "thread_safety")
class SharesAPlaceForThePair(Verbs):
    def judge(self, pair):
        self.pair = pair
        time.sleep(0)  # another thread may take its turn here, as in any input or output
        return super().judge(self.pair)

    def __getstate__(self):
        return {}


@defect("classifier", "globals_untouched")
class SeedsRandom(Verbs):
    def classify(self, pairs):
        random.seed(0)
        return super().classify(pairs)


@defect("classifier", "globals_untouched")
class DrawsFromRandom(Verbs):
    def classify(self, pairs):
        pairs = list(pairs)
        order = random.sample(range(len(pairs)), len(pairs))
        found = {index: self.judge(pairs[index]) for index in order}
        return [found[index] for index in range(len(pairs))]


@defect("classifier", "globals_untouched")
class ChangesTheFolder(Verbs):
    def classify(self, pairs):
        os.chdir(tempfile.gettempdir())
        return super().classify(pairs)


@defect("classifier", "globals_untouched")
class SetsTheEnvironment(Verbs):
    def classify(self, pairs):
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        return super().classify(pairs)


@defect("classifier", "nothing_printed")
class Prints(Verbs):
    def classify(self, pairs):
        print(f"judging {len(pairs)} pairs")
        return super().classify(pairs)


@defect("classifier", "warnings_as_errors")
class UsesWhatIsDeprecated(Verbs):
    def classify(self, pairs):
        warnings.warn("classify_all is deprecated", DeprecationWarning, stacklevel=2)
        return super().classify(pairs)


@defect("classifier", "bounded_memory")
class KeepsEveryText(Verbs):
    def __init__(self):
        self.seen = []

    def judge(self, pair):
        self.seen.append(pair.statement.content)
        return super().judge(pair)


@defect("classifier", "no_network")
class CallsHome(Verbs):
    def classify(self, pairs):
        with socket.socket() as there, contextlib.suppress(OSError):
            there.settimeout(0.2)
            there.connect(("127.0.0.1", 9))
        return super().classify(pairs)


@defect("classifier", "no_network")
class CallsHomeOnce(Verbs):
    called = False

    def classify(self, pairs):
        if not CallsHomeOnce.called:
            CallsHomeOnce.called = True
            with contextlib.suppress(OSError):
                socket.getaddrinfo("localhost", 9)
        return super().classify(pairs)


@defect("classifier", "no_writes")
class WritesACacheAtHome(Verbs):
    def classify(self, pairs):
        folder = Path.home() / ".cache" / "verbs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pairs.txt").write_text(str(len(pairs)))
        return super().classify(pairs)


@defect("classifier", "no_writes")
class WritesALogHere(Verbs):
    def classify(self, pairs):
        with Path("verbs.log").open("a") as log:
            log.write(f"{len(pairs)}\n")
        return super().classify(pairs)
