"""The conformance kit: proves that a classifier, an extractor, a codebook or a task keeps the contract.

In the tests of a plugin:

    from stancekit.testing import Check, parametrize_with_checks

    @parametrize_with_checks("classifier", "NAME")
    def test_conformance(check: Check) -> None:
        check()

or, from the command line, `stancekit plugins check NAME`. It comes with `pip install "stancekit[testing]"`.
"""

from stancekit.testing.checks import Check
from stancekit.testing.conformance import checks, parametrize_with_checks

__all__ = ["Check", "checks", "parametrize_with_checks"]
