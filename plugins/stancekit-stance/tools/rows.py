"""What the classifier `news` learns from: statements with the polarity of their holder on each of the eight targets.

Reads the articles of `news/` that are there to learn from, its single sentences, the training parts of `diplomacy` and
`plv-stance`, and the statements of `training/written.txt`; never an article that is only scored.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from stancekit import Actor, Document, Statement
from stancekit.contract.stance_task import DataSource
from stancekit.evaluation.articles import GoldArticle
from stancekit.pipeline import Analyzer
from stancekit_benchmarks.reading import read_json, read_text
from stancekit_benchmarks.tasks import diplomacy_grid, plv_stance
from stancekit_benchmarks.tasks.news import BUILDING, gold_statements

CODEBOOK = "diplomacy"
TARGETS = (
    "negotiation", "expansion", "ceasefire", "sanctions", "disarmament", "defense_spending", "security_guarantees",
    "military_aid",
)  # fmt: skip
ANSWERS = {"none": 0, "favor": 1, "against": 2}
FOLDS = 5
WRITTEN = Path(__file__).parents[1] / "training" / "written.txt"
_LETTERS = dict(zip("NECSDBGM", TARGETS, strict=True))


class Row(NamedTuple):
    """One statement.

    Attributes:
        source: Where it is from: news, sentences, diplomacy, plv or written.
        group: The article, or the sentence: rows of one group are never in two folds.
        document: What it stands in.
        statement: The statement, with its holder.
        before: What is known to stand before it; where None, what the document has before it.
        stances: Target to (polarity, conditional).
        unasked: Targets of which it isn't known where its holder stands.
    """

    source: str
    group: str
    document: Document
    statement: Statement
    before: str | None
    stances: dict[str, tuple[str, bool]]
    unasked: frozenset[str] = frozenset()


def read_rows(data: Path) -> list[Row]:
    """All rows, in an order that doesn't change."""
    return [*_news(data / "news"), *_sentences(data / "news"), *_diplomacy(), *_plv(data), *_written()]


def articles(folder: Path) -> list[Path]:
    """The labels of the articles to learn from."""
    own = [path for path in sorted(folder.glob("*.json")) if path.name[0] in BUILDING]
    return [*own, *sorted((folder / "build").glob("*.json"))]


def folds(rows: list[Row]) -> np.ndarray:
    """The fold of each row; all rows of an article, of a sentence or of a written statement are in one."""
    named = sorted({row.group for row in rows if row.source == "news"})
    places = np.random.RandomState(7).permutation(len(named))
    fold = {named[place]: number % FOLDS for number, place in enumerate(places)}
    return np.array([fold.get(row.group, zlib.crc32(row.group.encode()) % FOLDS) for row in rows])


def answers(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """The right answer to each row and target, (rows, 8), and whether it is known."""
    right = [[ANSWERS[row.stances.get(target, ("none", False))[0]] for target in TARGETS] for row in rows]
    known = [[float(target not in row.unasked) for target in TARGETS] for row in rows]
    return np.array(right), np.array(known, np.float32)


def _news(folder: Path) -> Iterator[Row]:
    for path in articles(folder):
        document = Document(text=read_text(path.with_suffix(".txt")), id=path.stem)
        gold = read_json(path, GoldArticle)
        for statement, label in zip(gold_statements(document, gold), gold.statements, strict=True):
            stances = {one.target: (one.polarity, one.conditional) for one in label.stances if one.polarity != "none"}
            unasked = frozenset(one.target for one in label.stances if one.optional)
            yield Row("news", path.stem, document, statement, None, stances, unasked)


def _sentences(folder: Path) -> Iterator[Row]:
    """A row for each holder; a sentence without stances has one, held by the first speaker that is found in it."""
    analyzer = Analyzer(codebook=CODEBOOK, extractor="quotes", classifier="rules")
    for line in read_text(folder / "sentences.jsonl").splitlines():
        item = json.loads(line)
        document = Document(text=item["text"], id=item["id"])
        held: dict[str, dict[str, tuple[str, bool]]] = {}
        for one in item["stances"]:
            held.setdefault(one["holder"], {})[one["target"]] = (one["polarity"], one.get("conditional", False))
        actors = [(Actor(name), stances) for name, stances in held.items()]
        if not actors:
            found = analyzer.analyze(document).statements
            actors = [(found[0].holder if found else None, {})]
        for actor, stances in actors:
            statement = Statement(content=document.text, content_spans=((0, len(document.text)),), holder=actor)
            yield Row("sentences", item["id"], document, statement, item.get("context") or "", stances)


def _diplomacy() -> Iterator[Row]:
    rows: dict[str, Row] = {}
    for item in diplomacy_grid.load(DataSource()).items:
        if item.part != "train":
            continue
        name = item.id.rsplit(":", 1)[0]
        row = rows.setdefault(
            name, Row("diplomacy", name, item.pair.document, item.pair.statement, None, {}, frozenset(TARGETS))
        )
        rows[name] = _with(row, item)
    yield from rows.values()


def _plv(data: Path) -> Iterator[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for item in plv_stance.load(DataSource(data)).items:
        if item.part != "train":
            continue
        number, _, holder = item.id.split(":", 2)
        statement = item.pair.statement
        document = Document(text=statement.content, id=f"plv{number}")
        empty = Row("plv", document.id, document, statement, None, {}, frozenset(TARGETS))
        rows[number, holder] = _with(rows.get((number, holder), empty), item)
    yield from rows.values()


def _with(row: Row, item) -> Row:
    name, gold = item.pair.target.name, item.gold
    known = {name: (gold.polarity, gold.conditional)} if gold.polarity != "none" else {}
    return row._replace(stances=row.stances | known, unasked=row.unasked - {name})


def _written() -> Iterator[Row]:
    """The written statements; the group of one is its line, so that a line put in above it changes the folds."""
    for number, line in enumerate(read_text(WRITTEN).splitlines()):
        if line.startswith("#"):
            continue
        holder, cue, content, labels, *rest = (field.strip() for field in line.split(" | "))
        before = f"{rest[0]}\n\n" if rest else ""
        start = len(before) + len(holder) + 1
        spans = (
            (len(before), start - 1),
            (start, start + len(cue)),
            (start + len(cue) + 1, start + len(cue) + 1 + len(content)),
        )
        statement = Statement(
            content=content, content_spans=(spans[2],), cue=cue, cue_spans=(spans[1],), source=holder,
            source_spans=(spans[0],), speaker=Actor(holder), holder=Actor(holder),
        )  # fmt: skip
        stances = {
            _LETTERS[label[0]]: ("favor" if label[1] == "+" else "against", label.endswith("?"))
            for label in (labels.split() if labels != "-" else ())
        }
        document = Document(text=f"{before}{holder} {cue} {content}.", id=f"own{number}")
        yield Row("written", document.id, document, statement, None, stances)
