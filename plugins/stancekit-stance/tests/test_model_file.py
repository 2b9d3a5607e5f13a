"""The file of a model: what was written is read, and what is no sound model is refused in one line."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from small_models import DETAILS, PIECES, arrays, write
from stancekit.errors import InputError
from stancekit.formats.model_files import pack, read_model_file, write_model_file
from stancekit_stance.model import Blend
from stancekit_stance.model_file import FORMAT, read_model

WORDS = [f"word{number}" for number in range(5_000)]


def refused(path: Path) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as error:
        read_model(path)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


def rewrite(path: Path, *, parts: dict[str, bytes] | None = None, **fields: Any) -> None:
    """Write the file again with other parts, or as one of another maker or version, all sums right."""
    file = read_model_file(path, FORMAT)
    write_model_file(path, msgspec.structs.replace(FORMAT, **fields), file.details, parts=file.parts | (parts or {}))


def write_large(path: Path) -> np.ndarray:
    """Write a model with a matrix that is kept in eight bits; the matrix."""
    words = np.random.default_rng(0).normal(size=(len(PIECES) + len(WORDS), DETAILS["width"])).astype(np.float32)
    write(path, names={"pieces": (*PIECES, *WORDS)}, words=words)
    return words


def test_what_was_written_is_read(tmp_path: Path) -> None:
    model, training = read_model(write(tmp_path / "a.model"))
    held = arrays()
    assert np.array_equal(model.encoder.words, held["words"])
    assert np.array_equal(model.encoder.layers[1].outer, held["layers.1.outer"])
    assert np.array_equal(model.known.answers, held["known.answers"])
    assert (model.encoder.joins, model.gate, training.rows) == (DETAILS["joins"], 0.0, {"made": 1})
    assert model.pieces.encode("we reject") == [PIECES.index("we"), PIECES.index("reject")]


def test_large_matrices_are_kept_in_eight_bits(tmp_path: Path) -> None:
    path = tmp_path / "large.model"
    words = write_large(path)
    assert path.stat().st_size < 2 * words.size
    assert np.abs(read_model(path)[0].encoder.words - words).max() < 0.02


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def exchange_a_part(path: Path) -> None:
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    path.write_bytes(pack(parts | {"head_bias.npy": parts["head_bias.npy"][:-1] + b"!"}))


def put_zeros(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("zeros", bytes(5_000_000))


def make_foreign(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("weights.pkl", b"cos\nsystem\n(S'true'\ntR.")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, "no such file"),
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "not a model file, or a truncated one"),
        (flip_a_bit, "not a model file, or a truncated one"),
        (exchange_a_part, "head_bias.npy: damaged"),
        (put_zeros, "too large"),
        (make_foreign, "not a model of stancekit-stance"),
        (lambda path: rewrite(path, maker="stancekit-tagger"), "not a model of stancekit-stance"),
        (lambda path: rewrite(path, version=2), "update stancekit-stance"),
        (lambda path: rewrite(path, version=0), "train it again"),
        (lambda path: rewrite(path, parts={"names.json": b"[]"}), "isn't a model of stancekit-stance"),
    ],
)
def test_what_is_no_whole_model_of_this_version_is_refused(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    path = write(tmp_path / "a")
    damage(path)
    assert said in refused(path)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(tmp_path: Path, wrong: float) -> None:
    head = arrays()["head"]
    path = write(tmp_path / "a")
    at = read_model_file(path, FORMAT).part("head.npy")[: -head.nbytes]
    head[1, 1] = wrong
    rewrite(path, parts={"head.npy": at + head.tobytes()})
    assert "head: the array has numbers that aren't finite" in refused(path)
    refused(write(tmp_path / "b", details={"blend": Blend(wrong, 1.0, (0.0, 0.0, 0.0))}))
    refused(write(tmp_path / "c", details={"gate": wrong}))


def test_scales_that_make_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_large(path)
    scale = np.full(DETAILS["width"], 3e38, np.float32)
    at = read_model_file(path, FORMAT).part("words.scale.npy")[: -scale.nbytes]
    rewrite(path, parts={"words.scale.npy": at + scale.tobytes()})
    assert "words has what isn't a number" in refused(path)


def test_arrays_of_another_shape_are_refused(tmp_path: Path) -> None:
    assert "head: its shape is 23 x 5, not 24 x 5" in refused(write(tmp_path / "a", head=arrays()["head"][:-1]))
    assert "it has no part layers.2.query.npy" in refused(write(tmp_path / "b", details={"layers": 3}))


@pytest.mark.parametrize("field", [{"width": 10**9}, {"layers": 10**6}, {"inner": -1}, {"width": 25}, {"joins": 2}])
def test_sizes_that_no_encoder_has_are_refused(tmp_path: Path, field: dict[str, int]) -> None:
    assert "no encoder has" in refused(write(tmp_path / "a", details=field))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"targets": ("talks", "talks")}, "each once"),
        ({"conditions": ()}, "each once"),
        ({"pieces": PIECES[3:]}, "no word piece [CLS], [UNK]"),
    ],
)
def test_names_that_are_not_those_of_rows_are_refused(tmp_path: Path, names: dict[str, Any], said: str) -> None:
    assert said in refused(write(tmp_path / "a", names=names))
