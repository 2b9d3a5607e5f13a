"""Sound parts, one of each kind, as an author might begin: what the defects are made from. They pass every check.

They know a few English verbs, and take a target to be spoken of where its name, an alias or a cue stands.
"""

import json
import math
import re
from collections import Counter

from stancekit import Actor, Codebook, Document, InputError, NotFittedError, Pair, Stance, Statement, Target
from stancekit.contract.declaration import Declaration
from stancekit.contract.stance_task import Card, Contrast, Item, StanceData, StanceTask
from stancekit.nouns.stance import Polarity
from stancekit.nouns.target import Cues, Example

VERBS: dict[Polarity, str] = {
    "favor": "support welcome demand back want favour applaud",
    "against": "oppose reject refuse condemn denounce resist veto block",
}
VERB = re.compile("|".join(rf"\b(?P<{polarity}>{words.replace(' ', '|')})\b" for polarity, words in VERBS.items()))
SAID = re.compile(
    r"(?P<source>\b[A-Z]\w*(?: [A-Z]\w*)?) (?P<cue>said|warned) that (?P<content>[^.\n“”]*[^.\s“”])(?=[.\n“”]|$)"
)
ANSWERS = ("favor", "against", "none")
EXAMPLES = (("we support the talks", "talks"), ("we oppose the talks", "talks"), ("Anna Berg said that we go.", "x"))


class Verbs:
    """A classifier without learning: the first verb that it knows, in a statement that speaks of the target."""

    declaration = Declaration(examples=EXAMPLES)

    def classify(self, pairs):
        return [self.judge(pair) for pair in pairs]

    def judge(self, pair: Pair) -> Stance:
        found = self.find(pair)
        polarity = self.polarity(found)
        return Stance(
            target=pair.target.name,
            polarity=polarity,
            label=self.label(pair, polarity),
            probabilities=self.probabilities(polarity),
            evidence=self.evidence(pair, found) if found else (),
            holder=self.holder(pair),
        )

    def find(self, pair):
        """The verb, as a match of the statement's content."""
        content, target = pair.statement.content, pair.target
        names = (target.name, *target.aliases, *target.cues.mention)
        return VERB.search(content) if any(name in content for name in names) else None

    def polarity(self, found):
        return found.lastgroup if found else "none"

    def label(self, pair, polarity):
        return pair.target.label(polarity)

    def probabilities(self, polarity):
        return {answer: 0.8 if answer == polarity else 0.1 for answer in ANSWERS}

    def evidence(self, pair, found):
        return pair.statement.locate(*found.span())

    def holder(self, pair):
        return pair.statement.holder


class Counts:
    """A classifier that learns: naive Bayes over the words of a statement, its model in JSON."""

    declaration = Declaration(examples=EXAMPLES)

    def __init__(self):
        self.answers: Counter[tuple[str, str | None]] = Counter()
        self.words: dict[str, Counter[tuple[str, str | None]]] = {}

    def fit(self, pairs, stances, *, seed=0):
        answers = Counter(self.answer(stance) for stance in stances)
        if len(answers) < 2:
            raise InputError("there is nothing to learn: fewer than two answers")
        self.learn(pairs, stances, answers, seed)

    def learn(self, pairs, stances, answers, seed):
        words = {}
        for pair, stance in zip(pairs, stances, strict=True):
            for word in self.features(pair):
                words.setdefault(word, Counter())[self.answer(stance)] += 1
        self.answers, self.words = answers, words

    def answer(self, stance):
        return (stance.polarity, stance.label)

    def features(self, pair):
        return sorted(set(pair.statement.content.lower().split()))

    def classify(self, pairs):
        self.check_fitted()
        return [self.judge(pair) for pair in pairs]

    def check_fitted(self):
        if not self.answers:
            raise NotFittedError("it has learnt nothing yet")

    def judge(self, pair):
        weights = self.weights(pair)
        highest = max(weights.values())
        shares = {answer: math.exp(weight - highest) for answer, weight in weights.items()}
        probabilities = dict.fromkeys(ANSWERS, 0.0)
        for (polarity, _), share in shares.items():
            probabilities[polarity] += share / sum(shares.values())
        polarity = max(probabilities, key=probabilities.get)
        best = max((answer for answer in shares if answer[0] == polarity), key=shares.get)
        label = best[1] if best[1] is not None else pair.target.label(polarity)
        return Stance(target=pair.target.name, polarity=polarity, label=label, probabilities=probabilities)

    def weights(self, pair):
        words = [self.words[word] for word in self.features(pair) if word in self.words]
        return {
            answer: math.log(count) + sum(math.log((word[answer] + 0.1) / (count + 1)) for word in words)
            for answer, count in self.answers.items()
        }

    def save(self, path):
        self.check_fitted()
        path.write_text(json.dumps(self.to_json()), encoding="utf-8")

    def load(self, path):
        try:
            self.from_json(json.loads(path.read_bytes()))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{path}: not a model of this classifier") from error

    def to_json(self):
        words = [[word, [[*answer, count] for answer, count in found.items()]] for word, found in self.words.items()]
        return {"answers": [[*answer, count] for answer, count in self.answers.items()], "words": words}

    def from_json(self, model):
        answers = Counter({(polarity, label): count for polarity, label, count in model["answers"]})
        words = {
            word: Counter({(polarity, label): count for polarity, label, count in found})
            for word, found in model["words"]
        }
        self.answers, self.words = answers, words


class Said:
    """An extractor: "NAME said that CONTENT."."""

    declaration = Declaration(examples=EXAMPLES)

    def extract(self, document):
        return [self.statement(document, found) for found in self.find(document.text)]

    def find(self, text):
        return list(SAID.finditer(text))

    def statement(self, document, found):
        spans = self.spans(found)
        return Statement(
            content=self.content(document, spans),
            content_spans=spans,
            cue=found["cue"],
            cue_spans=(found.span("cue"),),
            source=found["source"],
            source_spans=(found.span("source"),),
            quotation=self.quotation(),
            reported_in=self.reported_in(),
            speaker=self.speaker(found),
        )

    def spans(self, found):
        return (found.span("content"),)

    def content(self, document, spans):
        return " ".join(document.text[start:end] for start, end in spans)

    def quotation(self):
        return "indirect"

    def reported_in(self):
        return None

    def speaker(self, found):
        return Actor(found["source"])


def codebook():
    """Two targets with all that a codebook may say of them."""
    talks = Target(
        "talks",
        description="Whether to talk.",
        aliases=("negotiations",),
        favor="wants_talks",
        against="refuses_talks",
        cues=Cues(mention=("talks?", "negotiations?"), promote=("negotiat(e|ing)",)),
        examples=(Example(text="We want talks.", polarity="favor"), Example(text="No talks.", polarity="against")),
    )
    sanctions = Target("sanctions", aliases=("embargo",), favor="wants_sanctions", against="opposes_sanctions")
    return Codebook(name="sound", version="1", description="For tests.", targets=(talks, sanctions))


def load(source):
    """Sentences on two targets, apart in train and test."""
    items = []
    for number in range(24):
        polarity: Polarity = ("favor", "against", "none")[number % 3]
        target = Target(("talks", "sanctions")[number // 3 % 2])
        verb = {"favor": "supports", "against": "opposes", "none": "describes"}[polarity]
        content = f"Envoy {number} {verb} {target.name}"
        pair = Pair(Statement(content=content, content_spans=((0, len(content)),)), target, Document(text=content))
        gold = Stance(target=target.name, polarity=polarity)
        items.append(Item(id=str(number), pair=pair, gold=gold, part="train" if number < 18 else "test"))
    favor, against, _ = items[:3]
    return StanceData(items=tuple(items), contrasts=(Contrast(kind="negation", first=favor, second=against),))


def task():
    """A task whose data need no file."""
    card = Card(
        title="Sound",
        source="the tests",
        citation="None.",
        licence="none stated",
        language="en",
        size="24 sentences",
        labels={"for": "favor", "against": "against", "neither": "none"},
        metric="macro F1",
        obtain="It is there.",
    )
    return StanceTask(id="sound", card=card, load=load)
