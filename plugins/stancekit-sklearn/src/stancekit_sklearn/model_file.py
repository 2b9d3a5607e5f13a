"""The file of a trained classifier: a skops archive of the estimator, and beside it a header in JSON.

Reading one runs no code from it: skops builds objects of scikit-learn and numpy, and of this package the few types
named here, and anything else in a file is an error. May import skops and this package's estimator.
"""

import io
import os
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import NamedTuple

import msgspec
import sklearn
import skops.io

from stancekit.errors import InputError
from stancekit_sklearn.estimator import StanceEstimator

FORMAT_VERSION = 1
"""The version of this file format; a file of a higher one is refused."""

_HEADER = "stancekit-sklearn.json"

TRUSTED = (
    "stancekit_sklearn.clauses.clause_features",
    "stancekit_sklearn.estimator.StanceEstimator",
    "stancekit_sklearn.features.Features",
    "stancekit_sklearn.features.FrequentColumns",
    "stancekit_sklearn.features.PerTarget",
    "stancekit_sklearn.features.actor_features",
    "stancekit_sklearn.features.opinion_features",
    "stancekit_sklearn.features.place_features",
    "stancekit_sklearn.features.text_of",
    "stancekit_sklearn.features.word_features",
)
"""The types and functions of this package that a file may name, beside those that skops trusts."""


class Answer(msgspec.Struct, frozen=True):
    """What one class of the estimator stands for: a polarity, and the label where the task has its own."""

    polarity: str
    label: str | None = None


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written beside the estimator.

    Attributes:
        version: The version of the format.
        scikit_learn: The version of scikit-learn that the estimator is of.
        answers: By class of the estimator, what it stands for.
        second_opinions: The names of the classifiers whose answers are features.
    """

    version: int
    scikit_learn: str
    answers: dict[str, Answer]
    second_opinions: tuple[str, ...]


class Model(NamedTuple):
    """What a file holds."""

    estimator: StanceEstimator
    answers: dict[str, Answer]
    second_opinions: tuple[str, ...] = ()


class _Version(msgspec.Struct):
    version: int


def write_model(path: Path, model: Model) -> None:
    """Write a model to `path`, whole or not at all.

    Raises:
        InputError: A part of the estimator is neither of scikit-learn nor of this package, so none could read it back.
    """
    archive = io.BytesIO()
    skops.io.dump(model.estimator, archive)
    if foreign := _foreign_types(archive.getvalue()):
        raise InputError(
            f"{path}: not written: the estimator has parts of {', '.join(foreign)}, and a model file holds only parts "
            "of scikit-learn and stancekit-sklearn"
        )
    header = Header(FORMAT_VERSION, sklearn.__version__, model.answers, model.second_opinions)
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(_HEADER, msgspec.json.encode(header))
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(archive.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_model(path: Path) -> Model:
    """The model in the file.

    Raises:
        InputError: There is no such file, or it is truncated, foreign, or of a newer version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    header = _read_header(path, data)
    try:
        foreign = _foreign_types(data)
        if not foreign:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                estimator = skops.io.loads(data, trusted=list(TRUSTED))
    # A file from a stranger may break skops or scikit-learn anywhere.
    except Exception as error:
        made = f"it was made with scikit-learn {header.scikit_learn}, and here is {sklearn.__version__}"
        raise InputError(f"{path}: the model in it can't be read ({made}): {error}; train it again") from error
    if foreign:
        raise InputError(f"{path}: not read: it names {', '.join(foreign)}, which no model of stancekit-sklearn does")
    if not isinstance(estimator, StanceEstimator) or set(map(str, estimator.classes_)) != set(header.answers):
        raise InputError(f"{path}: what it holds isn't a trained model of stancekit-sklearn")
    return Model(estimator, header.answers, header.second_opinions)


def _read_header(path: Path, data: bytes) -> Header:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            text = opened.read(_HEADER)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise InputError(f"{path}: not a model file, or a truncated one: {error}") from error
    except KeyError as error:
        raise InputError(f"{path}: not a model of stancekit-sklearn: it has no {_HEADER}") from error
    try:
        version = msgspec.json.decode(text, type=_Version).version
        if version > FORMAT_VERSION:
            raise InputError(
                f"{path}: version: it is of format {version}, and this stancekit-sklearn reads up to {FORMAT_VERSION}; "
                "update stancekit-sklearn"
            )
        return msgspec.json.decode(text, type=Header)
    except msgspec.DecodeError as error:
        raise InputError(f"{path}: {_HEADER}: {error}") from error


def _foreign_types(data: bytes) -> list[str]:
    return sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
