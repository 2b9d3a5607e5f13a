"""Each loader on small files of the form that its corpus is published in, right ones and wrong ones."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from stancekit import Actor
from stancekit.contract.document_task import DocumentTask
from stancekit.contract.stance_task import DataSource, StanceData, StanceTask
from stancekit.errors import DataMissingError, InputError
from stancekit.hosting.plugins import registry
from stancekit_benchmarks.plugin import TASKS

SHIPPED = {"diplomacy", "diplomacy-grid"}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def write_lines(path: Path, rows: list[Any]) -> None:
    write(path, "".join(json.dumps(row) + "\n" for row in rows))


def write_csv(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def load(name: str, folder: Path) -> StanceData:
    data: StanceData = registry().get("task", name).load(DataSource(folder, hub=False))
    return data


def answers(data: StanceData, part: str) -> list[tuple[str, str, str]]:
    return [
        (item.pair.statement.content, item.pair.target.name, item.gold.label or item.gold.polarity)
        for item in data.items
        if item.part == part
    ]


@pytest.mark.parametrize("name", TASKS)
def test_each_task_is_registered_under_its_own_id_with_a_whole_card(name):
    task = registry().get("task", name)
    assert isinstance(task, StanceTask | DocumentTask)
    assert task.id == name
    card = task.card
    for said in (card.title, card.source, card.citation, card.licence, card.language, card.size, card.metric):
        assert said
    assert card.labels
    assert card.obtain.endswith(".")
    if isinstance(task, DocumentTask):
        assert task.measure in task.measures


@pytest.mark.parametrize("name", sorted(TASKS.keys() - SHIPPED))
def test_where_the_data_are_nowhere_the_message_says_what_to_get_and_under_which_licence(name, tmp_path):
    card = registry().get("task", name).card
    with pytest.raises(DataMissingError) as caught:
        load(name, tmp_path)
    assert str(tmp_path) in str(caught.value)
    for said in (card.title, card.obtain, card.source, card.licence):
        assert said in str(caught.value)


TWEETS = {
    "train": [("Let women choose #a ", "2"), ("Nothing to see ", "0")],
    "val": [("Never ever ", "1")],
    "test": [("Choose life ", "1"), ("NOTHING to see!", "0")],
}


def write_tweets(folder: Path) -> None:
    for target in ("abortion", "atheism", "climate", "feminist", "hillary"):
        for split, rows in TWEETS.items():
            own = [(f"{target} {text}", label) for text, label in rows]
            write(folder / f"{target}_{split}_text.txt", "".join(f"{text}\n" for text, _ in own))
            write(folder / f"{target}_{split}_labels.txt", "".join(f"{label}\n" for _, label in own))


def test_tweeteval_reads_texts_and_labels_by_target(tmp_path):
    write_tweets(tmp_path / "tweeteval_stance")
    data = load("tweeteval", tmp_path)
    assert [row for row in answers(data, "test") if row[1] == "climate change"] == [
        ("climate Choose life", "climate change", "against"),
        ("climate NOTHING to see!", "climate change", "none"),
    ]
    assert ("hillary Let women choose #a", "Hillary Clinton", "favor") in answers(data, "train")
    assert ("atheism Never ever", "atheism", "against") in answers(data, "dev")


def test_a_training_text_that_is_tested_is_left_out_whatever_its_case_and_signs(tmp_path):
    write_tweets(tmp_path / "tweeteval_stance")
    data = load("tweeteval", tmp_path)
    assert len(data.items) == 5 * 4
    assert data.left_out == ("5 training items whose text also stands in the test part",)


def test_tweeteval_names_the_line_of_a_label_that_is_none(tmp_path):
    write_tweets(tmp_path / "tweeteval_stance")
    write(tmp_path / "tweeteval_stance" / "climate_test_labels.txt", "1\n7\n")
    with pytest.raises(InputError, match=r'climate_test_labels\.txt:2: label: expected one of 0, 1, 2, found "7"'):
        load("tweeteval", tmp_path)
    write(tmp_path / "tweeteval_stance" / "climate_test_labels.txt", "1\n")
    with pytest.raises(InputError, match="1 labels for 2 texts"):
        load("tweeteval", tmp_path)


PLV = [
    "sentence\tsource\ttarget\troot\tquad",
    'Norland praised "Sudmark" on Monday.\tNorland\tSudmark\tSUPPORT\t1',
    "Norland shelled Sudmark.\tNorland\tthe town\tASSAULT\t4",
    "Norland will not go.\tNorland\tSudmark\tREJECT\t3",
]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("plv-root", ["SUPPORT", "ASSAULT", "REJECT"]),
        ("plv-quad", ["verbal cooperation", "material conflict", "verbal conflict"]),
        ("plv-binary", ["cooperation", "conflict", "conflict"]),
    ],
)
def test_plv_is_a_relation_between_holder_and_target(name, labels, tmp_path):
    write(tmp_path / "plv" / "train.tsv", "\n".join(PLV))
    items = load(name, tmp_path).items
    assert [item.gold.label for item in items] == labels
    assert [item.gold.polarity for item in items] == ["favor", "against", "against"]
    assert items[0].pair.statement.content == 'Norland praised "Sudmark" on Monday.'
    assert items[0].pair.statement.holder == Actor("Norland")
    assert [item.names for item in items[:2]] == [("Norland", "Sudmark"), ("Norland",)]


@pytest.mark.parametrize(
    ("line", "row", "message"),
    [
        (3, "A b.\tA\tB\tPRAISE\t1", "train.tsv:3: root: expected one of AGREE"),
        (4, "A b.\tA\tB\tREJECT\t5", 'train.tsv:4: quad: expected one of 1, 2, 3, 4, found "5"'),
        (2, "A b.\tA\tB\tREJECT", "train.tsv:2: quad: expected 5 fields, found 4"),
        (1, "sentence\tsource\ttarget\troot", "train.tsv:1: quad: there is no such column"),
    ],
)
def test_plv_names_the_line_and_field_that_is_wrong(line, row, message, tmp_path):
    rows = [*PLV]
    rows[line - 1] = row
    write(tmp_path / "plv" / "train.tsv", "\n".join(rows))
    with pytest.raises(InputError, match=re.escape(message)):
        load("plv-quad", tmp_path)


def vast_rows(number: int) -> list[list[str]]:
    return [[f"Post {n // 3}, with a comma", f"topic {n}", str(n % 3), str(n % 4 + 1)] for n in range(number)]


def test_our_split_of_vast_shares_neither_a_topic_nor_a_post(tmp_path):
    write_csv(tmp_path / "vast" / "train.csv", ["post", "topic", "label", "type_idx"], vast_rows(600))
    data = load("vast", tmp_path)
    train, test = ([item for item in data.items if item.part == part] for part in ("train", "test"))
    assert len(train) > len(test) > 20
    for key in (lambda item: item.pair.statement.content, lambda item: item.pair.target.name):
        assert not {key(item) for item in train} & {key(item) for item in test}
    assert data.left_out == (
        f"{600 - len(data.items)} pairs of a tested topic with a trained post or the other way round",
    )
    assert data == load("vast", tmp_path)
    assert {item.slices for item in data.items if int(item.id.split("-")[1]) % 4 == 3} == {("synthetic neutral",)}


def test_the_published_split_of_vast_is_taken_where_it_is_there(tmp_path):
    columns = ["post", "new_topic", "topic_str", "label", "type_idx", "seen?"]
    write_csv(
        tmp_path / "vast" / "vast_train.csv",
        columns,
        [["A post", "taxes", "tax", "1", "3", "1"], ["A post", "taxes", "harbor", "2", "4", "1"]],
    )
    write_csv(tmp_path / "vast" / "vast_dev.csv", columns, [["Dev", "tea", "tea", "0", "1", "0"]])
    write_csv(
        tmp_path / "vast" / "vast_test.csv",
        columns,
        [["New", "ships", "ship", "0", "2", "0"], ["Other", "taxes", "tax", "0", "2", "1"]],
    )
    data = load("vast", tmp_path)
    # The topic of a synthetic neutral is that which its comment was paired with.
    assert answers(data, "train") == [("A post", "taxes", "favor"), ("A post", "harbor", "none")]
    assert answers(data, "dev") == [("Dev", "tea", "against")]
    assert answers(data, "test") == [("New", "ships", "against")]
    assert data.left_out == ("the few-shot half of dev and test, whose topics are trained on",)


def write_perspectrum(folder: Path, label: str = "UNDERMINE", perspective: int = 13) -> None:
    claims = [
        {"cId": 1, "text": "Trams are good", "perspectives": [{"pids": [11, 12, 11], "stance_label_3": "SUPPORT"}]},
        {"cId": 2, "text": "Ban trams", "perspectives": [{"pids": [perspective], "stance_label_3": label}]},
        {"cId": 3, "text": "BAN trams!", "perspectives": [{"pids": [14], "stance_label_3": "SUPPORT"}]},
    ]
    pool = [
        {"pId": 11 + n, "text": text} for n, text in enumerate(["Quiet", "They are cheap", "they are cheap.", "Ow"])
    ]
    write(folder / "perspectrum_with_answers_v1.0.json", json.dumps(claims))
    write(folder / "perspective_pool_v1.0.json", json.dumps(pool))
    write(folder / "dataset_split_v1.0.json", json.dumps({"1": "train", "2": "test", "3": "dev"}))


def test_perspectrum_leaves_out_what_the_test_part_has_too(tmp_path):
    write_perspectrum(tmp_path / "perspectrum")
    data = load("perspectrum", tmp_path)
    assert answers(data, "test") == [("they are cheap.", "Ban trams", "against")]
    assert answers(data, "train") == [("Quiet", "Trams are good", "favor")]
    assert answers(data, "dev") == []
    assert data.left_out == (
        "1 repetitions of a perspective under one claim",
        "1 training items whose claim is tested in the same words",
        "1 training items whose text also stands in the test part",
    )


def test_perspectrum_names_the_field_that_is_wrong(tmp_path):
    write_perspectrum(tmp_path / "perspectrum", label="MAYBE")
    with pytest.raises(InputError, match=re.escape("[1].perspectives[0].stance_label_3: expected one of SUPPORT")):
        load("perspectrum", tmp_path)
    write_perspectrum(tmp_path / "perspectrum", perspective=99)
    with pytest.raises(InputError, match=re.escape("[1].perspectives[0].pids: the pool has no perspective 99")):
        load("perspectrum", tmp_path)


def seesaw_article(name: str, **changes: Any) -> dict[str, Any]:
    article = {
        "id": name,
        "date": "2019-01-02",
        "source": "Gazette",
        "title": "A title",
        "sentences": [f"{name}: Ann Lee blamed Otto Lind.", f"{name}: Lind laughed."],
        "entities": [["Ann Lee", "People"]],
        "stances": [
            {"sentence": 0, "holder": "Ann Lee", "polarity": "against", "target": "Otto Lind"},
            {"sentence": 1, "holder": "None", "polarity": "favor", "target": "Not in the list"},
        ],
    }
    return {**article, **changes}


def test_seesaw_gives_the_pair_and_the_article_around_it(tmp_path):
    write_lines(tmp_path / "seesaw" / "train.jsonl", [seesaw_article("a")])
    write_lines(tmp_path / "seesaw" / "dev.jsonl", [seesaw_article("b")])
    data = load("seesaw", tmp_path)
    assert [item.part for item in data.items] == ["train", "train", "test", "test"]
    for item in data.items:
        ((start, end),) = item.pair.statement.content_spans
        assert item.pair.document.text[start:end] == item.pair.statement.content
    named, unnamed = data.items[2:]
    assert (named.pair.statement.holder, named.pair.target.name) == (Actor("Ann Lee"), "Otto Lind")
    assert (named.slices, named.names) == (("named in the sentence",), ("Ann Lee", "Otto Lind"))
    assert (unnamed.pair.statement.holder, unnamed.slices) == (None, ("unnamed",))


@pytest.mark.parametrize(
    ("stance", "message"),
    [
        ({"sentence": 2}, "dev.jsonl:1: stances[0].sentence: there is no sentence 2; the article has 2"),
        ({"polarity": "none"}, "dev.jsonl:1: stances[0].polarity: expected favor or against, found none"),
        ({"polarity": "pos"}, "dev.jsonl:1: stances[0].polarity: "),
        ({"target": 3}, "dev.jsonl:1: stances[0].target: "),
    ],
)
def test_seesaw_names_the_line_and_field_that_is_wrong(stance, message, tmp_path):
    right = {"sentence": 0, "holder": "Ann Lee", "polarity": "against", "target": "Otto Lind"}
    write_lines(tmp_path / "seesaw" / "train.jsonl", [seesaw_article("a")])
    write_lines(tmp_path / "seesaw" / "dev.jsonl", [seesaw_article("b", stances=[{**right, **stance}])])
    with pytest.raises(InputError, match=re.escape(message)):
        load("seesaw", tmp_path)
