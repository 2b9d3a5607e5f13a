"""A stance as the columns that are added to its row. Imports the stance."""

from typing import Any

from stancekit.formats.rows.writing import ColumnType
from stancekit.nouns.stance import Stance

ADDED: dict[str, ColumnType] = {
    "row": "int64",
    "target": "string",
    "polarity": "string",
    "label": "string",
    "conditional": "bool",
    "evidence": "spans",
    "probabilities": "probabilities",
    "classifier": "string",
    "rule": "string",
}
"""What is added to a row: its number, and the fields of the stance. Evidence counts characters of the row's text."""

CLASH = "input_"
"""What stands before the name of a column of the input that has the name of an added one."""


def kept_columns(columns: tuple[str, ...], target: str | None) -> list[tuple[str, str]]:
    """The columns that go on into the output, each with its name there; `target` is one that isn't repeated."""
    taken = {*columns, *ADDED}
    kept = []
    for column in columns:
        new = column
        if column in ADDED:
            if column == target:
                continue
            while new in taken:
                new = CLASH + new
            taken.add(new)
        kept.append((column, new))
    return kept


def stance_columns(number: int, stance: Stance) -> dict[str, Any]:
    """What is added to a row, in the order of `ADDED`."""
    given = stance.probabilities
    return {
        "row": number,
        "target": stance.target,
        "polarity": stance.polarity,
        "label": stance.label,
        "conditional": stance.conditional,
        "evidence": [list(span) for span in stance.evidence],
        "probabilities": given and {polarity: given.get(polarity) for polarity in ("favor", "against", "none")},
        "classifier": stance.classifier,
        "rule": stance.rule,
    }


def feature(kind: Any) -> Any:
    """A type of `ADDED` as a feature of the package `datasets`; the features of the input are passed on as they are."""
    from datasets import Value

    if not isinstance(kind, str):
        return kind
    if kind == "spans":
        return [[Value("int64")]]
    if kind == "probabilities":
        return {polarity: Value("float64") for polarity in ("favor", "against", "none")}
    return Value(kind)
