"""What is left out of a result, and why: a row, a document, or a single question of a row or statement and a target.

One form for everything, whichever command leaves it out. Imports the errors.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from stancekit.errors import InputError, Problem


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is left out, with what it takes to find it and to ask about it again.

    Attributes:
        file: The table that it stands in, or the id of the document.
        row: Which row of the table it is, counted from 1; None in a document.
        line: The line on which the row begins, counted from 1; None where the file has no lines.
        statement: The index of the statement in the document, counted from 0; None in a table and for a whole document.
        target: The target that was asked about; None where the row or document as a whole is left out.
        field: The column at fault; empty where the row as a whole is.
        reason: What is wrong with it.
        plugin: What failed on it, with its distribution; None where no plugin is at fault.
        values: The row: column to value, or the text of a line that couldn't be taken apart. For a statement a row as
            `RowClassifier` takes it: its content as `text`, its `holder` and its `speaker`.
    """

    file: str
    row: int | None = None
    line: int | None = None
    statement: int | None = None
    target: str | None = None
    field: str = ""
    reason: str
    plugin: str | None = None
    values: Any = None

    def __str__(self) -> str:
        places = [
            "" if self.statement is None else f"statement {self.statement + 1}",
            "" if self.target is None else f"target {self.target}",
            self.field,
        ]
        place = ", ".join(filter(None, places))
        return Problem(self.reason, place, self.row if self.line is None else self.line).describe(self.file)


OnReject = Callable[[Reject], None]


def raise_reject(reject: Reject) -> None:
    """What `on_reject` is where nobody gave one: the first that is left out is an `InputError`."""
    raise InputError(str(reject))
