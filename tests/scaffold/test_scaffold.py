"""`stancekit plugins new` makes a plugin that works as it is, and `update` keeps what its author wrote."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

import stancekit
from stancekit import scaffold
from stancekit.cli import app
from stancekit.hosting.plugins import KINDS
from stancekit.scaffold import TEMPLATES, ScaffoldError, name_plugin, new_plugin, update_plugin

LATEST = max(int(path.name) for path in TEMPLATES.iterdir())


def run(*arguments: str):
    return CliRunner().invoke(app, ["plugins", *arguments])


def command(folder: Path, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        arguments, cwd=folder, env={**os.environ, **variables}, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    if not (folder / ".git").exists():
        command(folder, "git", "init", "--quiet")
    command(folder, "git", "add", ".")
    command(folder, "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "work")


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def plugin(tmp_path) -> Path:
    """A new classifier, committed."""
    folder = new_plugin("stancekit-hedges", "classifier", tmp_path / "hedges")
    commit(folder)
    return folder


@pytest.fixture
def next_templates(tmp_path) -> Path:
    """The shipped template and a version after it, which lints longer lines and words its changelog otherwise."""
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    project = templates / str(LATEST + 1)
    shutil.copytree(TEMPLATES / str(LATEST), project)
    project /= "project"
    rewrite(project / ".copier-answers.yml.jinja", f"_commit: v{LATEST}", f"_commit: v{LATEST + 1}")
    rewrite(project / "pyproject.toml.jinja", "line-length = 100", "line-length = 110")
    rewrite(project / "CHANGELOG.md.jinja", "0.1.0 (not yet released)", "Unreleased")
    (project / "CITATION.cff.jinja").write_text('title: "{{ distribution }}"\n')
    return templates


def test_new_plugins_are_formatted_linted_and_typed(tmp_path):
    for kind in KINDS:
        new_plugin(f"stancekit-my-{kind}", kind, tmp_path / kind)
        new_plugin(kind[0] * 50, kind, tmp_path / f"{kind}-of-the-longest-name", author="a" * 70)
    command(tmp_path, sys.executable, "-m", "ruff", "format", "--check", ".")
    command(tmp_path, sys.executable, "-m", "ruff", "check", ".")
    sources = [str(path) for kind in KINDS for path in (tmp_path / kind / "src").iterdir()]
    command(tmp_path, sys.executable, "-m", "mypy", "--strict", *sources)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plugin_says_whose_it_is_and_what_it_registers(tmp_path, kind):
    folder = new_plugin(f"stancekit-my-{kind}", kind, tmp_path / "new", author="Zoë O'Neil", licence="MIT")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["authors"] == [{"name": "Zoë O'Neil"}]
    assert "Copyright (c) Zoë O'Neil" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert project["entry-points"]["stancekit"] == {f"my-{kind}": f"stancekit_my_{kind}.plugin"}
    (core,) = [one for one in map(Requirement, project["dependencies"]) if one.name == "stancekit"]
    assert stancekit.__version__ in core.specifier


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"classifier"}))  # a classifier's are run by the tutorial
def test_a_new_plugin_passes_its_own_tests(tmp_path, kind):
    folder = new_plugin("stancekit-hedges", kind, tmp_path / "made")
    installed = tmp_path / "installed"
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--target", str(installed))
    command(tmp_path, sys.executable, "-m", "pip", "install", *options, str(folder))
    said = command(folder, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", PYTHONPATH=str(installed))
    assert re.search(r"\b\d+ passed in ", said.splitlines()[-1])


def test_no_path_of_the_machine_and_nothing_unrendered_is_kept(tmp_path):
    folder = new_plugin("stancekit-hedges", "classifier", tmp_path / "new")
    for file in filter(Path.is_file, folder.rglob("*")):
        text = file.read_text(encoding="utf-8").replace("${{ matrix.python }}", "")
        assert not re.search(r"\{\{|\{%|\.jinja", text), file
        assert str(tmp_path) not in text
        assert str(TEMPLATES.parents[1]) not in text


def test_each_version_of_the_template_says_which_one_it_is():
    for version in TEMPLATES.iterdir():
        answers = (version / "project" / ".copier-answers.yml.jinja").read_text(encoding="utf-8")
        assert f"_commit: v{version.name}\n" in answers


def test_the_template_runs_no_code():
    for version in TEMPLATES.iterdir():
        questions = (version / "copier.yml").read_text(encoding="utf-8")
        assert not re.search(r"^_(tasks|migrations|jinja_extensions|external_data)", questions, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "can't be the name of a distribution"),
        ("-hedges", "can't be the name of a distribution"),
        ("hedges/../x", "can't be the name of a distribution"),
        ("zögern", "can't be the name of a distribution"),
        ("3hedges", 'would install a package "3hedges", which Python can\'t import'),
        ("class", 'would install a package "class", which Python can\'t import'),
        ("json", 'would hide the module "json"; try stancekit-NAME'),
        ("StanceKit", 'would hide the module "stancekit"'),
        ("h" * 51, "has 51 characters; a name has at most 50"),
    ],
)
def test_a_name_that_can_not_be_used_is_wrong_usage(tmp_path, name, why):
    with pytest.raises(ScaffoldError, match=re.escape(why)):
        name_plugin(name)
    done = run("new", "--kind", "task", "-o", str(tmp_path / "new"), "--", name)
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@given(st.from_regex(r"[Ss]tancekit[-_.][A-Za-z0-9._-]{0,30}[A-Za-z0-9]", fullmatch=True))
def test_names_follow_from_the_distributions_as_packaging_normalises_it(name):
    names = name_plugin(name)
    assert names.distribution == canonicalize_name(name)
    assert names.module.isidentifier()
    assert f"stancekit-{names.part}" == names.distribution


def test_a_name_that_another_plugin_registers_is_refused(tmp_path):
    with pytest.raises(ScaffoldError, match=r'there is a codebook "diplomacy" already, of stancekit-rules 0\.1\.0'):
        new_plugin("stancekit-diplomacy", "codebook", tmp_path / "new")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScaffoldError, match="is there and isn't an empty folder; name another with -o"):
        new_plugin("stancekit-hedges", "classifier", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("author", ['A "B" C', "a\nb", "{{ 1 }}", "a\\b", "a" * 71])
def test_an_author_that_would_break_a_file_is_refused(tmp_path, author):
    with pytest.raises(ScaffoldError, match="an author is one short line"):
        new_plugin("stancekit-hedges", "classifier", tmp_path / "new", author=author)


def test_without_copier_the_message_says_what_to_install(tmp_path):
    code = "import sys; sys.modules['copier'] = None; from stancekit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "plugins", "new", "stancekit-hedges", "--kind", "task", "-o", "new"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'stancekit: copier isn\'t installed; it comes with pip install "stancekit[sdk]"\n'


def test_an_update_brings_the_templates_changes_and_keeps_the_authors(plugin, next_templates):
    rewrite(plugin / "pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"')
    rewrite(plugin / "src/stancekit_hedges/classifier.py", '"backs", ', '"backs", "hails", ')
    (plugin / "tests/test_classifier.py").unlink()
    (plugin / "notes.txt").write_text("mine")
    commit(plugin)
    update = update_plugin(plugin, templates=next_templates)
    assert update == scaffold.Update(LATEST, LATEST + 1)
    project = (plugin / "pyproject.toml").read_text(encoding="utf-8")
    assert 'version = "0.2.0"' in project
    assert "line-length = 110" in project
    assert '"hails"' in (plugin / "src/stancekit_hedges/classifier.py").read_text(encoding="utf-8")
    assert (plugin / "notes.txt").read_text() == "mine"
    assert not (plugin / "tests/test_classifier.py").exists()
    assert (plugin / "CITATION.cff").read_text() == 'title: "stancekit-hedges"\n'
    assert "## Unreleased" in (plugin / "CHANGELOG.md").read_text(encoding="utf-8")
    answers = (plugin / ".copier-answers.yml").read_text(encoding="utf-8")
    assert f"_src_path: git+stancekit://plugin-template\n_commit: v{LATEST + 1}\n" in answers
    commit(plugin)
    assert update_plugin(plugin, templates=next_templates) == scaffold.Update(LATEST + 1, LATEST + 1)


def test_where_both_changed_a_line_both_stand_there_and_the_file_is_named(plugin, next_templates, monkeypatch):
    rewrite(plugin / "CHANGELOG.md", "0.1.0 (not yet released)", "0.1.0 (3 May)")
    commit(plugin)
    # The command takes the shipped template; the next version of it is what a newer stancekit would ship.
    monkeypatch.setattr(scaffold.update_plugin, "__kwdefaults__", {"templates": next_templates})
    done = run("update", str(plugin))
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{plugin}: updated from version {LATEST} of the template to {LATEST + 1}")
    assert done.stderr == (
        f"stancekit: {plugin / 'CHANGELOG.md'}: the template and you changed the same lines; "
        "both stand there, between <<<<<<< and >>>>>>>\n"
    )
    changelog = (plugin / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"<<<<<<< .*\n## 0\.1\.0 \(3 May\)\n=======\n## Unreleased\n>>>>>>> ", changelog)
    assert "line-length = 110" in (plugin / "pyproject.toml").read_text(encoding="utf-8")


def test_a_plugin_within_a_larger_repository_is_updated_alone(tmp_path, next_templates):
    folder = new_plugin("stancekit-hedges", "classifier", tmp_path / "all" / "hedges")
    rewrite(folder / "CHANGELOG.md", "0.1.0 (not yet released)", "0.1.0 (3 May)")
    commit(tmp_path / "all")
    update = update_plugin(folder, templates=next_templates)
    assert update.conflicts == (folder / "CHANGELOG.md",)
    assert "line-length = 110" in (folder / "pyproject.toml").read_text(encoding="utf-8")


def test_an_up_to_date_plugin_is_left_as_it_is(plugin):
    done = run("update", str(plugin))
    assert (done.exit_code, done.stdout) == (0, f"{plugin}: has the latest template, version {LATEST}\n")
    assert command(plugin, "git", "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("git+stancekit://plugin-template", "git+file:///elsewhere", "_src_path: expected git+stancekit://"),
        (f"_commit: v{LATEST}", "_commit: v999", "was made from version 999 of the template, and this stancekit has"),
        (f"_commit: v{LATEST}", "_commit: HEAD", "_commit: expected the template's version, such as v1, found HEAD"),
        ("_src_path:", "- ", "can't be read"),
    ],
)
def test_answers_that_name_another_template_are_refused(plugin, old, new, why):
    rewrite(plugin / ".copier-answers.yml", old, new)
    commit(plugin)
    with pytest.raises(ScaffoldError, match=re.escape(why)):
        update_plugin(plugin)


def test_what_was_not_made_from_the_template_is_not_updated(tmp_path):
    with pytest.raises(ScaffoldError, match=r"wasn't made by `stancekit plugins new`: it has no \.copier-answers\.yml"):
        update_plugin(tmp_path)


def test_an_update_wants_the_authors_work_committed(plugin):
    (plugin / "CHANGELOG.md").write_text("mine")
    with pytest.raises(ScaffoldError, match="has uncommitted changes; commit them"):
        update_plugin(plugin)
    shutil.rmtree(plugin / ".git")
    with pytest.raises(ScaffoldError, match="isn't under git, which an update needs: git init"):
        update_plugin(plugin)
