"""What a part does to the world while it is asked: which addresses it connects to, which files it changes, what code
it takes from a pickle.

Python tells its audit hooks of each (PEP 578), also where a library does it. Imports nothing of the package.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"}

_CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod"}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Deeds:
    """What was seen.

    Attributes:
        network: What was connected to, looked up or bound.
        writes: The files and folders that were made, changed or removed; not Python's own caches of compiled modules.
        unpickled: What pickles asked for by name: functions and classes, any of which may be called.
    """

    def __init__(self) -> None:
        self.network: list[str] = []
        self.writes: list[str] = []
        self.unpickled: list[str] = []

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Take down one event of an audit hook."""
        if event in _NETWORK:
            self.network.append(f"{event} {arguments[1:] if event.startswith('socket.connect') else arguments}")
        elif event == "pickle.find_class":
            self.unpickled.append(".".join(map(str, arguments)))
        elif event in _CHANGES or (event == "open" and _writes(arguments)):
            self._write(arguments[0])

    def written_outside(self, folder: Path) -> list[str]:
        """What was written that doesn't lie in a folder."""
        root = str(folder.resolve()) + os.sep
        return [path for path in self.writes if not path.startswith(root)]

    def _write(self, path: object) -> None:
        if isinstance(path, int):
            return  # a file that is open already
        name = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]  # a path, by the event's definition
        if "__pycache__" not in name and not name.startswith(("/dev/", "/proc/")):
            self.writes.append(name)


_watching: list[Deeds] = []
_installed = False


@contextmanager
def watch() -> Iterator[Deeds]:
    """Take down what this process does within the block."""
    global _installed
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True
    deeds = Deeds()
    _watching.append(deeds)
    try:
        yield deeds
    finally:
        _watching.remove(deeds)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for deeds in _watching:
        deeds.note(event, arguments)


def _writes(arguments: tuple[object, ...]) -> bool:
    """Whether an event `open` (path, mode, flags) is of a file that is opened to be written."""
    _, mode, flags = arguments
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)
