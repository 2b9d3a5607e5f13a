"""What "the plan", "the decision" or "it" takes up, where a statement judges it without naming a target.

Only a target's own words count: the antecedent is the nearest phrase before the statement in which a noun of the same
kind ("plan", "proposal", "decision") is bound to words that speak of the target ("plans to build settlements").
"""

import re
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark, Recogniser

WINDOW = 2000
"""How far back, in characters, an antecedent is looked for."""

_THINGS = (
    "plans?|proposals?|decisions?|moves?|steps?|offers?|measures?|ideas?|initiatives?|projects?|demands?|requests?|"
    "invitations?|bill|legislation|resolution|policy|policies|actions?|announcement|scheme|motion|approach|deployment"
)
_TAKES_UP = re.compile(rf"\b(?:the|this|that|these|those|such(?: an?)?|any such|their|its|his|her)\s+(?:{_THINGS})\b(?!\s+(?:to|of|for|on)\b)", re.I)
_PRONOUN = re.compile(r"\b(?:it|this|that|them)\b", re.I)
_THING = re.compile(rf"\b(?:{_THINGS})\b", re.I)
_SENTENCE = re.compile(r"[.!?]['\"”’]?\s|\n")


class Antecedent(NamedTuple):
    """What a phrase takes up: the sign of the words that speak of the target, and where they stand in the document."""

    sign: int
    span: tuple[int, int]


def phrases(text: str) -> list[Mark]:
    """The phrases in a statement that may take up something said before, the plainest kind first."""
    return [Mark(found.start(), found.end(), "thing", 1) for found in _TAKES_UP.finditer(text)]


def pronouns(text: str) -> list[Mark]:
    """The pronouns in a statement that may take up something."""
    return [Mark(found.start(), found.end(), "pronoun", 1) for found in _PRONOUN.finditer(text)]


def antecedent(text: str, end: int, recogniser: Recogniser) -> Antecedent | None:
    """The nearest phrase before `end` in which a plan or decision is bound to words for the target."""
    start = max(end - WINDOW, 0)
    before = text[start:end]
    marks = recogniser.marks(before)
    for mark in reversed(marks):
        around = before[max(mark.start - 60, 0) : mark.start]
        cut = max((found.end() for found in _SENTENCE.finditer(around)), default=0)
        tail = before[mark.end : mark.end + 30]
        stop = _SENTENCE.search(tail)
        tail = tail[: stop.start()] if stop else tail
        if _THING.search(around, cut) or _THING.search(before, mark.start, mark.end) or _THING.match(tail.lstrip(" -")):
            return Antecedent(mark.sign, (start + mark.start, start + mark.end))
    return None


def last_sentence(text: str, end: int) -> tuple[int, int]:
    """Where the sentence before `end` begins and ends, in characters of the text."""
    before = text[max(end - WINDOW, 0) : end]
    base = end - len(before)
    cuts = [found.end() for found in _SENTENCE.finditer(before)]
    cuts = [cut for cut in cuts if cut < len(before.rstrip())]
    if not cuts:
        return base, end
    return base + cuts[-1], end
