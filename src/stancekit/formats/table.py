"""An analysis for reading on a terminal: each statement with its stances, then the matrix of positions.

What stands in an article is never taken for markup or for control of the terminal. Imports the analysis and rich.
"""

import io
import os
from typing import BinaryIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stancekit.formats.printable import printable, shorten
from stancekit.nouns.analysis import UNKNOWN_HOLDER, Analysis, Matrix, words_of
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement

CONTENT_WIDTH = 240
"""How many characters of a statement's content are shown."""

EVIDENCE_WIDTH = 80
"""How many characters of one piece of evidence are shown."""

_STYLES = {"favor": "green", "against": "red", "none": "dim"}
_INDENT = 5


class TableWriter:
    """Writes analyses as text, as wide as the terminal and in its colors, or 100 columns wide where there is none."""

    def __init__(self, stream: BinaryIO) -> None:
        terminal = stream.isatty()
        self._stream = stream
        self._console = Console(
            file=io.StringIO(),
            width=None if terminal or "COLUMNS" in os.environ else 100,
            force_terminal=terminal,
            legacy_windows=False,
        )
        self._begun = False

    def add(self, document: Document, analysis: Analysis) -> None:
        """Write one document's statements and positions."""
        with self._console.capture() as written:
            if self._begun:
                self._console.print()
            self._begun = True
            self._heading(analysis)
            for number, statement in enumerate(analysis.statements, start=1):
                self._statement(number, statement)
            self._positions(analysis)
        lines = written.get().split("\n")
        if not self._console.is_terminal:
            lines = [line.rstrip() for line in lines]
        self._stream.write("\n".join(lines).encode("utf-8", errors="replace"))
        self._stream.flush()

    def close(self) -> None:
        """Write nothing: every document is complete by itself."""

    def _heading(self, analysis: Analysis) -> None:
        count = len(analysis.statements)
        heading = Text(printable(analysis.document.id) or "document", style="bold")
        said = f": {count} statement{'' if count == 1 else 's'}"
        if analysis.failed:
            said += f"; the classifier failed {analysis.failed} time{'' if analysis.failed == 1 else 's'}"
        self._console.print(heading.append(said, style="not bold"))

    def _statement(self, number: int, statement: Statement) -> None:
        who = Text()
        speaker, holder = statement.speaker, statement.holder
        name = speaker.name if speaker else statement.source or "(no speaker)"
        who.append(printable(name), style="bold cyan")
        if speaker and speaker.role:
            who.append(f", {printable(speaker.role)}")
        if statement.cue:
            who.append(f" · {printable(statement.cue)}", style="italic")
        if statement.reported_in is not None:
            who.append(f" · within {statement.reported_in + 1}", style="dim")
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=_INDENT - 1, justify="right")
        row.add_column(overflow="fold")
        row.add_row(Text(str(number)), who)
        self._console.print()
        self._console.print(row)
        self._indented(Text(shorten(statement.content, CONTENT_WIDTH)))
        if holder and (speaker is None or holder.name != speaker.name):
            self._indented(Text(f"holder: {printable(holder.name)}", style="dim"))
        for stance in statement.stances:
            self._indented(_describe(statement, stance))

    def _indented(self, text: Text) -> None:
        self._console.print(Padding(text, (0, 0, 0, _INDENT), expand=False))

    def _positions(self, analysis: Analysis) -> None:
        matrix = analysis.matrix()
        if matrix.holders:
            self._console.print(Text("\nPositions, with the numbers of the statements that show them", style="bold"))
            wide = _wide(matrix)
            room = self._console.options.update(max_width=10_000)
            if Measurement.get(self._console, room, wide).maximum <= self._console.width:
                self._console.print(wide)
            else:
                self._console.print(_long(matrix, self._console.width))
        elif analysis.statements:
            self._console.print(Text("\nNo position on the targets of the codebook."))


def _describe(statement: Statement, stance: Stance) -> Text:
    """A stance in a line: polarity and target, label, condition, and the words that show it."""
    line = Text("→ ")
    line.append(f"{stance.polarity} {printable(stance.target)}", style=_STYLES[stance.polarity])
    if stance.label:
        line.append(f" ({printable(stance.label)})")
    if stance.conditional:
        line.append(", conditional")
    if words := [shorten(word, EVIDENCE_WIDTH) for word in words_of(statement, stance.evidence)]:
        line.append(": " + " ".join(f"[{word}]" for word in words), style="dim")
    return line


def _wide(matrix: Matrix) -> Table:
    """Holders down, targets across."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("holder", *matrix.targets):
        table.add_column(Text(printable(name)), no_wrap=True)
    for holder in matrix.holders:
        table.add_row(_holder(holder), *(_cell(matrix, holder, target) for target in matrix.targets))
    return table


def _long(matrix: Matrix, width: int) -> Group:
    """Under each holder one cell a line, for many targets on a narrow terminal."""
    blocks: list[RenderableType] = []
    longest = max(len(target) for target in matrix.targets)
    for holder in matrix.holders:
        cells = Table.grid(padding=(0, 2, 0, 0))
        cells.add_column(min_width=min(longest, width // 3), overflow="fold")
        cells.add_column(overflow="fold")
        for target in matrix.targets:
            if (holder, target) in matrix.cells:
                cells.add_row(Text(printable(target)), _cell(matrix, holder, target))
        blocks += [Text(), _holder(holder), Padding(cells, (0, 0, 0, 2), expand=False)]
    return Group(*blocks)


def _holder(name: str) -> Text:
    return Text(printable(name), style="dim" if name == UNKNOWN_HOLDER else "bold")


def _cell(matrix: Matrix, holder: str, target: str) -> Text:
    positions = matrix.cells.get((holder, target), ())
    style = _STYLES[positions[0].polarity] if len(positions) == 1 else ""
    return Text(matrix.cell(holder, target), style=style)
