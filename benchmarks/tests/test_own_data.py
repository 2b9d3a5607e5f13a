"""The loaders of our own labels: words become spans, and a label that names what isn't there is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Actor
from stancekit.contract.stance_task import StanceData
from stancekit.errors import InputError
from stancekit.hosting.plugins import get_codebook
from stancekit.nouns.statement import join_spans
from stancekit_benchmarks.items import find_outside
from stancekit_benchmarks.tasks import diplomacy, plv_stance

LINE = {
    "id": "s1",
    "scenario": "norland",
    "kind": "plain",
    "text": '"We said yes to talks," Minister Ann Lee said on Monday, "but the ban stays if they shoot."',
    "content": ["We said yes to talks", "but the ban stays if they shoot"],
    "cue": "said",
    "source": "Minister Ann Lee",
    "speaker": "Ann Lee",
    "role": "minister",
    "holder": "Norland",
    "actors": ["Ann Lee"],
    "stances": [
        {"target": "negotiation", "polarity": "favor", "conditional": False, "evidence": ["yes to talks"]},
        {"target": "sanctions", "polarity": "favor", "conditional": True, "evidence": ["the ban stays", "if"]},
        {"target": "ceasefire", "polarity": "none", "conditional": False, "evidence": []},
    ],
}

SIDE = {name: LINE[name] for name in ("text", "content", "cue", "source", "speaker", "role", "holder", "actors")}

CONTRAST = {
    "id": "c1",
    "kind": "sentiment",
    "target": "negotiation",
    "first": {**SIDE, "polarity": "favor", "conditional": False},
    "second": {**SIDE, "polarity": "favor", "conditional": False},
}


def read(folder: Path, line: dict[str, Any] = LINE, contrast: dict[str, Any] = CONTRAST) -> StanceData:
    for name, row in (("train", LINE), ("test", line), ("contrasts", contrast)):
        (folder / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return diplomacy.read(folder, get_codebook("diplomacy"))


def test_each_statement_and_target_is_an_item_with_spans_in_its_document(tmp_path):
    data = read(tmp_path)
    assert [(item.id, item.part) for item in data.items[:3]] == [
        ("s1:negotiation", "train"),
        ("s1:sanctions", "train"),
        ("s1:ceasefire", "train"),
    ]
    item = data.items[4]
    statement, text = item.pair.statement, item.pair.document.text
    assert statement.content == "We said yes to talks but the ban stays if they shoot"
    assert join_spans(text, statement.content_spans) == statement.content
    # The cue is the word outside the content, though the content has it too and earlier.
    assert statement.cue_spans == ((text.index("said on"), text.index("said on") + 4),)
    assert join_spans(text, statement.source_spans) == "Minister Ann Lee"
    assert statement.quotation == "direct"
    assert (statement.speaker, statement.holder) == (Actor("Ann Lee", "minister"), Actor("Norland"))
    assert [text[start:end] for start, end in item.gold.evidence] == ["the ban stays", "if"]
    assert (item.gold.polarity, item.gold.conditional, item.gold.label) == ("favor", True, None)
    assert (item.slices, item.names, item.pair.target.name) == (("plain",), ("Ann Lee",), "sanctions")


def test_contrasts_are_pairs_of_items(tmp_path):
    (contrast,) = read(tmp_path).contrasts
    assert (contrast.kind, contrast.first.id, contrast.second.id) == ("sentiment", "c1:first", "c1:second")
    assert contrast.first.pair.target.name == "negotiation"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"content": ["We said no"]}, 'test.jsonl:1: content: "We said no" doesn\'t stand in the text'),
        ({"content": LINE["content"][::-1]}, "test.jsonl:1: content: "),
        ({"cue": "yes"}, 'test.jsonl:1: cue: "yes" doesn\'t stand in the text outside the content'),
        ({"source": "Ann Berg"}, "test.jsonl:1: source: "),
        ({"kind": "hard"}, "test.jsonl:1: kind: "),
        ({"stances": [{"target": "weather", "polarity": "favor"}]}, 'test.jsonl:1: target: "weather" is no target of'),
        (
            {"stances": [{"target": "sanctions", "polarity": "favor", "evidence": ["Monday"]}]},
            'test.jsonl:1: evidence: "Monday" stands neither in a piece of the content nor in the cue',
        ),
    ],
)
def test_a_line_that_is_wrong_is_named_with_its_field(change, message, tmp_path):
    with pytest.raises(InputError, match=re.escape(message)):
        read(tmp_path, {**LINE, **change})


def test_a_contrast_that_is_wrong_is_named_with_its_field(tmp_path):
    with pytest.raises(InputError, match=re.escape('contrasts.jsonl:1: target: "weather" is no target')):
        read(tmp_path, contrast={**CONTRAST, "target": "weather"})


@given(st.text("ab", min_size=4, max_size=30), st.text("ab", min_size=1, max_size=2), st.integers(0, 28))
def test_words_are_found_outside_the_content_or_not_at_all(text, words, start):
    content = ((min(start, len(text) - 2), min(start, len(text) - 2) + 2),)
    outside = [
        at
        for at in range(len(text))
        if text.startswith(words, at) and (at + len(words) <= content[0][0] or at >= content[0][1])
    ]
    found = find_outside(text, words, content, (0, len(text)))
    assert (found is None) == (not outside)
    if found:
        assert found == (found[0], found[0] + len(words))
        gaps = {at: max(content[0][0] - at - len(words), at - content[0][1]) for at in outside}
        assert gaps[found[0]] == min(gaps.values())


SENTENCES = (
    "sentence\tsource\nNorland would meet Sudmark if asked.\tNorland\nNorland MET Sudmark\tx\nNorland met Sudmark.\tx\n"
)


def plv(folder: Path, *labels: dict[str, Any]) -> StanceData:
    (folder / "train.tsv").write_text(SENTENCES, encoding="utf-8")
    (folder / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    return plv_stance.read(folder / "train.tsv", folder / "labels.jsonl", get_codebook("diplomacy"))


FAVOR = {
    "row": 0,
    "target": "negotiation",
    "holder": "Norland",
    "polarity": "favor",
    "conditional": True,
    "second": "favor",
}
NONE = {
    "row": 1,
    "target": "negotiation",
    "holder": "Sudmark",
    "polarity": "none",
    "conditional": False,
    "second": "none",
}


def test_even_rows_train_and_odd_rows_test(tmp_path):
    train, test = plv(tmp_path, FAVOR, NONE).items
    assert (train.id, train.part, train.gold.polarity) == ("0:negotiation:Norland", "train", "favor")
    assert (train.slices, train.pair.statement.holder) == (("conditional",), Actor("Norland"))
    assert (test.id, test.part, test.gold.polarity) == ("1:negotiation:Sudmark", "test", "none")
    assert test.slices == ()
    assert test.pair.target is get_codebook("diplomacy").target("negotiation")


def test_a_sentence_that_stands_in_an_odd_row_too_is_not_trained_on(tmp_path):
    data = plv(tmp_path, FAVOR, NONE, {**NONE, "row": 2})
    assert [item.id for item in data.items] == ["0:negotiation:Norland", "1:negotiation:Sudmark"]
    assert data.left_out == ("1 training items whose text also stands in the test part",)


def test_a_label_on_which_the_annotators_differ_is_left_out(tmp_path):
    data = plv(tmp_path, {**FAVOR, "second": "none"}, NONE)
    assert [item.id for item in data.items] == ["1:negotiation:Sudmark"]
    assert data.left_out == ("1 labels on which the annotators differ",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"row": 3}, "labels.jsonl:2: row: there is no row 3; the sentences have rows 0 to 2"),
        ({"target": "weather"}, 'labels.jsonl:2: target: "weather" is no target'),
        ({"holder": "Westland"}, 'labels.jsonl:2: holder: "Westland" doesn\'t stand in the sentence of row 1'),
        ({"polarity": "yes"}, "labels.jsonl:2: polarity: "),
        ({"holders": "Norland"}, "labels.jsonl:2"),
    ],
)
def test_a_label_that_is_wrong_is_named_with_its_line_and_field(change, message, tmp_path):
    with pytest.raises(InputError, match=re.escape(message)):
        plv(tmp_path, FAVOR, {**NONE, **change})
