"""Counts of each article, and what they add up to: precision, recall, F1, and how sure they are over articles.

The counts of each article are kept, so that two systems can be compared article by article. It knows no measure by
name. Imports the significance.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from stancekit.contract.scores import ArticleScores, DocumentScores, Figure, Share, Tally
from stancekit.evaluation.significance import Counts, bootstrap_interval


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


def loss_by_stage(f1: Mapping[str, float]) -> dict[str, float]:
    """The share of the loss that each stage takes.

    Args:
        f1: For each stage, the last of them first: F1 where it and all later stages are the system's own, while every
            earlier stage is given its right answer. The last entry is thus F1 of the whole.

    Returns:
        Stage to share. The shares sum to 1, and a stage that makes up for errors of another has a negative one; empty
        where nothing is lost.
    """
    losses: dict[str, float] = {}
    before = 1.0
    for stage, value in f1.items():
        losses[stage] = before - value
        before = value
    return {stage: loss / (1 - before) for stage, loss in losses.items()} if before < 1 else {}
