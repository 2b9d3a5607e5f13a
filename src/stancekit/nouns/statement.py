"""A `Statement`: one attributed assertion in a document.

It keeps the words (content, cue, source, each as spans into the document) apart from who they resolve to (speaker and
holder). Imports the nouns below it.
"""

from typing import Literal

import msgspec

from stancekit.nouns.document import Spans
from stancekit.nouns.stance import Actor, Stance

Quotation = Literal["direct", "indirect", "mixed"]


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One attributed assertion.

    Attributes:
        content: What is asserted: the pieces of `content_spans`, joined by one space each.
        content_spans: Where it stands; several spans where it is interrupted ("A," she said, "B").
        cue: The words that attribute it ("said"); None for a quotation that goes on without a cue of its own.
        cue_spans: Where they stand.
        source: The mention that utters it, as it stands in the sentence ("he"); None where there is none.
        source_spans: Where it stands.
        quotation: "direct" (all inside quotation marks), "mixed" (some) or "indirect" (none).
        reported_in: The index, in the document's statements, of the statement that this one is reported in.
        speaker: Who utters it, resolved over the document.
        holder: Whose position it is: in "Peskov said Russia is ready", Peskov speaks and Russia holds.
        confidence: How likely content and source are right, from 0 to 1; None where the extractor doesn't say.
        stances: The judgements of it, one for each target asked about that has one.
    """

    content: str
    content_spans: Spans
    cue: str | None = None
    cue_spans: Spans = ()
    source: str | None = None
    source_spans: Spans = ()
    quotation: Quotation = "indirect"
    reported_in: int | None = None
    speaker: Actor | None = None
    holder: Actor | None = None
    confidence: float | None = None
    stances: tuple[Stance, ...] = ()

    def locate(self, start: int, end: int) -> Spans:
        """The document spans of `content[start:end]`; several where it runs over an interruption.

        Raises:
            ValueError: The range isn't a range within the content.
        """
        if not 0 <= start <= end <= len(self.content):
            raise ValueError(f"[{start}, {end}] isn't a range within a content of {len(self.content)} characters")
        found: list[tuple[int, int]] = []
        offset = 0
        for first, last in self.content_spans:
            length = last - first
            low, high = max(start - offset, 0), min(end - offset, length)
            if low < high:
                found.append((first + low, first + high))
            offset += length + 1
        return tuple(found)


def join_spans(text: str, spans: Spans) -> str:
    """The words of `spans` in `text`, joined by one space: how a statement's content, cue and source are written."""
    return " ".join([text[start:end] for start, end in spans])
