"""Counts of each article, and what they add up to: precision, recall, F1, and how sure they are over articles.

The counts of each article are kept, so that two systems can be compared article by article. It knows no measure by
name. Imports the significance.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from stancekit.evaluation.significance import Counts, Interval, bootstrap_interval


class Tally(msgspec.Struct, frozen=True):
    """What was found and what should have been, under one measure.

    Attributes:
        right_found: How much of what was found is right; over `found`, the precision.
        found: How much was found.
        right_wanted: How much of what should have been found was; over `wanted`, the recall.
        wanted: How much should have been found.
    """

    right_found: int
    found: int
    right_wanted: int
    wanted: int


class Share(msgspec.Struct, frozen=True):
    """So many, of so many."""

    right: int
    of: int


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure over all articles.

    Attributes:
        precision: From 0 to 1.
        recall: From 0 to 1.
        f1: From 0 to 1.
        interval: The 95% interval of `f1`; None for fewer than two articles.
        tally: The counts behind it.
    """

    precision: float
    recall: float
    f1: float
    interval: Interval | None
    tally: Tally


class ArticleScores(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of one article.

    Attributes:
        article: The document's id.
        measures: The counts under each measure.
        shares: Other counts of the form "so many of so many".
    """

    article: str
    measures: dict[str, Tally]
    shares: dict[str, Share] = {}


class DocumentScores(msgspec.Struct, frozen=True, kw_only=True):
    """The scores of one system on a set of articles.

    Attributes:
        figures: Each measure over all articles.
        shares: Likewise.
        articles: The counts of each article, in order.
    """

    figures: dict[str, Figure]
    shares: dict[str, Share]
    articles: tuple[ArticleScores, ...]


def sum_up(articles: Sequence[ArticleScores], *, seed: int = 0) -> DocumentScores:
    """The scores over articles, as ratios of sums (micro-averages), with an interval for each F1.

    Args:
        articles: The counts of each; all have the same measures.
        seed: The start of the resampling.
    """
    figures: dict[str, Figure] = {}
    for measure in articles[0].measures if articles else ():
        counts = _counts(articles, measure)
        total = counts.sum(axis=0)
        precision, recall, f1 = (float(number) for number in _precision_recall_f1(total))
        figures[measure] = Figure(
            precision=precision,
            recall=recall,
            f1=f1,
            interval=bootstrap_interval(counts, f1_of, seed=seed),
            tally=Tally(*(int(count) for count in total)),
        )
    shares: dict[str, Share] = {}
    for article in articles:
        for name, share in article.shares.items():
            before = shares.get(name, Share(0, 0))
            shares[name] = Share(before.right + share.right, before.of + share.of)
    return DocumentScores(figures=figures, shares=shares, articles=tuple(articles))


def counts_of(scores: DocumentScores, measure: str) -> Counts:
    """The counts of each article under a measure, shape (articles, 4), in the order of `Tally`."""
    return _counts(scores.articles, measure)


def f1_of(counts: Counts) -> Any:
    """F1 of summed counts, shape (..., 4), for each leading index; 0 where there is nothing to divide by."""
    return _precision_recall_f1(counts)[2]


def _precision_recall_f1(counts: Counts) -> tuple[Counts, Counts, Counts]:
    right_found, found, right_wanted, wanted = np.moveaxis(counts, -1, 0)
    precision = _ratio(right_found, found)
    recall = _ratio(right_wanted, wanted)
    return precision, recall, _ratio(2 * precision * recall, precision + recall)


def _ratio(part: Counts, whole: Counts) -> Counts:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole != 0))


def _counts(articles: Sequence[ArticleScores], measure: str) -> Counts:
    return np.array([msgspec.structs.astuple(article.measures[measure]) for article in articles], dtype=float)
