"""One way to ask either kind of part that reads text, for the laws that classifiers and extractors have in common.

Imports the checks of each kind's answers.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from hypothesis.strategies import SearchStrategy

from stancekit.contract.declaration import Declaration
from stancekit.testing import classifier_checks, extractor_checks, questions
from stancekit.testing.checks import Trial


class Asker(msgspec.Struct, frozen=True):
    """How one kind is asked.

    Attributes:
        example: What a batch is called in an example: "pairs" or "documents".
        ready: Makes a new part, trained where it learns.
        batches: The strategy for batches.
        plain: So many different questions, each of at least so many characters: (number, seed, length).
        call: Hands a part a batch as it is, and gives back what it gives.
        ask: The answers of a part to a batch, one for each question; raises `Unanswered`.
        compare: Raises `LawBroken` where answers differ: (found, wanted, how, batch).
    """

    example: str
    ready: Callable[[Trial], Any]
    batches: Callable[[Declaration], SearchStrategy[list[Any]]]
    plain: Callable[[int, int, int], list[Any]]
    call: Callable[[Any, Sequence[Any]], object]
    ask: Callable[[Any, Sequence[Any]], list[Any]]
    compare: Callable[[Sequence[Any], Sequence[Any], str, Sequence[Any]], None]


ASKERS = {
    "classifier": Asker(
        "pairs",
        classifier_checks.ready,
        questions.batches,
        lambda number, seed, length: questions.plain_batch(number, seed=seed, length=length),
        lambda part, batch: part.classify(batch),
        classifier_checks.ask,
        classifier_checks.compare,
    ),
    "extractor": Asker(
        "documents",
        extractor_checks.ready,
        questions.documents,
        lambda number, seed, length: questions.plain_documents(number, seed=seed, length=length),
        lambda part, batch: [part.extract(document) for document in batch],
        extractor_checks.ask,
        extractor_checks.compare,
    ),
}
