"""All checks of a part, for the command line and for the tests of a plugin.

Imports the checks of every kind.
"""

from collections.abc import Callable, Iterable

from stancekit.hosting.plugins import Kind
from stancekit.testing import (
    classifier_checks,
    codebook_checks,
    extractor_checks,
    general_checks,
    registration_checks,
    resource_checks,
    trainable_checks,
)
from stancekit.testing.checks import Check, Law, Subject


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
            yield from trainable_checks.CLASSIFIER_LAWS.laws
    elif subject.kind == "extractor":
        yield from extractor_checks.LAWS.laws
        if subject.learns:
            yield from trainable_checks.EXTRACTOR_LAWS.laws
    elif subject.kind == "codebook":
        yield from codebook_checks.LAWS.laws
    else:
        # A task needs what the evaluation needs, which the other kinds don't.
        from stancekit.contract.document_task import DocumentTask
        from stancekit.testing import task_checks

        yield from task_checks.LAWS.laws
        on_articles = isinstance(subject.make(), DocumentTask)
        yield from (task_checks.ARTICLE_LAWS if on_articles else task_checks.STATEMENT_LAWS).laws
    if subject.kind in ("classifier", "extractor"):
        if subject.learns:
            yield from trainable_checks.LAWS.laws
        yield from general_checks.LAWS.laws
        yield from resource_checks.LAWS.laws
    if subject.registered:
        yield from registration_checks.LAWS.laws
