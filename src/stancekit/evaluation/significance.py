"""How sure a figure is: bootstrap intervals, and a paired test between two classifiers corrected for many comparisons.

What is resampled is the statement and not the pair, since the pairs of one statement aren't independent. The methods
are scipy's and statsmodels'. Imports the metrics.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.multitest import multipletests

from stancekit.evaluation.metrics import METRICS, Counts

RESAMPLES = 1000
_NUMBERS_AT_ONCE = 8_000_000
"""How many numbers a batch of resamples may hold, so that memory stays bounded for large tasks."""


class Interval(msgspec.Struct, frozen=True):
    """A confidence interval and its level."""

    low: float
    high: float
    level: float = 0.95


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two classifiers on the same items of one task.

    Attributes:
        task: The task.
        setting: The setting of both.
        first: One classifier.
        second: The other.
        difference: The official metric of the first less that of the second.
        p: How often a difference as large arises where the two are exchangeable, two-sided.
        corrected: `p` after Holm's correction over all comparisons made together.
    """

    task: str
    setting: str
    first: str
    second: str
    difference: float
    p: float
    corrected: float


def bootstrap_interval(
    counts: Counts, classes: Sequence[str], metric: str, *, seed: int = 0, resamples: int = RESAMPLES
) -> Interval | None:
    """The percentile bootstrap interval (Efron & Tibshirani 1993) of a metric over statements.

    Args:
        counts: Shape (statements, classes, 3), as from `metrics.tally`.
        classes: The names of the classes.
        metric: A name in `METRICS`.
        seed: The start of the resampling.
        resamples: How many resamples.

    Returns:
        The interval at 95%; None for fewer than two statements.
    """
    number = counts.shape[0]
    if number < 2:
        return None

    def statistic(chosen: NDArray[np.int64], axis: int = -1) -> NDArray[np.float64]:
        return np.asarray(METRICS[metric](_sums(counts, chosen), classes))

    found = stats.bootstrap(
        (np.arange(number),),
        statistic,
        vectorized=True,
        n_resamples=resamples,
        batch=_batch(counts),
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    return Interval(float(found.confidence_interval.low), float(found.confidence_interval.high))


def paired_test(
    first: Counts, second: Counts, classes: Sequence[str], metric: str, *, seed: int = 0, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The difference of a metric between two classifiers on the same statements, and its two-sided p.

    Approximate randomisation (Noreen 1989; Yeh 2000): the answers of the two are exchanged statement by statement.

    Args:
        first: Shape (statements, classes, 3).
        second: The same shape, with the statements in the same order.
        classes: The names of the classes.
        metric: A name in `METRICS`.
        seed: The start of the exchanges.
        resamples: How many exchanges.
    """
    number = first.shape[0]
    both = np.concatenate([first, second])

    def statistic(one: NDArray[np.int64], other: NDArray[np.int64], axis: int = -1) -> NDArray[np.float64]:
        one, other = np.moveaxis(one, axis, -1), np.moveaxis(other, axis, -1)
        difference = METRICS[metric](_sums(both, one), classes) - METRICS[metric](_sums(both, other), classes)
        return np.asarray(difference)

    observed = float(statistic(np.arange(number), np.arange(number) + number))
    if number < 2 or np.array_equal(first, second):
        return observed, 1.0
    found = stats.permutation_test(
        (np.arange(number), np.arange(number) + number),
        statistic,
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=_batch(both),
        alternative="two-sided",
        rng=np.random.default_rng(seed),
    )
    return observed, float(found.pvalue)


def correct(probabilities: Sequence[float]) -> list[float]:
    """Holm's step-down correction (Holm 1979) over comparisons that are made together."""
    if not probabilities:
        return []
    return [float(p) for p in multipletests(probabilities, method="holm")[1]]


def _sums(counts: Counts, chosen: NDArray[np.int64]) -> Counts:
    """The counts summed over the chosen statements: (..., statements) to (..., classes, 3)."""
    flat = counts.reshape(counts.shape[0], -1)
    weights = np.zeros((*chosen.shape[:-1], counts.shape[0]))
    rows = weights.reshape(-1, counts.shape[0])
    for row, indices in zip(rows, chosen.reshape(-1, chosen.shape[-1]), strict=True):
        row += np.bincount(indices, minlength=counts.shape[0])
    return (weights @ flat).reshape(*chosen.shape[:-1], *counts.shape[1:])


def _batch(counts: Counts) -> int:
    statements = int(counts.shape[0])
    return max(1, min(RESAMPLES, _NUMBERS_AT_ONCE // max(1, statements)))
