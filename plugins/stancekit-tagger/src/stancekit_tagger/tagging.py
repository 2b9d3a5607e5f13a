"""The first stage: each token of a paragraph as cue, source or content, before it is known whose.

Sources and contents are told apart by the side that their cue is on. The stage is there to find candidates for cues,
and what it thinks of a token is a feature of the second stage. May import the columns and what they import.
"""

import numpy as np

from stancekit_tagger.columns import DISTANCES, PROPERTY, ROLES, Columns, Reading, distance, first_after, last_before
from stancekit_tagger.segmentation import Ints
from stancekit_tagger.vocabulary import LEVELS, SHAPES

NONE, CUE, SOURCE_AFTER, SOURCE_BEFORE, CONTENT_AFTER, CONTENT_BEFORE = range(6)
"""The labels. A source or content stands AFTER its cue or BEFORE it."""

ALLOWED = np.ones((6, 6), dtype=bool)

_STRONG = (4, 6)
"""Levels from which a word is taken for a likely cue."""


def token_columns(reading: Reading) -> Columns:
    """The features of every token."""
    text, sizes = reading.text, reading.sizes
    here = text.places
    columns = Columns()
    add = columns.add

    def at(name: str, offset: int = 0) -> Ints:
        return reading.at(name, here + offset)

    for offset in range(-4, 5):
        add(at("word", offset), sizes["word"])
        add(at("middle", offset), sizes["middle"])
    for offset in range(-3, 4):
        add(at("fine", offset), sizes["fine"])
    for offset in range(-2, 3):
        add(at("shape", offset), sizes["shape"])
        add(at("cue", offset), LEVELS)
    for offset in range(-1, 2):
        add(at("stem", offset), sizes["stem"])
        add(at("end3", offset), sizes["end3"])
    for name in ("end2", "head", "source", "length"):
        add(at(name), sizes[name])
    coarse, words = sizes["coarse"], sizes["word"]
    for one, other in ((-2, -1), (-1, 0), (0, 1), (1, 2), (-1, 1)):
        add(at("coarse", one) * coarse + at("coarse", other), coarse**2)
    for one, other, third in ((-1, 0, 1), (-2, -1, 0), (0, 1, 2)):
        add((at("coarse", one) * coarse + at("coarse", other)) * coarse + at("coarse", third), coarse**3)
    for one, other in ((-1, 0), (0, 1), (1, 0), (0, -1)):
        add(at("word", one) * coarse + at("coarse", other), words * coarse)

    quotes, shapes = text.quotes, len(SHAPES)
    for offset in (-1, 0, 1):
        add(quotes[here + offset], 5)
    add((quotes[here - 1] * 5 + quotes[here]) * 5 + quotes[here + 1], 125)
    add(quotes[here] * shapes + at("shape"), 5 * shapes)
    quoted = np.concatenate([[0], np.cumsum(quotes > 0)])
    for begin, end in (
        (reading.sentence, reading.sentence_end),
        (reading.paragraph, reading.paragraph_end),
    ):
        add((quoted[end[here]] > quoted[begin[here]]) * 5 + quotes[here], 10)
        add(distance(here - begin[here]), DISTANCES)
    first, last = reading.sentence[here], reading.sentence_end[here] - 1
    add(distance(last - here), DISTANCES)
    add((first == reading.paragraph[here]) * 2 + (last + 1 == reading.paragraph_end[here]), 4)
    add(reading.at("word", first), words)
    add(reading.at("shape", first), shapes)
    add(reading.at("shape", last), shapes)
    _add_likely_cues(columns, reading)
    add(reading.at("shape", reading.mark[here]) * DISTANCES + distance(here - reading.mark[here]), shapes * DISTANCES)
    add(reading.at("shape", reading.next_mark[here]) * DISTANCES + distance(reading.next_mark[here] - here),
        shapes * DISTANCES)  # fmt: skip
    if (opinion := reading.opinion) is not None:
        for offset in (-1, 0, 1):
            add(opinion.roles[here + offset], ROLES)
        around = opinion.roles[here - 1] * ROLES + opinion.roles[here]
        add(around * ROLES + opinion.roles[here + 1], ROLES**3)
        add(opinion.roles[here] * LEVELS + at("cue"), ROLES * LEVELS)
    add(reading.at("word", reading.mark[here] + 1), words)
    add(reading.at("word", np.minimum(reading.next_mark[here] + 1, len(quotes) - 1)), words)
    return columns


def _add_likely_cues(columns: Columns, reading: Reading) -> None:
    """The nearest words to either side that are often cues."""
    here, sizes = reading.text.places, reading.sizes
    levels, coarse = reading.at("cue", here), reading.at("coarse", here)
    for least in _STRONG:
        strong = reading.traits[:, PROPERTY["cue"]] >= least
        before = last_before(strong, -1)[here]
        after = first_after(strong, len(strong))[here]
        for there, found in (
            (np.maximum(before, 0), before >= reading.paragraph[here]),
            (np.minimum(after, len(strong) - 1), after < reading.paragraph_end[here]),
        ):
            same = found & (reading.sentence[there] == reading.sentence[here])
            away = np.where(found, distance(np.abs(here - there)), 0)
            columns.add((away * 2 + same) * LEVELS + levels, DISTANCES * 2 * LEVELS)
            columns.add(np.where(found, reading.at("stem", there), 1) * 2 + same, sizes["stem"] * 2)
            middle = np.where(found, reading.at("middle", there), 1) * 2 + same
            columns.add(middle * sizes["coarse"] + coarse, sizes["middle"] * 2 * sizes["coarse"])
