"""Descriptions of people: whom "the foreign minister" or "the diplomat" means, by role, state and order of speaking.

Imports pronouns and what lies below them.
"""

import re

from stancekit.actors.gazetteer import State
from stancekit.actors.lexicon import RoleNoun, lexicon, word_set
from stancekit.actors.names import WORD_RUN, last_run, strip_possessive
from stancekit.actors.pronouns import BEFORE_NOUN, NOT_SUBJECT, Pronouns
from stancekit.actors.register import Entity, Register
from stancekit.actors.sources import Source
from stancekit.actors.turns import MEMORY, WINDOW

_OCCURRENCES = 50
"""How many times a role noun is looked at for the state in front of it."""
_NAMED_OFFICES = word_set(
    "prime foreign finance interior trade justice health energy economy education security press treasury home "
    "attorney general"
)
_PORTFOLIOS = {word: frozenset((word,)) for word in _NAMED_OFFICES} | {
    word: frozenset(("defence", "defense")) for word in ("defence", "defense")
}
"""Words that tell one minister from another: what a description has of them, the role must have too."""
_UNIQUE = word_set("president premier chancellor king queen emir sultan pope prince princess pontiff")
_DISTINCTIVE = word_set("deputy vice former assistant under acting first second opposition")


_ANONYMOUS = word_set("official source aide spokesman spokeswoman spokesperson diplomat analyst expert")
"""Nouns for people whom news leaves unnamed: "the official" is none of those named by something else."""

_HOME_OFFICES = word_set("minister president premier chancellor secretary spokesman spokeswoman spokesperson official")
_HOME_OFFICES_OF = word_set("ministry forces government office cabinet presidency parliament staff")


_UNNAMED = word_set("official diplomat source aide")
_SIDES = word_set("rebel opposition military army intelligence police militia dissident separatist")
_OF_OTHERS = word_set("army military police opposition rebel militia party group movement coalition union campaign")
_OPENING = 60
"""Within how many characters from its start a paragraph names its speaker."""

_FIRST_WORDS = 24
"""Within how many it names the state that an official in it is of."""

_PAUSE = re.compile(r"[,;:!?()\"“”]|\.\s|\n")


class Descriptions(Pronouns):
    """Whom a description of one person means."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self._by_noun: dict[str, list[Entity]] | None = None
        self._told: dict[str, frozenset[State]] = {}
        self._looked: dict[int, tuple[int, State | None]] = {}
        self._abroad: set[State | None] | None = None

    def _apposed(self, position: int) -> Entity | None:
        """The person in front of an apposition that begins at `position`: "Lund, a retired judge"."""
        text = self.register.text
        if text[max(0, position - 2) : position] != ", ":
            return None
        run = last_run(text[max(0, position - 60) : position - 2])
        if run is None:
            return None
        entity = self._mentioned(run)
        if entity is None or entity.kind != "person":
            return None
        before = text[max(0, position - 14 - len(run)) : position - 2 - len(run)].split()
        spoke = any(turn.entity is entity for turn in self.recent(position))
        return entity if spoke or not before or before[-1].lower() not in NOT_SUBJECT else None

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
        # The speaker of the same paragraph, before anybody who was described so farther off.
        near = self._speaking(position)
        if near is not None and best is not near and self._fits(source, near) > 0:
            best, best_score = near, max(best_score, self._fits(source, near))
        for later in (False, True):
            if later and best is not None:
                break  # Who is named only later is meant where nobody before can be.
            for entity in self._bearers(source.noun):
                score = self._fits(source, entity) - 0.25
                if score > best_score and (entity.positions[0] > position) is later:
                    best, best_score = entity, score
        if (
            best is not near
            and near is not None
            and source.determiner == "the"
            and source.noun.kind in ("member", "person")
            and self._is_variation(source, near)
        ):
            return near
        if best is not None and not (opening and owner is not None and best.state is None):
            if owner is not None and best.state is None:
                best.state, best.affiliation = owner, best.affiliation or self.register.state_name(owner)
            return best
        if near is not None and source.determiner == "the" and self._is_variation(source, near):
            if near.role is None and not bare and source.noun.kind in ("office", "speaks"):
                near.role, near.described = source.text, False
                self.register.describe(near)
            elif near.noun is None:
                near.noun = source.noun
            return near
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
            turns = () if unique else tuple(self.recent(position))
            for turn in turns[:1] if source.noun.noun in _ANONYMOUS else turns:
                entity = turn.entity
                if entity.personal and entity.role is None and not turn.nested and self._may_be(source, entity):
                    if not bare:
                        entity.role, entity.described = source.text, False
                        self.register.describe(entity)
                    return entity
        return None

    def agrees_with(self, source: Source, entity: Entity) -> bool:
        """Whether a description and a person's role have the same noun, or a broader one and whom they are held for."""
        noun = source.noun
        self.register.describe(entity)
        if (
            noun is None
            or entity.role is None
            or self.register.gender(entity) not in ("", source.gender or entity.gender)
        ):
            return False
        role = {strip_possessive(word) for word in entity.role.replace(",", "").split()}
        told = {strip_possessive(word) for word in source.text.replace(",", "").split() if word[:1].isupper()}
        nouns = {word.lower() for word in role} & lexicon().roles.keys()
        shared = told & role or (source.text != source.head and not told)
        state = self.register.affiliation(source.text).state
        if state is not None and entity.state not in (state, None):
            return False
        if noun.noun in nouns:
            return bool(shared) or (state is not None and entity.state is state)
        broader = any(noun.noun in lexicon().roles[word].also for word in nouns)
        return broader and bool(told & role or (state is not None and entity.state is state))

    def named_next(self, source: Source, position: int, following: Entity | None) -> Entity | None:
        """The person whom "a senior Chilean diplomat" at `position` is, where the next paragraph names him at once.

        He is the next to speak, of the same state, in a role that fits.
        """
        noun, text = source.noun, self.register.text
        if following is None or noun is None or noun.noun in _ANONYMOUS - {"diplomat"}:
            return None
        first = text.find("\n\n", position, position + WINDOW)
        at = following.positions[0] if following.positions else -1
        if first < 0 or not first <= at <= first + _OPENING:
            return None
        self.register.describe(following)
        state = self.register.affiliation(source.text).state
        role = set(re.findall(r"\w+", (following.role or "").lower()))
        if state is None or following.state is not state or not following.personal:
            return None
        fits = self._fits(source, following) > 0 or (noun.noun == "diplomat" and role & {"mission", "embassy"})
        return following if fits else None

    def _speaking(self, position: int) -> Entity | None:
        """The person who spoke last before `position` in the same paragraph, in a statement of his own."""
        paragraph = self.register.text.rfind("\n\n", max(0, position - WINDOW), position)
        for turn in self.recent(position):
            if turn.position < paragraph:
                break
            if not turn.nested:
                return turn.entity if turn.entity.personal else None
        # Nobody has spoken in it yet: the person with whom it opens.
        for start, entity in self.register.between(paragraph, min(position, paragraph + WINDOW)):
            opens = entity.kind != "body" and self._has_role(entity) and start <= paragraph + _OPENING
            return entity if opens else None
        return None

    def _is_variation(self, source: Source, entity: Entity) -> bool:
        """Whether a description of the last speaker may be one by what the text hasn't told: "the senator"."""
        noun = source.noun
        plain = source.text.lower() == source.head
        if (
            noun is None
            or (noun.noun in _ANONYMOUS and (plain or not (noun.noun == "diplomat" or entity.role is None)))
            or (noun.noun in _ANONYMOUS and not entity.positions)
            or _DISTINCTIVE & set(source.text.lower().split())
        ):
            return False
        if self.register.gender(entity) not in ("", source.gender or entity.gender):
            return False
        state = self.register.affiliation(source.text).state
        if (
            entity.noun is not None
            and noun.kind == entity.noun.kind == "office"
            and noun.noun not in entity.noun.also
            and entity.noun.noun not in noun.also
        ):
            return False  # Two offices make two people, but for the broad names of one.
        return state is None or entity.state in (state, None)

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
                                if len(bearers) < MEMORY and entity not in bearers[-1:]:
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
        if entity.kind != "person" or entity.state is not None or noun is None:
            return
        if noun.kind not in ("speaks", "office"):
            return
        if entity.affiliation is not None:
            if entity.affiliation.rsplit(" ", 1)[-1].lower() in _HOME_OFFICES_OF:
                entity.state = self._setting(entity)
            return
        if noun.noun in _UNNAMED and not entity.positions:
            return  # "a Western official" is of no land that the text has other officials of
        if _OF_OTHERS & set((entity.role or "").split()):
            return  # "army spokesman", "opposition leader"
        if noun.noun not in self._told:
            self._told[noun.noun] = self._states_before(noun.noun)
        taken = {other.state for other in self._bearers(noun) if other.noun is noun}
        states = self._told[noun.noun] - taken
        if len(states) == 1:
            (entity.state,) = states
        elif noun.noun in _HOME_OFFICES and " of " not in (entity.role or ""):
            entity.state = self._setting(entity)
        if entity.state is not None:
            entity.affiliation = self.register.state_name(entity.state)

    def _setting(self, entity: Entity) -> State | None:
        """The state that the paragraph in which an official is first named opens with."""
        at = entity.positions[0] if entity.positions else None
        if at is None:
            return None
        text = self.register.text
        first = text.rfind("\n\n", max(0, at - WINDOW), at)
        return self._first_state(max(0, first), min(at, max(0, first) + _FIRST_WORDS))

    def serve_country(self, source: Source, entity: Entity, position: int) -> None:
        """Give "the country's foreign minister" at `position` the state that its paragraph has named first."""
        if not source.text.startswith(("country's ", "country’s ")):
            return
        start = max(0, self.register.text.rfind("\n\n", max(0, position - WINDOW), position))
        state = self._first_state(start, position) if entity.state is None else None
        if state is not None:
            entity.state, entity.affiliation = state, entity.affiliation or self.register.state_name(state)

    def _first_state(self, start: int, end: int) -> State | None:
        """The state that is named first in a piece of the text; what was looked through before isn't again."""
        at, state = self._looked.get(start, (start, None))
        if state is not None or at >= end:
            return state if at < end else None
        for match in WORD_RUN.finditer(self.register.text, at, end):
            at, mentioned = match.start(), self._mentioned(match.group())
            if mentioned is not None and mentioned.kind == "state":
                state = mentioned.state
                if match.end() < end:  # else the end may have cut it off
                    self._looked[start] = at, state
                return state
        self._looked[start] = at, None
        return None

    def _states_before(self, noun: str) -> frozenset[State]:
        """The states that stand in front of a role noun anywhere in the text."""
        text, found = self.register.text, set()
        at = text.find(noun[1:], 1)  # Without the first letter, which may be a capital
        for _ in range(_OCCURRENCES):
            if at < 0:
                break
            before = _PAUSE.split(text[max(0, at - 41) : at - 1])[-1]
            told = self.register.affiliation(" ".join(before.split()[-3:])).state
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
            elif word in _DISTINCTIVE or word in _SIDES:
                return 0.0
            elif word == noun.noun or word == "the" or word in BEFORE_NOUN:
                continue
            elif not (owner.state is not None and entity.state is owner.state and word not in lexicon().modifiers):
                score -= 1.0
        if _DISTINCTIVE & role_words - set(words):
            score -= 1.0
        return score
