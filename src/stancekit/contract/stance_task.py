"""A benchmark task: a card that says what the data are, and a loader that brings them as labelled pairs.

A task doesn't score and doesn't split beyond what its authors published: settings, metrics and probes are the same for
all and live in their own modules. Imports the nouns and the classifier's interface.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.errors import DataMissingError
from stancekit.nouns.stance import Stance

Setting = Literal["in-target", "cross-target", "zero-shot", "cross-domain"]
"""How train and test relate. `in-target`: the same targets in both. `cross-target`: trained on one target, tested on
another. `zero-shot`: no target of the test was trained on. `cross-domain`: trained on one task, tested on another."""

Part = Literal["train", "dev", "test"]

Answers = Literal["polarity", "label"]
"""What a task asks for: the polarity, or a label of its own."""

DATA_VARIABLE = "STANCEKIT_DATA"
"""The environment variable that names the folder of the corpora."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader of a figure has to know of the data behind it.

    Attributes:
        title: The data set's name.
        source: Where it was published: a repository or an identifier on the hub.
        citation: Authors, title, venue and year.
        licence: The licence as published; "none stated" where there is none.
        language: A BCP 47 tag.
        size: How much there is, in words.
        labels: The data set's labels, each with the polarity or label that it becomes here.
        metric: What its authors report, in words.
        obtain: How to get the data, in a sentence: what to download, from where, and where to put it.
        caveats: What is known to be wrong with it, or easy to misread.
    """

    title: str
    source: str
    citation: str
    licence: str
    language: str
    size: str
    labels: dict[str, str]
    metric: str
    obtain: str
    caveats: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One labelled pair.

    Attributes:
        id: A name that is stable over versions of the loader: a row number, the data set's own id.
        pair: The question.
        gold: The right answer; `polarity` always, `label` where the task's answers are labels.
        part: The published part that it belongs to.
        slices: Groups that are also scored on their own: "negation", "synthetic neutral".
        names: The actors' names as they stand in the content, for the probe that masks them.
    """

    id: str
    pair: Pair
    gold: Stance
    part: Part = "test"
    slices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """Two items that differ in one respect.

    Attributes:
        kind: "negation": the words differ by a negation, and the answer changes. "sentiment": the tone differs, and
            the answer stays.
        first: One of them.
        second: The other.
    """

    kind: Literal["negation", "sentiment"]
    first: Item
    second: Item


class StanceData(msgspec.Struct, frozen=True, kw_only=True):
    """What a loader brings.

    Attributes:
        items: All labelled pairs, in the order of the files.
        contrasts: Pairs of items for the probes that ask for them.
        left_out: What the loader left out on purpose, each with its reason: part of the result file.
    """

    items: tuple[Item, ...]
    contrasts: tuple[Contrast, ...] = ()
    left_out: tuple[str, ...] = ()

    def to_train(self) -> tuple[Item, ...]:
        """The items of the parts that may be trained on: train and dev."""
        return tuple(item for item in self.items if item.part != "test")


def to_learn(item: Item, answers: Answers) -> Stance:
    """What a classifier is told of an item: its label where the answers are labels, else its polarity alone."""
    gold = item.gold
    return gold if answers == "label" or gold.label is None else msgspec.structs.replace(gold, label=None)


class DataSource:
    """Where a task's data come from: a folder, or the hub."""

    def __init__(self, folder: str | Path | None = None, *, hub: bool | None = None) -> None:
        """Look in `folder`, else in that of `STANCEKIT_DATA`; `hub` says whether to ask the hub after that.

        By default the hub is asked unless `HF_HUB_OFFLINE` is set.
        """
        named = folder if folder is not None else os.environ.get(DATA_VARIABLE)
        self.folder = Path(named) if named else None
        self.hub = hub if hub is not None else os.environ.get("HF_HUB_OFFLINE", "0").lower() in ("", "0", "false", "no")

    def find(self, name: str) -> Path | None:
        """The file or folder of this name in the folder of the corpora; None where there is none."""
        path = self.folder / name if self.folder else None
        return path if path is not None and path.exists() else None

    def require(self, name: str, card: Card) -> Path:
        """The same for a corpus that the hub doesn't host; raises `DataMissingError` where there is none."""
        path = self.find(name)
        if path is None:
            raise self.missing(card)
        return path

    def missing(self, card: Card) -> DataMissingError:
        """The error to raise where the data are nowhere."""
        looked = f"in {self.folder}" if self.folder else f"anywhere ({DATA_VARIABLE} isn't set)"
        return DataMissingError(
            f"{card.title}: not found {looked}; {card.obtain} Source: {card.source}. Licence: {card.licence}."
        )


class StanceTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task whose items are (statement, target) pairs.

    Attributes:
        id: The name by which users ask for it.
        card: What the data are.
        load: Brings the data. Raises `DataMissingError` where they are nowhere, `InputError` where they are wrong.
        answers: What is scored: the polarity, or the label.
        metric: The official metric, by its name in `stancekit.evaluation.metrics`.
        settings: The settings that make sense for it.
        folds: 0 for the published parts (train and dev against test); else the number of stratified folds.
        transfers: For `cross-target`: pairs of target names, trained on the first and tested on the second.
    """

    id: str
    card: Card
    load: Callable[[DataSource], StanceData]
    answers: Answers = "polarity"
    metric: str = "macro_f1"
    settings: tuple[Setting, ...] = ("in-target",)
    folds: int = 0
    transfers: tuple[tuple[str, str], ...] = ()
