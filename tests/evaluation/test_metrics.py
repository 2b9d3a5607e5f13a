"""The metrics: equal to scikit-learn's, to figures computed by hand, and to what is published of TweetEval."""

import os
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

import toys
from stancekit import Stance
from stancekit.contract.stance_task import StanceData, StanceTask
from stancekit.evaluation import runner
from stancekit.evaluation.metrics import FEWEST_ITEMS, METRICS, classes_of, score, tally, value
from stancekit.evaluation.results import Key
from stancekit.evaluation.splits import split

POLARITIES = ("favor", "against", "none")
answers = st.lists(st.tuples(st.sampled_from(POLARITIES), st.sampled_from(POLARITIES)), min_size=1)
TWEETEVAL = Path(os.environ.get("STANCEKIT_DATA", "")) / "tweeteval_stance"

# gold, given, how often. Favor: 6 in the gold, 5 given, 4 right: F1 = 8/11. Against: 9, 10, 7: F1 = 14/19.
BY_HAND = [
    ("favor", "favor", 4),
    ("favor", "against", 1),
    ("favor", "none", 1),
    ("against", "against", 7),
    ("against", "none", 2),
    ("none", "favor", 1),
    ("none", "against", 2),
    ("none", "none", 2),
]


def columns(counted):
    gold = [right for right, _, times in counted for _ in range(times)]
    return gold, [answer for _, answer, times in counted for _ in range(times)]


@given(answers)
def test_macro_f1_and_accuracy_equal_those_of_scikit_learn(pairs):
    gold, predicted = zip(*pairs, strict=True)
    expected = f1_score(gold, predicted, labels=sorted(set(gold)), average="macro", zero_division=0)
    assert value("macro_f1", gold, predicted) == pytest.approx(expected)
    assert value("accuracy", gold, predicted) == pytest.approx(accuracy_score(gold, predicted))


@given(answers)
def test_f_of_favor_and_against_equals_that_of_scikit_learn(pairs):
    gold, predicted = zip(*pairs, strict=True)
    expected = f1_score(gold, predicted, labels=["favor", "against"], average="macro", zero_division=0)
    assert value("f_favor_against", gold, predicted) == pytest.approx(expected)


@given(answers)
def test_each_class_has_the_scores_of_scikit_learn(pairs):
    gold, predicted = zip(*pairs, strict=True)
    by_class = score("macro_f1", gold, predicted, ["x"] * len(gold)).by_class
    columns = precision_recall_fscore_support(gold, predicted, labels=sorted(by_class), zero_division=0)
    assert set(by_class) == {*gold, *predicted}
    for name, *expected in zip(sorted(by_class), *columns, strict=True):
        found = by_class[name]
        assert [found.precision, found.recall, found.f1, found.items] == expected


def test_the_score_of_semeval_is_the_one_computed_by_hand():
    gold, predicted = columns(BY_HAND)
    assert value("f_favor_against", gold, predicted) == pytest.approx((8 / 11 + 14 / 19) / 2)
    # None: 5 in the gold, 5 given, 2 right: F1 = 4/10. It counts in the macro F1, and not in SemEval's.
    assert value("macro_f1", gold, predicted) == pytest.approx((8 / 11 + 14 / 19 + 4 / 10) / 3)
    assert value("accuracy", gold, predicted) == pytest.approx(13 / 20)


def test_a_class_that_nobody_has_in_the_gold_counts_as_wrong_answers_only():
    assert value("macro_f1", ["favor", "favor"], ["favor", "none"]) == pytest.approx(2 / 3)
    assert value("f_favor_against", ["none"], ["none"]) == 0


@given(st.lists(st.tuples(st.sampled_from(POLARITIES), st.sampled_from(POLARITIES), st.integers(0, 4)), min_size=1))
def test_the_counts_of_groups_add_up_to_those_of_all(rows):
    gold, predicted, groups = zip(*rows, strict=True)
    numbered = [sorted(set(groups)).index(group) for group in groups]
    classes = classes_of(gold, predicted)
    apart = tally(gold, predicted, numbered, classes)
    assert apart.shape == (len(set(groups)), len(classes), 3)
    together = tally(gold, predicted, [0] * len(gold), classes)[0]
    assert (apart.sum(axis=0) == together).all()
    for metric in METRICS.values():
        assert metric(apart.sum(axis=0), classes) == metric(together, classes)


def test_the_mean_over_targets_is_over_those_with_enough_items():
    gold, predicted, targets = [], [], []
    # All right on one target, all wrong on another of the same size, and a third that is too small to count.
    for target, answer, items in (("a", "favor", FEWEST_ITEMS), ("b", "none", FEWEST_ITEMS), ("c", "favor", 19)):
        gold += ["favor"] * items
        predicted += [answer] * items
        targets += [target] * items
    found = score("accuracy", gold, predicted, targets)
    assert found.by_target == {"a": 1.0, "b": 0.0}
    assert found.mean_over_targets == 0.5
    assert found.official == pytest.approx((FEWEST_ITEMS + 19) / (2 * FEWEST_ITEMS + 19))
    assert score("accuracy", gold[-19:], predicted[-19:], targets[-19:]).mean_over_targets is None


@pytest.mark.skipif(not TWEETEVAL.is_dir(), reason="TweetEval isn't in the folder of STANCEKIT_DATA")
def test_on_tweeteval_the_majority_of_each_target_has_the_scores_that_are_known():
    """65.2 pooled and 40.1 as mean over targets: of the test's own majority, and of the training's, the floor."""
    meanings = {"0": "none", "1": "against", "2": "favor"}
    items = []
    for target, (file, part) in product(
        ("abortion", "atheism", "climate", "feminist", "hillary"),
        (("train", "train"), ("val", "dev"), ("test", "test")),
    ):
        labels = (TWEETEVAL / f"{target}_{file}_labels.txt").read_text().split()
        for number, label in enumerate(labels):
            name = f"{target} {part} {number}"
            items.append(toys.item(name, name, target, meanings[label], part=part))
    tested = [item for item in items if item.part == "test"]
    gold, targets = [item.gold.polarity for item in tested], [item.gold.target for item in tested]
    majority = {
        target: Counter(one for one, other in zip(gold, targets, strict=True) if other == target).most_common(1)[0][0]
        for target in set(targets)
    }
    known = score("f_favor_against", gold, [majority[target] for target in targets], targets)
    assert (round(100 * known.official, 1), round(100 * known.mean_over_targets, 1)) == (65.2, 40.1)

    task = StanceTask(id="tweets", card=toys.CARD, load=lambda source: data, metric="f_favor_against")
    data = StanceData(items=tuple(items))
    key = Key(task="tweets", setting="in-target", system="deaf", seeds=(0,), probes=False, data="", versions={})
    contestant = runner.Contestant("silent", Silent, "silent")
    result = runner.run(contestant, task, data, split(task, items, "in-target"), key)
    assert result.floor == known
    assert result.scores.official == 0


class Silent:
    def classify(self, pairs):
        return [Stance(target=pair.target.name, polarity="none") for pair in pairs]
