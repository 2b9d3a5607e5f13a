"""How sure a figure is: bootstrap intervals, and a paired test between two classifiers corrected for many comparisons.

What is resampled are groups that are independent: statements and not pairs, articles and not statements. The methods
are scipy's and statsmodels'. Imports nothing of the package.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancekit.contract.scores import Interval

Counts = NDArray[np.float64]
"""The counts of each group, from which a measure is made; shape (groups, ...)."""

Measure = Callable[[Counts], Any]
"""Counts summed over groups to a value, for each leading index."""

RESAMPLES = 1000
_NUMBERS_AT_ONCE = 8_000_000
"""How many numbers a batch of resamples may hold, so that memory stays bounded for large tasks."""


def bootstrap_interval(
    counts: Counts, measure: Measure, *, seed: int = 0, resamples: int = RESAMPLES
) -> Interval | None:
    """The percentile bootstrap interval (Efron & Tibshirani 1993) of a measure.

    Args:
        counts: The counts of each group (statement or article); shape (groups, ...).
        measure: From counts summed over groups, shape (n, ...), to n values.
        seed: The start of the resampling.
        resamples: How many resamples.

    Returns:
        The interval at 95%; None for fewer than two groups.
    """
    number = counts.shape[0]
    if number < 2:
        return None

    # Slow to import, and of no use to those who only list tasks or read results.
    from scipy import stats

    def statistic(chosen: NDArray[np.int64], axis: int = -1) -> NDArray[np.float64]:
        return np.asarray(measure(_sums(counts, chosen)))

    # A degenerate sample (all groups right) has an interval of one point, of which scipy warns.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (np.arange(number),),
            statistic,
            vectorized=True,
            n_resamples=resamples,
            batch=_batch(number),
            method="percentile",
            rng=np.random.default_rng(seed),
        )
    return Interval(float(found.confidence_interval.low), float(found.confidence_interval.high))


def paired_test(
    first: Counts, second: Counts, measure: Measure, *, seed: int = 0, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The difference of a measure between two classifiers on the same groups, and its two-sided p.

    Approximate randomisation (Noreen 1989; Yeh 2000): the answers of the two are exchanged group by group.

    Args:
        first: The counts of each group (statement or article); shape (groups, ...).
        second: The same shape, with the groups in the same order.
        measure: From counts summed over groups, shape (n, ...), to n values.
        seed: The start of the exchanges.
        resamples: How many exchanges.
    """
    number = first.shape[0]
    both = np.concatenate([first, second])

    def statistic(one: NDArray[np.int64], other: NDArray[np.int64], axis: int = -1) -> NDArray[np.float64]:
        one, other = np.moveaxis(one, axis, -1), np.moveaxis(other, axis, -1)
        return np.asarray(measure(_sums(both, one)) - measure(_sums(both, other)))

    places = (np.arange(number), np.arange(number) + number)
    observed = float(statistic(*places))
    if number < 2 or np.array_equal(first, second):
        return observed, 1.0

    from scipy import stats

    found = stats.permutation_test(
        places,
        statistic,
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=_batch(2 * number),
        alternative="two-sided",
        rng=np.random.default_rng(seed),
    )
    return observed, float(found.pvalue)


def correct(probabilities: Sequence[float]) -> list[float]:
    """Holm's step-down correction (Holm 1979) over comparisons that are made together."""
    if not probabilities:
        return []

    # Slow to import, and needed by those alone who compare.
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(probabilities, method="holm")[1]]


def _sums(counts: Counts, chosen: NDArray[np.int64]) -> Counts:
    """The counts summed over the chosen groups: (n, chosen) to (n, ...)."""
    flat = counts.reshape(counts.shape[0], -1)
    # How often a group is drawn says the same as where, and adds up in one product.
    drawn = np.zeros((*chosen.shape[:-1], counts.shape[0]))
    for row, groups in zip(drawn.reshape(-1, counts.shape[0]), chosen.reshape(-1, chosen.shape[-1]), strict=True):
        row += np.bincount(groups, minlength=counts.shape[0])
    return (drawn @ flat).reshape(*chosen.shape[:-1], *counts.shape[1:])


def _batch(groups: int) -> int:
    return max(1, min(RESAMPLES, _NUMBERS_AT_ONCE // max(1, groups)))
