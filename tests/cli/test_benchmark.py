"""`stancekit benchmark` on plugins that are installed as a user would install them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import toys
from installing import install_plugin
from signals import as_from_a_terminal

TOYS = Path(toys.__file__).read_text(encoding="utf-8")

HEAD = """
import os
from stancekit import Stance, hookimpl
from stancekit.contract.document_task import DocumentTask
from stancekit.contract.stance_task import Card, StanceData, StanceTask
from stancekit.errors import DataMissingError

STANCEKIT_API = 1
CARD = Card(
    title="t", source="s", citation="c", licence="l", language="en", size="0", labels={}, metric="m", obtain="Ask."
)
"""

JUDGES = (
    HEAD
    + """
class Dying:
    def classify(self, pairs):
        os._exit(9)

class Leaving:
    def classify(self, pairs):
        raise SystemExit("bye")

@hookimpl
def stancekit_register_classifiers(register):
    register("dying", Dying)
    register("leaving", Leaving)
"""
)


@pytest.fixture(scope="session")
def toys_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("toys")
    install_plugin(folder, "toy-plugin", "1.5", TOYS)
    return folder


@pytest.fixture
def benchmark(run, tmp_path, toys_folder):
    """Runs `stancekit benchmark` with the toys, and with what is installed in `tmp_path / "plugins"`."""
    (tmp_path / "plugins").mkdir()

    def run_benchmark(*arguments, **environment):
        return run("benchmark", *arguments, plugins=(toys_folder, tmp_path / "plugins"), **environment)

    return run_benchmark


def classifiers(*names):
    return [part for name in names for part in ("--classifier", name)]


def results(folder):
    """What is in the result files of a folder, but for what it took."""
    found = {}
    for path in sorted(folder.rglob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        assert set(value.pop("cost")) == {"fit_seconds", "items_per_second", "peak_megabytes", "machine"}
        found[str(path.relative_to(folder))] = value
    return found


def test_a_task_is_run_and_compared_and_its_leaderboard_drawn(benchmark, tmp_path):
    done = benchmark("run", "toys", *classifiers("reader", "deaf"))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["task", "setting", "system", "score", "95%", "file"]
    assert [row[:4] for row in rows[1:]] == [
        ["toys", "in-target", "deaf", "40.0"],
        ["toys", "in-target", "reader", "100.0"],
    ]
    assert rows[2][-1] == "results/toys/in-target/reader.json"
    found = results(tmp_path / "results")
    assert found["toys/in-target/reader.json"]["key"]["versions"]["toy-plugin"] == "1.5"

    compared = benchmark("compare", "results")
    assert compared.returncode == 0
    row = compared.stdout.splitlines()[1].split()
    assert row[:5] == ["toys", "in-target", "deaf", "reader", "-60.0"]

    # A file that is named twice counts once.
    drawn = benchmark("leaderboard", "results", "results/toys/in-target/reader.json")
    assert drawn.stdout.count("| reader | 100.0 | 100.0-100.0 |") == 1
    page = benchmark("leaderboard", "results", "--format", "html", "-o", "page.html")
    assert (page.returncode, page.stdout) == (0, "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_is_there_is_not_run_again_unless_it_is_asked_for(benchmark, tmp_path):
    first = benchmark("run", "toys", *classifiers("counts"))
    path = tmp_path / "results" / "toys" / "in-target" / "counts.json"
    before = path.stat()
    second = benchmark("run", "toys", *classifiers("counts"))
    assert "(was there)" not in first.stdout
    assert second.stdout.splitlines()[1].endswith("counts.json (was there)")
    assert path.stat().st_ino == before.st_ino
    contents = results(tmp_path)
    # What a version of another form has left there is made again.
    path.write_text('{"format": 0}')
    assert "(was there)" not in benchmark("run", "toys", *classifiers("counts")).stdout
    assert results(tmp_path) == contents
    again = benchmark("run", "toys", *classifiers("counts"), "--again", "--seeds", "2", "--no-probes")
    assert "(was there)" not in again.stdout
    (value,) = results(tmp_path).values()
    assert (value["key"]["seeds"], value["probes"], len(value["spread"]["values"])) == ([0, 1], {}, 2)


HELPER = """
@hookimpl
def stancekit_register_classifiers(register):
    register("helper", Helper)

class Helper:
    def classify(self, pairs):
        return [Stance(target=pair.target.name, polarity="POLARITY") for pair in pairs]
"""

ASKING = """
from stancekit.hosting.plugins import get_classifier

@hookimpl
def stancekit_register_classifiers(register):
    register("asking", Asking)

class Asking:
    def classify(self, pairs):
        return get_classifier("helper").classify(pairs)
"""


def test_what_other_code_made_is_made_again_and_it_is_said_why(benchmark, tmp_path):
    install_plugin(tmp_path / "plugins", "a-helper", "1.0", HEAD + HELPER.replace("POLARITY", "favor"))
    install_plugin(tmp_path / "plugins", "an-asker", "1.0", HEAD + ASKING)
    arguments = ("run", "toys", "--no-probes", *classifiers("asking"))
    first = benchmark(*arguments)
    assert (first.stderr, "made again" in first.stdout) == ("", False)
    (before,) = results(tmp_path).values()
    # The classifier itself is as it was, but not another whose answers it hands on.
    helper = tmp_path / "plugins" / "a_helper_module.py"
    helper.write_text(helper.read_text().replace("favor", "none"))
    second = benchmark(*arguments)
    assert second.stdout.splitlines()[1].endswith("asking.json (made again: the code of a-helper has changed)")
    (after,) = results(tmp_path).values()
    assert [one["answers"][0][-1] for one in (before, after)] == [["favor"], ["none"]]
    assert set(after["key"]["code"]) == {"a-helper", "an-asker", "stancekit"}


@pytest.fixture
def kill(tmp_path, toys_folder):
    """Starts `stancekit benchmark`, ends it once a file is there, and waits until nothing that it started is left."""

    def start_and_kill(*arguments, once, number=signal.SIGKILL):
        process = subprocess.Popen(
            [sys.executable, "-m", "stancekit", "benchmark", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (toys_folder, tmp_path / "plugins")))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            preexec_fn=as_from_a_terminal,
        )
        wait_until(lambda: list(tmp_path.glob(once)))
        # A terminal sends Ctrl-C to all that run in it.
        (os.kill if number == signal.SIGKILL else os.killpg)(process.pid, number)
        _, said = process.communicate()
        wait_until(lambda: not group_is_alive(process.pid))
        return process.returncode, said

    return start_and_kill


SLEEPING = """
import time
from pathlib import Path

class Sleeping:
    def classify(self, pairs):
        Path("asleep").touch()
        time.sleep(600)

@hookimpl
def stancekit_register_classifiers(register):
    register("sleeping", Sleeping)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_suite_that_was_killed_leaves_nothing_running(benchmark, kill, tmp_path):
    install_plugin(tmp_path / "plugins", "sleeping-judge", "0.9", HEAD + SLEEPING)
    kill("run", "toys", *classifiers("sleeping"), once="asleep")
    assert results(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_suite_that_is_interrupted_says_so_in_a_line(benchmark, kill, tmp_path):
    install_plugin(tmp_path / "plugins", "sleeping-judge", "0.9", HEAD + SLEEPING)
    done = kill("run", "toys", *classifiers("sleeping"), once="asleep", number=signal.SIGINT)
    assert done == (130, "stancekit: interrupted\n")
    assert results(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_suite_that_was_killed_goes_on_where_it_stopped(benchmark, kill, tmp_path):
    arguments = ["run", "toys", "toy-folds", *classifiers("reader", "counts"), "--jobs", "1"]
    kill(*arguments, "-o", "killed", once="killed/**/*.json")
    there = {path: path.stat().st_ino for path in tmp_path.glob("killed/**/*.json")}
    assert 1 <= len(there) < 4
    again = benchmark(*arguments, "-o", "killed")
    assert again.returncode == 0
    assert again.stdout.count("(was there)") == len(there)
    assert {path: path.stat().st_ino for path in there} == there
    assert benchmark(*arguments, "-o", "whole", "--jobs", "2").returncode == 0
    assert results(tmp_path / "killed") == results(tmp_path / "whole")
    assert len(results(tmp_path / "whole")) == 4


def wait_until(true):
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def group_is_alive(leader):
    """Whether any process that a leader has started is left."""
    try:
        os.killpg(leader, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_dies_costs_the_others_nothing(benchmark, tmp_path):
    install_plugin(tmp_path / "plugins", "poor-judges", "0.9", JUDGES)
    done = benchmark("run", "toys", *classifiers("dying", "leaving", "reader"), "--jobs", "2")
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        "stancekit: toys dying: its process died; it may have run out of memory",
        'stancekit: toys leaving: the classifier "leaving" of poor-judges 0.9 failed in classify: SystemExit: bye',
    ]
    assert [line.split()[2] for line in done.stdout.splitlines()[1:]] == ["reader"]
    assert list(results(tmp_path)) == ["results/toys/in-target/reader.json"]


def test_a_broken_plugin_is_named_once_and_the_others_go_on(benchmark, tmp_path):
    install_plugin(tmp_path / "plugins", "broken-plugin", "0.9", "raise RuntimeError('no licence')")
    done = benchmark("run", "toys", *classifiers("reader", "deaf"))
    assert done.returncode == 0
    (said,) = done.stderr.splitlines()
    assert said.startswith('stancekit: the plugin "broken-plugin" of broken-plugin 0.9 failed while it was loaded')
    assert len(results(tmp_path)) == 2
    # Where suites are run from Python it is a warning.
    code = "from pathlib import Path; from stancekit.evaluation.suite import run_jobs; list(run_jobs([], Path('r')))"
    folders = {"PYTHONPATH": str(tmp_path / "plugins")}
    warned = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=folders, cwd=tmp_path)
    assert b'PluginWarning: the plugin "broken-plugin"' in warned.stderr


BAD_TASKS = {
    "dictionary": ("{}", "is a dict, neither a StanceTask nor a DocumentTask"),
    "named": (
        'StanceTask(id="other", card=CARD, load=None)',
        'is wrong: id: it is "other" and not the name that it is registered under',
    ),
    "measured": (
        'StanceTask(id="measured", card=CARD, load=None, metric="f2")',
        'is wrong: metric: there is no "f2"; there are macro_f1, f_favor_against, accuracy',
    ),
    "unset": ('StanceTask(id="unset", card=CARD, load=None, settings=())', "is wrong: settings: there is none"),
    "failing": (
        'StanceTask(id="failing", card=CARD, load=lambda source: 1 / 0)',
        "failed to load its data: ZeroDivisionError: division by zero",
    ),
    "listing": ('StanceTask(id="listing", card=CARD, load=list)', "failed to load its data: TypeError: 'DataSource'"),
    "loading": ('StanceTask(id="loading", card=CARD, load=lambda source: [])', "loads a list, not a StanceData"),
}


def test_tasks_that_are_none_are_named_by_list_and_by_run(benchmark, tmp_path):
    lines = [f'    register("{name}", lambda: {made})' for name, (made, _) in BAD_TASKS.items()]
    source = "\n".join([HEAD, "@hookimpl", "def stancekit_register_tasks(register):", *lines])
    install_plugin(tmp_path / "plugins", "poor-tasks", "0.9", source)
    listed = benchmark("list", STANCEKIT_DISABLE_PLUGINS="stancekit-benchmarks")
    assert listed.returncode == 1
    assert [row.split()[0] for row in listed.stdout.splitlines()[1:]] == [
        "toy-articles",
        "toy-folds",
        "toy-labels",
        "toys",
    ]
    done = benchmark("run", *BAD_TASKS, "toys", *classifiers("reader"))
    assert done.returncode == 1
    assert [row.split()[0] for row in done.stdout.splitlines()[1:]] == ["toys"]
    for said in (listed.stderr, done.stderr):
        assert len(said.splitlines()) == len(BAD_TASKS)
        for name, (_, why) in BAD_TASKS.items():
            assert f'the task "{name}" of poor-tasks 0.9 {why}' in said


MISSING = (
    HEAD
    + """
def load(source):
    raise source.missing(CARD)

@hookimpl
def stancekit_register_tasks(register):
    register("absent", lambda: StanceTask(id="absent", card=CARD, load=load))
"""
)


def test_data_that_are_missing_fail_a_task_that_is_named_and_not_a_suite(benchmark, tmp_path):
    install_plugin(tmp_path / "plugins", "absent-task", "0.9", MISSING)
    off = {"STANCEKIT_DISABLE_PLUGINS": "stancekit-benchmarks", "STANCEKIT_DATA": ""}
    listed = benchmark("list", **off)
    assert ["absent", "in-target", "missing"] in [row.split()[:3] for row in listed.stdout.splitlines()]
    assert ["toys", "in-target,", "cross-target,", "zero-shot", "here"] in [
        row.split()[:5] for row in listed.stdout.splitlines()
    ]
    named = benchmark("run", "absent", *classifiers("reader"), "--data", ".", **off)
    assert named.returncode == 1
    assert named.stderr == "stancekit: absent reader: t: not found in .; Ask. Source: s. Licence: l.\n"
    suite = benchmark("run", "--suite", "offline", "--extractor", "lines", *classifiers("reader"), **off)
    assert suite.returncode == 0
    assert sorted(line.partition(": left out: ")[0] for line in suite.stderr.splitlines()) == [
        "stancekit: absent reader",
        "stancekit: toy-labels reader",
    ]
    assert len(results(tmp_path)) == 3


def test_of_a_suite_only_the_tasks_with_the_setting_are_run(benchmark, tmp_path):
    off = {"STANCEKIT_DISABLE_PLUGINS": "stancekit-benchmarks"}
    done = benchmark("run", "--suite", "offline", "--setting", "zero-shot", *classifiers("reader"), **off)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(results(tmp_path)) == ["results/toys/zero-shot/reader.json"]
    named = benchmark("run", "toy-folds", "toy-articles", "--setting", "zero-shot", *classifiers("reader"), **off)
    assert named.returncode == 1
    assert named.stderr.splitlines() == [
        'stancekit: the task "toy-folds" has no setting zero-shot; it has in-target',
        'stancekit: the task "toy-articles" has no setting zero-shot; it has none, as a task on whole documents',
    ]


def test_whole_documents_are_compared_though_only_one_classifier_is_trained(benchmark, tmp_path):
    done = benchmark("run", "toy-articles", "--extractor", "lines", *classifiers("deaf", "counts"))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(results(tmp_path)) == [
        "results/toy-articles/test/lines+deaf.json",
        "results/toy-articles/test--from-toys/lines+counts.json",
    ]
    compared = benchmark("compare", "results")
    assert "lines+counts, trained on toys" in compared.stdout.splitlines()[1]
    assert "lines+counts, trained on toys" in benchmark("leaderboard", "results").stdout


LEAKING = """
import msgspec
import toy_plugin_module as toys

def load(source):
    items = toys.sentences("test", 1)
    return StanceData(items=tuple(msgspec.structs.replace(item, part="train") for item in items))

@hookimpl
def stancekit_register_tasks(register):
    register("leaking", lambda: StanceTask(id="leaking", card=CARD, load=load))
"""


def test_another_task_is_trained_on_unless_it_gives_the_test_away(benchmark, tmp_path):
    done = benchmark("run", "toys", "--train-on", "toy-folds", *classifiers("counts"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "cross-domain, trained on toy-folds" in done.stdout
    assert list(results(tmp_path)) == ["results/toys/cross-domain--from-toy-folds/counts.json"]
    install_plugin(tmp_path / "plugins", "leaking-task", "0.9", HEAD + LEAKING)
    done = benchmark("run", "toys", "toy-labels", "--train-on", "leaking", *classifiers("counts"))
    assert (done.returncode, done.stdout) == (1, "")
    assert sorted(done.stderr.splitlines()) == [
        'stancekit: toy-labels counts trained on leaking: "leaking" can\'t be trained on here: '
        "its answers are of another kind",
        "stancekit: toys counts trained on leaking: all: 3 test sentences are trained on: "
        "test-0-sanctions (as test-0-truce), test-0-talks (as test-0-truce), test-0-truce (as test-0-truce)",
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["run"], "name tasks, or a suite with --suite"),
        (["run", "toys", "--suite", "all"], "name tasks, or a suite with --suite"),
        (["run", "toys", "--setting", "zero"], "'in-target', 'cross-target', 'zero-shot', 'all'"),
        (["run", "toys", "--setting", "all", "--train-on", "toys"], "give it without --setting"),
        (["run", "--suite", "some"], "'offline', 'all'"),
        (["run", "toys", "--data", "nowhere"], "'nowhere' does not exist"),
        (["list", "--data", "nowhere"], "'nowhere' does not exist"),
        (["run", "toys", "--seeds", "0"], "greater than or equal to 1"),
        (["run", "toys", "--jobs", "0"], "greater than or equal to 1"),
        (["leaderboard", "results", "--format", "pdf"], "'markdown', 'html'"),
        (["compare"], "Missing argument 'RESULTS...'"),
    ],
)
def test_wrong_usage_is_told_what_there_is(benchmark, arguments, why):
    done = benchmark(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["run", "toy", *classifiers("reader")], 'no task is called "toy"; there are '),
        (["run", "toys", *classifiers("read")], 'no classifier is called "read"; there are counts, deaf, reader'),
        (["run", "toys", *classifiers("reader"), "--train-on", "toy"], 'no task is called "toy"; there are '),
        (["run", "toys", *classifiers("reader"), "-o", "file"], "file: can't be made: File exists"),
        (["compare", "nowhere"], "nowhere: can't be read: No such file or directory"),
        (["leaderboard", "."], "there is no result in ."),
    ],
)
def test_what_is_not_there_is_said_in_a_line(benchmark, tmp_path, arguments, why):
    (tmp_path / "file").write_text("")
    done = benchmark(*arguments, STANCEKIT_DISABLE_PLUGINS="stancekit-rules,stancekit-sklearn,stancekit-stance")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"stancekit: {why}" in done.stderr
    assert "Traceback" not in done.stderr


def test_where_no_plugin_brings_tasks_or_classifiers_it_is_said_what_does(benchmark):
    done = benchmark("list", STANCEKIT_DISABLE_PLUGINS="all")
    assert (done.returncode, done.stderr) == (
        1,
        'stancekit: there is no task; some come with pip install "stancekit[benchmarks]"\n',
    )


def test_a_result_that_cannot_be_read_is_named_and_one_alone_is_not_compared(benchmark, tmp_path):
    assert benchmark("run", "toys", *classifiers("reader"), "--no-probes").returncode == 0
    (tmp_path / "results" / "newer.json").write_text('{"format": 2}')
    drawn = benchmark("leaderboard", "results")
    assert drawn.returncode == 1
    assert "| reader | 100.0" in drawn.stdout
    assert drawn.stderr == (
        "stancekit: results/newer.json: format: this stancekit reads version 1 of result files, not 2\n"
    )
    compared = benchmark("compare", "results/toys")
    assert (compared.returncode, compared.stdout) == (1, "")
    assert "there is nothing to compare" in compared.stderr


MEASURED = """
import subprocess, sys
block = bytearray(500 << 20)
block[::4096] = b"x" * len(block[::4096])
code = "from stancekit.evaluation.runner import peak_megabytes; print(peak_megabytes())"
subprocess.run([sys.executable, "-c", code], check=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's figure is taken as it is")
def test_the_memory_of_a_run_is_not_that_of_the_process_that_started_it():
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, check=True, text=True)
    assert 20 < float(done.stdout) < 450
