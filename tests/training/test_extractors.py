"""An extractor that learns: trained by the command on a task or on a folder, and asked with its model."""

import json
from pathlib import Path

import pytest

import cue_words
from cue_words import TEXT
from installing import install_plugin


@pytest.fixture(scope="module")
def cue_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cues")
    source = Path(cue_words.__file__).read_text(encoding="utf-8")
    install_plugin(folder, "cue-words", "2.0", source)
    return folder


@pytest.fixture
def model(run, cue_folder, tmp_path):
    done = run("train", "cue words", "--task", "cues", "-o", "model", plugins=(cue_folder,))
    assert done.returncode == 0, done.stderr
    assert "trained cue words on 1 documents with 2 statements\non documents held out: who F1 0.500" in done.stderr
    (tmp_path / "article.txt").write_text("Eve Sand sang snow is white.", encoding="utf-8")
    return "model"


def test_what_was_learnt_from_a_task_finds_statements_in_an_article(run, cue_folder, model):
    command = ("analyze", "article.txt", "--extractor", "cue words", "--model", model, "--format", "json")
    done = run(*command, plugins=(cue_folder,))
    assert done.returncode == 0, done.stderr
    (statement,) = json.loads(done.stdout)["statements"]
    assert (statement["source"], statement["content"], statement["confidence"]) == ("Eve Sand", "snow is white", 0.5)
    assert statement["speaker"]["name"] == "Eve Sand"
    done = run(*command, "--threshold", "0.9", plugins=(cue_folder,))
    assert json.loads(done.stdout)["statements"] == []


def test_what_was_learnt_from_a_folder(run, cue_folder, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    lines = ["T1\tSource 0 7\tx", "T2\tCue 8 16\tx", "T3\tContent 17 29\tx", "E1\tA:T2 Source:T1 Cue:T2 Content:T3"]
    (tmp_path / "a.ann").write_text("\n".join(lines), encoding="utf-8")
    done = run("train", "cue words", tmp_path, "-o", "model", plugins=(cue_folder,))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "model").read_bytes()) == ["muttered"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("train", "cue words", "--task", "cues tested", "-o", "m"), "the task cues tested has no train or dev part"),
        (("train", "cue words", "--task", "tweeteval", "-o", "m"), "has no documents with attributions to train on"),
        (("train", "quotes", "--task", "cues", "-o", "m"), "doesn't learn: it has no threshold, fit, save and load"),
        (("train", "cue words", "nowhere", "-o", "m"), "nowhere: there is no such folder"),
        (("analyze", "-", "--extractor", "cue words"), "isn't trained: train it with `stancekit train ... -o MODEL`"),
        (("analyze", "-", "--extractor", "cue words", "--extractor-model", "m"), "m: can't be read"),
        (("analyze", "-", "--extractor", "quotes", "--extractor-model", "m"), "doesn't learn"),
        (("analyze", "-", "--threshold", "0.5"), "a threshold is for an extractor that is given by name, with a model"),
    ],
)
def test_what_is_wrong_is_said(run, cue_folder, arguments, message):
    done = run(*arguments, plugins=(cue_folder,), input=b"Ann Lee sang tea is good.")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
