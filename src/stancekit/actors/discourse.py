"""The discourse: what any source means where it stands in a document, in the order of the statements.

Imports the modules for names, pronouns and descriptions, and sources.
"""

from stancekit.actors.bodies import Bodies
from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.register import Entity
from stancekit.actors.sources import Source
from stancekit.actors.standing import is_actor


class Discourse(Bodies):
    """Who has spoken so far in one document, and whom the next source means."""

    def resolve(
        self,
        source: Source,
        position: int,
        parent: Entity | None = None,
        quoted_from: int | None = None,
        following: Entity | None = None,
    ) -> Entity | None:
        """The entity that a source at `position` means.

        None for a pronoun that nothing before or after it explains, and for what is no actor.
        """
        entity = self._meant(source, position, parent, quoted_from, following)
        if entity is None or source.kind == "pronoun" or entity.members:
            return entity
        return entity if is_actor(entity, source, self.register) else None

    def _meant(
        self, source: Source, position: int, parent: Entity | None, quoted_from: int | None, following: Entity | None
    ) -> Entity | None:
        if source.joint:
            return self._joint(source, position)
        if source.kind == "pronoun":
            return self.pronoun(source.text, position, parent, quoted_from)
        if not source.text:
            return None
        if source.kind == "place":
            place = gazetteer()[source.name]
            if place.form in ("name", "capital") and source.name in self.register.by_last and not source.determiner:
                bearers = self.register.by_last[source.name]
                if (
                    bearers[0].kind == "person"
                    and place.state is not None
                    and not self._in_play(place.state, source.name)
                ):
                    return bearers[0]
            if (
                source.name.startswith("the ")
                and place.state is not None
                and not self._in_play(place.state, source.name)
            ):
                return self.description(source, position, following)  # "the North" of some other country
            return self.place(source.name.removeprefix("the "), place)
        if source.kind == "name":
            return self.name(source, position)
        if source.text[:1].isupper() and " " not in source.text and not source.determiner:
            named = self._surname(source._replace(name=source.text), position)  # Mr. May, Ms. Church
            if named is not None:
                return named
        return self.description(source, position, following)

    def _joint(self, source: Source, position: int) -> Entity | None:
        """Several who speak as one; who of them is no actor isn't counted."""
        found = [self._by_name(words, position) for words in source.joint]
        members = tuple(dict.fromkeys(entity for entity in found if entity is not None))
        if len(members) < 2:
            return members[0] if members else None
        for entity in members:
            self.register.describe(entity)
        *first, last = [entity.name for entity in members]
        name = f"{', '.join(first)} and {last}"
        return self._known.setdefault(name, Entity(name, "group", described=True, members=members))
