"""Where a text speaks of a target: the codebook's cue patterns, compiled on RE2.

Patterns come from users, so they run on a linear-time engine and nowhere else. A target without cues is recognised by
its name and aliases, taken literally.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import re2

from stancekit.nouns.target import Target
from stancekit.text.patterns import Together, bounded, options, passes, patterns_of

_KEPT = 512
"""How many recognisers, and how many spotters, are kept: to compile one takes longer than to read many a document."""


class Mark(NamedTuple):
    """Words that speak of a target: `text[start:end]`, by which kind of cue, and which way they point (1 or -1)."""

    start: int
    end: int
    kind: str
    sign: int


class Recogniser:
    """Finds the marks of one target, by the patterns of each kind; raises `re2.error` where RE2 doesn't accept one."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self.patterns = patterns
        chosen = options()
        self._compiled = {kind: re2.compile(bounded(some), chosen) for kind, some in self.patterns.items()}

    def marks(self, text: str, kinds: Iterable[str] | None = None) -> list[Mark]:
        """The marks in `text`, in order, without those that an excluded phrase touches and those in a longer mark.

        Args:
            kinds: The kinds of cue that are known to match somewhere in it; all are tried where it isn't given.
        """
        found: list[Mark] = []
        excluded: list[tuple[int, int]] = []
        for kind in self._compiled if kinds is None else kinds:
            sign = -1 if kind in ("hinder", "against") else 1
            for match in self._compiled[kind].finditer(text):
                start, end = match.span()
                if start < end and _whole_words(text, start, end):
                    if kind == "exclude":
                        excluded.append((start, end))
                    else:
                        found.append(Mark(start, end, kind, sign))
        # The longest mark from each place comes first; where two kinds mark the same words, the more telling one does.
        found.sort(key=lambda mark: (mark.start, -mark.end, -_RANK[mark.kind]))
        kept: list[Mark] = []
        reach = next_excluded = 0
        for mark in found:
            while next_excluded < len(excluded) and excluded[next_excluded][1] <= mark.start:
                next_excluded += 1
            if next_excluded < len(excluded):
                start, end = excluded[next_excluded]
                # Touched, unless the mark says more than the excluded words do.
                if start < mark.end and not (mark.start <= start and end <= mark.end and (start, end) != mark[:2]):
                    continue
            if mark.end > reach:
                kept.append(mark)
                reach = mark.end
        return kept


def recogniser_of(target: Target) -> Recogniser:
    """The recogniser of a target: one for all targets with the same patterns, whoever asks about them."""
    return _recogniser(tuple(patterns_of(target).items()))


@lru_cache(maxsize=_KEPT)
def _recogniser(patterns: tuple[tuple[str, tuple[str, ...]], ...]) -> Recogniser:
    return Recogniser(dict(patterns))


_RANK = {"against": 4, "favor": 4, "hinder": 3, "promote": 2, "mention": 1}


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether the match stands at word boundaries beyond ASCII too, which is all that RE2's boundary knows."""
    return not (
        (start > 0 and text[start - 1].isalnum() and text[start].isalnum())
        or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())
    )


class Spotted:
    """A text in which the targets have been looked for.

    Attributes:
        text: The text itself.
        kinds: By the number of each target that it speaks of, the kinds of cue that match.
    """

    __slots__ = ("_marks", "_recognisers", "kinds", "text")

    def __init__(self, text: str, kinds: dict[int, list[str]], recognisers: Sequence[Recogniser]) -> None:
        self.text, self.kinds, self._recognisers = text, kinds, recognisers
        self._marks: dict[int, list[Mark]] = {}

    def marks(self, target: int) -> list[Mark]:
        """The marks of one target."""
        kinds = self.kinds.get(target)
        if kinds is None:
            return []
        marks = self._marks.get(target)
        if marks is None:
            marks = self._marks[target] = self._recognisers[target].marks(self.text, kinds)
        return marks


class Spotter:
    """Looks for several targets in a text at once: one pass tells which kinds of cue of which target match at all.

    It is two passes in truth; `stancekit.text.patterns.passes` says why.
    """

    def __init__(self, recognisers: Sequence[Recogniser]) -> None:
        self._recognisers = recognisers
        keys = [(number, kind) for number, one in enumerate(recognisers) for kind in one.patterns]
        self._passes: list[tuple[Together, list[tuple[int, str]]]] = []
        for places in passes([kind for _, kind in keys]):
            some = [keys[place] for place in places]
            joined = Together([bounded(recognisers[number].patterns[kind]) for number, kind in some])
            self._passes.append((joined, some))

    def spot(self, text: str) -> Spotted:
        """The text with what it speaks of.

        Raises:
            re2.error: The patterns take too much memory on this text.
        """
        kinds: dict[int, list[str]] = {}
        encoded = text.encode()
        for joined, keys in self._passes:
            for index in joined.matching(encoded):
                number, kind = keys[index]
                kinds.setdefault(number, []).append(kind)
        for number in [number for number, some in kinds.items() if some == ["exclude"]]:
            del kinds[number]
        return Spotted(text, kinds, self._recognisers)


@lru_cache(maxsize=_KEPT)
def spotter_of(recognisers: tuple[Recogniser, ...]) -> Spotter:
    """The spotter of some recognisers, whoever asks for it."""
    return Spotter(recognisers)
