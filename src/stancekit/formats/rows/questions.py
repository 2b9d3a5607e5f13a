"""A row as a question: its statement, and the target that it names. Imports the rows and the nouns."""

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from stancekit.formats.rows.row import MAX_ROW, FieldError, Row
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target

_MAX_NAME = 1000
"""The longest name of a target, in characters; classifiers make patterns of names, at a cost that grows with them."""


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns of a table have what. Only `text` has to be there, and any other that isn't called as it is here.

    Attributes:
        text: The statement, or the sentence, to judge.
        holder: The name of whose position it is.
        speaker: The name of who says it.
        target: What to judge it towards, where that isn't the same for all rows.
    """

    text: str = "text"
    holder: str = "holder"
    speaker: str = "speaker"
    target: str = "target"

    def required(self) -> tuple[str, ...]:
        """Those that a table has to have: the text, and what somebody has named on purpose."""
        usual = Columns()
        named = [self.holder, self.speaker, self.target]
        return (
            self.text,
            *(
                name
                for name, default in zip(named, [usual.holder, usual.speaker, usual.target], strict=True)
                if name != default
            ),
        )


class Questions:
    """Makes statements and targets of rows."""

    def __init__(self, codebook: Codebook | None, columns: Columns) -> None:
        """Take targets from `codebook` by name or alias; any other name, or all where it is None, is a bare target."""
        self._codebook = codebook
        self._columns = columns
        self._required = columns.required()
        # One object for each name: classifiers keep what they have worked out for a target.
        self.target = functools.lru_cache(maxsize=4096)(self._find_target)

    def statement(self, row: Row) -> Statement:
        """The statement of a row; its only span is the whole text.

        Raises:
            FieldError: A column is missing, or its value isn't text.
        """
        for column in self._required:
            if column not in row.values:
                raise FieldError(column, "the field is missing")
        text = text_of(row.values, self._columns.text)
        if text is None:
            raise FieldError(self._columns.text, "the text is empty")
        holder = text_of(row.values, self._columns.holder)
        speaker = text_of(row.values, self._columns.speaker)
        return Statement(
            content=text,
            content_spans=((0, len(text)),),
            holder=Actor(holder) if holder else None,
            speaker=Actor(speaker) if speaker else None,
        )

    def own_target(self, row: Row) -> Target:
        """The target that a row names.

        Raises:
            FieldError: It names none.
        """
        name = text_of(row.values, self._columns.target)
        if name is None:
            missing = "missing" if self._columns.target not in row.values else "empty"
            raise FieldError(self._columns.target, f"the field is {missing}")
        if len(name) > _MAX_NAME:
            raise FieldError(self._columns.target, f"the target's name is longer than {_MAX_NAME} characters")
        return self.target(name.strip())

    def _find_target(self, name: str) -> Target:
        if self._codebook is not None:
            try:
                return self._codebook.target(name)
            except KeyError:
                pass
        return Target(name)


def text_of(values: Mapping[str, Any], column: str) -> str | None:
    """The text in a column; None where it is missing or blank.

    Raises:
        FieldError: The value isn't text, or has characters that no text has.
    """
    value = values.get(column)
    if value is None:
        return None
    if not isinstance(value, str):
        raise FieldError(column, f"expected text, found {type(value).__name__}")
    if len(value) > MAX_ROW:
        raise FieldError(column, f"the text is longer than {MAX_ROW} characters")
    if "\0" in value:
        raise FieldError(column, "a NUL character, so this isn't text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FieldError(column, f"half a surrogate pair at character {error.start}") from error
    return value if value.strip() else None
