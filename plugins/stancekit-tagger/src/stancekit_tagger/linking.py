"""The second stage: for each candidate of a cue, its own source and content among the tokens around it.

Each candidate has a pass of its own over its paragraph, as a predicate has in semantic role labelling (Gildea &
Jurafsky 2002), so that statements may share a source, overlap and nest, and nothing is left to link. A candidate that
attributes nothing has the label NOTHING throughout, which is decided at the candidate itself: elsewhere the label
scores as OTHER does. May import the columns and the first stage.
"""

from typing import NamedTuple

import numpy as np

from stancekit_tagger import tagging
from stancekit_tagger.chain import Bools, Floats
from stancekit_tagger.columns import DISTANCES, PROPERTY, ROLES, Columns, Opinion, Reading, distance, is_mark
from stancekit_tagger.segmentation import CLOSING, Ints
from stancekit_tagger.vocabulary import SHAPE, SHAPES

NOTHING, OTHER, SOURCE, CONTENT, CUE = range(5)
"""The labels."""

ALLOWED = np.ones((5, 5), dtype=bool)
ALLOWED[NOTHING, 1:] = ALLOWED[1:, NOTHING] = False

REACH = 110
"""How many tokens before and after its cue belong to a candidate's window, within the paragraph."""

CANDIDATE = 0.1
"""The probability of being a cue, in the first stage, from which tokens are a candidate."""

_LIKELY = 0.3
"""The probability from which a token between a cue and a place counts as another cue."""

_CHANCES = np.array([0.003, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97])
_STEPS = len(_CHANCES) + 1

_SIDES = 3
"""Before the cue, in it, after it."""

_ASPECTS = 6
"""The sides, in the cue's own sentence or in another."""


class Windows(NamedTuple):
    """The windows of candidates, one after the other; each array but the last has an entry for each place in each.

    Attributes:
        places: The places in the text.
        candidate: The number of the candidate.
        begin: The first place of its cue.
        end: The place after its cue's last.
        bounds: The half-open range of each candidate's entries.
    """

    places: Ints
    candidate: Ints
    begin: Ints
    end: Ints
    bounds: Ints

    def outside(self) -> Bools:
        """The places that don't belong to the candidate: there, NOTHING is told from OTHER by nothing of its own."""
        return (self.places < self.begin) | (self.places >= self.end)


def find_candidates(reading: Reading, tagged: Floats) -> Ints:
    """The runs of places that may be cues, (candidates, 2): by what the first stage or the other extractor says."""
    found = _runs(tagged[:, tagging.CUE] > CANDIDATE)
    if reading.opinion is None:
        return found
    taken = np.concatenate([[0], np.cumsum(tagged[:, tagging.CUE] > CANDIDATE)])
    others = _runs(reading.opinion.cues >= 0)
    free = taken[others[:, 1]] == taken[others[:, 0]]
    return np.concatenate([found, others[free]])


def _runs(there: Bools) -> Ints:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there, [0]])))
    return edges.reshape(-1, 2)


def open_windows(reading: Reading, candidates: Ints) -> Windows:
    """The windows around candidates."""
    begin, end = candidates[:, 0], candidates[:, 1]
    first = np.maximum(reading.paragraph[begin], begin - REACH)
    last = np.minimum(reading.paragraph_end[begin], end + REACH)
    lengths = last - first
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    candidate = np.repeat(np.arange(len(candidates)), lengths)
    places = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], lengths)
    return Windows(places, candidate, begin[candidate], end[candidate], np.stack([offsets[:-1], offsets[1:]], axis=1))


class _Place(NamedTuple):
    """What several columns need of each place of the windows."""

    side: Ints
    aspect: Ints
    side_distance: Ints


def window_columns(reading: Reading, tagged: Floats, windows: Windows) -> Columns:
    """The features of every place of every window.

    Args:
        reading: The text.
        tagged: The marginals of the first stage at every place, zeros at the blank ones.
        windows: The windows.
    """
    here, begin, end = windows.places, windows.begin, windows.end
    side = np.where(here < begin, 0, np.where(here < end, 1, 2))
    same = reading.sentence[here] == reading.sentence[begin]
    away = distance(np.where(side == 0, begin - here, np.where(side == 2, here - end + 1, 0)))
    place = _Place(side, side * 2 + same, side * DISTANCES + away)
    columns = Columns()
    _add_tokens(columns, reading, here, place)
    _add_cue(columns, reading, windows, place)
    _add_path(columns, reading, tagged, windows, place)
    _add_tags(columns, reading, tagged, windows, place)
    _add_clause(columns, reading, windows, place)
    if reading.opinion is not None:
        _add_opinion(columns, reading.opinion, windows, place)
    return columns


def _add_tokens(columns: Columns, reading: Reading, here: Ints, place: _Place) -> None:
    add, sizes, coarse = columns.add, reading.sizes, reading.sizes["coarse"]

    def at(name: str, offset: int = 0) -> Ints:
        return reading.at(name, here + offset)

    add(place.side_distance, _SIDES * DISTANCES)
    for offset in range(-2, 3):
        for name in ("word", "shape", "middle"):
            add(at(name, offset) * _ASPECTS + place.aspect, sizes[name] * _ASPECTS)
    for name in ("fine", "cue", "source"):
        add(at(name) * _ASPECTS + place.aspect, sizes[name] * _ASPECTS)
    for one, other in ((-1, 0), (0, 1)):
        pair = at("coarse", one) * coarse + at("coarse", other)
        add(pair * _ASPECTS + place.aspect, coarse**2 * _ASPECTS)
    add(at("end3") * _SIDES + place.side, sizes["end3"] * _SIDES)


def _add_cue(columns: Columns, reading: Reading, windows: Windows, place: _Place) -> None:
    add, sizes, coarse, middle = columns.add, reading.sizes, reading.sizes["coarse"], reading.sizes["middle"]
    here, begin, end, quotes = windows.places, windows.begin, windows.end, reading.text.quotes
    stem, stems = reading.at("stem", end - 1), sizes["stem"]
    cluster = reading.at("middle", end - 1)
    add(stem * _ASPECTS + place.aspect, stems * _ASPECTS)
    add(reading.at("stem", begin) * _ASPECTS + place.aspect, stems * _ASPECTS)
    add(reading.at("word", end - 1) * _ASPECTS + place.aspect, sizes["word"] * _ASPECTS)
    add(stem * _SIDES * DISTANCES + place.side_distance, stems * _SIDES * DISTANCES)
    add(cluster * _SIDES * DISTANCES + place.side_distance, middle * _SIDES * DISTANCES)
    add((cluster * middle + reading.at("middle", here)) * _SIDES + place.side, middle**2 * _SIDES)
    add((stem * coarse + reading.at("coarse", here)) * _SIDES + place.side, stems * coarse * _SIDES)
    add((quotes[here] * 5 + quotes[begin]) * _ASPECTS + place.aspect, 25 * _ASPECTS)
    add(np.minimum(end - begin, 5) * _SIDES * DISTANCES + place.side_distance, 6 * _SIDES * DISTANCES)
    for beside in (end, begin - 1, np.minimum(end + 1, len(quotes) - 1)):
        add(reading.at("word", beside) * _ASPECTS + place.aspect, sizes["word"] * _ASPECTS)
        for name in ("middle", "shape"):
            add(reading.at(name, beside) * _SIDES * DISTANCES + place.side_distance, sizes[name] * _SIDES * DISTANCES)
    around = reading.at("coarse", begin - 1) * coarse + reading.at("coarse", end)
    add(around * _ASPECTS + place.aspect, coarse**2 * _ASPECTS)
    add((reading.at("coarse", end) * stems + stem) * _SIDES + place.side, coarse * stems * _SIDES)


def _add_path(columns: Columns, reading: Reading, tagged: Floats, windows: Windows, place: _Place) -> None:
    """What stands between the cue and a place."""
    add, quotes = columns.add, reading.text.quotes
    here, begin, end = windows.places, windows.begin, windows.end
    shapes = reading.traits[:, PROPERTY["shape"]]
    marks = is_mark(reading.traits)

    def between(there: Bools, most: int) -> Ints:
        before = np.concatenate([[0], np.cumsum(there)])
        left = before[begin] - before[here + 1]
        right = before[here] - before[end]
        return np.minimum(np.where(place.side == 0, left, np.where(place.side == 2, right, 0)), most)

    commas = between(shapes == SHAPE[","], 4)
    stops = between((shapes == SHAPE["."]) | (shapes == SHAPE["?"]), 3)
    quoting = between((quotes > 0) & (quotes <= CLOSING), 4)
    cues = between(tagged[:, tagging.CUE] > _LIKELY, 3)
    likely = between(reading.traits[:, PROPERTY["cue"]] >= 5, 3)
    for count, size in ((commas, 5), (stops, 4), (cues, 4), (likely, 4), (between(marks, 6), 7)):
        add(count * _ASPECTS + place.aspect, size * _ASPECTS)
    add((quoting * 5 + quotes[here]) * _ASPECTS + place.aspect, 25 * _ASPECTS)
    path = (np.minimum(commas, 2) * 3 + np.minimum(quoting, 2)) * 3 + np.minimum(cues, 2)
    add((path * 2 + np.minimum(stops, 1)) * _ASPECTS + place.aspect, 54 * _ASPECTS)
    middle = reading.sizes["middle"]
    add((path * middle + reading.at("middle", end - 1)) * _SIDES + place.side, 27 * middle * _SIDES)
    best = tagged.argmax(axis=1)
    add((best[here] * 4 + cues) * _ASPECTS + place.aspect, 24 * _ASPECTS)
    for offset in (-1, 1):
        add((best[here + offset] * 6 + best[here]) * _ASPECTS + place.aspect, 36 * _ASPECTS)
    # Another likely cue beyond the place may be nearer to it than this one.
    size = len(shapes)
    everywhere, there = np.arange(size), tagged[:, tagging.CUE] > _LIKELY
    before = np.maximum.accumulate(np.where(there, everywhere, -size))
    after = np.minimum.accumulate(np.where(there, everywhere, 2 * size)[::-1])[::-1]
    beyond = distance(np.where(place.side == 0, here - before[here], after[here] - here))
    nearer = beyond < place.side_distance % DISTANCES
    add((nearer * DISTANCES + beyond) * _ASPECTS + place.aspect, 2 * DISTANCES * _ASPECTS)


def _add_tags(columns: Columns, reading: Reading, tagged: Floats, windows: Windows, place: _Place) -> None:
    """What the first stage thinks of a place, and of the candidate."""
    here = windows.places
    before = place.side == 0
    source = np.where(before, tagged[here, tagging.SOURCE_AFTER], tagged[here, tagging.SOURCE_BEFORE])
    content = np.where(before, tagged[here, tagging.CONTENT_AFTER], tagged[here, tagging.CONTENT_BEFORE])
    sources = tagged[here, tagging.SOURCE_AFTER] + tagged[here, tagging.SOURCE_BEFORE]
    contents = tagged[here, tagging.CONTENT_AFTER] + tagged[here, tagging.CONTENT_BEFORE]
    cue = np.maximum.reduceat(tagged[windows.places, tagging.CUE] * (place.side == 1), windows.bounds[:, 0])
    for chance in (
        tagged[here, tagging.CUE], source, sources - source, content, contents - content, sources, contents,
        cue[windows.candidate],
    ):  # fmt: skip
        columns.add(np.searchsorted(_CHANCES, chance) * _ASPECTS + place.aspect, _STEPS * _ASPECTS)


def _add_opinion(columns: Columns, opinion: Opinion, windows: Windows, place: _Place) -> None:
    """What another extractor thinks of a place: its role in that statement which has the candidate for its cue."""
    here, firsts = windows.places, windows.bounds[:, 0]
    same = [
        opinion.cues[begin:end].max() for begin, end in zip(windows.begin[firsts], windows.end[firsts], strict=True)
    ]
    statement = np.array(same, dtype=np.int64)[windows.candidate]
    role = opinion.of(statement, here)
    columns.add(role * _ASPECTS + place.aspect, (ROLES + 1) * _ASPECTS)
    for offset in (-1, 1):
        beside = opinion.of(statement, here + offset) * (ROLES + 1) + role
        columns.add(beside * _ASPECTS + place.aspect, (ROLES + 1) ** 2 * _ASPECTS)
    columns.add(opinion.roles[here] * _ASPECTS + place.aspect, ROLES * _ASPECTS)


def _add_clause(columns: Columns, reading: Reading, windows: Windows, place: _Place) -> None:
    add, quotes, shapes = columns.add, reading.text.quotes, len(SHAPES)
    here, begin, end = windows.places, windows.begin, windows.end
    mark, following = reading.mark[here], reading.next_mark[here]
    for there, away in ((mark, here - mark), (following, following - here)):
        number = reading.at("shape", there) * DISTANCES + distance(away)
        add(number * _SIDES + place.side, shapes * DISTANCES * _SIDES)
        beside = np.minimum(there + 1, len(quotes) - 1)
        add(reading.at("word", beside) * _SIDES + place.side, reading.sizes["word"] * _SIDES)
    for away in (
        here - reading.sentence[here],
        reading.sentence_end[here] - 1 - here,
        begin - reading.sentence[begin],
        reading.sentence_end[begin] - end,
    ):
        add(distance(np.maximum(away, 0)) * _ASPECTS + place.aspect, DISTANCES * _ASPECTS)
    state = (quotes[here - 1] * 5 + quotes[here]) * 5 + quotes[here + 1]
    add(state * _ASPECTS + place.aspect, 125 * _ASPECTS)
    add(reading.at("word", reading.sentence[here]) * _ASPECTS + place.aspect, reading.sizes["word"] * _ASPECTS)
    sentences = np.clip(reading.text.sentences[here] - reading.text.sentences[begin], -2, 2) + 2
    add(sentences * _SIDES + place.side, 5 * _SIDES)
