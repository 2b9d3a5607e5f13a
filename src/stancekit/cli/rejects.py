"""The options of the commands that leave out what fails, and what becomes of it: a file of rejects, lines that sum up.

Shared by `analyze`, `classify` and `train`. Imports the form of a reject when there is one to write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from stancekit.cli.terminal import FAILED, complain

if TYPE_CHECKING:
    from stancekit.formats.rejects import Reject

_SAID = 20
"""How many rejects are named on standard error where there is no file for them, and documents that are left out."""


class OnError(StrEnum):
    """What `--on-error` takes."""

    REPORT = "report"
    SKIP = "skip"


RejectsOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="Where to write what is left out with the reason, as JSON lines; else it's named."
    ),
]
OnErrorOption = Annotated[
    OnError,
    typer.Option(
        help="Where a classifier fails: report leaves out the row or article, skip only the questions (statement and "
        "target) that it fails on. skip needs --rejects."
    ),
]
TimeLimitOption = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS", min=0.001, help="Stop a classifier or extractor that takes longer for a batch or article."
    ),
]


class NothingWrittenError(Exception):
    """Everything was left out: an older result isn't replaced by an empty one."""


class Rejected:
    """Takes what is left out: into a file, or named on standard error.

    Attributes:
        count: How much was left out.
    """

    def __init__(self, file: str | None, stream: BinaryIO | None = None) -> None:
        self.count = 0
        self._file = file
        self._stream = stream
        self._first: dict[str, Reject] = {}
        self._counts: dict[str, int] = {}
        self._left_out = 0
        self._documents: list[str] = []

    def __call__(self, reject: "Reject") -> None:
        """Write or name it."""
        self.count += 1
        plugin = reject.plugin or ""
        self._first.setdefault(plugin, reject)
        self._counts[plugin] = self._counts.get(plugin, 0) + 1
        if self._stream is not None:
            from stancekit.formats.rows.writing import encode_row

            self._stream.write(encode_row(reject) + b"\n")
        elif self.count <= _SAID:
            complain(reject)

    def leave_out(self, document: str) -> None:
        """Note that nothing of a document is in the result."""
        self._left_out += 1
        if self._left_out <= _SAID:
            self._documents.append(document)

    def report(self) -> None:
        """Say how much there was, in a line for each plugin, and end the command where there was any."""
        if not self.count:
            return
        if self._file is not None:
            for plugin, count in self._counts.items():
                if plugin:
                    reject = self._first[plugin]
                    first = str(reject).replace(f"{plugin} ", "", 1)
                    items = "item" if count == 1 else "items"
                    complain(f"{plugin} failed on {count} {items}, written to {self._file}; the first: {first}")
                else:
                    complain(f"{count} {_rows(count)} rejected, written to {self._file}")
        elif (more := self.count - _SAID) > 0:
            complain(f"{more} more {_rows(more)} rejected; --rejects FILE keeps all with the reason")
        if self._left_out:
            named = ", ".join(self._documents) + (" and others" if self._left_out > _SAID else "")
            documents = "document is" if self._left_out == 1 else "documents are"
            complain(f"{self._left_out} {documents} left out, as nothing could be judged: {named}")
        raise typer.Exit(FAILED)


def _rows(count: int) -> str:
    return "row was" if count == 1 else "rows were"


@contextmanager
def open_rejects(file: str | None) -> Iterator[Rejected]:
    """What takes the rejects of a run; `file` is where they are written, None where they are only named."""
    from stancekit.formats.files import open_output

    if file is None:
        yield Rejected(None)
    else:
        with open_output(file) as stream:
            yield Rejected(file, stream)


def check_rejects(rejects: str | None, on_error: OnError) -> None:
    """Refuse to leave out what nobody would find again."""
    if rejects is None and on_error is OnError.SKIP:
        raise typer.BadParameter(
            "skip needs --rejects FILE, so that what is left out can be found", param_hint="--on-error"
        )
