"""Rows of a table as questions to a classifier, and its answers as rows.

A row is a text with, where it has them, a holder, a speaker and a target; the output is tidy: one row for each row and
target. Where rows come from and go to is no matter here. Imports the judge and the rows.
"""

import functools
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from stancekit.contract.classifier import Classifier, Pair
from stancekit.errors import InputError, PluginError, StancekitError
from stancekit.formats.rejects import OnReject, raise_reject
from stancekit.formats.rows.answers import ADDED, feature, kept_columns, stance_columns
from stancekit.formats.rows.questions import Columns, Questions
from stancekit.formats.rows.row import FieldError, Row, number_rows, reject_row, weigh
from stancekit.formats.rows.writing import ColumnType
from stancekit.hosting.parts import find_codebook, find_judge
from stancekit.hosting.sifting import Sifter
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import inside
from stancekit.nouns.stance import Stance

BATCH_ROWS = 1000
"""How many rows a classifier is given at once."""

OnError = Literal["report", "skip"]
"""What is left out where a classifier fails: "report" leaves out the row, "skip" only the targets that it fails on."""

_BATCH_WEIGHT = 4 * 1024 * 1024
"""A batch of large rows has fewer of them, so that what is held doesn't depend on how large they are."""


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
            InputError: The model can't be read, or the targets are one text.
            PluginError: A part isn't there.
            StancekitError: There is a limit, and this system can't fork processes.
        """
        if isinstance(targets, str):
            raise InputError(f"expected a list of targets, found one text; write targets=[{targets[:100]!r}]")
        self.columns = columns or Columns()
        self._questions = Questions(None if codebook is None else find_codebook(codebook), self.columns)
        self._targets = tuple(dict.fromkeys(self._questions.target(name) for name in targets))
        self._judge = find_judge(classifier, model, time_limit)
        self._sifter = Sifter(self._stances, time_limit)
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
                {name: feature(kind) for name, kind in self.output_columns(dict(dataset.features)).items()}
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
                    failing = self._sifter.find_failure(group, stances) if len(group) > 1 else 0
                    target = None if failing is None else group[failing].target.name
                    reject_row(row, FieldError("", str(stances)), report, target=target, plugin=plugin)
                else:
                    for stance in stances:
                        yield {**kept, **stance_columns(row.number, stance)}

    def _stances(self, pairs: Sequence[Pair], seconds: float | None) -> list[Stance]:
        stances = self._judge.judge(pairs, seconds=seconds)
        for pair, stance in zip(pairs, stances, strict=True):
            length = len(pair.statement.content)
            if not inside(stance.evidence, length):
                raise PluginError(
                    f"{self._judge.owner} gave a wrong answer in classify: evidence outside the text of {length} "
                    f"characters: {stance.evidence}",
                    self._judge.owner,
                )
        return stances

    def _find_kept(self, columns: tuple[str, ...]) -> list[tuple[str, str]]:
        return kept_columns(columns, None if self._targets else self.columns.target)
