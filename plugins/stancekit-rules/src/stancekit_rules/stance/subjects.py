"""Whose position a clause states: the statement's own holder's, or somebody else's.

"NATO countries are ready to pay more", said by a Russian minister, is no position of his. The words before an operator
are compared with the names of the holder and the speaker, capitals and demonyms taken as names of the state.
"""

from typing import Literal

from stancekit.nouns.statement import Statement
from stancekit_rules.stance.lexicon import Found, load_places
from stancekit_rules.stance.tokens import Tokens

Owner = Literal["self", "own", "other"]

_OF = frozenset("of in from with at on for between to near by including".split())
_GENERIC = frozenset(
    "the a an of and for to in mr mrs ms dr president minister prime foreign defence defense deputy secretary state "
    "spokesman spokeswoman spokesperson ministry government leader chief general official officials senior head "
    "chairman ambassador envoy representative affairs council committee national united".split()
)
_AGENTS = ("ers", "ors", "ists", "ians", "men", "women", "ees", "ants", "generals", "students", "clerics", "families")
_PLURAL_ROLES = frozenset("countries nations states members allies".split())


def _known(words: list[str]) -> set[str]:
    """The states and bodies that the words name, under one name each."""
    places = load_places()
    found: set[str] = set()
    for size in (3, 2, 1):
        for index in range(len(words) - size + 1):
            name = places.get(" ".join(words[index : index + size]))
            if name:
                found.add(name)
    return found


class Holder:
    """Who may be meant by a statement's own position: the names of its holder and speaker.

    With neither known, every subject counts as the statement's own.
    """

    def __init__(self, statement: Statement) -> None:
        actors = [actor for actor in (statement.holder, statement.speaker) if actor is not None]
        self.known = bool(actors)
        self.names: set[str] = set()
        self.places: set[str] = set()
        name = Tokens(statement.holder.name).words if statement.holder is not None else []
        self._holder = {word for word in name if word[0].isalnum() and word not in _GENERIC}
        self._place = _known(name)
        for actor in actors:
            for text in (actor.name, actor.affiliation, actor.role):
                if text:
                    words = [word for word in Tokens(text).words if word[0].isalnum()]
                    self.names.update(word for word in words if word not in _GENERIC)
                    self.places |= _known(words)

    def has(self, word: str) -> bool:
        """Whether a word names the holder or the speaker."""
        return word in self.names or load_places().get(word) in self.places

    def is_holder(self, word: str) -> bool:
        """Whether a word names the holder, and not only the speaker."""
        return word in self._holder or load_places().get(word) in self._place

    def owner(self, tokens: Tokens, found_at: dict[int, Found], start: int, end: int) -> Owner:
        """Whose clause it is, by its subject `tokens[start:end]`: "self" for a first person, else "own" or "other"."""
        words = tokens.words
        while start < end and not words[start][0].isalnum():
            start += 1
        named: list[str] = []
        common: Owner = "own"
        decided = False
        index = start
        while index < end:
            word = words[index]
            if word in _OF and (named or decided):
                break
            kinds = found_at[index].sense.kinds if index in found_at else {}
            if not named and not decided:
                if "self" in kinds:
                    return "self"
                if "selves" in kinds or "pro" in kinds:
                    # "its government": a possessive still leaves the side its own.
                    return "own"
            capital = tokens.capital[index] and word[0].isalpha()
            possessive = index + 1 < end and words[index + 1] == "'s"
            if "other" in kinds and not capital:
                if word in self.names and self.names & set(named):
                    return "own"
                common, decided = "other", True
                if (named and word in _PLURAL_ROLES and words[index - 1] != "other") or not named:
                    return "other" if self.known else "own"
            elif "own" in kinds and not capital:
                decided = True
            elif (capital and (index > start or not _sentence_word(word, kinds))) or word in load_places():
                named.append(word)
                if possessive and index + 2 < end and not _side(found_at, index + 2, end):
                    # "Iran's allies": the head of the phrase is what counts.
                    named.pop()
            index += 1
        if not named and not decided and _persons(words[start:end]):
            common = "other"
        if not named:
            return common if self.known else "own"
        if not self.known:
            return "own"
        return "own" if self.names & set(named) or self.places & _known(named) else "other"


def _persons(subject: list[str]) -> bool:
    """Whether a subject without a name is some people, by the ending of its last word: "the farmers"."""
    return bool(subject) and subject[-1].endswith(_AGENTS)


def _side(found_at: dict[int, Found], start: int, end: int) -> bool:
    return any(
        index in found_at and "own" in found_at[index].sense.kinds for index in range(start, min(end, start + 5))
    )


def _sentence_word(word: str, kinds: dict[str, int]) -> bool:
    """Whether a word that opens a sentence is capitalised for that alone."""
    return bool(kinds) or word in ("the", "a", "an", "all", "these", "those", "there", "such", "in", "on", "at", "with")
