"""A `Document`: a text and where it comes from.

It holds the text exactly as it was read, since every span in stancekit counts characters of it.
Imports nothing of the package.
"""

import msgspec

Span = tuple[int, int]
"""Half-open character offsets (Unicode code points) into a document's text: (start, end)."""

Spans = tuple[Span, ...]
"""Several spans in the order of the text; empty where there is nothing to point at."""


def inside(spans: Spans, length: int) -> bool:
    """Whether all spans are ranges within a text of so many characters."""
    return all(0 <= start <= end <= length for start, end in spans)


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text and where it comes from.

    Attributes:
        text: The text, unchanged: spans are offsets into it.
        id: A name for the document; for a file, the file's name.
        date: The day of publication as ISO 8601 (`2025-01-24`), where it is known.
        publisher: Who published it.
        language: A BCP 47 tag; the first-party extractor reads English.
    """

    text: str
    id: str = ""
    date: str | None = None
    publisher: str | None = None
    language: str = "en"
