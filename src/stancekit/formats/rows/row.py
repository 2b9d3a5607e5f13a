"""A `Row` of a table, and what is said of one that can't be taken.

What a row means is for those who read it to say; here it has columns, and values as the file has them. A table is never
held as a whole. Imports the rejects.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from typing import Any, Protocol

import msgspec

from stancekit.errors import InputError
from stancekit.formats.rejects import OnReject, Reject

MAX_ROW = 16 * 1024 * 1024
"""The longest row, in bytes of a line of JSON or characters of a CSV record: a longer one is rejected, not held."""

KEPT_OF_LONG = 1000
"""How much of a row that is too long is kept to be recognised by."""

_NAMED = 20
"""How many columns are named where one isn't there."""

HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Half a surrogate pair: no text has one, and no encoding can write it."""


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

    def rows(self, on_reject: OnReject, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows, in order; what can't be taken for a row goes to `on_reject`.

        Where only some `columns` are asked for, others may be left out.
        """
        ...


def require_columns(table: Table, required: Iterable[str], hints: Mapping[str, str] | None = None) -> None:
    """Say which column isn't there before every row fails on it; where each row has its own, that is for the rows.

    Raises:
        InputError: A column isn't there; the message has what `hints` say of it.
    """
    if table.columns is None:
        return
    for column in required:
        if column not in table.columns:
            there = [*table.columns][:_NAMED]
            more = len(table.columns) - len(there)
            named = ", ".join(there) + (f" and {more} more" if more else "") or "none"
            raise InputError(
                f"{table.name}: {column}: there is no such column; there are {named}{(hints or {}).get(column, '')}"
            )


def require_different(names: Iterable[str], place: str) -> None:
    """Raise `InputError` where two columns have one name; `place` is where they are named."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f'{place}: two columns are called "{name}"')
        seen.add(name)


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


def readable(text: str) -> str:
    """Text without half surrogate pairs: bytes that weren't UTF-8 are written as `\\xe9`, others as `\\ud800`."""
    try:
        return text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="backslashreplace").decode("utf-8")
