"""The discourse: what any source means where it stands in a document, in the order of the statements.

Imports the modules for names, pronouns and descriptions, and sources.
"""

from stancekit.actors.bodies import Bodies
from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.register import Entity
from stancekit.actors.sources import Source


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
        """The entity that a source at `position` means; None for a pronoun that nothing before or after it explains."""
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
