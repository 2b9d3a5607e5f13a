"""Strategies for news-like documents whose attributed statements are known, to score an extractor on.

Each sentence is made of a template and a few words, all written for this, so that the truth is known by construction.
The English is plain: what is found here says that an extractor works, not how good it is. Statements that are reported
in another one don't occur. Imports the nouns.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from hypothesis import strategies as st

from stancekit.nouns.document import Document, Span, Spans
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Quotation, Statement, join_spans


class AttributedDocument(msgspec.Struct, frozen=True):
    """A document and the truth about it.

    Attributes:
        document: The document.
        statements: Every statement in it, in the order of the text: words and spans, quotation, speaker and holder.
            Quotation marks around the whole of a direct content, and the commas and full stops at the ends of its
            pieces, aren't part of the content.
    """

    document: Document
    statements: tuple[Statement, ...]


class _Person(NamedTuple):
    """Somebody who speaks: named with the role and in full first, then by surname or pronoun."""

    actor: Actor
    pronoun: str

    def introduction(self) -> str:
        return f"{self.actor.role} {self.actor.name}" if self.actor.role else self.actor.name

    def surname(self) -> str:
        return self.actor.name.split()[-1]


_PEOPLE = (
    _Person(Actor("Ann Wells"), "she"),
    _Person(Actor("Tom Reed"), "he"),
    _Person(Actor("Eva Holm", "Norwegian Foreign Minister", "Norway"), "she"),
    _Person(Actor("Jon Vik", "Danish Prime Minister", "Denmark"), "he"),
    _Person(Actor("Ruth Daly", "Irish Ambassador", "Ireland"), "she"),
)


class _Clause(NamedTuple):
    """What is asserted. `{side}` is the speaker's own state, which then is the holder."""

    subject: str
    predicate: str


_CLAUSES = (
    _Clause("talks", "are possible"),
    _Clause("the bridge", "is safe"),
    _Clause("the ferry", "will sail again on Monday"),
    _Clause("the new tax", "hurts every fishing village on the coast"),
    _Clause("the old harbour", "is too small"),
    _Clause("nobody", "was hurt in the storm"),
    _Clause("a ceasefire", "would end the fighting, if both sides keep it"),
)
_OWN_CLAUSES = (
    _Clause("{side}", "is ready for talks"),
    _Clause("{side}", "will never sign the treaty"),
    _Clause("{side}", "has no plan to lift the sanctions"),
)

_DECOYS = (
    "It rained.",
    "The meeting lasted for two hours.",
    "The harbour lies in the north of the island.",
    "The “Blue Whale” is the oldest ship on the coast.",
    "Prices rose by 2.5 percent in May.",
    "The road was closed for most of the week.",
)


class _Template(NamedTuple):
    """A sentence with one statement.

    Attributes:
        form: The sentence. `<` and `>` stand around each piece of the content, `{source}` and `{cue}` for those.
        quotation: What kind of quotation it is.
        cues: What its cue may be.
        named: Whether the source has to be a name, since a pronoun would be wrong there.
    """

    form: str
    quotation: Quotation
    cues: tuple[str, ...]
    named: bool = False


_SAYS = ("said", "warned", "added", "stressed")

_TEMPLATES = (
    _Template("{source} {cue} <{subject} {predicate}>.", "indirect", ("said",)),
    _Template("{source} {cue} that <{subject} {predicate}>.", "indirect", _SAYS),
    _Template("{source} {cue} on Friday that <{subject} {predicate}>.", "indirect", _SAYS),
    _Template("<{Subject} {predicate}>, {source} {cue}.", "indirect", ("said",)),
    _Template("{cue} {source}, <{subject} {predicate}>.", "indirect", ("According to",), named=True),
    _Template("<{Subject} {predicate}>, {cue} {source}.", "indirect", ("according to",), named=True),
    _Template("“<{Subject} {predicate}>,” {source} {cue}.", "direct", _SAYS),
    _Template("“<{Subject} {predicate}>,” {cue} {source}.", "direct", ("said",), named=True),
    _Template("{source} {cue}: “<{Subject} {predicate}>.”", "direct", ("said",)),
    _Template("“<{Subject}>,” {source} {cue}, “<{predicate}>.”", "direct", ("said",)),
    _Template("“<{Subject} {predicate}>,” {source} {cue}. “<It was never in doubt>.”", "direct", ("said",)),
    _Template("{source} {cue} that <{subject} “{predicate}”>.", "mixed", _SAYS),
)

_MARK = re.compile(r"<|>|\{\w+\}")


@st.composite
def attributed_documents(draw: st.DrawFn) -> AttributedDocument:
    """News-like documents with all their statements.

    Quotations are direct, indirect, mixed and interrupted, with a cue before, after and inside them or with "according
    to"; a speaker is named in full first and later by surname or pronoun; there are sentences and whole paragraphs
    without a statement. A failing example shrinks to one short statement.

    Example:
        `@given(attributed_documents())`; then compare `extract(known.document)` with `known.statements`
    """
    text = ""
    found: list[Statement] = []
    known: set[_Person] = set()
    said: set[_Clause] = set()
    decoys = list(_DECOYS)
    last: _Person | None = None
    for _ in range(draw(st.integers(1, len(_DECOYS)))):
        if draw(st.booleans()):
            person = draw(st.sampled_from(_PEOPLE))
            template = draw(st.sampled_from(_TEMPLATES))
            if person not in known:
                source = person.introduction()
            elif person is last and not template.named:
                source = draw(st.sampled_from([person.pronoun, person.surname()]))
            else:
                source = person.surname()
            side = person.actor.affiliation
            # Nothing is said twice, so that what is found can be told by its words.
            clauses = [one for one in (_CLAUSES if side is None else _CLAUSES + _OWN_CLAUSES) if one not in said]
            clause = draw(st.sampled_from(clauses))
            holder = Actor(side) if side is not None and clause in _OWN_CLAUSES else person.actor
            cue = draw(st.sampled_from(template.cues))
            # News begins a paragraph where the speaker changes.
            text += _break(text, draw(st.booleans()) or (last is not None and person is not last))
            sentence, statement = _say(len(text), template, clause, source, cue, person.actor, holder)
            found.append(statement)
            known.add(person)
            said.add(clause)
            last = person
        else:
            sentence = draw(st.sampled_from(decoys))
            decoys.remove(sentence)
            text += _break(text, draw(st.booleans()))
        text += sentence
    return AttributedDocument(Document(text=text), tuple(found))


def _break(text: str, paragraph: bool) -> str:
    """What stands between `text` and the sentence after it."""
    if not text:
        return ""
    return "\n\n" if paragraph else " "


def _say(
    offset: int, template: _Template, clause: _Clause, source: str, cue: str, speaker: Actor, holder: Actor
) -> tuple[str, Statement]:
    """A sentence that begins at `offset` in its document, and the statement in it."""
    subject = clause.subject.format(side=holder.name)
    words = {
        "{subject}": subject,
        "{Subject}": _capitalised(subject),
        "{predicate}": clause.predicate,
        "{cue}": cue,
        "{source}": _capitalised(source) if template.form.startswith("{source}") else source,
    }
    sentence = ""
    places: dict[str, list[Span]] = {"<": [], "{cue}": [], "{source}": []}
    start = at = 0
    for mark in _MARK.finditer(template.form):
        sentence += template.form[at : mark.start()]
        at = mark.end()
        if mark[0] == "<":
            start = len(sentence)
        elif mark[0] == ">":
            places["<"].append((start, len(sentence)))
        else:
            if mark[0] in places:
                places[mark[0]].append((len(sentence), len(sentence) + len(words[mark[0]])))
            sentence += words[mark[0]]
    sentence += template.form[at:]
    content, cues, sources = places.values()
    return sentence, Statement(
        content=join_spans(sentence, tuple(content)),
        content_spans=_shifted(content, offset),
        cue=cue,
        cue_spans=_shifted(cues, offset),
        source=words["{source}"],
        source_spans=_shifted(sources, offset),
        quotation=template.quotation,
        speaker=speaker,
        holder=holder,
    )


def _shifted(spans: Sequence[Span], offset: int) -> Spans:
    return tuple((start + offset, end + offset) for start, end in spans)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
