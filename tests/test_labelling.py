"""Rows in, judged rows out: one for each row and target, whatever the table is and however it is cut into batches."""

import datasets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords import CODEBOOK, KeywordClassifier
from learning import CountingClassifier
from stancekit import InputError, NotFittedError, RowClassifier, Stance
from stancekit.formats.rejects import Reject
from stancekit.formats.rows.answers import ADDED
from stancekit.formats.rows.questions import Columns

datasets.disable_progress_bars()

TALKS = {"id": "a", "text": "Norland wants talks if it rains", "holder": "Norland", "target": "negotiations"}
TEA = {"id": "b", "text": "Sudmark rejects tea", "target": " tea "}

VALUE = st.none() | st.integers() | st.just("talks") | st.text(max_size=20)
WORDS = st.lists(st.sampled_from("Norland wants rejects talks sanctions tea if".split())).map(" ".join)
ROWS = st.lists(st.dictionaries(st.sampled_from(["text", "target", "holder", "id", "label", "row"]), VALUE | WORDS))


def judge(**options) -> RowClassifier:
    return RowClassifier(**{"codebook": CODEBOOK, "classifier": KeywordClassifier(), **options})


def judged(rows, **options) -> tuple[list[dict], list[Reject]]:
    rejects: list[Reject] = []
    return list(judge(**options).classify(rows, on_reject=rejects.append)), rejects


def test_a_row_is_judged_towards_its_own_target_and_keeps_its_columns():
    rows, rejects = judged([TALKS, TEA])
    assert rejects == []
    assert rows == [
        {
            "id": "a",
            "text": "Norland wants talks if it rains",
            "holder": "Norland",
            "row": 1,
            "target": "talks",
            "polarity": "favor",
            "label": "wants_talks",
            "conditional": True,
            "evidence": [[8, 13]],
            "probabilities": None,
            "classifier": "KeywordClassifier",
            "rule": None,
        },
        {
            "id": "b",
            "text": "Sudmark rejects tea",
            "row": 2,
            "target": "tea",
            "polarity": "against",
            "label": None,
            "conditional": False,
            "evidence": [[8, 15]],
            "probabilities": None,
            "classifier": "KeywordClassifier",
            "rule": None,
        },
    ]


def test_several_targets_give_a_row_for_each_and_the_rows_own_target_is_kept_beside():
    rows, _ = judged([TALKS], targets=["tea", "talks", "negotiations"])
    assert [(row["target"], row["polarity"], row["input_target"]) for row in rows] == [
        ("tea", "none", "negotiations"),
        ("talks", "favor", "negotiations"),
    ]


def test_a_column_with_the_name_of_an_added_one_is_kept_under_another():
    (row,), _ = judged([{**TALKS, "polarity": "gold", "row": 7, "input_row": "x"}])
    assert (row["polarity"], row["input_polarity"], row["row"], row["input_row"], row["input_input_row"]) == (
        ("favor", "gold", 1, "x", 7)
    )


def test_columns_may_have_other_names():
    columns = Columns(text="statement", holder="who", target="topic")
    row = {"statement": "Norland wants talks", "who": "Norland", "topic": "talks", "text": 3}
    (found,), _ = judged([row], columns=columns)
    assert (found["target"], found["topic"], found["polarity"], found["text"]) == ("talks", "talks", "favor", 3)
    _, (reject,) = judged([{"statement": "Norland wants talks", "topic": "talks"}], columns=columns)
    assert (reject.field, reject.reason) == ("who", "the field is missing")


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({}, "text", "the field is missing"),
        (7, "text", "the field is missing"),
        ({**TALKS, "text": None}, "text", "the text is empty"),
        ({**TALKS, "text": " \n"}, "text", "the text is empty"),
        ({**TALKS, "text": 7}, "text", "expected text, found int"),
        ({**TALKS, "text": "a\0"}, "text", "a NUL character, so this isn't text"),
        ({**TALKS, "text": "a\ud800"}, "text", "half a surrogate pair at character 1"),
        ({**TALKS, "holder": {"name": "Norland"}}, "holder", "expected text, found dict"),
        ({**TALKS, "target": ""}, "target", "the field is empty"),
        ({"text": "a"}, "target", "the field is missing"),
        ({**TALKS, "target": "a(b|" * 300}, "target", "the target's name is longer than 1000 characters"),
    ],
)
def test_a_bad_row_is_rejected_with_its_field_and_the_rest_goes_on(row, field, reason):
    rows, (reject,) = judged([TALKS, row, TEA])
    assert [row["row"] for row in rows] == [1, 3]
    assert (reject.file, reject.row, reject.field, reject.reason) == ("table", 2, field, reason)
    assert reject.values == (row if isinstance(row, dict) else {})
    with pytest.raises(InputError, match=f"^news:2: {field}: {reason}"):
        list(judge().classify([TALKS, row, TEA], name="news"))


@given(ROWS, st.integers(0, 2))
def test_each_row_comes_out_once_for_each_target_or_is_rejected_once(rows, count):
    targets = ["talks", "tea"][:count]
    found, rejects = judged(rows, targets=targets)
    out = [row["row"] for row in found]
    assert sorted([*out, *(reject.row for reject in rejects for _ in targets or [0])]) == sorted(
        number for number in range(1, len(rows) + 1) for _ in targets or [0]
    )
    assert out == sorted(out)
    for row in found:
        assert set(ADDED) <= set(row)
        assert all(0 <= start <= end <= len(row["text"]) for start, end in row["evidence"])


@given(ROWS, st.integers(1, 5))
def test_the_size_of_a_batch_changes_nothing(rows, size):
    assert judged(rows, batch_rows=size) == judged(rows)


def test_at_most_a_batch_of_rows_is_read_ahead():
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield TALKS

    rows = judge(batch_rows=3).classify(endless())
    assert [next(rows)["row"] for _ in range(4)] == [1, 2, 3, 4]
    assert read == 6


class Fussy(KeywordClassifier):
    def judge(self, statement, target):
        if "rain" in statement.content:
            raise ValueError("I don't do weather")
        if "snow" in statement.content:
            return Stance(target=target.name, polarity="favor", evidence=((0, 99),))
        return super().judge(statement, target)


def test_a_row_that_the_classifier_fails_on_does_not_cost_those_beside_it():
    rows = [TEA, TALKS, {"text": "Sudmark wants snow", "target": "tea"}, TEA]
    found, rejects = judged(rows, classifier=Fussy())
    assert [row["row"] for row in found] == [1, 4]
    assert [(reject.row, reject.reason) for reject in rejects] == [
        (2, f"the classifier {Fussy.__module__}.Fussy failed in classify: ValueError: I don't do weather"),
        (
            3,
            f"the classifier {Fussy.__module__}.Fussy gave a wrong answer in classify: "
            "evidence outside the text of 18 characters: ((0, 99),)",
        ),
    ]


def test_a_classifier_that_is_not_trained_is_no_fault_of_the_rows():
    rejects: list[Reject] = []
    with pytest.raises(NotFittedError, match=r"stancekit train CountingClassifier .* --model MODEL"):
        list(judge(classifier=CountingClassifier()).classify([TALKS], on_reject=rejects.append))
    assert rejects == []


def test_without_a_codebook_every_target_is_a_bare_name():
    (row,), _ = judged([TALKS], codebook=None)
    assert (row["target"], row["label"]) == ("negotiations", None)


def dataset() -> datasets.Dataset:
    return datasets.Dataset.from_list([{**TALKS, "label": 1}, {**TALKS, "text": ""}, {**TALKS, "target": "tea"}] * 3)


@pytest.mark.parametrize("targets", [(), ("tea", "talks")])
@pytest.mark.parametrize("known", [True, False], ids=["features known", "features unknown"])
def test_data_sets_of_both_kinds_give_what_a_list_of_rows_gives(targets, known):
    rows = list(dataset())
    expected, rejects = judged(rows, targets=targets)
    streamed = dataset().to_iterable_dataset()
    if not known:
        streamed = datasets.IterableDataset.from_generator(lambda: iter(rows))
    for given_set in (dataset(), streamed):
        reported: list[Reject] = []
        found = judge(targets=targets, batch_rows=2).classify_dataset(given_set, on_reject=reported.append)
        assert type(found) is type(given_set)
        assert [dict(row) for row in found] == expected
        assert [(reject.row, reject.field, reject.reason) for reject in reported] == [
            (reject.row, reject.field, reject.reason) for reject in rejects
        ]


def test_a_data_set_has_the_types_of_what_is_added_even_where_all_of_it_is_empty():
    found = judge().classify_dataset(dataset(), on_reject=lambda reject: None)
    assert found.features["evidence"] == datasets.List(datasets.List(datasets.Value("int64")))
    assert found.features["probabilities"]["none"] == datasets.Value("float64")
    assert found.features["input_label"] == datasets.Value("int64")


def test_an_empty_data_set_gets_the_columns_too():
    found = judge().classify_dataset(dataset().select([]))
    assert found.num_rows == 0
    assert set(ADDED) <= set(found.column_names)


def test_one_target_is_no_list_of_them():
    with pytest.raises(InputError, match=r"expected a list of targets, found one text; write targets=\['talks'\]"):
        RowClassifier(targets="talks")
