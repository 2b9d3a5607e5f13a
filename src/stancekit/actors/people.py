"""Descriptions of people: whom "the foreign minister" or "the diplomat" means, by role, state and order of speaking.

Imports pronouns and what lies below them.
"""

from stancekit.actors.gazetteer import State
from stancekit.actors.lexicon import RoleNoun, lexicon, word_set
from stancekit.actors.names import last_run, strip_possessive
from stancekit.actors.pronouns import BEFORE_NOUN, NOT_SUBJECT, Pronouns
from stancekit.actors.register import Entity, Register
from stancekit.actors.sources import Source
from stancekit.actors.turns import MEMORY

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


class Descriptions(Pronouns):
    """Whom a description of one person means."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self._by_noun: dict[str, list[Entity]] | None = None
        self._told: dict[str, frozenset[State]] = {}
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
            elif word == noun.noun or word == "the" or word in BEFORE_NOUN:
                continue
            elif not (owner.state is not None and entity.state is owner.state and word not in lexicon().modifiers):
                score -= 1.0
        if _DISTINCTIVE & role_words - set(words):
            score -= 1.0
        return score
