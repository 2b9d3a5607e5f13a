"""`tweeteval`: the stance of tweets on five targets (SemEval-2016 Task 6A in TweetEval's form and split)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, Part, StanceData, StanceTask
from stancekit.errors import InputError
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.target import Target
from stancekit_benchmarks.hub import Rows, read_splits
from stancekit_benchmarks.items import whole_statement, without_test_texts
from stancekit_benchmarks.reading import meaning_of, read_lines, wrong

FOLDER = "tweeteval_stance"
REPOSITORY = "cardiffnlp/tweet_eval"

TARGETS = {
    "abortion": Target("abortion", aliases=("legalization of abortion",)),
    "atheism": Target("atheism"),
    "climate": Target("climate change", aliases=("climate change is a real concern",)),
    "feminist": Target("feminist movement", aliases=("feminism",)),
    "hillary": Target("Hillary Clinton", aliases=("Hillary", "Clinton")),
}
"""The name of each in TweetEval's files and configurations, and the target that it stands for."""

LABELS: dict[str, Polarity] = {"0": "none", "1": "against", "2": "favor"}

PARTS: dict[str, Part] = {"train": "train", "val": "dev", "test": "test"}
HUB_SPLITS = {"train": "train", "val": "validation", "test": "test"}

CARD = Card(
    title="TweetEval stance",
    source=f"{REPOSITORY} on the hub, configurations stance_abortion, stance_atheism, stance_climate, "
    "stance_feminist and stance_hillary; cardiffnlp/tweeteval on GitHub",
    citation="Mohammad, Kiritchenko, Sobhani, Zhu & Cherry, SemEval-2016 Task 6: Detecting Stance in Tweets, "
    "SemEval 2016; Barbieri, Camacho-Collados, Espinosa-Anke & Neves, TweetEval, Findings of EMNLP 2020",
    licence="no restriction by TweetEval; SemEval's and the platform's terms apply",
    language="en",
    size="4,163 tweets on five targets: 2,620 train, 294 validation, 1,249 test",
    labels={"0": "none", "1": "against", "2": "favor"},
    metric="F1 of favor and of against, averaged, over the five test sets pooled",
    obtain=f"it is read from the hub; or put TweetEval's files of the five targets, named like "
    f"abortion_train_text.txt and abortion_train_labels.txt, into a folder {FOLDER}.",
    caveats=(
        "The pooled metric hides the targets: a majority for each target that reads no text reaches 65.2, and 40.1 as "
        "the mean over targets.",
        "Tweets of 2016 on matters of the United States; user names are masked, hashtags often give the stance away.",
        "Reviewers of other collections have questioned some of the labels.",
    ),
)


def task() -> StanceTask:
    """The task."""
    return StanceTask(
        id="tweeteval",
        card=CARD,
        load=load,
        metric="f_favor_against",
        settings=("in-target", "cross-target", "zero-shot"),
        transfers=(
            ("feminist movement", "abortion"),
            ("abortion", "feminist movement"),
            ("atheism", "abortion"),
            ("abortion", "atheism"),
        ),
    )


def load(source: DataSource) -> StanceData:
    """The tweets; ids are TARGET-SPLIT-NUMBER with the number of the line from 0."""
    folder = source.find(FOLDER)
    found = _from_folder(folder) if folder is not None else _from_hub(source)
    items, left_out = without_test_texts(found)
    return StanceData(items=items, left_out=left_out)


def _from_folder(folder: Path) -> Iterator[Item]:
    for name in TARGETS:
        for split in PARTS:
            labels_file = folder / f"{name}_{split}_labels.txt"
            texts = read_lines(folder / f"{name}_{split}_text.txt")
            labels = read_lines(labels_file)
            if len(texts) != len(labels):
                raise wrong(labels_file, None, "label", f"{len(labels)} labels for {len(texts)} texts")
            for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
                polarity = meaning_of(label.strip(), LABELS, labels_file, number + 1, "label")
                yield _item(name, split, number, text, polarity)


def _from_hub(source: DataSource) -> Iterator[Item]:
    for name in TARGETS:
        splits = read_splits(source, CARD, folder=FOLDER, repository=REPOSITORY, configuration=f"stance_{name}")
        yield from items_of_rows(name, splits)


def items_of_rows(name: str, splits: Mapping[str, Rows]) -> Iterator[Item]:
    """The items of one target from the rows that the hub gives; raises `InputError` with split, row and column."""
    for split, published in HUB_SPLITS.items():
        for number, row in enumerate(splits[published]):
            label = str(row["label"])
            if label not in LABELS:
                expected = ", ".join(LABELS)
                place = f"{REPOSITORY}, stance_{name}, {published}, row {number}"
                raise InputError(f'{place}: label: expected one of {expected}, found "{label}"')
            yield _item(name, split, number, row["text"], LABELS[label])


def _item(name: str, split: str, number: int, text: str, polarity: Polarity) -> Item:
    target = TARGETS[name]
    return Item(
        id=f"{name}-{split}-{number}",
        pair=Pair(whole_statement(text.strip()), target),
        gold=Stance(target=target.name, polarity=polarity),
        part=PARTS[split],
    )
