"""The file of a trained model: a zip archive of plain arrays, with a header in JSON.

Reading one runs no code from it. The header says what each array is and its checksum; sizes are bounded before anything
is unpacked, shapes must be those of the model that the header describes, and every number must be one. Large matrices
are kept as whole numbers of eight bits with a scale for each column. May import the model.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from stancekit.errors import InputError
from stancekit_stance.encoder import ANSWERS, HEADS, MOST_PIECES, Encoder, Floats, Layer
from stancekit_stance.model import Blend, Known, Linear, Model
from stancekit_stance.wordpiece import END, START, UNKNOWN, WordPieces

FORMAT_VERSION = 1
"""The version of this file format and of the features; a file of another one is refused."""

_HEADER = "stancekit-stance.json"
_PIECES, _FEATURES, _CONDITIONS = "pieces.txt", "features.txt", "conditions.txt"
_TEXTS = (_PIECES, _FEATURES, _CONDITIONS)
_LARGEST = 64_000_000
"""How many bytes all parts of a file may have together when unpacked."""

_LARGEST_HEADER = 1_000_000
_WIDEST, _DEEPEST, _MOST = 1024, 24, 100_000
_KINDS: dict[str, np.dtype[Any]] = {"i1": np.dtype("<i1"), "f4": np.dtype("<f4")}


class Training(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model was trained on, for whoever asks: counts of rows by their source, the seed, the encoder's base."""

    rows: dict[str, int]
    seed: int
    base: str


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file: its length in bytes, its SHA-256, and for an array the kind of its numbers."""

    length: int
    sha256: str
    kind: str = ""


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written beside the arrays.

    Attributes:
        version: The version of the format.
        training: What the model was trained on.
        width, inner, layers, joins, features: The encoder's sizes.
        targets: The targets that were learnt, in the order of their rows.
        linear, encoder, bias: How the two parts are brought together.
        gate: The share of favor and against in the linear part from which on the encoder is asked.
        least: The probability that favor or against must have to be answered.
        parts: The other parts of the file by name.
    """

    version: int
    training: Training
    width: int
    inner: int
    layers: int
    joins: int
    features: int
    targets: tuple[str, ...]
    linear: float
    encoder: float
    bias: tuple[float, float, float]
    gate: float
    least: float
    parts: dict[str, Part]


class _Version(msgspec.Struct):
    version: int


def write_model(
    path: Path, header: Mapping[str, Any], texts: Mapping[str, str], arrays: Mapping[str, Floats], training: Training
) -> None:
    """Write a model; the same model gives the same bytes.

    Args:
        path: Where to.
        header: The fields of `Header` but for the version, the training and the parts.
        texts: The lines of `pieces.txt`, `features.txt` and `conditions.txt`.
        arrays: The arrays by their names (`shapes` lists them): matrices are kept in eight bits.
        training: What it was trained on.
    """
    parts: dict[str, tuple[bytes, str]] = {name: (texts[name].encode(), "") for name in _TEXTS}
    for name, array in arrays.items():
        if _is_large(array.shape):
            scale = np.maximum(np.abs(array).max(axis=0), 1e-9).astype("<f4") / np.float32(127)
            parts[name] = (np.round(array / scale).astype("<i1").tobytes(), "i1")
            parts[f"{name}.scale"] = (scale.astype("<f4").tobytes(), "f4")
        else:
            parts[name] = (array.astype("<f4").tobytes(), "f4")
    described = {
        name: Part(len(data), hashlib.sha256(data).hexdigest(), kind) for name, (data, kind) in sorted(parts.items())
    }
    whole = Header(version=FORMAT_VERSION, training=training, parts=described, **header)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for name, data in {
            _HEADER: msgspec.json.encode(whole),
            **{n: d for n, (d, _) in sorted(parts.items())},
        }.items():
            # The date is fixed so that the bytes depend on the model alone.
            opened.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), data)
    path.write_bytes(archive.getvalue())


def read_model(path: Path) -> tuple[Model, Training]:
    """The model in the file, and what it was trained on.

    Raises:
        InputError: There is no such file, or it is truncated, foreign, of another version, or no sound model.
    """
    try:
        header, parts = _unpack(path)
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    # zipfile raises these for what isn't a whole archive, or is packed or encrypted in ways that it doesn't know.
    except (zipfile.BadZipFile, EOFError, KeyError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise InputError(f"{path}: not a model file, or a truncated one: {error}") from error
    try:
        return _assemble(header, parts), header.training
    except (KeyError, ValueError) as error:
        raise InputError(f"{path}: what it holds isn't a model of stancekit-stance: {error}") from error


def _unpack(path: Path) -> tuple[Header, dict[str, bytes]]:
    with zipfile.ZipFile(path) as opened:
        sizes = {entry.filename: entry.file_size for entry in opened.infolist()}
        if _HEADER not in sizes:
            raise InputError(f"{path}: not a model of stancekit-stance: it has no {_HEADER}")
        if sizes[_HEADER] > _LARGEST_HEADER or sum(sizes.values()) > _LARGEST:
            raise InputError(f"{path}: not a model of stancekit-stance: it is too large")
        header = _read_header(path, opened.read(_HEADER))
        parts = {name: opened.read(name) for name in header.parts}
    for name, part in header.parts.items():
        if len(parts[name]) != part.length or hashlib.sha256(parts[name]).hexdigest() != part.sha256:
            raise InputError(f"{path}: {name}: damaged: its checksum is another")
    return header, parts


def _read_header(path: Path, text: bytes) -> Header:
    try:
        version = msgspec.json.decode(text, type=_Version).version
        if version != FORMAT_VERSION:
            do = "update stancekit-stance" if version > FORMAT_VERSION else "train it again"
            raise InputError(
                f"{path}: version: it is of format {version}, and this stancekit-stance reads {FORMAT_VERSION}; {do}"
            )
        return msgspec.json.decode(text, type=Header)
    except msgspec.DecodeError as error:
        raise InputError(f"{path}: {_HEADER}: {error}") from error


def _assemble(header: Header, parts: Mapping[str, bytes]) -> Model:
    """The model of the parts; raises `ValueError` or `KeyError` where they don't fit together."""
    numbers = (header.linear, header.encoder, *header.bias, header.gate, header.least)
    if not all(map(np.isfinite, numbers)) or not (0 <= header.gate <= 1 and 0 <= header.least <= 1):
        raise ValueError("its blend or gate isn't a number")
    if not (0 < header.width <= _WIDEST and header.width % HEADS == 0 and 0 < header.inner <= 4 * _WIDEST):
        raise ValueError(f"no encoder has a width of {header.width} and {header.inner}")
    if not (0 <= header.joins < header.layers <= _DEEPEST and 0 < header.features <= _WIDEST):
        raise ValueError(f"no encoder has {header.layers} layers, joined at {header.joins}")
    pieces, names, conditions = (parts[name].decode("utf-8").split("\n") for name in _TEXTS)
    for what in (pieces, names, conditions, header.targets):
        if len(set(what)) != len(what) or not 0 < len(what) <= _MOST:
            raise ValueError("its names aren't names, each once")
    if missing := {START, END, UNKNOWN} - set(pieces):
        raise ValueError(f"it has no word piece {', '.join(sorted(missing))}")
    arrays = {
        name: _array(header, parts, name, shape)
        for name, shape in shapes(header, len(pieces), len(names), len(conditions))
    }
    layers = tuple(
        Layer(*(arrays[f"layers.{number}.{field}"] for field in Layer._fields)) for number in range(header.layers)
    )
    whole = ("words", "places", "norm", "norm_bias", "head", "head_bias", "answer", "answer_bias")
    return Model(
        WordPieces(pieces),
        Encoder(**{name: arrays[name] for name in whole}, layers=layers, joins=header.joins),
        Known(
            {target: row for row, target in enumerate(header.targets)},
            **{name: arrays[f"known.{name}"] for name in ("states", "answers", "biases")},
        ),
        Linear({name: row for row, name in enumerate(names)}, arrays["linear.weights"], arrays["linear.bias"]),
        Linear(
            {name: row for row, name in enumerate(conditions)}, arrays["condition.weights"], arrays["condition.bias"]
        ),
        Blend(header.linear, header.encoder, header.bias),
        header.gate,
        header.least,
    )


def shapes(header: Header, pieces: int, names: int, conditions: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name and the shape of each array of a model."""
    width, inner, answers, targets = header.width, header.inner, len(ANSWERS), len(header.targets)
    yield from {
        "words": (pieces, width),
        "places": (MOST_PIECES, width),
        "norm": (width,),
        "norm_bias": (width,),
    }.items()
    for number in range(header.layers):
        for field in Layer._fields:
            wide = inner if field in ("inner", "inner_bias") else width
            matrix = field in ("query", "key", "value", "output", "inner", "outer")
            rows = (inner if field == "outer" else width,) if matrix else ()
            yield f"layers.{number}.{field}", (*rows, wide)
    yield from {
        "head": (width, header.features),
        "head_bias": (header.features,),
        "answer": (header.features, answers),
        "answer_bias": (answers,),
        "known.states": (targets, width),
        "known.answers": (targets, header.features, answers),
        "known.biases": (targets, answers),
        "linear.weights": (names, answers),
        "linear.bias": (answers,),
        "condition.weights": (conditions, 1),
        "condition.bias": (1,),
    }.items()


def _is_large(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] * shape[1] > 100_000


def _array(header: Header, parts: Mapping[str, bytes], name: str, shape: tuple[int, ...]) -> Floats:
    array: Floats = np.frombuffer(parts[name], _KINDS[header.parts[name].kind]).reshape(shape).astype(np.float32)
    if header.parts[name].kind == "i1":
        array *= _array(header, parts, f"{name}.scale", shape[-1:])
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has what isn't a number")
    return array
