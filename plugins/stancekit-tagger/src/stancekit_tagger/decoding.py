"""From marginals to statements: what a candidate's window says, how sure that is, and which of several are kept.

A token belongs to the source or content of a candidate where that is likely enough. How likely a statement is to
be right is a logistic model over a few measures of it, made monotone on articles held out. May import the linking.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from math import log

import msgspec
import numpy as np
import numpy.typing as npt

from stancekit_tagger import linking, tagging
from stancekit_tagger.chain import Floats
from stancekit_tagger.columns import Reading
from stancekit_tagger.linking import Windows
from stancekit_tagger.segmentation import Ints

Doubles = npt.NDArray[np.float64]

MEASURES = (
    "attributes", "content", "least content", "unsure content", "source", "least source", "unsure source", "has source",
    "content length", "source length", "pieces", "cue", "cue level", "cue length", "quoted", "gap", "one sentence",
)  # fmt: skip
"""What is measured of a statement to tell how sure it is."""

_INCLUDED = 0.35
_LEAST = 0.1
"""How likely a candidate must be to attribute anything for it to be looked at."""

SAME = 0.5
"""The Dice coefficient from which two contents are taken for the same statement."""


class Draft(msgspec.Struct, frozen=True):
    """What a candidate attributes.

    Attributes:
        cue: The places of its cue.
        source: The places of its source; empty where it has none.
        content: The places of its content.
        measures: By `MEASURES`.
    """

    cue: Ints
    source: Ints
    content: Ints
    measures: tuple[float, ...]


class Confidence(msgspec.Struct, frozen=True):
    """How likely a statement is to be right, by its measures.

    Attributes:
        weights: A weight for each of `MEASURES`.
        bias: What is added.
        scores: Points on the scale of the weighted sum, ascending.
        chances: The probability at each; between them it is interpolated.
    """

    weights: tuple[float, ...]
    bias: float
    scores: tuple[float, ...] = ()
    chances: tuple[float, ...] = ()

    def score(self, drafts: Sequence[Draft]) -> Doubles:
        """The weighted sum of each draft."""
        measures = np.array([draft.measures for draft in drafts], dtype=np.float64).reshape(-1, len(MEASURES))
        scores: Doubles = measures @ np.array(self.weights) + self.bias
        return scores

    def of(self, scores: Doubles) -> Doubles:
        """The probabilities at scores."""
        return np.interp(scores, self.scores, self.chances)


def make_drafts(reading: Reading, tagged: Floats, windows: Windows, marginals: Floats) -> list[Draft]:
    """The drafts of the candidates that attribute something.

    Args:
        reading: The text.
        tagged: The marginals of the first stage at every place.
        windows: The windows of the candidates.
        marginals: Those of the second stage in the windows.
    """
    drafts = []
    attributes = 1 - marginals[windows.bounds[:, 0], linking.NOTHING]
    for (first, last), chance in zip(windows.bounds.tolist(), attributes.tolist(), strict=True):
        if chance < _LEAST:
            continue
        places = windows.places[first:last]
        own = marginals[first:last] / max(chance, 1e-6)
        content = places[own[:, linking.CONTENT] > _INCLUDED]
        if not len(content):
            continue
        cue = places[own[:, linking.CUE] > _INCLUDED]
        if not len(cue):
            cue = np.arange(windows.begin[first], windows.end[first])
        source = places[own[:, linking.SOURCE] > _INCLUDED]
        drafts.append(Draft(cue, source, content, _measure(reading, tagged, chance, own, places, cue, source, content)))
    return drafts


def _measure(
    reading: Reading, tagged: Floats, chance: float, own: Floats, places: Ints, cue: Ints, source: Ints, content: Ints
) -> tuple[float, ...]:
    contents, sources = own[:, linking.CONTENT], own[:, linking.SOURCE]
    in_content, in_source = contents[contents > _INCLUDED], sources[sources > _INCLUDED]
    gap = min(abs(int(content[0]) - int(cue[-1])), abs(int(cue[0]) - int(content[-1])), 30)
    sentences = reading.text.sentences
    return (
        _logit(chance),
        _logit(float(in_content.mean())),
        _logit(float(in_content.min())),
        float(np.minimum(contents, 1 - contents).sum()) / len(content),
        _logit(float(in_source.mean())) if len(source) else 0.0,
        _logit(float(in_source.min())) if len(source) else _logit(float(1 - sources.max())),
        float(np.minimum(sources, 1 - sources).sum()) / max(len(source), 1),
        float(len(source) > 0),
        log(len(content)),
        log(len(source) + 1),
        float(np.count_nonzero(np.diff(content) > 1)),
        _logit(float(tagged[cue, tagging.CUE].max())),
        float(reading.at("cue", cue).max()),
        float(len(cue)),
        float((reading.text.quotes[content] > 0).mean()),
        log(gap + 1),
        float(sentences[content[0]] == sentences[content[-1]] == sentences[cue[0]]),
    )


def choose(drafts: Sequence[Draft], scores: Sequence[float]) -> list[int]:
    """The drafts to keep, best first: none has a word of its cue or most of its content in common with a better one."""
    kept: list[int] = []
    taken: set[int] = set()
    overlaps = Overlaps()
    for index in sorted(range(len(drafts)), key=lambda index: -scores[index]):
        cue, content = drafts[index].cue.tolist(), drafts[index].content.tolist()
        if taken.isdisjoint(cue) and not overlaps.has_same(content):
            kept.append(index)
            taken.update(cue)
            overlaps.add(content)
    return kept


class Overlaps:
    """Contents by their places, so that one is compared only with those that share a place with it."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._at: dict[int, list[int]] = {}

    def add(self, content: Collection[int]) -> None:
        """Add the places of a content."""
        for place in content:
            self._at.setdefault(place, []).append(len(self._sizes))
        self._sizes.append(len(content))

    def has_same(self, content: Collection[int]) -> bool:
        """Whether one that was added has most of its places in common with this one."""
        shared = Counter(number for place in content for number in self._at.get(place, ()))
        return any(2 * count > SAME * (len(content) + self._sizes[number]) for number, count in shared.items())

    def at(self, place: int) -> Sequence[int]:
        """The numbers of those that have a place, counted in the order in which they were added."""
        return self._at.get(place, ())


def _logit(chance: float) -> float:
    bounded = min(max(chance, 0.002), 0.998)
    return log(bounded / (1 - bounded))
