"""Files and standard streams: what is read, and what is written in whole or not at all.

Imports the errors.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from stancekit.errors import InputError
from stancekit.formats.standard_output import result_stream

STDIN = "-"
"""The name of standard input, and of standard output."""


def unreadable(path: Path, error: Exception) -> InputError:
    """The error to raise where a file can't be opened or read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(f"{path}: can't be read: {reason[:1].lower()}{reason[1:]}")


@contextmanager
def open_output(path: str | Path | None) -> Iterator[BinaryIO]:
    """A stream to write to: standard output for None and `-`, else a file that is there once all of it is written.

    Until then what is written stands in a temporary file beside it, which is taken away where the block fails.

    Raises:
        InputError: The file can't be written.
    """
    if path is None or str(path) == "-":
        stream = result_stream()
        yield stream
        stream.flush()
        return
    target = Path(path).resolve()
    # A terminal, a pipe or /dev/null can't be replaced by a file.
    replaceable = target.is_file() or not target.exists()
    written = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part") if replaceable else target
    try:
        stream = written.open("xb" if replaceable else "wb")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        with stream:
            yield stream
        if replaceable:
            written.replace(target)
    except BaseException:
        if replaceable:
            written.unlink(missing_ok=True)
        raise


@contextmanager
def write_whole(path: str | Path) -> Iterator[Path]:
    """The path at which to write a file that is then put in the place of `path`, for those who don't take a stream.

    It has the same name, in a temporary folder beside it, which is taken away in any case.

    Raises:
        InputError: The file can't be written.
    """
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            raise ValueError("it isn't a file")
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        written = folder / target.name
        yield written
        written.replace(target)
    except OSError as error:
        raise InputError(f"{path}: can't be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
