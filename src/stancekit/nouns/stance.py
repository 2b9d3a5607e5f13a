"""A `Stance`: a judgement of one statement towards one target.

A label is only a name for (target, polarity): nothing here knows one. Imports the nouns below it.
"""

from typing import Literal

import msgspec

from stancekit.nouns.document import Spans

Polarity = Literal["favor", "against", "none"]


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person or body as resolved over the whole document.

    Attributes:
        name: The fullest name that the document gives: "Dmitry Peskov".
        role: The role as the document states it: "Kremlin spokesman".
        affiliation: The body or state that the actor speaks for: "Kremlin".
    """

    name: str
    role: str | None = None
    affiliation: str | None = None


class Stance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a holder stands on one target, by one statement.

    Attributes:
        target: The target's name.
        polarity: "favor", "against" or "none".
        label: The codebook's name for (target, polarity); None for "none" and for a target that names no label.
        conditional: Whether the position holds only under a condition that the statement gives.
        probabilities: Polarity to probability, summing to 1; None where the classifier has none to give.
        evidence: The words that show it, as spans into the document.
        holder: Whose position it is, where it is known.
        classifier: The name of the classifier that judged.
        rule: The rule or pattern that decided, for classifiers that can name one.
    """

    target: str
    polarity: Polarity
    label: str | None = None
    conditional: bool = False
    probabilities: dict[str, float] | None = None
    evidence: Spans = ()
    holder: Actor | None = None
    classifier: str = ""
    rule: str | None = None
