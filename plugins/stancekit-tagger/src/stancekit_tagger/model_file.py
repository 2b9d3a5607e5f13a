"""The file of a trained tagger: what stands in it beside tables of numbers, and what these must be to be used.

How such a file is written and read is stancekit's. May import the model.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from stancekit.errors import InputError
from stancekit.formats.model_files import ModelFile, ModelFormat, read_model_file, write_model_file
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit_tagger import linking, tagging
from stancekit_tagger.chain import Chain
from stancekit_tagger.columns import form_opinion, read
from stancekit_tagger.decoding import MEASURES, Confidence
from stancekit_tagger.model import Model
from stancekit_tagger.segmentation import segment
from stancekit_tagger.vocabulary import CLUSTERS, LEVELS, Tables, Vocabulary

FORMAT_VERSION = 2
"""The version of this file format and of the features; a file of another one is refused."""

_VOCABULARY = "vocabulary.json"


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


class Details(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written beside the tables.

    Attributes:
        training: What the model was trained on.
        threshold: The confidence that is best for F1.
        confidence: How a confidence comes about.
    """

    training: Training
    threshold: float
    confidence: Confidence


FORMAT = ModelFormat(maker="stancekit-tagger", version=FORMAT_VERSION, details=Details)


def fingerprint(documents: Sequence[Document], statements: Sequence[Sequence[Statement]]) -> str:
    """The SHA-256 of the texts and of the spans of all statements."""
    digest = hashlib.sha256()
    for document, said in zip(documents, statements, strict=True):
        spans = [(one.content_spans, one.cue_spans, one.source_spans) for one in said]
        digest.update(msgspec.json.encode((document.text, spans)))
    return digest.hexdigest()


def write_model(path: Path, model: Model, training: Training) -> None:
    """Write a model to `path`, whole or not at all; the same model gives the same bytes."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, chain in (("tagging", model.tagging), ("linking", model.linking)):
        arrays[f"{name}.features"] = np.diff(chain.features, prepend=0).astype(np.uint32)
        arrays[f"{name}.weights"] = chain.weights[1:].astype(np.float16)
        arrays[f"{name}.steps"] = chain.steps
    details = Details(training=training, threshold=model.threshold, confidence=model.confidence)
    parts = {_VOCABULARY: msgspec.json.encode(model.vocabulary.tables)}
    write_model_file(path, FORMAT, details, parts=parts, arrays=arrays)


def read_model(path: Path) -> tuple[Model, Training]:
    """The model in the file, and what it was trained on.

    Raises:
        InputError: There is no such file, or it is truncated, foreign, or of another version.
    """
    file = read_model_file(path, FORMAT)
    details = file.details
    try:
        vocabulary = Vocabulary(_checked(msgspec.json.decode(file.part(_VOCABULARY), type=Tables)))
        text = segment("a")
        opinion = None if details.training.second_opinion is None else form_opinion(len(text.words), ())
        reading = read(text, vocabulary, opinion)
        tagged = np.zeros((len(text.words), len(tagging.ALLOWED)), np.float32)
        windows = linking.open_windows(reading, reading.text.paragraphs)
        model = Model(
            vocabulary,
            _chain(file, "tagging", tagging.token_columns(reading).size, len(tagging.ALLOWED)),
            _chain(file, "linking", linking.window_columns(reading, tagged, windows).size, len(linking.ALLOWED)),
            details.confidence,
            details.threshold,
        )
        confidence = details.confidence
        if len(confidence.weights) != len(MEASURES) or not confidence.scores:
            raise ValueError("the confidence has other measures")
        if len(confidence.scores) != len(confidence.chances) or list(confidence.scores) != sorted(confidence.scores):
            raise ValueError("the confidence is no ascending scale")
        if not all(0 <= chance <= 1 for chance in (*confidence.chances, details.threshold)):
            raise ValueError("the confidence isn't a probability")
    except (ValueError, msgspec.DecodeError) as error:
        raise InputError(f"{path}: what it holds isn't a model of stancekit-tagger: {error}") from error
    return model, details.training


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


def _chain(file: ModelFile[Details], name: str, size: int, labels: int) -> Chain:
    """The chain of this name; raises `ValueError` where its tables don't fit together."""
    features = np.cumsum(file.array(f"{name}.features", "uint32", (None,)).astype(np.int64))
    weights = file.array(f"{name}.weights", "float16", (len(features), labels)).astype(np.float32)
    steps = file.array(f"{name}.steps", "float32", (labels, labels))
    if len(features) and (features[-1] >= size or (np.diff(features) <= 0).any()):
        raise ValueError(f"{name} has features that aren't there")
    return Chain(features, size, np.concatenate([np.zeros((1, labels), np.float32), weights]), steps)
