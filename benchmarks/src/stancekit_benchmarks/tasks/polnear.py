"""`polnear`: which attributions an extractor finds in whole articles (PolNeAR)."""

from collections import defaultdict
from collections.abc import Sequence

from stancekit.contract.document_task import Article, DocumentData, DocumentResult, DocumentTask, System
from stancekit.contract.extractor import Extractor, TrainableExtractor
from stancekit.contract.scores import DocumentScores
from stancekit.contract.stance_task import Card, DataSource, Part
from stancekit.evaluation.attribution import MEASURES, Attribution, attribution_of, score_attributions
from stancekit.evaluation.tallies import sum_up
from stancekit.formats.standoff import read_attributions
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit_benchmarks.reading import read_text

FOLDER = "polnear"
PARTS: dict[str, Part] = {"train": "train", "dev": "test"}

CARD = Card(
    title="PolNeAR",
    source="networkdynamics/PolNeAR on GitHub",
    citation="Newell, Margolin & Ruths, An Attribution Relations Corpus for Political News, LREC 2018",
    licence="none stated",
    language="en",
    size="924 articles of US political news (840 train, 84 dev)",
    labels={"Source": "source", "Cue": "cue", "Content": "content"},
    metric="F1 of `who`: content and source both right",
    obtain=f"take the train and dev parts from that repository and put them into folders {FOLDER}/train and "
    f"{FOLDER}/dev, with the articles in text and the annotations in attributions.",
    caveats=(
        "The dev part is tested; its test part isn't used here.",
        "Everything with a source counts, beliefs and documents too, so that a precise extractor of speech has a low "
        "recall. Where several annotators did an article, the first is gold.",
    ),
)

_MEASURE = "who"

_THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Gold = tuple[Attribution, ...]


def task() -> DocumentTask[Gold]:
    """The task."""
    return DocumentTask(id="polnear", card=CARD, measure=_MEASURE, measures=MEASURES, load=load, run=run)


def load(source: DataSource) -> DocumentData[Gold]:
    """The articles, by the names of their files.

    Raises:
        DataMissingError: They aren't there.
        InputError: An annotation is wrong.
    """
    folder = source.require(FOLDER, CARD)
    articles: list[Article[Gold]] = []
    unannotated = 0
    for name, part in PARTS.items():
        annotations = defaultdict(list)
        for path in sorted((folder / name / "attributions").glob("*.ann")):
            stem, _, _annotator = path.stem.rpartition("_")
            annotations[stem].append(path)
        for path in sorted((folder / name / "text").glob("*.txt")):
            if path.stem not in annotations:
                unannotated += 1
                continue
            gold = tuple(Attribution(**spans) for _, spans in read_attributions(annotations[path.stem][0]))
            articles.append(Article(document=Document(text=read_text(path), id=path.stem), gold=gold, part=part))
    left_out = (f"{unannotated} articles without annotations",) if unannotated else ()
    return DocumentData(articles=tuple(articles), left_out=left_out)


def run(data: DocumentData[Gold], system: System, part: Part) -> DocumentResult:
    """The scores of the system's extractor on the articles of one part.

    An extractor that learns is also scored at several thresholds: how it trades precision against recall.
    """
    articles, extractor = data.part(part), system.extractor
    conditions = {"raw text": _score(articles, _find(articles, extractor), 0.0)}
    if isinstance(extractor, TrainableExtractor):
        chosen, extractor.threshold = extractor.threshold, 0.0
        found = _find(articles, extractor)
        extractor.threshold = chosen
        conditions |= {f"confidence {least:.1f}": _score(articles, found, least) for least in _THRESHOLDS}
    return DocumentResult(conditions=conditions)


def _find(articles: Sequence[Article[Gold]], extractor: Extractor) -> list[Sequence[Statement]]:
    return [extractor.extract(article.document) for article in articles]


def _score(articles: Sequence[Article[Gold]], found: Sequence[Sequence[Statement]], least: float) -> DocumentScores:
    """The scores of what an extractor is at least so sure of; what has no confidence counts."""
    scores = []
    for article, statements in zip(articles, found, strict=True):
        sure = [one for one in statements if one.confidence is None or one.confidence >= least]
        attributions = map(attribution_of, sure)
        scores.append(score_attributions(article.document.id, article.document.text, article.gold, attributions))
    return sum_up(scores)
