"""What all parts of a process share, and what a part that is checked has to leave as it is.

The state of `random`, the current folder, the environment and the like. Imports nothing of the package.
"""

import locale
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def surroundings() -> dict[str, object]:
    """What all share, by what to call it; numpy's random state where numpy is loaded."""
    shared: dict[str, object] = {
        "the state of random": random.getstate(),
        "the current folder": str(Path.cwd()),
        "the environment": dict(os.environ),
        "the locale": locale.setlocale(locale.LC_ALL),
        "sys.path": list(sys.path),
        "the recursion limit": sys.getrecursionlimit(),
    }
    if numpy := sys.modules.get("numpy"):
        shared["the random state of numpy"] = [str(value) for value in numpy.random.get_state()]
    return shared


def draw_elsewhere(seed: int) -> None:
    """Set what is left to chance to a state that nobody else sets it to."""
    random.seed(f"{seed} of the conformance kit")
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed((seed + 0x5EED) % 2**32)


@contextmanager
def restored() -> Iterator[None]:
    """Put back what all share, whatever happens in the block."""
    state, folder, environment, path = random.getstate(), Path.cwd(), dict(os.environ), list(sys.path)
    language, limit = locale.setlocale(locale.LC_ALL), sys.getrecursionlimit()
    numpy = sys.modules.get("numpy")
    drawn = numpy.random.get_state() if numpy else None
    try:
        yield
    finally:
        random.setstate(state)
        os.chdir(folder)
        if dict(os.environ) != environment:
            os.environ.clear()
            os.environ.update(environment)
        sys.path[:] = path
        locale.setlocale(locale.LC_ALL, language)
        sys.setrecursionlimit(limit)
        if numpy:
            numpy.random.set_state(drawn)
