"""Standard output, kept for the result: what anything else writes there meanwhile goes to standard error.

That holds for a plugin's `print` as well as for a library in C and for a program that it starts, since it is the
descriptor itself that leads elsewhere; the result is written to a duplicate of it. Imports nothing of the package.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

_result: BinaryIO | None = None
"""Where the result goes while standard output is kept for it."""


def result_stream() -> BinaryIO:
    """Standard output as the result sees it."""
    return _result or sys.stdout.buffer


@contextlib.contextmanager
def kept_for_result() -> Iterator[None]:
    """Have only `result_stream` write to standard output within the block; within another such block, do nothing."""
    global _result
    if _result is not None or sys.stdout is None:
        yield
        return
    printed = sys.stdout
    printed.flush()
    try:
        descriptor = printed.fileno()
    except (OSError, ValueError):
        # Something else stands in its place, as in a notebook.
        _result = printed.buffer
        try:
            with contextlib.redirect_stdout(sys.stderr):
                yield
        finally:
            _result = None
        return
    with os.fdopen(os.dup(descriptor), "wb") as stream:
        _lead_elsewhere(descriptor)
        printed.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # it has a descriptor
        _result = stream
        try:
            yield
        finally:
            _result = None
            # What was printed and waits there isn't the result; a plugin may have closed it.
            with contextlib.suppress(OSError, ValueError):
                printed.flush()
            os.dup2(stream.fileno(), descriptor)


def _lead_elsewhere(descriptor: int) -> None:
    """To standard error, or nowhere where that is closed."""
    try:
        os.dup2(sys.stderr.fileno(), descriptor)
    except (AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
