"""The conformance kit on all that this distribution registers."""

from stancekit.testing import Check, parametrize_with_checks


@parametrize_with_checks("classifier", "rules")
def test_the_classifier(check: Check) -> None:
    check()


@parametrize_with_checks("extractor", "quotes")
def test_the_extractor(check: Check) -> None:
    check()


@parametrize_with_checks("codebook", "diplomacy")
def test_the_codebook(check: Check) -> None:
    check()
