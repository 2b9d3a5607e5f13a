"""The conformance kit is proven: it finds each seeded defect by the check that is named for it, and passes sound parts.

`benchmarks/quality/kit_seeds.py` runs all checks on all of them, with many seeds; here are a few.
"""

import contextlib
import io
from pathlib import Path

import pytest

import conforming
from defects import answers, codebooks, conduct, extractors, learners, learning_extractors, robustness, sound, tasks
from defects.seeded import DEFECTS, Defect
from keywords import KeywordExtractor
from stancekit.testing import Check, checks, parametrize_with_checks
from stancekit.testing.checks import Outcome

MODULES = (answers, codebooks, conduct, extractors, learners, learning_extractors, robustness, tasks)

SLOW = {"pickling", "no_network", "no_writes", "bounded_memory", "linear_in_the_text", "linear_in_the_batch"}

TRIED = {
    "output_order",
    "batch_invariance",
    "own_target",
    "known_polarity",
    "label_of_the_target",
    "probabilities_sum_to_one",
    "probabilities_agree",
    "evidence_in_the_statement",
    "spans_inside",
    "statements_in_order",
    "reported_in_another",
    "known_quotation",
}
"""Checks whose example hypothesis makes, and shrinks."""

pytestmark = pytest.mark.filterwarnings("ignore:classify_all is deprecated")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some defects write where they are, at home, or where temporary files are."""
    for name in ("here", "home", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def outcomes(defect: Defect, *names: str) -> list[Outcome]:
    with contextlib.redirect_stdout(io.StringIO()):
        return [check.outcome() for check in checks(defect.kind, defect.part) if check.name in names]


def each(defects):
    return pytest.mark.parametrize("defect", defects, ids=[defect.part.__name__ for defect in defects])


def test_enough_defects_are_seeded():
    assert len(DEFECTS) == len({defect.part for defect in DEFECTS}) >= 34


@each(DEFECTS)
def test_a_defect_is_found_by_the_check_that_is_named_for_it(defect):
    (outcome,) = outcomes(defect, defect.check)
    assert (outcome.name, outcome.status) == (defect.check, "failed")
    if defect.check in TRIED:
        assert outcome.script.count("Pair(") <= 3
        assert outcome.script.count("Document(") <= 3
        assert len(outcome.script) < 1000
        # The script runs as it is, and shows what is given.
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(outcome.script, {})
        assert "Sta" in shown.getvalue()


@each(DEFECTS)
def test_a_defect_is_not_reported_by_the_checks_of_other_matters(defect):
    names = [check.name for check in checks(defect.kind, defect.part)]
    others = [name for name in names if name not in {defect.check, *defect.others, *SLOW}]
    (outcome,) = outcomes(defect, others[DEFECTS.index(defect) % len(others)])
    assert outcome.status in ("passed", "skipped", "not reached")


@parametrize_with_checks("classifier", sound.Verbs, seed=1)
def test_a_sound_classifier(check: Check):
    check()


@parametrize_with_checks("classifier", sound.Counts, seed=2)
def test_a_sound_classifier_that_learns(check: Check):
    check()


@parametrize_with_checks("extractor", sound.Said, seed=3)
def test_a_sound_extractor(check: Check):
    check()


@parametrize_with_checks("extractor", learning_extractors.CueWords, seed=7)
def test_a_sound_extractor_that_learns(check: Check):
    check()


@parametrize_with_checks("codebook", sound.codebook)
def test_a_sound_codebook(check: Check):
    check()


@parametrize_with_checks("task", sound.task)
def test_a_sound_task(check: Check):
    check()


@parametrize_with_checks("classifier", conforming.logistic, seed=4)
def test_a_classifier_around_scikit_learn(check: Check):
    check()


@parametrize_with_checks("classifier", conforming.ServedClassifier, seed=5)
def test_a_classifier_that_asks_a_service(check: Check):
    with conforming.serve():
        check()


@parametrize_with_checks("extractor", KeywordExtractor, seed=6)
def test_an_extractor_of_keywords(check: Check):
    check()
