"""Result files: read as they were written, there in whole or not at all, and clear about what is wrong with them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import toys
from stancekit import InputError
from stancekit.contract.document_task import System
from stancekit.evaluation import runner
from stancekit.evaluation.results import (
    FORMAT,
    ArticlesResult,
    Cost,
    Key,
    differences,
    library_versions,
    read_result,
    read_results,
    result_path,
    write_result,
)
from stancekit.evaluation.splits import split

COST = Cost(fit_seconds=0.5, items_per_second=10.0, peak_megabytes=None, machine="a machine")


def make_key(**more):
    return Key(
        **{"task": "toys", "setting": "in-target", "seeds": (0,), "probes": True, "data": "d", "versions": {}, **more}
    )


@pytest.fixture(scope="session")
def stance_result():
    data = toys.load(None)
    contestant = runner.Contestant("counts", toys.Counts, "counts")
    splits = split(toys.TASK, data.items, "in-target")
    return runner.run(contestant, toys.TASK, data, splits, make_key(system="counts", versions={"stancekit": "1"}))


@pytest.fixture(scope="session")
def articles_result():
    found = toys.score_articles(toys.load_articles(None), System(toys.Lines(), toys.Deaf()), "test")
    key = make_key(task="toy-articles", setting="test", system="lines+deaf", probes=False)
    return ArticlesResult(
        key=key, card=toys.CARD, metric="stance", measures=toys.ARTICLES.measures, found=found, cost=COST, left_out=()
    )


def test_what_is_written_is_read_again(tmp_path, stance_result, articles_result):
    for result in (stance_result, articles_result):
        path = write_result(tmp_path / "results", result)
        assert read_result(path) == result
    assert path == tmp_path / "results" / "toy-articles" / "test" / "lines+deaf.json"
    assert list(read_results(tmp_path, pytest.fail).values()) == [articles_result, stance_result]


def test_a_task_that_was_trained_on_is_in_the_path():
    key = make_key(system="counts", setting="cross-domain", trained_on="other")
    assert result_path(Path("results"), key) == Path("results/toys/cross-domain--from-other/counts.json")
    assert key.place() == ("toys", "cross-domain, trained on other")
    assert key.contestant() == "counts"
    documents = make_key(system="lines+counts", setting="test", trained_on="other")
    assert documents.place() == ("toys", "test")
    assert documents.contestant() == "lines+counts, trained on other"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda value: value | {"format": FORMAT + 1, "kind": "other", "scores": 3},
            rf"format: .* reads version {FORMAT} of result files, not {FORMAT + 1}",
        ),
        (lambda value: {name: value[name] for name in value if name != "format"}, "format: the field is missing"),
        (lambda value: value | {"kind": "essay"}, "kind: Invalid value 'essay'"),
        (lambda value: value | {"metric": None}, "metric: Expected `str`, got `null`"),
        (lambda value: value | {"scores": value["scores"] | {"macro_f1": "high"}}, "scores.macro_f1: Expected `float`"),
        (lambda value: {name: value[name] for name in value if name != "floor"}, "floor: the field is missing"),
        (lambda value: value | {"answers": [["1", 0, "favor"]]}, r"answers\[0\]: "),
        (lambda value: [], "Expected `object`, got `array`"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name_and_the_field(tmp_path, stance_result, change, why):
    path = write_result(tmp_path, stance_result)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(InputError, match=f"^{re.escape(str(path))}: {why}"):
        read_result(path)


def test_of_a_folder_with_a_file_that_cannot_be_read_the_others_are(tmp_path, stance_result):
    path = write_result(tmp_path, stance_result)
    path.with_name("cut.json").write_bytes(path.read_bytes()[:1000])
    problems = []
    assert list(read_results(tmp_path, problems.append)) == [path.resolve()]
    (problem,) = problems
    assert str(problem).startswith(f"{path.with_name('cut.json')}: this isn't JSON: ")
    assert read_results(tmp_path / "nowhere.json", problems.append) == {}
    assert "nowhere.json: can't be read: No such file" in str(problems[-1])


def test_where_a_result_cannot_be_written_the_place_is_named(tmp_path, stance_result):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't be made: Not a directory"):
        write_result(tmp_path / "file", stance_result)
    result_path(tmp_path, stance_result.key).mkdir(parents=True)
    with pytest.raises(InputError, match=r"counts\.json: can't be written: Is a directory"):
        write_result(tmp_path, stance_result)


LIMITED = """
import resource, sys
from pathlib import Path
from stancekit.errors import InputError
from stancekit.evaluation.results import read_result, write_result

folder = Path(sys.argv[1])
result = read_result(folder / "toys" / "in-target" / "counts.json")
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    write_result(folder, result)
except InputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files to set")
def test_where_the_disk_is_full_the_result_that_was_there_stays(tmp_path, stance_result):
    path = write_result(tmp_path, stance_result)
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], capture_output=True, check=True, text=True)
    assert done.stdout == f"{path}: can't be written: File too large\n"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["counts.json"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"code": {"stancekit": "a", "brook": "c"}}, "the code of brook has changed"),
        ({"code": {"stancekit": "b", "brook": "b", "lake": "a"}}, "the code of lake, stancekit has changed"),
        ({"code": {}}, "the code of brook, stancekit has changed"),
        ({"data": "e"}, "the data have changed"),
        ({"training": "t"}, "what it learns from, or its model, has changed"),
        ({"versions": {"numpy": "2"}}, "the version of numpy has changed"),
        ({"seeds": (0, 1), "data": "e"}, "the data have changed; other seeds or probes are asked for"),
        ({"probes": False}, "other seeds or probes are asked for"),
        ({"system": "other"}, "it was another run"),
    ],
)
def test_why_a_run_is_not_the_one_that_a_result_was_made_by(change, why):
    before = make_key(system="counts", code={"stancekit": "a", "brook": "b"})
    assert differences(before, msgspec.structs.replace(before, **change)) == why


def test_a_result_from_before_the_code_was_kept_is_read_and_is_no_longer_the_same_run(tmp_path, stance_result):
    path = write_result(tmp_path, stance_result)
    value = json.loads(path.read_text())
    assert value["key"].pop("code") == {}
    path.write_text(json.dumps(value))
    assert read_result(path) == stance_result
    now = msgspec.structs.replace(stance_result.key, code={"stancekit": "a"})
    assert differences(read_result(path).key, now) == "it isn't known by which code it was made"


def test_a_result_names_the_versions_that_it_depends_on():
    versions = library_versions(["stancekit-rules", "a-distribution-that-is-not-there"])
    assert {"python", "numpy", "scikit-learn", "stancekit", "stancekit-rules"} <= set(versions)
    assert "a-distribution-that-is-not-there" not in versions
    assert list(versions) == sorted(versions)


def test_all_answers_are_in_the_file(stance_result):
    written = json.loads(msgspec.json.encode(stance_result))
    assert len(written["answers"]) == stance_result.scores.items == 108
    assert written["answers"][0] == ["test-0-sanctions", 0, "favor", ["favor"]]
