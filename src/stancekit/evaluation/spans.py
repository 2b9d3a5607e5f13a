"""Words at spans, and which found statements are which gold ones: what the scores of whole documents have in common.

It knows no measure and no corpus. Imports the document.
"""

import re
from collections.abc import Iterable
from typing import Any

from stancekit.nouns.document import Spans
from stancekit.nouns.statement import Quotation

MATCHED = 0.5
"""The least Dice coefficient of their words at which two spans are taken for the same."""

_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"[^\n]+")
_MARK_OR_WORD = re.compile(r"[“”\"]|\w+")
_ALL_QUOTED = 0.95


def words_at(text: str, spans: Spans) -> frozenset[int]:
    """The words of spans, each by the offset of its first character; signs at an edge are no words and don't count."""
    return frozenset(word.start() for start, end in spans for word in _WORD.finditer(text, max(0, start), max(0, end)))


def dice(one: frozenset[int], other: frozenset[int]) -> float:
    """The Dice coefficient of two sets (Dice 1945), from 0 to 1; 1 where both are empty."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def match_greedily(candidates: Iterable[tuple[Any, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs, best first.

    Args:
        candidates: What may be paired: how good the pair is (anything that sorts; ties are for it to break), and the
            numbers of its two sides.
    """
    pairs: list[tuple[int, int]] = []
    firsts: set[int] = set()
    seconds: set[int] = set()
    for _, first, second in sorted(candidates, key=lambda candidate: candidate[0], reverse=True):
        if first not in firsts and second not in seconds:
            firsts.add(first)
            seconds.add(second)
            pairs.append((first, second))
    return pairs


def quoted_words(text: str) -> frozenset[int]:
    """The words inside double quotation marks; a mark that is left open ends with its paragraph."""
    found: set[int] = set()
    for paragraph in _PARAGRAPH.finditer(text):
        inside = False
        for token in _MARK_OR_WORD.finditer(paragraph.group()):
            if token.group() == '"':
                inside = not inside
            elif token.group() in "“”":
                inside = token.group() == "“"
            elif inside:
                found.add(paragraph.start() + token.start())
    return frozenset(found)


def quotation_of(content: frozenset[int], quoted: frozenset[int]) -> Quotation:
    """How a content is quoted: "direct" with more than 95% of its words inside quotation marks, "indirect" with none.

    Args:
        content: The content's words, as from `words_at`.
        quoted: The document's quoted words, as from `quoted_words`.
    """
    share = len(content & quoted) / len(content) if content else 0.0
    return "direct" if share > _ALL_QUOTED else "mixed" if share else "indirect"
