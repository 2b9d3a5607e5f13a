"""Analyses as one self-contained page of HTML: the article with its evidence marked, its statements and its positions.

Everything from outside is escaped, without control characters, and keeps to its place whichever way it is written; the
page loads nothing and runs nothing. Imports the analysis.
"""

import html
from collections.abc import Iterator
from typing import BinaryIO

from stancekit.formats.printable import without_controls
from stancekit.nouns.analysis import Analysis, words_of
from stancekit.nouns.document import Document, Span
from stancekit.nouns.statement import Statement

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Stances</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .7rem; text-align: left; vertical-align: top; }
h1, th, td span, li b, li i, li span, li mark, li small { unicode-bidi: isolate; }
.text { unicode-bidi: plaintext; white-space: pre-wrap; border-left: 3px solid #ddd; padding-left: 1rem; }
.content { background: #f2f4f7; }
.favor { color: #0a6b32; } .against { color: #a61b1b; } .none { color: #666; }
mark.favor { background: #c9efd6; color: inherit; } mark.against { background: #f8d0cd; color: inherit; }
mark.none { background: #e4e4e4; color: inherit; }
small { color: #555; }
</style>
</head>
<body>
"""

_TAIL = "</body>\n</html>\n"


class HtmlWriter:
    """Writes analyses as sections of one page."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._count = 0
        stream.write(_HEAD.encode())

    def add(self, document: Document, analysis: Analysis) -> None:
        """Write one document's section."""
        self._count += 1
        section = f"d{self._count}"
        parts = [
            f"<section>\n<h1>{escape(document.id or 'document')}</h1>\n",
            f"<p>The classifier failed on {analysis.failed} statements and targets.</p>\n" if analysis.failed else "",
            _matrix(analysis, section),
            "<h2>Statements</h2>\n<ol>\n",
            *(_statement(statement, f"{section}s{n}") for n, statement in enumerate(analysis.statements, start=1)),
            f'</ol>\n<h2>Text</h2>\n<div class="text">{"".join(_marked(document.text, analysis))}</div>\n</section>\n',
        ]
        self._stream.write("".join(parts).encode())

    def close(self) -> None:
        """Write the end of the page."""
        self._stream.write(_TAIL.encode())


def escape(text: str) -> str:
    """A text as it may stand in the page."""
    return html.escape(without_controls(text))


def _matrix(analysis: Analysis, section: str) -> str:
    matrix = analysis.matrix()
    if not matrix.holders:
        return "<p>No position on the targets of the codebook.</p>\n"
    rows = ["<tr><th>holder</th>" + "".join(f"<th>{escape(target)}</th>" for target in matrix.targets) + "</tr>"]
    for holder in matrix.holders:
        cells = []
        for target in matrix.targets:
            positions = matrix.cells.get((holder, target), ())
            cells.append(
                "<br>".join(
                    f'<span class="{position.polarity}">{escape(position.describe())}</span> '
                    + " ".join(f'<a href="#{section}s{index + 1}">{index + 1}</a>' for index in position.statements)
                    for position in positions
                )
            )
        rows.append(f"<tr><th>{escape(holder)}</th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return "<h2>Positions</h2>\n<table>\n" + "\n".join(rows) + "\n</table>\n"


def _statement(statement: Statement, anchor: str) -> str:
    speaker, holder = statement.speaker, statement.holder
    who = escape(speaker.name if speaker else statement.source or "(no speaker)")
    role = f", <span>{escape(speaker.role)}</span>" if speaker and speaker.role else ""
    cue = f" <i>{escape(statement.cue)}</i>" if statement.cue else ""
    held = f"<br><small>holder: {escape(holder.name)}</small>" if holder and holder != speaker else ""
    stances = "".join(
        f'<br><span class="{stance.polarity}">{stance.polarity} {escape(stance.target)}</span>'
        + (f" ({escape(stance.label)})" if stance.label else "")
        + (", conditional" if stance.conditional else "")
        + "".join(
            f' <mark class="{stance.polarity}">{escape(word)}</mark>' for word in words_of(statement, stance.evidence)
        )
        for stance in statement.stances
    )
    return (
        f'<li id="{anchor}"><b>{who}</b>{role}{cue}<br><span>{escape(statement.content)}</span>{held}{stances}</li>\n'
    )


def _marked(text: str, analysis: Analysis) -> Iterator[str]:
    """The text, escaped, with the contents of statements shaded and the evidence of stances marked."""
    contents = [span for statement in analysis.statements for span in statement.content_spans]
    evidence: dict[Span, str] = {}
    for statement in analysis.statements:
        for stance in statement.stances:
            for span in stance.evidence:
                evidence.setdefault(span, stance.polarity)
    changes: dict[int, list[tuple[int, str]]] = {}
    for spans, kinds in ((contents, ["content"] * len(contents)), (list(evidence), list(evidence.values()))):
        for (start, end), kind in zip(spans, kinds, strict=True):
            if start < end:
                changes.setdefault(start, []).append((1, kind))
                changes.setdefault(end, []).append((-1, kind))
    open_now = dict.fromkeys(("favor", "against", "none", "content"), 0)
    before = 0
    for place in (*sorted(changes), len(text)):
        yield _piece(text[before:place], next((kind for kind, count in open_now.items() if count), ""))
        for step, kind in changes.get(place, ()):
            open_now[kind] += step
        before = place


def _piece(text: str, kind: str) -> str:
    """A stretch of text of one kind: evidence of a polarity, content, or neither."""
    if not kind or not text:
        return escape(text)
    if kind == "content":
        return f'<span class="content">{escape(text)}</span>'
    return f'<mark class="{kind}">{escape(text)}</mark>'
