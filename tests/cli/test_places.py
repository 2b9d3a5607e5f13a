"""No command writes over what it reads, whatever the file is called."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancekit.cli import app

CODEBOOK = "name: water\ntargets: [{name: dam, cues: {mention: [dam]}}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "a.txt").write_text("Berg said the dam is good.")
    (tmp_path / "d.jsonl").write_text('{"text": "The dam is good.", "target": "dam", "polarity": "favor"}\n')
    (tmp_path / "c.yaml").write_text(CODEBOOK)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "b.txt").write_text("Berg said so.")
    (tmp_path / "link.txt").symlink_to("a.txt")
    os.link(tmp_path / "a.txt", tmp_path / "hard.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("analyze a.txt -o a.txt", "--output"),
        ("analyze a.txt -o ./texts/../a.txt", "--output"),
        ("analyze a.txt -o link.txt", "--output"),
        ("analyze link.txt -o hard.txt", "--output"),
        ("analyze d.jsonl --rejects d.jsonl", "--rejects"),
        ("analyze a.txt --codebook c.yaml -o c.yaml", "--output"),
        ("analyze a.txt --model d.jsonl -o d.jsonl", "--output"),
        ("analyze a.txt --extractor-model d.jsonl -o d.jsonl", "--output"),
        ("analyze a.txt -o new.txt --rejects new.txt", "--rejects"),
        ("classify d.jsonl -o d.jsonl", "--output"),
        ("classify d.jsonl --rejects d.jsonl", "--rejects"),
        ("classify d.jsonl --codebook c.yaml --rejects c.yaml", "--rejects"),
        ("train sklearn d.jsonl -o d.jsonl", "--output"),
        ("train tagger texts -o texts/b.txt", "--output"),
        ("benchmark leaderboard d.jsonl -o d.jsonl", "--output"),
    ],
)
def test_what_is_read_is_not_written_over(folder, command, option):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 2
    assert f"Invalid value for {option}" in done.output
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_beside_what_is_read_is_written(folder):
    done = CliRunner().invoke(app, "analyze a.txt --codebook c.yaml --format json -o texts/new.json".split())
    assert done.exit_code == 0
    assert json.loads((folder / "texts" / "new.json").read_text())["document"] == {"id": "a.txt"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("supports_ceasefire", '"supports_ceasefire" is a label of the target ceasefire; give --target ceasefire'),
        ("Negotations", 'the codebook diplomacy has no target "Negotations"; did you mean "negotiation"?'),
    ],
)
def test_what_was_hardly_meant_as_a_target_is_refused(folder, name, said):
    done = CliRunner().invoke(app, ["classify", "d.jsonl", "--target", name])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


@pytest.mark.parametrize("name", ["NEGOTIATION", "peace talks", "dam"])
def test_a_name_in_other_letters_and_a_new_target_are_taken(folder, name):
    done = CliRunner().invoke(app, ["classify", "d.jsonl", "--target", name])
    assert done.exit_code == 0
