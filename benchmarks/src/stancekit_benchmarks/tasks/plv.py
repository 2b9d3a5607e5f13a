"""`plv-root`, `plv-quad` and `plv-binary`: which kind of event a news sentence reports between two actors (PLOVER).

A relation task mapped to stance: the source is the holder, the other actor the target; an event of cooperation is
favor, one of conflict is against, and the answers that are scored are the labels.
"""

from collections.abc import Callable
from functools import partial

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, StanceData, StanceTask
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.target import Target
from stancekit_benchmarks.items import names_within, whole_statement
from stancekit_benchmarks.reading import meaning_of, read_table

FILE = "plv/train.tsv"
COLUMNS = ("sentence", "source", "target", "root", "quad")

ROOTS = (
    "AGREE CONSULT SUPPORT COOPERATE AID YIELD REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
).split()
QUADS = {"1": "verbal cooperation", "2": "material cooperation", "3": "verbal conflict", "4": "material conflict"}
POLARITIES: dict[str, Polarity] = {"1": "favor", "2": "favor", "3": "against", "4": "against"}
BINARY = {"favor": "cooperation", "against": "conflict"}

SOURCE = "snowood1/Zero-Shot-PLOVER on GitHub, the training half of PLV"
CITATION = (
    "Hu, Parolin, Khan, Brandt, Osorio & D'Orazio, Leveraging Codebook Knowledge with NLI and ChatGPT for Zero-Shot "
    "Political Relation Classification, ACL 2024"
)
LICENCE = "none stated"
OBTAIN = (
    "take the training half of PLV from that repository and put it, as tab-separated values with the columns "
    f"{', '.join(COLUMNS)}, into {FILE}."
)


def root_task() -> StanceTask:
    """Fifteen root codes."""
    labels = {root: root for root in ROOTS}
    return _task("plv-root", "15 root codes", labels, lambda root, quad: root)


def quad_task() -> StanceTask:
    """Four quad codes."""
    return _task("plv-quad", "4 quad codes", QUADS, lambda root, quad: QUADS[quad])


def binary_task() -> StanceTask:
    """Cooperation or conflict."""
    labels = {quad: BINARY[POLARITIES[quad]] for quad in QUADS}
    return _task("plv-binary", "cooperation or conflict", labels, lambda root, quad: labels[quad])


def _task(name: str, what: str, labels: dict[str, str], label: Callable[[str, str], str]) -> StanceTask:
    card = Card(
        title=f"PLV, {what}",
        source=SOURCE,
        citation=CITATION,
        licence=LICENCE,
        language="en",
        size="1,050 sentences; five stratified folds",
        labels=labels,
        metric="macro F1 over the labels",
        obtain=OBTAIN,
        caveats=(
            "Published figures are on the other half, which is for testing; these are cross-validated on the training "
            "half and can't be set beside them as they are.",
            "The published file also has columns silver_*: labels by a machine for the same rows, which agree with "
            "gold for 96% (quad) and 88% (root) of them. They are never read.",
            "A few roots stand with the quad code of another group; they are left as published.",
        ),
    )
    return StanceTask(id=name, card=card, load=partial(_load, card=card, label=label), answers="label", folds=5)


def _load(source: DataSource, *, card: Card, label: Callable[[str, str], str]) -> StanceData:
    """The sentences; ids are row numbers from 0."""
    path = source.require(FILE, card)
    items = []
    for number, (line, row) in enumerate(read_table(path, COLUMNS, separator="\t")):
        root = meaning_of(row["root"], {root: root for root in ROOTS}, path, line, "root")
        polarity = meaning_of(row["quad"], POLARITIES, path, line, "quad")
        target = Target(row["target"])
        stance = Stance(target=target.name, polarity=polarity, label=label(root, row["quad"]))
        items.append(
            Item(
                id=str(number),
                pair=Pair(whole_statement(row["sentence"], Actor(row["source"])), target),
                gold=stance,
                names=names_within(row["sentence"], (row["source"], row["target"])),
            )
        )
    return StanceData(items=tuple(items))
