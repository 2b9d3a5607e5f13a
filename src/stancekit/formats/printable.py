"""Text from outside made safe and short enough to be shown in a line. Imports nothing of the package."""

_KEPT = {"\u200c", "\u200d"}
"""The joiners within emoji and within words of several scripts: invisible, and harmless."""


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
