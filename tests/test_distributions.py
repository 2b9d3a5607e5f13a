"""The wheels of all distributions, installed into a fresh environment away from the sources, do the main job there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import tutorial
from hatchling.builders.sdist import SdistBuilder

from stancekit.scaffold import TEMPLATES

PROJECT = Path(__file__).parents[1]
PROJECTS = [PROJECT, *sorted(file.parent for file in PROJECT.glob("plugins/*/pyproject.toml")), PROJECT / "benchmarks"]

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


def settings_of(project: Path) -> dict:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_an_sdist_has_all_that_is_in_the_wheel_and_the_tests(project, wheels, tmp_path):
    (built,) = SdistBuilder(str(project)).build(directory=str(tmp_path))
    with tarfile.open(built) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    (wheel,) = wheels.glob(f"{settings_of(project)['project']['name'].replace('-', '_')}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packaged = {f"src/{name}" for name in archive.namelist() if ".dist-info/" not in name}
    tests = {str(file.relative_to(project)) for file in (project / "tests").rglob("*.py")}
    assert packaged | tests | {"LICENSE", "README.md", "pyproject.toml"} <= inside


CLONE = re.findall(
    r"^    pip install (.+?)(?: *#.*)?$", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_what_the_readme_gives_for_a_clone_takes_our_own_distributions_from_there():
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-build-isolation"]
    done = subprocess.run([*command, *shlex.split(CLONE[0])], capture_output=True, check=False, cwd=PROJECT, text=True)
    assert done.returncode == 0, done.stderr
    would = done.stdout.rpartition("Would install ")[2]
    assert "stancekit-0" in would
    assert "stancekit-rules-0" in would
    # The other line is of the same form; what it names is all that there is.
    core, *others = shlex.split(CLONE[1])
    assert core == ".[all]"
    assert {PROJECT, *(folder for other in others for folder in PROJECT.glob(other))} == set(PROJECTS)


def test_the_readme_gives_two_lines_for_a_clone_and_one_for_the_index():
    assert [("stancekit[" in line) for line in CLONE] == [False, False, True]


def test_uv_takes_our_own_distributions_from_the_clone():
    found = settings_of(PROJECT)["tool"]["uv"]
    members = {folder for member in found["workspace"]["members"] for folder in PROJECT.glob(member)}
    assert {*members, PROJECT} == set(PROJECTS)
    assert found["sources"] == {settings_of(project)["project"]["name"]: {"workspace": True} for project in PROJECTS}


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_a_plugin_that_is_new_is_built_with_the_others(tmp_path):
    shutil.copy(PROJECT / "Makefile", tmp_path)
    for folder in (".", "benchmarks", "plugins/stancekit-rules", "plugins/stancekit-new"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "pyproject.toml").touch()
    done = subprocess.run(["make", "--dry-run", "dist"], capture_output=True, check=True, cwd=tmp_path, text=True)
    assert "for folder in . plugins/stancekit-new plugins/stancekit-rules benchmarks;" in done.stdout
