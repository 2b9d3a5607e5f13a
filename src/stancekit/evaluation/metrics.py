"""Metrics of stance: scores of predicted answers against gold ones, pooled, by target and as the mean over targets.

Every metric is a function of counts (right, gold and predicted, for each class), so that the same definition serves the
point value, the bootstrap and the paired test; the tests hold them equal to scikit-learn's. Imports no task.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from stancekit.evaluation.significance import Counts, Measure

Metric = Callable[[Counts, Sequence[str]], Any]
"""From counts to a value for each leading index. Shape of the counts: (..., classes, 3): for each class how many items
are right, are of it in the gold, and are predicted as it; with the names of the classes."""

FEWEST_ITEMS = 20
"""A target with fewer test items than this has no figure of its own, and isn't in the mean over targets."""


class ClassScore(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of one class, and how many gold items it has."""

    precision: float
    recall: float
    f1: float
    items: int


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one set of answers.

    Attributes:
        items: How many were scored.
        official: The task's official metric, pooled over all items, from 0 to 1 like all others here.
        macro_f1: The mean F1 of the classes that occur in the gold.
        accuracy: The share of right answers.
        mean_over_targets: The mean of the official metric over `by_target`; None where no target has enough items.
        by_target: The official metric of each target that has at least `FEWEST_ITEMS` items.
        by_class: Each class on its own.
    """

    items: int
    official: float
    macro_f1: float
    accuracy: float
    mean_over_targets: float | None
    by_target: dict[str, float]
    by_class: dict[str, ClassScore]


def f1_by_class(counts: Counts) -> Counts:
    """The F1 of each class, shape (..., classes); 0 where a class is neither in the gold nor predicted."""
    right, gold, predicted = counts[..., 0], counts[..., 1], counts[..., 2]
    return _shares(2 * right, gold + predicted)


def _shares(part: Counts, whole: Counts) -> Counts:
    """What share each part is of its whole; 0 where that is nothing."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def macro_f1(counts: Counts, classes: Sequence[str]) -> Any:
    """The mean F1 of the classes that occur in the gold."""
    occurs = counts[..., 1] > 0
    number = np.maximum(occurs.sum(axis=-1), 1)
    return (f1_by_class(counts) * occurs).sum(axis=-1) / number


def f_favor_against(counts: Counts, classes: Sequence[str]) -> Any:
    """The mean of the F1 of favor and of against; "none" counts only as a wrong answer.

    The official metric of SemEval-2016 Task 6 (Mohammad et al. 2016), there over all targets pooled.
    """
    chosen = [index for index, name in enumerate(classes) if name in ("favor", "against")]
    return f1_by_class(counts)[..., chosen].sum(axis=-1) / 2


def accuracy(counts: Counts, classes: Sequence[str]) -> Any:
    """The share of right answers."""
    total = np.maximum(counts[..., 1].sum(axis=-1), 1)
    return counts[..., 0].sum(axis=-1) / total


METRICS: dict[str, Metric] = {"macro_f1": macro_f1, "f_favor_against": f_favor_against, "accuracy": accuracy}
"""The official metrics that a task can name."""


def measure(metric: str, classes: Sequence[str]) -> Measure:
    """The official metric of this name as a function of counts alone."""
    return lambda counts: METRICS[metric](counts, classes)


def classes_of(*answers: Sequence[str]) -> list[str]:
    """All classes of some lists of answers, in alphabetical order."""
    return sorted(set().union(*answers))


def tally(gold: Sequence[str], predicted: Sequence[str], groups: Sequence[int], classes: Sequence[str]) -> Counts:
    """The counts of each group of items.

    Args:
        gold: The right answers.
        predicted: The given ones.
        groups: The group of each item, numbered from 0 without gaps.
        classes: The classes; every answer is one of them.

    Returns:
        Shape (groups, classes, 3).
    """
    place = {name: index for index, name in enumerate(classes)}
    shape = (max(groups, default=-1) + 1, len(classes))
    right = np.array([place[answer] for answer in gold], dtype=int)
    given = np.array([place[answer] for answer in predicted], dtype=int)
    cell = np.asarray(groups, dtype=int) * len(classes)
    columns = ((cell + right)[right == given], cell + right, cell + given)
    counted = [np.bincount(column, minlength=shape[0] * shape[1]).reshape(shape) for column in columns]
    return np.stack(counted, axis=-1).astype(float)


def value(metric: str, gold: Sequence[str], predicted: Sequence[str]) -> float:
    """One metric of some answers, by its name in `METRICS`."""
    classes = classes_of(gold, predicted)
    return float(METRICS[metric](tally(gold, predicted, [0] * len(gold), classes)[0], classes)) if len(gold) else 0.0


def score(metric: str, gold: Sequence[str], predicted: Sequence[str], targets: Sequence[str]) -> Scores:
    """All that is said of some answers, each given with the name of its target."""
    by_target: dict[str, float] = {}
    members: dict[str, list[int]] = {}
    for index, target in enumerate(targets):
        members.setdefault(target, []).append(index)
    for target, indices in sorted(members.items()):
        if len(indices) >= FEWEST_ITEMS:
            by_target[target] = value(metric, [gold[i] for i in indices], [predicted[i] for i in indices])
    classes = classes_of(gold, predicted)
    counts = tally(gold, predicted, [0] * len(gold), classes).sum(axis=0)
    right, items, given = counts[:, 0], counts[:, 1], counts[:, 2]
    columns = (_shares(right, given), _shares(right, items), f1_by_class(counts), items)
    return Scores(
        items=len(gold),
        official=value(metric, gold, predicted),
        macro_f1=value("macro_f1", gold, predicted),
        accuracy=value("accuracy", gold, predicted),
        mean_over_targets=sum(by_target.values()) / len(by_target) if by_target else None,
        by_target=by_target,
        by_class={
            name: ClassScore(float(precision), float(recall), float(f1), int(number))
            for name, precision, recall, f1, number in zip(classes, *columns, strict=True)
        },
    )
