"""The gazetteer: states and bodies, and every name, adjective, capital and seat by which news calls them.

Read once from data files, when first asked for. Knows nothing of documents, and imports nothing of the package.
"""

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple


class State(NamedTuple):
    """A state: its name, its further names, its capitals and its seats of government."""

    name: str
    names: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]


class Body(NamedTuple):
    """A body: its full name, all its names (the full one among them), the state whose organ it is, and its kind."""

    name: str
    names: tuple[str, ...]
    state: State | None
    kind: str


class Place(NamedTuple):
    """What one form stands for: a state, or a body (then `state` is the state whose organ it is, if any).

    `form` says how: "name", "adjective" and "people" of a state, "capital" and "seat" for its government, "body".
    """

    form: Literal["name", "adjective", "people", "capital", "seat", "body"]
    state: State | None
    body: Body | None


def read_lines(name: str) -> list[str]:
    """The lines of a data file of this subpackage, without its header and empty lines."""
    text = files("stancekit.actors").joinpath("data", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _entries(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("; ")) if cell else ()


@cache
def gazetteer() -> dict[str, Place]:
    """Every form of the gazetteer, in the case in which news writes it, to what it stands for."""
    forms: dict[str, Place] = {}
    states: dict[str, State] = {}
    for line in read_lines("states.tsv"):
        name, others, adjectives, capitals, seats = (_entries(cell) for cell in line.split("\t"))
        state = State(name[0], name + others, capitals, seats)
        states[state.name] = state
        for form in state.names:
            forms[form] = Place("name", state, None)
        for form in adjectives:
            forms.setdefault(form, Place("adjective", state, None))
            if form.endswith(("n", "i")):
                forms.setdefault(form + "s", Place("people", state, None))
        for form in capitals:
            forms.setdefault(form, Place("capital", state, None))
        for form in seats:
            forms.setdefault(form, Place("seat", state, None))
    for line in read_lines("bodies.tsv"):
        name, others, owner, kind = (_entries(cell) for cell in line.split("\t"))
        body = Body(name[0], name + others, states[owner[0]] if owner else None, kind[0])
        for form in body.names:
            forms.setdefault(form, Place("body", body.state, body))
    return forms
