"""What the linear part weighs: features of a statement towards one target, each by a name that a person can read.

The rules' answer is one of them, the mentions in the statement and before it are others. None depends on which other
targets are asked about. May import the nouns and `mentions`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from stancekit.nouns.document import Document
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement
from stancekit_stance.mentions import Mention, Spotter

_TAKEN_UP = re.compile(
    r"\b(?:deal|agreements?|plans?|process|moves?|proposals?|it|them|this|that|so|decision|accord|measures?|steps?|"
    r"initiative|offer|efforts?|project|programme?|results?|statement|meeting|pact|issue|demand|condition|request|"
    r"action|path|way)\b",
    re.IGNORECASE,
)
"""Words that may stand for what was said before; which of them do, and for what, is for the weights to say."""

_CONDITION = re.compile(
    r"\b(?:if|unless|until|till|provided|providing|once|when|only|before|after|as long as|so long as|in return|"
    r"in exchange|first|without|while|should|on condition|must|but|not|no|then|would|will)\b",
    re.IGNORECASE,
)
_ENDINGS = ("ing", "ed", "es", "s")
_COUNTS = (1, 3, 8)
_DISTANCES = (100, 300, 800)
_LENGTHS = (6, 15)
_LOOKED_AT = 4_000
"""Characters of a content that are searched for single words."""


def mention_ends(spotter: Spotter, document: Document | None) -> tuple[int, ...]:
    """Where each mention of a target in a document ends, in order; none where there is no document."""
    return tuple(mention.end for mention in spotter.find(document.text)) if document is not None else ()


def words_of(statement: Statement) -> str:
    """The words that speak: the cue, then the content."""
    return f"{statement.cue} {statement.content}" if statement.cue else statement.content


def begins(statement: Statement) -> int:
    """Where the statement's words begin in the document."""
    return min((start for start, _ in (*statement.content_spans, *statement.cue_spans)), default=0)


def features(statement: Statement, opinion: Stance, mentions: Sequence[Mention], ends: Sequence[int]) -> list[str]:
    """The names of the features of one statement towards one target, those that any target has.

    Args:
        statement: The statement.
        opinion: What the rules answer.
        mentions: The target's mentions in the statement's words.
        ends: Where each of its mentions in the document ends, in order.
    """
    words = len(statement.content.split())
    size = ("short", "middling", "long")[bisect_right(_LENGTHS, words)]
    cue = stem(statement.cue.split()[0]) if statement.cue and statement.cue.split() else "none"
    kinds = "+".join(sorted({mention.kind for mention in mentions}))
    rules = opinion.polarity
    inside = "inside" if mentions else "outside"
    often = bisect_right(_COUNTS, len(ends))
    first = begins(statement)
    before = bisect_right(ends, first)
    near = bisect_right(_DISTANCES, first - ends[before - 1]) if before else "never"
    found = [
        f"rules {rules}",
        f"rule {rules} {opinion.rule or ''}",
        f"rules {rules} {size}",
        f"rules {rules} {statement.quotation}",
        f"rules {rules} conditional {opinion.conditional}",
        f"kinds {kinds}",
        f"kinds {kinds} rules {rules}",
        f"kinds {kinds} {size}",
        f"often {often} {inside}",
        f"near {near} {inside}",
        f"near {near} rules {rules}",
        f"near {near} often {often} {size} {inside}",
        f"cue {cue}",
        f"cue {cue} rules {rules}",
    ]
    if not mentions:
        taken_up = min((word.lower() for word in _TAKEN_UP.findall(statement.content[:_LOOKED_AT])), default="")
        found += [f"taken up {taken_up} near {near}", f"cue {cue} near {near} {size}"]
    return found


def condition_features(statement: Statement, opinion: Stance, polarity: str) -> list[str]:
    """The names of the features by which a position is taken for a conditional one."""
    words = sorted({word.lower() for word in _CONDITION.findall(statement.content[:_LOOKED_AT])})
    agreed = f"rules {opinion.conditional}" if opinion.polarity == polarity else "rules other"
    return [agreed, f"polarity {polarity}", *(f"word {word}" for word in words)]


def stem(word: str) -> str:
    """A word without its inflection; a rough one, meant for comparing words and not for reading."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
