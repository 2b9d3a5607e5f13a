"""Tables of CSV: a header, then one record a row. Imports the rows."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from stancekit.errors import InputError
from stancekit.formats.files import unreadable
from stancekit.formats.rejects import OnReject, Reject
from stancekit.formats.rows.row import HALF_PAIR, KEPT_OF_LONG, MAX_ROW, FieldError, Row, readable, require_different


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


class Csv:
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

    def rows(self, on_reject: OnReject, columns: Sequence[str] | None = None) -> Iterator[Row]:
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
        if "\0" in line or HALF_PAIR.search(line):
            raise InputError(f"{self.name}:1: the names of the columns aren't text in UTF-8")
        require_different(names, f"{self.name}:1")
        return names

    def _values(self, cells: list[str]) -> dict[str, str]:
        if len(cells) != len(self._names):
            raise FieldError("", f"the row has {len(cells)} values, and the header names {len(self._names)} columns")
        values = dict(zip(self._names, cells, strict=True))
        line = "".join(self._lines.record)
        if not line.isascii() or "\0" in line:
            for name, cell in values.items():
                if HALF_PAIR.search(cell):
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
            values={name: readable(cell) for name, cell in zip(self._names, cells, strict=True)}
            if whole
            else readable(raw.rstrip("\r\n")),
        )


def _csv_reason(error: csv.Error) -> str:
    said = "a quotation mark is never closed" if "unexpected end of data" in str(error) else str(error)
    return f"this isn't CSV: {said}"
