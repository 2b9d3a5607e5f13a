"""Labelled rows and tasks in, a trained classifier and its model out."""

import datasets
import pytest

from keywords import CODEBOOK
from learning import ITEMS, CountingClassifier
from stancekit import InputError, NotFittedError, PluginError
from stancekit.formats.rejects import Reject
from stancekit.formats.rows.questions import Columns
from stancekit.training.classifiers import Labelled, read_labelled, save_model, train

ROWS = [
    {"text": "Norland wants talks", "target": "negotiations", "polarity": "FAVOR", "holder": "Norland"},
    {"text": "Sudmark rejects tea", "target": "tea", "polarity": "against "},
    {"text": "Rain fell", "target": "tea", "polarity": "none"},
]


def test_rows_become_pairs_with_the_targets_of_the_codebook_and_stances():
    labelled = read_labelled(ROWS, codebook=CODEBOOK)
    assert labelled.pairs[0].target is CODEBOOK.target("talks")
    assert [pair.statement.content for pair in labelled.pairs] == [row["text"] for row in ROWS]
    assert [(stance.target, stance.polarity, stance.label) for stance in labelled.stances] == [
        ("talks", "favor", None),
        ("tea", "against", None),
        ("tea", "none", None),
    ]
    assert labelled.stances[0].holder == labelled.pairs[0].statement.holder
    assert labelled.count() == {"favor": 1, "against": 1, "none": 1}


def test_labels_of_the_studys_own_are_taken_from_the_column_that_is_named():
    rows = [{**row, "code": code} for row, code in zip(ROWS, ["04", "13", None], strict=True)]
    labelled = read_labelled(rows, codebook=CODEBOOK, label="code")
    assert [stance.label for stance in labelled.stances] == ["04", "13", None]


def test_a_data_set_is_read_as_a_list_of_rows_is():
    expected = read_labelled(ROWS, codebook=CODEBOOK)
    found = datasets.Dataset.from_list(ROWS)
    assert read_labelled(found, codebook=CODEBOOK) == expected
    assert read_labelled(found.to_iterable_dataset(), codebook=CODEBOOK) == expected


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"polarity": "pro"}, "polarity", 'expected favor, against or none, found "pro"'),
        ({"polarity": None}, "polarity", "the field is empty"),
        ({"polarity": 1}, "polarity", "expected text, found int"),
        ({"target": None}, "target", "the field is empty"),
        ({"text": ""}, "text", "the text is empty"),
        ({"code": 4}, "code", "expected text, found int"),
    ],
)
def test_a_bad_row_is_rejected_with_its_field_and_the_rest_goes_on(change, field, reason):
    rejects: list[Reject] = []
    rows = [{**row, "code": "01"} for row in ROWS]
    rows[1] |= change
    labelled = read_labelled(rows, codebook=CODEBOOK, label="code", on_reject=rejects.append)
    assert [pair.statement.content for pair in labelled.pairs] == [ROWS[0]["text"], ROWS[2]["text"]]
    assert [(reject.row, reject.field, reject.reason) for reject in rejects] == [(2, field, reason)]
    with pytest.raises(InputError, match=f"table:2: {field}: {reason}"):
        read_labelled(rows, codebook=CODEBOOK, label="code")


def test_columns_that_are_missing_are_named():
    for field in ("polarity", "target"):
        row = {name: value for name, value in ROWS[0].items() if name != field}
        with pytest.raises(InputError, match=f"table:1: {field}: the field is missing"):
            read_labelled([row], codebook=CODEBOOK)
    with pytest.raises(InputError, match="table:1: quote: the field is missing"):
        read_labelled(ROWS, codebook=CODEBOOK, columns=Columns(text="quote"))


def test_a_model_that_cannot_be_saved_leaves_what_was_there(tmp_path):
    (tmp_path / "model").write_text("older")
    with pytest.raises(NotFittedError):
        save_model(CountingClassifier(), tmp_path / "model", name="counting")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["older"]


def test_a_model_has_the_name_that_it_is_given_while_it_is_written_too(tmp_path):
    class Named(CountingClassifier):
        def save(self, path):
            path.write_text(path.name)

    save_model(Named(), tmp_path / "a.model", name="named")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["a.model"]


@pytest.mark.parametrize("place", ["no/model", "folder"])
def test_a_model_that_cannot_be_written_there_is_an_error_that_names_the_place(tmp_path, place):
    (tmp_path / "folder").mkdir()
    classifier = CountingClassifier()
    classifier.fit([item.pair for item in ITEMS], [item.gold for item in ITEMS])
    with pytest.raises(InputError, match=f"{place}: can't be written"):
        save_model(classifier, tmp_path / place, name="counting")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_classifier_that_does_not_learn_is_not_trained():
    with pytest.raises(PluginError, match=r'the classifier "rules" of stancekit-rules .* doesn\'t learn'):
        train("rules", Labelled((), ()))
