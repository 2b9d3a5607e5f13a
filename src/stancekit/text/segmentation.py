"""How an article is taken apart into words, marks and breaks of paragraphs, for those who read it token by token.

What a token is called, and where a sentence or a quotation ends, is for them to say. Imports nothing of the package.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
"""The signs that end a line; a token that begins with one is the end of a paragraph."""

ABBREVIATIONS = tuple(
    "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Maj Capt Sgt Adm St Jr Sr Prof Rev Pres Inc Corp Co Ltd No vs "
    "Jan Feb Aug Sept Oct Nov Dec".split()
)
"""Words to which a full stop belongs, wherever they stand."""

STRAIGHT_QUOTES = frozenset(('"', "''", "``"))
"""Quotation marks that don't tell by their shape whether they open or close; the last only opens."""

_HEAD = 20_000
"""How many characters show whether a text is wrapped."""

_WRAP = re.compile(r"[^\s.!?:;\"”’'…]\r?\n(?=\S)")
_LINE_END = re.compile(r"[.!?:;\"”’'…]\r?\n(?=\S)")


class TokenPattern(NamedTuple):
    """What a token is; `token_pattern` makes one.

    Attributes:
        lines: In a text whose lines are paragraphs.
        wrapped: In a text whose lines break within sentences, where only a blank line ends a paragraph.
    """

    lines: re.Pattern[str]
    wrapped: re.Pattern[str]

    def tokens(self, text: str) -> Iterator[re.Match[str]]:
        """The tokens of `text`, from the first to the last; what stands between two is white space."""
        return (self.wrapped if is_wrapped(text) else self.lines).finditer(text)


def token_pattern(abbreviations: Iterable[str] = ABBREVIATIONS) -> TokenPattern:
    """The pattern of tokens: words with what belongs to them, runs of the same mark, other signs, and breaks.

    Args:
        abbreviations: Words to which a full stop belongs, beside those of single letters ("U.S.").
    """
    words = (
        r"[^\W\d_]+(?![\w.'’&@/-])"  # most words, without a look at what follows here
        r"|(?:[^\W\d_]\.){2,}"  # U.S.
        rf"|(?:{'|'.join(map(re.escape, abbreviations))})\."
        r"|[DRI]-(?:[A-Z][a-z]*\.)+"  # R-S.C.
        r"|[A-Z]\.(?=\s[A-Z]\w)"  # an initial
        r"|['’]s\b"
        r"|\d+(?:[.,]\d+)+(?!\w)"
        r"|\w+(?:(?:['’](?!s\b)|[-./&@])\w+)*"
        r"|''|``|--+|\.\.\.+"
    )
    return TokenPattern(
        re.compile(rf"{words}|[{BREAKS}]\s*|\S"),
        re.compile(rf"{words}|(?:\r\n|[{BREAKS}])[^\S\n\r]*[{BREAKS}]\s*|\S"),
    )


def is_wrapped(text: str) -> bool:
    """Whether the lines of `text` break within sentences, so that only a blank line ends a paragraph."""
    head = text[:_HEAD]
    if head.count("\n") - 2 * head.count("\n\n") <= 4:
        return False
    broken = len(_WRAP.findall(head))
    return broken > 4 and broken > 2 * len(_LINE_END.findall(head))
