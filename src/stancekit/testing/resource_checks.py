"""The laws of what a part takes: time that grows with the input, memory that doesn't, no network, no files.

Time is that of this process alone, and is compared with itself at other sizes. Imports the checks and the way to ask.
"""

import functools
import gc
import multiprocessing
import pickle
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stancekit.testing.asking import ASKERS
from stancekit.testing.checks import LawBroken, Laws, Subject, Trial
from stancekit.testing.questions import ARTICLES, annotated
from stancekit.testing.watching import watch

LAWS = Laws()

_GROWTH = 3.0
"""By how much the time for a character, or a question, may grow while the size grows by four or more."""

_ENOUGH = 0.005
"""Seconds below which a time isn't compared: the clock and the machine say too little, and a start costs the more."""

_SLOW = 0.4
"""Seconds above which a call isn't made larger."""

_STEPS = 5
"""How often, at most, the size is made larger."""


@LAWS.law()
def linear_in_the_text(trial: Trial) -> None:
    """The time grows with the length of the text, not with its square."""
    asker = ASKERS[trial.subject.kind]
    part = asker.ready(trial)
    asker.ask(part, asker.plain(1, trial.seed, 0))
    _grows(lambda size: asker.plain(1, trial.seed, size), lambda batch: asker.ask(part, batch), 2_000, "characters")


@LAWS.law()
def linear_in_the_batch(trial: Trial) -> None:
    """The time grows with the number of questions, not with its square."""
    asker = ASKERS[trial.subject.kind]
    part = asker.ready(trial)
    asker.ask(part, asker.plain(1, trial.seed, 0))
    _grows(lambda size: asker.plain(size, trial.seed, 0), lambda batch: asker.ask(part, batch), 32, "questions")


def _grows(make: Callable[[int], Any], ask: Callable[[Any], object], start: int, unit: str) -> None:
    """Raise `LawBroken` where the time for each unit grows with the size, three times: a machine may stumble."""
    times = [(start, _seconds(make(start), ask))]
    while times[-1][1] < _SLOW and len(times) < _STEPS:
        size = times[-1][0] * 4
        times.append((size, _seconds(make(size), ask)))
    large, after = times[-1]
    small, before = next((size, spent) for size, spent in times if spent >= min(_ENOUGH, after))
    for _ in range(2):
        if (after / large) / (before / small) < _GROWTH:
            return
        before, after = _seconds(make(small), ask), _seconds(make(large), ask)
    if (after / large) / (before / small) >= _GROWTH:
        raise LawBroken(
            f"{small:,} {unit} take {before:.4f} s and {large:,} take {after:.2f} s: "
            f"{after / before:.1f} times the time for {large / small:.0f} times the size"
        )


def _seconds(batch: Any, ask: Callable[[Any], object]) -> float:
    """The seconds that it takes to ask a batch, the least of three calls, of one where that is slow."""
    spent: list[float] = []
    while len(spent) < 3 and (not spent or spent[-1] < _SLOW):
        began = time.process_time()
        ask(batch)
        spent.append(time.process_time() - began)
    return min(spent)


@LAWS.law()
def bounded_memory(trial: Trial) -> None:
    """What it holds doesn't grow with what it was asked: of a long stream, a small share at most is kept."""
    asker = ASKERS[trial.subject.kind]
    part = asker.ready(trial)
    length, number = 300, 50

    def ask_some(seed: int, batches: int) -> int:
        questions = asker.plain(batches * number, seed, length)
        for start in range(0, len(questions), number):
            asker.ask(part, questions[start : start + number])
        return batches * number * length

    ask_some(1_000_000, 20)
    gc.collect()
    tracemalloc.start()
    try:
        # Far fewer, since to trace memory takes many times as long as to answer.
        ask_some(3_000_000, 2)
        before = _held()
        # What is kept on purpose grows each time; what a buffer or another thread takes once, doesn't.
        for seed in (4_000_000, 5_000_000):
            size = ask_some(seed, 2)
            grown = _held() - before
            if grown <= size / 2:
                return
            before += grown
    finally:
        tracemalloc.stop()
    raise LawBroken(f"asked about {size:,} more characters, it holds {grown:,} bytes more than before")


def _held() -> int:
    """The bytes that are held, as far as Python knows."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@LAWS.law()
def no_network(trial: Trial) -> None:
    """It uses no network, unless it declares why."""
    network, _ = _life(trial.subject, trial.seed)
    if network and not trial.subject.declaration.network:
        raise LawBroken(f"it used the network, and declares no reason: {network[0]}")


@LAWS.law()
def no_writes(trial: Trial) -> None:
    """It writes no file but the model that it is told to save, unless it declares why."""
    _, written = _life(trial.subject, trial.seed)
    if written and not trial.subject.declaration.writes:
        raise LawBroken(f"it wrote {written[0]}, and declares no reason")


@functools.lru_cache(maxsize=8)
def _life(subject: Subject, seed: int) -> tuple[list[str], list[str]]:
    """The network that a part uses while it is made, trained, asked and saved, and what it writes beside its model.

    It is watched in a new process, since some do such things only the first time; a factory that can't be sent to one
    has to do with this.
    """
    try:
        sent = pickle.dumps((subject.kind, subject.part, seed))
    except Exception:
        return _watched(subject, seed)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_watched_elsewhere, sent).result()


def _watched_elsewhere(sent: bytes) -> tuple[list[str], list[str]]:
    kind, part, seed = pickle.loads(sent)  # our own caller's
    return _watched(Subject(kind, part), seed)


def _watched(subject: Subject, seed: int) -> tuple[list[str], list[str]]:
    trial, asker = Trial(subject, seed), ASKERS[subject.kind]
    learns = subject.learns
    annotated(ARTICLES)  # hypothesis keeps files of its own, which are no deed of the part's
    with TemporaryDirectory() as folder:
        with watch() as deeds:
            part = asker.ready(trial)
            asker.ask(part, asker.plain(5, seed, 0))
            if learns:
                part.save(Path(folder) / "model")
        return deeds.network, deeds.written_outside(Path(folder))
