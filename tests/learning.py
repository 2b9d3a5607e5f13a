"""A small plugin of the tests' own that learns: which words go with which answer. With a task to learn from."""

import json
from collections import Counter

from stancekit import InputError, NotFittedError, Pair, Stance, Statement, Target, hookimpl
from stancekit.contract.stance_task import Card, Item, StanceData, StanceTask

STANCEKIT_API = 1


class CountingClassifier:
    def __init__(self):
        self.words = None

    def fit(self, pairs, stances, *, seed=0):
        counted = {}
        for pair, stance in zip(pairs, stances, strict=True):
            answer = stance.label or stance.polarity
            for word in pair.statement.content.split():
                counted.setdefault(word, Counter())[answer] += 1
        if len({stance.label or stance.polarity for stance in stances}) < 2:
            raise InputError("only one answer to learn")
        self.words = {word: max(sorted(answers), key=answers.get) for word, answers in counted.items()}

    def save(self, path):
        if self.words is None:
            raise NotFittedError("nothing learnt")
        path.write_text(json.dumps({"model": "counting", "words": self.words}))

    def load(self, path):
        try:
            self.words = json.loads(path.read_bytes())["words"]
        except (ValueError, KeyError) as error:
            raise InputError(f"{path}: not a model of this classifier") from error

    def classify(self, pairs):
        if self.words is None:
            raise NotFittedError("nothing learnt")
        return [self.judge(pair) for pair in pairs]

    def judge(self, pair):
        answer = self.words.get(pair.statement.content.split()[-1], "none")
        polarity = answer if answer in ("favor", "against") else "none"
        probabilities = {name: float(name == polarity) for name in ("favor", "against", "none")}
        label = answer if answer not in probabilities else None
        return Stance(target=pair.target.name, polarity=polarity, label=label, probabilities=probabilities)


class CarelessClassifier(CountingClassifier):
    def save(self, path):
        path.write_text("half a mod")
        raise ZeroDivisionError("no disk for the rest")


def item(number, part, text, polarity):
    pair = Pair(Statement(content=text, content_spans=((0, len(text)),)), Target("tea"))
    gold = Stance(target="tea", polarity=polarity, label=f"{polarity} it")
    return Item(id=str(number), pair=pair, gold=gold, part=part)


ITEMS = (
    item(1, "train", "we like", "favor"),
    item(2, "dev", "we loathe", "against"),
    item(3, "test", "we adore", "favor"),
)

CARD = Card(
    title="Tea",
    source="the tests",
    citation="none",
    licence="none stated",
    language="en",
    size="three items",
    labels={},
    metric="none",
    obtain="It is always there.",
)


@hookimpl
def stancekit_register_classifiers(register):
    register("counting", CountingClassifier)
    register("careless", CarelessClassifier)


@hookimpl
def stancekit_register_tasks(register):
    register("tea", lambda: StanceTask(id="tea", card=CARD, load=lambda source: StanceData(items=ITEMS)))
    register(
        "tea answers", lambda: StanceTask(id="a", card=CARD, load=lambda s: StanceData(items=ITEMS), answers="label")
    )
    register("tea tests", lambda: StanceTask(id="t", card=CARD, load=lambda s: StanceData(items=ITEMS[2:])))
    register("tea documents", dict)
