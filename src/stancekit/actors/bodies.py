"""Descriptions of bodies and groups: what "the alliance", "its foreign ministry" or "the statement" means.

Imports the descriptions of people and what lies below them.
"""

import re
from functools import lru_cache

from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import lexicon, word_set
from stancekit.actors.names import UPPER, WORD_RUN, body_phrase, last_run, strip_possessive
from stancekit.actors.naming import OWNERS
from stancekit.actors.people import Descriptions
from stancekit.actors.register import Entity, EntityKind
from stancekit.actors.roles import AGAINST, affiliation
from stancekit.actors.sources import Source
from stancekit.actors.standing import names_people
from stancekit.actors.turns import WINDOW

_WIDE = 5000
"""How many characters back it looks for the fuller form of a description."""
_ISSUED = re.compile(
    r"\b(statement|letter|message|release|memo|post|email|report|article|editorial|commentary|tweet|video|study|notice)"
    r"s? "
    r"(?:issued |released |published |put out |sent |carried )?(?:from|by|of|in) "
    r"((?:the )?(?:[^,.;:\n\"“”]|(?<=\b[A-Z])\.){3,90})"
)
_OWNER = re.compile(r"((?:[^\s,]+ ){0,6}[^\s,]+)(?:['’]s|s['’]) ")
_AFTER_ISSUER = re.compile(
    r"\s(?:on|said|was|were|is|has|had|that|in|late|early|after|which|who|saying|to)\s.*", re.DOTALL
)
_ORGANS = word_set("government opposition army military parliament cabinet regime ministry police")
_COUNTRY = word_set("state country nation republic kingdom island")


_BY_NAME, _BY_SORT, _BY_NOTHING = 3.0, 2.0, 1.0
"""How well a noun suits a body: it stands in its name, is of the same sort, or nothing is known against it."""

_STATE_ORGANS = word_set(
    "ministry government army military parliament cabinet administration regime embassy mission delegation police"
)
_ISSUED_THINGS = word_set(
    "figures data estimates statistics sources documents report reports article editorial commentary video footage "
    "study notice resolution resolutions"
)
_GO_ON = word_set("of for and in at to")
_POLITICAL = word_set("party movement group opposition ruling rebel militant governing faction")
_ONE_WORD = 14
_TOLD_APART = word_set("opposition ruling main biggest largest other rival")
"""Words by which a description tells a body from others, so that it refers back to none."""

_OF_KIND = {"union": word_set("bloc"), "organisation": word_set("organisation"), "movement": word_set("movement")}
"""What bodies of the gazetteer are called by their kind, whatever their names."""

_LONGEST_ABBREVIATION = 7


class Bodies(Descriptions):
    """What a description of a body, a group or a thing that is issued means."""

    def description(self, source: Source, position: int, following: Entity | None) -> Entity:
        """The entity of a described source; `following` is the next one in the text to speak by full name, if any."""
        if source.noun is not None and not source.plural:
            if source.determiner == "a":
                named = self._apposed(position) or self.named_next(source, position, following)
                return named or self._new_description(source, position)
            entity = self._person_described(source, position, following)
            if entity is not None:
                self.serve_country(source, entity, position)
                return entity
        elif source.plural and source.determiner == "the" and source.text.lower() == source.head:
            for turn in self.recent(position):
                if turn.entity.kind == "group" and turn.entity.name.lower().endswith(f" {source.head}"):
                    return turn.entity  # "the officials" after "two Chilean officials"
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
        if source.determiner in OWNERS and source.noun is None and source.head in lexicon().body_nouns:
            owner = self.pronoun(OWNERS[source.determiner], position, None, None)
            if owner is not None and (owner.state is not None or owner.kind in ("body", "person")):
                return self._owned(source, owner)
        if source.determiner not in ("", "the", "a"):
            name = f"{source.determiner} {name}"
        entity = self._known.get(name)
        if entity is None:
            entity = self._known[name] = Entity(name, self._described_kind(source), source.gender, noun=source.noun)
            entity.described = True
            entity.affiliation, entity.state = self.register.affiliation(source.text)
            if AGAINST & set(source.text.lower().split()):
                entity.state = None
            if entity.affiliation is None and entity.state is not None:
                entity.affiliation = self.register.state_name(entity.state)
            if entity.kind == "body" or entity.affiliation == name:
                entity.affiliation = None
        return entity

    def _owned(self, source: Source, owner: Entity) -> Entity:
        """The body of an owner: "its foreign ministry" is Chile's, "her office" the minister's own."""
        of_state = owner.state is not None and source.head in _STATE_ORGANS
        whose = self.register.state_name(owner.state) if owner.state is not None and of_state else owner.name
        name = f"{whose}'s {source.text}"
        entity = self._known.get(name)
        if entity is None:
            entity = self._known[name] = Entity(name, "body", state=owner.state, described=True)
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
        if head in known.statement_nouns or head in _ISSUED_THINGS:
            owner = _OWNER.match(source.text) or _ISSUED.match(source.text)
            if owner is not None:
                return self._by_name(_issuer_in(owner.group(owner.re.groups)), position)
            before = source.text.lower().partition(f" {head}")[0]
            before = source.text[: len(before)]
            if (before != source.text and names_people(before.rsplit(" ", 1)[-1])) or before in gazetteer():
                return self._by_name(before, position)  # "NATO figures", "a Syrian army statement"
            if head in known.statement_nouns:
                return self._issuer(head, position) if source.determiner == "the" and bare else None
        told = affiliation(source.text).state
        if head == "side" and told is not None:
            return self.state(told, told.name)
        if head in _COUNTRY and source.determiner == "the" and " of " not in source.text:
            return next((turn.entity for turn in self.recent(position) if turn.entity.kind == "state"), None)
        named = self._named_in(source, kind)
        if named is not None:
            return named
        if source.determiner == "the" and (bare or kind in ("generic", "media")):
            entity = None if _TOLD_APART & set(source.text.split()) else self._named_before(source, kind, position)
            if entity is not None:
                return entity
        if kind == "generic" and following is not None and next(self.recent(position), None) is None:
            following.role = following.role or source.text
            return following
        return None

    def _named_in(self, source: Source, kind: str | None) -> Entity | None:
        """The body that a description has the name of: "the NATO alliance", "the Blue Valley rebel group"."""
        if kind not in ("generic", "media") or source.head not in source.text.split(" ")[-1:]:
            return None
        run = last_run(" ".join(word for word in source.text.split(" ")[:-1] if word not in _POLITICAL))
        if run is None or affiliation(run).state is not None:
            return None
        place = gazetteer().get(run)
        if place is not None:
            return self.place(run, place) if place.body is not None else None
        return self._new_description(source, 0) if " " in run else None

    def _named_before(self, source: Source, kind: str | None, position: int) -> Entity | None:
        """The body that "the group" or "the council" at `position` refers back to: the last of those that suit best."""
        noun, state = source.head, affiliation(source.text).state
        least = _BY_NOTHING if source.text.lower() == noun else _BY_SORT
        called: dict[Entity, tuple[float, int]] = {}

        def consider(entity: Entity, at: int) -> None:
            suits = _suits(entity, noun, kind)
            if suits >= least and (state is None or entity.state in (state, None)):
                called[entity] = max(called.get(entity, (0.0, 0)), (suits, at))

        for turn in self.recent(position):
            consider(turn.entity, turn.position)
        for window in (WINDOW, _WIDE):
            start = max(0, position - window)
            for match in WORD_RUN.finditer(self.register.text, start, position):
                phrase = body_phrase(self.register.text, match.start())
                run = phrase or match.group()
                entity = self._mentioned(run) or self._body_called(run)
                if entity is None:
                    continue
                if entity.kind == "unknown" and noun in _POLITICAL:
                    before = self.register.text[max(0, match.start() - _ONE_WORD) : match.start()].split()
                    if before and before[-1] in _POLITICAL:
                        entity.kind, entity.role = "body", entity.role or before[-1]  # "the opposition Civic Platform"
                consider(entity, match.start())
            if any(suits >= _BY_SORT for suits, _ in called.values()):
                break
        if not called:
            return None
        entity = max(called, key=called.__getitem__)
        if entity.kind != "unknown":
            entity.described = True
        return entity

    def _body_called(self, run: str) -> Entity | None:
        """The entity of capitals that no list knows: "the PDK", an abbreviation."""
        name = strip_possessive(run.rsplit(" ", 1)[-1])
        if not 2 < len(name) < _LONGEST_ABBREVIATION or not name.isupper() or "." in name:
            return None
        entity = self._known.get(name)
        if entity is None:
            entity = self._known[name] = Entity(name, "body", described=True)
        return entity

    def _issuer(self, noun: str, position: int) -> Entity | None:
        """Whose "the statement" is: "a statement from X" before it, or the last one to speak, whichever is nearer."""
        issued = None
        for match in _ISSUED.finditer(self.register.text, max(0, position - WINDOW), position):
            if match.group(1) == noun:
                issued = match
        turn = next(self.recent(position), None)
        if issued is not None and (turn is None or turn.position < issued.start()):
            return self._by_name(_issuer_in(issued.group(2)), issued.start(2))
        return turn.entity if turn is not None else None


def _issuer_in(words: str) -> str:
    """Who issued something, of the words after "a statement by", which may go on with what it says."""
    kept = _AFTER_ISSUER.sub("", words).split(" ")
    known = lexicon()
    for index in range(len(kept) - 1):
        word, following = strip_possessive(kept[index]).lower(), kept[index + 1]
        ends = word in known.body_nouns or word in known.roles
        if ends and word == kept[index].lower() and following.islower() and following not in _GO_ON:
            if following in known.body_nouns or following in known.roles:
                continue
            return " ".join(kept[: index + 1])
    return " ".join(kept)


def _suits(entity: Entity, noun: str, kind: str | None) -> float:
    """How well a body may be called by a body noun of this kind; 0 where it may not."""
    if kind == "media" or entity.kind == "media":
        return _BY_NAME if kind == "media" and entity.kind == "media" else 0.0
    if entity.kind not in ("body", "unknown") or entity.gender or entity.noun is not None:
        return 0.0
    if entity.role in _POLITICAL and noun in _POLITICAL:
        return _BY_SORT
    own = _own_nouns(entity.name, (entity.role or "").rsplit(" ", 1)[-1])
    if noun in own:
        return _BY_NAME
    if kind != "generic":
        return 0.0
    together = lexicon().body_classes.get(noun, frozenset())
    if own & together:
        return _BY_SORT
    if own:
        return 0.0
    return _BY_NOTHING if entity.kind == "body" or (entity.turns and " " not in entity.name) else 0.0


@lru_cache(maxsize=4096)
def _own_nouns(name: str, role: str) -> frozenset[str]:
    """The body nouns that a body is known by: of its names, of its description, of its kind."""
    place = gazetteer().get(name)
    names = (name,) if place is None or place.body is None else place.body.names
    heads = {re.split(" (?:of|for|to|on) ", each, maxsplit=1)[0].rsplit(" ", 1)[-1].lower() for each in names}
    nouns = {word for word in (*heads, role) if word in lexicon().body_nouns}
    if place is not None and place.body is not None:
        nouns |= _OF_KIND.get(place.body.kind, frozenset())
    return frozenset(nouns)
