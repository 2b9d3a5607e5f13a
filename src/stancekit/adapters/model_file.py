"""A file with what an estimator has learnt: a skops archive, and beside it a header in JSON.

Reading one runs no code from it: skops builds objects of scikit-learn, scipy and numpy and of the few other types that
the reader names, and anything else in a file is an error. Never pickle. Imports skops and scikit-learn.
"""

import hashlib
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import sklearn
import skops.io

from stancekit.errors import InputError
from stancekit.formats.files import write_whole

HEADER = "stancekit.json"
"""The header's name in the archive."""

Details = TypeVar("Details", bound=msgspec.Struct)


class ModelFormat(msgspec.Struct, Generic[Details], frozen=True, kw_only=True):
    """What one kind of model file looks like.

    Attributes:
        maker: Who writes and reads it, a distribution or an adapter: "stancekit-sklearn". Files of another maker are
            refused.
        version: The version of the format; a file of a higher one is refused.
        details: The type of what stands in the header beside the estimator.
        trusted: Types and functions that a file may name beside those of scikit-learn, scipy and numpy that skops
            trusts, by their import paths: "my_package.features.LongWords".
    """

    maker: str
    version: int
    details: type[Details]
    trusted: tuple[str, ...] = ()


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header; `fingerprint` is the SHA-256 of the archive's other files, `scikit_learn` the version of that."""

    maker: str
    version: int
    scikit_learn: str
    fingerprint: str
    details: msgspec.Raw


class _Version(msgspec.Struct):
    maker: str
    version: int


def write_model(path: str | Path, estimator: Any, details: Details, format: ModelFormat[Details]) -> None:
    """Write an estimator and its details to `path`, whole or not at all.

    Raises:
        InputError: The file can't be written, or a part of the estimator is of a type that the format doesn't trust, so
            that nobody could read it back.
    """
    archive = io.BytesIO()
    skops.io.dump(estimator, archive)
    if foreign := _foreign_types(archive.getvalue(), format):
        raise InputError(
            f"{path}: not written: the estimator has parts of {', '.join(foreign)}, and a model file of {format.maker} "
            "holds only what skops trusts by itself and what is named as trusted"
        )
    header = _Header(
        format.maker,
        format.version,
        sklearn.__version__,
        fingerprint(archive.getvalue()),
        msgspec.Raw(msgspec.json.encode(details)),
    )
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(HEADER, msgspec.json.encode(header))
    with write_whole(path) as written:
        written.write_bytes(archive.getvalue())


def read_model(path: str | Path, format: ModelFormat[Details]) -> tuple[Any, Details]:
    """The estimator in the file, and its details.

    Raises:
        InputError: There is no such file, or it is truncated, changed, foreign, or of a newer version.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    header, details = _read_header(path, data, format)
    try:
        changed = fingerprint(data) != header.fingerprint
        foreign = [] if changed else _foreign_types(data, format)
        if not changed and not foreign:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return skops.io.loads(data, trusted=list(format.trusted)), details
    # A file from a stranger may break skops or scikit-learn anywhere.
    except Exception as error:
        made = f"it was made with scikit-learn {header.scikit_learn}, and here is {sklearn.__version__}"
        raise InputError(f"{path}: the model in it can't be read ({made}): {error}; train it again") from error
    if changed:
        raise InputError(f"{path}: damaged, or changed since it was written: its fingerprint is another one")
    raise InputError(f"{path}: not read: it names {', '.join(foreign)}, which {format.maker} doesn't trust")


def fingerprint(archive: bytes) -> str:
    """The SHA-256, in hexadecimal, of the names and contents of all files in an archive but the header."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in sorted(set(opened.namelist()) - {HEADER}):
            content = opened.read(name)
            digest.update(f"{len(name.encode())} {name} {len(content)} ".encode())
            digest.update(content)
    return digest.hexdigest()


def _read_header(path: str | Path, data: bytes, format: ModelFormat[Details]) -> tuple[_Header, Details]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            text = opened.read(HEADER)
    # Of a damaged archive, zipfile may raise nearly anything.
    except KeyError as error:
        raise InputError(f"{path}: not a model of {format.maker}: it has no {HEADER}") from error
    except Exception as error:
        raise InputError(f"{path}: not a model file, or a truncated one: {error}") from error
    try:
        found = msgspec.json.decode(text, type=_Version)
        if found.maker != format.maker:
            raise InputError(f"{path}: not a model of {format.maker}: it is one of {found.maker}")
        if found.version > format.version:
            raise InputError(
                f"{path}: version: it is of format {found.version}, and this {format.maker} reads up to "
                f"{format.version}; update {format.maker}"
            )
        header = msgspec.json.decode(text, type=_Header)
        return header, msgspec.json.decode(header.details, type=format.details)
    except msgspec.DecodeError as error:
        raise InputError(f"{path}: {HEADER}: {error}") from error


def _foreign_types(data: bytes, format: ModelFormat[Any]) -> list[str]:
    return sorted(set(skops.io.get_untrusted_types(data=data)) - set(format.trusted))
