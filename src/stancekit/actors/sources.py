"""Sources as they stand in a sentence, taken apart: a pronoun, a name with what describes it, or a description.

A pure function of the source's words, remembered across documents. Imports names, roles and the word lists.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import RoleNoun, lexicon, word_set
from stancekit.actors.names import PARTICLES, UPPER, WORD_RUN, body_phrase, is_dateline, parse_run, strip_possessive
from stancekit.actors.roles import role_noun, role_phrase

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "both", "the two", "the pair"), "they"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("who", "whom", "whose"), "who"),
    **dict.fromkeys(("which", "that"), "which"),
    **dict.fromkeys(("you", "your", "yours"), "you"),
}
"""What a pronoun asks for: each of its forms to the one that stands for all."""

_REGIONS = word_set("Western Eastern Northern Southern Central")
_JOINTS = re.compile(r", (?:and )?| and ")
_LISTED = re.compile(r"(?:[^,]{2,40}, ){0,8}[^,]{2,40},? and [^,]{2,40}")
_ARTICLE = re.compile(r"^the ")
_EDGE = ' \t\r\n\xa0,;:–—-"“”‘()[]'
_BEFORE_SOURCE = re.compile(r"^(?:(?:and|or|but|that|which|from|by|as|while|when|because|if)\s+)+(?=\w)", re.I)
"""What links a source to the words before it and is none of it: "that officials", "and experts"."""

_CUT = re.compile(r",\s|\s[–—-]+\s|\s?\(|\s(?:who|whom|whose|which|that|when|while|after)\s|\n")
_DATELINE = re.compile(rf"[{UPPER}][\w.,/'’ ]{{1,40}}(?:\([\w ]{{2,20}}\) ?)?(?:\s-\s|\s?(?:--|[–—])\s?)(?=[{UPPER}])")
_MEDIUM = re.compile(r" (?:state )?(?:news agency|newspaper|television|TV|radio|magazine|website|news site|daily)$")
_APPOSED = re.compile(r"[,;(—–]")
_PREPOSITIONS = word_set("of for from at in to with on by near about on close")
_QUANTIFIERS = word_set("some many most several few both all others those these people police two three four five")
_VAGUE = word_set("some several many few most numerous various")
_PART = re.compile(
    r"(?:one|two|three|some|many|most|several|none|both|all) of (?=the |these |those |its |his |her |their )", re.I
)
_REFLEXIVE = re.compile(r"(?<=\w) (?:him|her|it|them)sel(?:f|ves)$")
_STYLES = word_set("pope king queen prince princess emperor empress sheikh sheikha sultan")
_OWNERS = frozenset(("his", "her", "their", "my", "our"))
_DETERMINERS = word_set("the a an his her its their our my")
_ABBREVIATION = re.compile(r"(?:\b\w\.\w?|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|St))\.?$")


class Source(NamedTuple):
    """The parts of a source.

    Attributes:
        kind: What it is; "description" for a person, a group or a body described by nouns.
        text: Its words without the article, the possessive ending and what follows a comma.
        name: The name in it; "" in a pronoun or a description.
        role: The words that describe the name's bearer; in a description, all of it.
        gender: "m", "f" or "".
        noun: The role noun that a description turns on, or that the role does.
        head: The last word before the first preposition, in lower case.
        determiner: "the", "a", a possessive pronoun, or "".
        plural: Whether a description is of several.
        joint: The names of a source that joins several, each as it stands: "Washington and Moscow".
    """

    kind: Literal["pronoun", "name", "place", "description"]
    text: str
    name: str = ""
    role: str = ""
    gender: str = ""
    noun: RoleNoun | None = None
    head: str = ""
    determiner: str = ""
    plural: bool = False
    joint: tuple[str, ...] = ()


def strip_source(source: str) -> str:
    """A source without the punctuation around it and without a possessive ending."""
    text = source.replace("\xa0", " ").strip(_EDGE)
    text = _BEFORE_SOURCE.sub("", text)
    if text.endswith(".") and not _ABBREVIATION.search(text):
        text = text[:-1].rstrip(_EDGE)
    return _REFLEXIVE.sub("", strip_possessive(text))


@lru_cache(maxsize=16384)
def parse_source(source: str) -> Source:
    """Take a source apart."""
    text = strip_source(source)
    dateline = _DATELINE.match(text)
    if dateline is not None and len(dateline.group()) < len(text):
        text = text[dateline.end() :]
    lower = text.lower()
    pronoun = PRONOUNS.get(lower)
    if pronoun is not None:
        return Source("pronoun", pronoun)
    forms = gazetteer()
    if lower.startswith("the ") and "the " + text[4:] in forms:
        return Source("place", text[4:], "the " + text[4:])
    part = _PART.match(text)
    if part is not None:
        of = parse_source(text[part.end() :])
        if of.kind == "description" and of.plural:
            text = lower[: part.end()] + (of.determiner + " " if of.determiner else "") + of.text
            return Source("description", text, "", text, of.gender, of.noun, of.head, plural=True)
    determiner = ""
    first, _, rest = text.partition(" ")
    if rest and first.lower() in _DETERMINERS:
        determiner = "a" if first.lower() == "an" else first.lower()
        text = rest.lstrip()
    elif rest and first.lower() == "one" and rest[:3] not in ("of ", "in "):
        determiner, text = "a", rest.lstrip()
    elif rest and first.lower() == "another":
        other = parse_source("a " + rest.lstrip())
        if other.kind == "description":  # "another diplomat" isn't the one before
            return other._replace(text=f"another {other.text}", role=f"another {other.role}")
        return other
    first, _, rest = text.partition(" ")
    if rest and is_dateline(first, rest):
        text = rest
    place = forms.get(text)
    if place is not None and (place.form != "adjective" or not determiner):
        return Source("place", text, text, determiner=determiner)
    listed = _LISTED.fullmatch(text)
    if listed is not None:
        states = tuple(_ARTICLE.sub("", part) for part in _JOINTS.split(text))
        if all(part in forms and forms[part].form != "adjective" for part in states):
            return Source("name", text, " ".join(states), determiner=determiner, joint=states)
    cut = _CUT.search(text)
    head, following = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    head = strip_possessive(head.rstrip(_EDGE))
    words = head.replace("\xa0", " ").split(" ")
    phrase = body_phrase(head)
    if "and" in words and "and" not in phrase.split():
        at = words.index("and")
        left, right = words[words[0].lower() == "both" : at], words[at + 1 :]
        second = any(word[:1].isupper() for word in right[:6])
        if left and second and left[-1][:1].isupper() and " ".join(words) not in forms:
            one = parse_source((determiner + " " if determiner == "the" else "") + " ".join(left))
            other = parse_source(" ".join(right))
            if (
                len(left) == 1
                and (left[0] in forms or left[0] in _REGIONS)
                and other.kind == "description"
                and not other.determiner
            ):
                both = " ".join(words)  # "U.S. and South Korean officials"
                return other._replace(text=both, role=both, determiner=determiner)
            if one.kind == "name" or (one.kind == "place" and forms[one.name].form != "adjective"):
                if _is_named(other) and "and" not in right:
                    return one._replace(joint=(" ".join(left), " ".join(right)))
                return one
    found = _name_in(words)
    if found is not None:
        name, before, kind = found
        if kind == "body":
            return Source("name", head, name, before, head=words[-1].lower(), determiner=determiner)
        if " " not in name and before.rsplit(" ", 1)[-1].lower() in _STYLES:
            name = f"{before.rsplit(' ', 1)[-1]} {name}"  # "Pope Francis" has no other name
        role = before
        noun = _role_head(role.split(" ")) if role else None
        gender = _title_gender(role)
        role = "" if noun is None or noun.kind == "title" else role
        if not role and following:
            role = role_phrase(_APPOSED.split(following, maxsplit=1)[0])
            noun = _role_head(role.split(" ")) if role else noun
        return Source(
            "name", head, name, role, gender or (noun.gender if noun else ""), noun, words[-1].lower(), determiner
        )
    # A description, perhaps with the name in apposition: "his chief of staff, Jon Lind".
    at = next((index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words))
    head_word = strip_possessive(words[at - 1]).lower()
    known = lexicon()
    noun = role_noun(head_word)
    if noun is None and head_word not in known.body_nouns:
        # "officials familiar with it"
        noun = _role_head([word for word in words[:at] if strip_possessive(word) == word])
    if following and cut and cut.group().startswith(","):
        apposed = following.removeprefix("the ")
        run = WORD_RUN.match(apposed)
        if run is not None:
            parsed = parse_run(run.group())
            gender = parsed.gender or (noun.gender if noun else "")
            owned = (
                "'s " in head
                or "’s " in head
                or (noun is not None and noun.kind == "relation" and determiner in _OWNERS)
            )
            full = " " in parsed.name or (owned and parsed.name not in known.name_breaks)
            if noun is not None and full and parsed.kind in ("person", "unknown"):
                return Source("name", head, parsed.name, head, gender, noun, head_word, determiner)
            named = parsed.kind in ("body", "media") or body_phrase(apposed)
            if noun is None and head_word in known.body_nouns and named:
                name = body_phrase(apposed) or parsed.name
                return Source("name", name, name, head, head=head_word, determiner=determiner)
    medium = _MEDIUM.search(head)
    if medium is not None:
        name = _last_name(head[: medium.start()])
        if name:
            return Source("name", name, name, medium.group().strip(), head=head_word, determiner=determiner)
    plural = any(word.lower() in known.plural_roles for word in words[:at]) or (
        noun is None and head_word.endswith("s") and not head_word.endswith("ss")
    )
    if noun is None and head_word in known.body_nouns:
        plural = False
    if head_word in _QUANTIFIERS or words[0].lower() in _QUANTIFIERS:
        plural = True
    if plural and words[0].lower() in _VAGUE and at == 2:
        head = head.partition(" ")[
            2
        ]  # "Several diplomats" are diplomats; "several senior diplomats" stays as it stands.
    return Source("description", head, "", head, noun.gender if noun else "", noun, head_word, determiner, plural)


def _is_named(source: Source) -> bool:
    """Whether a source is a name, and neither an adjective nor anything that goes on in small letters."""
    if source.kind == "place":
        return gazetteer()[source.name].form != "adjective"
    return source.kind == "name" and source.text.rsplit(" ", 1)[-1][:1].isupper()


def _last_name(text: str) -> str:
    """The name at the end of a text, without the state in front of it: "KCNA" of "North Korea's KCNA"."""
    words = text.split(" ")
    words = words[_trailing_run(words) :]
    owner = max((index for index, word in enumerate(words) if strip_possessive(word) != word), default=-1)
    words = words[owner + 1 :]
    while len(words) > 1 and words[0] in gazetteer():
        words = words[1:]
    name = " ".join(words)
    place = gazetteer().get(name)
    return name if words and (place is None or place.body is not None) else ""


def _title_gender(role: str) -> str:
    first = role.split(" ", 1)[0].lower()
    noun = lexicon().roles.get(first)
    return noun.gender if noun is not None else ""


def _role_head(words: list[str]) -> RoleNoun | None:
    noun = None
    for word in words:
        if noun is not None and word in _PREPOSITIONS:
            break
        noun = role_noun(word.strip(",")) or noun
    return noun


def _name_in(words: list[str]) -> tuple[str, str, str] | None:
    """The name in the words of a source, what stands before it, and whether a body's; None in a description."""
    at = next((index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words))
    # "Robert Gordon of Northwestern University", but "a spokesman for Robert Gordon" and "Bank of England".
    found = _trailing_name(words[:at])
    if at < len(words) and found is not None:
        name, before, kind = found
        after = words[at + 2 : at + 3] if words[at + 1 : at + 2] == ["the"] else words[at + 1 : at + 2]
        goes_on = words[at] in ("of", "for", "on") and bool(after) and after[0][:1].isupper()
        if goes_on and (kind == "body" or (words[at] == "of" and " " not in name and not before)):
            return " ".join(words), "", "body"
        return found
    if at < len(words):
        # "Secretary of the Polish Security Council Jan Kos": a role, then the name.
        run = _trailing_run(words)
        if run < len(words) and run > at:
            parsed = parse_run(" ".join(words[run:]))
            office = words[at - 1].lower() in lexicon().roles and words[at] == "of"
            inner = " ".join(words[run:])[: parsed.start].split()
            if office and parsed.kind in ("person", "unknown") and inner and role_noun(inner[-1]) is None:
                return parsed.name, " ".join([*words[:run], *inner]), "person"
            if office and len(words) == at + 3 and lexicon().body_nouns.get(words[at + 1].lower()) == "portfolio":
                return words[-1], " ".join(words[:-1]), "person"  # "Secretary of State Clinton"
        return None
    return found


def _trailing_run(words: list[str]) -> int:
    """Where the run of capitalised words (and particles) at the end of `words` begins; their number for none."""
    first = len(words)
    while first > 0:
        word = words[first - 1]
        if (
            word[:1].isupper()
            or (word[:3].lower() in ("al-", "el-", "an-") and word[3:4].isupper())
            or (word in PARTICLES and first < len(words))
        ):
            first -= 1
        else:
            break
    while 0 < first < len(words) and words[first] in PARTICLES and role_noun(words[first - 1]) is None:
        first += 1
    return first


def _trailing_name(words: list[str]) -> tuple[str, str, str] | None:
    first = _trailing_run(words)
    if first == len(words):
        # A script without capitals: one or more words that no list knows are a name as they stand.
        if words and words[-1] and not words[-1][0].isascii() and words[-1].upper() == words[-1].lower():
            return " ".join(words), "", "person"
        return None
    run = words[first:]
    start = 0
    known = lexicon()
    if len(run) == 1 and run[0] not in known.given_names:
        # "Some", "Police in Japan": a capital for opening the sentence; "5,000 Kenyans".
        section = known.body_nouns.get(run[0].lower(), "thing")
        common = run[0] in known.name_breaks or section not in ("thing", "portfolio")
        place = gazetteer().get(run[0])
        people = place is not None and place.form == "people" and first > 0
        if people or (common and place is None):
            return None
    while start < len(run) - 1 and run[start].lower() in known.roles and run[start] not in known.given_names:
        start += 1
    owner = max(
        (index for index in range(start, len(run) - 1) if strip_possessive(run[index]) != run[index]), default=-1
    )
    if owner >= 0 and parse_run(" ".join(run[owner + 1 :])).kind in ("person", "unknown"):
        start = owner + 1  # "Britain's David Cameron"
    text = " ".join(run[start:])
    parsed = parse_run(text)
    before = " ".join(words[: first + start])
    if parsed.kind == "role":
        return None
    if parsed.kind in ("body", "media", "state"):
        return parsed.name, " ".join(part for part in (before, text[: parsed.start].strip()) if part), "body"
    kind_before = known.body_nouns.get(words[first - 1]) if first else None
    if kind_before in ("generic", "media") and start == 0 and parsed.start == 0 and run[0] not in known.given_names:
        return parsed.name, before, "body"  # "German newspaper Bild"
    inner = text[: parsed.start].strip()
    return parsed.name, " ".join(part for part in (before, inner) if part), "person"
