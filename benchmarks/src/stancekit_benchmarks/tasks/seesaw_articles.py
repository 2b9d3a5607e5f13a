"""`seesaw-articles`: who is for or against whom, from the raw sentences of an article (SEESAW, end to end).

No codebook says what the targets are. The procedure is one of many: from the training part it learns which words name
which entity; a statement's holder is who its speaker or holder is by those words, and every other entity that is named
in a sentence of the statement is a target to ask the classifier about.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from stancekit.contract.classifier import Pair
from stancekit.contract.document_task import Article, DocumentData, DocumentResult, DocumentTask, System
from stancekit.contract.scores import ArticleScores, Tally
from stancekit.contract.stance_task import Card, DataSource, Part
from stancekit.evaluation.tallies import loss_by_stage, sum_up
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.stance import Actor, Polarity
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target
from stancekit.pipeline import Analyzer
from stancekit_benchmarks.tasks.seesaw import CITATION, LICENCE, OBTAIN, SOURCE, UNNAMED, Record, read_records

MEASURES = {
    "triple": "the distinct (sentence, holder, target, polarity) of an article, holder and target by canonical names",
    "pair": "the same without the polarity",
}

CARD = Card(
    title="SEESAW, end to end",
    source=SOURCE,
    citation=CITATION,
    licence=LICENCE,
    language="en",
    size="105 articles of the development part with 1,803 distinct named triples; 381 to learn names from",
    labels={"favor": "favor", "against": "against"},
    metric="F1 of `triple`",
    obtain=OBTAIN,
    caveats=(
        "Targets are open, and canonical names often don't stand in the article: only entities that were named in the "
        "training part, or that the article names in full, can be found at all.",
        "Triples whose holder or target has no name are left out on both sides.",
        "Most stances of this corpus are the reporter's account of who opposes whom, outside any attributed "
        "statement: an extractor of statements can't reach them.",
    ),
)

LEAST_SENTENCES = 3
LEAST_SHARE = 0.5
"""A word names an entity where at least so many training sentences have both, and at least this share of the word's."""

_NAME_WORD = re.compile(r"[A-Z][\w’'.-]*\w")
_POSSESSIVE = re.compile(r"[’']s\b")
_MEASURE = "triple"

Triple = tuple[int, str, str, Polarity]
"""Sentence, holder, target, polarity; names as `_key` gives them."""


def task() -> DocumentTask[Record]:
    """The task."""
    return DocumentTask(
        id="seesaw-articles",
        card=CARD,
        measure=_MEASURE,
        measures=MEASURES,
        load=load,
        run=run,
        learns_from="seesaw",
    )


def load(source: DataSource) -> DocumentData[Record]:
    """The articles; errors are those of `seesaw.read_records`."""
    records = read_records(source, CARD)
    unnamed = sum(not triple.is_named() for _, record in records for triple in record.stances)
    return DocumentData(
        articles=tuple(Article(document=record.document(), gold=record, part=part) for part, record in records),
        left_out=(f"{unnamed} stances whose holder or target has no name",),
    )


def run(data: DocumentData[Record], system: System, part: Part) -> DocumentResult:
    """The scores of a system on the articles of one part, from raw text and with the right pairs given."""
    names = Names(article.gold for article in data.part("train"))
    analyzer = Analyzer(
        codebook=Codebook(name="open", targets=()), extractor=system.extractor, classifier=system.judge()
    )
    raw, given = [], []
    for article in data.part(part):
        statements = analyzer.analyze(article.document).statements
        raw.append(_score(article, system, candidates(article, statements, names)))
        given.append(_score(article, system, _gold_pairs(article)))
    conditions = {"raw text": sum_up(raw), "gold pairs": sum_up(given)}
    f1 = {name: scores.figures[_MEASURE].f1 for name, scores in conditions.items() if scores.figures}
    loss = loss_by_stage({"classifier": f1["gold pairs"], "holders and targets": f1["raw text"]}) if f1 else {}
    return DocumentResult(conditions=conditions, loss=loss)


class Names:
    """Which words name which entity, learnt from sentences and the holders and targets of their stances."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.canonical: dict[str, str] = {}
        sentences: Counter[str] = Counter()
        together: Counter[tuple[str, str]] = Counter()
        for record in records:
            entities: dict[int, set[str]] = defaultdict(set)
            for triple in record.stances:
                entities[triple.sentence] |= {triple.holder, triple.target} - UNNAMED
            for sentence, named in sorted(entities.items()):
                self.canonical.update((_key(name), name) for name in named)
                words = set(_name_words(record.sentences[sentence]))
                sentences.update(words)
                together.update((word, name) for word in words for name in named)
        self.words: dict[str, str] = {}
        for (word, name), count in sorted(together.items(), key=lambda entry: (-entry[1], entry[0])):
            if count >= LEAST_SENTENCES and count / sentences[word] >= LEAST_SHARE:
                self.words.setdefault(word, name)

    def entity(self, actor: Actor) -> str:
        """The canonical name of an actor: its own where it is one, else that of its last word that names an entity."""
        own = self.canonical.get(_key(actor.name))
        known = (self.words[word] for word in reversed(_name_words(actor.name)) if word in self.words)
        return own or next(known, actor.name)

    def named_in(self, sentence: str) -> dict[str, set[str]]:
        """The entities that a sentence names, each with the words by which it does."""
        found: dict[str, set[str]] = defaultdict(set)
        for word in _name_words(sentence):
            if word in self.words:
                found[self.words[word]].add(word)
        for name in self.canonical.values():
            if name in sentence:
                found[name].add(name)
        return found


def candidates(
    article: Article[Record], statements: Sequence[Statement], names: Names
) -> Iterator[tuple[int, str, Pair]]:
    """The questions to ask about an article: the number of the sentence, the holder, and the pair to classify."""
    sentences, starts = article.gold.sentences, article.gold.starts()
    for statement in statements:
        if statement.holder is None:
            continue
        holder = names.entity(statement.holder)
        for number, (sentence, start) in enumerate(zip(sentences, starts, strict=True)):
            end = start + len(sentence)
            if not any(first < end and start < last for first, last in statement.content_spans):
                continue
            for entity, words in sorted(names.named_in(sentence).items()):
                if _key(entity) != _key(holder):
                    target = Target(entity, aliases=tuple(sorted(words - {entity})))
                    yield number, holder, Pair(statement, target, article.document)


def _gold_pairs(article: Article[Record]) -> Iterator[tuple[int, str, Pair]]:
    starts = article.gold.starts()
    for triple in article.gold.stances:
        if triple.is_named():
            sentence, start = article.gold.sentences[triple.sentence], starts[triple.sentence]
            spans = ((start, start + len(sentence)),)
            statement = Statement(content=sentence, content_spans=spans, holder=Actor(triple.holder))
            yield triple.sentence, triple.holder, Pair(statement, Target(triple.target), article.document)


def _score(article: Article[Record], system: System, questions: Iterable[tuple[int, str, Pair]]) -> ArticleScores:
    asked = list(questions)
    stances = system.judge().classify([pair for _, _, pair in asked]) if asked else ()
    found: set[Triple] = {
        (sentence, _key(holder), _key(stance.target), stance.polarity)
        for (sentence, holder, _), stance in zip(asked, stances, strict=True)
        if stance.polarity != "none"
    }
    wanted: set[Triple] = {
        (triple.sentence, _key(triple.holder), _key(triple.target), triple.polarity)
        for triple in article.gold.stances
        if triple.is_named()
    }
    return ArticleScores(
        article=article.document.id,
        measures={
            "triple": _tally(found, wanted),
            "pair": _tally({triple[:3] for triple in found}, {triple[:3] for triple in wanted}),
        },
    )


def _tally(found: set[Triple] | set[tuple[int, str, str]], wanted: set[Triple] | set[tuple[int, str, str]]) -> Tally:
    right = len(found & wanted)
    return Tally(right, len(found), right, len(wanted))


def _name_words(text: str) -> list[str]:
    """The words that may name somebody: those with a capital."""
    return _NAME_WORD.findall(_POSSESSIVE.sub("", text))


def _key(name: str) -> str:
    """What makes two canonical names the same."""
    return " ".join(name.casefold().split())
