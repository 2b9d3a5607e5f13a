"""The wheels of all distributions, installed into a fresh environment away from the sources, do the main job there."""

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest
import tutorial

from stancekit.scaffold import TEMPLATES

TEXT = "Foreign Minister Anna Berg said Norway is ready to negotiate with Sweden.\n"


def pip(python: str | Path, *arguments: str | Path) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def environment(tmp_path_factory, wheels) -> Path:
    """The `bin` of an environment in which the wheels are installed, and what they say that they need."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    for wheel in wheels.glob("*.whl"):
        tutorial.lend(folder, wheel.name.partition("-")[0], wheels)
    pip(binaries / "python", "install", *sorted(wheels.glob("*.whl")))
    return binaries


def test_the_main_job_runs_where_only_the_wheels_are(environment, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [environment / "stancekit", "analyze", "talks.txt", "--format", "jsonl"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env=variables, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    (statement,) = json.loads(done.stdout)["statements"]
    assert statement["speaker"]["name"] == "Anna Berg"
    assert statement["holder"]["name"] == "Norway"
    assert [(stance["target"], stance["label"]) for stance in statement["stances"]] == [
        ("negotiation", "ready_to_negotiate")
    ]


def test_what_is_installed_comes_from_the_wheels(environment, tmp_path):
    code = "import stancekit, stancekit_rules, stancekit_benchmarks as b; "
    code += "print(stancekit.__file__, stancekit_rules.__file__, b.__file__)"
    done = subprocess.run(
        [environment / "python", "-I", "-c", code], capture_output=True, check=True, cwd=tmp_path, text=True
    )
    for path in done.stdout.split():
        assert Path(path).is_relative_to(environment.parent)


def test_the_template_of_plugins_is_in_the_wheel_in_whole(environment, tmp_path):
    code = "from stancekit.scaffold import TEMPLATES as folder; "
    code += "print(*(file.relative_to(folder) for file in folder.rglob('*') if file.is_file()), sep='\\n')"
    done = subprocess.run(
        [environment / "python", "-I", "-c", code], capture_output=True, check=True, cwd=tmp_path, text=True
    )
    shipped = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*") if file.is_file()}
    assert shipped == set(done.stdout.splitlines())
