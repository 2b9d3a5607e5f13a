"""`plv-stance`: real news sentences with stance labels of our own, by row number, on the training half of PLV.

The labels are shipped (`data/plv_labels.jsonl`); the sentences aren't, and are read from the user's copy of PLV.
"""

from pathlib import Path

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, StanceData, StanceTask
from stancekit.hosting import plugins
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit_benchmarks.data import shipped
from stancekit_benchmarks.items import whole_statement, without_test_texts
from stancekit_benchmarks.reading import read_json_lines, read_table, wrong
from stancekit_benchmarks.tasks.plv import CITATION as SENTENCES
from stancekit_benchmarks.tasks.plv import FILE, LICENCE, OBTAIN, SOURCE

LABELS = "plv_labels.jsonl"
CODEBOOK = "diplomacy"

CARD = Card(
    title="Stance on PLV",
    source=f"labels: with this distribution; sentences: {SOURCE}",
    citation=f"the labels are stancekit's own; the sentences are from {SENTENCES}",
    licence=f"labels: Apache-2.0; sentences: {LICENCE}",
    language="en",
    size="nearly 400 (sentence, holder, target) triples on the eight targets of the codebook diplomacy, two in five of "
    "them none",
    labels={"favor": "favor", "against": "against", "none": "none"},
    metric="macro F1 over favor, against and none",
    obtain=OBTAIN,
    caveats=(
        "Even rows train, odd rows test. Labelled by a written guideline before anything was tuned on them, and once "
        "more without sight of the first labels: Krippendorff's alpha 0.83 over 393 triples. Both annotators are "
        "language models, so it says nothing of people.",
        "Deeds of the holder count as positions here: to impose sanctions is to be for them.",
        "Three targets (expansion, security_guarantees, defense_spending) have too few sentences to say anything of.",
    ),
)


class Label(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the labels.

    Attributes:
        row: The row of PLV's training half, counted from 0 after the header.
        target: A target of the codebook `diplomacy`.
        holder: Whose position is asked for, as it stands in the sentence.
        polarity: The first annotator's answer.
        conditional: Whether the position holds only under a condition.
        second: The second annotator's answer.
    """

    row: int
    target: str
    holder: str
    polarity: Polarity
    conditional: bool
    second: Polarity


def task() -> StanceTask:
    """The task."""
    return StanceTask(id="plv-stance", card=CARD, load=load)


def load(source: DataSource) -> StanceData:
    """The labelled sentences; ids are ROW:TARGET:HOLDER."""
    path = source.require(FILE, CARD)
    codebook = plugins.get_codebook(CODEBOOK)
    with shipped(LABELS) as labels:
        return read(path, labels, codebook)


def read(sentences: Path, labels: Path, codebook: Codebook) -> StanceData:
    """The items of a file of labels, without those on which the annotators differ.

    Args:
        sentences: PLV's training half, tab-separated with a header.
        labels: JSON lines, each a `Label`.
        codebook: Where its targets are defined.

    Raises:
        InputError: A file is wrong, or a label names a row, a holder or a target that isn't there.
    """
    rows = [row["sentence"] for _, row in read_table(sentences, ("sentence",), separator="\t")]
    targets = {target.name: target for target in codebook.targets}
    items = []
    differing = 0
    for line, label in read_json_lines(labels, Label):
        if not 0 <= label.row < len(rows):
            raise wrong(
                labels, line, "row", f"there is no row {label.row}; the sentences have rows 0 to {len(rows) - 1}"
            )
        if label.target not in targets:
            known = ", ".join(targets)
            raise wrong(labels, line, "target", f'"{label.target}" is no target of {codebook.name}, which has {known}')
        sentence = rows[label.row]
        if label.holder not in sentence:
            raise wrong(labels, line, "holder", f'"{label.holder}" doesn\'t stand in the sentence of row {label.row}')
        if label.second != label.polarity:
            differing += 1
            continue
        items.append(
            Item(
                id=f"{label.row}:{label.target}:{label.holder}",
                pair=Pair(whole_statement(sentence, Actor(label.holder)), targets[label.target]),
                gold=Stance(target=label.target, polarity=label.polarity, conditional=label.conditional),
                part="test" if label.row % 2 else "train",
                slices=("conditional",) if label.conditional else (),
                names=(label.holder,),
            )
        )
    kept, left_out = without_test_texts(items)
    if differing:
        left_out = (*left_out, f"{differing} labels on which the annotators differ")
    return StanceData(items=kept, left_out=left_out)
