"""The file of a trained tagger: a zip archive of tables of numbers, with a header in JSON.

Reading one runs no code from it. Each table's length and checksum stand in the header, and what the tables hold is
checked before it is used. May import the model.
"""

import hashlib
import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from stancekit.errors import InputError
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit_tagger import linking, tagging
from stancekit_tagger.chain import Chain
from stancekit_tagger.columns import form_opinion, read
from stancekit_tagger.decoding import MEASURES, Confidence
from stancekit_tagger.model import Model
from stancekit_tagger.segmentation import segment
from stancekit_tagger.vocabulary import CLUSTERS, LEVELS, Tables, Vocabulary

FORMAT_VERSION = 1
"""The version of this file format and of the features; a file of another one is refused."""

_HEADER = "stancekit-tagger.json"
_LARGEST = 500_000_000
"""How many bytes a part of a file may have when unpacked."""


class Training(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model was trained on.

    Attributes:
        articles: How many documents.
        attributions: How many statements in them.
        seed: The seed.
        fingerprint: SHA-256 of the texts and the spans.
        figures: How well such a model reads articles that it wasn't trained on.
        second_opinion: The name of the extractor whose statements are features, where there is one.
    """

    articles: int
    attributions: int
    seed: int
    fingerprint: str
    figures: dict[str, float]
    second_opinion: str | None = None


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file: its length in bytes and its SHA-256."""

    length: int
    sha256: str


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written beside the tables.

    Attributes:
        version: The version of the format.
        training: What the model was trained on.
        threshold: The confidence that is best for F1.
        confidence: How a confidence comes about.
        parts: The other parts of the file by name.
    """

    version: int
    training: Training
    threshold: float
    confidence: Confidence
    parts: dict[str, Part]


class _Version(msgspec.Struct):
    version: int


def fingerprint(documents: Sequence[Document], statements: Sequence[Sequence[Statement]]) -> str:
    """The SHA-256 of the texts and of the spans of all statements."""
    digest = hashlib.sha256()
    for document, said in zip(documents, statements, strict=True):
        spans = [(one.content_spans, one.cue_spans, one.source_spans) for one in said]
        digest.update(msgspec.json.encode((document.text, spans)))
    return digest.hexdigest()


def write_model(path: Path, model: Model, training: Training) -> None:
    """Write a model to `path`, whole or not at all; the same model gives the same bytes."""
    parts = {"vocabulary.json": msgspec.json.encode(model.vocabulary.tables)}
    for name, chain in (("tagging", model.tagging), ("linking", model.linking)):
        parts[f"{name}.features"] = np.diff(chain.features, prepend=0).astype("<u4").tobytes()
        parts[f"{name}.weights"] = chain.weights[1:].astype("<f2").tobytes()
        parts[f"{name}.steps"] = chain.steps.astype("<f4").tobytes()
    header = Header(
        version=FORMAT_VERSION,
        training=training,
        threshold=model.threshold,
        confidence=model.confidence,
        parts={name: Part(len(data), hashlib.sha256(data).hexdigest()) for name, data in parts.items()},
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in {_HEADER: msgspec.json.encode(header), **parts}.items():
            # The date is fixed so that the bytes depend on the model alone.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(entry, data)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(archive.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_model(path: Path) -> tuple[Model, Training]:
    """The model in the file, and what it was trained on.

    Raises:
        InputError: There is no such file, or it is truncated, foreign, or of another version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    header, parts = _unpack(path, data)
    try:
        vocabulary = Vocabulary(_checked(msgspec.json.decode(parts["vocabulary.json"], type=Tables)))
        text = segment("a")
        opinion = None if header.training.second_opinion is None else form_opinion(len(text.words), ())
        reading = read(text, vocabulary, opinion)
        tagged = np.zeros((len(text.words), len(tagging.ALLOWED)), np.float32)
        windows = linking.open_windows(reading, reading.text.paragraphs)
        model = Model(
            vocabulary,
            _chain(parts, "tagging", tagging.token_columns(reading).size, len(tagging.ALLOWED)),
            _chain(parts, "linking", linking.window_columns(reading, tagged, windows).size, len(linking.ALLOWED)),
            header.confidence,
            header.threshold,
        )
        confidence = header.confidence
        if len(confidence.weights) != len(MEASURES) or not confidence.scores:
            raise ValueError("the confidence has other measures")
        if len(confidence.scores) != len(confidence.chances) or list(confidence.scores) != sorted(confidence.scores):
            raise ValueError("the confidence is no ascending scale")
        if not all(0 <= chance <= 1 for chance in (*confidence.chances, header.threshold)):
            raise ValueError("the confidence isn't a probability")
    except (KeyError, ValueError, msgspec.DecodeError) as error:
        raise InputError(f"{path}: what it holds isn't a model of stancekit-tagger: {error}") from error
    return model, header.training


def _unpack(path: Path, data: bytes) -> tuple[Header, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            if _HEADER not in opened.namelist():
                raise InputError(f"{path}: not a model of stancekit-tagger: it has no {_HEADER}")
            if any(entry.file_size > _LARGEST for entry in opened.infolist()):
                raise InputError(f"{path}: not a model of stancekit-tagger: a part of it is too large")
            header = _read_header(path, opened.read(_HEADER))
            parts = {name: opened.read(name) for name in header.parts}
    # zipfile raises these for what isn't a whole archive, or is packed or encrypted in ways that it doesn't know.
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise InputError(f"{path}: not a model file, or a truncated one: {error}") from error
    for name, part in header.parts.items():
        if len(parts[name]) != part.length or hashlib.sha256(parts[name]).hexdigest() != part.sha256:
            raise InputError(f"{path}: {name}: damaged: its checksum is another")
    return header, parts


def _read_header(path: Path, text: bytes) -> Header:
    try:
        version = msgspec.json.decode(text, type=_Version).version
        if version != FORMAT_VERSION:
            do = "update stancekit-tagger" if version > FORMAT_VERSION else "train it again"
            raise InputError(
                f"{path}: version: it is of format {version}, and this stancekit-tagger reads {FORMAT_VERSION}; {do}"
            )
        return msgspec.json.decode(text, type=Header)
    except msgspec.DecodeError as error:
        raise InputError(f"{path}: {_HEADER}: {error}") from error


def _checked(tables: Tables) -> Tables:
    """The tables of a vocabulary; raises `ValueError` where they don't fit together."""
    if len(tables.clusters) != len(CLUSTERS) or any(len(cluster) != len(tables.words) for cluster in tables.clusters):
        raise ValueError("the vocabulary's clusters aren't those of its words")
    if len(tables.cues) != len(tables.stems) or len(tables.sources) != len(tables.stems) or "" not in tables.ends:
        raise ValueError("the vocabulary's levels aren't those of its stems")
    for count, *columns in zip(CLUSTERS, tables.clusters, zip(*tables.ends.values(), strict=True), strict=True):
        if any(not 0 <= cluster < count + 2 for column in columns for cluster in column):
            raise ValueError("the vocabulary has a cluster that isn't there")
    if any(not 0 <= level < LEVELS for levels in (tables.cues, tables.sources) for level in levels):
        raise ValueError("the vocabulary has a level that isn't there")
    return tables


def _chain(parts: dict[str, bytes], name: str, size: int, labels: int) -> Chain:
    """The chain of this name; raises `ValueError` where its tables don't fit together."""
    features = np.cumsum(np.frombuffer(parts[f"{name}.features"], "<u4").astype(np.int64))
    weights = np.frombuffer(parts[f"{name}.weights"], "<f2").astype(np.float32).reshape(len(features), labels)
    steps = np.frombuffer(parts[f"{name}.steps"], "<f4").astype(np.float32).reshape(labels, labels)
    if len(features) and (features[-1] >= size or (np.diff(features) <= 0).any()):
        raise ValueError(f"{name} has features that aren't there")
    if not (np.isfinite(weights).all() and np.isfinite(steps).all()):
        raise ValueError(f"{name} has weights that aren't numbers")
    return Chain(features, size, np.concatenate([np.zeros((1, labels), np.float32), weights]), steps)
