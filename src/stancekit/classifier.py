"""The interface of a classifier: (statement, target) pairs in, a stance for each out."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from stancekit.document import Document
from stancekit.stance import Stance
from stancekit.statement import Statement
from stancekit.target import Target


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
