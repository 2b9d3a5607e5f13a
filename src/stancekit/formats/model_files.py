"""Model files: zip archives of named parts, with a header that says who made them and what they hold.

There is one reader, for whatever a stranger made: how much a file takes up is known before any of it is unpacked, each
part has its SHA-256 in the header, and nothing in it is code. What the parts mean is their plugin's. numpy is imported
where arrays are read or written. Imports the errors and `files`.
"""

import hashlib
import io
import math
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from stancekit.errors import InputError
from stancekit.formats.files import unreadable, write_whole

if TYPE_CHECKING:
    import numpy.typing as npt

HEADER = "stancekit.json"
"""The header's name in the archive."""

CONTAINER = 1
"""The version of how parts and header are put together, which is the same for all makers."""

_UNPACKED = 20
"""How many times its packed size a part may take; one that shrinks further is written as it is."""

_LARGEST_PART, _LARGEST = 2**31, 2**33
"""How many bytes a part may have, and all parts together."""

_MOST_PARTS = 50_000
_BYTES_A_LIST = 4
"""A JSON part may have an object or list for so many bytes of the file, and a value for each byte: in memory the first
take some hundred bytes, the others some fifty."""

_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)

_BROKEN = (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error)
"""What zipfile raises for what isn't a whole archive, or is packed or encrypted in ways that it doesn't know."""

Details = TypeVar("Details", bound=msgspec.Struct)


class ModelFormat(msgspec.Struct, Generic[Details], frozen=True, kw_only=True):
    """What one kind of model file looks like.

    Attributes:
        maker: Who writes and reads it, a distribution or an adapter: "stancekit-sklearn". Files of another maker are
            refused.
        version: The version of the format, from 1; a file of another one is refused.
        details: The type of what stands in the header beside the names of the parts.
    """

    maker: str
    version: int
    details: type[Details]


class ModelFile(NamedTuple, Generic[Details]):
    """What a model file holds.

    Attributes:
        path: The file.
        details: What its maker wrote into the header.
        libraries: The versions of the libraries that it was made with, by name.
        parts: The parts by name; an array `weights` is the part `weights.npy`.
    """

    path: str
    details: Details
    libraries: dict[str, str]
    parts: dict[str, bytes]

    def part(self, name: str) -> bytes:
        """A part; `InputError` where there is none of this name."""
        if name not in self.parts:
            raise InputError(f"{self.path}: it has no part {name}")
        return self.parts[name]

    def array(self, name: str, dtype: str, shape: tuple[int | None, ...]) -> "npt.NDArray[Any]":
        """An array of numbers, all of them finite; it can't be written to, and takes no memory beside its part.

        Args:
            name: Its name, as it was given to `write_model_file`.
            dtype: What its numbers are: "float32".
            shape: Its length in each dimension; None where any will do.

        Raises:
            InputError: There is no such array, or it is of another type or shape, or has numbers that aren't finite.
        """
        import numpy as np

        try:
            found = view_array(self.part(f"{name}.npy"))
        except ValueError as error:
            raise InputError(f"{self.path}: {name}: {error}") from error
        if found.dtype != np.dtype(dtype).newbyteorder("<"):
            raise InputError(f"{self.path}: {name}: it is an array of {found.dtype}, not of {dtype}")
        if len(found.shape) != len(shape) or any(
            wanted not in (None, length) for wanted, length in zip(shape, found.shape, strict=True)
        ):
            wanted = " x ".join("any" if length is None else str(length) for length in shape)
            raise InputError(f"{self.path}: {name}: its shape is {' x '.join(map(str, found.shape))}, not {wanted}")
        return found


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file: its length in bytes and its SHA-256."""

    length: int
    sha256: str


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    container: int
    maker: str
    version: int
    libraries: dict[str, str]
    details: msgspec.Raw
    parts: dict[str, _Part]


class _Maker(msgspec.Struct):
    maker: str
    version: int
    container: int = 0


def write_model_file(
    path: str | Path,
    format: ModelFormat[Details],
    details: Details,
    *,
    parts: Mapping[str, bytes] | None = None,
    arrays: Mapping[str, "npt.NDArray[Any]"] | None = None,
    libraries: Mapping[str, str] | None = None,
) -> None:
    """Write a model file, whole or not at all; the same content gives the same bytes.

    Args:
        path: The file.
        format: Its format.
        details: What stands in the header.
        parts: Parts by name.
        arrays: Arrays of finite numbers by name.
        libraries: The versions of the libraries that are needed to read it, by name.

    Raises:
        InputError: The file can't be written, or an array has numbers that aren't finite.
    """
    import numpy as np

    content = dict(parts or {})
    for name, array in (arrays or {}).items():
        stream = io.BytesIO()
        little = np.ascontiguousarray(array).reshape(np.shape(array)).astype(array.dtype.newbyteorder("<"), copy=False)
        np.save(stream, little, allow_pickle=False)
        content[f"{name}.npy"] = stream.getvalue()
        try:
            view_array(content[f"{name}.npy"])
        except ValueError as error:
            raise InputError(f"{path}: not written: {name}: {error}") from error
    header = _Header(
        CONTAINER,
        format.maker,
        format.version,
        dict(libraries or {}),
        msgspec.Raw(msgspec.json.encode(details)),
        {name: _Part(len(data), hashlib.sha256(data).hexdigest()) for name, data in content.items()},
    )
    archive = pack({HEADER: msgspec.json.encode(header), **content})
    with write_whole(path) as written, written.open("xb") as file:
        file.write(archive)
        file.flush()
        os.fsync(file.fileno())


def read_model_file(path: str | Path, format: ModelFormat[Details]) -> ModelFile[Details]:
    """What a model file holds.

    Raises:
        InputError: There is no such file, or it is truncated, damaged, foreign, too large, or of another version.
    """
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: can't be read: it isn't a file")
        opened = Path(path).open("rb")  # noqa: SIM115  # closed below; what opening it raises is another error
    except (OSError, ValueError) as error:
        raise unreadable(Path(path), error) from error
    try:
        with opened, zipfile.ZipFile(opened) as archive:
            return _read(path, archive, status.st_size, format)
    except _BROKEN as error:
        raise InputError(f"{path}: not a model file, or a truncated one: {error}") from error


def pack(parts: Mapping[str, bytes], *, deflated: bool = True) -> bytes:
    """A zip archive of parts by name, which depends on them alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            # What is packed so tightly that it looks like a trap is left as it is; zlib adds six bytes to each.
            shrunk = deflated and len(data) <= _UNPACKED * (len(zlib.compress(data)) - 6)
            entry.compress_type = zipfile.ZIP_DEFLATED if shrunk else zipfile.ZIP_STORED
            archive.writestr(entry, data)
    return stream.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive inside a model file, in which nothing may be packed again; `ValueError` where it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, len(data))
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise ValueError("a part of it is packed twice")
            return {entry.filename: _unpacked(archive, entry) for entry in entries}
    except _BROKEN as error:
        raise ValueError(str(error)) from error


def view_array(data: bytes) -> "npt.NDArray[Any]":
    """The array in a part in numpy's format, without a copy; `ValueError` where it isn't whole, plain and finite."""
    import numpy as np
    from numpy.lib import format as npy

    stream = io.BytesIO(data)
    try:
        read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[npy.read_magic(stream)]
        shape, fortran, dtype = read_header(stream)
    # It is parsed as Python would parse it, which may fail in any way that Python may.
    except Exception as error:
        raise ValueError(f"it is no array in numpy's format: {error}") from error
    if dtype.hasobject or not dtype.itemsize:
        raise ValueError(f"an array of {dtype} isn't read")
    if math.prod(shape) * dtype.itemsize != len(data) - stream.tell():
        raise ValueError("the array is longer or shorter than it says")
    flat = np.frombuffer(data, dtype, offset=stream.tell()) if math.prod(shape) else np.zeros(0, dtype)
    for column in [flat[field] for field in dtype.names] if dtype.names else [flat]:
        if column.dtype.kind in "fc" and not np.isfinite(column).all():
            raise ValueError("the array has numbers that aren't finite")
    return flat.reshape(shape, order="F" if fortran else "C")


def _read(path: str | Path, archive: zipfile.ZipFile, size: int, format: ModelFormat[Details]) -> ModelFile[Details]:
    names = archive.namelist()
    if HEADER not in names:
        raise InputError(f"{path}: not a model of {format.maker}: it has no {HEADER}")
    try:
        entries = {entry.filename: entry for entry in _entries(archive, size)}
        text = _unpacked(archive, entries.pop(HEADER))
        _check_json(text, size)
    except ValueError as error:
        raise InputError(f"{path}: not a model file: {error}") from error
    header, details = _read_header(path, text, format)
    if unlike := sorted(entries.keys() ^ header.parts.keys()):
        raise InputError(f"{path}: damaged: {unlike[0]} is in the file or in its header, and not in both")
    parts = {}
    for name, entry in entries.items():
        part = header.parts[name]
        data = _unpacked(archive, entry) if entry.file_size == part.length else b""
        if len(data) != part.length or hashlib.sha256(data).hexdigest() != part.sha256:
            raise InputError(f"{path}: {name}: damaged, or changed since it was written: its checksum is another")
        if name.endswith(".json"):
            try:
                _check_json(data, size)
            except ValueError as error:
                raise InputError(f"{path}: {name}: {error}") from error
        parts[name] = data
    return ModelFile(str(path), details, header.libraries, parts)


def _read_header(path: str | Path, text: bytes, format: ModelFormat[Details]) -> tuple[_Header, Details]:
    try:
        found = msgspec.json.decode(text, type=_Maker)
        if found.maker != format.maker:
            raise InputError(f"{path}: not a model of {format.maker}: it is one of {found.maker:.100}")
        for version, wanted in ((found.container, CONTAINER), (found.version, format.version)):
            if version != wanted:
                do = f"update {format.maker}" if version > wanted else "train it again"
                raise InputError(
                    f"{path}: version: it is of format {version}, and this {format.maker} reads {wanted}; {do}"
                )
        header = msgspec.json.decode(text, type=_Header)
        return header, msgspec.json.decode(header.details, type=format.details)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{path}: {HEADER}: {error}") from error


def _entries(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """What an archive of `size` bytes holds, by its directory; `ValueError` where it is too much, or no plain parts."""
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS:
        raise ValueError(f"it has {len(entries)} parts; at most {_MOST_PARTS} are read")
    if len({entry.filename for entry in entries}) < len(entries):
        raise ValueError("two parts of it have one name")
    for entry in entries:
        name = f"{entry.filename:.100}"
        if not _NAME.fullmatch(entry.filename) or stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise ValueError(f"{name!r} is no plain part")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
            raise ValueError(f"{name} is encrypted, or packed in a way that isn't read")

        if entry.file_size > min(_UNPACKED * entry.compress_size, _LARGEST_PART):
            raise ValueError(f"{name} is too large when unpacked")
    if sum(entry.compress_size for entry in entries) > size or sum(entry.file_size for entry in entries) > _LARGEST:
        raise ValueError("its parts are too large together")
    return entries


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part, of the length that the directory says; `ValueError` where it has another one."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise ValueError(f"{entry.filename} has another length than its archive says")
    return data


def _check_json(text: bytes, size: int) -> None:
    lists = text.count(b"{") + text.count(b"[")
    if lists > 10_000 + size // _BYTES_A_LIST or lists + text.count(b",") > 100_000 + size:
        raise ValueError("it has more values than a file of its size may have")
