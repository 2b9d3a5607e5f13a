"""Naming: whom or what a name means in a document, whole or in part: full names, surnames, states and bodies.

Imports turns, the register and what lies below it.
"""

import re

from stancekit.actors.gazetteer import Place, State, gazetteer
from stancekit.actors.lexicon import RoleNoun, lexicon
from stancekit.actors.names import ARABIC_ARTICLE, PARTICLES, parse_run
from stancekit.actors.register import Entity, EntityKind, Register
from stancekit.actors.roles import affiliation
from stancekit.actors.sources import Source, parse_source
from stancekit.actors.turns import MEMORY, Turns

OWNERS = {"its": "it", "his": "he", "her": "she", "their": "they"}
"""Possessive pronouns, with the pronoun that asks for the owner."""


_ACRONYM = re.compile(r"[A-Z]{3,5}")
"""What is written in capitals throughout is a body's abbreviation."""

_OF_A_BODY = re.compile(r"((?:[a-z-]+ ){0,2}[a-z-]+)['’]s ")


class Naming(Turns):
    """What a name means."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self._known: dict[str, Entity] = {}
        self._states: dict[State, Entity] = {}

    def state(self, state: State, form: str) -> Entity:
        """The entity of a state, under the fullest name that the text gives it."""
        entity = self._states.get(state)
        if entity is None:
            entity = self._states[state] = Entity(self.register.state_name(state, form), "state", state=state)
            entity.described = True
        return entity

    def place(self, name: str, place: Place) -> Entity:
        """The entity of a form that the gazetteer has."""
        if place.form in ("name", "capital", "adjective") and place.state is not None:
            return self.state(place.state, place.state.name if place.form == "adjective" else name)
        entity = self._known.get(name)
        if entity is None:
            kind: EntityKind = "group" if place.form == "people" else "body"
            if place.body is not None:
                kind = "media" if place.body.kind == "media" else "body"
                full = self.register.body_named(name)
                entity = self._known.get(full)
                name = full
            if entity is None:
                entity = Entity(name, kind, state=place.state)
                entity.described = True
            self._known[name] = entity
        return entity

    def name(self, source: Source, position: int) -> Entity:
        """The entity of a source that has a name in it."""
        entity = self.register.people.get(source.name)
        if entity is None and " " not in source.name:
            entity = self._surname(source, position)
        if entity is None:
            entity = self._known.get(source.name)
        if entity is None:
            entity = self._known[source.name] = self._new_name(source, position)
        if entity.personal and (source.role or source.gender):
            self._add_role(entity, source, position)
        elif entity.kind == "unknown" and source.name in self.register.lands:
            return self.state(self.register.lands[source.name], source.name)
        elif entity.role is None and entity.kind in ("body", "media") and any(map(str.islower, source.role.split())):
            entity.role = source.role
        return entity

    def _new_name(self, source: Source, position: int) -> Entity:
        """The entity of a name that the register has in no or in another form."""
        name, register = source.name, self.register
        parsed = parse_run(name)
        kind: EntityKind = parsed.kind
        if source.noun is None and source.role:
            section = lexicon().body_nouns.get(source.role.rsplit(" ", 1)[-1])
            kind = "media" if section == "media" else "body"
        if kind in ("body", "media") or name in register.acronyms:
            full = register.body_named(name)
            entity = register.bodies.get(full) or self._known.get(full) or Entity(full, parse_run(full).kind)
            entity.described = True
            entity.state = entity.state or affiliation(full).state
            return entity
        first = name.split(" ", 1)[0]
        if first != name:
            bearer = self._surname(source._replace(name=parsed.last), position)
            told = first.lower() in PARTICLES or first.lower() in lexicon().roles
            if bearer is not None and (told or bearer.name.split(" ", 1)[0] == first):
                return bearer  # "De Mistura", "Prince Khalid"; a full name with one more or less in the middle
        elif source.noun is None and not source.gender and source.text.split(" ", 1)[0] != name:
            # "super PACs": what stands before a single word is no role, so it is one phrase.
            kind = "body" if _ACRONYM.fullmatch(name) else "unknown"
            return self._known.get(source.text) or Entity(source.text, kind, described=kind == "body")
        if source.noun is None and not source.gender and _ACRONYM.fullmatch(name):
            return Entity(name, "body", described=True)
        return Entity(name, "person" if source.noun or source.gender else "unknown")

    def _add_role(self, entity: Entity, source: Source, position: int) -> None:
        """Add to a person what the source itself says of him."""
        register = self.register
        register.describe(entity)
        entity.kind = "person"
        entity.gender = entity.gender or source.gender
        if source.noun is None or (source.noun.kind == "relation" and " of " not in source.role):
            return  # "Mr. Peskov"; "rival Hillary Clinton" has no role by that
        told = affiliation(source.role)
        if source.role and (entity.role is None or (entity.affiliation is None and told != (None, None))):
            entity.role, entity.described = source.role, False
            register.describe(entity)
        if source.determiner in OWNERS and entity.state is None:
            owner = self.pronoun(OWNERS[source.determiner], position, None, None)
            self._serve(entity, owner)
        elif source.determiner == "the" and told == (None, None):
            of = _OF_A_BODY.match(source.role)
            if of is not None and of.group(1).rsplit(" ", 1)[-1] in lexicon().body_nouns:
                self._serve(entity, self._by_name("the " + of.group(1), position))

    @staticmethod
    def _serve(entity: Entity, owner: Entity | None) -> None:
        """Note that a person's role is held for another: "its leader", "the alliance's secretary-general"."""
        if owner is None or entity is owner:
            return
        entity.state = entity.state or owner.state
        if entity.affiliation is None and (owner.state is not None or owner.kind == "body"):
            entity.affiliation = owner.affiliation if owner.personal else owner.name

    def _surname(self, source: Source, position: int) -> Entity | None:
        name, register = source.name, self.register
        bearers = register.by_last.get(name) or register.by_last.get(ARABIC_ARTICLE.sub("", name))
        if bearers is None:
            bearers = [
                entity
                for entity in register.by_first.get(name, [])[:MEMORY]
                if entity.kind == "person" or self._has_role(entity)
            ]
        elif name in register.by_first:
            # A family name that stands first ("Lee Choon-geun"), beside one that stands last.
            given = name in lexicon().given_names
            others = [entity for entity in register.by_first[name][:MEMORY] if entity.turns and entity not in bearers]
            bearers = [*bearers, *(entity for entity in others if not given or "-" in entity.name)]
        if not bearers:
            return None
        if len(bearers) == 1 and not source.gender:
            return bearers[0]
        fitting = [
            entity for entity in bearers[:MEMORY] if not source.gender or register.gender(entity) in ("", source.gender)
        ]
        if not fitting:
            return None
        if len(fitting) == 1:
            return fitting[0]
        if source.noun is not None and source.role:
            holding = [entity for entity in fitting if self._has_role(entity) and _shares_noun(entity, source.noun)]
            if len(holding) == 1:
                return holding[0]
        for turn in self.turns[-3:][::-1]:
            if turn.entity in fitting:
                return turn.entity
        # A surname alone is the one's who has spoken most by it so far, else who was named first.
        return max(fitting, key=lambda entity: (entity.turns, -entity.positions[0]))

    def _has_role(self, entity: Entity) -> bool:
        self.register.describe(entity)
        return entity.role is not None

    def _mentioned(self, run: str) -> Entity | None:
        """The known entity that a run of capitalised words in the text names, if it names one."""
        parsed = parse_run(run)
        if parsed.kind == "role":
            return None
        place = gazetteer().get(parsed.name)
        if place is not None:
            return self.place(parsed.name, place) if place.form != "adjective" else None
        register = self.register
        entity = register.people.get(parsed.name) or register.bodies.get(parsed.name) or self._known.get(parsed.name)
        if entity is None and " " not in parsed.name:
            bearers = register.by_last.get(parsed.name)
            entity = bearers[0] if bearers else None
        return entity

    def _by_name(self, words: str, position: int) -> Entity | None:
        source = parse_source(words)
        return self.resolve(source, position) if source.kind != "pronoun" else None

    def _in_play(self, state: State, form: str) -> bool:
        return any(self.register.has_word(name) for name in (*state.names, *state.capitals) if name != form)


def _shares_noun(entity: Entity, noun: RoleNoun) -> bool:
    return entity.noun is not None and (entity.noun is noun or noun.noun in entity.noun.also)
