"""`news`: statements, speakers, holders and stances of whole articles, with the share of the loss by stage.

Each article is scored three times: from its raw text, with the reader's statements and speakers given, and with the
reader's holders given too.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from stancekit.contract.document_task import Article, DocumentData, DocumentResult, DocumentTask, System
from stancekit.contract.extractor import Extractor
from stancekit.contract.scores import DocumentScores
from stancekit.contract.stance_task import Card, DataSource, Part
from stancekit.evaluation.articles import MEASURES, GoldArticle, GoldStatement, score_article
from stancekit.evaluation.spans import quotation_of, quoted_words, words_at
from stancekit.evaluation.tallies import loss_by_stage, sum_up
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement, join_spans
from stancekit.pipeline import Analyzer
from stancekit_benchmarks.items import find_outside
from stancekit_benchmarks.reading import read_json, read_text, wrong

FOLDER = "news"
CODEBOOK = "diplomacy"

BUILDING = "deikn"
"""The articles whose names begin with one of these letters are for building on; the others are only ever scored."""

CARD = Card(
    title="News articles",
    source="with the project, not with this distribution",
    citation="stancekit's own labels on articles of several publishers",
    licence="the articles: for evaluation only",
    language="en",
    size="13 articles with 272 statements and 102 stances on the eight targets of the codebook diplomacy; 7 to build "
    "on, 6 only scored",
    labels={"favor": "favor", "against": "against"},
    metric="F1 of `stance`: a statement found, with holder, target and polarity right",
    obtain=f"put the articles, NAME.txt with NAME.json beside it, into a folder {FOLDER}; GUIDELINE.md there says how "
    "such files are labelled.",
    caveats=(
        "Six articles are few: read the intervals.",
        "The stages' shares are of F1 of `stance`; what an extractor misses no later stage can make good.",
    ),
)

_MEASURE = "stance"


def task() -> DocumentTask[GoldArticle]:
    """The task."""
    return DocumentTask(
        id="news", card=CARD, measure=_MEASURE, measures=MEASURES, load=load, run=run, learns_from="diplomacy-grid"
    )


def load(source: DataSource) -> DocumentData[GoldArticle]:
    """The articles, by the names of their files.

    Raises:
        DataMissingError: They aren't there.
        InputError: A file of labels is wrong.
    """
    folder = source.require(FOLDER, CARD)
    articles = []
    for path in sorted(folder.glob("*.json")):
        text = read_text(path.with_suffix(".txt"))
        gold = read_json(path, GoldArticle)
        for index, statement in enumerate(gold.statements):
            if not statement.spans or not all(0 <= start < end <= len(text) for start, end in statement.spans):
                message = f"expected spans within the text of {len(text)} characters, found {list(statement.spans)}"
                raise wrong(path, None, f"statements[{index}].spans", message)
        part: Part = "dev" if path.name[0] in BUILDING else "test"
        articles.append(Article(document=Document(text=text, id=path.stem), gold=gold, part=part))
    return DocumentData(articles=tuple(articles))


def run(data: DocumentData[GoldArticle], system: System, part: Part) -> DocumentResult:
    """The scores of a system on the articles of one part, under three conditions.

    The classifier judges the targets of the codebook `diplomacy`; holders are resolved as `analyze` resolves them.
    """
    articles = data.part(part)
    given = {article.document.id: gold_statements(article.document, article.gold) for article in articles}
    unheld = {name: [replace(statement, holder=None) for statement in statements] for name, statements in given.items()}
    conditions = {
        "raw text": _score(articles, system, system.extractor),
        "gold statements": _score(articles, system, _Given(unheld)),
        "gold statements and holders": _score(articles, system, _Given(given)),
    }
    f1 = {name: scores.figures[_MEASURE].f1 for name, scores in conditions.items() if scores.figures}
    stages = {"gold statements and holders": "classifier", "gold statements": "holder", "raw text": "extraction"}
    loss = loss_by_stage({stage: f1[name] for name, stage in stages.items()}) if f1 else {}
    return DocumentResult(conditions=conditions, loss=loss)


class _Given:
    """An extractor that was told the answer."""

    def __init__(self, statements: Mapping[str, Sequence[Statement]]) -> None:
        self.statements = statements

    def extract(self, document: Document) -> Sequence[Statement]:
        return self.statements[document.id]


def gold_statements(document: Document, gold: GoldArticle) -> list[Statement]:
    """The reader's statements, with speaker and holder, as an extractor would give them.

    The labels say what the cue is and not where it stands: it is taken at the place in the paragraph that is nearest to
    the content.
    """
    quoted = quoted_words(document.text)
    return [_statement(document.text, statement, quoted) for statement in gold.statements]


def _statement(text: str, gold: GoldStatement, quoted: frozenset[int]) -> Statement:
    first, last = gold.spans[0][0], gold.spans[-1][1]
    before, after = text.rfind("\n\n", 0, first), text.find("\n\n", last)
    paragraph = (max(before, 0), after if after >= 0 else len(text))
    cue = find_outside(text, gold.cue, gold.spans, paragraph) if gold.cue else None
    return Statement(
        content=join_spans(text, gold.spans),
        content_spans=gold.spans,
        cue=gold.cue,
        cue_spans=(cue,) if cue else (),
        quotation=quotation_of(words_at(text, gold.spans), quoted),
        reported_in=gold.nested_in,
        speaker=Actor(gold.speaker, gold.role),
        holder=Actor(gold.holder),
    )


def _score(articles: Sequence[Article[GoldArticle]], system: System, extractor: Extractor) -> DocumentScores:
    analyzer = Analyzer(codebook=CODEBOOK, extractor=extractor, classifier=system.judge())
    return sum_up(
        [
            score_article(
                article.document.id,
                article.document.text,
                article.gold,
                analyzer.analyze(article.document).statements,
            )
            for article in articles
        ]
    )
