"""A command that is ended from outside, or has no standard streams, leaves nothing behind and says so in a line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from signals import as_from_a_terminal

COMMAND = [sys.executable, "-m", "stancekit"]
PARTS = ["--extractor", "keywords", "--classifier", "keywords", "--codebook", "keywords"]


@pytest.fixture
def environment(plugin_folder) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(plugin_folder)}


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + 15), (signal.SIGHUP, 128 + 1)]
)
def test_what_was_begun_is_taken_away(tmp_path, environment, number, code):
    started = subprocess.Popen(
        [*COMMAND, "analyze", "-", *PARTS, "-o", "out.json", "--rejects", "rejects.jsonl"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_from_a_terminal,
    )
    while not list(tmp_path.glob(".out.json.*.part")):
        assert started.poll() is None
        time.sleep(0.01)
    started.send_signal(number)
    _, said = started.communicate()
    assert (started.returncode, said) == (code, "stancekit: interrupted\n")
    assert not list(tmp_path.iterdir())


def test_a_signal_that_is_ignored_stays_ignored(tmp_path, environment):
    started = subprocess.Popen(
        ["nohup", *COMMAND, "analyze", "-", *PARTS, "-o", "out.json"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    while not list(tmp_path.glob(".out.json.*.part")):
        assert started.poll() is None
        time.sleep(0.01)
    started.send_signal(signal.SIGHUP)
    started.communicate(b"Rain fell.")
    assert started.returncode == 0
    assert (tmp_path / "out.json").is_file()


def in_a_shell(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command.format(*(" ".join(map(str, one)) for one in (COMMAND, PARTS)))],
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment,
        input="Rain fell.",
        text=True,
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("{0} analyze - {1} <&-", "stdin: can't be read: standard input is closed"),
        ("{0} classify - --classifier keywords <&-", "stdin: can't be read: standard input is closed"),
        ("{0} analyze - {1} --format jsonl >&-", "the result can't be written: standard output is closed"),
        ("{0} codebook list >&-", "the result can't be written: standard output is closed"),
        ("{0} --version >&-", "the result can't be written: standard output is closed"),
    ],
)
def test_a_stream_that_is_closed_is_named(tmp_path, environment, command, said):
    done = in_a_shell(command, tmp_path, environment)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"stancekit: {said}\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_not_needed_may_be_closed(tmp_path, environment, closed):
    (tmp_path / "a.txt").write_text("Rain fell.")
    done = in_a_shell(f"{{0}} analyze a.txt {{1}} -o out.json --format json {closed}", tmp_path, environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert '"id": "a.txt"' in (tmp_path / "out.json").read_text()
