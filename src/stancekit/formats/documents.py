"""Documents from files: text, HTML, JSON, and the rows of tables.

A reader gives one document after the other and holds no more than it must; what can't be read is an `InputError` that
names the file and the place, and the rest goes on where the caller says so. Imports the rows and the nouns.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from stancekit.errors import InputError, describe
from stancekit.formats.files import STDIN, read_bytes
from stancekit.formats.json import decode, split_path
from stancekit.formats.plain_text import decode_text
from stancekit.formats.rows.reading import open_table
from stancekit.formats.rows.row import require_columns
from stancekit.nouns.document import Document

OnError = Callable[[InputError], None]

OnProgress = Callable[[float], None]
"""What is told how many of the sources have been read: 2.25 for two of them and a quarter of the third."""

MAX_TEXT = 256 << 20
"""The largest text or JSON file, in bytes: it is held as a whole. A larger one is given as JSON lines."""

MAX_HTML = 32 << 20
"""The largest page of HTML, in bytes; its parser needs many times as much memory."""

_TABLES = (".jsonl", ".ndjson", ".csv", ".parquet")


class _Row(msgspec.Struct):
    """What is read of a row or of an object of JSON; other fields are passed over."""

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


def read_documents(
    sources: Iterable[str | Path], *, on_error: OnError | None = None, on_progress: OnProgress | None = None
) -> Iterator[Document]:
    """The documents of all sources, one after the other.

    Args:
        sources: Paths of `.html` or `.htm` files (their main text is taken), `.jsonl` or `.ndjson` files (one document
            a line), `.csv` or `.parquet` files (one document a row), `.json` files (one document, or a list of them),
            anything else being plain text in UTF-8, and `-` for text from standard input. Lines and rows have the
            fields of a `Document`; only `text` is required. A document without an id is called by its file's name, with
            as much of the path as tells it from others.
        on_error: Called with what can't be read, whereupon the rest goes on; without it, it is raised.
        on_progress: What to tell how far it has come.

    Raises:
        InputError: A file, a line or a row can't be read, and there is no `on_error`; or `sources` is no list.
    """
    if isinstance(sources, str | bytes | Path):
        raise InputError(f"expected a list of files, found one path; write read_documents([{str(sources)[:100]!r}])")
    paths = [str(source) for source in sources]
    advance = on_progress or (lambda done: None)
    for number, (source, name) in enumerate(zip(paths, _names(paths), strict=True)):
        try:
            yield from _read(source, name, on_error, lambda share, before=number: advance(before + share))  # type: ignore[misc]
        except InputError as error:
            _report(error, on_error)
        advance(number + 1)


def holds_many(source: str | Path) -> bool:
    """Whether a source is of a kind that holds many documents."""
    return Path(source).suffix.lower() in (*_TABLES, ".json")


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
            yield _row_document(row, place, place)
        except InputError as error:
            _report(error, on_error)


def _names(paths: Sequence[str]) -> list[str]:
    """What to call each file: its name, with as many folders before it as tell it from the others."""
    files = [Path(path).absolute() for path in paths]
    names = {file: file.name for file in files}
    depth = 1
    while (counts := Counter(names.values())).total() > len(counts):
        depth += 1
        names = {file: str(Path(*file.parts[-depth:])) if counts[name] > 1 else name for file, name in names.items()}
    given: Counter[Path] = Counter()
    called = []
    for file in files:
        given[file] += 1
        called.append(names[file] if given[file] == 1 else f"{names[file]} ({given[file]})")
    return called


def _read(source: str, name: str, on_error: OnError | None, advance: OnProgress) -> Iterator[Document]:
    suffix = Path(source).suffix.lower()
    if source == STDIN:
        yield Document(text=decode_text(read_bytes(STDIN, MAX_TEXT), "stdin"), id="stdin")
    elif suffix in _TABLES:
        yield from _read_table(source, name, on_error, advance)
    elif suffix == ".json":
        yield from _read_json(source, name, on_error)
    elif suffix in (".html", ".htm", ".xhtml"):
        yield _read_html(source, name)
    else:
        yield Document(text=decode_text(read_bytes(source, MAX_TEXT), source), id=name)


def _report(error: InputError, on_error: OnError | None) -> None:
    if on_error is None:
        raise error
    on_error(error)


def _read_table(source: str, name: str, on_error: OnError | None, advance: OnProgress) -> Iterator[Document]:
    with open_table(source) as table:
        require_columns(table, ["text"])
        columns = [name for name in _Row.__struct_fields__ if name in (table.columns or ())]
        for row in table.rows(lambda reject: _report(InputError(str(reject)), on_error), columns):
            advance(table.position / table.size if table.size else 0)
            place = row.number if row.line is None else row.line
            try:
                document = _row_document(row.values, f"{source}:{place}", f"{name}:{place}")
            except InputError as error:
                _report(error, on_error)
            else:
                yield document


def _read_json(source: str, name: str, on_error: OnError | None) -> Iterator[Document]:
    text = decode_text(read_bytes(source, MAX_TEXT), source)
    if not text.lstrip().startswith("["):
        yield decode(text, _Row, name=source).document(name)
        return
    for number, item in enumerate(decode(text, list[msgspec.Raw], name=source), start=1):
        try:
            document = decode(bytes(item), _Row, name=f"{source}: item {number}").document(f"{name}:{number}")
        except InputError as error:
            _report(error, on_error)
        else:
            yield document


def _row_document(row: Mapping[str, Any], place: str, default_id: str) -> Document:
    # An empty cell of CSV says nothing; an empty text is one.
    fields = {
        name: row[name]
        for name in _Row.__struct_fields__
        if row.get(name) is not None and (row[name] != "" or name == "text")
    }
    if hasattr(fields.get("date"), "isoformat"):
        fields["date"] = fields["date"].isoformat()
    try:
        return msgspec.convert(fields, _Row).document(default_id)
    except msgspec.ValidationError as error:
        field, reason = split_path(str(error))
        raise InputError(f"{place}: {field}: {reason}") from error


def _read_html(source: str, name: str) -> Document:
    try:
        import trafilatura
    except ImportError as error:
        raise InputError(f'{source}: to read HTML, pip install "stancekit[html]"') from error
    data = read_bytes(source, MAX_HTML)
    try:
        found: Any = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    # The extractor and the parser below it fail on broken pages in ways that they don't document.
    except Exception as error:
        raise InputError(f"{source}: no text could be taken from this HTML: {describe(error)}") from error
    if found is None or not found.text:
        raise InputError(f"{source}: there is no article text in this HTML")
    return Document(text=found.text, id=name, date=found.date, publisher=found.sitename)
