"""A benchmark task on whole documents: a card, a loader of articles with their gold, and a run that scores a system.

Unlike a `StanceTask` it brings its own measures, since what is counted differs from task to task; how counts become
figures is the same for all (`stancekit.evaluation.tallies`). How long a run takes is for the runner to measure.
Imports the task's card and data source, and the interfaces of the parts.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from stancekit.contract.classifier import Classifier
from stancekit.contract.extractor import Extractor
from stancekit.contract.scores import DocumentScores
from stancekit.contract.stance_task import Card, DataSource, Part
from stancekit.errors import StancekitError
from stancekit.nouns.document import Document

Gold = TypeVar("Gold")


class Article(msgspec.Struct, Generic[Gold], frozen=True, kw_only=True):
    """A document with what should be found in it, and the part that it belongs to."""

    document: Document
    gold: Gold
    part: Part


class DocumentData(msgspec.Struct, Generic[Gold], frozen=True, kw_only=True):
    """What a loader brings.

    Attributes:
        articles: In the order of the files.
        left_out: What the loader left out on purpose, each with its reason: part of the result file.
    """

    articles: tuple[Article[Gold], ...]
    left_out: tuple[str, ...] = ()

    def part(self, part: Part) -> list[Article[Gold]]:
        """The articles of one part."""
        return [article for article in self.articles if article.part == part]


class System(msgspec.Struct, frozen=True):
    """What is scored: an extractor, and a classifier (trained, where it learns) for the tasks that judge stance."""

    extractor: Extractor
    classifier: Classifier | None = None

    def judge(self) -> Classifier:
        """The classifier; raises `StancekitError` where the task needs one and the system has none."""
        if self.classifier is None:
            raise StancekitError("this task judges stance: it needs a classifier besides the extractor")
        return self.classifier


class DocumentResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a system did.

    Attributes:
        conditions: What the system was given, each with its scores: "raw text" always comes first.
        loss: The share of what the whole lacks (1 less the official measure on raw text) that each stage takes; empty
            where the task doesn't tell stages apart, or nothing is lacking.
    """

    conditions: dict[str, DocumentScores]
    loss: dict[str, float] = {}


class DocumentTask(msgspec.Struct, Generic[Gold], frozen=True, kw_only=True):
    """A task that scores what a system finds in whole documents.

    Attributes:
        id: The name by which users ask for it.
        card: What the data are.
        measure: The official measure, by its name in the scores.
        measures: Each measure with its definition, in words.
        load: Brings the data. Raises `DataMissingError` where they are nowhere, `InputError` where they are wrong.
        run: Scores a system on one part: "test" for a figure to report, another to build on.
        learns_from: The id of the stance task whose training part a classifier that learns is trained on; None where
            the task needs no classifier.
    """

    id: str
    card: Card
    measure: str
    measures: dict[str, str]
    load: Callable[[DataSource], DocumentData[Gold]]
    run: Callable[[DocumentData[Gold], System, Part], DocumentResult]
    learns_from: str | None = None
