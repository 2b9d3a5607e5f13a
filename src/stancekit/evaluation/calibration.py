"""Whether probabilities are probabilities, and what abstaining buys.

The confidence of an answer is the probability that the classifier gives it. Imports no task.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

BINS = 10


class Bin(msgspec.Struct, frozen=True):
    """Answers of about the same confidence: their mean confidence, the share that is right, and their number."""

    confidence: float
    accuracy: float
    items: int


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How confidence and truth agree.

    Attributes:
        ece: The expected calibration error: the mean gap between confidence and accuracy over bins of equal width,
            weighted by their items (Guo et al. 2017).
        brier: The mean squared distance between the probabilities and the truth, summed over classes, from 0 to 2.
        bins: The reliability curve; empty bins are left out.
        risk_coverage: (coverage, risk) where only the most confident answers are given: the share that is answered and
            the share of those that is wrong, at each twentieth of the items.
        risk_area: The mean of the risk over all coverages (AURC, Geifman, Uziel & El-Yaniv 2019): smaller is better.
    """

    ece: float
    brier: float
    bins: tuple[Bin, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    risk_area: float


def calibrate(gold: Sequence[str], predicted: Sequence[str], probabilities: Sequence[dict[str, float]]) -> Calibration:
    """The calibration of some answers.

    Args:
        gold: The right answers; at least one.
        predicted: The given ones.
        probabilities: For each item the probability of each answer.
    """
    confidence = np.array([given.get(answer, 0.0) for answer, given in zip(predicted, probabilities, strict=True)])
    right = np.array([one == other for one, other in zip(gold, predicted, strict=True)], dtype=float)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(float(confidence[place == index].mean()), float(right[place == index].mean()), int((place == index).sum()))
        for index in range(BINS)
        if (place == index).any()
    )
    ece = sum(found.items * abs(found.confidence - found.accuracy) for found in bins) / len(gold)
    brier = np.mean(
        [
            sum((given.get(name, 0.0) - (name == answer)) ** 2 for name in dict.fromkeys([*given, answer]))
            for answer, given in zip(gold, probabilities, strict=True)
        ]
    )
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(gold) + 1)
    risk = np.cumsum(1 - right[order]) / answered
    coverage = answered / len(gold)
    steps = sorted({max(1, round(len(gold) * step / 20)) for step in range(1, 21)})
    curve = tuple((float(coverage[step - 1]), float(risk[step - 1])) for step in steps)
    return Calibration(ece=float(ece), brier=float(brier), bins=bins, risk_coverage=curve, risk_area=float(risk.mean()))
