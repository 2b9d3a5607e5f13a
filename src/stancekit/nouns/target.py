"""A `Target`: what a stance is about, with what a codebook says of how to recognise it.

A bare name is a whole target. Everything else is optional, and each kind of classifier takes what it can use: rules
the `cues`, an NLI or language model the `hypotheses` and the definition, a report the labels. Imports nothing of the
package but the polarity.
"""

from typing import Literal

import msgspec

from stancekit.nouns.stance import Polarity


class Cues(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Patterns by which rules recognise a target: RE2 patterns, case-insensitive, matched at word boundaries.

    Attributes:
        mention: Names of the thing itself: `talks`, `negotiations?`.
        promote: Words for doing it or furthering it: `negotiat(e|ing)`, `return to the table`. To want or announce one
            is favor, to refuse one is against.
        hinder: Words for undoing or preventing it: `boycott(s|ed|ing)? (the )?talks`. To want or announce one is
            against.
        favor: Words that by themselves show favor, whatever stands around them.
        against: Words that by themselves show opposition.
        exclude: Words that look like a mention and aren't: they are passed over.
    """

    mention: tuple[str, ...] = ()
    promote: tuple[str, ...] = ()
    hinder: tuple[str, ...] = ()
    favor: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Example(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A statement with the polarity that a coder should give it.

    Attributes:
        text: The statement's content.
        polarity: What a coder should answer.
        conditional: Whether the position holds only under a condition.
        note: Why, where it isn't plain.
    """

    text: str
    polarity: Polarity
    conditional: bool = False
    note: str = ""


class Hypotheses(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Sentences that an entailment model is asked about, `{holder}` standing for the holder's name."""

    favor: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Crosswalk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The event codes that a polarity of this target corresponds to, in one published ontology."""

    ontology: Literal["CAMEO", "PLOVER"]
    favor: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Target(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a stance is about.

    Attributes:
        name: The target's name: "negotiation".
        description: What it is, in a sentence or two, for people and for language models.
        aliases: Other names for it.
        favor: The label of a favorable stance: "ready_to_negotiate".
        against: The label of an opposing stance.
        includes: What a coder is to count in.
        excludes: What a coder is to leave out.
        cues: Patterns for rules.
        examples: Statements with the polarity that they should get.
        hypotheses: Sentences for entailment models.
        crosswalk: Codes in published event ontologies.
    """

    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    favor: str | None = None
    against: str | None = None
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    cues: Cues = Cues()
    examples: tuple[Example, ...] = ()
    hypotheses: Hypotheses = Hypotheses()
    crosswalk: tuple[Crosswalk, ...] = ()

    def label(self, polarity: Polarity) -> str | None:
        """The codebook's name for this polarity of the target; None for "none" and where it names none."""
        return {"favor": self.favor, "against": self.against, "none": None}[polarity]
