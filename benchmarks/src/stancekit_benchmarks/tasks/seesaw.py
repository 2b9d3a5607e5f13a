"""`seesaw`: for or against, given a sentence of US political news, who holds the stance and towards whom (SEESAW)."""

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Card, DataSource, Item, Part, StanceData, StanceTask
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target
from stancekit_benchmarks.items import names_within, without_test_texts
from stancekit_benchmarks.reading import read_json_lines, wrong

FOLDER = "seesaw"
PARTS: dict[str, Part] = {"train": "train", "dev": "test"}
UNNAMED = frozenset(("None", "Not in the list"))
"""What stands for a holder or target that the annotators found no canonical name for."""

OBTAIN = (
    "take the training and the development part from that repository and put them, an article a line with the fields "
    f"id, date, source, title, sentences, entities and stances, into {FOLDER}/train.jsonl and {FOLDER}/dev.jsonl."
)
SOURCE = "launchnlp/SEESAW on GitHub"
CITATION = (
    "Zhang, Beauchamp & Wang, Generative Entity-to-Entity Stance Detection with Knowledge Graph Augmentation, "
    "EMNLP 2022"
)
LICENCE = "CC BY-NC-SA 4.0"

CARD = Card(
    title="SEESAW, polarity given the pair",
    source=SOURCE,
    citation=CITATION,
    licence=LICENCE,
    language="en",
    size="486 articles (381 train, 105 dev) with 8,699 stances (6,263 train, 2,436 dev)",
    labels={"favor": "favor", "against": "against"},
    metric="macro F1 over favor and against",
    obtain=OBTAIN,
    caveats=(
        "The official development part is tested, since the test part isn't used here: nothing may be tuned on it.",
        "Holder and target are canonical names, which stand in the sentence in a minority of the pairs; the slice "
        "`named in the sentence` has these.",
        "A fourth of the pairs has a holder or a target without a name (`None`, `Not in the list`); they are kept, as "
        "the slice `unnamed`.",
        "A majority that reads no text reaches 39.7; the two names masked in the text, a classifier loses nothing: "
        "what is measured is tone more than target.",
    ),
)


class Triple(msgspec.Struct, frozen=True):
    """A stance: the number of its sentence, holder and target by canonical names."""

    sentence: int
    holder: str
    polarity: Polarity
    target: str

    def is_named(self) -> bool:
        """Whether holder and target both have names."""
        return not UNNAMED & {self.holder, self.target}


class Record(msgspec.Struct, frozen=True):
    """An article, a line of the files."""

    id: str
    date: str
    source: str
    sentences: tuple[str, ...]
    stances: tuple[Triple, ...]

    def document(self) -> Document:
        """The article as one text; the files don't say where its paragraphs end."""
        return Document(text=" ".join(self.sentences), id=self.id, date=self.date, publisher=self.source)

    def starts(self) -> list[int]:
        """Where each sentence begins in the document's text."""
        starts = [0]
        for sentence in self.sentences[:-1]:
            starts.append(starts[-1] + len(sentence) + 1)
        return starts


def task() -> StanceTask:
    """The task."""
    return StanceTask(id="seesaw", card=CARD, load=load)


def read_records(source: DataSource, card: Card) -> list[tuple[Part, Record]]:
    """The articles with the part that each belongs to.

    Raises:
        DataMissingError: They aren't there.
        InputError: A line is wrong.
    """
    folder = source.require(FOLDER, card)
    found: list[tuple[Part, Record]] = []
    for name, part in PARTS.items():
        path = folder / f"{name}.jsonl"
        for line, record in read_json_lines(path, Record):
            for index, triple in enumerate(record.stances):
                if not 0 <= triple.sentence < len(record.sentences):
                    message = f"there is no sentence {triple.sentence}; the article has {len(record.sentences)}"
                    raise wrong(path, line, f"stances[{index}].sentence", message)
                if triple.polarity == "none":
                    raise wrong(path, line, f"stances[{index}].polarity", "expected favor or against, found none")
            found.append((part, record))
    return found


def load(source: DataSource) -> StanceData:
    """The pairs; ids are ARTICLE-NUMBER with the number of the stance in the article from 0."""
    items: list[Item] = []
    for part, record in read_records(source, CARD):
        document, starts = record.document(), record.starts()
        for number, triple in enumerate(record.stances):
            sentence, start = record.sentences[triple.sentence], starts[triple.sentence]
            holder = None if triple.holder in UNNAMED else Actor(triple.holder)
            names = names_within(sentence, (triple.holder, triple.target))
            statement = Statement(content=sentence, content_spans=((start, start + len(sentence)),), holder=holder)
            items.append(
                Item(
                    id=f"{record.id}-{number}",
                    pair=Pair(statement, Target(triple.target), document),
                    gold=Stance(target=triple.target, polarity=triple.polarity),
                    part=part,
                    slices=_slices(triple, names),
                    names=names,
                )
            )
    kept, left_out = without_test_texts(items)
    return StanceData(items=kept, left_out=left_out)


def _slices(triple: Triple, names: tuple[str, ...]) -> tuple[str, ...]:
    if not triple.is_named():
        return ("unnamed",)
    return ("named in the sentence",) if len(names) == len({triple.holder, triple.target}) else ()
