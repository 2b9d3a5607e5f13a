"""What the tests of adapters share: questions on sentences of a few words, and functions that tests adapt."""

from stancekit import Actor, Pair, Stance, Statement, Target

TALKS = Target("talks", favor="ready_to_talk", against="refuses_to_talk")
TARIFFS = Target("tariffs")

VERBS = {"back": "favor", "reject": "against", "saw": "none"}
HOLDERS = ("Norway", "Chile", "Ghana", "Nepal")


def ask(text, target=TALKS, holder=None):
    statement = Statement(content=text, content_spans=((0, len(text)),), holder=Actor(holder) if holder else None)
    return Pair(statement, target)


def labelled():
    """24 pairs on two targets, a third of each polarity."""
    pairs, stances = [], []
    for holder in HOLDERS:
        for target in (TALKS, TARIFFS):
            for verb, polarity in VERBS.items():
                pairs.append(ask(f"{holder} will {verb} the {target.name}", target, holder))
                stances.append(Stance(target=target.name, polarity=polarity, label=target.label(polarity)))
    return pairs, stances


def by_verb(text, target):
    """A function to adapt: the first verb that it knows, whatever the target."""
    return next((VERBS[word] for word in text.split() if word in VERBS), "none")


def polarities(classifier, *pairs):
    return [stance.polarity for stance in classifier.classify(pairs)]
