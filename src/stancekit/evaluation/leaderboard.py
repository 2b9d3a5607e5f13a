"""The leaderboard: result files as Markdown, or as one self-contained page of HTML with sortable tables and plots.

It is a function of the result files alone: the same files give the same bytes. Imports the results and the plots.
"""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

import msgspec

from stancekit.contract.scores import Interval
from stancekit.evaluation.comparison import RAW, Comparison, compare
from stancekit.evaluation.results import AnyResult, ArticlesResult, StanceResult
from stancekit.formats.json import encode

COLUMNS = (
    "system",
    "score",
    "95%",
    "over targets",
    "floor",
    "hidden",
    "swapped",
    "opposed",
    "masked",
    "negation",
    "sentiment",
    "ECE",
    "items/s",
)
ARTICLE_COLUMNS = ("system", "given", "score", "95%", "precision", "recall", "documents/s")


class Board(msgspec.Struct, frozen=True):
    """The table of one task in one setting.

    Attributes:
        task: The task's id.
        setting: The setting, in words.
        metric: What `score` is.
        results: Best first.
        columns: The names of the columns.
        rows: The cells of each result.
    """

    task: str
    setting: str
    metric: str
    results: tuple[AnyResult, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def boards(results: Sequence[AnyResult]) -> list[Board]:
    """A board for each task and setting, in alphabetical order."""
    found = []
    for (task, setting), group in groupby(sorted(results, key=_place), key=_place):
        # By all that they hold in the end, so that the order in which results are given doesn't count.
        members = sorted(group, key=lambda result: (-_official(result), result.key.contestant(), encode(result)))
        stance = isinstance(members[0], StanceResult)
        rows = [row for result in members for row in _rows(result)]
        columns: tuple[str, ...] = COLUMNS if stance else ARTICLE_COLUMNS
        # A column in which nobody has anything is left out.
        shown = [index for index in range(len(columns)) if any(row[index] != "-" for row in rows)]
        columns, *rows = [tuple(row[index] for index in shown) for row in (columns, *rows)]
        found.append(Board(task, setting, members[0].metric, tuple(members), columns, tuple(rows)))
    return found


def markdown(results: Sequence[AnyResult]) -> str:
    """All boards, the comparisons and the cards as Markdown."""
    parts = ["# Leaderboard\n", LEGEND, ""]
    for board in boards(results):
        parts.append(f"## {_plain(board.task)}, {_plain(board.setting)}\n")
        parts.append(f"Score: {_plain(board.metric)}. {_size(board)}\n")
        parts.extend(_markdown_table(board.columns, board.rows))
        parts.append("")
    parts.append("## Differences\n")
    parts.append(DIFFERENCES)
    parts.extend(_markdown_table(_DIFFERENCE_COLUMNS, [_difference_row(one) for one in compare(results)]))
    parts.append("\n## Data\n")
    for board in boards(results):
        card = board.results[0].card
        said = f"{card.title}. {card.citation} Licence: {card.licence}. {card.size}"
        parts.append(f"- **{_plain(board.task)}**: {_plain(said)}")
        parts.extend(f"  - {_plain(caveat)}" for caveat in card.caveats)
    return "\n".join(parts).rstrip() + "\n"


LEGEND = """\
All figures from 0 to 100. *score*: the data set's official metric, of several seeds the mean ± their standard
deviation, with the bootstrap interval of the first over statements or articles. *over targets*: the mean of the score
over the targets. *floor*: the majority answer of each target, which reads no text; pooled, and over the targets.
*hidden*: the score of a twin that is trained and asked without the target, and the share of the score that survives; a
classifier whose score survives doesn't read the target. *swapped*: the share of answers that change when it is asked
about another target. *opposed*: the score when asked about the opposite of the target. *masked*: the score with the
actors' names unreadable. *negation*, *sentiment*: of contrasts that differ by a negation, and of those that differ in
tone, the share with both sides right. *ECE*: expected calibration error."""

DIFFERENCES = """\
The first's score less the second's, on the same items; p by approximate randomisation, corrected (Holm) over all
differences of this table.
"""

_DIFFERENCE_COLUMNS = ("task", "setting", "first", "second", "difference", "p", "corrected p")


def html(results: Sequence[AnyResult]) -> str:
    """The same as one page that loads nothing, with plots; tables are sorted by a click on a column's head."""
    from stancekit.evaluation import plots

    sections = []
    for board in boards(results):
        card = board.results[0].card
        caveats = "".join(f"<li>{escape(caveat)}</li>" for caveat in card.caveats)
        figures = "".join(f"<figure>{svg}</figure>" for svg in plots.of_board(board.results))
        sections.append(
            f"<section><h2>{escape(board.task)}, {escape(board.setting)}</h2>"
            f"<p>Score: {escape(board.metric)}. {escape(_size(board))}</p>"
            f"{_html_table(board.columns, board.rows)}<div class=figures>{figures}</div>"
            f"<details><summary>{escape(card.title)}</summary><p>{escape(card.citation)} "
            f"Licence: {escape(card.licence)}. {escape(card.size)}</p><ul>{caveats}</ul></details></section>"
        )
    differences = [_difference_row(one) for one in compare(results)]
    sections.append(
        f"<section><h2>Differences</h2><p>{escape(DIFFERENCES)}</p>"
        f"{_html_table(_DIFFERENCE_COLUMNS, differences)}</section>"
    )
    return _PAGE.format(legend=escape(LEGEND).replace("*", ""), sections="\n".join(sections))


def summary(result: AnyResult) -> tuple[str, str, str, str, str]:
    """A result in a line: task, setting, system, official metric and its interval."""
    interval = (
        result.interval
        if isinstance(result, StanceResult)
        else result.found.conditions[RAW].figures[result.metric].interval
    )
    return *_place(result), result.key.contestant(), _percent(_official(result)), _between(interval)


def _place(result: AnyResult) -> tuple[str, str]:
    return result.key.place()


def _official(result: AnyResult) -> float:
    if isinstance(result, StanceResult):
        return result.spread.mean
    return result.found.conditions[RAW].figures[result.metric].f1


def _size(board: Board) -> str:
    first = board.results[0]
    if isinstance(first, StanceResult):
        size = f"{first.scores.items} items, {first.train_items} to train on."
    else:
        size = f"{len(first.found.conditions[RAW].articles)} articles."
    same = len({result.key.data for result in board.results}) == 1
    return size if same else f"{size} Not all of these were scored on the same data; compare with care."


def _rows(result: AnyResult) -> list[tuple[str, ...]]:
    return [_stance_row(result)] if isinstance(result, StanceResult) else _article_rows(result)


def _stance_row(result: StanceResult) -> tuple[str, ...]:
    spread = f" ± {_percent(result.spread.deviation)}" if len(result.spread.values) > 1 else ""

    def probe(name: str, show: Callable[[float | None], str], *fields: str) -> str:
        found = result.probes.get(name)
        return " / ".join(show(getattr(found, field)) for field in fields) if found else "-"

    return (
        result.key.contestant(),
        f"{_percent(result.spread.mean)}{spread}",
        _between(result.interval),
        _percent(result.mean_spread.mean if result.mean_spread else None),
        f"{_percent(result.floor.official)} / {_percent(result.floor.mean_over_targets)}",
        probe("target hidden", _percent, "score", "survives"),
        probe("target swapped", _percent, "changed"),
        probe("target opposed", _percent, "score"),
        probe("names masked", _percent, "score"),
        probe("negation", _percent, "score"),
        probe("sentiment", _percent, "score"),
        _percent(result.calibration.ece if result.calibration else None),
        f"{result.cost.items_per_second:.0f}",
    )


def _article_rows(result: ArticlesResult) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for given, scores in result.found.conditions.items():
        figure = scores.figures[result.metric]
        rows.append(
            (
                result.key.contestant(),
                given,
                _percent(figure.f1),
                _between(figure.interval),
                _percent(figure.precision),
                _percent(figure.recall),
                f"{result.cost.items_per_second:.1f}" if given == RAW else "-",
            )
        )
    return rows


def _difference_row(one: Comparison) -> tuple[str, ...]:
    return (
        one.task,
        one.setting,
        one.first,
        one.second,
        f"{100 * one.difference:+.1f}",
        f"{one.p:.3f}",
        f"{one.corrected:.3f}",
    )


def _between(interval: Interval | None) -> str:
    return f"{_percent(interval.low)}-{_percent(interval.high)}" if interval else "-"


def _percent(number: float | None) -> str:
    return "-" if number is None else f"{100 * number:.1f}"


def _markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(map(_plain, line)) + " |" for line in lines]


def _plain(text: str) -> str:
    """A text as Markdown of one line that shows it as it is, within a table too."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\|`*_\[\]])", r"\\\1", line)


def _html_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th scope=col><button>{escape(name)}</button></th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Leaderboard</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .7rem; text-align: left; white-space: nowrap; }}
th button {{ font: inherit; font-weight: 600; background: none; border: 0; padding: 0; cursor: pointer; }}
th button:hover {{ text-decoration: underline; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 1rem; }} figure {{ margin: 0; }}
svg {{ max-width: 100%; height: auto; }}
</style>
</head>
<body>
<h1>Leaderboard</h1>
<p>{legend}</p>
{sections}
<script>
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {{
  const head = button.parentNode, body = head.closest("table").tBodies[0], column = head.cellIndex;
  const up = head.getAttribute("aria-sort") === "descending";
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const value = row => row.cells[column].textContent, number = text => parseFloat(text);
  const rows = [...body.rows].sort((one, other) => {{
    const a = value(one), b = value(other), x = number(a), y = number(b);
    return isNaN(x) || isNaN(y) ? a.localeCompare(b) : x - y;
  }});
  if (!up) rows.reverse();
  body.append(...rows);
}});
</script>
</body>
</html>
"""
