"""Finding what a classifier fails on among many questions, so that it costs only itself.

A batch that fails is halved until the failing questions stand alone. How a classifier is asked, and what an answer has
to be, is for `answers` to say. Imports the interface of classifiers.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence

from stancekit.contract.classifier import Pair
from stancekit.errors import NotFittedError, PluginError, StancekitError, TimeLimitError
from stancekit.nouns.stance import Stance

Ask = Callable[[Sequence[Pair], float | None], list[Stance]]
"""Asks a classifier: one stance for each pair, or a `StancekitError`; within so many seconds, if it isn't None."""

PROBES = 32
"""How many questions a classifier that has never answered any is asked alone before it is taken to fail on all."""

_NAMED = 3
"""For how many batches that take too long the question is looked for where that serves the message alone."""

_NAMING = 0.25
"""The share of the limit that such a search may take."""

_LEAST = 0.1
"""The share of the limit that a part of such a batch may take at least, however small it is."""


class Sifter:
    """Keeps the answers of a classifier and finds the questions that it fails on.

    One that fails on everything is asked each batch once, and `PROBES` questions alone. One that answers some and fails
    on k of n is asked about k log n times. Where it takes too long, the search may take as long as the limit once more,
    and what is left by then is taken to fail.
    """

    def __init__(self, ask: Ask, time_limit: float | None = None) -> None:
        """Take how to ask the classifier, and the seconds that it may take for an answer, None for no limit."""
        self._ask = ask
        self._limit = time_limit
        self._has_answered = False
        self._probed = 0
        self._named = 0

    def sift(self, groups: Sequence[Sequence[Pair]]) -> list[list[Stance] | StancekitError]:
        """The stances of each group of pairs, or what the classifier fails on it with.

        Raises:
            NotFittedError: The classifier has to be trained: no pair is at fault.
        """
        return self._sift(groups, _Clock(self._limit))

    def find_failure(self, pairs: Sequence[Pair], error: StancekitError) -> int | None:
        """The index of one of the pairs, which have failed together with `error`, that fails alone.

        None where there is none, where the classifier is taken to fail on everything, and where the search takes too
        long.
        """
        clock = _Clock(self._limit)
        if isinstance(error, TimeLimitError):
            clock = _Clock(_NAMING * (self._limit or 0.0))
            if self._named == _NAMED:
                return None
            self._named += 1
            clock.start(error, len(pairs))
        low, high = 0, len(pairs)
        while high > low and (self._has_answered or self._probed < PROBES) and not clock.over():
            middle = (low + high + 1) // 2
            alone = middle == low + 1
            # To be named wrongly is worse than not to be: what is left of the time is for the last.
            failed = isinstance(self._try([pairs[low:middle]], clock, all_time=alone), StancekitError)
            if failed and alone:
                return low
            self._probed += failed
            low, high = (low, middle) if failed else (middle, high)
        return None

    def _sift(self, groups: Sequence[Sequence[Pair]], clock: "_Clock") -> list[list[Stance] | StancekitError]:
        if not groups:
            return []
        stances = self._try(groups, clock)
        if not isinstance(stances, StancekitError):
            return stances
        if len(groups) == 1:
            return [stances]
        # To ask some alone would take the time that there is to find what hangs.
        if self._has_answered or (isinstance(stances, TimeLimitError) and self._probed < PROBES):
            return self._halve(groups, clock)
        return self._probe(groups, stances, clock)

    def _halve(self, groups: Sequence[Sequence[Pair]], clock: "_Clock") -> list[list[Stance] | StancekitError]:
        """The same for several groups that have failed together; large parts first, so that most is known early."""
        found: list[list[Stance] | StancekitError] = [[] for _ in groups]
        failed = deque([(0, len(groups))])
        while failed:
            start, end = failed.popleft()
            middle = (start + end) // 2
            sound = False
            for low, high in ((start, middle), (middle, end)):
                # Where nothing in the first half fails, it is the second that does, and it needn't be asked as a whole.
                if sound and high - low > 1:
                    failed.append((low, high))
                    continue
                stances = self._try(groups[low:high], clock)
                sound = not isinstance(stances, StancekitError)
                self._probed += not self._has_answered
                if not isinstance(stances, StancekitError):
                    found[low:high] = stances
                elif high - low == 1 or clock.over():
                    found[low:high] = [stances] * (high - low)
                else:
                    failed.append((low, high))
        return found

    def _probe(
        self, groups: Sequence[Sequence[Pair]], together: StancekitError, clock: "_Clock"
    ) -> list[list[Stance] | StancekitError]:
        """The same for a classifier that may be one that fails on everything: some groups are asked alone first."""
        number = len(groups)
        count = min(PROBES - self._probed, number)
        failed: dict[int, StancekitError] = {}
        for index in (probe * number // count for probe in range(count)):
            stances = self._try([groups[index]], clock)
            if not isinstance(stances, StancekitError):
                return self._halve(groups, clock)
            failed[index] = stances
        self._probed += len(failed)
        owner = together.owner if isinstance(together, PluginError) else ""
        rest = PluginError(
            f"{together} (asked together with {number - 1} others; it has answered nothing so far)", owner
        )
        return [failed.get(index, rest) for index in range(number)]

    def _try(
        self, groups: Sequence[Sequence[Pair]], clock: "_Clock", *, all_time: bool = False
    ) -> list[list[Stance] | StancekitError] | StancekitError:
        pairs = [pair for group in groups for pair in group]
        if late := clock.over():
            return late
        try:
            stances = iter(self._ask(pairs, clock.seconds(len(pairs), all_time)))
        except NotFittedError:
            raise
        except TimeLimitError as error:
            return clock.over() or clock.start(error, len(pairs))
        except StancekitError as error:
            return error
        self._has_answered = True
        return [[next(stances) for _ in group] for group in groups]


class _Clock:
    """How long a search may go on: without end until something takes too long, and then for one more limit."""

    def __init__(self, limit: float | None) -> None:
        self._limit = limit or 0.0
        self._error: TimeLimitError | None = None
        self._end = 0.0
        self._size = 0

    def start(self, error: TimeLimitError, size: int) -> TimeLimitError:
        """Note that so many questions took too long together; answers what to say of any that does from then on."""
        if self._error is None:
            self._error, self._size, self._end = error, size, time.monotonic() + self._limit
        return self._error

    def seconds(self, size: int, all_time: bool) -> float | None:
        """The seconds that so many questions may take: in proportion to the batch that took too long, and half of that.

        Halves that both hang so take half the limit, their parts a quarter, and so on down. Or all that is left.
        """
        if self._error is None:
            return None
        left = max(self._end - time.monotonic(), 0.001)
        return left if all_time else min(self._limit * max(size / self._size / 2, _LEAST), left)

    def over(self) -> PluginError | None:
        """What to say of questions that aren't asked any more; None while there is time."""
        if self._error is None or time.monotonic() < self._end:
            return None
        others = f"asked together with {self._size - 1} others; the time to find which of them it is was up"
        return PluginError(f"{self._error} ({others})", self._error.owner)
