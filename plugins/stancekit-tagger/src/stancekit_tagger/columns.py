"""The features of places in a text, as columns of numbers, and what both stages read off a text before that.

A column holds, for each place, one number below the column's size; the numbers of all columns are laid end to end. May
import the segmentation and the vocabulary.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit_tagger.segmentation import Ints, Text
from stancekit_tagger.vocabulary import PROPERTIES, SHAPE, Vocabulary

PROPERTY = {name: number for number, name in enumerate(PROPERTIES)}

_DISTANCES = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 70])
DISTANCES = len(_DISTANCES) + 1
_FAR = 200


Places = Ints | list[int]


class Columns:
    """Columns of feature numbers, each with its own range."""

    def __init__(self) -> None:
        self.numbers: list[Ints] = []
        self.size = 0

    def add(self, numbers: Ints, size: int) -> None:
        """Add a column of numbers from 0 to below `size`."""
        self.numbers.append(numbers + self.size)
        self.size += size

    def matrix(self) -> npt.NDArray[np.int32]:
        """All columns, (places, columns)."""
        return np.stack(self.numbers, axis=1).astype(np.int32)


class Opinion(NamedTuple):
    """What another extractor finds in a text.

    Attributes:
        roles: The role of each place in any of its statements: 0 for none, else 1 and more, below `ROLES`.
        cues: The number of the statement whose cue each place is in; -1 for none.
        keys: For each place of each statement the statement's number times the number of places, plus the place;
            ascending, with one at the end that is larger than any that is looked for.
        own: The role of each of these places in its statement.
    """

    roles: Ints
    cues: Ints
    keys: Ints
    own: Ints

    def of(self, statement: Ints, places: Ints) -> Ints:
        """The role plus 1 of each place in a statement, 1 where it has none there; 0 for the statement -1."""
        wanted = statement * len(self.roles) + places
        nearest = np.searchsorted(self.keys, wanted)
        found: Ints = np.where(self.keys[nearest] == wanted, self.own[nearest], 0) + 1
        return np.where(statement < 0, 0, found)


ROLES = 4
"""How many roles a place has in an opinion: none, source, cue and content."""


class Reading(NamedTuple):
    """A text as the features see it.

    Attributes:
        text: The tokens.
        traits: The properties of each, (places, `PROPERTIES`).
        sizes: How many numbers each property has.
        paragraph: The first place of each one's paragraph.
        paragraph_end: The place after its last.
        sentence: The first place of each one's sentence.
        sentence_end: The place after its last.
        mark: The last mark of punctuation before each place; the place before the paragraph where there is none.
        next_mark: The first such mark at or after it, or the end of the paragraph.
        opinion: What another extractor finds, where one is asked.
    """

    text: Text
    traits: Ints
    sizes: dict[str, int]
    paragraph: Ints
    paragraph_end: Ints
    sentence: Ints
    sentence_end: Ints
    mark: Ints
    next_mark: Ints
    opinion: Opinion | None

    def at(self, name: str, places: Ints) -> Ints:
        """A property of the tokens at places."""
        found: Ints = self.traits[places, PROPERTY[name]]
        return found


def read(text: Text, vocabulary: Vocabulary, opinion: Opinion | None = None, traits: Ints | None = None) -> Reading:
    """A text with all that its features need; `traits` are those of its words, where they are known already."""
    if traits is None:
        traits = vocabulary.traits(text.words)
    count = len(traits)
    paragraph, paragraph_end = np.zeros(count, np.int64), np.zeros(count, np.int64)
    if len(text.paragraphs):
        first, last = text.paragraphs.T
        paragraph[text.places] = np.repeat(first, last - first)
        paragraph_end[text.places] = np.repeat(last, last - first)
    begins = np.flatnonzero(np.diff(text.sentences, prepend=-9))
    lengths = np.diff(begins, append=count)
    everywhere = np.arange(count)
    marks = is_mark(traits)
    before = np.full(count, -1)
    before[1:] = np.maximum.accumulate(np.where(marks, everywhere, -1))[:-1]
    after = np.minimum.accumulate(np.where(marks, everywhere, count - 1)[::-1])[::-1]
    return Reading(
        text,
        traits,
        vocabulary.sizes,
        paragraph,
        paragraph_end,
        np.repeat(begins, lengths),
        np.repeat(begins + lengths, lengths),
        np.maximum(before, paragraph - 1),
        np.minimum(after, paragraph_end),
        opinion,
    )


def form_opinion(size: int, statements: Sequence[tuple[Places, Places, Places]]) -> Opinion:
    """The opinion that statements make up.

    Args:
        size: How many places the text has.
        statements: The places of source, cue and content of each.
    """
    roles, cues = np.zeros(size, np.int64), np.full(size, -1)
    own: dict[int, int] = {}
    for number, (source, cue, content) in enumerate(statements):
        for role, places in ((3, content), (1, source), (2, cue)):
            roles[places] = role
            own.update(dict.fromkeys((np.asarray(places, np.int64) + number * size).tolist(), role))
        cues[cue] = number
    keys = sorted(own)
    last = (len(statements) + 1) * size
    return Opinion(roles, cues, np.array([*keys, last]), np.array([*map(own.__getitem__, keys), 0]))


def is_mark(traits: Ints) -> npt.NDArray[np.bool_]:
    """Which tokens are marks of punctuation."""
    shapes = traits[:, PROPERTY["shape"]]
    return (shapes >= SHAPE[","]) & (shapes <= SHAPE[")"])


def distance(tokens: Ints) -> Ints:
    """A number of tokens on a scale that grows coarser, below `DISTANCES`."""
    return _SCALE[np.minimum(tokens, _FAR)]


_SCALE = np.searchsorted(_DISTANCES, np.arange(_FAR + 1), side="right")


def last_before(there: npt.NDArray[np.bool_], none: int) -> Ints:
    """For each place the last earlier one that is `there`; `none` where there is none."""
    found = np.full(len(there), none)
    found[1:] = np.maximum.accumulate(np.where(there, np.arange(len(there)), none))[:-1]
    return found


def first_after(there: npt.NDArray[np.bool_], none: int) -> Ints:
    """For each place the first later one that is `there`; `none` where there is none."""
    found = np.full(len(there), none)
    found[:-1] = np.minimum.accumulate(np.where(there, np.arange(len(there)), none)[::-1])[::-1][1:]
    return found
