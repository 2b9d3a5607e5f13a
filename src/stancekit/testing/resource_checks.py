"""The laws of what a part takes: time that grows with the input, memory that doesn't, no network, no files.

Time is that of this process alone, and is compared with itself at other sizes. Imports the checks and the way to ask.
"""

import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stancekit.testing.asking import ASKERS
from stancekit.testing.checks import LawBroken, Laws, Trial
from stancekit.testing.watching import Deeds, watch

LAWS = Laws()

_GROWTH = 3.0
"""By how much the time for a character may grow while the size grows by eight, and again by eight."""

_ENOUGH = 0.02
"""Seconds below which a time isn't compared: the clock and the machine say too little."""

_SLOW = 4.0
"""Seconds above which a call isn't made larger."""


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
    """Raise `LawBroken` where the time for each unit grows with the size; twice, since a machine may stumble."""
    for last in (False, False, True):
        times = _times(make, ask, start)
        (small, before), (large, after) = times[0], times[-1]
        if after < _ENOUGH or len(times) < 2 or large == small:
            return
        growth = (after / large) / (max(before, _ENOUGH / 8) / small)
        if growth < _GROWTH:
            return
        if last:
            raise LawBroken(
                f"{small:,} {unit} take {before:.4f} s and {large:,} take {after:.2f} s: "
                f"{after / before:.0f} times the time for {large / small:.0f} times the size"
            )


def _times(make: Callable[[int], Any], ask: Callable[[Any], object], start: int) -> list[tuple[int, float]]:
    """(size, seconds) at growing sizes, the least of two or three calls each."""
    times = []
    size = start
    for _ in range(4):
        batch = make(size)
        spent = []
        for _ in range(3):
            began = time.process_time()
            ask(batch)
            spent.append(time.process_time() - began)
            if spent[-1] > 0.5:
                break
        times.append((size, min(spent)))
        if times[-1][1] > _SLOW / 8:
            break
        size *= 4
    return times


@LAWS.law()
def bounded_memory(trial: Trial) -> None:
    """What it holds doesn't grow with what it was asked: of a long stream, a small share at most is kept."""
    asker = ASKERS[trial.subject.kind]
    part = asker.ready(trial)
    length, batches = 300, 10

    def ask_some(start: int) -> int:
        size = 0
        for seed in range(start, start + batches):
            batch = asker.plain(50, seed, length)
            size += 50 * length
            asker.ask(part, batch)
        return size

    ask_some(1_000_000)
    ask_some(2_000_000)
    gc.collect()
    tracemalloc.start()
    try:
        ask_some(3_000_000)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        size = ask_some(4_000_000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    if grown > size / 4:
        raise LawBroken(f"asked about {size:,} more characters, it holds {grown:,} bytes more than before")


@LAWS.law()
def no_network(trial: Trial) -> None:
    """It uses no network, unless it declares why."""
    deeds, _ = _life(trial)
    if deeds.network and not trial.subject.declaration.network:
        raise LawBroken(f"it used the network, and declares no reason: {deeds.network[0]}")


@LAWS.law()
def no_writes(trial: Trial) -> None:
    """It writes no file but the model that it is told to save, unless it declares why."""
    _, written = _life(trial)
    if written and not trial.subject.declaration.writes:
        raise LawBroken(f"it wrote {written[0]}, and declares no reason")


def _life(trial: Trial) -> tuple[Deeds, list[str]]:
    """What a part does while it is made, trained, asked and saved, and what it wrote but for its model."""
    asker = ASKERS[trial.subject.kind]
    with TemporaryDirectory() as folder:
        with watch() as deeds:
            part = asker.ready(trial)
            asker.ask(part, asker.plain(5, trial.seed, 0))
            if trial.subject.learns:
                part.save(Path(folder) / "model")
        return deeds, deeds.written_outside(Path(folder))
