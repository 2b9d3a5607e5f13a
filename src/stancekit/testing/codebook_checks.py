"""The laws of a codebook: its names stand for one thing each, its patterns can be used, and a file can hold it.

Imports the checks.
"""

import msgspec
import yaml

from stancekit.errors import CodebookError
from stancekit.formats.codebooks import meaning_problems, parse_codebook, pattern_problems
from stancekit.nouns.codebook import Codebook
from stancekit.testing.checks import LawBroken, Laws, NotApplicable, Trial

LAWS = Laws()


def _codebook(trial: Trial) -> Codebook:
    made: Codebook = trial.subject.make()
    return made


@LAWS.law()
def is_a_codebook(trial: Trial) -> None:
    """The factory makes a Codebook with a name and at least one target, all of the declared types."""
    made = trial.subject.make()
    if not isinstance(made, Codebook):
        raise LawBroken(f"the factory makes a {type(made).__name__}")
    try:
        msgspec.convert(msgspec.to_builtins(made), Codebook)
    except (TypeError, msgspec.MsgspecError) as error:
        raise LawBroken(str(error)) from error
    if not made.name or not made.targets:
        raise LawBroken("the codebook has no name" if not made.name else "the codebook has no target")


@LAWS.law()
def names_stand_for_one_thing(trial: Trial) -> None:
    """Names and aliases of targets, and labels of stances, are each used once, and none is empty."""
    for problem in meaning_problems(_codebook(trial)):
        raise LawBroken(f"{problem.field}: {problem.message}")


@LAWS.law()
def patterns_can_be_used(trial: Trial) -> None:
    """Each cue pattern is an RE2 pattern that matches at least a character."""
    try:
        import re2  # noqa: F401  # without it nothing is found wrong
    except ImportError:
        raise NotApplicable('RE2 is not installed: pip install "stancekit[rules]"') from None
    for problem in pattern_problems(_codebook(trial)):
        raise LawBroken(f"{problem.field}: {problem.message}")


@LAWS.law()
def written_and_read_back(trial: Trial) -> None:
    """Written to a YAML file and read back, it is the same."""
    made = _codebook(trial)
    text = yaml.safe_dump(msgspec.to_builtins(made), allow_unicode=True, sort_keys=False)
    try:
        again = parse_codebook(text)
    except CodebookError as error:
        raise LawBroken(str(error).splitlines()[0]) from error
    if again != made:
        raise LawBroken("what is read back is another codebook")


@LAWS.law()
def made_the_same_again(trial: Trial) -> None:
    """Made a second time, it is the same."""
    if trial.subject.make() != trial.subject.make():
        raise LawBroken("the factory makes another codebook each time")


@LAWS.law()
def examples_of_both_sides(trial: Trial) -> None:
    """A target whose examples show one side shows the other too, where it names both."""
    for target in _codebook(trial).targets:
        shown = {example.polarity for example in target.examples} & {"favor", "against"}
        if len(shown) == 1 and target.favor and target.against:
            raise LawBroken(f'the target "{target.name}" has examples of {shown.pop()} only')
