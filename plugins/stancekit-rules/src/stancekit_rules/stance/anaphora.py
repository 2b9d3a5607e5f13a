"""The words of a statement that take up something said before: "the offer", "their demand", "it", "would do so".

Only found here; where they lead is worked out in `antecedents`. An ellipsis ("said they would attend") is made whole
with a pronoun, so that the rules read it as any other clause.
"""

import re
from typing import NamedTuple

from stancekit_rules.stance.antecedents import kinds
from stancekit_rules.stance.cues import Mark

_NOUNS = "|".join(sorted(kinds(), key=len, reverse=True))
_ACTIVITIES = "|".join(noun for noun, kind in kinds().items() if kind.name == "activity")
_OWNER = r"(?P<owner>[\w.-]+)(?:['’]s|(?<=s)['’])"
_QUALITY = r"(?P<quality>(?:[\w.-]+\s+){0,2}?)"
_PHRASE = re.compile(
    rf"\b(?P<determiner>the|this|that|these|those|such(?:\s+an?)?|any\s+such|his|her|its|their|(?:the\s+)?{_OWNER})\s+"
    rf"{_QUALITY}(?P<noun>{_NOUNS})\b"
    r"(?:\s+(?:of|by)\s+(?:the\s+)?(?P<maker>(?-i:[A-Z])[\w.-]+))?"
    r"(?!\s+(?:to|for|of|by|on|that|against|in|about)\b)(?!['’-]\w)",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?:do so|doing so|do the same|do likewise|follow suit|(?:it|this|that|them)"
    r"(?=\W*$|[.,;!?\"”]|\s+[\"“‘]|\s+(?:and|or|but|if|until|unless|because|at|in|to|on|by|from|with|without|before|after|now)\b))\b",
    re.I,
)
_PROVERB = re.compile(r"do(?:ing)? so|do the same|do likewise|follow suit|follow|comply|oblige|reciprocate", re.I)
_ATTENDING = re.compile(r"\b(?:attend|take part|participate|be there)$", re.I)
_FOLLOWING = re.compile(r"\b(?:follow|comply|oblige|reciprocate)$", re.I)
_LACKING_VERBS = r"\b(attend|take part|participate|be there|follow|comply|oblige|reciprocate|sign|accept)"
_LACKING = re.compile(rf"{_LACKING_VERBS}(?=\W*$|\s+(?:unless|until|if|as long as|without|only)\b)", re.I)
_LACKING_BEFORE = re.compile(rf"{_LACKING_VERBS}(?=\s+(?:unless|until|if|as long as|without|only)\b)", re.I)
_SUBJECT = re.compile(r"(?:^|[.!?;])[\"”'’\s“‘]*(it|this|that)(?=\s)", re.I)
_EXPLETIVE = re.compile(r"it(?:['’]s)?\s+(?:[\w'’]+\s+){1,5}?(?:to|that|for|when|if|whether|by|who)\b", re.I)
_WORD = re.compile(r"[^\s,.;:!?\"“”'’‘]+")
_OPENING = "\"'“‘"
_HEADS = frozenset(kinds())
_DETERMINERS = frozenset("the this that these those such his her its their s".split())
_FUNCTION = frozenset(
    "to of in on at by for and or is are was were has have will would that which who from with".split()
)
_TELLING = frozenset(
    "this same so likewise suit attend part participate there follow comply oblige reciprocate sign accept".split()
)
"""Words without which there is no proverb, no object left out and no "this"."""

_EARLY, _BEGINNING = 7, 12
_ARTICLES = frozenset("the a an this that these those its their his her our my any some no".split())
_BRIEF = 60
"""How long, in characters, a statement may be in which a pronoun or an ellipsis is the whole object."""


class Phrase(NamedTuple):
    """A noun phrase that takes something up: where it stands, its noun, whose the thing is, and what else is said."""

    mark: Mark
    noun: str
    owner: str
    quality: tuple[str, ...]


def may_take_up(text: str, content: str) -> bool:
    """Whether a statement has any words that could take something up: a quick look before the exact one.

    Args:
        text: The statement's words, its cue among them.
        content: Its content alone, whose first word may be a subject.
    """
    words = _WORD.findall(text.lower())
    seen = set(words)
    return (
        (not _HEADS.isdisjoint(seen) and _definite(words))
        or not _TELLING.isdisjoint(seen)
        or content[:6].lower().lstrip(_OPENING).startswith(("it ", "that "))
        or ("it" in words[:_BEGINNING] or "them" in words[:_BEGINNING])
    )


def _definite(words: list[str]) -> bool:
    return any(
        word in _HEADS and not _DETERMINERS.isdisjoint(words[max(index - 3, 0) : index])
        for index, word in enumerate(words)
    )


def phrases(text: str) -> list[Phrase]:
    """The phrases in a statement that may take up something said before: "the plan", "such proposals"."""
    found = []
    for match in _PHRASE.finditer(text):
        noun, quality = match["noun"].lower(), match["quality"].split()
        if not _FUNCTION.isdisjoint(quality):
            continue
        definite = (
            match["determiner"].lower() in ("this", "that", "these", "those") or match["determiner"][:4] == "such"
        )
        if kinds()[noun].name == "activity" and not definite:
            continue
        owner = match["owner"] or match["maker"] or next((word for word in quality if word[0].isupper()), "")
        plain = tuple(word.lower() for word in quality if not word[0].isupper())
        found.append(Phrase(Mark(match.start(), match.end(), "thing", 1), noun, owner, plain))
    return found


def pronouns(text: str) -> list[Mark]:
    """The pronouns in a statement that may take up something."""
    return [Mark(found.start(), found.end(), "pronoun", 1) for found in _PRONOUN.finditer(text)]


def subjects(text: str) -> list[Mark]:
    """The pronouns with which a sentence of the statement begins, as its subject; not the "it" of "it is vital to"."""
    return [
        Mark(found.start(1), found.end(1), "pronoun", 1)
        for found in _SUBJECT.finditer(text)
        if not _EXPLETIVE.match(text, found.start(1))
    ]


def is_early(text: str, mark: Mark) -> bool:
    """Whether nothing that a pronoun could take up stands before it: "she would vote to block | it"."""
    words = text[: mark.start].lower().split()
    return len(words) <= _EARLY and _ARTICLES.isdisjoint(words)


def is_proverb(words: str) -> bool:
    """Whether words stand for a whole predicate: "do so", "follow suit"."""
    return _PROVERB.match(words) is not None


def gap(text: str) -> int | None:
    """Where a clause lacks its object: at the end of "they would attend", before "unless" in "won't sign unless"."""
    found = _LACKING.search(text) if len(text) <= _BRIEF else _LACKING_BEFORE.search(text[:_BRIEF])
    return found.end(1) if found is not None else None


def lacks(text: str, at: int) -> str:
    """What stands in the gap after the verb that ends at `at`: something "attended", a "predicate", or an "object"."""
    before = text[:at]
    if _ATTENDING.search(before):
        return "attended"
    return "predicate" if _FOLLOWING.search(before) else "object"


def elided(text: str, begin: int) -> bool:
    """Whether the content that begins at `begin` says something of a pronoun before it: "This, he said, | is wrong"."""
    return _ELIDED.search(text[max(begin - 120, 0) : begin]) is not None


_ELIDED = re.compile(
    r"(?:^|[.!?]['\"”’]?\s|\n)\s*['\"“‘]?(?:This|It|That|These)\b(?:[^.!?\n]|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|U\.S)\.)*$"
)
