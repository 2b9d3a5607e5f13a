"""The labelled data that come with the distribution; each folder or file has a data sheet beside it."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path


def shipped(name: str) -> AbstractContextManager[Path]:
    """A shipped file or folder, as a path that is good inside the `with`."""
    return as_file(files(__name__) / name)
