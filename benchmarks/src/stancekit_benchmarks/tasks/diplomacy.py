"""`diplomacy`: statements of agency news with holders and stances on eight targets, our own and shipped.

Its data are synthetic: written for the purpose, half of them hard on purpose. The data sheet beside them says how.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, Contrast, DataSource, Item, Part, StanceData, StanceTask
from stancekit.errors import InputError
from stancekit.evaluation.spans import quotation_of, quoted_words, words_at
from stancekit.hosting import plugins
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import Document, Span, Spans
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement, join_spans
from stancekit.nouns.target import Target
from stancekit_benchmarks.data import shipped
from stancekit_benchmarks.items import find_outside
from stancekit_benchmarks.reading import read_json_lines, wrong

FOLDER = "diplomacy"
CODEBOOK = "diplomacy"
PARTS: tuple[Part, ...] = ("train", "test")

Kind = Literal[
    "plain",
    "negation",
    "double_negation",
    "condition",
    "reported",
    "other_holder",
    "past_position",
    "event",
    "mentioned",
    "irony",
]
"""What makes a statement hard; `plain` where nothing does. Each is a slice."""

CARD = Card(
    title="diplomacy",
    source="with this distribution",
    citation="stancekit's own data",
    licence="Apache-2.0",
    language="en",
    size="1,100 statements with two or three targets each (660 and 440; 1,392 and 927 pairs), half of them hard on "
    "purpose, and 80 contrasts",
    labels={"favor": "favor", "against": "against", "none": "none"},
    metric="macro F1 over favor, against and none",
    obtain="it comes with pip install stancekit-benchmarks.",
    caveats=(
        "Synthetic: written for this purpose in the register of news agencies, not taken from news.",
        "Written by language models under a guideline, each with scenarios of its own; the data sheet says how.",
        "Train and test are disjoint in scenarios, actors and writers, and share no run of seven words.",
        "A second labelling of 200 pairs agrees in all of them; both annotators are language models.",
    ),
)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A text of one or two sentences and the statement in it, as the words that stand in the text.

    Attributes:
        text: The text.
        content: The pieces of the content, in the order of the text.
        cue: The words that attribute it; None where a quotation goes on.
        source: The mention that utters it.
        speaker: Who that is; None where nobody is named.
        role: The speaker's role.
        holder: Whose position the content is.
        actors: The names of actors in the text.
    """

    text: str
    content: tuple[str, ...]
    cue: str | None
    source: str | None
    speaker: str | None
    role: str | None = None
    holder: str
    actors: tuple[str, ...] = ()


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """A stance as it is written in the file; `evidence` are words of the content or the cue."""

    target: str
    polarity: Polarity
    conditional: bool = False
    evidence: tuple[str, ...] = ()


class Line(Words, frozen=True, kw_only=True):
    """A line of `train.jsonl` or `test.jsonl`."""

    id: str
    scenario: str
    kind: Kind
    stances: tuple[Labelled, ...]


class Side(Words, frozen=True, kw_only=True):
    """One side of a contrast, with its stance on the contrast's target."""

    polarity: Polarity
    conditional: bool = False


class SecondLabel(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `second_labels.jsonl`: what a second annotator answers to a pair of the test part."""

    id: str
    target: str
    polarity: Polarity
    conditional: bool


class OtherStance(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `other_stances.jsonl`: a position on a target that the statement wasn't written for.

    Attributes:
        id: The statement.
        target: The target.
        polarity: The position.
        conditional: Whether it holds only under a condition.
        unsure: Whether another careful reader might see none.
    """

    id: str
    target: str
    polarity: Literal["favor", "against"]
    conditional: bool = False
    unsure: bool = False


class ContrastLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `contrasts.jsonl`."""

    id: str
    kind: Literal["negation", "sentiment"]
    target: str
    first: Side
    second: Side


def task() -> StanceTask:
    """The task."""
    return StanceTask(
        id="diplomacy",
        card=CARD,
        load=load,
        settings=("in-target", "cross-target", "zero-shot"),
        transfers=(
            ("ceasefire", "negotiation"),
            ("sanctions", "military_aid"),
            ("military_aid", "security_guarantees"),
            ("disarmament", "defense_spending"),
        ),
    )


def load(source: DataSource) -> StanceData:
    """The shipped statements; `source` isn't looked at. Ids are ID:TARGET."""
    with shipped(FOLDER) as folder:
        return read(folder, plugins.get_codebook(CODEBOOK))


def read(folder: Path, codebook: Codebook, *, every_target: bool = False) -> StanceData:
    """The items of a folder with `train.jsonl`, `test.jsonl`, `contrasts.jsonl` and `other_stances.jsonl`.

    Args:
        folder: The folder.
        codebook: Where the targets are defined.
        every_target: Whether each statement is an item for every target of the codebook, and not only for those that
            it was written for.

    Raises:
        InputError: A line isn't of the form, or names words or a target that aren't there.
    """
    reader = _Reader(codebook)
    others = dict(reader.others(folder / "other_stances.jsonl")) if every_target else None
    items = tuple(item for part in PARTS for item in reader.items(folder / f"{part}.jsonl", part, others))
    unsure = sum(other.unsure for other in others.values()) if others else 0
    return StanceData(
        items=items,
        contrasts=() if every_target else tuple(reader.contrasts(folder / "contrasts.jsonl")),
        left_out=(f"{unsure} pairs of which the annotator is unsure",) if unsure else (),
    )


class _Reader:
    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.targets = {target.name: target for target in codebook.targets}

    def items(self, path: Path, part: Part, others: Mapping[tuple[str, str], OtherStance] | None) -> Iterator[Item]:
        for number, line in read_json_lines(path, Line):
            stances = list(line.stances)
            if others is not None:
                asked = {labelled.target for labelled in stances}
                for name in self.targets.keys() - asked:
                    other = others.get((line.id, name))
                    if other is None:
                        stances.append(Labelled(target=name, polarity="none"))
                    elif not other.unsure:
                        stances.append(Labelled(target=name, polarity=other.polarity, conditional=other.conditional))
                stances.sort(key=lambda labelled: labelled.target)
            try:
                document, statement = located(line, line.id)
                for labelled in stances:
                    yield Item(
                        id=f"{line.id}:{labelled.target}",
                        pair=Pair(statement, self._target(labelled.target), document),
                        gold=_gold(labelled, statement, document),
                        part=part,
                        slices=(line.kind,),
                        names=line.actors,
                    )
            except _NotThere as error:
                raise wrong(path, number, error.field, str(error)) from error

    def others(self, path: Path) -> Iterator[tuple[tuple[str, str], OtherStance]]:
        for number, line in read_json_lines(path, OtherStance):
            try:
                yield (line.id, self._target(line.target).name), line
            except _NotThere as error:
                raise wrong(path, number, error.field, str(error)) from error

    def contrasts(self, path: Path) -> Iterator[Contrast]:
        for number, line in read_json_lines(path, ContrastLine):
            try:
                target = self._target(line.target)
                first, second = (
                    _side(f"{line.id}:{name}", side, target)
                    for name, side in (("first", line.first), ("second", line.second))
                )
            except _NotThere as error:
                raise wrong(path, number, error.field, str(error)) from error
            yield Contrast(kind=line.kind, first=first, second=second)

    def _target(self, name: str) -> Target:
        if name not in self.targets:
            known = ", ".join(self.targets)
            raise _NotThere("target", f'"{name}" is no target of {self.codebook.name}, which has {known}')
        return self.targets[name]


class _NotThere(InputError):
    """Words or a target that a line names and that aren't there."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def located(words: Words, name: str) -> tuple[Document, Statement]:
    """The document, and the statement with the spans at which its words stand.

    Raises:
        InputError: Words don't stand in the text, or only inside the content where they must stand outside.
    """
    content: list[Span] = []
    position = 0
    for piece in words.content:
        start = words.text.find(piece, position)
        if start < 0 or not piece:
            raise _NotThere("content", f'"{piece}" doesn\'t stand in the text after the pieces before it')
        position = start + len(piece)
        content.append((start, position))
    spans = tuple(content)
    cue = _outside(words.text, words.cue, spans, "cue")
    source = _outside(words.text, words.source, spans, "source")
    statement = Statement(
        content=join_spans(words.text, spans),
        content_spans=spans,
        cue=words.cue,
        cue_spans=cue,
        source=words.source,
        source_spans=source,
        quotation=quotation_of(words_at(words.text, spans), quoted_words(words.text)),
        speaker=Actor(words.speaker, words.role) if words.speaker else None,
        holder=Actor(words.holder),
    )
    return Document(text=words.text, id=name), statement


def _outside(text: str, words: str | None, content: Spans, field: str) -> Spans:
    if not words:
        return ()
    span = find_outside(text, words, content, (0, len(text)))
    if span is None:
        raise _NotThere(field, f'"{words}" doesn\'t stand in the text outside the content')
    return (span,)


def _gold(labelled: Labelled, statement: Statement, document: Document) -> Stance:
    evidence: list[Span] = []
    for words in labelled.evidence:
        for first, last in (*statement.content_spans, *statement.cue_spans):
            start = document.text.find(words, first, last)
            if start >= 0 and words:
                evidence.append((start, start + len(words)))
                break
        else:
            raise _NotThere("evidence", f'"{words}" stands neither in a piece of the content nor in the cue')
    return Stance(
        target=labelled.target,
        polarity=labelled.polarity,
        conditional=labelled.conditional,
        evidence=tuple(sorted(evidence)),
        holder=statement.holder,
    )


def _side(name: str, side: Side, target: Target) -> Item:
    document, statement = located(side, name)
    labelled = Labelled(target=target.name, polarity=side.polarity, conditional=side.conditional)
    return Item(
        id=name,
        pair=Pair(statement, target, document),
        gold=_gold(labelled, statement, document),
        names=side.actors,
    )
