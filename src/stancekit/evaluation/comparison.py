"""Two classifiers on the same items: how much they differ, and how sure that is. Reads results, runs nothing."""

from collections.abc import Sequence
from itertools import combinations, groupby

import msgspec

from stancekit.evaluation.metrics import classes_of, measure, tally
from stancekit.evaluation.results import AnyResult, ArticlesResult, StanceResult
from stancekit.evaluation.significance import Counts, Measure, correct, paired_test
from stancekit.evaluation.tallies import counts_of, f1_of
from stancekit.formats.json import encode

RAW = "raw text"


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two systems on the same items of one task.

    Attributes:
        task: The task.
        setting: The setting of both, in words.
        first: One system.
        second: The other.
        difference: The official metric of the first less that of the second, each with its first seed.
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


def compare(results: Sequence[AnyResult]) -> list[Comparison]:
    """Every two systems that have a result on the same data of the same task in the same setting."""
    found: list[tuple[AnyResult, AnyResult, float, float]] = []
    # By all that they hold, so that the order in which results are given doesn't count.
    ordered = sorted(results, key=lambda result: (_question(result), result.key.contestant(), encode(result)))
    for _, group in groupby(ordered, key=_question):
        for first, second in combinations(group, 2):
            aligned = _aligned(first, second)
            if aligned is not None:
                found.append((first, second, *paired_test(*aligned)))
    corrected = correct([p for _, _, _, p in found])
    return [
        Comparison(
            task=first.key.task,
            setting=first.key.place()[1],
            first=first.key.contestant(),
            second=second.key.contestant(),
            difference=difference,
            p=p,
            corrected=after,
        )
        for (first, second, difference, p), after in zip(found, corrected, strict=True)
    ]


def _question(result: AnyResult) -> tuple[str, str, str]:
    return *result.key.place(), result.key.data


def _aligned(first: AnyResult, second: AnyResult) -> tuple[Counts, Counts, Measure] | None:
    """The counts of both, group by group in one order, and the measure; None where they are of two kinds."""
    if isinstance(first, StanceResult) and isinstance(second, StanceResult):
        classes = classes_of(
            [answer.gold for answer in first.answers],
            *([answer.given[0] for answer in result.answers] for result in (first, second)),
        )
        return _counts(first, classes), _counts(second, classes), measure(first.metric, classes)
    if isinstance(first, ArticlesResult) and isinstance(second, ArticlesResult):
        one, other = (counts_of(result.found.conditions[RAW], result.metric) for result in (first, second))
        return one, other, f1_of
    return None


def _counts(result: StanceResult, classes: Sequence[str]) -> Counts:
    answers = sorted(result.answers, key=lambda answer: answer.id)
    # The statements are numbered in the order of the answers, which is the same for both, since their data are.
    return tally(
        [answer.gold for answer in answers],
        [answer.given[0] for answer in answers],
        [answer.statement for answer in answers],
        classes,
    )
