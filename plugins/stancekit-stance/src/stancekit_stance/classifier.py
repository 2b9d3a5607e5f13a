"""`NewsClassifier`: the trained model as stancekit's classifier `news`.

It asks the rules, reads the statement, and answers what the two together hold for likeliest. May import the nouns, the
classifier's interface and this package.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from stancekit.contract.classifier import Pair
from stancekit.contract.declaration import Declaration
from stancekit.hosting.plugins import get_classifier
from stancekit.nouns.document import Document, Span, Spans
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit_stance.encoder import Floats
from stancekit_stance.features import begins, condition_features, features, mention_ends, words_of
from stancekit_stance.mentions import Mention, spotter_of
from stancekit_stance.model import Model
from stancekit_stance.model_file import read_model

NAME = "news"
RULES = "rules"
"""The classifier whose answers are features: by its name, so that any plugin may bring it."""

MODEL = "news.model"

EXAMPLES = (("The sanctions must go on.", "sanctions"), ("We need the sanctions.", "sanctions"))
"""Texts for the conformance kit: the answer to them isn't the likeliest one."""

_BEFORE = 400
"""Characters before a statement that may be read along with it."""

_POLARITIES: tuple[Polarity, ...] = ("none", "favor", "against")
_WORD = re.compile(r"\S+")
_MARKS = "\"'.,;:!?()[]“”‘’«»—–-…"
_UNTELLING = frozenset(
    "the a an of in on to for and or by with at from as that this it its his her their our we he she they i is are was "
    "were be been has have had".split()
)
_SHARE = 0.6
"""A word is shown beside the one that is looked at most where it is looked at by so much of that."""

_MOST_SHOWN = 2


class _Question(NamedTuple):
    """One pair with what was found out about it before the encoder is asked."""

    pair: Pair
    opinion: Stance
    mentions: list[Mention]
    linear: Floats


class NewsClassifier:
    """Classifies by a model learnt from real articles; see `stancekit.contract.classifier.Classifier`.

    Args:
        model: The file of a model; the shipped one where None.

    Raises:
        InputError: The file is no sound model.
    """

    name = NAME
    declaration = Declaration(
        examples=EXAMPLES,
        expected_failures={
            "probabilities_agree": "positions are rare, and F1 is best where they are answered from a probability of "
            "0.3 on: the likeliest answer to many that are right is none"
        },
    )

    def __init__(self, model: Path | None = None) -> None:
        self._path = model
        self._model = _shipped() if model is None else read_model(model)[0]

    def __reduce__(self) -> tuple[type["NewsClassifier"], tuple[Path | None]]:
        # The weights are read again where it is sent: there are twenty megabytes of them.
        return type(self), (self._path,)

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair, in the order of the pairs.

        Raises:
            InputError: A target has a cue pattern that RE2 doesn't accept.
            PluginError: The rules aren't there.
        """
        opinions = get_classifier(RULES).classify(pairs)
        seen = _Seen()
        found: list[Stance] = []
        start = 0
        while start < len(pairs):
            one, end = pairs[start], start + 1
            while end < len(pairs) and pairs[end].statement is one.statement and pairs[end].document is one.document:
                end += 1
            found += self._of_statement(pairs[start:end], opinions[start:end], seen)
            start = end
        return found

    def _of_statement(self, pairs: Sequence[Pair], opinions: Sequence[Stance], seen: "_Seen") -> list[Stance]:
        """The stances of pairs that have their statement in common."""
        statement, document = pairs[0].statement, pairs[0].document
        words = words_of(statement)
        questions = []
        for pair, opinion in zip(pairs, opinions, strict=True):
            mentions = spotter_of(pair.target).find(words)
            names = features(statement, opinion, mentions, seen.ends(pair))
            if pair.target.name in self._model.known.rows:
                names += [f"{pair.target.name}: {name}" for name in names]
            questions.append(_Question(pair, opinion, mentions, self._model.linear.score(names)))
        asked = [question for question in questions if self._model.is_open(question.pair.target.name, question.linear)]
        readings: dict[int, tuple[Floats, Floats]] = {}
        if asked:
            before = (
                document.text[max(begins(statement) - _BEFORE, 0) : begins(statement)] if document is not None else ""
            )
            holder = statement.holder.name if statement.holder is not None else "?"
            read = self._model.encoder.read(
                self._model.to_pieces(holder, words, before),
                *self._model.ask([question.pair.target.name for question in asked]),
            )
            # A start, the holder's name and a colon come before the words.
            skipped = 1 + len(self._model.pieces.encode(f"{holder} :"))
            for question, scores, attention in zip(asked, read.scores, read.attention, strict=True):
                readings[id(question)] = scores, attention[skipped:]
        return [self._stance(question, *readings.get(id(question), (None, None))) for question in questions]

    def _stance(self, question: _Question, scores: Floats | None, looks: Floats | None) -> Stance:
        pair, opinion = question.pair, question.opinion
        shares = self._model.probabilities(question.linear, scores)
        polarity = _POLARITIES[self._model.answer(shares)]
        probabilities = dict(zip(_POLARITIES, shares.tolist(), strict=True))
        if polarity == "none":
            return Stance(target=pair.target.name, polarity="none", probabilities=probabilities, classifier=NAME)
        agreed = opinion.polarity == polarity
        # The rules read conditions better than single words do.
        names = condition_features(pair.statement, opinion, polarity)
        conditional = opinion.conditional if agreed else bool(self._model.condition.score(names)[0] > 0)
        return Stance(
            target=pair.target.name,
            polarity=polarity,
            label=pair.target.label(polarity),
            conditional=conditional,
            probabilities=probabilities,
            evidence=opinion.evidence if agreed else self._evidence(question, looks),
            holder=pair.statement.holder,
            classifier=NAME,
        )

    def _evidence(self, question: _Question, looks: Floats | None) -> Spans:
        """The first mention of the target, and the words that its state in the encoder looks at most."""
        statement = question.pair.statement
        text = words_of(statement)
        shown = [(mention.start, mention.end) for mention in question.mentions[:1]]
        if looks is not None:
            weighed: list[tuple[float, Span]] = []
            at = 0
            for match in _WORD.finditer(text):
                size = len(self._model.pieces.encode(match[0]))
                look = float(looks[at : at + size].sum())
                at += size
                start, end = (
                    match.start() + len(match[0]) - len(match[0].lstrip(_MARKS)),
                    match.end() - len(match[0]) + len(match[0].rstrip(_MARKS)),
                )
                if start < end and text[start:end].lower() not in _UNTELLING:
                    weighed.append((look, (start, end)))
                if at >= len(looks):
                    break
            weighed.sort(key=lambda entry: (-round(entry[0], 4), entry[1]))
            shown += [span for look, span in weighed[:_MOST_SHOWN] if look >= _SHARE * weighed[0][0]]
        return _merge([span for start, end in shown for span in _locate(statement, start, end)])


class _Seen:
    """The mentions in a document, worked out once for one call.

    They are kept by what the targets are as objects, which the call's pairs keep alive; nothing outlives the call.
    """

    def __init__(self) -> None:
        self._document: Document | None = None
        self._ends: dict[int, tuple[int, ...]] = {}

    def ends(self, pair: Pair) -> tuple[int, ...]:
        """Where the mentions of a pair's target in its document end; those in the last document alone are kept."""
        if pair.document is not self._document:
            self._document = pair.document
            self._ends.clear()
        ends = self._ends.get(id(pair.target))
        if ends is None:
            ends = self._ends[id(pair.target)] = mention_ends(spotter_of(pair.target), pair.document)
        return ends


@cache
def _shipped() -> Model:
    """The model that comes with the package."""
    with as_file(files("stancekit_stance") / MODEL) as path:
        return read_model(path)[0]


def _locate(statement: Statement, start: int, end: int) -> Spans:
    """The document spans of `words_of(statement)[start:end]`."""
    shift = len(statement.cue) + 1 if statement.cue else 0
    found: list[Span] = []
    if start < shift and statement.cue_spans:
        at = 0
        for first, last in statement.cue_spans:
            low, high = max(start - at, 0), min(end - at, last - first)
            if low < high:
                found.append((first + low, first + high))
            at += last - first + 1
    length = len(statement.content)
    return (*found, *statement.locate(min(max(start - shift, 0), length), min(max(end - shift, 0), length)))


def _merge(spans: Sequence[Span]) -> Spans:
    """Spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
