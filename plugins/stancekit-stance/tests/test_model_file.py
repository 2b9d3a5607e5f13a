"""The file of a model: what was written is read, and what is no sound model is refused in one line."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from small_models import HEADER, PIECES, arrays, write
from stancekit.errors import InputError
from stancekit_stance import model_file
from stancekit_stance.model_file import read_model

HEADER_NAME = "stancekit-stance.json"


def refused(path: Path) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as error:
        read_model(path)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


def rewrite(path: Path, **parts: bytes) -> None:
    """Put other bytes in the place of parts of the file."""
    with zipfile.ZipFile(path) as opened:
        held = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(path, "w") as opened:
        for name, data in {**held, **parts}.items():
            opened.writestr(name, data)


def edit_header(path: Path, **fields: Any) -> None:
    with zipfile.ZipFile(path) as opened:
        header = json.loads(opened.read(HEADER_NAME))
    rewrite(path, **{HEADER_NAME: json.dumps(header | fields).encode()})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    model, training = read_model(write(tmp_path / "a.model"))
    held = arrays()
    assert np.array_equal(model.encoder.words, held["words"])
    assert np.array_equal(model.encoder.layers[1].outer, held["layers.1.outer"])
    assert np.array_equal(model.known.answers, held["known.answers"])
    assert (model.encoder.joins, model.gate, training.rows) == (HEADER["joins"], 0.0, {"made": 1})
    assert model.pieces.encode("we reject") == [PIECES.index("we"), PIECES.index("reject")]


def test_large_matrices_are_kept_in_eight_bits(tmp_path: Path) -> None:
    pieces = "\n".join([*PIECES, *(f"word{number}" for number in range(5_000))])
    words = np.random.default_rng(0).normal(size=(5_000 + len(PIECES), HEADER["width"])).astype(np.float32)
    path = tmp_path / "large.model"
    texts = {"pieces.txt": pieces, "features.txt": "a\nb", "conditions.txt": "c"}
    training = model_file.Training(rows={}, seed=0, base="")
    model_file.write_model(path, HEADER, texts, arrays() | {"words": words}, training)
    assert path.stat().st_size < 2 * words.size
    assert np.abs(read_model(path)[0].encoder.words - words).max() < 0.02


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a").read_bytes() == write(tmp_path / "b").read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("model") / "whole").read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_as_it_was(whole: bytes, tmp_path: Path, data: st.DataObject) -> None:
    place, byte = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 255))
    damaged = tmp_path / "damaged"
    damaged.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    try:
        model = read_model(damaged)[0]
    except InputError:
        return
    assert np.array_equal(model.encoder.words, arrays()["words"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_a_truncated_file_is_refused(whole: bytes, tmp_path: Path, share: float) -> None:
    (tmp_path / "part").write_bytes(whole[: int(share * len(whole))])
    refused(tmp_path / "part")


def test_no_file_at_all(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "nowhere.model")


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(tmp_path: Path, wrong: float) -> None:
    head = arrays()["head"]
    head[1, 1] = wrong
    assert "head has what isn't a number" in refused(write(tmp_path / "a", head=head))
    refused(write(tmp_path / "b", header={"linear": wrong}))


def test_arrays_of_another_shape_are_refused(tmp_path: Path) -> None:
    assert "isn't a model of stancekit-stance" in refused(write(tmp_path / "a", head=arrays()["head"][:-1]))
    assert "isn't a model of stancekit-stance" in refused(write(tmp_path / "b", header={"layers": 3}))


@pytest.mark.parametrize("field", [{"width": 10**9}, {"layers": 10**6}, {"inner": -1}, {"width": 25}, {"joins": 2}])
def test_sizes_that_no_encoder_has_are_refused(tmp_path: Path, field: dict[str, int]) -> None:
    assert "no encoder has" in refused(write(tmp_path / "a", header=field))


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write(tmp_path / "bomb")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("zeros", bytes(65_000_000))
    assert path.stat().st_size < 1_000_000
    assert "too large" in refused(path)


def test_a_file_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "a")
    edit_header(path, version=2)
    assert "update stancekit-stance" in refused(path)
    edit_header(path, version=0)
    assert "train it again" in refused(path)


def test_a_foreign_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr("weights.pkl", b"cos\nsystem\n(S'true'\ntR.")
    assert HEADER_NAME in refused(tmp_path / "a.zip")


def test_a_kind_of_number_that_isnt_known_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a")
    with zipfile.ZipFile(path) as opened:
        parts = json.loads(opened.read(HEADER_NAME))["parts"]
    parts["head"]["kind"] = "O"
    edit_header(path, parts=parts)
    assert "isn't a model" in refused(path)
