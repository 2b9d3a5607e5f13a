"""All checks of a part: for the tests of a plugin, for the command line, and for whoever wants to run them.

Imports the checks of every kind.
"""

from collections.abc import Callable, Iterable, Iterator

from stancekit.plugins import Kind
from stancekit.testing import (
    classifier_checks,
    extractor_checks,
    general_checks,
    resource_checks,
    trainable_checks,
)
from stancekit.testing.checks import Check, Law, Outcome, Subject

__all__ = ["Check", "checks", "parametrize_with_checks", "run_checks"]


def checks(kind: Kind, part: str | Callable[[], object], *, seed: int = 0) -> list[Check]:
    """The checks that a part has to pass.

    Args:
        kind: Which of the four kinds it is of.
        part: Its registered name, or a factory that makes a new one each time.
        seed: The start of all that is left to chance.

    Raises:
        PluginError: Nobody registered the name, or what is registered can't be made.
    """
    subject = Subject(kind, part)
    return [Check(law, subject, seed) for law in _laws(subject)]


def run_checks(kind: Kind, part: str | Callable[[], object], *, seed: int = 0) -> Iterator[Outcome]:
    """Run the checks of a part, one after the other; the arguments and errors are those of `checks`."""
    for check in checks(kind, part, seed=seed):
        yield check.outcome()


def parametrize_with_checks(kind: Kind, part: str | Callable[[], object], *, seed: int = 0) -> Callable[..., object]:
    """A decorator that runs a test of pytest once for each check; the test takes `check`, and calls it.

    The arguments and errors are those of `checks`.
    """
    import pytest

    found = checks(kind, part, seed=seed)
    return pytest.mark.parametrize("check", found, ids=[check.name for check in found])


def _laws(subject: Subject) -> Iterable[Law]:
    if subject.kind == "classifier":
        yield from classifier_checks.LAWS.laws
        if subject.learns:
            yield from trainable_checks.LAWS.laws
    elif subject.kind == "extractor":
        yield from extractor_checks.LAWS.laws
    if subject.kind in ("classifier", "extractor"):
        yield from general_checks.LAWS.laws
        yield from resource_checks.LAWS.laws
