"""Analyses as JSON lines or JSON.

A writer is given one document with its analysis after the other and holds none of them; the readable table and the page
of HTML have modules of their own (`table`, `report`). Imports the analysis.
"""

from typing import BinaryIO, Literal, Protocol

import msgspec

from stancekit.formats.json import encode
from stancekit.nouns.analysis import Analysis
from stancekit.nouns.document import Document

Format = Literal["table", "json", "jsonl", "html"]


class Writer(Protocol):
    """Writes analyses to a stream: `add` for each, then `close` once."""

    def add(self, document: Document, analysis: Analysis) -> None:
        """Write one document's analysis."""
        ...

    def close(self) -> None:
        """Write what has to stand at the end; the stream stays open."""
        ...


class JsonLinesWriter:
    """One analysis a line, in the form of `stancekit.encode`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, document: Document, analysis: Analysis) -> None:
        """Write one line."""
        self._stream.write(encode(analysis) + b"\n")

    def close(self) -> None:
        """Write nothing: a file of lines has no end."""


class JsonWriter:
    """Indented JSON: the one analysis by itself, or a list where there may be `several`."""

    def __init__(self, stream: BinaryIO, *, several: bool) -> None:
        self._stream = stream
        self._several = several
        self._begun = False

    def add(self, document: Document, analysis: Analysis) -> None:
        """Write one object."""
        if self._several:
            self._stream.write(b",\n" if self._begun else b"[\n")
        self._begun = True
        self._stream.write(msgspec.json.format(encode(analysis), indent=2))

    def close(self) -> None:
        """Close the list."""
        if self._several:
            self._stream.write(b"\n]\n" if self._begun else b"[]\n")
        elif self._begun:
            self._stream.write(b"\n")


def make_writer(form: Format, stream: BinaryIO, *, several: bool) -> Writer:
    """The writer of a format onto a stream; `several` says whether there may be more than one document."""
    if form == "jsonl":
        return JsonLinesWriter(stream)
    if form == "json":
        return JsonWriter(stream, several=several)
    if form == "html":
        from stancekit.formats.report import HtmlWriter

        return HtmlWriter(stream)
    from stancekit.formats.table import TableWriter

    return TableWriter(stream)
