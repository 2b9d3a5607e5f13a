"""A plugin of the tests' own for the benchmark: tasks on sentences like "Envoy 7 backs the talks", and who judges them.

`reader` reads the target and is always right, `deaf` doesn't read it, `counts` learns; the tasks need no data. The
extractor `lines` takes each line for a statement.
"""

import json
import math
import random
from collections import Counter
from itertools import combinations, pairwise, product

from stancekit import Document, Pair, Stance, Statement, Target, hookimpl
from stancekit.contract.document_task import Article, DocumentData, DocumentResult, DocumentTask
from stancekit.contract.scores import ArticleScores, Tally
from stancekit.contract.stance_task import Card, Contrast, Item, StanceData, StanceTask
from stancekit.evaluation.tallies import sum_up

STANCEKIT_API = 1

THINGS = ("sanctions", "talks", "truce")
POLARITY = {"backs": "favor", "condemns": "against"}
OPPOSITION = "opposition to "


def item(name, content, target, polarity, *, part="test", label=None, **more):
    target = target if isinstance(target, Target) else Target(target)
    return Item(
        id=name,
        pair=Pair(Statement(content=content, content_spans=((0, len(content)),)), target),
        gold=Stance(target=target.name, polarity=polarity, label=label),
        part=part,
        **more,
    )


def sentences(part, number):
    """Pairs on sentences with two clauses: for two of the targets there is a stance, for the third there is none."""
    clauses = [
        ((one, first), (other, second))
        for one, other in combinations(THINGS, 2)
        for first, second in product(POLARITY, repeat=2)
    ]
    for count in range(number):
        who = f"Envoy {part.title()} {count}"
        (one, first), (other, second) = clauses[count % len(clauses)]
        content = f"{who} {first} the {one} and {second} the {other}"
        said = {one: POLARITY[first], other: POLARITY[second]}
        for thing in THINGS:
            polarity = said.get(thing, "none")
            slices = ("mixed",) if first != second else ()
            yield item(f"{part}-{count}-{thing}", content, thing, polarity, part=part, slices=slices, names=(who,))


def contrasts():
    for count, thing in enumerate(THINGS):
        yes = item(f"yes-{count}", f"Envoy Contrast {count} backs the {thing}", thing, "favor")
        no = item(f"no-{count}", f"Envoy Contrast {count} condemns the {thing}", thing, "against")
        glad = item(f"glad-{count}", f"Envoy Contrast {count} gladly backs the {thing}", thing, "favor")
        yield Contrast(kind="negation", first=yes, second=no)
        yield Contrast(kind="sentiment", first=yes, second=glad)


def load(source):
    items = tuple(found for part in ("train", "dev", "test") for found in sentences(part, 36))
    return StanceData(items=items, contrasts=tuple(contrasts()), left_out=("nothing of note",))


def load_labels(source):
    """One target, and the answers are labels of the task's own: which thing is backed."""
    items = []
    for part in ("train", "test"):
        for count in range(30):
            thing = THINGS[count % 3]
            content = f"Envoy {part.title()} {count} backs the {thing}"
            items.append(item(f"{part}-{count}", content, "event", "none", part=part, label=f"for_{thing}"))
    return StanceData(items=tuple(items))


def load_articles(source):
    """Articles of a sentence a line; their gold is the stance of each line on each thing."""
    items = list(sentences("article", 36))
    articles = []
    for start in range(0, len(items), 27):
        lines = [found.pair.statement.content for found in items[start : start + 27 : 3]]
        gold = tuple((found.gold.target, found.gold.polarity) for found in items[start : start + 27])
        articles.append(Article(document=Document(text="\n".join(lines), id=f"{start}.txt"), gold=gold, part="test"))
    return DocumentData(articles=tuple(articles))


def score_articles(data, system, part):
    scores = []
    for article in data.part(part):
        statements = system.extractor.extract(article.document)
        pairs = [Pair(statement, Target(thing), article.document) for statement in statements for thing in THINGS]
        given = [(stance.target, stance.polarity) for stance in system.judge().classify(pairs)]
        right = sum(one == other != "none" for (_, one), (_, other) in zip(given, article.gold, strict=True))
        found, wanted = (sum(polarity != "none" for _, polarity in side) for side in (given, article.gold))
        scores.append(
            ArticleScores(article=article.document.id, measures={"stance": Tally(right, found, right, wanted)})
        )
    return DocumentResult(conditions={"raw text": sum_up(scores)})


class Lines:
    def extract(self, document):
        found, start = [], 0
        for line in document.text.splitlines():
            found.append(Statement(content=line, content_spans=((start, start + len(line)),)))
            start += len(line) + 1
        return found


CARD = Card(
    title="Toys",
    source="the tests",
    citation="None.",
    licence="none stated",
    language="en",
    size="108 sentences",
    labels={},
    metric="macro F1",
    obtain="It is there.",
    caveats=("Made up.",),
)

TASK = StanceTask(
    id="toys",
    card=CARD,
    load=load,
    settings=("in-target", "cross-target", "zero-shot"),
    transfers=(("talks", "truce"), ("sanctions", "truce")),
)
FOLDS = StanceTask(id="toy-folds", card=CARD, load=load, folds=4)
LABELS = StanceTask(id="toy-labels", card=CARD, load=load_labels, answers="label", metric="accuracy")

ARTICLES = DocumentTask(
    id="toy-articles",
    card=CARD,
    measure="stance",
    measures={"stance": "The stance of each line on each thing."},
    load=load_articles,
    run=score_articles,
    learns_from="toys",
)


class Reader:
    """Judges the clause in which the target is named, and knows what it is to oppose a thing."""

    def classify(self, pairs):
        return [self.judge(pair.statement.content, pair.target.name) for pair in pairs]

    def judge(self, content, target):
        thing = target.removeprefix(OPPOSITION)
        polarity = "none"
        for clause in content.split(" and "):
            for verb, meaning in POLARITY.items():
                if thing and thing in clause.split() and verb in clause.split():
                    polarity = meaning
        if target != thing:
            polarity = {"favor": "against", "against": "favor", "none": "none"}[polarity]
        return Stance(target=target, polarity=polarity)


class Deaf:
    """Judges by the first verb, whatever it is asked about."""

    def classify(self, pairs):
        found = []
        for pair in pairs:
            verb = next((word for word in pair.statement.content.split() if word in POLARITY), None)
            found.append(Stance(target=pair.target.name, polarity=POLARITY.get(verb, "none")))
        return found


class Counts:
    """Naive Bayes over verbs with their objects, each for a target; learns from a part of what it is given, by seed."""

    def __init__(self):
        self.answers = Counter()
        self.features = Counter()

    def fit(self, pairs, stances, *, seed=0):
        chosen = random.Random(seed).sample(range(len(pairs)), len(pairs) // 3)
        self.answers = Counter(self._answer(stances[index]) for index in chosen)
        self.features = Counter(
            (feature, self._answer(stances[index])) for index in chosen for feature in self._features(pairs[index])
        )

    def classify(self, pairs):
        return [self._judge(pair) for pair in pairs]

    def save(self, path):
        path.write_text(json.dumps([list(self.answers.items()), list(self.features.items())]))

    def load(self, path):
        raise NotImplementedError

    def _judge(self, pair):
        weights = {}
        for answer, count in self.answers.items():
            shares = ((0.1 + self.features[feature, answer]) / (0.2 + count) for feature in self._features(pair))
            weights[answer] = count * math.prod(shares)
        total = sum(weights.values())
        probabilities = {answer: weight / total for answer, weight in sorted(weights.items())}
        best = max(probabilities, key=lambda answer: probabilities[answer])
        if best in ("favor", "against", "none"):
            return Stance(target=pair.target.name, polarity=best, probabilities=probabilities)
        return Stance(target=pair.target.name, polarity="none", label=best, probabilities=probabilities)

    def _features(self, pair):
        words = [word for word in pair.statement.content.split() if word != "the"]
        return [(pair.target.name, first, second) for first, second in pairwise(words) if first in POLARITY]

    def _answer(self, stance):
        return stance.label or stance.polarity


@hookimpl
def stancekit_register_extractors(register):
    register("lines", Lines)


@hookimpl
def stancekit_register_classifiers(register):
    register("reader", Reader)
    register("deaf", Deaf)
    register("counts", Counts)


@hookimpl
def stancekit_register_tasks(register):
    register("toys", lambda: TASK)
    register("toy-folds", lambda: FOLDS)
    register("toy-labels", lambda: LABELS)
    register("toy-articles", lambda: ARTICLES)
