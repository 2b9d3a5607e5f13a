"""The whole tutorial, run as its reader would in a fresh environment, prints what the page shows."""

from pathlib import Path

import refresh
import tutorial

import centroids
from stancekit.testing import Check, parametrize_with_checks


def test_the_tutorial_prints_what_it_shows(wheels, tmp_path):
    page = refresh.TUTORIAL.read_text(encoding="utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    assert tutorial.renewed(page, wheels, folder) == page
    # What was proven and scored is the plugin that the page wrote, on the wheels of this repository.
    assert list((folder / "stancekit-cuewords" / "R" / "diplomacy" / "in-target").glob("cuewords.json"))


def test_a_time_that_differs_is_no_difference_and_another_output_is(tmp_path):
    (tmp_path / "work").mkdir()
    page = "```console\n$ cd /\n$ echo 3 passed in 0.25s; pwd\n3 passed in 9.99s\n/\n```\n"
    assert tutorial.renewed(page, tmp_path, tmp_path / "work") == page
    assert "3 passed in 0.25s" in tutorial.renewed(page.replace("9.99s\n/", "9.99s\nwork"), tmp_path, tmp_path / "work")


@parametrize_with_checks("classifier", centroids.CentroidClassifier)
def test_a_classifier_of_another_kind_written_from_the_page_keeps_the_contract(check: Check):
    check()


def test_it_is_short():
    lines = Path(centroids.__file__).read_text(encoding="utf-8").splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 40
