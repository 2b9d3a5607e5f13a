"""Turns: who has spoken so far in a document, the base of all that refers back.

Imports the register and sources; what a source means is told by the classes that build on this one.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from stancekit.actors.register import Entity, Register
from stancekit.actors.sources import Source

MEMORY = 12
"""How many turns back a pronoun or a description looks."""

WINDOW = 700
"""How many characters back it looks in the text."""


class Turn(NamedTuple):
    """One statement's speaker: where the source stands, who it is, whether inside another's statement, or aside.

    Aside is what a participle reports of somebody whose deed a sentence tells: "Lund left the talks, saying ...".
    """

    position: int
    entity: Entity
    nested: bool
    aside: bool = False


class Turns(ABC):
    """Who has spoken so far in one document."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.turns: list[Turn] = []

    def speak(self, position: int, entity: Entity, nested: bool, aside: bool = False) -> None:
        """Remember that `entity` is the source at `position`."""
        self.turns.append(Turn(position, entity, nested, aside))
        entity.turns += 1

    def recent(self, position: int) -> Iterator[Turn]:
        """The last turns before `position`, the latest first."""
        turns = self.turns[-MEMORY:]
        turns.reverse()
        for turn in sorted(turns, key=lambda turn: -turn.position):
            if turn.position < position:
                yield turn

    @abstractmethod
    def resolve(
        self,
        source: Source,
        position: int,
        parent: Entity | None = None,
        quoted_from: int | None = None,
        following: Entity | None = None,
    ) -> Entity | None:
        """The entity that a source at `position` means."""

    @abstractmethod
    def pronoun(self, which: str, position: int, parent: Entity | None, quoted_from: int | None) -> Entity | None:
        """The entity that a pronoun at `position` means."""
