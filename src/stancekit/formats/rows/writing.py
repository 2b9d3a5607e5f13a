"""Rows of tables, to JSON lines, CSV and Parquet.

A writer is given one row after the other and holds a bounded number of them. Where CSV or Parquet is written and the
columns aren't known before the last row, the rows wait in a temporary file. Imports the errors and the readers of rows.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, BinaryIO, Literal, Protocol

import msgspec

from stancekit.errors import InputError
from stancekit.formats.rows.row import weigh

TableFormat = Literal["jsonl", "csv", "parquet"]

ColumnType = Any
"""The type of a column: "string", "int64", "double", "bool", "spans" (lists of pairs of numbers), "probabilities"
(favor, against and none, each a double), or a type of pyarrow."""

_CHUNK_ROWS = 1000
"""How many rows are made into one piece of Arrow."""

_GROUP_BYTES = 16 * 1024 * 1024
"""About how large a row group of a Parquet file becomes; so much is held."""

_MAX_COLUMNS = 10_000
"""How many columns lines of JSON may have among them where a table of fixed columns is made of them."""

_INT64 = 1 << 63

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also in the wide form, or leaves out before one."""


class RowWriter(Protocol):
    """Writes rows to a stream."""

    def add(self, row: Mapping[str, Any]) -> None:
        """Write one row; a column that it hasn't is empty. Raises `InputError` where it can't be written."""
        ...

    def close(self) -> None:
        """Write what has to stand at the end; the stream stays open."""
        ...

    def abandon(self) -> None:
        """Write nothing more."""
        ...


@contextmanager
def write_rows(
    form: TableFormat,
    stream: BinaryIO,
    columns: Mapping[str, ColumnType] | None,
    known: Mapping[str, ColumnType],
    *,
    formulas_as_text: bool = False,
) -> Iterator[RowWriter]:
    """The writer of a format onto a stream, for a block that adds the rows; where it fails nothing more is written.

    Args:
        form: The format.
        stream: Where to write.
        columns: All columns with their types, in order; None where they are found only by reading all rows.
        known: The types of those columns that are known all the same; they stand after the others.
        formulas_as_text: Put an apostrophe before text in CSV that a spreadsheet would take for a formula. What is read
            back isn't what was written then.

    Raises:
        InputError: The format needs a package that isn't installed.
    """
    writer = _make_writer(form, stream, columns, known, formulas_as_text)
    try:
        yield writer
        writer.close()
    except BaseException:
        writer.abandon()
        raise


def _make_writer(
    form: TableFormat,
    stream: BinaryIO,
    columns: Mapping[str, ColumnType] | None,
    known: Mapping[str, ColumnType],
    formulas_as_text: bool,
) -> RowWriter:
    if form == "jsonl":
        return _JsonLinesWriter(stream)
    if form == "parquet":
        _pyarrow()
    if columns is None:
        return _WaitingWriter(form, stream, known, formulas_as_text)
    return _CsvWriter(stream, columns, formulas_as_text) if form == "csv" else _ParquetWriter(stream, columns)


def encode_row(row: object) -> bytes:
    """A row, or what is said of one, as one line of JSON without the line's end; any value of Parquet has a form."""
    return _ENCODER.encode(row)


def _plain(value: object) -> object:
    """A value that JSON has no form for: moments of other libraries by ISO 8601, anything else as Python shows it."""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)


class _JsonLinesWriter:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, row: Mapping[str, Any]) -> None:
        self._stream.write(encode_row(row) + b"\n")

    def close(self) -> None:
        pass

    def abandon(self) -> None:
        pass


class _CsvWriter:
    def __init__(self, stream: BinaryIO, columns: Mapping[str, ColumnType], formulas_as_text: bool) -> None:
        self._columns = tuple(columns)
        self._marked = formulas_as_text
        self._writer = csv.writer(_Encoding(stream))
        self._begun = False

    def add(self, row: Mapping[str, Any]) -> None:
        self._begin()
        self._write([row.get(name) for name in self._columns])

    def close(self) -> None:
        self._begin()

    def abandon(self) -> None:
        pass

    def _begin(self) -> None:
        if not self._begun:
            self._write(self._columns)
        self._begun = True

    def _write(self, cells: Sequence[Any]) -> None:
        texts = list(map(_as_text, cells))
        if self._marked:
            for place, text in enumerate(texts):
                if text.startswith(_FORMULA) and not isinstance(cells[place], int | float):
                    texts[place] = f"'{text}"
        self._writer.writerow(texts)


class _Encoding:
    """Takes text for a stream of bytes; unlike `io.TextIOWrapper` it never closes the stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        self._stream.write(text.encode())


class _Sink(io.RawIOBase):
    """A stream that can be told to drop what it is given: a Parquet file that isn't whole must not get its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.dropping = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data) if self.dropping else self._stream.write(data)


class _ParquetWriter:
    def __init__(self, stream: BinaryIO, columns: Mapping[str, ColumnType]) -> None:
        arrow, parquet = _pyarrow()
        self._arrow = arrow
        self._columns = {name: _arrow_type(arrow, kind) for name, kind in columns.items()}
        self._schema = arrow.schema(list(self._columns.items()))
        self._sink = _Sink(stream)
        self._writer = parquet.ParquetWriter(self._sink, self._schema)
        self._rows: list[Mapping[str, Any]] = []
        self._weight = 0
        self._chunks: list[Any] = []
        self._bytes = 0

    def add(self, row: Mapping[str, Any]) -> None:
        self._rows.append(row)
        self._weight += weigh(row)
        if len(self._rows) >= _CHUNK_ROWS or self._weight >= _GROUP_BYTES:
            self._chunk()

    def close(self) -> None:
        self._chunk()
        self._group()
        self._writer.close()

    def abandon(self) -> None:
        # The writer of pyarrow closes itself when it is taken away, and its stream may be gone by then.
        self._sink.dropping = True
        self._writer.close()

    def _chunk(self) -> None:
        arrays = []
        for name, kind in self._columns.items():
            try:
                arrays.append(self._arrow.array([row.get(name) for row in self._rows], kind))
            except (self._arrow.ArrowException, ValueError, TypeError, OverflowError) as error:
                said = " ".join(str(error).split())
                raise InputError(f'the column "{name}" can\'t be written as Parquet: {said}') from error
        chunk = self._arrow.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._rows, self._weight = [], 0
        self._chunks.append(chunk)
        self._bytes += chunk.nbytes
        if self._bytes >= _GROUP_BYTES:
            self._group()

    def _group(self) -> None:
        if self._chunks:
            self._writer.write_table(self._arrow.Table.from_batches(self._chunks, self._schema))
        self._chunks = []
        self._bytes = 0


class _WaitingWriter:
    """Keeps the rows in a temporary file until all columns are known, and the type of each."""

    def __init__(
        self, form: TableFormat, stream: BinaryIO, known: Mapping[str, ColumnType], formulas_as_text: bool
    ) -> None:
        self._form = form
        self._marked = formulas_as_text
        self._stream = stream
        self._known = known
        self._seen: dict[str, set[str]] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (it lives until close)

    def add(self, row: Mapping[str, Any]) -> None:
        if len(self._seen) > _MAX_COLUMNS:
            raise InputError(f"the rows have more than {_MAX_COLUMNS} columns among them; write JSON lines instead")
        for name, value in row.items():
            kinds = self._seen.setdefault(name, set())
            if name not in self._known and value is not None:
                kinds.add(_kind(value))
        self._file.write(encode_row(row) + b"\n")

    def close(self) -> None:
        # Those that are known are what is added to a table, and stand after what it has.
        first = [name for name in self._seen if name not in self._known]
        columns = {name: _column_type(self._seen[name]) for name in first} | dict(self._known)
        marked = self._marked
        with (
            closing(self._file),
            write_rows(self._form, self._stream, columns, {}, formulas_as_text=marked) as writer,
        ):
            for row in self._rows():
                for name in first:
                    row[name] = _fit(row.get(name), columns[name])
                writer.add(row)

    def abandon(self) -> None:
        self._file.close()

    def _rows(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        for line in self._file:
            yield msgspec.json.decode(line, type=dict[str, Any])


def _kind(value: object) -> str:
    """The narrowest type of column that holds a value of JSON."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int64" if -_INT64 <= value < _INT64 else "string"
    return "double" if isinstance(value, float) else "string"


def _column_type(kinds: set[str]) -> str:
    """The one type that holds values of all these kinds: text, where they are of several."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return "double" if kinds == {"int64", "double"} else "string"


def _fit(value: Any, kind: ColumnType) -> Any:
    if value is None:
        return None
    if kind == "string":
        return _as_text(value)
    return float(value) if kind == "double" else value


def _as_text(value: Any) -> str:
    """A value in one cell: text as it is, nothing for None, and everything else as in JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    said = encode_row(value)
    return str(msgspec.json.decode(said)) if said.startswith(b'"') else said.decode()


def _arrow_type(arrow: Any, kind: ColumnType) -> Any:
    if not isinstance(kind, str):
        return kind
    if kind == "spans":
        return arrow.list_(arrow.list_(arrow.int64()))
    if kind == "probabilities":
        return arrow.struct({polarity: arrow.float64() for polarity in ("favor", "against", "none")})
    return {"string": arrow.string(), "int64": arrow.int64(), "double": arrow.float64(), "bool": arrow.bool_()}[kind]


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError('to write Parquet, pip install "stancekit[parquet]"') from error
    return pyarrow, pyarrow.parquet
