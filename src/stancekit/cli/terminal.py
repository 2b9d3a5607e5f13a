"""What a terminal is shown: rows, progress, and what went wrong, on standard error. Imports the errors."""

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from stancekit.errors import CodebookError, message_of
from stancekit.formats.printable import printable
from stancekit.formats.standard_output import kept_for_result, result_stream

FAILED = 1
"""The exit code where something in the input or a plugin failed and the rest is written."""

INTERRUPTED = 130
"""The exit code where somebody pressed Ctrl-C."""


@contextmanager
def plugin_warnings(quiet: bool = False) -> Iterator[None]:
    """Say what is broken in a plugin, in a line each, not in Python's form; what it prints is no result."""
    with kept_for_result(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for warning in [] if quiet else caught:
                complain(warning.message)


def complain(error: object) -> None:
    """Say on standard error what went wrong, a line for each thing."""
    said = message_of(error) if isinstance(error, BaseException) else str(error)
    problems = said.splitlines() if isinstance(error, CodebookError) else [said]
    for problem in problems:
        print(f"stancekit: {printable(problem)}", file=sys.stderr)


@contextmanager
def progress_bar(description: str, size: int | None, output: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, where a person would see it and the result doesn't go to the same terminal.

    Args:
        description: What is being done, in a word.
        size: How much there is to do; None where it isn't known, 0 for what isn't worth a bar.
        output: Where the result goes; `-` is standard output.

    Returns:
        What to call with how much is done.
    """
    if size == 0 or not sys.stderr.isatty() or (output == "-" and result_stream().isatty()):
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=size)
        yield lambda done: progress.update(task, completed=done)


def print_rows(rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table, its columns as wide as they need to be."""
    safe = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in safe) for column in range(len(safe[0]) - 1)]
    for row in safe:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]))
