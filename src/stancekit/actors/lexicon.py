"""The words by which news says what somebody is: role nouns, body nouns, modifiers, given names.

Read once from data files, when first asked for. Imports only the reader of those files.
"""

from functools import cache
from typing import NamedTuple

from stancekit.actors.gazetteer import read_lines


class RoleNoun(NamedTuple):
    """A noun for what a person does.

    Attributes:
        noun: The noun, in the singular and in lower case.
        kind: "speaks" and "office" act for a body or a state, "member" and "person" for themselves; "title" is a form
            of address, "relation" what somebody is to others, which is no role.
        gender: "m", "f", or "" where the noun doesn't say.
        also: Broader nouns by which the same person may be called.
    """

    noun: str
    kind: str
    gender: str
    also: frozenset[str]


class Lexicon(NamedTuple):
    """The word lists, each in lower case but the given names and the words that break a name."""

    roles: dict[str, RoleNoun]
    plural_roles: dict[str, RoleNoun]
    modifiers: frozenset[str]
    body_nouns: dict[str, str]
    body_classes: dict[str, frozenset[str]]
    given_names: dict[str, str]
    name_breaks: dict[str, str]
    statement_nouns: frozenset[str]
    predicates: dict[str, str]
    people: frozenset[str]
    things: frozenset[str]


def word_set(words: str) -> frozenset[str]:
    """The words of a short list written with spaces between them."""
    return frozenset(words.split())


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + "s"


def _sections(name: str) -> dict[str, str]:
    """Word to the section that it stands in, for a data file with `[section]` lines."""
    section, words = "", {}
    for line in read_lines(name):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            words.update(dict.fromkeys(line.split(), section))
    return words


def _words(name: str) -> frozenset[str]:
    return word_set(" ".join(read_lines(name)))


def _classes(name: str) -> dict[str, frozenset[str]]:
    """Word to all the words that stand in a line with it."""
    words: dict[str, frozenset[str]] = {}
    for line in read_lines(name):
        together = word_set(line)
        for word in together:
            words[word] = words.get(word, frozenset()) | together
    return words


@cache
def lexicon() -> Lexicon:
    """The word lists of the data files."""
    roles: dict[str, RoleNoun] = {}
    for line in read_lines("roles.tsv"):
        noun, kind, gender, also = line.split("\t")
        roles[noun] = RoleNoun(noun, kind, gender.strip("-"), frozenset(also.split()))
    person_nouns = _sections("person_nouns.txt")
    return Lexicon(
        roles=roles,
        plural_roles={_plural(noun): role for noun, role in roles.items() if role.kind != "title"},
        modifiers=_words("modifiers.txt"),
        body_nouns=_sections("body_nouns.txt"),
        body_classes=_classes("body_classes.txt"),
        given_names=_sections("given_names.txt"),
        name_breaks=_sections("name_breaks.txt"),
        statement_nouns=_words("statement_nouns.txt"),
        predicates=_sections("predicates.txt"),
        people=frozenset(word for word, section in person_nouns.items() if section == "people"),
        things=frozenset(word for word, section in person_nouns.items() if section == "things"),
    )
