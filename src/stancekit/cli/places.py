"""Where a command reads and writes: no file is both. Imports nothing of the package."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

import typer

_IN_FOLDERS = (".txt", ".ann", ".json")
"""What is read of a folder: annotated texts, results."""


def check_outputs(outputs: dict[str, str | None], inputs: Iterable[str | None]) -> None:
    """Refuse to write over what is read, and to write two things to one place, before anything is opened.

    Files are the same where device and inode are, by whatever name.

    Args:
        outputs: Option to file; `-` and None are no files.
        inputs: Files that are read, `-` being standard input, and folders.

    Raises:
        BadParameter: An output is an input, or another output.
    """
    read = {one: name for name in inputs if name for one in _identities(name)}
    written: dict[object, str] = {}
    for option, file in outputs.items():
        if not file:
            continue
        place = "-" if file == "-" else _identity(Path(file))
        if place in read:
            raise typer.BadParameter(
                f"{file} is read by this command and can't be written as well; name another file", param_hint=option
            )
        if place in written:
            raise typer.BadParameter(f"{file} is where {written[place]} goes; name another file", param_hint=option)
        written[place] = option


def file_of(codebook: str) -> str | None:
    """The file that an option for a codebook names; None where it is a registered name."""
    return codebook if Path(codebook).suffix.lower() in (".yaml", ".yml", ".toml") else None


def _identities(name: str) -> list[object]:
    """What an input is known by: for a folder each file that is read of it."""
    if name == "-":
        try:
            status = os.fstat(0)
        except OSError:
            return []
        return [(status.st_dev, status.st_ino)] if stat.S_ISREG(status.st_mode) else []
    path = Path(name)
    if path.is_dir():
        return [_identity(file) for file in path.rglob("*") if file.suffix in _IN_FOLDERS]
    return [_identity(path)]


def _identity(path: Path) -> object:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return os.path.realpath(path)
    return status.st_dev, status.st_ino
