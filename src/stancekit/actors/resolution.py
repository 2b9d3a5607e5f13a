"""Resolution: each statement's source to its speaker, and each content to its holder, over the whole document.

The entry is `resolve`. Time grows with the text and the number of statements, not with their product. Imports all other
modules of this subpackage, and the nouns.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from stancekit.actors.discourse import Discourse
from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.holders import decide
from stancekit.actors.names import WORD_RUN, parse_run
from stancekit.actors.register import Entity, Register
from stancekit.actors.sources import PRONOUNS, Source, parse_source
from stancekit.nouns.document import Document, Span
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement

_SOURCE_GAP = 40
"""Up to how many characters left out inside a source belong to it."""

_AHEAD = 5
"""How many statements ahead a description in the opening looks for the name that it stands for."""

_OPENING = 4
"""Among how many statements a description may be of somebody who is named only later."""

_LONGEST_SOURCE = 400
"""How many characters of a source are read."""


def resolve(document: Document, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give each statement its speaker and its holder, where it lacks them.

    Args:
        document: The document whose text the spans count.
        statements: Its statements, in the order of their first character.

    Returns:
        As many statements, in the same order. One that had both is the same object. A statement whose source can't be
        told (no source and no quotation before it, a "you") keeps None.
    """
    if all(statement.speaker is not None and statement.holder is not None for statement in statements):
        return tuple(statements)
    return tuple(_Resolver(document.text, statements).run())


class _Resolver:
    def __init__(self, text: str, statements: Sequence[Statement]) -> None:
        self.text = text
        self.statements = statements
        self.discourse = Discourse(Register(text))
        self.speakers: list[Entity | None] = []

    def run(self) -> list[Statement]:
        holders: list[Entity | Actor | None] = []
        previous: Entity | None = None
        for index, statement in enumerate(self.statements):
            parent = self._parent(statement, index)
            entity = self._speaker(index, statement, parent, previous)
            self.speakers.append(entity)
            if entity is None:
                holders.append(statement.holder)
                continue
            nested = statement.reported_in is not None
            if not nested:
                previous = entity
            position = statement.source_spans[0][0] if statement.source_spans else _start(statement)
            self.discourse.speak(position, entity, nested, aside=(statement.cue or "").endswith("ing"))
            holders.append(statement.holder or decide(statement.content, entity, self.discourse, position))
        # Values are made last: a role may be told after its bearer's first words.
        return [
            statement
            if statement.speaker is not None and statement.holder is not None
            else replace(
                statement,
                speaker=statement.speaker or self._actor(entity),
                holder=self._holder(statement, entity, holder),
            )
            for statement, entity, holder in zip(self.statements, self.speakers, holders, strict=True)
        ]

    def _holder(self, statement: Statement, entity: Entity | None, holder: Entity | Actor | None) -> Actor | None:
        if holder is entity and statement.speaker is not None:
            return statement.speaker
        return self._actor(holder) if isinstance(holder, Entity) else holder

    def _parent(self, statement: Statement, index: int) -> Entity | None:
        at = statement.reported_in
        if at is not None and 0 <= at < index:
            return self.speakers[at]
        if at is None and statement.source_spans:
            # A source inside another statement's content ("I think", inside quotation marks) is in its speaker's mouth.
            start = statement.source_spans[0][0]
            for earlier in range(index - 1, max(-1, index - 4), -1):
                if any(first <= start < last for first, last in self.statements[earlier].content_spans):
                    return self.speakers[earlier]
        return None

    def _speaker(
        self, index: int, statement: Statement, parent: Entity | None, previous: Entity | None
    ) -> Entity | None:
        if statement.speaker is not None:
            return self._given(statement.speaker, _start(statement))
        source, position = statement.source, _start(statement)
        if statement.source_spans:
            position, end = self._phrase(statement)
            source = self.text[position:end]
        if not source:
            return previous if statement.cue is None else None
        if statement.source_spans:
            source += self._rest_of_name(end)
        parsed = parse_source(source[:_LONGEST_SOURCE])
        quoted_from = _start(statement) if _start(statement) < position else None
        following = None
        if parsed.kind == "description" and parsed.noun is not None and not parsed.plural:
            named = self._named_later(index, parsed, position)
            if named is not None:
                self.discourse.serve_country(parsed, named, position)
                return named
        if parsed.kind == "description" and not parsed.plural:
            if parsed.determiner != "a":
                following = self._named_at_once(index, parsed) or self._following(
                    index, personal=parsed.noun is not None
                )
            elif parsed.noun is not None:
                following = self._next_named(index)
        return self.discourse.resolve(parsed, position, parent, quoted_from, following)

    def _phrase(self, statement: Statement) -> Span:
        """The one phrase that a source is: of its pieces the one with most words, else capitals, else next to the cue.

        What little is left out inside it belongs to it; a "who" beside a name is none of its own.
        """
        whole: list[Span] = []
        for start, end in statement.source_spans:
            alone = self.text[start:end].split(" ", 1)[0].lower() in PRONOUNS
            gap = self.text[whole[-1][1] : start] if whole else ","
            if len(gap) <= _SOURCE_GAP and "," not in gap and not alone:
                whole[-1] = (whole[-1][0], end)
            else:
                whole.append((start, end))
        cue = statement.cue_spans[0][0] if statement.cue_spans else 0

        def size(span: Span) -> tuple[bool, int, int, int]:
            words = self.text[span[0] : span[1]].split() or [""]
            names = sum(word[:1].isupper() for word in words)
            return words[0].lower() not in PRONOUNS, len(words), names, -abs(span[0] - cue)

        return max(whole, key=size) if len(whole) > 1 else whole[0]

    def _rest_of_name(self, end: int) -> str:
        """What a known name goes on with after the source's end, where that cuts it ("Peace" of "Peace Now")."""
        text = self.text
        if text[end : end + 1] != " " or not text[end + 1 : end + 2].isupper():
            return ""
        first = text.rfind(" ", max(0, end - 40), end) + 1
        match = WORD_RUN.match(text, first)
        if match is None or match.end() <= end:
            return ""
        register = self.discourse.register
        name = match.group()
        known = name in gazetteer() or name in register.people or name in register.bodies
        return text[end : match.end()] if known else ""

    def _next_named(self, index: int) -> Entity | None:
        """The person who speaks by a full name right after a statement."""
        for statement in self.statements[index + 1 : index + 2]:
            if statement.source is not None:
                return self.discourse.register.people.get(parse_source(statement.source[:_LONGEST_SOURCE]).name)
        return None

    def _named_later(self, index: int, described: Source, position: int) -> Entity | None:
        """The person of an opening description who is named a few statements on, in a role that agrees with it.

        "A top Air Force official said ..."; then "Heidi Grant, deputy undersecretary of the Air Force, told ...".
        """
        register = self.discourse.register
        if index >= _OPENING or any(
            person.personal and person.turns and person.positions[0] < position for person in register.named
        ):
            return None  # Not in the opening, or somebody who has been named speaks already.
        for statement in self.statements[index + 1 : index + 1 + _AHEAD]:
            parsed = parse_source((statement.source or "")[:_LONGEST_SOURCE])
            person = register.people.get(parsed.name) if parsed.kind == "name" else None
            if person is None or not person.personal:
                continue
            if person.positions and person.positions[0] < position:
                return None
            return person if self.discourse.agrees_with(described, person) else None
        return None

    def _named_at_once(self, index: int, described: Source) -> Entity | None:
        """The person whom the next statement names by the same noun: "Chile's foreign minister"; "the minister, X"."""
        person = self._next_named(index)
        if person is None or described.noun is None or not person.personal:
            return None
        parsed = parse_source((self.statements[index + 1].source or "")[:_LONGEST_SOURCE])
        if parsed.determiner != "the" or parsed.noun is not described.noun:
            return None
        return person if person.positions and person.positions[0] > _start(self.statements[index]) else None

    def _following(self, index: int, personal: bool) -> Entity | None:
        """Who speaks next by a full name, a person whom nothing describes or a body; None where that is neither."""
        for statement in self.statements[index + 1 : index + 1 + _AHEAD]:
            if statement.source is None:
                continue
            parsed = parse_source(statement.source[:_LONGEST_SOURCE])
            if parsed.kind not in ("name", "place"):
                continue
            register = self.discourse.register
            if not personal:
                if parsed.noun is not None:
                    return None  # A person, whose role must not be read before his turn.
                entity = self.discourse.resolve(parsed, _start(statement))
                return entity if entity is not None and entity.kind == "body" else None
            person = register.people.get(parsed.name)
            if person is None or parsed.role or not person.personal:
                return None
            register.describe(person)
            return person if person.role is None else None
        return None

    def _given(self, actor: Actor, position: int) -> Entity:
        """The entity of an actor that an extractor resolved itself."""
        entity = self.discourse.resolve(parse_source(actor.name), position) if actor.name else None
        if entity is None or entity.name != actor.name:
            entity = Entity(actor.name, parse_run(actor.name).kind, role=actor.role, affiliation=actor.affiliation)
        self.discourse.register.describe(entity)
        return entity

    def _actor(self, entity: Entity | None) -> Actor | None:
        if entity is None:
            return None
        if entity.actor is None:
            self.discourse.register.describe(entity)
            entity.actor = Actor(name=entity.name, role=entity.role, affiliation=entity.affiliation)
        return entity.actor


def _start(statement: Statement) -> int:
    return statement.content_spans[0][0] if statement.content_spans else 0
