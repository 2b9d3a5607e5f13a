"""An `Analysis`: what `analyze` finds in one document, with the positions that a reader takes away from it.

It points into the document by spans and doesn't carry its text. Statements are counted from 0 in values and from 1
where something is printed. Imports the nouns.
"""

from collections.abc import Iterable, Sequence

import msgspec

from stancekit.nouns.document import Document, Span, Spans
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement

UNKNOWN_HOLDER = "(unknown)"
"""How a holder that nobody could name is printed."""


class DocumentReference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which document an analysis is of: a `Document` without its text."""

    id: str
    date: str | None = None
    publisher: str | None = None
    language: str = "en"


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where one holder stands on one target, by all the statements of a document that say so.

    Attributes:
        holder: Whose position it is; None where nobody could be named.
        target: The target's name.
        polarity: "favor" or "against".
        label: The codebook's name for it.
        conditional: Whether every one of the statements gives it only under a condition.
        statements: The indices of the statements that show it, in order.
    """

    holder: Actor | None
    target: str
    polarity: Polarity
    label: str | None
    conditional: bool
    statements: tuple[int, ...]

    def __str__(self) -> str:
        return "  ".join(self.row())

    def row(self) -> tuple[str, str, str, str]:
        """Holder, target, polarity and statements (counted from 1) as a table prints them."""
        holder = self.holder.name if self.holder else UNKNOWN_HOLDER
        return holder, self.target, self.describe(), _numbers(self.statements)

    def describe(self) -> str:
        """The polarity, its label, and whether it is conditional, in words."""
        label = f" ({self.label})" if self.label else ""
        return f"{self.polarity}{label}{', conditional' if self.conditional else ''}"


class Positions(tuple[Position, ...]):
    """The positions of a document; printed, a table."""

    __slots__ = ()

    def __str__(self) -> str:
        return _table([("holder", "target", "polarity", "statements"), *(position.row() for position in self)])


class Matrix(msgspec.Struct, frozen=True):
    """The positions of a document as a table of holders by targets; printed, that table.

    Attributes:
        holders: The holders' names, in the order in which they first take a position.
        targets: The targets' names, likewise.
        cells: For each holder's and target's name, the positions taken: one, or two where the holder is on both sides.
    """

    holders: tuple[str, ...]
    targets: tuple[str, ...]
    cells: dict[tuple[str, str], tuple[Position, ...]]

    def cell(self, holder: str, target: str) -> str:
        """A cell as it is printed: `favor 1, 3`, `favor if 2` for a conditional one, with statements counted from 1."""
        positions = self.cells.get((holder, target), ())
        return "; ".join(f"{p.polarity}{' if' if p.conditional else ''} {_numbers(p.statements)}" for p in positions)

    def __str__(self) -> str:
        rows = [(holder, *(self.cell(holder, target) for target in self.targets)) for holder in self.holders]
        return _table([("holder", *self.targets), *rows])


class Analysis(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The statements of one document with their stances.

    Attributes:
        document: Which document it is.
        statements: In the order of the text, each with its stances.
        failed: On how many statements and targets the classifier failed, so that stances may be missing.
    """

    document: DocumentReference
    statements: tuple[Statement, ...]
    failed: int = 0

    def positions(self) -> Positions:
        """The distinct (holder, target, polarity) of the document, in the order in which they are first stated."""
        shown: dict[tuple[str | None, str, Polarity], list[tuple[int, Actor | None, Stance]]] = {}
        for index, statement in enumerate(self.statements):
            for stance in statement.stances:
                if stance.polarity != "none":
                    holder = stance.holder or statement.holder
                    key = (holder.name if holder else None, stance.target, stance.polarity)
                    shown.setdefault(key, []).append((index, holder, stance))
        return Positions(
            Position(
                holder=group[0][1],
                target=target,
                polarity=polarity,
                label=next((stance.label for _, _, stance in group if stance.label), None),
                conditional=all(stance.conditional for _, _, stance in group),
                statements=tuple(dict.fromkeys(index for index, _, _ in group)),
            )
            for (_, target, polarity), group in shown.items()
        )

    def matrix(self) -> Matrix:
        """The same positions as a table of holders by targets."""
        cells: dict[tuple[str, str], tuple[Position, ...]] = {}
        for position in self.positions():
            key = (position.row()[0], position.target)
            cells[key] = (*cells.get(key, ()), position)
        holders = tuple(dict.fromkeys(holder for holder, _ in cells))
        targets = tuple(dict.fromkeys(target for _, target in cells))
        return Matrix(holders, targets, cells)


def refer_to(document: Document) -> DocumentReference:
    """The reference to a document that an analysis carries."""
    return DocumentReference(
        id=document.id, date=document.date, publisher=document.publisher, language=document.language
    )


def words_of(statement: Statement, spans: Spans) -> tuple[str, ...]:
    """The words of document spans that lie in a statement's content, cue or source; what lies elsewhere is left out."""
    parts = (
        (statement.content, statement.content_spans),
        (statement.cue or "", statement.cue_spans),
        (statement.source or "", statement.source_spans),
    )
    words: list[str] = []
    for span in spans:
        words.extend(next(filter(None, (_words_within(text, places, span) for text, places in parts)), ()))
    return tuple(words)


def _words_within(text: str, places: Spans, span: Span) -> list[str]:
    """What of `text`, whose pieces stand at `places` in the document, lies in the document span."""
    words = []
    offset = 0
    for first, last in places:
        low, high = max(span[0], first), min(span[1], last)
        if low < high:
            words.append(text[offset + low - first : offset + high - first])
        offset += last - first + 1
    return words


def _numbers(indices: Iterable[int]) -> str:
    return ", ".join(str(index + 1) for index in indices)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text, each column as wide as its longest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
