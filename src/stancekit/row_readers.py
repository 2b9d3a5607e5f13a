"""Rows of tables, from JSON lines, CSV and Parquet files: one after the other, and each bad one with its reason.

What a row means is for those who read it to say; here it has columns, and values as the file has them. A table is never
held as a whole. Imports the readers of documents, for what they know of files.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from stancekit.codec import decode
from stancekit.errors import InputError
from stancekit.readers import STDIN, unreadable
from stancekit.rejects import OnReject, Reject

MAX_ROW = 16 * 1024 * 1024
"""The longest row, in bytes of a line of JSON or characters of a CSV record: a longer one is rejected, not held."""

KEPT_OF_LONG = 1000
"""How much of a row that is too long is kept to be recognised by."""

_BATCH_ROWS = 256
"""How many rows of a Parquet file are in memory at a time."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HALF_PAIR = re.compile("[\ud800-\udfff]")


class Row(msgspec.Struct, frozen=True):
    """One row of a table.

    Attributes:
        table: What to call the table in errors: the file as it was named.
        number: Which row it is, counted from 1; bad rows count, a header and empty lines don't.
        values: Column to value, as the file has them.
        line: The line of the file on which it begins, counted from 1; None where the file has no lines.
    """

    table: str
    number: int
    values: Mapping[str, Any]
    line: int | None = None


class FieldError(Exception):
    """A value that can't be what its column says; for those who read rows, who make a `Reject` of it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Table(Protocol):
    """A table that is open for reading, once."""

    @property
    def name(self) -> str:
        """What it is called in errors."""
        ...

    @property
    def columns(self) -> Mapping[str, Any] | None:
        """Its columns and the type of each, as `row_writers` takes them; None where each row has its own."""
        ...

    @property
    def size(self) -> int | None:
        """How much there is to read, in units of `position`; None where it isn't known."""
        ...

    @property
    def position(self) -> int:
        """How much of it has been read."""
        ...

    def rows(self, on_reject: OnReject) -> Iterator[Row]:
        """The rows, in order; what can't be taken for a row goes to `on_reject`."""
        ...


def reject_row(
    row: Row, error: FieldError, on_reject: OnReject, *, target: str | None = None, plugin: str | None = None
) -> None:
    """Report a row that its reader doesn't take, or that a plugin failed on when it was asked about a target."""
    on_reject(
        Reject(
            file=row.table,
            row=row.number,
            line=row.line,
            target=target,
            field=error.field,
            reason=error.reason,
            plugin=plugin,
            values=row.values,
        )
    )


def weigh(values: Mapping[str, Any]) -> int:
    """About how much a row holds, in characters, bytes or members: rows are kept waiting by number and by weight."""
    return sum(len(value) for value in values.values() if isinstance(value, Sized))


def number_rows(rows: Iterable[Any], *, name: str = "table", start: int = 1) -> Iterator[Row]:
    """Rows with their numbers, from what gives mappings when iterated: a list, a `datasets.Dataset`.

    A `Row` is passed on as it is; what is no mapping becomes a row without any column.
    """
    for number, row in enumerate(rows, start=start):
        if isinstance(row, Row):
            yield row
        else:
            yield Row(name, number, row if isinstance(row, Mapping) else {})


@contextmanager
def open_table(source: str | Path) -> Iterator[Table]:
    """Open a `.jsonl`, `.ndjson`, `.csv` or `.parquet` file, or `-`, which is JSON lines from standard input.

    JSON lines: an object on each line. CSV: commas, quotation marks doubled within quotation marks, UTF-8, a first line
    with the names of the columns, and every value text. Parquet: values become what pyarrow makes of them.

    Raises:
        InputError: The file can't be opened, its name has another ending, or it isn't of the kind that its name says.
    """
    path = Path(source)
    suffix = path.suffix.lower()
    if str(source) == STDIN:
        yield _JsonLines(sys.stdin.buffer, "stdin", None)
        return
    if suffix not in (".jsonl", ".ndjson", ".csv", ".parquet"):
        raise InputError(f"{source}: a table is a .jsonl, .ndjson, .csv or .parquet file, or JSON lines from -")
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    with stream:
        if suffix == ".parquet":
            yield _Parquet(stream, str(source))
        else:
            size = path.stat().st_size
            yield (_Csv if suffix == ".csv" else _JsonLines)(stream, str(source), size)


class _JsonLines:
    """One object a line."""

    columns = None

    def __init__(self, stream: BinaryIO, name: str, size: int | None) -> None:
        self.name = name
        self.size = size
        self.position = 0
        self._stream = stream

    def rows(self, on_reject: OnReject) -> Iterator[Row]:
        line = number = 0
        while data := self._read():
            line += 1
            whole = len(data) <= MAX_ROW
            if line == 1:
                data = data.removeprefix(_BYTE_ORDER_MARK)
            if not data.strip():
                continue
            number += 1
            try:
                if not whole:
                    raise FieldError("", f"the line is longer than {MAX_ROW} bytes; this is its beginning")
                yield Row(self.name, number, _decode_object(data), line)
            except FieldError as error:
                said = data.strip() if whole else data[:KEPT_OF_LONG]
                on_reject(
                    Reject(
                        file=self.name,
                        row=number,
                        line=line,
                        field=error.field,
                        reason=error.reason,
                        values=said.decode("utf-8", errors="backslashreplace"),
                    )
                )

    def _read(self) -> bytes:
        """The next line; of one that is too long more than `MAX_ROW` bytes, and the rest is passed over."""
        try:
            data = rest = self._stream.readline(MAX_ROW + 1)
            while len(data) > MAX_ROW and rest and not rest.endswith(b"\n"):
                rest = self._stream.readline(MAX_ROW)
                self.position += len(rest)
        except OSError as error:
            raise unreadable(Path(self.name), error) from error
        self.position += len(data)
        return data


def _decode_object(data: bytes) -> dict[str, Any]:
    try:
        return decode(data, dict[str, Any], name="line")
    except InputError as error:
        reason = str(error).removeprefix("line: ").removeprefix("[...]: ")
        raise _faulty_value(data) or FieldError("", reason) from error


def _faulty_value(data: bytes) -> FieldError | None:
    """The column at fault where a laxer reader takes the line for an object: half a surrogate pair, or NaN."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    for name, value in values.items():
        text = json.dumps(value, ensure_ascii=False)
        if _HALF_PAIR.search(name + text):
            return FieldError(_readable(name), "half a surrogate pair, so this isn't Unicode text")
        if re.search(r"\b(NaN|Infinity)\b", text) and not isinstance(value, str):
            return FieldError(name, "NaN, an infinity or a number that is too large; JSON has none of these")
    return None


class _Lines:
    """The lines of a CSV file, for `csv.reader`; remembers those of the record that is being read."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.last = 0
        self.read = 0
        self.record: list[str] = []
        self._length = 0

    def begin(self) -> None:
        self.record = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = rest = self._text.readline(MAX_ROW + 1)
        if not line:
            raise StopIteration
        self.last += 1
        self._length += len(line)
        self.read += len(line)
        self.record.append(line)
        if self._length > MAX_ROW:
            # The reader begins anew after an error, so the rest of this line must not look like a record.
            while rest and not rest.endswith(("\n", "\r")):
                rest = self._text.readline(MAX_ROW)
                self.read += len(rest)
            raise csv.Error(f"longer than {MAX_ROW} characters, or a quotation mark is never closed")
        return line


class _Csv:
    """A header, then one record a row."""

    def __init__(self, stream: BinaryIO, name: str, size: int | None) -> None:
        self.name = name
        self.size = size
        # Bytes that aren't UTF-8 become half surrogate pairs, so that they cost one row and not the file.
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._lines = _Lines(text)
        # The module's own limit holds for the whole process and is lower than that of `_Lines`.
        csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_ROW))
        self._records = csv.reader(self._lines, strict=True)
        self._names = self._header()
        self.columns = dict.fromkeys(self._names, "string")

    @property
    def position(self) -> int:
        return self._lines.read

    def rows(self, on_reject: OnReject) -> Iterator[Row]:
        number = 0
        while True:
            self._lines.begin()
            first = self._lines.last + 1
            cells: list[str] = []
            try:
                cells = next(self._records)
                if not cells:
                    continue
                number += 1
                values = self._values(cells)
            except StopIteration:
                return
            except OSError as error:
                raise unreadable(Path(self.name), error) from error
            except (csv.Error, FieldError) as error:
                if isinstance(error, csv.Error):
                    number += 1
                    error = FieldError("", _csv_reason(error))
                on_reject(self._reject(number, first, cells, error))
            else:
                yield Row(self.name, number, values, first)

    def _header(self) -> Sequence[str]:
        try:
            names = next(self._records)
        except StopIteration:
            raise InputError(f"{self.name}: the file is empty; its first line has to name the columns") from None
        except csv.Error as error:
            raise InputError(f"{self.name}:1: {_csv_reason(error)}") from error
        except OSError as error:
            raise unreadable(Path(self.name), error) from error
        line = "".join(self._lines.record)
        if "\0" in line or _HALF_PAIR.search(line):
            raise InputError(f"{self.name}:1: the names of the columns aren't text in UTF-8")
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise InputError(f'{self.name}:1: two columns are called "{twice}"')
        return names

    def _values(self, cells: list[str]) -> dict[str, str]:
        if len(cells) != len(self._names):
            raise FieldError("", f"the row has {len(cells)} values, and the header names {len(self._names)} columns")
        values = dict(zip(self._names, cells, strict=True))
        line = "".join(self._lines.record)
        if not line.isascii() or "\0" in line:
            for name, cell in values.items():
                if _HALF_PAIR.search(cell):
                    raise FieldError(name, "not UTF-8")
                if "\0" in cell:
                    raise FieldError(name, "a NUL character, so this isn't text")
        return values

    def _reject(self, number: int, first: int, cells: list[str], error: FieldError) -> Reject:
        lines = "" if self._lines.last <= first else f" (lines {first} to {self._lines.last})"
        raw = "".join(self._lines.record)
        if len(raw) > MAX_ROW:
            raw = raw[:KEPT_OF_LONG]
        whole = len(cells) == len(self._names)
        return Reject(
            file=self.name,
            row=number,
            line=first,
            field=error.field,
            reason=error.reason + lines,
            values={name: _readable(cell) for name, cell in zip(self._names, cells, strict=True)}
            if whole
            else _readable(raw.rstrip("\r\n")),
        )


def _csv_reason(error: csv.Error) -> str:
    said = "a quotation mark is never closed" if "unexpected end of data" in str(error) else str(error)
    return f"this isn't CSV: {said}"


def _readable(text: str) -> str:
    """Text without half surrogate pairs: bytes that weren't UTF-8 are written as `\\xe9`, others as `\\ud800`."""
    try:
        return text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


class _Parquet:
    """One row a row; a part of the file that is damaged costs its own rows."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        try:
            import pyarrow as arrow
            import pyarrow.parquet as parquet
        except ImportError as error:
            raise InputError(f'{name}: to read Parquet, pip install "stancekit[parquet]"') from error
        self._errors = (arrow.ArrowException, OSError, ValueError, OverflowError)
        self.name = name
        self.position = 0
        try:
            self._file = parquet.ParquetFile(stream)
            names = self._file.schema_arrow.names
        except self._errors as error:
            raise InputError(f"{name}: this isn't Parquet that can be read: {_one_line(error)}") from error
        if twice := next((column for column in names if names.count(column) > 1), None):
            raise InputError(f'{name}: two columns are called "{twice}"')
        self.columns = {field.name: field.type for field in self._file.schema_arrow}
        self.size: int | None = self._file.metadata.num_rows

    def rows(self, on_reject: OnReject) -> Iterator[Row]:
        end = 0
        for group in range(self._file.num_row_groups):
            self.position, end = end, end + self._file.metadata.row_group(group).num_rows
            batches = self._file.iter_batches(_BATCH_ROWS, row_groups=[group])
            while True:
                try:
                    batch = next(batches, None)
                except self._errors as error:
                    # One reject for all of them: how many there are is only what a damaged file says.
                    first = self.position + 1
                    reason = f"rows {first} to {end} can't be read: {_one_line(error)}"
                    on_reject(Reject(file=self.name, row=first, reason=reason))
                    break
                if batch is None:
                    break
                yield from self._batch(batch, on_reject)

    def _batch(self, batch: Any, on_reject: OnReject) -> Iterator[Row]:
        faults: dict[int, FieldError] = {}
        columns = [
            self._column(name, column, faults) for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        for index in range(batch.num_rows):
            self.position += 1
            row = Row(
                self.name,
                self.position,
                {name: column[index] for name, column in zip(batch.schema.names, columns, strict=True)},
            )
            if index in faults:
                reject_row(row, faults[index], on_reject)
            else:
                yield row

    def _column(self, name: str, column: Any, faults: dict[int, FieldError]) -> list[Any]:
        """A column's values; None for those that Python has no value for, which are written into `faults`."""
        try:
            values: list[Any] = column.to_pylist()
        except self._errors:
            values = []
            for index in range(len(column)):
                try:
                    values.append(column[index].as_py())
                except self._errors as error:
                    values.append(None)
                    faults[index] = FieldError(name, f"the value can't be read: {_one_line(error)}")
        return values


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
