"""A confined plugin is held to its limit with all that it starts, and what it answers belongs to what was asked."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
from keywords import KeywordClassifier, KeywordExtractor
from stancekit import Analyzer, Pair, PluginError, RowClassifier, Stance, Statement, Target
from stancekit.errors import StancekitError, TimeLimitError
from stancekit.hosting.sifting import Sifter

LIMIT = 0.2
"""The seconds of a limit that is meant to be hit."""


def gone(pid: int) -> bool:
    """Whether a process has ended, though whoever started it may not have been told yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def wait_until(done, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.01)
    return done()


class Forking(KeywordClassifier):
    """Says what it was asked about, and forks on the first question; both processes go on."""

    def __init__(self, hides):
        self.hides = hides
        self.forked = False

    def classify(self, pairs):
        if not self.forked:
            self.forked = True
            ours = os.getpid()
            if os.fork() == 0 and self.hides:
                os.getpid = lambda: ours
        if self.hides:
            time.sleep(0.05)  # so that both of them come to answer
        return [Stance(target=pair.target.name, polarity="favor", rule=pair.statement.content) for pair in pairs]


@pytest.mark.parametrize("hides", [False, True])
def test_no_answer_is_taken_for_that_to_another_question(hides):
    rows = [{"text": str(number)} for number in range(6)]
    rejects = []
    judge = RowClassifier(
        targets=["talks"], codebook=None, classifier=Forking(hides), batch_rows=1, on_error="skip", time_limit=60
    )
    found = {row["row"]: row["rule"] for row in judge.classify(rows, on_reject=rejects.append)}
    assert all(rule == str(number - 1) for number, rule in found.items())
    assert sorted([*found, *(reject.row for reject in rejects)]) == [1, 2, 3, 4, 5, 6]
    # The one that came back is ended at once; one that can't be told from ours is found out by the numbers.
    assert (rejects == []) != hides
    assert all("an answer to another question" in reject.reason for reject in rejects)


PAIRS = [Pair(Statement(content=str(number), content_spans=()), Target("talks")) for number in range(64)]


@settings(max_examples=25)
@given(st.sets(st.integers(0, 63), max_size=20), st.booleans())
def test_what_hangs_is_looked_for_no_longer_than_the_limit_once_more(hanging, apart):
    limit = 0.02
    granted = []

    def ask(pairs, seconds):
        numbers = [int(pair.statement.content) for pair in pairs]
        if hanging.isdisjoint(numbers):
            return [Stance(target="talks", polarity="none", rule=str(number)) for number in numbers]
        granted.append(limit if seconds is None else seconds)
        time.sleep(granted[-1])
        raise TimeLimitError("it took too long", "the classifier", "it took too long")

    sifter = Sifter(ask, limit)
    size = 1 if apart else 2
    groups = [PAIRS[start : start + size] for start in range(0, 64, size)]
    outcomes = sifter.sift(groups)
    assert sum(granted) <= 2 * limit + 0.001
    assert len(outcomes) == len(groups)
    for group, outcome in zip(groups, outcomes, strict=True):
        if isinstance(outcome, StancekitError):
            assert "it took too long" in str(outcome)
        else:
            assert [stance.rule for stance in outcome] == [pair.statement.content for pair in group]
            assert hanging.isdisjoint(int(pair.statement.content) for pair in group)


@pytest.mark.parametrize("index", [0, 37, 63])
def test_the_question_that_hangs_is_named_within_a_part_of_the_limit(index):
    limit = 1
    granted = []

    def ask(pairs, seconds):
        if PAIRS[index] not in pairs:
            return [Stance(target="talks", polarity="none") for _ in pairs]
        granted.append(seconds)
        time.sleep(seconds)
        raise TimeLimitError("it took too long", "the classifier", "it took too long")

    sifter = Sifter(ask, limit)
    assert sifter.find_failure(PAIRS, TimeLimitError("it took too long")) == index
    assert sum(granted) <= limit / 2


class Hanging(KeywordClassifier):
    """Hangs on rain, and makes it hard to be ended: with signals ignored, and processes of its own."""

    def __init__(self, folder):
        self.folder = folder

    def classify(self, pairs):
        if not any("rain" in pair.statement.content for pair in pairs):
            return super().classify(pairs)
        for ignored in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(ignored, signal.SIG_IGN)
        forked = os.fork()
        if forked == 0:
            os.setsid()
        started = subprocess.Popen(["sleep", "600"], start_new_session=True)
        (self.folder / str(started.pid)).touch()
        (self.folder / str(os.getpid())).touch()
        return re.match(r"(a+)+$", "a" * 60 + "b")


ARTICLE = "".join(f"Anna Berg said that Norland wants talks of {word}. " for word in "tea rain ice fog".split())


def test_a_document_that_hits_the_limit_costs_about_the_limit_and_takes_its_processes_along(tmp_path):
    analyzer = Analyzer(
        codebook=keywords.CODEBOOK,
        extractor=KeywordExtractor(),
        classifier=Hanging(tmp_path),
        time_limit=LIMIT,
    )
    errors: list[PluginError] = []
    assert list(analyzer.analyze_many([ARTICLE] * 3, on_error=errors.append)) == []
    asked = len(list(tmp_path.iterdir()))
    assert list(analyzer.analyze_many([ARTICLE] * 3, on_error=errors.append)) == []
    # For the first few the question is looked for, where there is time; then each is asked once, which makes four
    # processes.
    assert len(list(tmp_path.iterdir())) - asked <= 4 * 3
    assert [str(error).rpartition(" classify ")[2] for error in errors[3:]] == [
        f"on the document: it took longer than {LIMIT:g} s and was stopped"
    ] * 3
    pids = [int(file.name) for file in tmp_path.iterdir()]
    assert wait_until(lambda: all(map(gone, pids)), 2)


def test_a_crash_is_told_at_once_though_something_that_was_forked_goes_on():
    class Crashing(KeywordClassifier):
        def classify(self, pairs):
            if os.fork() == 0:
                time.sleep(600)
            os._exit(3)

    judge = RowClassifier(targets=["talks"], codebook=None, classifier=Crashing(), time_limit=60)
    rejects = []
    start = time.monotonic()
    assert list(judge.classify([{"text": "rain"}], on_reject=rejects.append)) == []
    assert time.monotonic() - start < 30
    assert rejects[0].reason.endswith("its process ended with exit code 3")


SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from hosting.test_worker import Hanging
from stancekit import RowClassifier
judge = RowClassifier(targets=["talks"], codebook=None, classifier=Hanging(Path({folder!r})), time_limit=600)
list(judge.classify([{{"text": "rain"}}]))
"""


@pytest.mark.parametrize("stopping", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ends_with_its_parent_whatever_it_ignores(tmp_path, stopping):
    tests = Path(__file__).parents[1]
    script = SCRIPT.format(paths=[str(tests)], folder=str(tmp_path))
    parent = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: len(list(tmp_path.iterdir())) == 4, 30)
    finally:
        parent.send_signal(stopping)
        parent.wait()
    pids = [int(file.name) for file in tmp_path.iterdir()]
    # A second, and as much again for a slow machine.
    assert wait_until(lambda: all(map(gone, pids)), 2)
