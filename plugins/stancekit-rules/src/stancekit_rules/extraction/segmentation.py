"""A document as tokens, each with its offsets and a one-letter word class.

The classes of a document form one string, so that patterns over tokens are regular expressions over that string and run
in C; a token's index is its character's index. It knows words only through the lexicon that it is given. May import the
core's segmentation.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from stancekit.text.segmentation import ABBREVIATIONS, STRAIGHT_QUOTES, token_pattern

_STATES = "Ariz Calif Colo Conn Fla Ga Ill Ind Ky La Mass Md Mich Minn Mo Neb Nev Okla Pa Tenn Tex Va Vt Wash Wis"
TOKEN = token_pattern((*ABBREVIATIONS, "Bros", "Cmdr", "Hon", *_STATES.split()))

OPEN_QUOTES = frozenset("“«„")
CLOSE_QUOTES = frozenset("”»")
STRAIGHT = STRAIGHT_QUOTES | {"＂"}


class Tokens(NamedTuple):
    """The tokens of a document.

    Attributes:
        words: The tokens as they stand.
        starts: Their first offsets, in characters.
        ends: The offsets after them.
        classes: One letter for each (the header of `words.tsv` explains them), with quotations masked: inside quotation
            marks every token is "z", an opening mark is "q", a closing one "Q", or "M" after a comma, or "D" after a
            full stop.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    classes: str


PUNCTUATION = {
    mark: kind
    for kind, marks in (
        (",", ","),
        (";", ";"),
        (":", ":"),
        (".", ". ! ? … 。 ！ ？"),
        ("(", "( ["),
        (")", ") ]"),
        ("-", "- -- – —"),
        ("'", "'s ’s ' ’"),
        ("/", "/"),
        ("¶", "•"),
    )
    for mark in marks.split()
}


class WordClasses(dict[str, str]):
    """Word to class, filled as words are met."""

    LIMIT = 200_000

    def __init__(self, lexicon: Mapping[str, str]) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, word: str) -> str:
        found = self.classify(word)
        if len(self) >= self.LIMIT:
            self.clear()
        self[word] = found
        return found

    def classify(self, word: str) -> str:
        """The class of a word met for the first time."""
        if word in self.lexicon and (word[0].islower() or word == "I"):
            return self.lexicon[word]
        first = word[0]
        if first.isspace():
            return "¶"
        if word in PUNCTUATION:
            return PUNCTUATION[word]
        if word in STRAIGHT:
            return '"'
        if first in OPEN_QUOTES:
            return "“"
        if first in CLOSE_QUOTES:
            return "”"
        if not first.isalnum():
            return "." if word.startswith("...") else "-" if word.startswith("--") else "*"
        if first.isdigit():
            return "0"
        lower = word.lower()
        if len(word) > 1 and word.isupper():
            return "N"
        if not first.islower():
            found = self.lexicon.get(lower, "N")
            return found if found in "adoptPfbkuxnswTir" else "N"
        if lower.endswith("ly") and len(lower) > 4:
            return "r"
        if lower.endswith("ing") and len(lower) > 4:
            return "g"
        if lower.endswith("ed") and len(lower) > 4:
            return "e"
        return "l"


def tokenize(text: str, word_classes: WordClasses) -> Tokens:
    """The tokens of `text`, with classes and quotations."""
    found = list(TOKEN.tokens(text))
    words = [match[0] for match in found]
    starts = [match.start() for match in found]
    ends = [match.end() for match in found]
    classes = "".join(map(word_classes.__getitem__, words))
    classes = _sentence_initial(words, classes, word_classes)
    quotes = find_quotes(words, starts, ends, classes)
    return Tokens(words, starts, ends, mask(classes, quotes) if quotes else classes)


INITIAL = re.compile(r"(?:^|[.¶:])[\"“`(]?(N)(?!N)")


def _sentence_initial(words: list[str], classes: str, word_classes: WordClasses) -> str:
    """A capital at a sentence's start says nothing: look the word up in lower case."""
    changed: list[str] | None = None
    for match in INITIAL.finditer(classes):
        index = match.start(1)
        lower = words[index].lower()
        if lower in word_classes.lexicon:
            changed = changed or list(classes)
            changed[index] = word_classes.lexicon[lower]
        elif lower.endswith("ing") and len(lower) > 5:
            changed = changed or list(classes)
            changed[index] = "g"
    return "".join(changed) if changed else classes


CLOSING = "\"”'"
CLOSERS = '.,;:)-¶”"'
QUOTE_OR_BREAK = re.compile("[\"“”¶`']")
LONGEST_QUOTATION = 2_000  # tokens; a mark further from its partner than that is stray
LONGEST_SEARCH = 64  # marks to look through for the partner of a single mark


def find_quotes(words: list[str], starts: list[int], ends: list[int], classes: str) -> list[tuple[int, int]]:
    """The token ranges [open, close + 1) of quotations; one left open ends with its paragraph.

    Single marks count where they have a partner in the paragraph, so that an apostrophe is none.
    """
    found: list[tuple[int, int]] = []
    count = len(words)
    marks = [match.start() for match in QUOTE_OR_BREAK.finditer(classes)]
    marks = [index for index in marks if classes[index] != "'" or len(words[index]) == 1]

    def opens(index: int) -> bool:
        space_before = index == 0 or ends[index - 1] < starts[index] or classes[index - 1] in '(-¶"“'
        return space_before and index + 1 < count and starts[index + 1] == ends[index] and classes[index + 1] != "¶"

    def closes(index: int) -> bool:
        space_before = index == 0 or ends[index - 1] < starts[index]
        return not space_before and (
            index + 1 == count or starts[index + 1] > ends[index] or classes[index + 1] in CLOSERS
        )

    def partner(place: int) -> int:
        """The closing single mark for the opening one at `place` in `marks`; -1 where there is none."""
        for index in marks[place + 1 : place + LONGEST_SEARCH]:
            if classes[index] == "¶":
                return -1
            if classes[index] == "'" and closes(index) and not words[index - 1].endswith("s"):
                return index
        return -1

    opened = until = -1
    for place, index in enumerate(marks):
        kind = classes[index]
        if index <= until:
            continue
        if kind == "¶":
            if opened >= 0:
                found.append((opened, index))
            opened = -1
        elif kind in "'`":
            if opened < 0 and opens(index):
                until = partner(place)
                if until >= 0:
                    found.append((index, until + 1))
        elif opened < 0:
            if kind == "“" or (kind == '"' and not closes(index)):
                opened = index
        elif kind == "”" or (kind == '"' and not opens(index)):
            found.append((opened, index + 1))
            opened = -1
    if opened >= 0:
        found.append((opened, count))
    return [(first, last) for first, last in found if last - first <= LONGEST_QUOTATION]


def mask(classes: str, quotes: list[tuple[int, int]]) -> str:
    """`classes` with the inside of quotations as "z" and their marks as "q" and "Q", "M" or "D"."""
    parts: list[str] = []
    position = 0
    for start, end in quotes:
        parts.append(classes[position:start])
        length = end - start
        closed = classes[end - 1] in CLOSING and length > 1
        last = classes[end - 2] if closed else classes[end - 1]
        close = "M" if last == "," else "D" if last == "." else "Q"
        parts.append("q" + "z" * (length - 2) + close if length > 1 else "q")
        position = end
    parts.append(classes[position:])
    return "".join(parts)
