"""The laws of a benchmark task: its card says what the data are, and its loader brings the same sound items each time.

Where a task's data aren't here, what needs them is skipped. Imports the evaluation's tasks and splits.
"""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

from stancekit.contract.classifier import Pair
from stancekit.contract.document_task import DocumentData, DocumentTask, System
from stancekit.contract.stance_task import Card, DataSource, Item, StanceTask
from stancekit.errors import DataMissingError, describe
from stancekit.evaluation.metrics import METRICS
from stancekit.evaluation.splits import LeakError, split
from stancekit.formats.json import encode
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement, join_spans
from stancekit.testing.checks import LawBroken, Laws, NotApplicable, Trial
from stancekit.testing.watching import watch

LAWS = Laws()
"""Those of any task."""

STATEMENT_LAWS = Laws()
"""Those of a `StanceTask`."""

ARTICLE_LAWS = Laws()
"""Those of a `DocumentTask`."""

_SETTINGS = ("in-target", "cross-target", "zero-shot", "cross-domain")


def _data(trial: Trial) -> Any:
    """The task's `StanceData` or `DocumentData`."""
    try:
        return trial.subject.make().load(DataSource())
    except DataMissingError as error:
        raise NotApplicable(f"its data aren't here: {error}") from error


def _items(trial: Trial) -> tuple[Item, ...]:
    items: tuple[Item, ...] = _data(trial).items
    return items


@LAWS.law()
def is_a_task(trial: Trial) -> None:
    """The factory makes a StanceTask or a DocumentTask whose id is the name that it is registered under."""
    task = trial.subject.make()
    if not isinstance(task, StanceTask | DocumentTask):
        raise LawBroken(f"the factory makes a {type(task).__name__}")
    if trial.subject.registered and task.id != trial.subject.name:
        raise LawBroken(f'the id is "{task.id}"')


@LAWS.law()
def card_says_all(trial: Trial) -> None:
    """Every field of the card says something: where the data come from, their licence, how to get them."""
    card: Card = trial.subject.make().card
    for name in ("title", "source", "citation", "licence", "language", "size", "metric", "obtain"):
        if not str(getattr(card, name)).strip():
            raise LawBroken(f"the card has no {name}")
    if not card.labels:
        raise LawBroken("the card has no labels")


@LAWS.law()
def known_measures(trial: Trial) -> None:
    """The official metric is there, and so are the settings."""
    task = trial.subject.make()
    if isinstance(task, DocumentTask):
        if task.measure not in task.measures:
            raise LawBroken(f'the measure "{task.measure}" isn\'t among {", ".join(task.measures)}')
        return
    if task.metric not in METRICS:
        raise LawBroken(f'no metric is called "{task.metric}"; there are {", ".join(METRICS)}')
    if not task.settings or set(task.settings) - set(_SETTINGS):
        raise LawBroken(f"the settings {task.settings}; there are {', '.join(_SETTINGS)}")


@LAWS.law()
def missing_data_are_said(trial: Trial) -> None:
    """Without its data it raises DataMissingError, or has data of its own; it leaves the network alone."""
    task = trial.subject.make()
    with TemporaryDirectory() as folder, watch() as deeds:
        try:
            task.load(DataSource(folder, hub=False))
        except DataMissingError:
            pass
        except (Exception, SystemExit) as error:
            raise LawBroken(f"it raises {describe(error)}, not DataMissingError") from error
    if deeds.network:
        raise LawBroken(f"told not to ask the hub, it used the network: {deeds.network[0]}")


@LAWS.law()
def loads_the_same_again(trial: Trial) -> None:
    """Loaded twice, the data are the same, in the same order."""
    if encode(_data(trial)) != encode(_data(trial)):
        raise LawBroken("the second time it loads something else")


@LAWS.law()
def has_items(trial: Trial) -> None:
    """There is something to test on."""
    data = _data(trial)
    task = trial.subject.make()
    if isinstance(data, DocumentData):
        if not data.part("test"):
            raise LawBroken("no article is of the test part")
    elif not data.items or not (task.folds or any(item.part == "test" for item in data.items)):
        raise LawBroken("no item is of the test part, and there are no folds")


@STATEMENT_LAWS.law()
def ids_used_once(trial: Trial) -> None:
    """No two items of a part have the same id."""
    seen = set()
    for item in _items(trial):
        if (item.part, item.id) in seen:
            raise LawBroken(f'the id "{item.id}" comes twice in {item.part}')
        seen.add((item.part, item.id))


@STATEMENT_LAWS.law()
def gold_answers_the_question(trial: Trial) -> None:
    """Each right answer is about the item's target, with a polarity, and with a label where labels are asked for."""
    task = trial.subject.make()
    for item in _items(trial):
        gold = item.gold
        if gold.target != item.pair.target.name:
            raise LawBroken(f'the answer to {item.id} is about "{gold.target}", not "{item.pair.target.name}"')
        if gold.polarity not in ("favor", "against", "none"):
            raise LawBroken(f"the answer to {item.id} has the polarity {gold.polarity!r}")
        if task.answers == "label" and gold.label is None:
            raise LawBroken(f"the answer to {item.id} has no label, where labels are asked for")


@STATEMENT_LAWS.law()
def words_stand_at_their_spans(trial: Trial) -> None:
    """The content of each statement is what stands at its spans, in the document where there is one."""
    for item in _items(trial):
        statement, document = item.pair.statement, item.pair.document
        text = document.text if document is not None else statement.content
        if document is None and len(statement.content_spans) > 1:
            continue
        if join_spans(text, statement.content_spans) != statement.content:
            raise LawBroken(f"the content of {item.id} isn't what stands at {statement.content_spans}")


@STATEMENT_LAWS.law()
def train_and_test_apart(trial: Trial) -> None:
    """In each of its settings no sentence, and no target that the setting forbids, stands on both sides."""
    task, items = trial.subject.make(), _items(trial)
    for setting in task.settings:
        if setting == "cross-domain":
            continue
        try:
            split(task, items, setting)
        except LeakError as error:
            raise LawBroken(f"{setting}: {error}") from error


@STATEMENT_LAWS.law()
def contrasts_are_contrasts(trial: Trial) -> None:
    """A contrast by negation has two answers, one by tone has one answer twice."""
    for contrast in _data(trial).contrasts:
        same = contrast.first.gold.polarity == contrast.second.gold.polarity
        if same != (contrast.kind == "sentiment"):
            answers = f"{contrast.first.gold.polarity} and {contrast.second.gold.polarity}"
            raise LawBroken(f"the contrast of {contrast.first.id} by {contrast.kind} has the answers {answers}")


@ARTICLE_LAWS.law()
def scores_within_bounds(trial: Trial) -> None:
    """A system that finds nothing is scored, by all measures that it names, from 0 to 1."""
    task = trial.subject.make()
    result = task.run(_data(trial), System(_Nothing(), _Nothing()), "test")
    if not result.conditions or next(iter(result.conditions)) != "raw text":
        raise LawBroken('the first condition isn\'t "raw text"')
    for condition, scores in result.conditions.items():
        for measure, figure in scores.figures.items():
            if measure not in task.measures:
                raise LawBroken(f'the measure "{measure}" has no definition')
            if not 0 <= figure.f1 <= 1:
                raise LawBroken(f"{measure} is {figure.f1} on {condition}")


class _Nothing:
    """An extractor and a classifier that find nothing."""

    def extract(self, document: Document) -> list[Statement]:
        return []

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        return [Stance(target=pair.target.name, polarity="none") for pair in pairs]


@LAWS.law()
def no_writes(trial: Trial) -> None:
    """It writes no file."""
    with watch() as deeds:
        _data(trial)
    if deeds.writes:
        raise LawBroken(f"it wrote {deeds.writes[0]}")
