"""Descriptions of bodies and groups: what "the alliance", "its foreign ministry" or "the statement" means.

Imports the descriptions of people and what lies below them.
"""

import re

from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import lexicon, word_set
from stancekit.actors.names import UPPER
from stancekit.actors.people import Descriptions
from stancekit.actors.register import Entity, EntityKind
from stancekit.actors.roles import affiliation
from stancekit.actors.sources import Source
from stancekit.actors.turns import WINDOW

_WIDE = 5000
"""How many characters back it looks for the fuller form of a description."""
_ISSUED = re.compile(
    r"\b(statement|letter|message|release|memo|post|email)s? (?:issued |released |put out )?"
    r"(?:from|by|of) ((?:the )?(?:[^,.;:\n\"“”]|(?<=\b[A-Z])\.){3,90})"
)
_OWNER = re.compile(r"((?:[^\s,]+ ){0,6}[^\s,]+)(?:['’]s|s['’]) ")
_AFTER_ISSUER = re.compile(
    r"\s(?:on|said|was|were|is|has|had|that|in|late|early|after|which|who|saying|to)\s.*", re.DOTALL
)
_ORGANS = word_set("government opposition army military parliament cabinet regime ministry police")
_COUNTRY = word_set("state country nation republic kingdom island")


class Bodies(Descriptions):
    """What a description of a body, a group or a thing that is issued means."""

    def description(self, source: Source, position: int, following: Entity | None) -> Entity:
        """The entity of a described source; `following` is the next one in the text to speak by full name, if any."""
        if source.noun is not None and not source.plural:
            if source.determiner == "a":
                return self._apposed(position) or self._new_description(source, position)
            entity = self._person_described(source, position, following)
            if entity is not None:
                return entity
        elif source.noun is None:
            entity = self._body_described(source, position, following)
            if entity is not None:
                return entity
        return self._new_description(source, position)

    def _in_full(self, source: Source, position: int) -> str:
        """The organ of a state that a bare "the government" is: "Syrian government", where the text near it says so."""
        if source.determiner != "the" or source.head not in _ORGANS or affiliation(source.text).state is not None:
            return source.text
        full = re.compile(rf"(?<!\w)([{UPPER}][\w.]+(?: [{UPPER}]\w+)?)(['’]s)? {re.escape(source.text)}(?!\w)")
        for match in full.finditer(self.register.text, max(0, position - _WIDE), position + WINDOW):
            name = match.group(1)
            for candidate in (name, name.rpartition(" ")[2]):
                place = gazetteer().get(candidate)
                if place is not None and place.body is None:
                    return match.group()[name.rfind(candidate) :]
        return source.text

    def _new_description(self, source: Source, position: int) -> Entity:
        name = source.text
        if source.noun is None and source.determiner == "the":
            if name not in self._known:
                full = source._replace(text=self._in_full(source, position))
                if full.text != name:
                    self._known[name] = self._new_description(full, position)
            if name in self._known:
                return self._known[name]
        if source.determiner not in ("", "the", "a"):
            name = f"{source.determiner} {name}"
        entity = self._known.get(name)
        if entity is None:
            entity = self._known[name] = Entity(name, self._described_kind(source), source.gender, noun=source.noun)
            entity.described = True
            entity.affiliation, entity.state = self.register.affiliation(source.text)
            if entity.affiliation is None and entity.state is not None:
                entity.affiliation = self.register.state_name(entity.state)
            if entity.kind == "body":
                entity.affiliation = None
        return entity

    @staticmethod
    def _described_kind(source: Source) -> EntityKind:
        if source.plural:
            return "group"
        if source.noun is not None:
            return "person"
        kind = lexicon().body_nouns.get(source.head)
        return "source" if kind is None else "media" if kind == "media" else "body"

    def _body_described(self, source: Source, position: int, following: Entity | None) -> Entity | None:
        known = lexicon()
        head = source.head
        kind = known.body_nouns.get(head)
        bare = source.text.lower() == head
        if head in known.statement_nouns:
            owner = _OWNER.match(source.text) or _ISSUED.match(source.text)
            if owner is not None:
                return self._by_name(_AFTER_ISSUER.sub("", owner.group(owner.re.groups)), position)
            return self._issuer(head, position) if source.determiner == "the" and bare else None
        told = affiliation(source.text).state
        if head == "side" and told is not None:
            return self.state(told, told.name)
        if head in _COUNTRY and source.determiner == "the" and " of " not in source.text:
            return next((turn.entity for turn in self.recent(position) if turn.entity.kind == "state"), None)
        if source.determiner == "the" and (bare or kind in ("generic", "media")):
            for turn in self.recent(position):
                if self._is_called(turn.entity, head, kind) and turn.entity.state in (told or turn.entity.state, None):
                    return turn.entity
            if bare:
                mentions = list(self.register.between(position - WINDOW, position))
                for _, entity in reversed(mentions):
                    if entity.kind == "media" if kind == "media" else entity.name.lower().endswith(" " + head):
                        entity.described = True
                        return entity
        if kind == "generic" and following is not None and next(self.recent(position), None) is None:
            following.role = following.role or source.text
            return following
        return None

    @staticmethod
    def _is_called(entity: Entity, noun: str, kind: str | None) -> bool:
        """Whether a body that has spoken may be referred to by a body noun of this kind."""
        if kind == "media":
            return entity.kind == "media"
        if entity.kind == "body" and kind == "generic":
            return True
        return entity.kind in ("body", "unknown") and entity.name.lower().endswith(noun)

    def _issuer(self, noun: str, position: int) -> Entity | None:
        """Whose "the statement" is: "a statement from X" before it, or the last one to speak, whichever is nearer."""
        issued = None
        for match in _ISSUED.finditer(self.register.text, max(0, position - WINDOW), position):
            if match.group(1) == noun:
                issued = match
        turn = next(self.recent(position), None)
        if issued is not None and (turn is None or turn.position < issued.start()):
            return self._by_name(_AFTER_ISSUER.sub("", issued.group(2)), issued.start(2))
        return turn.entity if turn is not None else None
