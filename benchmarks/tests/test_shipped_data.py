"""The data that are shipped: as many as the data sheet says, balanced, disjoint, and agreed on as it says."""

import re
from collections import Counter

import krippendorff
import pytest

from stancekit.contract.stance_task import DataSource, Item
from stancekit_benchmarks.data import shipped
from stancekit_benchmarks.reading import read_json_lines
from stancekit_benchmarks.tasks import diplomacy, diplomacy_grid
from stancekit_benchmarks.tasks.plv_stance import LABELS, Label

POLARITIES = ("favor", "against", "none")


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    return diplomacy.load(DataSource("nowhere", hub=False)).items


def part(items: tuple[Item, ...], name: str) -> list[Item]:
    return [item for item in items if item.part == name]


def texts(items: list[Item]) -> set[str]:
    return {item.pair.document.text for item in items}


def runs(items: list[Item], length: int) -> set[tuple[str, ...]]:
    found = set()
    for text in texts(items):
        words = re.findall(r"\w+", text.casefold())
        found |= {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
    return found


def test_there_are_as_many_statements_and_pairs_as_the_card_says(items):
    assert (len(texts(part(items, "train"))), len(texts(part(items, "test")))) == (660, 440)
    assert (len(part(items, "train")), len(part(items, "test"))) == (1392, 927)


@pytest.mark.parametrize("name", ["train", "test"])
def test_a_third_is_favor_a_third_against_and_a_third_none_for_every_target(items, name):
    counted = Counter((item.pair.target.name, item.gold.polarity) for item in part(items, name))
    for target in {target for target, _ in counted}:
        total = sum(counted[target, polarity] for polarity in POLARITIES)
        for polarity in POLARITIES:
            assert 0.25 < counted[target, polarity] / total < 0.42, (target, polarity)


@pytest.mark.parametrize("name", ["train", "test"])
def test_half_of_the_statements_are_hard_in_nine_ways(items, name):
    kinds = Counter({item.pair.document.id: item.slices[0] for item in part(items, name)}.values())
    assert 0.45 < kinds["plain"] / sum(kinds.values()) < 0.55
    assert len(kinds) == 10
    assert min(kinds.values()) >= 20


def test_train_and_test_share_no_actor_no_scenario_and_no_run_of_seven_words(items):
    train, test = part(items, "train"), part(items, "test")
    assert not {name for item in train for name in item.names} & {name for item in test for name in item.names}
    assert not runs(train, 7) & runs(test, 7)
    with shipped("diplomacy") as folder:
        scenarios = [
            {line.scenario for _, line in read_json_lines(folder / f"{name}.jsonl", diplomacy.Line)}
            for name in ("train", "test")
        ]
    assert not scenarios[0] & scenarios[1]


def test_four_fifths_of_the_statements_can_not_be_judged_without_their_target(items):
    answers: dict[str, set[str]] = {}
    for item in items:
        answers.setdefault(item.pair.document.id, set()).add(item.gold.polarity)
    assert sum(len(found) > 1 for found in answers.values()) / len(answers) > 0.8


def test_the_grid_asks_every_statement_about_every_target(items):
    grid = diplomacy_grid.load(DataSource("nowhere", hub=False)).items
    assert len(grid) == 1100 * 8 - 25
    asked = {item.id: item.gold for item in items}
    assert all(item.gold == asked[item.id] for item in grid if item.id in asked)
    assert sum(item.gold.polarity != "none" for item in grid if item.id not in asked) == 2


def test_the_second_labelling_agrees_as_the_data_sheet_says(items):
    gold = {item.id: item.gold for item in items}
    with shipped("diplomacy") as folder:
        second = [line for _, line in read_json_lines(folder / "second_labels.jsonl", diplomacy.SecondLabel)]
    assert len(second) == 200
    pairs = [(gold[f"{line.id}:{line.target}"], line) for line in second]
    assert alpha([(one.polarity, other.polarity) for one, other in pairs]) == pytest.approx(1.0)
    assert all(one.conditional == other.conditional for one, other in pairs)


def test_the_two_labellings_of_plv_agree_as_the_data_sheet_says():
    with shipped(LABELS) as path:
        labels = [label for _, label in read_json_lines(path, Label)]
    assert len(labels) == 393
    assert sum(label.polarity != label.second for label in labels) == 44
    assert alpha([(label.polarity, label.second) for label in labels]) == pytest.approx(0.83, abs=0.005)


def test_every_contrast_keeps_or_changes_its_answer_as_its_kind_says():
    contrasts = diplomacy.load(DataSource("nowhere", hub=False)).contrasts
    assert Counter(contrast.kind for contrast in contrasts) == {"negation": 40, "sentiment": 40}
    for contrast in contrasts:
        same = contrast.first.gold.polarity == contrast.second.gold.polarity
        assert same == (contrast.kind == "sentiment"), contrast.first.id


def alpha(answers: list[tuple[str, str]]) -> float:
    table = [[POLARITIES.index(pair[rater]) for pair in answers] for rater in (0, 1)]
    return float(krippendorff.alpha(table, level_of_measurement="nominal"))
