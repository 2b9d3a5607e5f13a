"""Annotated articles: the attributions that somebody marked in a text, and the labels that they are for the two stages.

May import the two stages.
"""

from typing import NamedTuple

import msgspec
import numpy as np

from stancekit_tagger import linking, tagging
from stancekit_tagger.columns import Opinion
from stancekit_tagger.segmentation import Ints, Text


class Gold(msgspec.Struct, frozen=True):
    """An attribution in a text: the places of its cue, source and content."""

    cue: Ints
    source: Ints
    content: Ints


class Annotated(NamedTuple):
    """A text with its attributions, what another extractor finds in it, where one is asked, and how often it counts."""

    text: Text
    gold: tuple[Gold, ...]
    opinion: Opinion | None = None
    weight: int = 1


def tagging_labels(article: Annotated) -> Ints:
    """The label of each place for the first stage."""
    labels = np.full(len(article.text.words), tagging.NONE)
    for gold in article.gold:
        middle = float(gold.cue.mean()) if len(gold.cue) else np.inf
        for places, after, before in (
            (gold.content, tagging.CONTENT_AFTER, tagging.CONTENT_BEFORE),
            (gold.source, tagging.SOURCE_AFTER, tagging.SOURCE_BEFORE),
        ):
            labels[places] = np.where(places < middle, before, after)
    for gold in article.gold:
        labels[gold.cue] = tagging.CUE
    return labels


def _owners(article: Annotated, candidates: Ints) -> list[int]:
    """For each candidate the attribution whose cue it has most words of; -1 where it has none of any."""
    owner = np.full(len(article.text.words), -1)
    for index, gold in enumerate(article.gold):
        owner[gold.cue] = index
    found = []
    for first, last in candidates.tolist():
        here = owner[first:last]
        here = here[here >= 0]
        found.append(int(np.bincount(here).argmax()) if len(here) else -1)
    return found


def missed_cues(article: Annotated, candidates: Ints) -> Ints:
    """The longest runs of the cues that no candidate stands for."""
    found = set(_owners(article, candidates))
    missed = []
    for index, gold in enumerate(article.gold):
        if index not in found and len(gold.cue):
            cue = np.unique(gold.cue)
            run = max(np.split(cue, np.flatnonzero(np.diff(cue) > 1) + 1), key=len)
            missed.append((int(run[0]), int(run[-1]) + 1))
    return np.array(missed, dtype=np.int64).reshape(-1, 2)


def linking_labels(article: Annotated, candidates: Ints, windows: linking.Windows) -> Ints:
    """The label of each place of the candidates' windows for the second stage."""
    labels = np.full(len(windows.places), linking.NOTHING)
    for owner, (first, last) in zip(_owners(article, candidates), windows.bounds.tolist(), strict=True):
        if owner >= 0:
            gold = article.gold[owner]
            everywhere = np.full(len(article.text.words), linking.OTHER)
            everywhere[gold.content] = linking.CONTENT
            everywhere[gold.source] = linking.SOURCE
            everywhere[gold.cue] = linking.CUE
            labels[first:last] = everywhere[windows.places[first:last]]
    return labels
