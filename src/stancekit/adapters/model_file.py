"""A model file with what an estimator of scikit-learn has learnt: the parts of a skops archive.

Reading one runs no code from it: skops builds objects of scikit-learn, scipy and numpy and of the few other types that
the reader names, and anything else in a file is an error, as is a vectorizer that would read files or match a pattern
that nobody vouches for. Never pickle. Imports skops and scikit-learn.
"""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import sklearn
import skops.io
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer

from stancekit.errors import InputError
from stancekit.formats.model_files import ModelFormat, pack, read_model_file, unpack, view_array, write_model_file

Details = TypeVar("Details", bound=msgspec.Struct)

_SCHEMA = "schema.json"
_NUMBERED = re.compile(r"(\d+)(\.\w+)")
_LIBRARY = "scikit-learn"

_PATTERNS = (None, r"(?u)\b\w\w+\b", r"(?u)\b\w+\b", r"\b\w\w+\b", r"\b\w+\b", r"(?u)\w+", r"\w+", r"\S+")
"""Token patterns that take linear time on any text: scikit-learn's own, and the usual ones."""


def write_model(
    path: str | Path, estimator: Any, details: Details, format: ModelFormat[Details], *, trusted: tuple[str, ...] = ()
) -> None:
    """Write an estimator and its details to `path`, whole or not at all.

    Args:
        path: The file.
        estimator: What has learnt.
        details: What stands in the header beside it.
        format: The format of the file.
        trusted: As in `read_model`.

    Raises:
        InputError: The file can't be written, or `read_model` wouldn't read it: the estimator has parts that aren't
            trusted, or numbers that aren't finite.
    """
    archive = skops.io.dumps(estimator)
    try:
        parts = _renumbered(_members(archive))
        _check_arrays(parts)
        if unwanted := [*_foreign_types(pack(parts, deflated=False), trusted), *_risks(estimator, trusted)]:
            raise ValueError(
                f"the estimator has {', '.join(unwanted)}, and a model file of {format.maker} holds only what skops "
                "trusts by itself and what is named as trusted"
            )
    except ValueError as error:
        raise InputError(f"{path}: not written: {error}") from error
    write_model_file(path, format, details, parts=parts, libraries={_LIBRARY: sklearn.__version__})


def read_model(path: str | Path, format: ModelFormat[Details], *, trusted: tuple[str, ...] = ()) -> tuple[Any, Details]:
    """The estimator in the file, and its details.

    Args:
        path: The file.
        format: The format of the file.
        trusted: What a file may name beside the parts of scikit-learn, scipy and numpy that skops trusts: types and
            functions, by their import paths ("my_package.features.LongWords"), and token patterns of vectorizers.

    Raises:
        InputError: There is no such file, or it is truncated, changed, foreign, of another version, or names what isn't
            trusted.
    """
    file = read_model_file(path, format)
    try:
        _check_arrays(file.parts)
        archive = pack(file.parts, deflated=False)
        unwanted = _foreign_types(archive, trusted)
        if not unwanted:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                estimator = skops.io.loads(archive, trusted=list(trusted))
            unwanted = list(_risks(estimator, trusted))
    # A file from a stranger may break skops or scikit-learn anywhere.
    except Exception as error:
        made = f"it was made with scikit-learn {file.libraries.get(_LIBRARY)}, and here is {sklearn.__version__}"
        raise InputError(f"{path}: the model in it can't be read ({made}): {error}; train it again") from error
    if unwanted:
        raise InputError(f"{path}: not read: it names {', '.join(unwanted)}, which {format.maker} doesn't trust")
    return estimator, file.details


def _members(archive: bytes) -> dict[str, bytes]:
    """What is in an archive that this process has made itself."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _renumbered(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a skops archive with numbers from 0 in place of addresses in memory, which no two runs share."""
    numbers: dict[int, int] = {}

    def number(address: int) -> int:
        return numbers.setdefault(address, len(numbers))

    def renumber(node: dict[str, Any]) -> dict[str, Any]:
        if isinstance(node.get("__id__"), int):
            node["__id__"] = number(node["__id__"])
        if isinstance(node.get("file"), str) and (match := _NUMBERED.fullmatch(node["file"])):
            node["file"] = f"{number(int(match[1]))}{match[2]}"
        return node

    schema = json.loads(parts[_SCHEMA], object_hook=renumber)
    named = {_SCHEMA: json.dumps(schema, separators=(",", ":")).encode()}
    for name, data in parts.items():
        if match := _NUMBERED.fullmatch(name):
            # A sparse matrix is an archive in the archive; it is packed once, with all the rest.
            plain = pack(_members(data), deflated=False) if match[2] == ".npz" else data
            named[f"{number(int(match[1]))}{match[2]}"] = plain
        elif name != _SCHEMA:
            named[name] = data
    return named


def _check_arrays(parts: Mapping[str, bytes]) -> None:
    """Raise `ValueError` where an array isn't what it says, has numbers that aren't finite, or is packed twice."""
    for name, data in parts.items():
        inner = unpack(data) if name.endswith(".npz") else {name: data}
        for array, content in inner.items():
            if array.endswith(".npy"):
                try:
                    view_array(content)
                except ValueError as error:
                    raise ValueError(f"{name}: {error}") from error


def _foreign_types(archive: bytes, trusted: tuple[str, ...]) -> list[str]:
    return sorted(set(skops.io.get_untrusted_types(data=archive)) - set(trusted))


def _risks(estimator: Any, trusted: tuple[str, ...]) -> Iterator[str]:
    """What vectorizers anywhere in an estimator would do that a text can't be left to."""
    for part in _reached(estimator):
        if not isinstance(part, (CountVectorizer, HashingVectorizer)):
            continue
        kind = type(part).__name__
        if part.input != "content":
            yield f"a {kind} that reads files (input={part.input!r:.40})"
        pattern = getattr(part, "token_pattern", None)
        if pattern not in _PATTERNS and pattern not in trusted:
            yield f"a {kind} with the token_pattern {pattern!r:.200} (it may never end on some text)"
        for name in ("analyzer", "preprocessor", "tokenizer"):
            function = getattr(part, name, None)
            if callable(function) and _path_of(function) not in trusted:
                yield f"a {kind} with the {name} {_path_of(function)}"


def _path_of(function: Any) -> str:
    return f"{getattr(function, '__module__', None)}.{getattr(function, '__qualname__', function)!s:.80}"


def _reached(estimator: Any) -> Iterator[Any]:
    """All objects with attributes that an estimator is made of, itself among them, each once."""
    waiting, seen = [estimator], set[int]()
    while waiting:
        part = waiting.pop()
        if id(part) in seen or isinstance(part, (str, bytes, int, float, type, type(None))):
            continue
        seen.add(id(part))
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, (list, tuple, set, frozenset)):
            waiting += part
        elif isinstance(part, np.ndarray):
            waiting += part.ravel().tolist() if part.dtype.hasobject else []
        else:
            yield part
            waiting += getattr(part, "__dict__", {}).values()
