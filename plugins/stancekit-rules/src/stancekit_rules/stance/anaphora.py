"""What "the plan", "the decision" or "it" takes up, where a statement judges it without naming a target.

Only a target's own words count: the antecedent is the nearest phrase before the statement in which a noun of the same
kind ("plan", "proposal", "decision") is bound to words that speak of the target ("plans to build settlements").
"""

import re
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark, Recogniser
from stancekit_rules.stance.lexicon import Lexicon
from stancekit_rules.stance.tokens import Tokens

WINDOW = 2000
"""How far back, in characters, an antecedent of "the plan" is looked for."""

NEAR = 700
"""How far back, in characters, what a pronoun takes up is looked for."""

_THINGS = (
    "plans?|proposals?|decisions?|moves?|offers?|measures?|ideas?|initiatives?|projects?|bill|legislation|resolution|"
    "policy|policies|announcement|scheme|motion|deployment|adoption|approval"
)
_QUALITIES = "(?:proposed|planned|new|latest|controversial|reported|whole|entire|so-called)"
_TAKES_UP = re.compile(
    rf"\b(?:the|this|that|these|those|such(?: an?)?|any such)\s+(?:{_QUALITIES}\s+)?"
    rf"(?:{_THINGS})\b(?!\s+(?:to|of|for|on|that)\b)",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:it|this|that|them|do so|doing so)\b", re.I)
_BOUND_BEFORE = re.compile(rf"\b(?:{_THINGS})\s+(?:to|of|for|on|by\s+\w+\s+to)\s+(?:[\w'’,-]+\s+){{0,4}}$", re.I)
_THING = re.compile(rf"\b(?:{_THINGS})\b", re.I)
_BOUND_AFTER = re.compile(rf"\s?(?:{_THINGS})\b", re.I)
_SENTENCE = re.compile(r"[.!?]['\"”’]?\s+|\n+")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|U\.S)\.\s+$")


class Antecedent(NamedTuple):
    """What a phrase takes up: the sign of the words that speak of the target, and where they stand in the document."""

    sign: int
    span: tuple[int, int]


_MAY = re.compile(
    rf"(?:the|this|that|these|those|such(?: an?)?)\s+(?:\w+\s+)?(?:{_THINGS})\b|^['\"“‘]?(?:it|this|that)\b|\bthis\b",
    re.I,
)
_BRIEF = 50


def may_take_up(text: str) -> bool:
    """Whether a statement has any words that could take something up: a quick look before the exact one."""
    return _MAY.search(text) is not None or (len(text) <= _BRIEF and _PRONOUN.search(text) is not None)


def phrases(text: str) -> list[Mark]:
    """The phrases in a statement that may take up something said before: "the plan", "such proposals"."""
    return [Mark(found.start(), found.end(), "thing", 1) for found in _TAKES_UP.finditer(text)]


def pronouns(text: str) -> list[Mark]:
    """The pronouns in a statement that may take up something."""
    return [Mark(found.start(), found.end(), "pronoun", 1) for found in _PRONOUN.finditer(text)]


def antecedent(text: str, end: int, recogniser: Recogniser, lexicon: Lexicon) -> Antecedent | None:
    """The nearest phrase before `end` in which a plan or decision is bound to words for the target.

    What the plan does to the target turns the sign: "the decision to lift sanctions".
    """
    start = max(end - WINDOW, 0)
    before = text[start:end]
    for mark in reversed(recogniser.marks(before)):
        span = (start + mark.start, start + mark.end)
        around = before[max(mark.start - 80, 0) : mark.start]
        bound = _BOUND_BEFORE.search(around)
        if bound is not None:
            return Antecedent(mark.sign * _acts(bound[0], lexicon), span)
        if _THING.search(before, mark.start, mark.end) or _BOUND_AFTER.match(before, mark.end):
            return Antecedent(mark.sign, span)
    return None


def _acts(words: str, lexicon: Lexicon) -> int:
    """The product of the signs of the acts in a few words: -1 for "decision to lift"."""
    sign = 1
    for found in lexicon.find(Tokens(words).words):
        sign *= found.sense.kinds.get("act", 1) if not found.sense.kinds.keys() & {"have", "noun"} else 1
    return sign


def sentences_before(text: str, end: int, count: int) -> list[tuple[int, int]]:
    """The last sentences before `end`, the nearest first, as spans of the text; the one that `end` stands in counts."""
    start = max(end - NEAR, 0)
    before = text[start:end].rstrip(" \t\n\"'“‘”’")
    cuts = [0, *(found.end() for found in _SENTENCE.finditer(before) if not _TITLE.search(before, 0, found.end()))]
    found: list[tuple[int, int]] = []
    stop = len(before)
    for cut in reversed(cuts[-count:]):
        if cut < stop:
            found.append((start + cut, start + stop))
            stop = cut
    return found


def subject(text: str, sentences: list[tuple[int, int]], recogniser: Recogniser, lexicon: Lexicon) -> Antecedent | None:
    """What "it" or "this" speaks of, as far as the target is concerned, in the nearest of the sentences before it.

    A phrase there that itself takes something up ("condemned the decision, saying it ...") is followed one step.
    """
    for start, stop in sentences:
        before = text[start:stop]
        marks = recogniser.marks(before)
        if marks:
            return Antecedent(marks[-1].sign, (start + marks[-1].start, start + marks[-1].end))
        if phrases(before):
            return antecedent(text, start, recogniser, lexicon)
    return None


def elided(text: str, begin: int) -> bool:
    """Whether the content that begins at `begin` says something of a pronoun before it: "This, he said, | is wrong"."""
    return _ELIDED.search(text[max(begin - 120, 0) : begin]) is not None


_ELIDED = re.compile(
    r"(?:^|[.!?]['\"”’]?\s|\n)\s*['\"“‘]?(?:This|It|That|These)\b(?:[^.!?\n]|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|U\.S)\.)*$"
)
