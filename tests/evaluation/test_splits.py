"""The splits of each setting: nothing that is tested is trained on, and who breaks that is named."""

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import toys
from stancekit import Document, StancekitError
from stancekit.contract.stance_task import StanceTask
from stancekit.evaluation.splits import (
    LeakError,
    Split,
    check_articles,
    check_leaks,
    sentence_key,
    split,
    statement_groups,
    without_leaks,
)

TARGETS = ("talks", "Talks", "truce", "sanctions")


@st.composite
def labelled(draw):
    """Items in any order, whose sentences and targets come back in other parts; one on the truce is tested."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["Yes.", "yes", "No!", "Never", "...", "!", "We wait", "we, wait"]),
                st.sampled_from(TARGETS),
                st.sampled_from(["favor", "against", "none"]),
                st.sampled_from(["train", "dev", "test"]),
            ),
            min_size=1,
            max_size=40,
        )
    )
    rows.insert(draw(st.integers(0, len(rows))), ("Wait!", "truce", "none", "test"))
    return [toys.item(str(number), *row[:3], part=row[3]) for number, row in enumerate(rows)]


def task(**more):
    return StanceTask(id="law", card=toys.CARD, load=toys.load, **more)


def keys(items):
    return {sentence_key(item.pair.statement.content) for item in items}


def targets(items):
    return {item.pair.target.name.casefold() for item in items}


@given(labelled())
def test_a_target_that_is_left_out_is_not_trained_on_and_each_item_is_tested_once(items):
    tested = [item.id for item in items if item.part == "test"]
    found = split(task(settings=("zero-shot",)), items, "zero-shot")
    for one in found:
        assert not targets(one.train) & targets(one.test)
        assert not keys(one.train) & keys(one.test)
        assert all(item.part != "test" for item in one.train)
    assert sorted(item.id for one in found for item in one.test) == sorted(tested)


@given(labelled(), st.integers(2, 5))
@pytest.mark.filterwarnings("ignore:The least populated class")
def test_folds_are_disjoint_and_complete_and_tear_no_sentence_apart(items, folds):
    # A fold can't be empty, nor be taken from an answer that is rarer than there are folds.
    assume(len(keys(items)) >= folds)
    assume(max(Counter(item.gold.polarity for item in items).values()) >= folds)
    found = split(task(folds=folds), items, "in-target")
    assert len(found) == folds
    for one in found:
        assert sorted(item.id for item in (*one.train, *one.test)) == sorted(item.id for item in items)
        assert not keys(one.train) & keys(one.test)
    assert Counter(item.id for one in found for item in one.test) == Counter(item.id for item in items)


@given(labelled())
def test_published_parts_are_taken_as_they_are_or_refused(items):
    train = [item for item in items if item.part != "test"]
    test = [item for item in items if item.part == "test"]
    if keys(train) & keys(test):
        with pytest.raises(LeakError):
            split(task(), items, "in-target")
    else:
        assert split(task(), items, "in-target") == [Split("published", tuple(train), tuple(test))]


@given(labelled())
def test_from_one_target_to_another(items):
    (found,) = split(task(settings=("cross-target",), transfers=(("talks", "truce"),)), items, "cross-target")
    assert found.name == "talks to truce"
    assert {item.pair.target.name for item in found.train} <= {"talks"}
    assert {item.pair.target.name for item in found.test} == {"truce"}
    assert not keys(found.train) & keys(found.test)


@given(labelled())
def test_statements_are_the_same_where_their_words_are(items):
    groups = statement_groups(items)
    assert set(groups) == set(range(len(keys(items))))
    for item, group in zip(items, groups, strict=True):
        assert keys([item]) == keys(other for other, one in zip(items, groups, strict=True) if one == group)


@given(labelled(), labelled())
def test_what_is_trained_on_loses_only_the_sentences_that_are_tested(train, test):
    kept = without_leaks(Split("x", tuple(train), tuple(test)))
    check_leaks(kept, targets=False)
    assert kept.test == tuple(test)
    assert kept.train == tuple(item for item in train if not keys([item]) & keys(test))


def test_a_sentence_is_the_same_in_other_signs_and_another_case_and_not_in_other_words():
    assert sentence_key("Norland: READY to talk!") == sentence_key("norland ready, to talk")
    assert sentence_key("Norland is ready") != sentence_key("Norland is not ready")
    assert sentence_key("👍") != sentence_key("👎")


def test_the_sentences_that_leak_are_listed():
    train = [toys.item("row 3", "We want talks.", "talks", "favor", part="train")]
    test = [toys.item("row 9", "we want talks", "truce", "none"), toys.item("row 10", "We wait.", "talks", "none")]
    with pytest.raises(LeakError) as caught:
        split(task(), [*train, *test], "in-target")
    assert str(caught.value) == "published: 1 test sentences are trained on: row 9 (as row 3)"


def test_of_many_that_leak_the_first_are_listed_and_the_others_counted():
    both = [
        toys.item(f"{part}-{number}", f"sentence {number}", "talks", "favor", part=part)
        for part in ("train", "test")
        for number in range(12)
    ]
    with pytest.raises(LeakError, match=r"12 test sentences .*test-9 \(as train-9\) and 2 more$"):
        split(task(), both, "in-target")


def test_the_targets_that_leak_are_listed_where_the_setting_forbids_them():
    one = Split(
        "x", (toys.item("1", "We want talks.", "Talks", "favor"),), (toys.item("2", "No talks.", "talks", "against"),)
    )
    check_leaks(one, targets=False)
    with pytest.raises(LeakError, match=r"^x: 1 test targets are trained on: talks$"):
        check_leaks(one, targets=True)


def test_another_task_is_trained_on_and_its_leaks_are_refused_too():
    items = [toys.item("1", "We want talks.", "talks", "favor", part="train"), toys.item("2", "No.", "talks", "none")]
    other = [toys.item("a", "They want peace.", "peace", "favor", part="train")]
    assert split(task(), items, "cross-domain", other) == [Split("all", tuple(other), (items[1],))]
    with pytest.raises(LeakError, match=r"2 \(as b\)"):
        split(task(), items, "cross-domain", [*other, toys.item("b", "no", "peace", "none", part="train")])


def test_more_than_ten_targets_are_left_out_in_five_groups():
    items = [
        toys.item(f"{part}-{number}-{copy}", f"{part} {number} {copy}", f"target {number:02}", "favor", part=part)
        for part in ("train", "test")
        for number in range(12)
        for copy in range(2)
    ]
    found = split(task(settings=("zero-shot",)), items, "zero-shot")
    assert [one.name for one in found] == [
        "3 targets from target 00",
        "3 targets from target 01",
        "2 targets from target 02",
        "2 targets from target 03",
        "2 targets from target 04",
    ]
    disjoint = [item for item in items if (item.part == "test") == (item.pair.target.name < "target 11")]
    (published,) = split(task(settings=("zero-shot",)), disjoint, "zero-shot")
    assert published.name == "published"


@pytest.mark.parametrize(
    ("items", "more", "setting", "why"),
    [
        ([toys.item("1", "Yes.", "talks", "favor", part="train")], {}, "in-target", "has nothing to test"),
        ([], {"settings": ("zero-shot",)}, "zero-shot", "has nothing to test in the setting zero-shot"),
        ([], {"settings": ("cross-target",)}, "cross-target", "has nothing to test in the setting cross-target"),
        ([], {}, "zero-shot", 'the task "law" has no setting zero-shot; it has in-target'),
        ([toys.item("1", "Yes.", "talks", "favor")], {"folds": 5}, "in-target", "can't be split into 5 folds"),
        (
            [toys.item("row 7", f"{number}", "talks", "favor") for number in range(3)],
            {},
            "in-target",
            'the task "law" has several items of one id: row 7',
        ),
    ],
)
def test_what_cannot_be_split_is_refused_with_the_reason(items, more, setting, why):
    with pytest.raises(StancekitError, match=why):
        split(task(**more), items, setting)


def test_an_article_with_a_trained_sentence_in_it_is_refused():
    sentence = "Norland is ready to talk about all of this at once"
    article = Document(text=f'"{sentence}", she\nsaid. Yes.', id="talks.txt")
    short = toys.item("1", "Yes.", "talks", "favor", part="train")
    check_articles([short], [article])
    with pytest.raises(LeakError, match=r"1 trained sentences stand in .*: 2 \(in talks.txt\)"):
        check_articles([short, toys.item("2", sentence, "talks", "favor", part="train")], [article])


def test_all_that_an_item_holds_counts_for_the_fingerprint():
    item = toys.item("1", "Yes.", "talks", "favor")
    changed = [
        toys.item("2", "Yes.", "talks", "favor"),
        toys.item("1", "No.", "talks", "favor"),
        toys.item("1", "Yes.", toys.Target("talks", description="Of peace."), "favor"),
        toys.item("1", "Yes.", "talks", "none"),
        toys.item("1", "Yes.", "talks", "favor", names=("Norland",)),
    ]
    prints = {Split("x", (), (one,)).fingerprint() for one in [item, *changed]}
    assert len(prints) == 1 + len(changed)
    assert Split("x", (item,), ()).fingerprint() != Split("x", (), (item,)).fingerprint()
