"""Finding what a classifier fails on among many questions, so that it costs only itself.

A batch that fails is halved until the failing questions stand alone. How a classifier is asked, and what an answer has
to be, is for `answers` to say. Imports the interface of classifiers.
"""

from collections.abc import Callable, Sequence

from stancekit.contract.classifier import Pair
from stancekit.errors import NotFittedError, PluginError, StancekitError
from stancekit.nouns.stance import Stance

Ask = Callable[[Sequence[Pair]], list[Stance]]
"""Asks a classifier: one stance for each pair, or a `StancekitError`."""

PROBES = 32
"""How many questions a classifier that has never answered any is asked alone before it is taken to fail on all."""


class Sifter:
    """Keeps the answers of a classifier and finds the questions that it fails on.

    One that fails on everything is asked each batch once, and `PROBES` questions alone. One that answers some and fails
    on k of n is asked about k log n times.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._has_answered = False
        self._probed = 0

    def sift(self, groups: Sequence[Sequence[Pair]]) -> list[list[Stance] | StancekitError]:
        """The stances of each group of pairs, or what the classifier fails on it with.

        Raises:
            NotFittedError: The classifier has to be trained: no pair is at fault.
        """
        if not groups:
            return []
        stances = self._try(groups)
        if not isinstance(stances, StancekitError):
            return stances
        if len(groups) == 1:
            return [stances]
        return self._halve(groups) if self._has_answered else self._probe(groups, stances)

    def find_failure(self, pairs: Sequence[Pair]) -> int | None:
        """The index of one of the pairs, which have failed together, that fails alone.

        None where there is none, and where the classifier is taken to fail on everything.
        """
        low, high = 0, len(pairs)
        while high > low and (self._has_answered or self._probed < PROBES):
            middle = (low + high + 1) // 2
            failed = isinstance(self._try([pairs[low:middle]]), StancekitError)
            if failed and middle == low + 1:
                return low
            self._probed += failed
            low, high = (low, middle) if failed else (middle, high)
        return None

    def _halve(self, groups: Sequence[Sequence[Pair]]) -> list[list[Stance] | StancekitError]:
        """The same for several groups that have failed together."""
        middle = len(groups) // 2
        first, second = groups[:middle], groups[middle:]
        found = self.sift(first)
        # Where nothing in the first half fails, it is the second that does, and it needn't be asked as a whole.
        if len(second) > 1 and not any(isinstance(one, StancekitError) for one in found):
            return found + self._halve(second)
        return found + self.sift(second)

    def _probe(self, groups: Sequence[Sequence[Pair]], together: StancekitError) -> list[list[Stance] | StancekitError]:
        """The same for a classifier that may be one that fails on everything: some groups are asked alone first."""
        number = len(groups)
        count = min(PROBES - self._probed, number)
        failed: dict[int, StancekitError] = {}
        for index in (probe * number // count for probe in range(count)):
            stances = self._try([groups[index]])
            if not isinstance(stances, StancekitError):
                return self._halve(groups)
            failed[index] = stances
        self._probed += count
        owner = together.owner if isinstance(together, PluginError) else ""
        rest = PluginError(
            f"{together} (asked together with {number - 1} others; it has answered nothing so far)", owner
        )
        return [failed.get(index, rest) for index in range(number)]

    def _try(self, groups: Sequence[Sequence[Pair]]) -> list[list[Stance] | StancekitError] | StancekitError:
        try:
            stances = iter(self._ask([pair for group in groups for pair in group]))
        except NotFittedError:
            raise
        except StancekitError as error:
            return error
        self._has_answered = True
        return [[next(stances) for _ in group] for group in groups]
