"""`vast`: the stance of comments on topics that no training item has (VAST), always zero-shot.

With the training file alone the split is ours, by topic and by post; with the published files, it is theirs.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, Part, StanceData, StanceTask
from stancekit.evaluation.splits import sentence_key
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.target import Target
from stancekit_benchmarks.items import whole_statement, without_test_texts
from stancekit_benchmarks.reading import meaning_of, read_header, read_table

FOLDER = "vast"
LABELS: dict[str, Polarity] = {"0": "against", "1": "favor", "2": "none"}
KINDS = {"1": "as found", "2": "as corrected", "3": "as listed", "4": "synthetic neutral"}
SYNTHETIC = "4"

TESTED = 0.3
"""The share of topics, and of posts, that our own split tests."""

CARD = Card(
    title="VAST",
    source="emilyallaway/zero-shot-stance on GitHub",
    citation="Allaway & McKeown, Zero-Shot Stance Detection: A Dataset and Model using Generalized Topic "
    "Representations, EMNLP 2020",
    licence="none stated",
    language="en",
    size="13,477 pairs of a comment and a topic in the training file, over 5,000 topics",
    labels={"0": "against", "1": "favor", "2": "none"},
    metric="macro F1 over favor, against and none",
    obtain=f"take vast_train.csv, and for the published split vast_dev.csv and vast_test.csv, from that repository "
    f"and put them into a folder {FOLDER}; train.csv with the columns post, topic, label and type_idx is read too.",
    caveats=(
        "2,313 of the training file's neutrals are synthetic: comments paired with a random topic. Their topic column "
        "is known to be unreliable. They are a slice of their own, and so is everything else without them.",
        "Without the published test file the split is ours: a pair is tested where a hash of its topic and a hash of "
        "its post both say so, trained on where both say the other, and else left out. Its figures can't be set "
        "beside published ones.",
        "In the published split only the zero-shot half of dev and test is taken.",
    ),
)


def task() -> StanceTask:
    """The task."""
    return StanceTask(id="vast", card=CARD, load=load, settings=("zero-shot",))


def load(source: DataSource) -> StanceData:
    """The pairs; ids are FILE-NUMBER with the number of the row from 0."""
    folder = source.find(FOLDER)
    files = [folder / name for name in ("vast_train.csv", "train.csv")] if folder else []
    train = next((path for path in files if path.exists()), None)
    if train is None:
        raise source.missing(CARD)
    dev, test = train.with_name("vast_dev.csv"), train.with_name("vast_test.csv")
    return _published(train, dev, test) if test.exists() else _own_split(train)


def _published(train: Path, dev: Path, test: Path) -> StanceData:
    found = list(_rows(train, "train", seen=False))
    if dev.exists():
        found.extend(_rows(dev, "dev", seen=True))
    found.extend(_rows(test, "test", seen=True))
    items, left_out = without_test_texts(found)
    note = "the few-shot half of dev and test, whose topics are trained on"
    return StanceData(items=items, left_out=(note, *left_out))


def _own_split(train: Path) -> StanceData:
    items: list[Item] = []
    dropped = 0
    for item in _rows(train, "train", seen=False):
        topic = _is_tested(item.pair.target.name.casefold())
        post = _is_tested(sentence_key(item.pair.statement.content))
        if topic and post:
            items.append(replace(item, part="test"))
        elif not topic and not post:
            items.append(item)
        else:
            dropped += 1
    note = f"{dropped} pairs of a tested topic with a trained post or the other way round"
    return StanceData(items=tuple(items), left_out=(note,))


def _rows(path: Path, part: Part, *, seen: bool) -> Iterator[Item]:
    """The rows of a file; with `seen`, without those of topics that are trained on."""
    columns = ["post", "label", "type_idx"]
    published = "new_topic" in read_header(path)
    columns += ["new_topic", "topic_str"] if published else ["topic"]
    for number, (line, row) in enumerate(read_table(path, [*columns, *(["seen?"] if seen else [])])):
        if seen and row["seen?"] != "0":
            continue
        meaning_of(row["type_idx"], KINDS, path, line, "type_idx")
        polarity = meaning_of(row["label"], LABELS, path, line, "label")
        synthetic = row["type_idx"] == SYNTHETIC
        # For synthetic neutrals the published `new_topic` is still that of the pair that they were made from.
        topic = row["topic"] if not published else row["topic_str"] if synthetic else row["new_topic"]
        target = Target(topic.strip())
        yield Item(
            id=f"{path.stem}-{number}",
            pair=Pair(whole_statement(row["post"].strip()), target),
            gold=Stance(target=target.name, polarity=polarity),
            part=part,
            slices=("synthetic neutral" if synthetic else "without synthetic neutrals",),
        )


def _is_tested(text: str) -> bool:
    """A lot that falls the same way for the same text on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") < TESTED * 2**32
