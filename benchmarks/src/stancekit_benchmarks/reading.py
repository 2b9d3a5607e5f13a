"""Reading a corpus's files strictly: what isn't as its authors publish it is an error with file, line and field.

It knows file formats and no corpus. Imports the core's codec and errors.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from stancekit.errors import InputError, Problem
from stancekit.formats.json import decode

Row = TypeVar("Row")
Meaning = TypeVar("Meaning")

_LONGEST_SHOWN = 40


def read_text(path: Path) -> str:
    """A UTF-8 file, with its line ends as they are, since offsets count them; raises `InputError`."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}") from error


def read_lines(path: Path) -> list[str]:
    """The lines of a file. Only line feeds end a line: texts may hold other characters that some take for line ends."""
    text = read_text(path)
    return text.removesuffix("\n").split("\n") if text else []


def read_json(path: Path, kind: type[Row]) -> Row:
    """A JSON file as a value of a type; raises `InputError` with the field."""
    return decode(read_text(path), kind, name=str(path))


def read_json_lines(path: Path, kind: type[Row]) -> Iterator[tuple[int, Row]]:
    """Each line of a JSON lines file, with its number from 1; raises `InputError` with line and field."""
    for number, line in enumerate(read_lines(path), start=1):
        yield number, decode(line, kind, name=f"{path}:{number}")


def read_table(path: Path, columns: Sequence[str], *, separator: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of a table with a header, as the wanted columns, with the number of its last line from 1.

    Args:
        path: A file of comma-separated values with quotes, or of tab-separated ones without.
        columns: The columns wanted; others are passed over.
        separator: `,` or a tab.

    Raises:
        InputError: A column is missing, or a row has too few or too many fields.
    """
    lines = (f"{line}\n" for line in read_lines(path))
    rows = csv.reader(
        lines, csv.excel, delimiter=separator, quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
    )
    header = next(rows, [])
    if missing := [column for column in columns if column not in header]:
        found = ", ".join(header) or "nothing"
        raise wrong(path, 1, missing[0], f"there is no such column; the header has {found}")
    for row in rows:
        if len(row) != len(header):
            field = header[min(len(row), len(header) - 1)]
            raise wrong(path, rows.line_num, field, f"expected {len(header)} fields, found {len(row)}")
        fields = dict(zip(header, row, strict=True))
        yield rows.line_num, {column: fields[column] for column in columns}


def read_header(path: Path) -> list[str]:
    """The names of the columns of a file of comma-separated values."""
    return next(csv.reader(read_lines(path)[:1]), [])


def meaning_of(value: str, meanings: Mapping[str, Meaning], path: Path, line: int, field: str) -> Meaning:
    """What a label stands for; raises `InputError` for one that its authors don't use."""
    if value not in meanings:
        shown = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
        raise wrong(path, line, field, f'expected one of {", ".join(meanings)}, found "{shown}"')
    return meanings[value]


def wrong(path: Path, line: int | None, field: str, message: str) -> InputError:
    """The error for a field that is wrong."""
    return InputError(Problem(message, field, line).describe(str(path)))
