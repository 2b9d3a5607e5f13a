"""Rows of a table as questions to a classifier, and its answers as rows.

A row is a text with, where it has them, a holder, a speaker and a target; the output is tidy: one row for each row and
target. Where rows come from and go to is no matter here. Imports the judge and the rows.
"""

import functools
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from stancekit.answers import find_judge
from stancekit.classifier import Classifier, Pair
from stancekit.codebook import Codebook
from stancekit.errors import PluginError, StancekitError
from stancekit.pipeline import find_codebook
from stancekit.rejects import OnReject, raise_reject
from stancekit.row_readers import MAX_ROW, FieldError, Row, number_rows, reject_row, weigh
from stancekit.row_writers import ColumnType
from stancekit.sifting import Sifter
from stancekit.stance import Actor, Stance
from stancekit.statement import Statement
from stancekit.target import Target

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

BATCH_ROWS = 1000
"""How many rows a classifier is given at once."""

OnError = Literal["report", "skip"]
"""What is left out where a classifier fails: "report" leaves out the row, "skip" only the targets that it fails on."""

_BATCH_WEIGHT = 4 * 1024 * 1024
"""A batch of large rows has fewer of them, so that what is held doesn't depend on how large they are."""


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

    def __init__(self, codebook: str | Path | Codebook | None, columns: Columns) -> None:
        """Take targets from `codebook` by name or alias; any other name, or all where it is None, is a bare target."""
        self._codebook = None if codebook is None else find_codebook(codebook)
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


class RowClassifier:
    """Judges the rows of any table: the classifier is looked up once, and rows are judged in batches."""

    def __init__(
        self,
        *,
        targets: Sequence[str] = (),
        codebook: str | Path | Codebook | None = "diplomacy",
        classifier: str | Classifier = "rules",
        model: str | Path | None = None,
        columns: Columns | None = None,
        batch_rows: int = BATCH_ROWS,
        on_error: OnError = "report",
        time_limit: float | None = None,
    ) -> None:
        """Look up the parts.

        Args:
            targets: What to ask of each row; without any, each row names its own target.
            codebook: Where targets are looked up by name or alias; one that isn't there is asked about by its bare
                name. A codebook, the name of a registered one, the path of a file, or None.
            classifier: A classifier, or the name of a registered one.
            model: What `stancekit train` wrote, for a classifier that has to be trained and is given by name.
            columns: Which columns have what.
            batch_rows: How many rows the classifier is given at once.
            on_error: What is left out where the classifier fails: "report" for the row with all its targets, "skip" for
                only those targets that it fails on.
            time_limit: The seconds that a batch may take, as may making the classifier; it then runs in a process of
                its own, which is stopped at the limit. None for no limit.

        Raises:
            CodebookError: The codebook's file is wrong.
            InputError: The model can't be read.
            PluginError: A part isn't there.
            StancekitError: There is a limit, and this system can't fork processes.
        """
        self.columns = columns or Columns()
        self._questions = Questions(codebook, self.columns)
        self._targets = tuple(dict.fromkeys(self._questions.target(name) for name in targets))
        self._judge = find_judge(classifier, model, time_limit)
        self._sifter = Sifter(self._stances)
        self._on_error = on_error
        self._batch_rows = max(batch_rows, 1)
        self._kept = functools.lru_cache(maxsize=64)(self._find_kept)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a table has to have."""
        own = () if self._targets else (self.columns.target,)
        return tuple(dict.fromkeys((*self.columns.required(), *own)))

    def output_columns(self, columns: Mapping[str, ColumnType]) -> dict[str, ColumnType]:
        """The columns of the output for a table with these, with their types and in order."""
        return {new: columns[old] for old, new in self._kept(tuple(columns))} | ADDED

    def classify(
        self,
        rows: Iterable[Row] | Iterable[Mapping[str, Any]],
        *,
        name: str = "table",
        on_reject: OnReject | None = None,
    ) -> Iterator[dict[str, Any]]:
        """One row for each row and target, as the rows are read; at most a batch of them is held.

        Args:
            rows: Rows of an open table, or mappings: a list of dictionaries, a `datasets.Dataset` or `IterableDataset`.
            name: What to call the table in errors.
            on_reject: Called with each row that can't be judged, whereupon the rest goes on; without it, it is raised.

        Returns:
            Each row's own columns, then those of `ADDED`. One that has the name of an added column is called `input_`
            and its name; the column that the target was taken from isn't repeated.

        Raises:
            InputError: A row can't be judged, and there is no `on_reject`.
            NotFittedError: The classifier has to be trained, and there is no model.
        """
        report = on_reject or raise_reject
        batch: list[tuple[Row, list[Pair]]] = []
        weight = 0
        for row in number_rows(rows, name=name):
            try:
                statement = self._questions.statement(row)
                targets = self._targets or (self._questions.own_target(row),)
            except FieldError as error:
                reject_row(row, error, report)
                continue
            batch.append((row, [Pair(statement, target) for target in targets]))
            weight += weigh(row.values)
            if len(batch) >= self._batch_rows or weight >= _BATCH_WEIGHT:
                yield from self._answer(batch, report)
                batch, weight = [], 0
        if batch:
            yield from self._answer(batch, report)

    def classify_dataset(self, dataset: Any, *, on_reject: OnReject | None = None) -> Any:
        """The same for a data set of the package `datasets`.

        Args:
            dataset: A `Dataset`, which is judged now, or an `IterableDataset`, which is judged as it is read.
            on_reject: As in `classify`.

        Returns:
            A data set of the same kind.
        """
        import datasets

        def judge_batch(batch: Mapping[str, list[Any]], indices: list[int]) -> dict[str, list[Any]]:
            rows = [dict(zip(batch, values, strict=True)) for values in zip(*batch.values(), strict=True)]
            judged = list(
                self.classify(
                    (Row("dataset", index + 1, row) for index, row in zip(indices, rows, strict=True)),
                    on_reject=on_reject,
                )
            )
            columns = self.output_columns(dict.fromkeys(batch))
            return {name: [row[name] for row in judged] for name in columns}

        features = None
        if dataset.features is not None:
            features = datasets.Features(
                {name: _feature(kind) for name, kind in self.output_columns(dict(dataset.features)).items()}
            )
        options: dict[str, Any] = {}
        if isinstance(dataset, datasets.Dataset):
            if not dataset.num_rows:
                return datasets.Dataset.from_dict({name: [] for name in features or ()}, features=features)
            # Never from a cache: what a classifier answers depends on more than can be hashed.
            options = {"load_from_cache_file": False, "new_fingerprint": secrets.token_hex(8)}
        return dataset.with_format(None).map(
            judge_batch,
            batched=True,
            batch_size=self._batch_rows,
            with_indices=True,
            remove_columns=dataset.column_names,
            features=features,
            **options,
        )

    def _answer(self, batch: list[tuple[Row, list[Pair]]], report: OnReject) -> Iterator[dict[str, Any]]:
        apart = self._on_error == "skip"
        groups = [[pair] for _, asked in batch for pair in asked] if apart else [asked for _, asked in batch]
        outcomes = iter(self._sifter.sift(groups))
        for row, asked in batch:
            kept = {new: row.values[old] for old, new in self._kept(tuple(row.values))}
            for group in [[pair] for pair in asked] if apart else [asked]:
                stances = next(outcomes)
                if isinstance(stances, StancekitError):
                    plugin = stances.owner if isinstance(stances, PluginError) else None
                    failing = self._sifter.find_failure(group) if len(group) > 1 else 0
                    target = None if failing is None else group[failing].target.name
                    reject_row(row, FieldError("", str(stances)), report, target=target, plugin=plugin)
                else:
                    for stance in stances:
                        yield {**kept, **_fields(row.number, stance)}

    def _stances(self, pairs: Sequence[Pair]) -> list[Stance]:
        stances = self._judge.judge(pairs)
        for pair, stance in zip(pairs, stances, strict=True):
            length = len(pair.statement.content)
            if not all(0 <= start <= end <= length for start, end in stance.evidence):
                raise PluginError(
                    f"{self._judge.owner} gave a wrong answer in classify: evidence outside the text of {length} "
                    f"characters: {stance.evidence}",
                    self._judge.owner,
                )
        return stances

    def _find_kept(self, columns: tuple[str, ...]) -> list[tuple[str, str]]:
        """The columns that go on into the output, each with its name there."""
        taken = {*columns, *ADDED}
        kept = []
        for column in columns:
            new = column
            if column in ADDED:
                if column == self.columns.target and not self._targets:
                    continue
                while new in taken:
                    new = CLASH + new
                taken.add(new)
            kept.append((column, new))
        return kept


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


def _fields(number: int, stance: Stance) -> dict[str, Any]:
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


def _feature(kind: Any) -> Any:
    """A type of `ADDED` as a feature of the package `datasets`; the features of the input are passed on as they are."""
    from datasets import Value

    if not isinstance(kind, str):
        return kind
    if kind == "spans":
        return [[Value("int64")]]
    if kind == "probabilities":
        return {polarity: Value("float64") for polarity in ("favor", "against", "none")}
    return Value(kind)
