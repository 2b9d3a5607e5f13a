"""The discourse: who has spoken so far in a document, and whom a source, a pronoun or a description means there.

A source is asked for in the order of the statements. Recency and the subject's place decide between candidates, always
within a window of bounded length. Imports the register and sources.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from stancekit.actors.gazetteer import Place, State, gazetteer
from stancekit.actors.lexicon import RoleNoun, lexicon, word_set
from stancekit.actors.names import ARABIC_ARTICLE, PARTICLES, UPPER, WORD_RUN, parse_run, strip_possessive
from stancekit.actors.register import Entity, EntityKind, Register
from stancekit.actors.roles import affiliation, role_noun
from stancekit.actors.sources import Source, parse_source

_MEMORY = 12
"""How many turns back a pronoun or a description looks."""

_OCCURRENCES = 50
"""How many times a role noun is looked at for the state in front of it."""

_WIDE = 5000
"""How many characters back it looks for the fuller form of a description."""

_WINDOW = 700
"""How many characters back it looks in the text."""

# The lookbehinds stand after the mark, so that the scan is for the mark alone.
_SENTENCE_END = re.compile(
    rf"[.!?\n](?:(?<=\n)|(?<![ .(][{UPPER}]\.)(?<!\bM[rs]\.)(?<!\b(?:Mrs|Sen|Rep|Gov|Gen)\.)(?<!\bDr\.)[\"”’)]*\s+)"
)
_ISSUED = re.compile(
    r"\b(statement|letter|message|release|memo|post|email)s? (?:issued |released |put out )?"
    r"(?:from|by|of) ((?:the )?(?:[^,.;:\n\"“”]|(?<=\b[A-Z])\.){3,90})"
)
_OWNER = re.compile(r"((?:[^\s,]+ ){0,6}[^\s,]+)(?:['’]s|s['’]) ")
_AFTER_ISSUER = re.compile(
    r"\s(?:on|said|was|were|is|has|had|that|in|late|early|after|which|who|saying|to)\s.*", re.DOTALL
)
_RELATIVE = re.compile(r"[\w’'.-]+(?:[ \xa0][\w’'.-]+){0,6}$")
_BEFORE_NOUN = word_set(
    "of by with from to and or but for in on at as about than like because that said says were was is are be"
)
_ARTICLES = word_set("the a an his her its their")
_NOT_SUBJECT = word_set("of by with from to for in on at as about against than after before under over near between")
_NAMED_OFFICES = word_set(
    "prime foreign finance interior trade justice health energy economy education security press treasury home "
    "attorney general"
)
_PORTFOLIOS = {word: frozenset((word,)) for word in _NAMED_OFFICES} | {
    word: frozenset(("defence", "defense")) for word in ("defence", "defense")
}
"""Words that tell one minister from another: what a description has of them, the role must have too."""

_OWNERS = {"its": "it", "his": "he", "her": "she", "their": "they"}
_UNIQUE = word_set("president premier chancellor king queen emir sultan pope prince princess pontiff")
_ORGANS = word_set("government opposition army military parliament cabinet regime ministry police")
_COUNTRY = word_set("state country nation republic kingdom island")
_DISTINCTIVE = word_set("deputy vice former assistant under acting first second opposition")


class Turn(NamedTuple):
    """One statement's speaker: where the source stands, who it is, and whether inside another's statement."""

    position: int
    entity: Entity
    nested: bool


class Discourse:
    """Who has spoken so far in one document."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.turns: list[Turn] = []
        self._known: dict[str, Entity] = {}
        self._states: dict[State, Entity] = {}
        self._by_noun: dict[str, list[Entity]] | None = None
        self._told: dict[str, frozenset[State]] = {}
        self._abroad: set[State | None] | None = None

    def speak(self, position: int, entity: Entity, nested: bool) -> None:
        """Remember that `entity` is the source at `position`."""
        self.turns.append(Turn(position, entity, nested))
        entity.turns += 1

    def recent(self, position: int) -> Iterator[Turn]:
        """The last turns before `position`, the latest first."""
        turns = self.turns[-_MEMORY:]
        turns.reverse()
        for turn in sorted(turns, key=lambda turn: -turn.position):
            if turn.position < position:
                yield turn

    # Names

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
            return self._known.get(source.text) or Entity(source.text, "unknown")
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
        if source.determiner in _OWNERS and entity.state is None:
            owner = self.pronoun(_OWNERS[source.determiner], position, None, False)
            if owner is not None and owner.state is not None:
                entity.state = owner.state
                entity.affiliation = entity.affiliation or (owner.affiliation if owner.personal else owner.name)

    def _surname(self, source: Source, position: int) -> Entity | None:
        name, register = source.name, self.register
        bearers = register.by_last.get(name) or register.by_last.get(ARABIC_ARTICLE.sub("", name))
        if bearers is None:
            bearers = [
                entity
                for entity in register.by_first.get(name, [])[:_MEMORY]
                if entity.kind == "person" or self._has_role(entity)
            ]
        if not bearers:
            return None
        if len(bearers) == 1 and not source.gender:
            return bearers[0]
        fitting = [
            entity
            for entity in bearers[:_MEMORY]
            if not source.gender or register.gender(entity) in ("", source.gender)
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

    # Descriptions

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

    def _apposed(self, position: int) -> Entity | None:
        """The person in front of an apposition that begins at `position`: "Lund, a retired judge"."""
        text = self.register.text
        if text[max(0, position - 2) : position] != ", ":
            return None
        run = _last_run(text[max(0, position - 60) : position - 2])
        if run is None:
            return None
        entity = self._mentioned(run)
        if entity is None or entity.kind != "person":
            return None
        before = text[max(0, position - 14 - len(run)) : position - 2 - len(run)].split()
        spoke = any(turn.entity is entity for turn in self.recent(position))
        return entity if spoke or not before or before[-1].lower() not in _NOT_SUBJECT else None

    def _in_full(self, source: Source, position: int) -> str:
        """The organ of a state that a bare "the government" is: "Syrian government", where the text near it says so."""
        if source.determiner != "the" or source.head not in _ORGANS or affiliation(source.text).state is not None:
            return source.text
        full = re.compile(rf"(?<!\w)([{UPPER}][\w.]+(?: [{UPPER}]\w+)?)(['’]s)? {re.escape(source.text)}(?!\w)")
        for match in full.finditer(self.register.text, max(0, position - _WIDE), position + _WINDOW):
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

    def _person_described(self, source: Source, position: int, following: Entity | None) -> Entity | None:
        assert source.noun is not None
        bare = source.text.lower() == source.head
        if bare and not source.determiner and source.text.islower():
            return None
        owner = self.register.affiliation(source.text).state
        # The next to speak is a person whom nothing has told of before, or nobody has spoken yet.
        opening = following is not None and (
            following.positions[0] > position or not any(turn.entity.personal for turn in self.recent(position))
        )
        best, best_score = None, 0.0
        for turn in self.recent(position):
            score = self._fits(source, turn.entity)
            if score > best_score:
                best, best_score = turn.entity, score
                if bare:
                    break
        for entity in self._bearers(source.noun):
            score = self._fits(source, entity) - 0.25
            if score > best_score:
                best, best_score = entity, score
        if best is not None and not (opening and owner is not None and best.state is None):
            if owner is not None and best.state is None:
                best.state, best.affiliation = owner, best.affiliation or self.register.state_name(owner)
            return best
        past = source.text.lower().startswith(("former ", "ex-"))
        plain = source.text[1:] == source.text[1:].lower()
        if source.determiner == "the" and (past or (plain and source.noun.kind in ("person", "member", "relation"))):
            # A person who is described with "the" and by no role that the text gives has been named before.
            for turn in self.recent(position):
                entity = turn.entity
                free = entity.role is None or source.noun.kind in ("person", "relation")
                if free and entity.personal and self.register.gender(entity) in ("", source.gender or entity.gender):
                    return entity
        unique = bare and source.noun.noun in _UNIQUE
        if opening and following is not None and not unique:
            following.role, following.described = source.text, False
            self.register.describe(following)
            return following
        # "Iran's deputy foreign minister"; but who is Trump's manager isn't Trump.
        if source.determiner == "the" or (not source.determiner and owner is not None):
            for turn in () if unique else self.recent(position):
                entity = turn.entity
                if entity.personal and entity.role is None and not turn.nested and self._may_be(source, entity):
                    if not bare:
                        entity.role, entity.described = source.text, False
                        self.register.describe(entity)
                    return entity
        return None

    def _may_be(self, source: Source, entity: Entity) -> bool:
        """Whether a person whose role nothing tells may be the one described."""
        self.register.describe(entity)
        return (
            entity.role is None
            and entity.noun is None
            and self.register.gender(entity) in ("", source.gender or entity.gender)
        )

    def _bearers(self, noun: RoleNoun) -> list[Entity]:
        """The people of the document whose role has this noun, or one that this noun is broader than."""
        if self._by_noun is None:
            self._by_noun = {}
            for entity in dict.fromkeys(self.register.people.values()):
                if self._has_role(entity):
                    for word in (entity.role or "").replace(",", "").lower().split():
                        role = lexicon().roles.get(word)
                        if role is not None:
                            for key in (role.noun, *role.also):
                                bearers = self._by_noun.setdefault(key, [])
                                if len(bearers) < _MEMORY and entity not in bearers[-1:]:
                                    bearers.append(entity)
        return self._by_noun.get(noun.noun, [])

    def home(self, state: State) -> bool:
        """Whether officials without a nationality may be this state's: no official in the text has it stated."""
        if self._abroad is None:
            people = dict.fromkeys(self.register.people.values())
            self._abroad = {entity.state for entity in people if self._has_role(entity)}
        return state not in self._abroad

    def learn_state(self, entity: Entity) -> None:
        """Give an official without a state the one that the text has before his role: "the Chilean president"."""
        noun = entity.noun
        if entity.kind != "person" or entity.state is not None or entity.affiliation is not None or noun is None:
            return
        if noun.kind not in ("speaks", "office"):
            return
        if noun.noun not in self._told:
            self._told[noun.noun] = self._states_before(noun.noun)
        taken = {other.state for other in self._bearers(noun) if other.noun is noun}
        states = self._told[noun.noun] - taken
        if len(states) == 1:
            (entity.state,) = states
            entity.affiliation = self.register.state_name(entity.state)

    def _states_before(self, noun: str) -> frozenset[State]:
        """The states that stand in front of a role noun anywhere in the text."""
        text, found = self.register.text, set()
        at = text.find(noun[1:], 1)  # Without the first letter, which may be a capital
        for _ in range(_OCCURRENCES):
            if at < 0:
                break
            told = self.register.affiliation(" ".join(text[max(0, at - 41) : at - 1].split()[-3:])).state
            if told is not None and text[at - 1].lower() == noun[0]:
                found.add(told)
            at = text.find(noun[1:], at + 1)
        return frozenset(found)

    def _fits(self, source: Source, entity: Entity) -> float:
        """How well a description fits an entity's role; 0 and less where it doesn't."""
        noun = source.noun
        assert noun is not None
        if not entity.personal:
            return 0.0
        if entity.role is None and entity.noun is None:
            self.register.describe(entity)
        role = entity.role or (entity.name if entity.noun is not None else "")
        if not role:
            return 0.0
        gender = source.gender
        if gender and entity.gender and gender != entity.gender:
            return 0.0
        role_words = {strip_possessive(word) for word in role.lower().replace(",", "").split()}
        if noun.noun in role_words:
            score = 3.0
        elif any(noun.noun in word.also for word in map(lexicon().roles.get, role_words) if word is not None):
            score = 1.5
        else:
            return 0.0
        owner = self.register.affiliation(source.text)
        if owner.state is not None:
            if entity.state is not None and owner.state is not entity.state:
                return 0.0
            score += 1.0 if entity.state is not None else -1.0
        words = [strip_possessive(word) for word in source.text.lower().replace(",", "").split()]
        if not all(role_words & _PORTFOLIOS[word] for word in words if word in _PORTFOLIOS):
            return 0.0  # The foreign minister isn't the prime minister.
        for word in words:
            if word in role_words:
                score += 0.5
            elif word in _DISTINCTIVE:
                return 0.0
            elif word == noun.noun or word == "the" or word in _BEFORE_NOUN:
                continue
            elif not (owner.state is not None and entity.state is owner.state and word not in lexicon().modifiers):
                score -= 1.0
        if _DISTINCTIVE & role_words - set(words):
            score -= 1.0
        return score

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
                mentions = list(self.register.between(position - _WINDOW, position))
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
        for match in _ISSUED.finditer(self.register.text, max(0, position - _WINDOW), position):
            if match.group(1) == noun:
                issued = match
        turn = next(self.recent(position), None)
        if issued is not None and (turn is None or turn.position < issued.start()):
            return self._by_name(_AFTER_ISSUER.sub("", issued.group(2)), issued.start(2))
        return turn.entity if turn is not None else None

    def _by_name(self, words: str, position: int) -> Entity | None:
        source = parse_source(words)
        return self.resolve(source, position) if source.kind != "pronoun" else None

    # Pronouns

    def pronoun(self, which: str, position: int, parent: Entity | None, quoted_first: bool) -> Entity | None:
        """The entity that a pronoun at `position` means.

        Args:
            which: The pronoun, in the form that stands for all its forms.
            position: Where it stands.
            parent: The speaker of the statement that it stands in, if it stands in one.
            quoted_first: Whether the statement's content stands before it ("...," he said): then the last speaker
                goes on, whatever the sentences between tell of others.
        """
        if which in ("i", "we"):
            return parent
        if which == "you":
            return None
        if which in ("who", "which"):
            return self._antecedent(which, position)
        if parent is not None and self._agrees(which, parent):
            return parent
        if not quoted_first:
            entity = self._subject(which, position)
            if entity is not None:
                return entity
        for turn in self.recent(position):
            if self._agrees(which, turn.entity):
                return turn.entity
        entity = self._subject(which, position)
        if entity is not None:
            return entity
        if which in ("he", "she"):
            for _, entity in self.register.between(position, position + _WINDOW):
                if entity.kind == "person" and self._agrees(which, entity):
                    return entity
            return next((turn.entity for turn in self.recent(position) if turn.entity.personal), None)
        if which == "they":
            # Of one person whose gender nothing shows, or of a state.
            for turn in self.recent(position):
                if turn.entity.kind == "state" or (turn.entity.personal and not self.register.gender(turn.entity)):
                    return turn.entity
        return None

    def _agrees(self, which: str, entity: Entity) -> bool:
        if which in ("he", "she"):
            return entity.personal and self.register.gender(entity) in ("", "m" if which == "he" else "f")
        if which == "it":
            return entity.kind in ("state", "body", "media", "source")
        return entity.kind in ("group", "body", "media", "source")

    def _sentences(self, position: int) -> list[tuple[int, int]]:
        """The sentences before `position`, the latest first, within the window; the current one up to `position`."""
        start = max(0, position - _WINDOW)
        ends = [match.end() for match in _SENTENCE_END.finditer(self.register.text, start, position)]
        spans = [span for span in pairwise([start, *ends, position]) if span[0] < span[1]]
        return spans[:-5:-1]

    def _subject(self, which: str, position: int) -> Entity | None:
        """The nearest sentence's speaker, or first person (or body) in subject position, that agrees."""
        turns = list(self.recent(position))
        for first, last in self._sentences(position):
            for turn in turns:
                if first <= turn.position < last and not turn.nested and self._agrees(which, turn.entity):
                    return turn.entity
            for match in WORD_RUN.finditer(self.register.text, first, last):
                entity = self._mentioned(match.group())
                if entity is None or not self._agrees(which, entity):
                    continue
                if entity.kind == "unknown" and not self._has_role(entity):
                    continue
                before = self.register.text[max(first, match.start() - 12) : match.start()].split()
                if before and before[-1] in ("the", "The") and len(before) > 1:
                    before.pop()
                if before and before[-1].lower() in _NOT_SUBJECT:
                    continue
                if self.register.text[match.end() : match.end() + 2] in ("'s", "’s"):
                    continue
                return entity
        return None

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

    def _antecedent(self, which: str, position: int) -> Entity | None:
        """Whom or what "who" or "which" at `position` belongs to: the name or the noun phrase right in front of it."""
        text = self.register.text
        before = text[max(0, position - 160) : position].rstrip(" \xa0,")
        for cut in ("\n", ". "):
            before = before[before.rfind(cut) + 1 :]
        run = _last_run(before)
        if run in lexicon().name_breaks:
            before = before.removesuffix(run or "").rstrip()  # "... on Friday, who"
            run = _last_run(before)
        if run is not None:
            kind = parse_run(run).kind
            if kind == "unknown" or (kind == "person") == (which == "who"):
                return self._by_name(run, position)
        head, comma, apposition = before.rpartition(", ")
        if comma and head and any(role_noun(word) for word in apposition.split()):
            run = _last_run(head)
            if run is not None:
                return self._by_name(run, position)
        phrase = _RELATIVE.search(before)
        if phrase is None:
            return None
        words = phrase.group().split()
        end = len(words)
        if which == "who":
            end = max((index + 1 for index, word in enumerate(words) if role_noun(word) is not None), default=end)
        for index in range(end - 2, -1, -1):
            if words[index].lower() in _BEFORE_NOUN or words[index].lower() in _ARTICLES:
                words = words[index + 1 :]
                break
        while words and words[-1] in _BEFORE_NOUN:
            words.pop()  # "in which"
        source = parse_source(" ".join(words))
        if which == "who" and source.noun is None and not source.plural:
            return None
        return self.resolve(source, position) if source.kind != "pronoun" else None

    # All kinds

    def resolve(
        self,
        source: Source,
        position: int,
        parent: Entity | None = None,
        quoted_first: bool = False,
        following: Entity | None = None,
    ) -> Entity | None:
        """The entity that a source at `position` means; None for a pronoun that nothing before or after it explains."""
        if source.kind == "pronoun":
            return self.pronoun(source.text, position, parent, quoted_first)
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

    def _in_play(self, state: State, form: str) -> bool:
        return any(self.register.has_word(name) for name in (*state.names, *state.capitals) if name != form)


def _last_run(text: str) -> str | None:
    """The run of capitalised words that ends the text, if one does."""
    last = None
    for match in WORD_RUN.finditer(text):
        last = match
    return last.group() if last is not None and last.end() == len(text) else None


def _shares_noun(entity: Entity, noun: RoleNoun) -> bool:
    return entity.noun is not None and (entity.noun is noun or noun.noun in entity.noun.also)
