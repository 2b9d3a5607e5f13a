"""Training: labelled rows or the items of a task go in, a trained classifier comes out, and its model into a file.

Nothing is split or scored here. Imports the judge, the rows and the tasks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from stancekit.contract.classifier import Pair, TrainableClassifier
from stancekit.contract.extractor import TrainableExtractor
from stancekit.contract.stance_task import DataSource, StanceTask, to_learn
from stancekit.errors import InputError, PluginError, StancekitError, blame, describe
from stancekit.formats.files import write_whole
from stancekit.formats.rejects import OnReject, raise_reject
from stancekit.formats.rows.questions import Columns, Questions, text_of
from stancekit.formats.rows.row import FieldError, Row, number_rows, reject_row
from stancekit.hosting import plugins
from stancekit.hosting.parts import find_codebook, make_trainable
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.stance import Polarity, Stance

_POLARITIES: dict[str, Polarity] = {"favor": "favor", "against": "against", "none": "none"}


class Labelled(msgspec.Struct, frozen=True):
    """What to learn from: pairs, and the right answer to each."""

    pairs: Sequence[Pair]
    stances: Sequence[Stance]

    def count(self) -> dict[Polarity, int]:
        """How many there are of each polarity."""
        counted = Counter(stance.polarity for stance in self.stances)
        return {polarity: counted[polarity] for polarity in _POLARITIES.values()}


def read_labelled(
    rows: Iterable[Row] | Iterable[Mapping[str, Any]],
    *,
    codebook: str | Path | Codebook | None = "diplomacy",
    columns: Columns | None = None,
    polarity: str = "polarity",
    label: str | None = None,
    name: str = "table",
    on_reject: OnReject | None = None,
) -> Labelled:
    """The labelled pairs of a table's rows.

    Args:
        rows: Rows of an open table, or mappings: a list of dictionaries, a `datasets.Dataset` or `IterableDataset`.
        codebook: Where targets are looked up, as in `RowClassifier`.
        columns: Which columns have the text, the target, and the holder and speaker where there are any.
        polarity: The column that says favor, against or none, in upper or lower case.
        label: A column with answers of the study's own, which the classifier then learns instead of the polarity.
        name: What to call the table in errors.
        on_reject: Called with each bad row, whereupon the rest goes on; without it, it is raised.

    Raises:
        InputError: A row is bad, and there is no `on_reject`.
    """
    questions = Questions(None if codebook is None else find_codebook(codebook), columns or Columns())
    report = on_reject or raise_reject
    pairs, stances = [], []
    for row in number_rows(rows, name=name):
        try:
            pair = Pair(questions.statement(row), questions.own_target(row))
            stance = _gold(row, pair, polarity, label)
        except FieldError as error:
            reject_row(row, error, report)
        else:
            pairs.append(pair)
            stances.append(stance)
    return Labelled(pairs, stances)


def find_task(name: str) -> StanceTask:
    """The registered task of this name, for training.

    Raises:
        PluginError: Nobody registered it, or its items aren't statements with targets.
    """
    task = plugins.registry().get("task", name)
    if not isinstance(task, StanceTask):
        owner = plugins.registry().owner("task", name)
        raise PluginError(f"{owner} has no statements with targets to train on")
    return task


def task_labelled(task: StanceTask, source: DataSource | None = None) -> Labelled:
    """The parts of a task that are there to train on, train and dev; the test part is left alone.

    Raises:
        DataMissingError: The task's data are nowhere.
        InputError: The data are wrong, or the task has no part to train on.
        PluginError: The task's loader failed.
    """
    with blame(f"{plugins.registry().owner('task', task.id)} failed to load"):
        data = task.load(source or DataSource())
    items = data.to_train()
    if not items:
        raise InputError(f"the task {task.id} has no train or dev part")
    return Labelled([item.pair for item in items], [to_learn(item, task.answers) for item in items])


def train(classifier: str, labelled: Labelled, *, seed: int = 0) -> TrainableClassifier:
    """A new classifier of a registered name, trained.

    Raises:
        InputError: There is nothing to learn: no pairs, or only one answer.
        PluginError: Nobody registered the classifier, it doesn't learn, or it failed.
    """
    made = make_trainable(classifier)
    if not labelled.pairs:
        raise InputError("there is nothing to learn: not one labelled row is left")
    with blame(f"{plugins.registry().owner('classifier', classifier)} failed to learn"):
        made.fit(labelled.pairs, labelled.stances, seed=seed)
    return made


def save_model(
    part: TrainableClassifier | TrainableExtractor, path: str | Path, *, name: str, kind: plugins.Kind = "classifier"
) -> None:
    """Write what a classifier or an extractor has learnt to a file that is there in whole or not at all.

    Args:
        part: The trained classifier or extractor.
        path: The file.
        name: Its registered name, for errors.
        kind: What it is, for errors.

    Raises:
        InputError: The file can't be written.
        NotFittedError: It has learnt nothing yet.
        PluginError: It failed.
    """
    with write_whole(path) as written:
        owner = plugins.registry().owner(kind, name)
        try:
            part.save(written)
        except (StancekitError, OSError):
            raise
        except Exception as error:
            raise PluginError(f"{owner} failed to save {path}: {describe(error)}") from error
        if not written.is_file():
            raise PluginError(f"{owner} saved no file")


def _gold(row: Row, pair: Pair, polarity: str, label: str | None) -> Stance:
    said = text_of(row.values, polarity)
    if said is None:
        raise FieldError(polarity, "the field is empty" if polarity in row.values else "the field is missing")
    found = _POLARITIES.get(said.strip().lower())
    if found is None:
        raise FieldError(polarity, f'expected favor, against or none, found "{said[:40]}"')
    if label is not None and label not in row.values:
        raise FieldError(label, "the field is missing")
    name = text_of(row.values, label) if label else None
    return Stance(target=pair.target.name, polarity=found, label=name, holder=pair.statement.holder)
