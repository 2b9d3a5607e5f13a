"""The hash of a distribution's code: the same for the same files however they are installed, another for any other."""

import importlib
import sys

import pytest

from stancekit.hosting import fingerprints
from stancekit.hosting.plugins import registry


def fingerprint(name):
    """As in a new process."""
    importlib.invalidate_caches()
    return fingerprints.code_fingerprint.__wrapped__(name)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs `stancekit-brook` with the given files into a folder, which takes the place of the last one."""
    registry()  # so that it doesn't find what is installed here, for the tests that come after

    def install_into(place, files, record=()):
        folder = tmp_path / place
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        info = folder / "stancekit_brook-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stancekit-brook\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[stancekit]\nbrook = brook.plugin\n")
        (info / "RECORD").write_text("".join(f"{name},,\n" for name in record))
        monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
        return folder

    return install_into


FILES = {"brook/__init__.py": "", "brook/plugin.py": "DEPTH = 1", "brook/words/verbs.tsv": "flow\n"}


def test_any_file_of_the_package_counts_and_what_python_makes_of_it_does_not(install):
    folder = install("one", FILES)
    first = fingerprint("stancekit-brook")
    assert len(first) == 64
    (folder / "brook" / "__pycache__").mkdir()
    (folder / "brook" / "__pycache__" / "plugin.cpython-311.pyc").write_text("compiled")
    (folder / "brook" / ".plugin.py.swp").write_text("half a thought")
    (folder / "elsewhere.py").write_text("")
    assert fingerprint("stancekit-brook") == first
    seen = {first}
    for change in (
        lambda: (folder / "brook" / "plugin.py").write_text("DEPTH = 2"),
        lambda: (folder / "brook" / "words" / "verbs.tsv").write_text("flow\nfall\n"),
        lambda: (folder / "brook" / "words" / "verbs.tsv").rename(folder / "brook" / "words" / "nouns.tsv"),
        lambda: (folder / "brook" / "model.bin").write_text("\0"),
    ):
        change()
        seen.add(fingerprint("stancekit-brook"))
    assert len(seen) == 5


def test_where_it_is_installed_and_how_makes_no_difference(install):
    install("editable", FILES)
    editable = fingerprint("stancekit-brook")
    install("installed", FILES, record=[*FILES, "../../bin/brook.py"])
    assert fingerprint("stancekit-brook") == editable
    # A second package of the distribution is known from what was installed.
    install("more", FILES | {"river.py": "WIDTH = 9"}, record=[*FILES, "river.py"])
    assert fingerprint("stancekit-brook") != editable


def test_what_is_not_there_has_none():
    assert fingerprint("a-distribution-that-is-not-there") == ""


def test_of_stancekit_itself_that_counts_which_answers_come_from():
    places = {file.relative_to(root).as_posix() for root, file in fingerprints._files_of("stancekit")}
    assert {"stancekit/pipeline.py", "stancekit/actors/data/states.tsv", "stancekit/evaluation/metrics.py"} <= places
    assert not [place for place in places if place.startswith(("stancekit/cli/", "stancekit/testing/"))]
