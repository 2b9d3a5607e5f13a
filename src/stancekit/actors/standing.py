"""Standing: whether a source is an actor at all, a person, a body or a state, or a description of one.

A launch, a Thursday or a headline that an extractor takes for a source says nothing. Imports the register, sources and
the word lists.
"""

import re

from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import lexicon, word_set
from stancekit.actors.names import PARTICLES, strip_possessive
from stancekit.actors.register import Entity, Register
from stancekit.actors.roles import role_noun
from stancekit.actors.sources import Source

_PERSON_ENDING = re.compile(r"(?:er|or|ist|ian|ant|ent|ee|eer|man|woman)s?$|(?:men|women|people|folk)$")
_NOT_BY_ENDING = re.compile(r"(?:m|dis|[^d]|at)ents?$|ants?$")
"""Of the words in -ent and -ant most are things: "event", "plant"; those in -dent are people ("resident")."""

_CLAUSE = re.compile(r"(?:it|he|she|they|i|we|you|there) \w", re.IGNORECASE)
"""What begins with a subject, "It has angered leaders", is no description."""

_OF_A_PERSON = ("n", "i")
"""The endings of a land's adjectives that take an -s for its people."""

_SHORTEST_DATELINE = 3
_SHORTEST = 5
_QUALIFIES = word_set("of for from at in to with on by near about close during like than and or against inside outside")
_LINKS = frozenset(("of", "for", "and", "the", "on", "in", "to", "at", "&"))


def is_actor(entity: Entity, source: Source, register: Register) -> bool:
    """Whether what a source has been taken for can say or hold anything."""
    if not entity.name[:1].isalnum() or (source.kind == "description" and _CLAUSE.match(entity.name)):
        return False
    if entity.kind in ("state", "media") or entity.noun is not None:
        return True
    if source.kind == "description":
        return not entity.name.endswith(source.text) or _described(source)
    place = gazetteer().get(entity.name)
    if source.kind != "name" or place is not None:
        return place is None or place.form != "adjective"
    return _is_name(entity, source, register)


def names_people(word: str) -> bool:
    """Whether a noun is one for people or bodies, by the word lists or by its ending."""
    lower = strip_possessive(word).lower()
    known = lexicon()
    if role_noun(lower) is not None or lower in known.people:
        return True
    if lower in known.things:
        return False
    if _body_noun(lower):
        return True
    if len(lower) < _SHORTEST or _NOT_BY_ENDING.search(lower):
        return False
    return _PERSON_ENDING.search(lower.rpartition("-")[2]) is not None


def _body_noun(word: str) -> bool:
    """Whether a noun, in the singular or the plural, is one for a body."""
    sections = lexicon().body_nouns
    forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return any(sections.get(form) in ("generic", "body", "media") for form in forms)


def _described(source: Source) -> bool:
    """Whether a description turns on a noun for people or bodies: its head, or the one before what qualifies it."""
    words = source.text.split(" ")
    last = gazetteer().get(words[-1])
    if last is not None and last.form == "adjective":
        return source.determiner == "the" and not words[-1].endswith(_OF_A_PERSON)  # "the French", not "the Syrian"
    participle = words[0].endswith("ing") and words[0] not in lexicon().modifiers and not names_people(words[-1])
    if participle and len(words) > 1:
        return False  # "killing dozens in the valley"
    if source.noun is not None or names_people(source.head):
        return True
    at = next((index for index, word in enumerate(words) if index and word in _QUALIFIES), len(words))
    for index in range(min(at, len(words)) - 1, -1, -1):
        following = words[index + 1] if index + 1 < len(words) else ""
        if names_people(words[index]) and (index + 1 == at or following.endswith(("ing", "ed", "ent", "ble"))):
            return True
    place = gazetteer().get(" ".join(words[:at]))
    return place is not None and place.form in ("people", "body", "name")  # "More than two million Britons"


def _is_name(entity: Entity, source: Source, register: Register) -> bool:
    """Whether the words of a name are a name: no clause with a verb, no common noun that opens a sentence."""
    words = entity.name.split(" ")
    small = [word for word in words if word[:1].islower() and word not in PARTICLES and word not in _LINKS]
    if any(not names_people(word) and word.endswith(("ed", "ing")) and "-" not in word for word in small):
        return False
    last = gazetteer().get(words[-1])
    if last is not None and last.form == "adjective" and entity.kind != "person":
        return False  # "Six Armenian"
    if all(word.isupper() and len(word) > _SHORTEST_DATELINE for word in words):
        place = gazetteer().get(" ".join(words).title())
        if place is not None and place.form in ("capital", "name"):
            return False  # "TEHRAN: ..."
    if len(words) == 1 and entity.kind == "unknown" and source.noun is None and source.text.startswith(words[0]):
        word = strip_possessive(words[0])
        common = word.lower() in lexicon().things or word.endswith("tional") or register.has_word(word.lower())
        return not word[1:].islower() or names_people(word) or not common
    return True
