"""A model file is read as it was written, or refused by name; what a stranger packs into one takes no memory."""

import io
import json
import os
import stat
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from stancekit.errors import InputError
from stancekit.formats.model_files import (
    HEADER,
    ModelFormat,
    pack,
    read_model_file,
    unpack,
    view_array,
    write_model_file,
)


class Details(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


FORMAT = ModelFormat(maker="test-maker", version=3, details=Details)


def written(path: Path, **parts: bytes) -> Path:
    write_model_file(path, FORMAT, Details("one"), parts=parts, libraries={"numpy": "1"})
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.binary(max_size=300), max_size=4)


@settings(max_examples=30)
@given(PARTS, st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_written_is_read(tmp_path_factory, parts, name):
    path = tmp_path_factory.mktemp("model") / "model"
    write_model_file(path, FORMAT, Details(name), parts=parts, libraries={"numpy": "1"})
    file = read_model_file(path, FORMAT)
    assert (file.details, file.parts, file.libraries) == (Details(name), parts, {"numpy": "1"})
    first = path.read_bytes()
    write_model_file(path, FORMAT, Details(name), parts=parts, libraries={"numpy": "1"})
    assert path.read_bytes() == first


@pytest.mark.parametrize("part", [bytes(3_000_000), b"[0," * 1_000_000, b""])
def test_what_shrinks_to_nearly_nothing_is_read_all_the_same(tmp_path, part):
    assert read_model_file(written(tmp_path / "model", part=part), FORMAT).parts == {"part": part}


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_the_file_s_mode_is_the_user_s_choice(tmp_path, mask):
    before = os.umask(mask)
    try:
        written(tmp_path / "model")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "model").stat().st_mode) == 0o666 & ~mask


NUMBERS = st.sampled_from(["float16", "float32", "float64", "int64", "uint32", "bool"]).flatmap(
    lambda dtype: arrays_of.arrays(
        dtype,
        arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
        elements={"allow_nan": False, "allow_infinity": False} if dtype.startswith("float") else None,
    )
)


@given(NUMBERS)
def test_arrays_are_read_as_they_were_written(tmp_path_factory, array):
    path = tmp_path_factory.mktemp("model") / "model"
    write_model_file(path, FORMAT, Details("one"), arrays={"weights": array})
    file = read_model_file(path, FORMAT)
    found = file.array("weights", array.dtype.name, array.shape)
    assert (found.dtype, found.shape, found.tobytes()) == (array.dtype, array.shape, array.tobytes())
    file.array("weights", array.dtype.name, (None,) * array.ndim)
    for dtype, shape in (("int8", array.shape), (array.dtype.name, (*array.shape, 1))):
        with pytest.raises(InputError, match=rf"{path}: weights: "):
            file.array("weights", dtype, shape)
    with pytest.raises(InputError, match=r"no part other\.npy"):
        file.array("other", "float32", (None,))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_neither_written_nor_read(tmp_path, value):
    array = np.array([[1.0, value]], np.float32)
    with pytest.raises(InputError, match=r"not written: weights: .*aren't finite"):
        write_model_file(tmp_path / "model", FORMAT, Details("one"), arrays={"weights": array})
    assert list(tmp_path.iterdir()) == []
    stream = io.BytesIO()
    np.save(stream, array)
    write_model_file(tmp_path / "model", FORMAT, Details("one"), parts={"weights.npy": stream.getvalue()})
    with pytest.raises(InputError, match=r"weights: .*aren't finite"):
        read_model_file(tmp_path / "model", FORMAT).array("weights", "float32", (None, None))


def lying(shape: str, dtype: str = "<f4") -> bytes:
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + bytes(16)


@pytest.mark.parametrize(
    "data",
    [
        lying("(1099511627776,)"),
        lying("(3,)"),
        lying("(0, 9)"),
        lying("(-4,)"),
        lying("(4,)", "|O"),
        lying("(True, 4.0)"),
        lying("(__import__('os').getpid(),)"),
        lying("(" * 9000),
        b"\x93NUMPY\x03\x00",
        b"PK",
        b"",
    ],
)
def test_an_array_that_is_not_what_it_says_is_refused(tmp_path, data):
    with pytest.raises(ValueError):  # noqa: PT011  # numpy's words
        view_array(data)
    path = tmp_path / "model"
    write_model_file(path, FORMAT, Details("one"), parts={"weights.npy": data})
    with pytest.raises(InputError, match=f"{path}: weights: "):
        read_model_file(path, FORMAT).array("weights", "float32", (None,))


def test_an_archive_in_a_part_is_packed_once():
    assert unpack(pack({"a": b"1" * 100}, deflated=False)) == {"a": b"1" * 100}
    with pytest.raises(ValueError, match="packed twice"):
        unpack(pack({"a": b"12" * 20}))


def repacked(path: Path, change) -> None:
    """The same archive with its header's fields changed."""
    parts = contents(path)
    header = json.loads(parts[HEADER])
    change(header)
    path.write_bytes(pack(parts | {HEADER: json.dumps(header).encode()}))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": 4}, r"it is of format 4, and this test-maker reads 3; update test-maker"),
        ({"version": 2}, r"it is of format 2, .*; train it again"),
        ({"version": 0}, r"it is of format 0, .*; train it again"),
        ({"version": -1}, r"it is of format -1"),
        ({"version": "3"}, r"stancekit\.json: Expected `int`"),
        ({"container": 2}, r"it is of format 2, and this test-maker reads 1; update"),
        ({"container": 0}, r"it is of format 0"),
        ({"maker": "another"}, r"not a model of test-maker: it is one of another"),
        ({"details": {"name": 5}}, r"Expected `str`"),
        ({"details": {"name": "one", "more": 1}}, r"unknown field `more`"),
        ({"more": 1}, r"unknown field `more`"),
        ({"parts": {}}, r"weights is in the file or in its header, and not in both"),
        ({"parts": {"weights": {"length": 3, "sha256": "0" * 64}}}, r"weights: damaged, or changed since"),
        ({"parts": {"weights": {"length": 2**40, "sha256": "0" * 64}}}, r"weights: damaged, or changed since"),
    ],
)
def test_another_header_is_refused(tmp_path, changed, message):
    path = written(tmp_path / "model", weights=b"abc")
    repacked(path, lambda header: header.update(changed))
    with pytest.raises(InputError, match=f"{path}: .*{message}"):
        read_model_file(path, FORMAT)


@pytest.mark.parametrize(
    ("name", "mode", "message"),
    [
        ("more", 0o644, "in the file or in its header"),
        ("../out", 0o644, "no plain part"),
        ("/etc/out", 0o644, "no plain part"),
        ("folder/", 0o644, "no plain part"),
        ("link", stat.S_IFLNK | 0o777, "no plain part"),
        ("weights", 0o644, "two parts of it have one name"),
    ],
)
def test_what_is_no_part_of_it_is_refused(tmp_path, name, mode, message):
    path = written(tmp_path / "model", weights=b"abc")
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(entry, b"abc")
    with pytest.raises(InputError, match=f"{path}: .*{message}"):
        read_model_file(path, FORMAT)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_cannot_be_bounded_is_refused(tmp_path, packing):
    path = written(tmp_path / "model", weights=b"abc")
    parts = contents(path)
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="packed in a way that isn't read"):
        read_model_file(path, FORMAT)


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "nothing"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    path = tmp_path / "model"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    with pytest.raises(InputError, match=f"{path}: can't be read: (it isn't a file|no such file)"):
        read_model_file(path, FORMAT)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model"
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    write_model_file(path, FORMAT, Details("one"), parts={"words.json": b'["a", "b"]'}, arrays={"weights": array})
    return path.read_bytes()


@given(st.data())
def test_a_damaged_file_is_refused_or_reads_as_before(tmp_path_factory, whole, data):
    path = tmp_path_factory.mktemp("model") / "damaged"
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=3)):
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged[: data.draw(st.sampled_from([len(whole), len(whole) // 2, len(whole) - 1]))])
    try:
        file = read_model_file(path, FORMAT)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017  # some bytes of an archive mean nothing
    else:
        assert file.details == Details("one")
        assert file.array("weights", "float32", (3, 4)).tolist() == np.arange(12).reshape(3, 4).tolist()


def bomb(part: bytes, times: int) -> bytes:
    """A deflated stream of `part` so many times over, made without holding what it unpacks to."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    return once * times + packer.flush()


def archive_of(*entries: tuple[str, bytes, int]) -> bytes:
    """A zip archive of deflated streams, each with its name and the size that the archive says it has."""
    body, directory = b"", b""
    for name, stream, size in entries:
        fields = struct.pack("<HHHHIIIHH", 0, 8, 0, 33, 0, len(stream), size, len(name), 0)
        directory += b"PK\1\2" + struct.pack("<HH", 20, 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += name.encode()
        body += b"PK\3\4" + struct.pack("<H", 20) + fields + name.encode() + stream
    count, place = len(entries), len(body)
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), place, 0)


def listing(*names: str, length: int) -> bytes:
    """A header that lists parts of one length."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    header = {"container": 1, "maker": "test-maker", "version": 3, "libraries": {}, "details": {"name": "one"}}
    header["parts"] = {name: {"length": length, "sha256": "0" * 64} for name in names}
    return packer.compress(json.dumps(header).encode()) + packer.flush()


def bombs() -> dict[str, bytes]:
    """Files of less than 300 KB that unpack to 200 MB."""
    stream, some = bomb(bytes(1_000_000), 200), bomb(bytes(1_000_000), 20)
    head, names = listing("a", length=200_000_000), [f"part{number}" for number in range(10)]
    size = len(zlib.decompress(head, -15))
    many = listing(*names, length=20_000_000)
    return {
        "header": archive_of((HEADER, stream, 200_000_000)),
        "header that lies": archive_of((HEADER, stream, 1000)),
        "part": archive_of((HEADER, head, size), ("a", stream, 200_000_000)),
        "part that lies": archive_of((HEADER, head, size), ("a", stream, 1000)),
        "ten parts": archive_of(
            (HEADER, many, len(zlib.decompress(many, -15))), *((one, some, 20_000_000) for one in names)
        ),
        "lists": pack({HEADER: b"[" + b"[]," * 60_000 + b"[]]"}, deflated=False),
        "many names": archive_of(*((f"{number:x}", b"\3\0", 0) for number in range(5_000))),
    }


READ = """
import resource, sys, msgspec
from stancekit.errors import InputError
from stancekit.formats.model_files import ModelFormat, read_model_file
class Details(msgspec.Struct):
    name: str
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
for path in sys.argv[1:]:
    try:
        read_model_file(path, ModelFormat(maker="test-maker", version=3, details=Details))
    except InputError as error:
        print(peak() - before, error)
"""


def test_what_unpacks_to_a_thousand_times_its_size_takes_no_memory(tmp_path):
    files = bombs()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", READ, *(str(tmp_path / name) for name in files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert len(lines) == len(files), done.stdout
    for name, line in zip(files, lines, strict=True):
        assert str(tmp_path / name) in line
        assert int(line.split()[0]) < 60 * max(map(len, files.values())), line
