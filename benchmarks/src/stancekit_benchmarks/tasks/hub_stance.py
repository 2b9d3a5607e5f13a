"""`x-stance` and `claim-stance`: stance data sets of the hub that need no more than a table of their columns."""

from collections.abc import Iterator
from functools import partial

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, Part, Setting, StanceData, StanceTask
from stancekit.errors import InputError
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.target import Target
from stancekit_benchmarks.hub import read_splits
from stancekit_benchmarks.items import whole_statement, without_test_texts

PARTS: dict[str, Part] = {"train": "train", "validation": "dev", "test": "test"}


class HubTable(msgspec.Struct, frozen=True, kw_only=True):
    """A data set on the hub.

    Attributes:
        repository: Its name there.
        configuration: The configuration; None where there is only one.
        revision: The branch; None for the main one.
        folder: The folder of a user's data that may hold it instead.
        id: The column with the row's own id.
        text: The column with the words.
        target: The column with what they are about.
        label: The column with the answer.
        labels: The answers, each with its polarity.
    """

    repository: str
    configuration: str | None = None
    revision: str | None = None
    folder: str
    id: str
    text: str
    target: str
    label: str
    labels: dict[str, Polarity]


X_STANCE = HubTable(
    repository="ZurichNLP/x_stance",
    # The main branch holds a script, which `datasets` no longer runs; this one holds its result.
    revision="refs/convert/parquet",
    folder="x_stance",
    id="id",
    text="comment",
    target="question",
    label="label",
    labels={"FAVOR": "favor", "AGAINST": "against"},
)

CLAIM_STANCE = HubTable(
    repository="ibm-research/claim_stance",
    configuration="claim_stance",
    folder="claim_stance",
    id="claims.claimId",
    text="claims.claimCorrectedText",
    target="topicText",
    label="claims.stance",
    labels={"PRO": "favor", "CON": "against"},
)


def x_stance_task() -> StanceTask:
    """Comments of Swiss candidates on political questions, in German, French and Italian."""
    card = Card(
        title="x-stance",
        source=f"{X_STANCE.repository} on the hub",
        citation="Vamvas & Sennrich, X-Stance: A Multilingual Multi-Target Dataset for Stance Detection, SwissText & "
        "KONVENS 2020",
        licence="CC BY-NC 4.0",
        language="mul",
        size="67,271 comments on over 150 questions: 45,640 train, 3,926 validation, 17,705 test",
        labels={"FAVOR": "favor", "AGAINST": "against"},
        metric="macro F1, by language and by whether question and topic are new",
        obtain=f"it is read from the hub; or put its splits into a folder {X_STANCE.folder}, a file each.",
        caveats=(
            "German, French and Italian (Italian in the test part alone): a classifier for English is out of place.",
            "The test part mixes new comments on trained questions with new questions and new topics; only the whole "
            "is scored here, which isn't what its authors report.",
        ),
    )
    return _task("x-stance", card, X_STANCE, "macro_f1", "in-target")


def claim_stance_task() -> StanceTask:
    """Claims for or against a debate's topic."""
    card = Card(
        title="IBM Debater claim stance",
        source=f"{CLAIM_STANCE.repository} on the hub, configuration {CLAIM_STANCE.configuration}",
        citation="Bar-Haim, Bhattacharya, Dinuzzo, Saha & Slonim, Stance Classification of Context-Dependent Claims, "
        "EACL 2017",
        licence="CC BY 3.0 on the hub; CC BY-SA 3.0 as first released",
        language="en",
        size="2,394 claims from Wikipedia on 55 topics",
        labels={"PRO": "favor", "CON": "against"},
        metric="accuracy (its authors plot it over coverage)",
        obtain=f"it is read from the hub; or put its splits into a folder {CLAIM_STANCE.folder}, a file each.",
        caveats=("The topics of train and test are disjoint, so that no target of the test is trained on.",),
    )
    return _task("claim-stance", card, CLAIM_STANCE, "accuracy", "zero-shot")


def _task(name: str, card: Card, table: HubTable, metric: str, setting: Setting) -> StanceTask:
    return StanceTask(
        id=name, card=card, load=partial(load, card=card, table=table), metric=metric, settings=(setting,)
    )


def load(source: DataSource, *, card: Card, table: HubTable) -> StanceData:
    """The rows of all splits; ids are those of the data set.

    Raises:
        DataMissingError: It is neither in the user's folder nor to be had from the hub.
        InputError: A row lacks a column, or has a label that isn't in the table.
    """
    items, left_out = without_test_texts(_rows(source, card, table))
    return StanceData(items=items, left_out=left_out)


def _rows(source: DataSource, card: Card, table: HubTable) -> Iterator[Item]:
    splits = read_splits(
        source,
        card,
        folder=table.folder,
        repository=table.repository,
        configuration=table.configuration,
        revision=table.revision,
    )
    for split, part in PARTS.items():
        for number, row in enumerate(splits.get(split, ())):
            place = f"{table.repository}, {split}, row {number}"
            for column in (table.id, table.text, table.target, table.label):
                if row.get(column) is None:
                    raise InputError(f"{place}: {column}: the column is missing or empty")
            label = str(row[table.label])
            if label not in table.labels:
                expected = ", ".join(table.labels)
                raise InputError(f'{place}: {table.label}: expected one of {expected}, found "{label}"')
            target = Target(str(row[table.target]).strip())
            yield Item(
                id=f"{split}-{row[table.id]}",
                pair=Pair(whole_statement(str(row[table.text]).strip()), target),
                gold=Stance(target=target.name, polarity=table.labels[label]),
                part=part,
            )
