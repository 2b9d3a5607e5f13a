"""What "the plan", "the decision" or "it" takes up, where a statement judges it without naming a target.

Only a target's own words count: the antecedent is the nearest phrase before the statement in which a noun of the same
kind ("plan", "proposal", "decision") is bound to words that speak of the target ("plans to build settlements").
"""

import re
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark, Recogniser

WINDOW = 2000
"""How far back, in characters, an antecedent is looked for."""

_THINGS = "plans?|proposals?|decisions?|moves?|offers?|measures?|ideas?|initiatives?|projects?|bill|legislation|resolution|policy|policies|announcement|scheme|motion|deployment"
_TAKES_UP = re.compile(
    rf"\b(?:the|this|that|these|those|such(?: an?)?|any such)\s+(?:(?:proposed|planned|new|latest|controversial|reported|whole|entire|so-called)\s+)?(?:{_THINGS})\b(?!\s+(?:to|of|for|on|that)\b)", re.I
)
_PRONOUN = re.compile(r"\b(?:it|this|that|them)\b", re.I)
_BOUND_BEFORE = re.compile(rf"\b(?:{_THINGS})\s+(?:to|of|for|on|by\s+\w+\s+to)\s+(?:[\w'’,-]+\s+){{0,4}}$", re.I)
_THING = re.compile(rf"\b(?:{_THINGS})\b", re.I)
_BOUND_AFTER = re.compile(rf"\s?(?:{_THINGS})\b", re.I)
_SENTENCE = re.compile(r"[.!?]['\"”’]?\s+|\n+")


class Antecedent(NamedTuple):
    """What a phrase takes up: the sign of the words that speak of the target, and where they stand in the document."""

    sign: int
    span: tuple[int, int]


def phrases(text: str) -> list[Mark]:
    """The phrases in a statement that may take up something said before: "the plan", "such proposals"."""
    return [Mark(found.start(), found.end(), "thing", 1) for found in _TAKES_UP.finditer(text)]


def pronouns(text: str) -> list[Mark]:
    """The pronouns in a statement that may take up something."""
    return [Mark(found.start(), found.end(), "pronoun", 1) for found in _PRONOUN.finditer(text)]


def antecedent(text: str, end: int, recogniser: Recogniser) -> Antecedent | None:
    """The nearest phrase before `end` in which a plan or decision is bound to words for the target."""
    start = max(end - WINDOW, 0)
    before = text[start:end]
    for mark in reversed(recogniser.marks(before)):
        around = before[max(mark.start - 80, 0) : mark.start]
        if (
            _BOUND_BEFORE.search(around)
            or _THING.search(before, mark.start, mark.end)
            or _BOUND_AFTER.match(before, mark.end)
        ):
            return Antecedent(mark.sign, (start + mark.start, start + mark.end))
    return None


def sentence_before(text: str, end: int) -> tuple[int, int]:
    """The sentence that ends at `end`, or that the characters before `end` begin, as a span of the text."""
    start = max(end - WINDOW, 0)
    before = text[start:end].rstrip(" \t\n\"'“‘”’")
    cuts = [found.end() for found in _SENTENCE.finditer(before) if found.end() < len(before)]
    return start + (cuts[-1] if cuts else 0), start + len(before)


def subject(text: str, end: int, recogniser: Recogniser) -> Antecedent | None:
    """What "it" or "this" at `end` speaks of, as far as the target is concerned: the sentence so far, or the one before.

    A phrase there that itself takes something up ("condemned the decision, saying it ...") is followed one step.
    """
    start, stop = sentence_before(text, end)
    before = text[start:stop]
    marks = recogniser.marks(before)
    if marks:
        return Antecedent(marks[-1].sign, (start + marks[-1].start, start + marks[-1].end))
    return antecedent(text, start, recogniser) if phrases(before) else None
