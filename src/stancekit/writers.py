"""Analyses as JSON lines or JSON, and files that are there in whole or not at all.

A writer is given one document with its analysis after the other and holds none of them; the readable table and the page
of HTML have modules of their own (`table`, `report`). Imports the analysis.
"""

import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec

from stancekit.analysis import Analysis
from stancekit.codec import encode
from stancekit.document import Document
from stancekit.errors import InputError

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
        from stancekit.report import HtmlWriter

        return HtmlWriter(stream)
    from stancekit.table import TableWriter

    return TableWriter(stream)


@contextmanager
def open_output(path: str | Path | None) -> Iterator[BinaryIO]:
    """A stream to write to: standard output for None and `-`, else a file that is there once all of it is written.

    Until then what is written stands in a temporary file beside it, which is taken away where the block fails.

    Raises:
        InputError: The file can't be written.
    """
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()
    # A terminal, a pipe or /dev/null can't be replaced by a file.
    replaceable = target.is_file() or not target.exists()
    written = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part") if replaceable else target
    try:
        stream = written.open("xb" if replaceable else "wb")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        with stream:
            yield stream
        if replaceable:
            written.replace(target)
    except BaseException:
        if replaceable:
            written.unlink(missing_ok=True)
        raise


@contextmanager
def write_whole(path: str | Path) -> Iterator[Path]:
    """The path at which to write a file that is then put in the place of `path`, for those who don't take a stream.

    It has the same name, in a temporary folder beside it, which is taken away in any case.

    Raises:
        InputError: The file can't be written.
    """
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            raise ValueError("it isn't a file")
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        written = folder / target.name
        yield written
        written.replace(target)
    except OSError as error:
        raise InputError(f"{path}: can't be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
