"""Codebooks that don't hold together: factories, each with one thing changed in the sound codebook."""

import random

from msgspec.structs import replace

from defects.seeded import defect
from defects.sound import codebook
from stancekit.nouns.target import Cues, Example


def changed(**fields):
    """The sound codebook with these fields of its first target changed."""
    first, *others = codebook().targets
    return replace(codebook(), targets=(replace(first, **fields), *others))


@defect("codebook", "names_stand_for_one_thing", "written_and_read_back")  # a reader refuses such a file
def alias_of_another_target():
    return changed(aliases=("embargo",))


@defect("codebook", "names_stand_for_one_thing", "written_and_read_back")
def one_label_for_both_sides():
    return changed(favor="position", against="position")


@defect("codebook", "patterns_can_be_used", "written_and_read_back")
def pattern_that_looks_ahead():
    return changed(cues=Cues(mention=("talks(?= of peace)",)))


@defect("codebook", "patterns_can_be_used", "written_and_read_back")
def pattern_that_matches_nothing():
    return changed(cues=Cues(mention=("(talks)?",)))


@defect("codebook", "is_a_codebook", "written_and_read_back")
def version_that_is_a_number():
    return replace(codebook(), version=1)


@defect("codebook", "made_the_same_again")
def targets_in_any_order():
    return replace(codebook(), version=str(random.SystemRandom().random()))


@defect("codebook", "examples_of_both_sides")
def examples_of_one_side():
    return changed(examples=(Example(text="We want talks.", polarity="favor"),))


@defect("codebook", "written_and_read_back")
def targets_in_a_list():
    return replace(codebook(), targets=list(codebook().targets))
