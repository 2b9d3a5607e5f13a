"""Text from outside made safe to be shown, and short enough for a line. Imports nothing of the package."""

import re

_KEPT = {"\u200c", "\u200d"}
"""The joiners within emoji and within words of several scripts: invisible, and harmless."""


_CONTROL = re.compile("[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def without_controls(text: str) -> str:
    """A text of many lines with a \ufffd for each control character, half surrogate pair and change of direction.

    Its length stays as it is. Marks that only say how the letters beside them run are kept: those have no reach.
    """
    return _CONTROL.sub("\ufffd", text)


def printable(text: str) -> str:
    """A text in one line, without anything that moves the cursor, changes colors or turns the direction of writing."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() or c in _KEPT else "\ufffd" for c in line)


def shorten(text: str, width: int) -> str:
    """The beginning of a text, printable; cut at a word and marked with … where it has more than `width` characters."""
    line = printable(text[: width * 4])
    if len(line) <= width:
        return line if len(text) <= width * 4 else f"{line} …"
    cut = line[: width - 2]
    head, _, _ = cut.rpartition(" ")
    return f"{head if len(head) > width // 2 else cut} …"
