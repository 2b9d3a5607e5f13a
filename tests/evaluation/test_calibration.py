"""Calibration against simulations in which it is known, and against scikit-learn's Brier score."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from stancekit.evaluation.calibration import calibrate

CLASSES = ("against", "favor", "none")
weights = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
rows = st.lists(st.tuples(st.sampled_from(CLASSES), weights), min_size=1, max_size=60)


def simulated(confidence, accuracy):
    """Answers "favor", each with its confidence, right as often as `accuracy` says."""
    right = np.random.default_rng(0).random(len(confidence)) < accuracy
    gold = ["favor" if one else "against" for one in right]
    given = [{"favor": float(one), "against": 1 - float(one)} for one in confidence]
    return calibrate(gold, ["favor"] * len(gold), given)


def given_answers(rows):
    probabilities = [dict(zip(CLASSES, np.array(row) / sum(row), strict=True)) for _, row in rows]
    return [gold for gold, _ in rows], [max(one, key=one.get) for one in probabilities], probabilities


def test_probabilities_that_are_right_have_almost_no_calibration_error():
    confidence = np.random.default_rng(1).uniform(0.5, 1, size=20_000)
    found = simulated(confidence, confidence)
    assert found.ece < 0.015
    for one in found.bins:
        assert one.accuracy == pytest.approx(one.confidence, abs=0.03)
    assert sum(one.items for one in found.bins) == 20_000


def test_overconfidence_is_measured():
    found = simulated(np.full(20_000, 0.95), np.full(20_000, 0.7))
    assert found.ece == pytest.approx(0.25, abs=0.01)
    assert len(found.bins) == 1


@given(rows)
def test_brier_equals_that_of_scikit_learn(rows):
    gold, predicted, probabilities = given_answers(rows)
    table = [[one[name] for name in CLASSES] for one in probabilities]
    expected = brier_score_loss(gold, table, labels=list(CLASSES), scale_by_half=False)
    assert calibrate(gold, predicted, probabilities).brier == pytest.approx(expected)


@given(rows)
def test_who_answers_everything_has_the_risk_of_being_wrong(rows):
    gold, predicted, probabilities = given_answers(rows)
    found = calibrate(gold, predicted, probabilities)
    wrong = [one != other for one, other in zip(gold, predicted, strict=True)]
    coverage, risk = found.risk_coverage[-1]
    assert (coverage, risk) == (1.0, pytest.approx(sum(wrong) / len(wrong)))
    order = sorted(range(len(rows)), key=lambda index: -probabilities[index][predicted[index]])
    risks = [sum(wrong[index] for index in order[:count]) / count for count in range(1, len(rows) + 1)]
    assert found.risk_area == pytest.approx(sum(risks) / len(risks))
    assert 0 <= found.ece <= 1


def test_abstaining_where_confidence_is_low_lowers_the_risk():
    confidence = np.random.default_rng(2).uniform(0.5, 1, size=5_000)
    found = simulated(confidence, confidence)
    (coverage, least), (_, most) = found.risk_coverage[0], found.risk_coverage[-1]
    assert coverage == pytest.approx(0.05)
    assert least < 0.05 < 0.2 < most


SHARES = """
import numpy as np
from stancekit.evaluation.calibration import calibrate
names = [f"label {number}" for number in range(15)]
for row in np.random.default_rng(0).dirichlet(np.ones(15), size=50):
    print(calibrate(names[:1], names[:1], [dict(zip(names, map(float, row)))]))
"""


def test_the_last_digit_is_the_same_in_every_process():
    command = [sys.executable, "-c", SHARES]
    said = {
        subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


def test_an_answer_that_the_probabilities_do_not_name_has_no_confidence():
    found = calibrate(["favor"], ["favor"], [{"against": 1.0}])
    assert found.ece == 1.0
    assert found.brier == 2.0
    assert found.risk_coverage == ((1.0, 0.0),)
