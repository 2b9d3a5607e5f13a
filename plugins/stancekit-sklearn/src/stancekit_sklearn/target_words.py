"""Which words of a text speak of a target: the codebook's cue patterns, the target's names, and words of its topic.

Patterns come from users, so they run on RE2, a linear-time engine, and nowhere else. May import the noun `Target` and
the operators.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import re2
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from stancekit.errors import InputError
from stancekit.nouns.target import Target
from stancekit.text.patterns import KINDS, bounded, options
from stancekit_sklearn.operators import operator_of, stem

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_CLASS = re.compile(r"\\.|\(\?[a-z-]*:?")
_LITERAL = re.compile(r"[A-Za-z]{4,}")


class Match(NamedTuple):
    """Words that speak of the target: `text[start:end]`, by which kind of cue."""

    start: int
    end: int
    kind: str


class TargetWords:
    """What is known of a target's words.

    Attributes:
        names: Its name and aliases.
        topic: The stem of each word of its topic, and how telling it is, from 0 to 1.
    """

    def __init__(self, target: Target) -> None:
        self.names = tuple(name for name in (target.name, *target.aliases) if name)
        self._patterns = _compile(target)
        self.topic = _topic(target) if self._patterns else {}

    def find(self, text: str) -> list[Match]:
        """The matches of the cues in `text` from left to right, the longest of those that overlap.

        A target without cues is found by its names.
        """
        if not self._patterns:
            return [Match(start, end, "mention") for start, end in find_name(text, self.names)]
        found: list[Match] = []
        excluded: list[tuple[int, int]] = []
        for kind, pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if start < end and kind == "exclude":
                    excluded.append((start, end))
                elif start < end:
                    found.append(Match(start, end, kind))
        found.sort(key=lambda match: (match.start, -match.end, -KINDS.index(match.kind)))
        kept: list[Match] = []
        reach = next_excluded = 0
        for match in found:
            while next_excluded < len(excluded) and excluded[next_excluded][1] <= match.start:
                next_excluded += 1
            free = next_excluded == len(excluded) or excluded[next_excluded][0] >= match.end
            if match.start >= reach and free:
                kept.append(match)
                reach = match.end
        return kept


@lru_cache(maxsize=4096)
def words_of(target: Target) -> TargetWords:
    """The words of a target; raises `InputError` where RE2 doesn't accept one of its patterns."""
    return TargetWords(target)


def find_name(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of `names` stands in `text`, as whole words and without regard to case.

    A name of two to four words that stands nowhere is looked for by its last word, as news calls people.
    """
    low = text.lower()
    if len(low) != len(text):  # A few letters change their length in lower case, and offsets with it.
        low = text
    for wanted in (names, [name.split()[-1] for name in names if 2 <= len(name.split()) <= 4]):
        spans = [span for name in wanted for span in _occurrences(low, _ARTICLE.sub("", name).lower())]
        if spans:
            return sorted(spans)
    return []


def _occurrences(text: str, name: str) -> list[tuple[int, int]]:
    spans = []
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            spans.append((start, end))
        start = text.find(name, end)
    return spans


def _compile(target: Target) -> list[tuple[str, Any]]:
    compiled = []
    for kind in (*KINDS, "exclude"):
        patterns = getattr(target.cues, kind)
        if patterns:
            try:
                compiled.append((kind, re2.compile(bounded(patterns), options())))
            except re2.error as error:
                raise InputError(f'target "{target.name}": cues.{kind}: RE2 refuses a pattern: {error}') from error
    return compiled


def _topic(target: Target) -> dict[str, float]:
    """The words that a codebook uses for the target, in its patterns and its text, by how often it does.

    They find the target where no pattern as a whole matches. Words that are operators, or that any text has, are none.
    """
    patterns = [pattern for kind in KINDS for pattern in getattr(target.cues, kind)]
    texts = (target.name.replace("_", " "), *target.aliases, target.description, *target.includes)
    sources = [_CLASS.sub(" ", pattern) for pattern in patterns] + list(texts)
    counts = Counter(word.lower() for source in sources for word in _LITERAL.findall(source))
    stems: Counter[str] = Counter()
    for word, count in counts.items():
        if word not in ENGLISH_STOP_WORDS and not operator_of(word):
            stems[stem(word)] += count
    return {root: min(1.0, 0.4 * count**0.5) for root, count in stems.items()}
