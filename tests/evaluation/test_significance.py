"""Intervals and tests against simulations in which the truth is known; all seeded."""

import numpy as np
import pytest

from stancekit.evaluation.metrics import macro_f1, measure
from stancekit.evaluation.significance import bootstrap_interval, correct, paired_test

CLASSES = ("against", "favor", "none")
GOLD = np.array([0.5, 0.3, 0.2])
CONFUSION = np.array([[0.7, 0.2, 0.1], [0.25, 0.6, 0.15], [0.2, 0.1, 0.7]])
"""How often each gold class is given each answer."""

BETTER = 0.7 * CONFUSION + 0.3 * np.eye(3)

MACRO_F1 = measure("macro_f1", CLASSES)


def counts(gold, given):
    """Right, gold and predicted of each class, for each item: shape (items, classes, 3)."""
    gold, given = np.eye(3)[gold], np.eye(3)[given]
    return np.stack([gold * given, gold, given], axis=-1)


def true_macro_f1(confusion):
    both = GOLD[:, None] * confusion
    return macro_f1(np.stack([np.diag(both), both.sum(axis=1), both.sum(axis=0)], axis=-1), CLASSES)


def draw(random, confusion, items):
    gold = random.choice(3, size=items, p=GOLD)
    return gold, answer(random, confusion, gold)


def answer(random, confusion, gold):
    return (random.random(len(gold))[:, None] > confusion[gold].cumsum(axis=1)).sum(axis=1).clip(max=2)


def test_the_interval_covers_the_true_value_as_often_as_it_says():
    random = np.random.default_rng(1)
    truth = true_macro_f1(CONFUSION)
    covered = 0
    for seed in range(400):
        interval = bootstrap_interval(counts(*draw(random, CONFUSION, 250)), MACRO_F1, seed=seed, resamples=400)
        covered += interval.low <= truth <= interval.high
    # Three standard deviations of 400 draws at 0.95 are 0.033.
    assert 0.917 <= covered / 400 <= 0.983


def test_items_of_one_statement_are_resampled_together():
    """Of five items that are right or wrong together, an interval over items would be far too narrow."""
    random = np.random.default_rng(2)
    truth = true_macro_f1(CONFUSION)
    covered = as_if_apart = 0
    for seed in range(200):
        groups = counts(*draw(random, CONFUSION, 120))
        together = bootstrap_interval(5 * groups, MACRO_F1, seed=seed, resamples=400)
        apart = bootstrap_interval(np.repeat(groups, 5, axis=0), MACRO_F1, seed=seed, resamples=300)
        covered += together.low <= truth <= together.high
        as_if_apart += apart.low <= truth <= apart.high
    assert 0.90 <= covered / 200 <= 0.99
    assert as_if_apart / 200 < 0.75


def test_the_paired_test_rejects_as_often_as_it_says_where_there_is_no_difference():
    random = np.random.default_rng(3)
    rejected = 0
    for seed in range(250):
        gold, first = draw(random, CONFUSION, 150)
        second = answer(random, CONFUSION, gold)
        rejected += paired_test(counts(gold, first), counts(gold, second), MACRO_F1, seed=seed, resamples=200)[1] < 0.05
    assert 0.008 <= rejected / 250 <= 0.092


def test_the_paired_test_exchanges_the_items_of_one_statement_together():
    random = np.random.default_rng(4)
    rejected = as_if_apart = 0
    for seed in range(150):
        gold, first = draw(random, CONFUSION, 80)
        second = answer(random, CONFUSION, gold)
        one, other = counts(gold, first), counts(gold, second)
        rejected += paired_test(5 * one, 5 * other, MACRO_F1, seed=seed, resamples=200)[1] < 0.05
        one, other = np.repeat(one, 5, axis=0), np.repeat(other, 5, axis=0)
        as_if_apart += paired_test(one, other, MACRO_F1, seed=seed, resamples=200)[1] < 0.05
    assert rejected / 150 <= 0.104
    assert as_if_apart / 150 > 0.2


def test_the_paired_test_finds_a_difference_that_is_there():
    random = np.random.default_rng(5)
    found = 0
    for seed in range(60):
        gold, worse = draw(random, CONFUSION, 400)
        better = counts(gold, answer(random, BETTER, gold))
        difference, p = paired_test(better, counts(gold, worse), MACRO_F1, seed=seed, resamples=200)
        found += p < 0.05 and difference > 0
    assert found >= 45


def test_p_is_the_share_of_all_exchanges_where_they_can_be_counted():
    # Two of three statements differ, each in favor of the first: of 8 exchanges the 2 x 2 that keep both on one side
    # are as far apart as what was seen.
    right, wrong = counts([0], [0])[0], counts([0], [1])[0]
    first, second = np.stack([right, right, right]), np.stack([right, wrong, wrong])
    accuracy = measure("accuracy", CLASSES)
    difference, p = paired_test(first, second, accuracy)
    assert difference == pytest.approx(2 / 3)
    assert p == pytest.approx(0.5)
    assert paired_test(second, first, accuracy) == (pytest.approx(-2 / 3), pytest.approx(0.5))


def test_two_that_answer_alike_are_no_different():
    one = counts([0, 1, 2], [0, 0, 2])
    assert paired_test(one, one.copy(), MACRO_F1) == (0.0, 1.0)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others():
    random = np.random.default_rng(6)
    gold, first = draw(random, CONFUSION, 100)
    one, other = counts(gold, first), counts(gold, answer(random, CONFUSION, gold))
    assert bootstrap_interval(one, MACRO_F1, seed=7) == bootstrap_interval(one, MACRO_F1, seed=7)
    assert bootstrap_interval(one, MACRO_F1, seed=7) != bootstrap_interval(one, MACRO_F1, seed=8)
    assert paired_test(one, other, MACRO_F1, seed=7) == paired_test(one, other, MACRO_F1, seed=7)


def test_where_all_is_right_the_interval_is_a_point_and_for_one_statement_there_is_none():
    right = counts([0, 1, 2, 0], [0, 1, 2, 0])
    interval = bootstrap_interval(right, MACRO_F1)
    assert (interval.low, interval.high) == (1.0, 1.0)
    assert bootstrap_interval(right[:1], MACRO_F1) is None


def test_holms_correction_of_a_worked_example():
    # In order 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1, and none smaller than the one before.
    assert correct([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert correct([]) == []
    assert correct([0.6, 0.9]) == pytest.approx([1.0, 1.0])
