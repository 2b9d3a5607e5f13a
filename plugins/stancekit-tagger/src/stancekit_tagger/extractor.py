"""`TaggerExtractor`: the model as stancekit's extractor `tagger`.

It turns annotated documents into what the model learns from, and what the model finds into statements. May import the
nouns and this package.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from stancekit.contract.extractor import Progress
from stancekit.errors import InputError, NotFittedError
from stancekit.hosting.plugins import get_extractor
from stancekit.nouns.document import Document, Spans
from stancekit.nouns.statement import Quotation, Statement, join_spans
from stancekit_tagger.columns import Opinion, form_opinion
from stancekit_tagger.decoding import Overlaps
from stancekit_tagger.model import Model
from stancekit_tagger.model_file import Training, fingerprint, read_model, write_model
from stancekit_tagger.segmentation import CLOSING, OPENING, QUOTED, Ints, Text, segment

_MARKS = frozenset(",.;:!?…-–—") | {"--"}
_ALL_QUOTED = 0.95
_LONGEST_GAP = 2
"""Up to how many marks of punctuation between two pieces of a content belong to it."""


class TaggerExtractor:
    """A trainable extractor of attributed statements.

    Args:
        threshold: The confidence that a statement must reach; None for the one that was best for F1 in training.
        second_opinion: The name of a registered extractor, in no need of training, whose statements become features.
        adds_second: Whether its statements are also given as they are, where the tagger has none.
    """

    def __init__(
        self, *, threshold: float | None = None, second_opinion: str | None = None, adds_second: bool = False
    ) -> None:
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise ValueError(f"threshold is a probability, not {threshold}")
        self.threshold = threshold
        self.second_opinion = second_opinion
        self.adds_second = adds_second
        self._model: Model | None = None
        self._training: Training | None = None

    def fit(
        self,
        documents: Sequence[Document],
        statements: Sequence[Sequence[Statement]],
        *,
        seed: int = 0,
        progress: Progress | None = None,
        weights: Sequence[int] | None = None,
    ) -> dict[str, float]:
        """Learn from documents and the statements of each; `InputError` where there is too little to learn.

        `weights` says how often each document counts; the confidence, the threshold and the figures are then those of
        the documents that count most: the kind of text that the extractor is to be good at.
        """
        from stancekit_tagger.annotated import Annotated, Gold
        from stancekit_tagger.training import learn

        weights = [1] * len(documents) if weights is None else weights
        if not len(documents) == len(statements) == len(weights):
            raise InputError(
                f"there are {len(documents)} documents, the statements of {len(statements)}, and {len(weights)} weights"
            )
        if any(weight < 1 for weight in weights):
            raise InputError(f"a weight is how often a document counts, 1 or more, not {min(weights)}")
        articles = []
        for document, said, weight in zip(documents, statements, weights, strict=True):
            text = segment(document.text)
            places = _Places(text)
            gold = tuple(
                Gold(
                    places.of(statement.cue_spans),
                    places.of(statement.source_spans),
                    places.of(statement.content_spans),
                )
                for statement in said
            )
            others = _others(text, document, self.second_opinion)
            articles.append(Annotated(text, gold, _opinion(text, others), weight))
        learnt = learn(articles, seed=seed, progress=progress or _silent)
        self._model = learnt.model
        self._training = Training(
            articles=len(documents),
            attributions=sum(map(len, statements)),
            seed=seed,
            fingerprint=fingerprint(documents, statements),
            figures=learnt.figures,
            second_opinion=self.second_opinion,
        )
        return dict(learnt.figures)

    def extract(self, document: Document) -> list[Statement]:
        """The statements of `document`; `NotFittedError` where nothing was learnt."""
        model, training = self._fitted()
        text = segment(document.text)
        threshold = model.threshold if self.threshold is None else self.threshold
        found: list[_Found] = []
        others = _others(text, document, training.second_opinion)
        for draft, chance in model.read(text, threshold, _opinion(text, others)):
            content = _content_spans(text, draft.content)
            if not content:
                continue
            cue, source = (
                _spans(text, _runs(draft.cue)),
                _spans(text, _runs(draft.source)),
            )
            statement = Statement(
                content=join_spans(document.text, content),
                content_spans=content,
                cue=join_spans(document.text, cue),
                cue_spans=cue,
                source=join_spans(document.text, source) if source else None,
                source_spans=source,
                quotation=_quotation(text, draft.content),
                confidence=round(chance, 4),
            )
            found.append(_Found(statement, frozenset(draft.cue.tolist()), frozenset(draft.content.tolist())))
        if self.adds_second and others is not None:
            found += _without_rivals(others, found)
        found.sort(key=lambda one: (one.statement.content_spans[0][0], one.statement.cue_spans))
        return _nest(found)

    def save(self, path: Path) -> None:
        """Write what was learnt to one file, whole or not at all; `NotFittedError` where there is nothing yet."""
        write_model(Path(path), *self._fitted())

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, without running code from the file; `InputError` where that can't be read."""
        self._model, self._training = read_model(Path(path))

    def _fitted(self) -> tuple[Model, Training]:
        if self._model is None or self._training is None:
            raise NotFittedError('the extractor "tagger" has learnt nothing yet: fit it, or load a model file')
        return self._model, self._training


class _Found(NamedTuple):
    """A statement with the places of its cue and content."""

    statement: Statement
    cue: frozenset[int]
    content: frozenset[int]


def _without_rivals(others: Sequence[_Found], found: Sequence[_Found]) -> list[_Found]:
    """Those of the others that have no word of a cue, and not most of a content, in common with one that is found."""
    cues = {place for one in found for place in one.cue}
    contents = Overlaps()
    for one in found:
        contents.add(one.content)
    return [other for other in others if cues.isdisjoint(other.cue) and not contents.has_same(other.content)]


def _others(text: Text, document: Document, name: str | None) -> list[_Found] | None:
    """What the extractor of this name finds; None where there is no name."""
    if name is None:
        return None
    places = _Places(text)
    return [
        _Found(
            statement,
            frozenset(places.of(statement.cue_spans).tolist()),
            frozenset(places.of(statement.content_spans).tolist()),
        )
        for statement in get_extractor(name).extract(document)
    ]


def _opinion(text: Text, others: Sequence[_Found] | None) -> Opinion | None:
    """What another extractor finds, as the model sees it."""
    if others is None:
        return None
    places = _Places(text)
    statements = [(places.of(one.statement.source_spans), list(one.cue), list(one.content)) for one in others]
    return form_opinion(len(text.words), statements)


def _silent(task: str, done: float) -> None:
    pass


class _Places:
    """The tokens of a text, to be found by their characters."""

    def __init__(self, text: Text) -> None:
        self._places = text.places
        self._starts, self._ends = text.starts[text.places], text.ends[text.places]

    def of(self, spans: Spans) -> Ints:
        """The places of the tokens that spans touch."""
        if not spans:
            return np.zeros(0, np.int64)
        characters = np.array(spans)
        first = np.searchsorted(self._ends, characters[:, 0], side="right").tolist()
        last = np.searchsorted(self._starts, characters[:, 1], side="left").tolist()
        found = [self._places[begin:end] for begin, end in zip(first, last, strict=True)]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _runs(places: Ints) -> list[tuple[int, int]]:
    """The runs of places without a gap, as half-open ranges."""
    found: list[tuple[int, int]] = []
    for place in places.tolist():
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _spans(text: Text, runs: Sequence[tuple[int, int]]) -> Spans:
    return tuple((int(text.starts[first]), int(text.ends[last - 1])) for first, last in runs)


def _content_spans(text: Text, places: Ints) -> Spans:
    """The pieces of a content, joined over marks of punctuation and without such marks around each."""
    joined: list[tuple[int, int]] = []
    for first, last in _runs(places):
        if joined and first - joined[-1][1] <= _LONGEST_GAP and _MARKS.issuperset(text.words[joined[-1][1] : first]):
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    trimmed = [_trim(text, first, last) for first, last in joined]
    return _spans(text, [run for run in trimmed if run[0] < run[1]])


def _trim(text: Text, first: int, last: int) -> tuple[int, int]:
    """A run without punctuation around it, nor quotation marks where they don't belong to a part of it."""
    while True:
        while first < last and text.words[first] in _MARKS:
            first += 1
        while first < last and text.words[last - 1] in _MARKS:
            last -= 1
        states = text.quotes[first:last].tolist()
        if states and states[0] == OPENING and CLOSING not in states[1:-1]:
            first += 1
        elif states and states[-1] == CLOSING and OPENING not in states[:-1]:
            last -= 1
        elif states and states[0] == CLOSING:
            first += 1
        elif states and states[-1] == OPENING:
            last -= 1
        else:
            return first, last


def _quotation(text: Text, places: Ints) -> Quotation:
    """Whether all, some or none of the words stand inside quotation marks."""
    words = [place for place in places.tolist() if any(map(str.isalnum, text.words[place]))]
    share = float((text.quotes[words] == QUOTED).mean()) if words else 0.0
    return "direct" if share > _ALL_QUOTED else "mixed" if share else "indirect"


def _nest(found: Sequence[_Found]) -> list[Statement]:
    """The statements, each reported in the shortest one whose content has its cue and more than its content."""
    contents = Overlaps()
    for one in found:
        contents.add(one.content)
    nested = []
    for one in found:
        candidates = contents.at(min(one.cue)) if one.cue else ()
        around = [other for other in candidates if one.cue | one.content < found[other].content]
        inside = min(around, key=lambda other: len(found[other].content), default=None)
        nested.append(replace(one.statement, reported_in=inside))
    return nested
