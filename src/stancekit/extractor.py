"""The interface of an extractor: a document in, its attributed statements out."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from stancekit.document import Document
from stancekit.statement import Statement


@runtime_checkable
class Extractor(Protocol):
    """Finds the attributed statements of a document.

    An extractor gives the words: content, cue and source with their spans, quotation and nesting. Where it leaves
    `speaker` and `holder` at None, the pipeline resolves both from the source over the whole document
    (`stancekit.actors`).
    """

    def extract(self, document: Document) -> Sequence[Statement]:
        """The statements of `document`, in the order of their first character.

        Spans lie inside the text, and `content` equals the pieces of `content_spans` joined by one space.
        """
        ...
