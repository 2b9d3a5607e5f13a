"""What the classes of an estimator stand for: stances become classes to learn, and chances of classes become stances.

An estimator knows class names alone, and a task may have labels of its own beside the polarities. Imports the nouns and
numpy.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from stancekit.contract.classifier import Pair
from stancekit.errors import InputError
from stancekit.nouns.stance import Polarity, Stance


class Answer(msgspec.Struct, frozen=True):
    """What one class stands for: a polarity, and the label where the task has its own."""

    polarity: Polarity
    label: str | None = None

    def label_for(self, pair: Pair) -> str | None:
        """The label of a stance with this answer: the task's own, else the codebook's."""
        return self.label if self.label is not None else pair.target.label(self.polarity)


def classes_to_learn(pairs: Sequence[Pair], stances: Sequence[Stance]) -> tuple[list[str], dict[str, Answer]]:
    """The class of each pair, (n,), and what each class stands for.

    Raises:
        InputError: There is nothing to learn: no pairs, not a stance for each, or only one answer.
    """
    if len(pairs) != len(stances):
        raise InputError(f"there are {len(pairs)} pairs and {len(stances)} stances; each pair needs one")
    if not pairs:
        raise InputError("there are no pairs to learn from")
    answers: dict[str, Answer] = {}
    classes = []
    for pair, stance in zip(pairs, stances, strict=True):
        # A label that the codebook names is the polarity by another name, and says nothing across targets.
        own = stance.label if stance.label != pair.target.label(stance.polarity) else None
        classes.append(stance.polarity if own is None else f"{stance.polarity}: {own}")
        answers[classes[-1]] = Answer(stance.polarity, own)
    if len(answers) == 1:
        raise InputError(f"every stance to learn from is {classes[0]!r}: there is nothing to learn")
    return classes, answers


def by_polarity(answers: Sequence[Answer], probabilities: Any) -> tuple[list[Polarity], Any]:
    """The polarities that the answers have, and the probability of each of them.

    Args:
        answers: What each of k classes stands for.
        probabilities: Those of the classes, (n, k).

    Returns:
        The m polarities, and an array (n, m).
    """
    polarities = list(dict.fromkeys(answer.polarity for answer in answers))
    sums = np.zeros((len(answers), len(polarities)))
    for row, answer in enumerate(answers):
        sums[row, polarities.index(answer.polarity)] = 1.0
    return polarities, probabilities @ sums


def of_classes(answers: Mapping[str, Answer], classes: Iterable[Any]) -> list[Answer]:
    """What each of an estimator's `classes_` stands for."""
    return [answers[str(name)] for name in classes]
