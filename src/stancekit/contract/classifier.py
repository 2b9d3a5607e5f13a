"""The interface of a classifier: (statement, target) pairs in, a stance for each out.

One that learns also has `fit`, `save` and `load`: the rest of the package asks for those by `TrainableClassifier`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from stancekit.nouns.document import Document
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target


class Pair(msgspec.Struct, frozen=True):
    """One question to a classifier: where does this statement's holder stand on this target?

    Attributes:
        statement: The statement to judge.
        target: The target to judge it towards.
        document: The document that it stands in, where there is one: for what "the plan" refers to.
    """

    statement: Statement
    target: Target
    document: Document | None = None


@runtime_checkable
class Classifier(Protocol):
    """Judges statements towards targets."""

    def classify(self, pairs: Sequence[Pair]) -> Sequence[Stance]:
        """One stance for each pair, in the order of the pairs; polarity "none" where there is no position.

        Evidence spans are offsets into the document (`Statement.locate` gives them from offsets into the content).
        """
        ...


@runtime_checkable
class TrainableClassifier(Classifier, Protocol):
    """A classifier that learns from labelled pairs. What its factory makes is untrained."""

    def fit(self, pairs: Sequence[Pair], stances: Sequence[Stance], *, seed: int = 0) -> None:
        """Learn from pairs and the stance of each, and forget what was learnt before.

        Where the given stances carry labels of their own (a task whose answer is one of fifteen event codes), the
        classifier learns those, and its stances carry label and polarity; else it learns the polarity.

        Args:
            pairs: What to learn from.
            stances: The right answer to each pair; `polarity` counts, and `label` where it is given.
            seed: The start of any randomness: the same pairs, stances and seed give the same classifier.

        Raises:
            InputError: There is nothing to learn: no pairs, or only one answer.
        """
        ...

    def save(self, path: Path) -> None:
        """Write what was learnt to one file. Raises `NotFittedError` where there is nothing yet."""
        ...

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, without running code from the file.

        Raises:
            InputError: The file is truncated, foreign, or of a version that this classifier doesn't read.
        """
        ...
