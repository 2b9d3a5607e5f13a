"""The file of a trained model: what stands in it beside its arrays, and what all of it must be to be used.

How such a file is written and read is stancekit's. Large matrices are kept as whole numbers of eight bits with a scale
for each column. May import the model.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from stancekit.errors import InputError
from stancekit.formats.model_files import ModelFile, ModelFormat, read_model_file, write_model_file
from stancekit_stance.encoder import ANSWERS, HEADS, MOST_PIECES, Encoder, Floats, Layer
from stancekit_stance.model import Blend, Known, Linear, Model
from stancekit_stance.wordpiece import END, START, UNKNOWN, WordPieces

FORMAT_VERSION = 1
"""The version of this file format and of the features; a file of another one is refused."""

_NAMES = "names.json"
_WIDEST, _DEEPEST = 1024, 24
_LARGE = 100_000
"""Matrices of more numbers are kept in eight bits."""


class Training(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model was trained on, for whoever asks: counts of rows by their source, the seed, the encoder's base."""

    rows: dict[str, int]
    seed: int
    base: str


class Details(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written beside the arrays.

    Attributes:
        training: What the model was trained on.
        width, inner, layers, joins, features: The encoder's sizes.
        blend: How the two parts are brought together.
        gate, least: As in `Model`.
    """

    training: Training
    width: int
    inner: int
    layers: int
    joins: int
    features: int
    blend: Blend
    gate: float
    least: float


class Names(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What rows of arrays stand for: word pieces, targets, features of the linear part, features of conditions."""

    pieces: Sequence[str]
    targets: Sequence[str]
    features: Sequence[str]
    conditions: Sequence[str]


FORMAT = ModelFormat(maker="stancekit-stance", version=FORMAT_VERSION, details=Details)


def write_model(path: Path, details: Details, names: Names, arrays: Mapping[str, Floats]) -> None:
    """Write a model to `path`, whole or not at all; the same model gives the same bytes.

    Raises:
        InputError: The file can't be written, or an array has numbers that aren't finite.
    """
    kept = {}
    for name, array in sorted(arrays.items()):
        if _is_large(array.shape):
            scale = np.maximum(np.abs(array).max(axis=0), 1e-9).astype(np.float32) / np.float32(127)
            kept[name], kept[f"{name}.scale"] = np.round(array / scale).astype(np.int8), scale
        else:
            kept[name] = array.astype(np.float32)
    write_model_file(path, FORMAT, details, parts={_NAMES: msgspec.json.encode(names)}, arrays=kept)


def read_model(path: Path) -> tuple[Model, Training]:
    """The model in the file, and what it was trained on.

    Raises:
        InputError: There is no such file, or it is truncated, foreign, of another version, or no sound model.
    """
    file = read_model_file(path, FORMAT)
    try:
        return _assemble(file, msgspec.json.decode(file.part(_NAMES), type=Names)), file.details.training
    except (ValueError, msgspec.DecodeError) as error:
        raise InputError(f"{path}: what it holds isn't a model of stancekit-stance: {error}") from error


def _assemble(file: ModelFile[Details], names: Names) -> Model:
    """The model of the file's parts; raises `ValueError` or `InputError` where they don't fit together."""
    details = file.details
    if not (0 <= details.gate <= 1 and 0 <= details.least <= 1):
        raise ValueError("its gate isn't a share")
    if not (0 < details.width <= _WIDEST and details.width % HEADS == 0 and 0 < details.inner <= 4 * _WIDEST):
        raise ValueError(f"no encoder has a width of {details.width} and {details.inner}")
    if not (0 <= details.joins < details.layers <= _DEEPEST and 0 < details.features <= _WIDEST):
        raise ValueError(f"no encoder has {details.layers} layers, joined at {details.joins}")
    for what in msgspec.structs.astuple(names):
        if not what or len(set(what)) != len(what):
            raise ValueError("its names aren't names, each once")
    if missing := {START, END, UNKNOWN} - set(names.pieces):
        raise ValueError(f"it has no word piece {', '.join(sorted(missing))}")
    arrays = {name: _array(file, name, shape) for name, shape in _shapes(details, names)}
    layers = tuple(
        Layer(*(arrays[f"layers.{number}.{field}"] for field in Layer._fields)) for number in range(details.layers)
    )
    whole = ("words", "places", "norm", "norm_bias", "head", "head_bias", "answer", "answer_bias")
    return Model(
        WordPieces(names.pieces),
        Encoder(**{name: arrays[name] for name in whole}, layers=layers, joins=details.joins),
        Known(_rows(names.targets), *(arrays[f"known.{name}"] for name in ("states", "answers", "biases"))),
        Linear(_rows(names.features), arrays["linear.weights"], arrays["linear.bias"]),
        Linear(_rows(names.conditions), arrays["condition.weights"], arrays["condition.bias"]),
        details.blend,
        details.gate,
        details.least,
    )


def _shapes(details: Details, names: Names) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name and the shape of each array of a model."""
    width, inner, features = details.width, details.inner, details.features
    answers, targets = len(ANSWERS), len(names.targets)
    for number in range(details.layers):
        for field in Layer._fields:
            wide = inner if field in ("inner", "inner_bias") else width
            matrix = field in ("query", "key", "value", "output", "inner", "outer")
            rows = (inner if field == "outer" else width,) if matrix else ()
            yield f"layers.{number}.{field}", (*rows, wide)
    yield from {
        "words": (len(names.pieces), width),
        "places": (MOST_PIECES, width),
        "norm": (width,),
        "norm_bias": (width,),
        "head": (width, features),
        "head_bias": (features,),
        "answer": (features, answers),
        "answer_bias": (answers,),
        "known.states": (targets, width),
        "known.answers": (targets, features, answers),
        "known.biases": (targets, answers),
        "linear.weights": (len(names.features), answers),
        "linear.bias": (answers,),
        "condition.weights": (len(names.conditions), 1),
        "condition.bias": (1,),
    }.items()


def _rows(names: Sequence[str]) -> dict[str, int]:
    return {name: row for row, name in enumerate(names)}


def _is_large(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] * shape[1] > _LARGE


def _array(file: ModelFile[Details], name: str, shape: tuple[int, ...]) -> Floats:
    if not _is_large(shape):
        return file.array(name, "float32", shape)
    with np.errstate(over="ignore"):
        array: Floats = file.array(name, "int8", shape) * file.array(f"{name}.scale", "float32", shape[-1:])
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has what isn't a number")
    return array
