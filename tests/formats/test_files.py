"""Files are there in whole or not at all, keep their mode, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stancekit import InputError
from stancekit.formats.files import open_output, read_bytes, write_whole


def write(how: str, path: Path, data: bytes) -> None:
    if how == "stream":
        with open_output(path) as stream:
            stream.write(data)
    else:
        with write_whole(path) as written:
            written.write_bytes(data)


@pytest.mark.parametrize("how", ["stream", "path"])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path, how):
    path = tmp_path / "result.json"
    write(how, path, b"old")
    assert path.stat().st_mode & 0o777 == 0o666 & ~current_umask()
    for mode in (0o600, 0o640, 0o604):
        path.chmod(mode)
        write(how, path, b"new")
        assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", mode)
    assert list(tmp_path.iterdir()) == [path]


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


KILLED = """
import os, signal, sys
from stancekit.formats.files import open_output, write_whole
how, path = sys.argv[1:]
with open_output(path) if how == "stream" else write_whole(path) as one:
    if how == "stream":
        one.write(b"half")
        one.flush()
    else:
        one.write_bytes(b"half")
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGKILL) if sys.stdin.read() == "die" else None
"""


@pytest.mark.parametrize("how", ["stream", "path"])
def test_what_a_killed_process_left_is_taken_away_by_the_next_and_what_is_being_written_is_not(tmp_path, how):
    path = tmp_path / "result.json"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", KILLED, how, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "writing\n"
    dead, alive = started
    dead.communicate("die")
    assert dead.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".result.json.*.part"))) == 2
    other = tmp_path / ".result.json.backup.part"
    other.write_text("somebody else's")
    write(how, path, b"whole")
    assert len(list(tmp_path.glob(".result.json.????????.part"))) == 1
    assert path.read_bytes() == b"whole"
    alive.communicate("go on")
    assert (path.read_bytes(), other.read_text()) == (b"half", "somebody else's")
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_a_file_is_read_up_to_its_bound(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (1 << 20))
    assert len(read_bytes(str(path), 1 << 20)) == 1 << 20
    path.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(InputError, match=r"a\.txt: more than 1 MiB, which would be held as a whole; split it"):
        read_bytes(str(path), 1 << 20)


@pytest.mark.parametrize("how", ["stream", "path"])
@pytest.mark.parametrize("name", ["x" * 254, "字" * 85])
def test_a_name_may_be_as_long_as_names_are(tmp_path, how, name):
    write(how, tmp_path / name, b"whole")
    assert [path.name for path in tmp_path.iterdir()] == [name]
