"""The register of a document: the people and bodies that it names in full, found in one pass over its text.

Surnames, first names and abbreviations lead from it to full names. A role is read only for who is asked about.
Imports names, roles and the gazetteer.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from stancekit.actors.gazetteer import Place, State, gazetteer
from stancekit.actors.lexicon import RoleNoun, lexicon
from stancekit.actors.names import (
    ARABIC_ARTICLE,
    PARTICLES,
    RUN,
    UPPER,
    Kind,
    body_phrase,
    last_run,
    parse_run,
    strip_possessive,
)
from stancekit.actors.roles import Affiliation, affiliation, after_name, before_name, head_noun, of_state, role_noun
from stancekit.nouns.stance import Actor

_ROLE_MENTIONS = 6
"""How many mentions of one person are read for a role."""

_OWNER_WORDS = 3
"""Among how many first words of a role it is looked for whom it is held for."""

_OF_A_LAND = ("n", "an", "ian", "i", "ese")
"""The endings that make an adjective of a land's name."""

_SHORTEST_LAND = 3

_LONGEST_NAME = 150
"""A longer run of capitalised words, in characters, is no name."""

_TITLED = re.compile(rf"\b(Mr|Mrs|Ms|Miss|Sir|Lady|Lord|Dame)\.? ([{UPPER}][\w'’-]+)")
_SCENE = re.compile(rf"(?:\bIn ([{UPPER}]\w+(?: [{UPPER}]\w+)?), ?(?:the )?|\b([{UPPER}]\w+(?: [{UPPER}]\w+)?)['’]s )$")
_BEFORE_LINK = 50
"""How many characters in front of an "of" are read for the words that it links."""

_LINK = re.compile(rf" (?:of|for) (?:the )?[{UPPER}]")
_ACRONYM = re.compile(rf" ?\(([{UPPER}][\w-]{{1,9}})\)")


EntityKind = Kind | Literal["group", "source"]


@dataclass(slots=True, eq=False)
class Entity:
    """A person, a body, a state or a described source of one document, while it is being resolved.

    Attributes:
        name: The fullest name or description that the document gives.
        kind: What it is; "group" for a described or named plurality, "source" for a described thing (a report).
        gender: "m", "f" or "" where the document doesn't show it.
        positions: Where the full name stands, in ascending order.
        ends: Where it ends there.
        role: What the person does, as the document says.
        affiliation: Whom for.
        state: The state that the actor is, belongs to or acts for, where it is known.
        noun: The noun of the role, or of the description.
        described: Whether the role has been looked for.
        turns: How many statements so far are theirs.
        members: Who they are, where a source joins several by name.
        actor: The public value, once made.
    """

    name: str
    kind: EntityKind
    gender: str = ""
    positions: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    role: str | None = None
    affiliation: str | None = None
    state: State | None = None
    noun: RoleNoun | None = None
    described: bool = False
    turns: int = 0
    members: tuple["Entity", ...] = ()
    actor: Actor | None = None

    @property
    def personal(self) -> bool:
        """Whether "he" or "she" can mean it."""
        return self.kind in ("person", "unknown")


class Register:
    """The people and bodies that a text names in full.

    Attributes:
        text: The text.
        people: Full name to person (or name of unknown kind).
        bodies: Full name to body.
        by_last: Surname to the people who bear it.
        by_first: First word of a name to the people who bear it.
        acronyms: Abbreviation in parentheses to the body that it stands after.
        lands: Name to the land or body that a role in the text has shown it to be, and that no gazetteer has.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.people: dict[str, Entity] = {}
        self.bodies: dict[str, Entity] = {}
        self.by_last: dict[str, list[Entity]] = {}
        self.by_first: dict[str, list[Entity]] = {}
        self.starts: list[int] = []
        self.named: list[Entity] = []
        self.acronyms: dict[str, str] = {}
        self._forms: dict[State, str] = {}
        self.lands: dict[str, State] = {}
        self._words: dict[str, bool] = {}
        self._titled: dict[str, str] | None = None
        self._keys: dict[tuple[str, str], Entity] = {}
        titled: dict[str, list[int]] = {}
        people, starts, named = self.people, self.starts, self.named
        phrases = _phrases(text)
        covered = 0
        for match in RUN.finditer(text):
            while phrases and phrases[-1][0] <= match.start():
                start, name = phrases.pop()
                covered = start + len(name)
                self._body(name, "body", start)
            if match.start() < covered:
                continue
            if match.end() - match.start() > _LONGEST_NAME:
                continue
            kind, name, offset, gender, last, first = parse_run(match.group())
            if kind in ("role", "state"):
                continue
            start = match.start() + offset
            if kind in ("body", "media"):
                self._body(name, kind, start)
                continue
            entity = people.get(name)
            if entity is None:
                if " " not in name:
                    if kind == "person" and offset:
                        titled.setdefault(name, []).append(start)
                    continue
                entity = self._person(kind, name, gender, last, first)
            elif kind == "person" and entity.kind == "unknown":
                entity.kind = kind
            entity.positions.append(start)
            entity.ends.append(start + len(name))
            starts.append(start)
            named.append(entity)
        for start, name in reversed(phrases):
            self._body(name, "body", start)
        # Who is only ever "President Obama" is known by that; others are met by their full names.
        for name, positions in titled.items():
            if name not in self.by_last and name not in self.by_first:
                entity = self._person("person", name, "", name, name)
                entity.positions.extend(positions)
                entity.ends.extend(start + len(name) for start in positions)

    def _body(self, name: str, kind: Kind, start: int) -> None:
        """Note that a body's full name stands at `start`, and the abbreviation behind it."""
        entity = self.bodies.get(name)
        if entity is None:
            entity = self.bodies[name] = Entity(name, kind)
            acronym = _ACRONYM.match(self.text, start + len(name))
            if acronym is not None:
                self.acronyms[acronym.group(1)] = name
        entity.positions.append(start)
        entity.ends.append(start + len(name))
        self.starts.append(start)
        self.named.append(entity)

    def _person(self, kind: Kind, name: str, gender: str, last: str, first: str) -> Entity:
        """The person of a new full name, which may be a fuller one of a person already named."""
        suffix = name.rsplit(" ", 1)[-1]
        key = (first, last if suffix == last else f"{last} {suffix}")
        entity = self._keys.get(key)
        if entity is None and first.lower() in PARTICLES:
            # "De Mistura" at the start of a sentence is no full name where "Staffan de Mistura" went before.
            bearers = self.by_last.get(last, ())[:_ROLE_MENTIONS]
            entity = next((bearer for bearer in bearers if bearer.name.lower().endswith(f" {name.lower()}")), None)
        if entity is None:
            entity = self._keys[key] = Entity(name, kind, gender)
            self.by_last.setdefault(last, []).append(entity)
            bare = ARABIC_ARTICLE.sub("", last)
            if bare != last:
                self.by_last.setdefault(bare, []).append(entity)  # "Assad" of "Bashar al-Assad"
            self.by_first.setdefault(first, []).append(entity)
        elif len(name) > len(entity.name):
            entity.name = name
        self.people[name] = entity
        return entity

    def describe(self, entity: Entity) -> None:
        """Read the role of a person from the words beside the first mentions, where it hasn't been read yet."""
        if entity.described:
            return
        entity.described = True
        if entity.role is not None:
            self._set_role(entity, entity.role)
            return
        best = ""
        for start, end in zip(entity.positions[:_ROLE_MENTIONS], entity.ends, strict=False):
            before, gender = before_name(self.text, start)
            entity.gender = entity.gender or gender
            if before:
                before += of_state(self.text, end)
            after = after_name(self.text, end)
            role = f"{before}, {after}" if before and after else before or after
            if role and (not best or (affiliation(role).state is not None and affiliation(best).state is None)):
                best = role
            if best and affiliation(best).state is not None:
                break
            scene = self._scene(start - len(before) - 1 if before else start)
            if scene is not None and entity.state is None:
                entity.state = scene.state
                if scene.body is not None:
                    entity.affiliation = self.body_named(scene.body.name)
        if best:
            self._set_role(entity, best)
        elif entity.state is not None:
            entity.affiliation = self.state_name(entity.state)

    def _scene(self, start: int) -> Place | None:
        """What stands in front of a person or a role at `start`: "Brazil's", "Nato's", or "In Beijing,"."""
        match = _SCENE.search(self.text, max(0, start - 40), start)
        return gazetteer().get(match.group(1) or match.group(2)) if match is not None else None

    def _set_role(self, entity: Entity, role: str) -> None:
        if entity.kind == "unknown":
            entity.kind = "person"
        entity.role = role
        entity.noun = head_noun(role.replace(",", "").split())
        if entity.noun is not None and not entity.gender:
            entity.gender = entity.noun.gender
        name, state = self.affiliation(role)
        entity.state = entity.state or state
        if entity.affiliation is None:
            if name is not None:
                entity.affiliation = self.acronyms.get(name, name)
            elif entity.state is not None:
                entity.affiliation = self.state_name(entity.state)

    def affiliation(self, role: str) -> Affiliation:
        """Whom a role is held for; a land or a body that no gazetteer has is taken from the text.

        "Ruritania" of "Ruritanian president", where the text has that name; "Twitter" of "Twitter's chief executive".
        """
        told = affiliation(role)
        if told.name is not None or told.state is not None:
            return told
        known = lexicon()
        for word in role.split()[:_OWNER_WORDS]:
            stem = strip_possessive(word)
            if (
                not word[:1].isupper()
                or role_noun(stem)
                or stem in known.name_breaks
                or stem.lower() in known.modifiers
                or stem.lower() in known.body_nouns
            ):
                continue
            if stem != word:
                names = [] if stem in self.by_last or stem in self.by_first or stem in self.people else [stem]
            else:
                names = [word[: -len(ending)] for ending in _OF_A_LAND if word.endswith(ending)]
            for name in names:
                if len(name) > _SHORTEST_LAND and self.has_word(name):
                    return Affiliation(None, self.lands.setdefault(name, State(name, (name,), (), ())))
        return told

    def gender(self, entity: Entity) -> str:
        """ "m", "f" or "": by given name, role, or a Mr., Mrs. or Ms. before the surname anywhere in the text."""
        self.describe(entity)
        if not entity.gender and entity.personal:
            if self._titled is None:
                male = ("Mr", "Sir", "Lord")
                self._titled = {
                    match.group(2): "m" if match.group(1) in male else "f" for match in _TITLED.finditer(self.text)
                }
            entity.gender = self._titled.get(entity.name.rsplit(" ", 1)[-1]) or self._titled.get(
                entity.name.split(" ", 1)[0], ""
            )
        return entity.gender

    def state_name(self, state: State, form: str = "") -> str:
        """The fullest name of a state that the text gives; else `form`, the one that was met; else its common name."""
        name = self._forms.get(state)
        if name is None:
            names = (name for name in state.names if not name.startswith(("the ", "The ")))
            self._forms[state] = name = next((name for name in names if self.has_word(name)), "")
        return name or form or state.name

    def has_word(self, word: str) -> bool:
        """Whether the text has the word (or words), standing by itself."""
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = self._search(word)
        return found

    def _search(self, word: str) -> bool:
        text, size = self.text, len(word)
        at = text.find(word)
        while at >= 0:
            end = at + size
            if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
                return True
            at = text.find(word, end)
        return False

    def between(self, start: int, end: int) -> Iterable[tuple[int, Entity]]:
        """The full names that begin in [start, end), with where."""
        at = bisect_left(self.starts, start)
        while at < len(self.starts) and self.starts[at] < end:
            yield self.starts[at], self.named[at]
            at += 1

    def body_named(self, name: str) -> str:
        """The fullest form of a body's name: its acronym resolved, the state in front of it where the text has that."""
        full = self.acronyms.get(name)
        if full is not None:
            return full
        place = gazetteer().get(name)
        if place is not None and place.body is not None:
            found = [form for form in place.body.names if form in self.bodies or self.has_word(form)]
            if found:
                # The first of the gazetteer's names that the text has, or a longer form of it ("U.S. Supreme Court").
                return max((form for form in found if found[0] in form), key=len).removeprefix("The ")
        return name


def _phrases(text: str) -> list[tuple[int, str]]:
    """The names of bodies with "of" or "for" in them, with where each begins, the last in the text first."""
    found: list[tuple[int, str]] = []
    end = 0
    for match in _LINK.finditer(text):
        if match.start() < end:
            continue
        before = text[max(0, match.start() - _BEFORE_LINK) : match.start()]
        if lexicon().body_nouns.get(before.rsplit(" ", 1)[-1].lower()) not in ("generic", "body"):
            continue
        run = last_run(before)
        if run is None:
            continue
        start = match.start() - len(run)
        name = body_phrase(text, start)
        if name:
            start = text.find(name, start, start + 20 + len(run))
        if start >= 0 and name:
            found.append((start, name))
            end = start + len(name)
    found.reverse()
    return found
