"""A document as tokens in paragraphs, with their sentences and the state of the quotation marks.

Paragraphs stand in one array with blank places between them, so that what stands a few tokens away is read by a shift
and never belongs to another paragraph. Imports numpy and the core's segmentation.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.text.segmentation import BREAKS, STRAIGHT_QUOTES, token_pattern

Ints = npt.NDArray[np.int64]

BLANK = 5
"""Blank places between paragraphs: how far a feature may look."""

BLANK_WORD = "\0"

OUTSIDE, OPENING, CLOSING, STRAY, QUOTED = range(5)
"""The states of a token: outside quotation marks, such a mark itself (opening, closing, without a partner), inside."""

_TOKEN = token_pattern()


class Text(NamedTuple):
    """The tokens of a document; every array has an entry for each token and each blank place.

    Attributes:
        words: The tokens as they stand.
        starts: Their first offsets, in characters.
        ends: The offsets after them.
        sentences: The number of the sentence that each stands in; -1 for a blank place.
        quotes: The state of each as to quotation marks.
        paragraphs: The half-open ranges of the paragraphs, one row each.
        places: Where the tokens stand among the blank places.
    """

    words: list[str]
    starts: Ints
    ends: Ints
    sentences: Ints
    quotes: Ints
    paragraphs: Ints
    places: Ints


def segment(text: str) -> Text:
    """The tokens of `text`."""
    words = [BLANK_WORD] * BLANK
    starts, ends, sentences, quotes = ([value] * BLANK for value in (0, 0, -1, OUTSIDE))
    paragraphs: list[tuple[int, int]] = []
    begin, sentence, inside, stopped = BLANK, 0, False, False

    def finish(offset: int) -> None:
        paragraphs.append((begin, len(words)))
        words.extend([BLANK_WORD] * BLANK)
        starts.extend([offset] * BLANK)
        ends.extend([offset] * BLANK)
        sentences.extend([-1] * BLANK)
        quotes.extend([OUTSIDE] * BLANK)

    for match in _TOKEN.tokens(text):
        word = match[0]
        first = word[0]
        if first in BREAKS:
            if len(words) > begin:
                finish(match.start())
            begin, inside, stopped = len(words), False, False
            sentence += 1
            continue
        straight = word in STRAIGHT_QUOTES
        closing = first == "”" or (straight and inside and word != "``")
        if stopped and not closing and first not in ")]’'":
            if first.isupper() or first.isdigit() or first in '“"‘`([':
                sentence += 1
            stopped = False
        if first in ".!?…" and not word[-1].isalnum():
            stopped = True
        if closing:
            quotes.append(CLOSING if inside else STRAY)
            inside = False
        elif straight or first == "“":
            quotes.append(OPENING)
            inside = True
        else:
            quotes.append(QUOTED if inside else OUTSIDE)
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
        sentences.append(sentence)
    if len(words) > begin:
        finish(len(text))
    bounds = np.array(paragraphs, dtype=np.int64).reshape(-1, 2)
    numbers = np.array(sentences, dtype=np.int64)
    return Text(
        words,
        np.array(starts, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        numbers,
        np.array(quotes, dtype=np.int64),
        bounds,
        np.flatnonzero(numbers >= 0),
    )
