"""Names in running text: where runs of capitalised words stand, and which part of a run is whose name.

Everything here is a pure function of a short string, remembered across documents: news repeats its names. Imports the
gazetteer and the word lists.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import lexicon, word_set

Kind = Literal["person", "state", "body", "media", "role", "unknown"]

# `re` knows no class of capitals. Those of the scripts that have them, up to the Armenian and with the Latin additions
# (Vietnamese among them), are written out; scripts without capitals have no runs, and their names come from the source.
UPPER = "".join(chr(code) for code in (*range(0x41, 0x556), *range(0x1E00, 0x1F00)) if chr(code).isupper())
# Every repetition is possessive and bounded, so that no text makes the search start over from far ahead.
_WORD = (
    rf"(?:(?:[Aa]l|[Ee]l|[Aa]n|[Aa]s|[Aa]r|[Aa]sh|[Aa]d|[Uu]l)-)?[{UPPER}]"
    rf"(?:\.(?:[{UPPER}]\.){{0,5}}+|\w*+(?:[-'’‐](?!s\b)\w++){{0,5}}+)"
)
PARTICLES = word_set("de del della der den di da do dos das du la le van von bin ibn bint al el ben ter ten zu af av y")
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES))})[ \xa0]){{0,2}}"

ARABIC_ARTICLE = re.compile(r"^(?:[Aa]l|[Ee]l|[Aa]n|[Aa]s|[Aa]r|[Aa]sh|[Aa]d|[Uu]l)-")
"""The article that a surname may have or lack: "al-Assad"."""

RUN = re.compile(rf"(?<!\w){_WORD}(?:[ \xa0]{_PARTICLE}{_WORD}){{1,9}}+")
"""Two to ten capitalised words, with the small words inside names: "Rafael Grossi", "Foreign Minister Wang Yi"."""

WORD_RUN = re.compile(rf"(?<!\w){_WORD}(?:[ \xa0]{_PARTICLE}{_WORD}){{0,9}}+")
"""One to ten of them."""

BODY_PHRASE = re.compile(
    rf"(?:{_WORD}[ \xa0]){{1,4}}+(?:of|for)[ \xa0](?:the[ \xa0])?{_WORD}"
    rf"(?:[ \xa0]{_WORD}){{0,3}}+(?:[ \xa0]and[ \xa0]{_WORD}(?:[ \xa0]{_WORD}){{0,2}}+)?"
)
"""Capitalised words with "of" or "for" among them, which may be a body's name: "Forces of Peace and Unity"."""

_NOT_IN_PHRASE = word_set("republic kingdom states emirate state nations house")
_LONGEST_PERSON = 5
_SUFFIXES = word_set("Jr Jr. Sr Sr. II III IV")


class Name(NamedTuple):
    """What a run of capitalised words is.

    Attributes:
        kind: What it names; "role" where all of it describes ("Russian Foreign Minister").
        name: The name's own words: "Wang Yi" of "Foreign Minister Wang Yi".
        start: Where they begin in the run, in characters.
        gender: "m", "f" or "", by titles and given name.
        last: The word by which the person is called alone: the last, but for a suffix.
        first: The first word of the name.
    """

    kind: Kind
    name: str
    start: int
    gender: str
    last: str
    first: str


def strip_possessive(word: str) -> str:
    """The word without a final 's or apostrophe."""
    if word.endswith(("'s", "’s")):
        return word[:-2]
    return word[:-1] if word.endswith(("s'", "s’")) else word


def body_phrase(text: str, start: int = 0) -> str:
    """The name of a body with "of" or "for" in it that begins at `start`; "" for none.

    "Organisation of Baltic Ports", "Forces of Peace and Unity", "Bank of Norway" before "Governor Kari Lund".
    """
    match = BODY_PHRASE.match(text, start)
    if match is None:
        return ""
    known = lexicon()
    words = match.group().replace("\xa0", " ").split(" ")
    link = next(index for index, word in enumerate(words) if word in ("of", "for"))
    noun = words[link - 1].lower()
    if known.body_nouns.get(noun) not in ("generic", "body") or noun in _NOT_IN_PHRASE:
        return ""
    first = 1 if link > 1 and words[0] in known.name_breaks else 0
    end = link + 2 if words[link + 1] == "the" else link + 1
    if words[end].lower() in known.roles or words[end] in known.name_breaks:
        return ""
    last = end + 1
    place = gazetteer().get(words[end])
    while last < len(words):
        word = words[last]
        if word.lower() in known.roles or word in known.name_breaks or word in known.given_names:
            break
        if word == "and" and place is not None:
            break  # "the Bank of Norway and the ministry"
        last += 1
    if words[last - 1] == "and":
        last -= 1
    name = " ".join(words[first:last])
    return "" if any(word.lower() in known.roles for word in words[:link]) else name


def last_run(text: str) -> str | None:
    """The run of capitalised words that ends the text, if one does."""
    last = None
    for match in WORD_RUN.finditer(text):
        last = match
    return last.group() if last is not None and last.end() == len(text) else None


def is_dateline(word: str, following: str) -> bool:
    """Whether a word is the place that a report begins with: "OSLO" before "Minister Kari Lund"."""
    return (
        len(word) > 3
        and word.isupper()
        and "." not in word
        and following[:1].isupper()
        and not following.isupper()
        and word not in gazetteer()
    )


@lru_cache(maxsize=16384)
def parse_run(run: str) -> Name:
    """What a run of capitalised words is, and which part of it is the name."""
    words = run.replace("\xa0", " ").split(" ")
    lower = [word.lower() for word in words]
    forms, known = gazetteer(), lexicon()
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word) + 1)
    first, end = 0, len(words)
    # Words that open a sentence, and datelines, are no part of a name; a day or a month ends one.
    while first < end - 1 and (
        (words[first] in known.name_breaks and words[first] not in known.given_names)
        or is_dateline(words[first], words[first + 1])
    ):
        first += 1
    for index in range(first + 1, end):
        if known.name_breaks.get(words[index]) == "date" and not (
            index == end - 1 and words[index - 1] in known.given_names
        ):
            end = index
            break
    whole = forms.get(" ".join(words[first:end]))
    if whole is not None and whole.form == "adjective":
        return Name("role", "", offsets[first], "", "", "")
    # A name that the gazetteer has, whole or after a description ("Dutch NGO Peace Now").
    for index in range(first, max(first + 1, end - 1)):
        place = forms.get(" ".join(words[index:end]))
        if place is not None and place.form != "adjective" and (index == first or place.body is not None):
            kind: Kind = "state" if place.body is None else ("media" if place.body.kind == "media" else "body")
            if kind == "body" and index == first + 1 and strip_possessive(words[first]) in forms:
                index = first  # "U.S. State Department" keeps the state in its name.
            return Name(kind, " ".join(words[index:end]), offsets[index], "", words[end - 1], words[index])
    role = body = state = -1
    gender = ""
    for index in range(first, end):
        word = lower[index]
        noun = known.roles.get(word)
        if noun is not None and (index < end - 1 or noun.kind == "title"):
            role = index
            gender = noun.gender or gender
        elif noun is not None or word in known.plural_roles:
            # The last word: a role only where nothing before it can be a given name ("Peter King" is a name).
            if words[first] not in known.given_names:
                role = index
        elif word in known.body_nouns or word.rpartition("-")[2] in known.body_nouns:
            body = index
        elif words[index] in forms:
            state = index
        elif index + 1 < end and f"{words[index]} {words[index + 1]}" in forms:
            state = index + 1
    start = first
    if role >= 0:
        if role == end - 1:
            kind = "role"
        elif body > role and body == end - 1:
            kind = "body"
        else:
            start, kind = role + 1, "person"
    elif (
        body == end - 1 == first + 1
        and words[first] in known.given_names
        and known.body_nouns.get(lower[body]) == "thing"
    ):
        kind = "person"  # "Karen Hill", "Grace Street"
    elif body == end - 1:
        noun_section = known.body_nouns.get(lower[body]) or known.body_nouns[lower[body].rpartition("-")[2]]
        kind = "media" if noun_section == "media" else "body"
    elif body >= 0 and end - body > 2:
        start, kind = body + 1, "person"
        if known.body_nouns.get(lower[body]) == "generic" and words[start] not in known.given_names:
            kind = "body"
    elif words[first] in known.given_names:
        kind = "person"
    elif state == end - 1 and state > first and words[state] in forms and forms[words[state]].form == "adjective":
        kind = "role"  # "Six Armenian"
    elif state == end - 1 and state > first:
        kind = "body"  # "European NATO", "Shi'ite Muslim Iran"
    elif state >= 0 and end - state > 2 and words[state + 1] in known.given_names:
        start, kind = state + 1, "person"
    elif (
        state == first
        and end - state == 3
        and not words[first + 1].isupper()
        and forms[words[first]].form in ("name", "adjective")
    ):
        # "China Xi Jinping" of "President of China Xi Jinping"; the whole of "American Cancer Society" is a body's.
        start, kind = first + (1 if forms[words[first]].form == "name" else 0), "unknown"
    else:
        kind = "body" if body >= 0 else "unknown"
    name_words = words[start:end]
    if kind in ("person", "unknown") and len([word for word in name_words if word not in PARTICLES]) > _LONGEST_PERSON:
        kind = "role"  # A headline
    if kind in ("person", "unknown") and not gender:
        gender = known.given_names.get(name_words[0], "")
    last = name_words[-1]
    if last in _SUFFIXES and len(name_words) > 1:
        last = name_words[-2]
    return Name(kind, " ".join(name_words), offsets[start], gender, last, name_words[0])
