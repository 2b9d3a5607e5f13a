"""Data sets of the hub, read by `datasets` from local files that have the hub's columns."""

import json
from pathlib import Path
from typing import Any

import pytest

from stancekit.contract.stance_task import DataSource
from stancekit.errors import DataMissingError, InputError
from stancekit.hosting.plugins import registry
from stancekit_benchmarks.tasks import tweeteval

datasets = pytest.importorskip("datasets")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """What `datasets` keeps goes with the test."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        datasets.Dataset.from_list(rows).to_parquet(path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def comment(number: int, text: str, label: str) -> dict[str, Any]:
    row = {"question": "Soll das Amt schließen?", "id": number, "question_id": 7, "language": "de", "comment": text}
    return {**row, "label": label, "numerical_label": 100, "author": "x", "topic": "Economy"}


def claim(number: int, topic: str, text: str, stance: str) -> dict[str, Any]:
    row = {"topicId": 1, "topicText": topic, "topicTarget": "trams", "claims.claimId": number}
    return {**row, "claims.stance": stance, "claims.claimCorrectedText": text}


def load(name: str, folder: Path) -> list[tuple[str, str, str, str, str]]:
    data = registry().get("task", name).load(DataSource(folder, hub=False))
    return [
        (item.id, item.part, item.pair.statement.content, item.pair.target.name, item.gold.polarity)
        for item in data.items
    ]


def test_x_stance_has_comments_on_questions(tmp_path):
    folder = tmp_path / "x_stance"
    write_rows(folder / "train.parquet", [comment(1, "Ja, sofort.", "FAVOR"), comment(2, "Nein!", "AGAINST")])
    write_rows(folder / "validation.parquet", [comment(3, "Eher nicht.", "AGAINST")])
    write_rows(folder / "test.parquet", [comment(4, "nein", "AGAINST")])
    question = "Soll das Amt schließen?"
    # The second training comment is tested too.
    assert load("x-stance", tmp_path) == [
        ("train-1", "train", "Ja, sofort.", question, "favor"),
        ("validation-3", "dev", "Eher nicht.", question, "against"),
        ("test-4", "test", "nein", question, "against"),
    ]


def test_claim_stance_has_claims_on_topics(tmp_path):
    folder = tmp_path / "claim_stance"
    write_rows(folder / "train.jsonl", [claim(5, "Ban trams", "Trams are loud", "PRO")])
    write_rows(folder / "test.jsonl", [claim(6, "Build ships", "Ships are slow", "CON")])
    assert load("claim-stance", tmp_path) == [
        ("train-5", "train", "Trams are loud", "Ban trams", "favor"),
        ("test-6", "test", "Ships are slow", "Build ships", "against"),
    ]


def test_a_row_that_is_wrong_is_named(tmp_path):
    folder = tmp_path / "claim_stance"
    write_rows(folder / "train.jsonl", [claim(5, "Ban trams", "Trams are loud", "PRO")])
    write_rows(folder / "test.jsonl", [claim(6, "Build ships", "Ships are slow", "MAYBE")])
    with pytest.raises(InputError, match=r'test, row 0: claims\.stance: expected one of PRO, CON, found "MAYBE"'):
        load("claim-stance", tmp_path)
    row = claim(6, "Build ships", "Ships are slow", "CON")
    del row["topicText"]
    write_rows(folder / "train.jsonl", [row])
    write_rows(folder / "test.jsonl", [row])
    with pytest.raises(InputError, match=r"train, row 0: topicText: the column is missing or empty"):
        load("claim-stance", tmp_path)


def test_a_folder_that_holds_no_data_set_is_said_to_be_unreadable(tmp_path):
    (tmp_path / "claim_stance").mkdir()
    with pytest.raises(DataMissingError, match=r"claim_stance can't be read: "):
        load("claim-stance", tmp_path)


def tweets(folder: Path, labels: list[int]) -> Any:
    """A data set with the features of the hub's, whose labels are the numbers of classes."""
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["none", "against", "favor"])}
    )
    rows = {"text": [f"Tweet {number} " for number in range(len(labels))], "label": labels}
    for split in ("train", "validation", "test"):
        datasets.Dataset.from_dict(rows, features=features).to_parquet(folder / f"{split}.parquet")
    files = {split: str(folder / f"{split}.parquet") for split in ("train", "validation", "test")}
    return datasets.load_dataset("parquet", data_files=files)


def test_tweeteval_reads_the_rows_of_the_hub_as_it_reads_its_files(tmp_path):
    items = list(tweeteval.items_of_rows("feminist", tweets(tmp_path, [2, 1, 0])))
    assert [(item.id, item.part, item.gold.polarity) for item in items[2:5]] == [
        ("feminist-train-2", "train", "none"),
        ("feminist-val-0", "dev", "favor"),
        ("feminist-val-1", "dev", "against"),
    ]
    assert (items[0].pair.statement.content, items[0].pair.target.name) == ("Tweet 0", "feminist movement")


def test_tweeteval_names_the_row_whose_label_is_none(tmp_path):
    with pytest.raises(InputError, match=r"stance_feminist, train, row 1: label: expected one of 0, 1, 2"):
        list(tweeteval.items_of_rows("feminist", tweets(tmp_path, [2, -1])))


def test_where_the_hub_cant_be_asked_the_message_says_so_and_how_to_do_without(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    task = registry().get("task", "tweeteval")
    with pytest.raises(DataMissingError, match=r"cardiffnlp/tweet_eval on the hub can't be read") as caught:
        task.load(DataSource(tmp_path, hub=True))
    assert task.card.obtain in str(caught.value)
