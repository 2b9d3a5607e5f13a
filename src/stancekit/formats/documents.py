"""Documents from files: text, HTML, JSON lines and Parquet, and from the rows of any table.

A reader gives one document after the other and holds no more than it must; what can't be read is an `InputError` that
names the file and the place, and the rest goes on where the caller says so. Imports the nouns.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from stancekit.errors import InputError, describe
from stancekit.formats.files import STDIN, unreadable
from stancekit.formats.json import decode, split_path
from stancekit.nouns.document import Document

OnError = Callable[[InputError], None]

_BATCH_ROWS = 64
"""How many rows of a Parquet file are in memory at a time: enough to read fast, few enough for long articles."""


class _Row(msgspec.Struct):
    """What is read of a row or a line of JSON; other fields are passed over."""

    text: str
    id: str | int | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None

    def document(self, default_id: str) -> Document:
        return Document(
            text=self.text,
            id=default_id if self.id is None else str(self.id),
            date=self.date,
            publisher=self.publisher,
            language=self.language or "en",
        )


def read_documents(sources: Iterable[str | Path], *, on_error: OnError | None = None) -> Iterator[Document]:
    """The documents of all sources, one after the other.

    Args:
        sources: Paths of `.html` or `.htm` files (their main text is taken), `.jsonl` or `.ndjson` files (one document
            a line), `.parquet` files (one document a row), anything else being plain text in UTF-8, and `-` for text
            from standard input. Lines and rows have the fields of a `Document`; only `text` is required.
        on_error: Called with what can't be read, whereupon the rest goes on; without it, it is raised.

    Raises:
        InputError: A file, a line or a row can't be read, and there is no `on_error`.
    """
    for source in sources:
        try:
            yield from _read(str(source), on_error)
        except InputError as error:
            _report(error, on_error)


def holds_many(source: str | Path) -> bool:
    """Whether a source is of a kind that holds many documents."""
    return Path(source).suffix.lower() in (".jsonl", ".ndjson", ".parquet")


def rows_to_documents(
    rows: Iterable[Mapping[str, Any]], *, name: str = "table", on_error: OnError | None = None
) -> Iterator[Document]:
    """The documents of a table's rows: dictionaries, a `datasets.Dataset`, anything that gives mappings when iterated.

    Args:
        rows: Each with `text`, and `id`, `date`, `publisher` and `language` where there are any. A row without an id is
            called `NAME:NUMBER`, counted from 1.
        name: What to call the table in errors and ids.
        on_error: As in `read_documents`.

    Raises:
        InputError: A row isn't a document, and there is no `on_error`.
    """
    for number, row in enumerate(rows, start=1):
        place = f"{name}:{number}"
        try:
            yield _row_document(row, place)
        except InputError as error:
            _report(error, on_error)


def _read(source: str, on_error: OnError | None) -> Iterator[Document]:
    path = Path(source)
    suffix = path.suffix.lower()
    if source == STDIN:
        yield Document(text=_decode_text(sys.stdin.buffer.read(), "stdin"), id="stdin")
    elif suffix in (".jsonl", ".ndjson"):
        yield from _read_json_lines(path, on_error)
    elif suffix == ".parquet":
        yield from _read_parquet(path, on_error)
    elif suffix in (".html", ".htm", ".xhtml"):
        yield _read_html(path)
    else:
        yield Document(text=_decode_text(_read_bytes(path), source), id=path.name)


def _report(error: InputError, on_error: OnError | None) -> None:
    if on_error is None:
        raise error
    on_error(error)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def _decode_text(data: bytes, name: str) -> str:
    """UTF-8 as text, without a byte order mark and with its line ends as they are."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name}: byte 0: this is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
    if (at := data.find(b"\0")) >= 0:
        raise InputError(f"{name}: byte {at}: a NUL byte, so this isn't text")
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    try:
        return data[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: byte {error.start + mark}: not UTF-8 ({error.reason})") from error


def _read_json_lines(path: Path, on_error: OnError | None) -> Iterator[Document]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if not data.strip():
                    continue
                try:
                    yield decode(data, _Row, name=f"{path}:{number}").document(f"{path.name}:{number}")
                except InputError as error:
                    _report(error, on_error)
    except OSError as error:
        raise unreadable(path, error) from error


def _read_parquet(path: Path, on_error: OnError | None) -> Iterator[Document]:
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise InputError(f'{path}: to read Parquet, pip install "stancekit[parquet]"') from error
    try:
        with parquet.ParquetFile(path) as file:
            columns = [name for name in _Row.__struct_fields__ if name in file.schema_arrow.names]
            if "text" not in columns:
                raise InputError(
                    f"{path}: text: there is no such column; there are {', '.join(file.schema_arrow.names)}"
                )
            rows = (row for batch in file.iter_batches(_BATCH_ROWS, columns=columns) for row in batch.to_pylist())
            for number, row in enumerate(rows, start=1):
                try:
                    document = _row_document(row, f"{path}:{number}", f"{path.name}:{number}")
                except InputError as error:
                    _report(error, on_error)
                else:
                    yield document
    except OSError as error:
        raise unreadable(path, error) from error
    except (arrow.ArrowException, UnicodeDecodeError) as error:
        raise InputError(f"{path}: this isn't Parquet that can be read: {' '.join(str(error).split())}") from error


def _row_document(row: Mapping[str, Any], place: str, default_id: str | None = None) -> Document:
    fields = {name: row[name] for name in _Row.__struct_fields__ if row.get(name) is not None}
    if hasattr(fields.get("date"), "isoformat"):
        fields["date"] = fields["date"].isoformat()
    try:
        return msgspec.convert(fields, _Row).document(default_id or place)
    except msgspec.ValidationError as error:
        field, reason = split_path(str(error))
        raise InputError(f"{place}: {field}: {reason}") from error


def _read_html(path: Path) -> Document:
    try:
        import trafilatura
    except ImportError as error:
        raise InputError(f'{path}: to read HTML, pip install "stancekit[html]"') from error
    data = _read_bytes(path)
    try:
        found: Any = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    # The extractor and the parser below it fail on broken pages in ways that they don't document.
    except Exception as error:
        raise InputError(f"{path}: no text could be taken from this HTML: {describe(error)}") from error
    if found is None or not found.text:
        raise InputError(f"{path}: there is no article text in this HTML")
    return Document(text=found.text, id=path.name, date=found.date, publisher=found.sitename)
