"""Roles: the words beside a name that say what its bearer does, and the body or state that he does it for.

Reads a window of bounded length around one mention. Imports the gazetteer, the word lists and names.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from stancekit.actors.gazetteer import State, gazetteer
from stancekit.actors.lexicon import Lexicon, RoleNoun, lexicon, word_set
from stancekit.actors.names import PARTICLES, UPPER, strip_possessive

_ROLE_WORDS = 14
"""How many words a role has at most."""

_SHORT_NAME = 3

_WINDOW = 160
"""How many characters beside a name are read for its role."""

_CLAUSE_BREAK = re.compile(rf"[\n\r“”\"():;!?—–]|\.(?<!\b[{UPPER}]\.)\s+(?=[^\W\d_]{{3}})|--")
_PUNCTUATION = re.compile(r"[,?!]")
_APPOSITION = re.compile(
    r"(?:[ \xa0]?\([^()\n]{1,40}\))?(?:, (?:who (?:is|was) )?|,? who (?:is|was) | is | was )"
    r"((?:[^,.;:()\n\r\"“”—–]|(?<=\b[A-Z])\.|(?<=\.[A-Z])\.|(?<=\bM[rs])\.|(?<=\bMrs)\.|(?<=\bDr)\.){3,120})"
)
_OF_STATE = re.compile(rf" of ((?:the )?[{UPPER}][\w.]+(?: [{UPPER}]\w+){{0,2}})")
_PREPOSITIONS = word_set("of for at in to on with from and under against by about into over after before as")
_LINKS = frozenset(("of", "for", "to", "at"))
_GO_ON = word_set("of for at to on under")
_STOP = word_set("and who in with from by as after before")
_TOPICS = frozenset(("to", "in", "on", "against", "with"))
AGAINST = word_set("opposition rebel dissident exiled separatist breakaway insurgent jihadist")
"""Words for those who don't stand for their state."""

_TIME_WORDS = word_set("former retired acting ex new current then late")
_VERBS = word_set("is was are were has had have said says told who which that will would it he she they not")


class Affiliation(NamedTuple):
    """Whom a role is held for: the words for it in the role, and the state behind them, where there is one."""

    name: str | None
    state: State | None


def role_noun(word: str) -> RoleNoun | None:
    """The role noun that a word is, in any case, singular or plural; None for another."""
    known = lexicon()
    lower = strip_possessive(word).lower()
    return known.roles.get(lower) or known.plural_roles.get(lower)


def head_noun(words: list[str]) -> RoleNoun | None:
    """The noun that a role or a description turns on: the last before its first preposition."""
    noun = None
    for word in words:
        if word in _PREPOSITIONS and noun is not None:
            break
        noun = role_noun(word) or noun
    return noun


def before_name(text: str, start: int) -> tuple[str, str]:
    """The role that stands right before the name at `start`, and the gender that a title gives; "" for either.

    "Kremlin spokesman" before "Dmitry Peskov", "Secretary of the Polish Security Council" before "Jan Kos",
    "Chile's defence minister" before ", Rosa Vidal".
    """
    tail = text[max(0, start - _WINDOW) : start].rstrip()
    roles = lexicon().roles
    word = (tail[-24:].split() or [""])[-1]
    apposed = word.endswith(",")
    if not apposed and not word[:1].isupper() and word.lower() not in roles:
        return "", ""
    clause = 0
    for match in _CLAUSE_BREAK.finditer(tail):
        clause = match.end()
    words = tail.removesuffix(",")[clause:].replace("\xa0", " ").split(" ")
    last = roles.get(words[-1].lower())
    gender = ""
    if last is not None and last.kind == "title":
        gender = last.gender
        words.pop()
        last = roles.get(words[-1].lower()) if words else None
        if last is None:
            return "", gender
    first = len(words)
    while first > 0 and len(words) - first < _ROLE_WORDS and _belongs(words, first - 1):
        first -= 1
    phrase = _within(words[first:])
    while len(phrase) > 1 and _is_outside(phrase[0], phrase[1]):
        phrase = phrase[1:]
    # What stands last must be a role noun, or hang on one ("ambassador to the United Nations").
    noun = head_noun(phrase)
    if noun is None or noun.kind in ("title", "relation") or (last is None and not _LINKS & set(phrase)):
        return "", gender
    return " ".join(phrase), gender or noun.gender


def _belongs(words: list[str], index: int) -> bool:
    """Whether the word at `index` can be part of the role that goes on behind it."""
    known = lexicon()
    word, previous = words[index], words[index - 1] if index else ""
    lower = word.lower()
    if word in _LINKS:
        return role_noun(previous) is not None or previous.lower() in known.body_nouns
    if word == "the":
        return previous in _LINKS
    if lower.rstrip(",") in known.modifiers:
        return True
    if lower in known.roles:
        return known.roles[lower].kind != "title"
    if len(word) > 3 and word[-1] == "." and word not in gazetteer():
        return False
    return word[:1].isupper() and word not in known.name_breaks and _PUNCTUATION.search(word) is None


def _within(phrase: list[str]) -> list[str]:
    """The role without a dateline ("NEW YORK") and without what it only belongs to ("government of President")."""
    capitals = 0
    while capitals < len(phrase) - 1 and phrase[capitals].isupper() and "." not in phrase[capitals]:
        capitals += 1
    if any(word not in gazetteer() and len(word) > _SHORT_NAME for word in phrase[:capitals]):
        phrase = phrase[capitals:]
    for index in range(len(phrase) - 2, 0, -1):
        if phrase[index] in _LINKS and role_noun(phrase[index - 1]) is None:
            later = phrase[index + 1 :]
            if head_noun(phrase[:index]) is None and head_noun(later) is not None:
                return later
    return phrase


def _is_outside(word: str, following: str) -> bool:
    """Whether the first word of a role belongs to what stands before it: a dateline, a connecting word."""
    forms = gazetteer()
    if word in _LINKS or word == "the" or word.endswith(","):
        return True
    place = forms.get(word)
    if place is not None:
        return place.form in ("name", "capital") and following in forms
    return (word[-1] == "." and word.lower() not in lexicon().roles) or (len(word) > 4 and word.isupper())


def after_name(text: str, end: int) -> str:
    """The role that stands in apposition right after the name that ends at `end`: "head of the IAEA"; "" for none."""
    match = _APPOSITION.match(text, end, min(len(text), end + _WINDOW + 20))
    if match is None:
        return ""
    return role_phrase(match.group(1))


@lru_cache(maxsize=4096)
def role_phrase(segment: str) -> str:
    """The role that a segment between commas begins with; "" where it begins with none."""
    words = segment.replace("\xa0", " ").split()
    known = lexicon()
    while words and words[0].lower() in ("also", "then", "now", "the", "a", "an"):
        words = words[1:]
    for index, word in enumerate(words[:9]):
        lower = strip_possessive(word).lower()
        if lower in _VERBS or (word in _PREPOSITIONS and (word != "and" or not index)):
            return ""
        if lower in known.roles and word == strip_possessive(word):
            if known.roles[lower].kind == "title":
                continue
            if known.roles[lower].kind == "relation" and words[index + 1 : index + 2] != ["of"]:
                return ""
            following = words[index + 1] if index + 1 < len(words) else ""
            if following and (following.lower() in known.roles or following.lower() in known.modifiers):
                continue
            if following[:1].isupper() and following not in gazetteer():
                if any(later.lower() in known.roles for later in words[index + 1 : index + 5]):
                    continue  # "deputy Middle East director"
                return ""  # The title of somebody else: "Obama, Prime Minister Abe and ..."
            if following not in _GO_ON:
                return " ".join(words[: index + 1])
            end = index + 2
            while end < len(words) and words[end].lower() not in _VERBS and words[end] not in _STOP:
                name_ended = words[end - 1][:1].isupper() and words[end].islower() and words[end] not in _GO_ON
                if name_ended and words[end] not in known.body_nouns and words[end] not in known.modifiers:
                    break  # "resident of Azaz | reached by telephone"
                end += 1
            return " ".join(words[:end])
    return ""


def of_state(text: str, end: int) -> str:
    """ " of China" right after the name that ends at `end`; "" where no state stands there."""
    match = _OF_STATE.match(text, end, min(len(text), end + 60))
    if match is None:
        return ""
    words = match.group(1).removeprefix("the ").split(" ")
    for size in range(len(words), 0, -1):
        place = gazetteer().get(strip_possessive(" ".join(words[:size])))
        if place is not None and place.form == "name":
            return " of " + " ".join(words[:size])
    return ""


@lru_cache(maxsize=4096)
def affiliation(role: str) -> Affiliation:
    """The body or state that a role is held for, as the role has it: "Kremlin" of "Kremlin spokesman"."""
    marked = role.replace(",", " ,").split()
    words = [strip_possessive(word) for word in marked]
    known, forms = lexicon(), gazetteer()
    state: State | None = None
    name: str | None = None
    index, abroad = 0, False
    while index < len(words):
        for size in (6, 5, 4, 3, 2, 1):
            form = " ".join(words[index : index + size])
            place = forms.get(form)
            if place is None or index + size > len(words) or not _stands_alone(words, index, place.form, known):
                continue
            topic = index > 0 and words[index - 1] in _TOPICS  # "envoy to Syria", "mission in Syria"
            if place.form == "body" and form != "State":
                name, state = form, state or place.state
                abroad = abroad or place.state is None  # "U.N. Syria envoy"
            elif place.form == "seat":
                name, state = name or form, state or place.state
            elif not topic and not abroad:
                state = state or place.state
            index += size - 1
            break
        index += 1
    for at, word in enumerate(words[1:]):
        if word.lower() in AGAINST and words[at] in forms and state is not None:
            return Affiliation(name or f"{marked[at]} {word}", None)  # "Syrian opposition coordinator"
    body = _body_in(marked, known.body_nouns)
    if body is not None and (name is None or name in body):
        name = body
    return Affiliation(name, state)


def _stands_alone(words: list[str], index: int, form: str, known: Lexicon) -> bool:
    """Whether a form at `index` isn't the end of a longer name: "Democracy for America", "Real Time"."""
    if index == 0:
        return True
    before = words[index - 1]
    if before in ("for", "of") and index > 1 and words[index - 2][:1].isupper():
        if words[index] == "the":
            return role_noun(words[index - 2]) is not None  # "Army of the South"
        return role_noun(words[index - 2]) is not None or words[index - 2].lower() in known.body_nouns
    if form == "name" and before in ("New", "Northern"):
        return False
    return (
        form != "body"
        or not before[:1].isupper()
        or before in gazetteer()
        or before.lower() in known.modifiers
        or before.lower() in known.roles
    )


def _body_in(words: list[str], body_nouns: dict[str, str]) -> str | None:
    """The body that a role names by a body noun: "Foreign Ministry", "Russian Security Council", "Clinton campaign"."""
    for index, marked in enumerate(words):
        word = strip_possessive(marked)
        if (
            body_nouns.get(word.lower(), "thing") in ("portfolio", "thing")
            or word.lower() == "press"
            or (index == 0 and len(words) > 1)
        ):
            continue
        if index + 1 < len(words) and words[index + 1].lower() in body_nouns:
            continue
        first = index
        while first > 0 and (words[first - 1][:1].isupper() or words[first - 1] in PARTICLES):
            before = words[first - 1]
            if role_noun(before) or before.lower() in _TIME_WORDS or before != strip_possessive(before):
                break
            first -= 1
        if first < index:
            return strip_possessive(" ".join(words[first : _body_end(words, index + 1)]))
    return None


def _body_end(words: list[str], end: int) -> int:
    """Where a body's name ends that goes on after its noun: "National Center for Disaster Preparedness"."""
    while end + 1 < len(words) and words[end] in ("of", "for", "on") and words[end + 1][:1].isupper():
        end += 2
        while end < len(words) and words[end][:1].isupper():
            end += 1
    return end
