"""The scripts that measure: each can be started, and none changes what the repository publishes unasked."""

import argparse
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[1]
SPEED = PROJECT / "benchmarks" / "speed"
PUBLISHED = PROJECT / "benchmarks" / "results"

NOT_MEASURING = {"results.py", "spacy_peer.py", "kit_seeds.py"}
SCRIPTS = sorted(
    script
    for pattern in ("benchmarks/speed/*.py", "benchmarks/quality/*.py", "plugins/*/tools/learning_*.py")
    for script in PROJECT.glob(pattern)
    if script.name not in NOT_MEASURING
)


def loaded(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"measuring_{script.stem}", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_each_script_starts_and_is_told_where_its_figures_go(script, monkeypatch, capsys):
    # As where a script is started: its own folder can be imported from.
    monkeypatch.setattr(sys, "path", [str(script.parent), *sys.path])
    monkeypatch.setattr(sys, "argv", [script.name, "--help"])
    with pytest.raises(SystemExit) as ended:
        loaded(script).main()
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "--update" in told
    assert "--output FILE" in told


def test_figures_are_printed_or_written_where_they_are_asked_for(tmp_path, monkeypatch, capsys):
    results = loaded(SPEED / "results.py")
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    parser = argparse.ArgumentParser()
    results.add_options(parser)

    def give(*arguments):
        results.give_results(parser.parse_args(list(map(str, arguments))), "tea", {"cups": 3})

    give()
    assert json.loads(capsys.readouterr().out)["cups"] == 3
    assert list(tmp_path.iterdir()) == []
    give("-o", tmp_path / "mine.json")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.json"]
    give("--update")
    assert (tmp_path / "tea.json").read_bytes() == (tmp_path / "mine.json").read_bytes()
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit):
        give("--update", "-o", tmp_path / "mine.json")


def test_measuring_leaves_what_is_published_as_it_is():
    before = {file: file.read_bytes() for file in PUBLISHED.glob("*.json")}
    done = subprocess.run(
        [sys.executable, SPEED / "memory.py", "--documents", "2"], capture_output=True, check=True, text=True
    )
    assert '"documents": 2,' in done.stdout
    assert {file: file.read_bytes() for file in PUBLISHED.glob("*.json")} == before
