"""YAML and TOML read into plain values that remember the line on which each one stands.

For files that people write, so that an error can point at the place. It knows nothing of codebooks. What is read may be
hostile: no YAML tag, anchor or alias is accepted, depth and size are bounded, and nothing is ever constructed but text,
numbers, booleans, lists and mappings. Imports only the errors.
"""

import datetime
import re
import tomllib
from itertools import chain, repeat
from typing import Any

import msgspec
import yaml

from stancekit.errors import Problem

MAX_CHARACTERS = 1_000_000
"""The longest file that is read, in characters."""

MAX_DEPTH = 20
"""How deep lists and mappings may stand in each other."""


class Marked(msgspec.Struct, frozen=True):
    """A value and the line on which it stands.

    Attributes:
        value: Text, a number, a boolean, None, a date, a list of `Marked` or a mapping of names to `Marked`.
        line: The line, counted from 1; for a value in a mapping that of its key.
        raw: A scalar as it was written, for messages.
    """

    value: Any
    line: int
    raw: str = ""

    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {name: item.plain() for name, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


class _Stop(Exception):
    """Reading can't go on; what is wrong stands in `problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_yaml(text: str) -> tuple[Marked | None, list[Problem]]:
    """The content of a YAML file with what is wrong with it; None where nothing can be read."""
    problems: list[Problem] = []
    try:
        _refuse_long(text)
        return _YamlReader(text, problems).read(), problems
    except _Stop as stop:
        return None, [*problems, stop.problem]


def read_toml(text: str) -> tuple[Marked | None, list[Problem]]:
    """The content of a TOML file with what is wrong with it; None where nothing can be read."""
    try:
        _refuse_long(text)
        # The time that tomllib takes for one dotted name grows with the square of its length.
        if found := _TOML_LONG_NAME.search(text):
            _refuse_deep(MAX_DEPTH + 1, text.count("\n", 0, found.start()) + 1)
        value = tomllib.loads(text)
        return _mark_toml(value, _toml_lines(text), 1, 0), []
    except _Stop as stop:
        return None, [stop.problem]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"^(.*) \(at line (\d+), column \d+\)$", str(error))
        if found:
            return None, [Problem(f"this isn't TOML: {found[1]}", line=int(found[2]))]
        return None, [Problem(f"this isn't TOML: {error}", line=text.count("\n") + 1)]
    except (RecursionError, ValueError, OverflowError) as error:
        reason = "lists stand in each other too deep" if isinstance(error, RecursionError) else str(error)
        return None, [Problem(f"this isn't TOML that can be read: {reason}")]


def _refuse_long(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise _Stop(Problem(f"the file has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read"))


def _refuse_deep(depth: int, line: int) -> None:
    if depth > MAX_DEPTH:
        raise _Stop(Problem(f"lists or mappings stand in each other more than {MAX_DEPTH} deep", line=line))


_YAML_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class _YamlReader:
    """Builds marked values from the parser's events, which are read one by one, so that no nesting can exhaust it."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text = text
        self.last_line = len(_YAML_LINE_END.split(text.rstrip()))
        self.problems = problems
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = yaml.parse(text, Loader=loader)
        self.resolver: Any = yaml.resolver.Resolver()

    def read(self) -> Marked | None:
        while not isinstance(event := self.next(), yaml.DocumentStartEvent):
            if isinstance(event, yaml.StreamEndEvent):
                return None
        found = self.value(self.next(), 0)
        self.next()
        if isinstance(after := self.next(), yaml.DocumentStartEvent):
            self.problem("a second YAML document begins here; write one codebook in a file", after)
        return found

    def line(self, mark: Any) -> int:
        """The line of a mark; at the end of the file the parser goes beyond the last line."""
        return min(int(mark.line) + 1, self.last_line)

    def next(self) -> Any:
        try:
            return next(self.events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            parts = [part for part in (error.context, error.problem) if part]
            line = self.line(mark) if mark else None
            raise _Stop(Problem(f"this isn't YAML: {', '.join(parts)}", line=line)) from None
        except yaml.reader.ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            raise _Stop(Problem(f"a character that YAML doesn't allow: {error.reason}", line=line)) from None
        except UnicodeError as error:
            raise _Stop(Problem(f"the text can't be written as UTF-8: {error.__class__.__name__}")) from None

    def problem(self, message: str, event: Any) -> None:
        self.problems.append(Problem(message, line=self.line(event.start_mark)))

    def value(self, event: Any, depth: int) -> Marked:
        line = self.line(event.start_mark)
        _refuse_deep(depth, line)
        if isinstance(event, yaml.AliasEvent):
            self.problem(f"the alias *{event.anchor} isn't allowed; write the text out", event)
            return Marked("", line)
        if event.anchor:
            self.problem(f"the anchor &{event.anchor} isn't allowed; write the text out where it is used", event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, line)
        if event.tag:
            self.problem(f"the tag {event.tag} isn't allowed; take it out", event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := self.next(), yaml.SequenceEndEvent):
                items.append(self.value(item, depth + 1))
            return Marked(items, line)
        fields: dict[str, Marked] = {}
        while not isinstance(key := self.next(), yaml.MappingEndEvent):
            name = self.value(key, depth + 1)
            item = self.value(self.next(), depth + 1)
            if isinstance(name.value, (dict, list)):
                self.problem("the name of a field must be text", key)
                continue
            field = name.raw
            if field in fields:
                self.problem(f'"{field}" is written twice; the first is in line {fields[field].line}', key)
                continue
            fields[field] = Marked(
                item.value, name.line if isinstance(item.value, (dict, list)) else item.line, item.raw
            )
        return Marked(fields, line)

    def scalar(self, event: Any, line: int) -> Marked:
        if event.tag and event.tag != "!":
            self.problem(f"the tag {event.tag} isn't allowed; take it out", event)
        if not event.implicit[0] or event.tag:
            return Marked(event.value, line, event.value)
        tag = self.resolver.resolve(yaml.ScalarNode, event.value, (True, False))
        return Marked(_plain_scalar(tag.rpartition(":")[2], event.value), line, event.value)


def _plain_scalar(kind: str, raw: str) -> Any:
    """The value of an unquoted YAML scalar: exact for text, booleans and null, for numbers only their kind matters."""
    if kind == "null":
        return None
    if kind == "bool":
        return raw.lower() in ("yes", "true", "on")
    if kind in ("int", "float"):
        return 0
    if kind == "timestamp":
        return datetime.date.min
    return raw


_TOML_LONG_NAME = re.compile(rf"""(?<![\w"'-])[\w"'-]++(?:\s*+\.\s*+[\w"'-]++){{{MAX_DEPTH}}}""")
_TOML_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_TOML_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


class _Place:
    """Where a table or key of a TOML text stands, with those inside it; no line where it isn't written by itself."""

    __slots__ = ("elements", "inside", "line")

    def __init__(self, line: int = 0) -> None:
        self.line = line
        self.inside: dict[str, _Place] = {}
        self.elements: list[_Place] = []

    def into(self, name: str) -> "_Place":
        return self.inside.setdefault(name, _Place())


_NOWHERE = _Place()


def _toml_lines(text: str) -> _Place:
    """The line of each table and key of a TOML text; `tomllib` itself gives no places."""
    table = top = _Place(1)
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TOML_HEADER.match(line):
            *outer, last = (part.strip(" \"'") for part in header[2].split("."))
            table = top
            for part in outer:
                table = table.into(part)
                table = table.elements[-1] if table.elements else table
            table = table.into(last)
            if header[1] == "[[":
                table.elements.append(_Place(number))
                table = table.elements[-1]
            table.line = table.line or number
        elif key := _TOML_KEY.match(line):
            place = table
            for part in _TOML_PART.findall(key[1]):
                place = place.into(part.strip("\"'"))
            place.line = place.line or number
    return top


def _mark_toml(value: Any, place: _Place, line: int, depth: int) -> Marked:
    line = place.line or line
    _refuse_deep(depth, line)
    if isinstance(value, dict):
        inside = place.inside
        fields = {n: _mark_toml(item, inside.get(n, _NOWHERE), line, depth + 1) for n, item in value.items()}
        return Marked(fields, line)
    if isinstance(value, list):
        places = chain(place.elements, repeat(_NOWHERE))
        return Marked([_mark_toml(item, at, line, depth + 1) for item, at in zip(value, places, strict=False)], line)
    return Marked(value, line, str(value))
