"""Roles: the words beside a name that say what its bearer does, and the body or state that he does it for.

Reads a window of bounded length around one mention. Imports the gazetteer, the word lists and names.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from stancekit.actors.gazetteer import State, gazetteer
from stancekit.actors.lexicon import RoleNoun, lexicon
from stancekit.actors.names import PARTICLES, UPPER, strip_possessive

_WINDOW = 160
"""How many characters beside a name are read for its role."""

_CLAUSE_BREAK = re.compile(rf"[\n\r“”\"():;!?—–]|\.(?<!\b[{UPPER}]\.)\s+(?=[^\W\d_]{{3}})|--")
_APPOSITION = re.compile(
    r"(?:[ \xa0]?\([^()\n]{1,40}\))?(?:, (?:who (?:is|was) )?|,? who (?:is|was) | is | was )"
    r"((?:the |a |an |then |now )?)((?:[^,.;:()\n\r\"“”—–]|(?<=\b[A-Z])\.|(?<=\.[A-Z])\.|(?<=\bM[rs])\.|(?<=\bMrs)\.|(?<=\bDr)\.){3,120})"
)
_OF_STATE = re.compile(rf" of ((?:the )?[{UPPER}][\w.]+(?: [{UPPER}]\w+){{0,2}})")
_PREPOSITIONS = frozenset(("of", "for", "at", "in", "to", "on", "with", "from", "and", "under"))
_VERBS = frozenset("is was are were has had have said says told who which that will would it he she they not".split())


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

    "Kremlin spokesman" before "Dmitry Peskov", "Secretary of the Russian Security Council" before "Sergei Shoigu",
    "Florida's attorney general" before ", Pam Bondi".
    """
    tail = text[max(0, start - _WINDOW) : start].rstrip()
    known, forms = lexicon(), gazetteer()
    word = tail[tail.rfind(" ", -24) + 1 :]
    apposed = word.endswith(",")
    if not apposed and not word[:1].isupper() and word.lower() not in known.roles:
        return "", ""
    if apposed:
        tail = tail[:-1]
    clause = 0
    for match in _CLAUSE_BREAK.finditer(tail):
        clause = match.end()
    words = tail[clause:].replace("\xa0", " ").split(" ")
    if not words[-1]:
        return "", ""
    last = known.roles.get(words[-1].lower())
    gender = ""
    if last is not None and last.kind == "title":
        gender = last.gender
        words.pop()
        last = known.roles.get(words[-1].lower()) if words else None
        if last is None:
            return "", gender
    if last is None and (not words[-1][:1].isupper() or apposed):
        if not apposed:
            return "", gender
    if apposed and last is not None and last.noun != words[-1].lower():
        return "", gender
    first = len(words)
    noun_at = -1
    while first > 0 and len(words) - first < 14:
        word = words[first - 1]
        lower = word.lower()
        previous = words[first - 2] if first > 1 else ""
        if lower in known.roles and known.roles[lower].kind != "title":
            noun_at = first - 1
        elif word in ("of", "for") and first > 1 and (role_noun(previous) or previous.lower() in known.body_nouns):
            pass
        elif word == "the" and previous in ("of", "for"):
            pass
        elif lower in known.modifiers:
            pass
        elif word[:1].isupper() and word not in known.name_breaks and not word.endswith((",", "?", "!")):
            pass
        elif word.endswith(",") and lower[:-1] in known.modifiers and first < len(words):
            pass
        else:
            break
        first -= 1
    if noun_at < 0:
        return "", gender
    # What stands last must be the role noun, or hang on it by "of" or "for".
    phrase = words[first:]
    if last is None and not any(word in ("of", "for") for word in words[noun_at:]):
        return "", gender
    while len(phrase) > 1 and (
        phrase[0] in ("of", "for", "the")
        or phrase[0].endswith(".") and phrase[0] not in forms and phrase[0].lower() not in known.roles
        or len(phrase[0]) > 4 and phrase[0].isupper() and phrase[0] not in forms
        or phrase[0] in forms and forms[phrase[0]].form in ("name", "capital") and phrase[1] in forms
    ):
        phrase = phrase[1:]
    noun = head_noun(phrase)
    return (" ".join(phrase) if noun else ""), gender or (noun.gender if noun else "")


def after_name(text: str, end: int) -> str:
    """The role that stands in apposition right after the name that ends at `end`: "head of the IAEA"; "" for none."""
    match = _APPOSITION.match(text, end, min(len(text), end + _WINDOW + 20))
    if match is None:
        return ""
    return role_phrase(match.group(2))


@lru_cache(maxsize=4096)
def role_phrase(segment: str) -> str:
    """The role that a segment between commas begins with; "" where it begins with none."""
    words = segment.replace("\xa0", " ").split()
    known = lexicon()
    if words and words[0].lower() in ("the", "a", "an", "then", "now"):
        words = words[1:]
    for index, word in enumerate(words[:9]):
        lower = strip_possessive(word).lower()
        if lower in _VERBS or (word in _PREPOSITIONS and word != "and"):
            return ""
        if lower in known.roles and word == strip_possessive(word):
            following = words[index + 1] if index + 1 < len(words) else ""
            if following and (following.lower() in known.roles or following.lower() in known.modifiers):
                continue
            if following not in _PREPOSITIONS or following in ("and", "to", "with", "from", "on", "under"):
                return " ".join(words[: index + 1])
            end = index + 2
            while end < len(words) and words[end].lower() not in _VERBS and words[end] not in ("and", "who", "in"):
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
    words = [strip_possessive(word) for word in role.replace(",", " ,").split()]
    known, forms = lexicon(), gazetteer()
    state: State | None = None
    name: str | None = None
    index = 0
    while index < len(words):
        for size in (4, 3, 2, 1):
            form = " ".join(words[index : index + size])
            place = forms.get(form)
            if place is None or index + size > len(words):
                continue
            if place.form == "body" and form != "State":
                name, state = form, state or place.state
            elif place.form == "seat":
                name, state = name or form, state or place.state
            else:
                state = state or place.state
            index += size - 1
            break
        index += 1
    body = _body_in(words, known.body_nouns)
    if body is not None and (name is None or name in body):
        name = body
    return Affiliation(name, state)


def _body_in(words: list[str], body_nouns: dict[str, str]) -> str | None:
    """The body that a role names by a body noun: "Foreign Ministry", "Russian Security Council", "Clinton campaign"."""
    for index, word in enumerate(words):
        if body_nouns.get(word.lower(), "portfolio") == "portfolio" or (index == 0 and len(words) > 1):
            continue
        if index + 1 < len(words) and words[index + 1].lower() in body_nouns:
            continue
        first = index
        while first > 0 and (words[first - 1][:1].isupper() or words[first - 1] in PARTICLES):
            if role_noun(words[first - 1]):
                break
            first -= 1
        if first < index:
            return " ".join(words[first : index + 1])
    return None
