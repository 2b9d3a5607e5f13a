"""The conformance kit on all that this distribution registers."""

from stancekit.testing import Check, parametrize_with_checks


@parametrize_with_checks("classifier", "sklearn")
def test_the_classifier(check: Check) -> None:
    check()


@parametrize_with_checks("classifier", "sklearn+rules")
def test_the_classifier_with_a_second_opinion(check: Check) -> None:
    check()
