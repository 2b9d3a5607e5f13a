"""Files and standard streams: what is read, and what is written in whole or not at all.

A file is written beside its place under a name of its own, `.NAME.xxxx.part`, which is locked for as long as somebody
writes it: what a process left behind that was killed is taken away by the next that writes the same file. Imports the
errors.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from stancekit.errors import InputError
from stancekit.formats.standard_output import result_stream

try:
    import fcntl
except ImportError:  # a system without such locks keeps what was left behind
    fcntl = None  # type: ignore[assignment]

_KEPT_OF_NAME = 60
"""How many characters of a file's name its temporary one has: names of files have at most 255 bytes."""

STDIN = "-"
"""The name of standard input, and of standard output."""


def standard_input() -> BinaryIO:
    """Standard input; raises `InputError` where it is closed."""
    if sys.stdin is None:
        raise InputError("stdin: can't be read: standard input is closed")
    return sys.stdin.buffer


def read_bytes(source: str, limit: int) -> bytes:
    """All of a file, or of standard input.

    Raises:
        InputError: It can't be read, or has more than `limit` bytes.
    """
    try:
        if source == STDIN:
            data = standard_input().read(limit + 1)
        else:
            with Path(source).open("rb") as stream:
                data = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise unreadable(Path(source), error) from error
    if len(data) > limit:
        name = "stdin" if source == STDIN else source
        raise InputError(f"{name}: more than {limit >> 20} MiB, which would be held as a whole; split it")
    return data


def unreadable(path: Path, error: Exception) -> InputError:
    """The error to raise where a file can't be opened or read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(f"{path}: can't be read: {reason[:1].lower()}{reason[1:]}")


@contextmanager
def open_output(path: str | Path | None) -> Iterator[BinaryIO]:
    """A stream to write to: standard output for None and `-`, else a file that is there once all of it is written.

    Until then what is written stands in a temporary file beside it, which is taken away where the block fails. A file
    that is replaced keeps its mode.

    Raises:
        InputError: The file can't be written.
    """
    if path is None or str(path) == STDIN:
        stream = result_stream()
        yield stream
        stream.flush()
        return
    target = Path(path).resolve()
    # A terminal, a pipe or /dev/null can't be replaced by a file.
    replaceable = target.is_file() or not target.exists()
    try:
        written, stream = _create(target) if replaceable else (target, target.open("wb"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        with stream:
            yield stream
        if replaceable:
            _replace(written, target)
    except BaseException:
        if replaceable:
            written.unlink(missing_ok=True)
        raise


@contextmanager
def write_whole(path: str | Path) -> Iterator[Path]:
    """The path at which to write a file that is then put in the place of `path`, for those who don't take a stream.

    It has the same name, in a temporary folder beside it, which is taken away in any case. A file that is replaced
    keeps its mode.

    Raises:
        InputError: The file can't be written.
    """
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            raise ValueError("it isn't a file")
        _sweep(target)
        folder = _beside(target)
        folder.mkdir()
        descriptor = os.open(folder, os.O_RDONLY)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from error
    try:
        _lock(descriptor)
        written = folder / target.name
        yield written
        _replace(written, target)
    except OSError as error:
        raise InputError(f"{path}: can't be written: {error.strerror or error}") from error
    finally:
        os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


def _create(target: Path) -> tuple[Path, BinaryIO]:
    """A new file beside `target`, locked."""
    _sweep(target)
    while True:
        written = _beside(target)
        stream = written.open("xb")
        _lock(stream.fileno())
        if os.fstat(stream.fileno()).st_nlink:  # else it was swept away before it was locked
            return written, stream
        stream.close()


def _beside(target: Path) -> Path:
    """A new name beside a file, by which `_sweep` knows it again."""
    return target.with_name(f".{target.name[:_KEPT_OF_NAME]}.{secrets.token_hex(4)}.part")


def _replace(written: Path, target: Path) -> None:
    if target.exists():
        written.chmod(target.stat().st_mode & 0o7777)
    written.replace(target)


def _lock(descriptor: int) -> bool:
    """Lock a file or folder for as long as it is open; whether nobody else has it locked."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(target: Path) -> None:
    """Take away what nobody writes any more of those that were to become `target`."""
    start, end = f".{target.name[:_KEPT_OF_NAME]}.", ".part"
    for left in target.parent.iterdir():
        name = left.name
        if len(name) != len(start) + 8 + len(end) or not name.startswith(start) or not name.endswith(end):
            continue
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY)
            try:
                if _lock(descriptor):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
            finally:
                os.close(descriptor)
