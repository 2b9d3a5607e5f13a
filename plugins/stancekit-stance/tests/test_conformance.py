"""The conformance kit: all of it on a small model, and on the shipped one what depends on what it has learnt.

The whole kit asks ten thousand questions; of the shipped model `stancekit plugins check news --kind classifier` does.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

import pytest

from small_models import write
from stancekit.testing import Check, checks, parametrize_with_checks
from stancekit_stance.classifier import NewsClassifier

FOLDER = Path(tempfile.mkdtemp(prefix="stancekit-stance-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
SMALL = write(FOLDER / "small.model")
OF_THE_SHIPPED = ("probabilities_sum_to_one", "probabilities_agree", "evidence_in_the_statement", "empty_text")


def small() -> NewsClassifier:
    return NewsClassifier(SMALL)


@parametrize_with_checks("classifier", small)
def test_a_small_model(check: Check) -> None:
    check()


SHIPPED = [check for check in checks("classifier", "news") if check.name in OF_THE_SHIPPED]


@pytest.mark.parametrize("check", SHIPPED, ids=[check.name for check in SHIPPED])
def test_the_shipped_model(check: Check) -> None:
    check()
