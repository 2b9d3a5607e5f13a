"""How a defect is written down: what has it, the check that has to find it, and the checks that may as well.

Imports nothing of the package.
"""

from collections.abc import Callable
from typing import NamedTuple


class Defect(NamedTuple):
    """One defect.

    Attributes:
        part: The class that has it, or the function that makes it.
        kind: Which kind of part it is.
        check: The check that is named for it.
        others: The other checks that may fail, since what they say of a part needn't be true of this one either.
    """

    part: Callable[[], object]
    kind: str
    check: str
    others: tuple[str, ...] = ()


DEFECTS: list[Defect] = []


def defect(kind: str, check: str, *others: str):
    """A decorator that takes a class or function down as a defect."""

    def note(part):
        DEFECTS.append(Defect(part, kind, check, others))
        return part

    return note
