"""A trained tagger: both stages, the vocabulary, and how sure each statement is; a text goes in, drafts come out.

May import both stages and the decoding.
"""

from typing import NamedTuple

import numpy as np

from stancekit_tagger.chain import Chain, Floats
from stancekit_tagger.columns import Opinion, Reading, read
from stancekit_tagger.decoding import Confidence, Draft, choose, make_drafts
from stancekit_tagger.linking import find_candidates, open_windows, window_columns
from stancekit_tagger.segmentation import Ints, Text
from stancekit_tagger.tagging import token_columns
from stancekit_tagger.vocabulary import Vocabulary

_BLOCK = 50_000
"""About how many tokens are tagged at once, and"""

_CANDIDATES = 2000
"""how many candidates are read at once: enough for arrays to pay, and few enough for their memory to stay small."""


class Model(NamedTuple):
    """What is learnt.

    Attributes:
        vocabulary: The words.
        tagging: The first stage.
        linking: The second.
        confidence: How likely a statement is to be right.
        threshold: The confidence that is best for F1 on articles held out.
    """

    vocabulary: Vocabulary
    tagging: Chain
    linking: Chain
    confidence: Confidence
    threshold: float

    def read(self, text: Text, threshold: float, opinion: Opinion | None = None) -> list[tuple[Draft, float]]:
        """The statements of a text with their confidence, those below the threshold left out."""
        if not len(text.places):
            return []
        reading = read(text, self.vocabulary, opinion)
        tagged = tag(self.tagging, reading)
        drafts = link(self.linking, reading, tagged, find_candidates(reading, tagged))
        scores = self.confidence.score(drafts)
        chances = self.confidence.of(scores)
        kept = choose(drafts, scores.tolist())
        return [(drafts[index], float(chances[index])) for index in kept if chances[index] >= threshold]


def tag(chain: Chain, reading: Reading) -> Floats:
    """The marginals of the first stage at every place, zeros at the blank ones."""
    text = reading.text
    tagged = np.zeros((len(text.words), len(chain.steps)), np.float32)
    bounds = sequences(text)
    first = 0
    while first < len(bounds):
        begin = bounds[first, 0]
        last = max(int(np.searchsorted(bounds[:, 1], begin + _BLOCK, side="right")), first + 1)
        places = text.places[begin : bounds[last - 1, 1]]
        block = reading._replace(text=text._replace(places=places))
        tagged[places] = chain.marginals(token_columns(block).numbers, bounds[first:last] - begin)
        first = last
    return tagged


def link(chain: Chain, reading: Reading, tagged: Floats, candidates: Ints) -> list[Draft]:
    """The drafts of the second stage."""
    drafts: list[Draft] = []
    for first in range(0, len(candidates), _CANDIDATES):
        windows = open_windows(reading, candidates[first : first + _CANDIDATES])
        columns = window_columns(reading, tagged, windows)
        marginals = chain.marginals(columns.numbers, windows.bounds, windows.outside())
        drafts += make_drafts(reading, tagged, windows, marginals)
    return drafts


def sequences(text: Text) -> Ints:
    """The ranges of the paragraphs when blank places aren't counted."""
    lengths = text.paragraphs[:, 1] - text.paragraphs[:, 0]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return np.stack([offsets[:-1], offsets[1:]], axis=1)
