"""The interface of an extractor: a document in, its attributed statements out.

One that learns also has `fit`, `save` and `load`: the rest of the package asks for those by `TrainableExtractor`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement

Progress = Callable[[str, float], None]
"""What is told how far something long has come: what is being done, in a word, and the share of all that is done."""


@runtime_checkable
class Extractor(Protocol):
    """Finds the attributed statements of a document.

    An extractor gives the words: content, cue and source with their spans, quotation and nesting, and its confidence
    where it has any. Where it leaves `speaker` and `holder` at None, the pipeline resolves both from the source over
    the whole document (`stancekit.actors`).
    """

    def extract(self, document: Document) -> Sequence[Statement]:
        """The statements of `document`, in the order of their first character.

        Spans lie inside the text, and `content` equals the pieces of `content_spans` joined by one space.
        """
        ...


@runtime_checkable
class TrainableExtractor(Extractor, Protocol):
    """An extractor that learns from annotated documents. What its factory makes is untrained.

    Attributes:
        threshold: The confidence that a statement must reach to be given; None for the extractor's own choice. It may
            be set at any time: a higher one gives fewer statements, more of which are right.
    """

    threshold: float | None

    def fit(
        self,
        documents: Sequence[Document],
        statements: Sequence[Sequence[Statement]],
        *,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> dict[str, float]:
        """Learn from documents and the statements of each, and forget what was learnt before.

        Args:
            documents: What to learn from.
            statements: What should be found in each; only the spans of content, cue and source count.
            seed: The start of any randomness: the same documents, statements and seed give the same extractor.
            progress: What to tell how far it has come.

        Returns:
            How well such an extractor reads documents that it wasn't trained on, by the names of the figures; empty
            where nothing was held out.

        Raises:
            InputError: There is too little to learn from.
        """
        ...

    def save(self, path: Path) -> None:
        """Write what was learnt to one file. Raises `NotFittedError` where there is nothing yet."""
        ...

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, without running code from the file.

        Raises:
            InputError: The file is truncated, foreign, or of a version that this extractor doesn't read.
        """
        ...
