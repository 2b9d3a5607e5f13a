"""Labelled pairs for classifiers that learn: small, balanced, and with the answer in plain words.

Whoever can learn at all learns these: each content says its answer with a verb and an adjective of its own, and all
its other words come equally often with each answer and each target. Imports the nouns, their strategies and the
classifier's interface.
"""

import random
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from stancekit.contract.classifier import Pair
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target
from stancekit.testing.strategies.nouns import POLARITIES


class LabelledSet(NamedTuple):
    """Pairs with the right answer to each: what `fit` is given.

    Attributes:
        pairs: The questions, each with its document.
        stances: The stance of each; with a label only where the set has labels of its own.
    """

    pairs: tuple[Pair, ...]
    stances: tuple[Stance, ...]


class _Answer(NamedTuple):
    """An answer with the words that tell it from all others."""

    label: str | None
    polarity: Polarity
    verbs: tuple[str, ...]
    adjectives: tuple[str, ...]


_LABELS = (
    _Answer("praise", "favor", ("welcome", "admire"), ("wonderful", "splendid")),
    _Answer("aid", "favor", ("finance", "sponsor"), ("affordable", "profitable")),
    _Answer("blame", "against", ("reject", "condemn"), ("terrible", "shameful")),
    _Answer("block", "against", ("boycott", "forbid"), ("illegal", "dangerous")),
    _Answer("visit", "none", ("inspect", "photograph"), ("nearby", "wooden")),
)
"""Answers as labels of a task's own, of which several have one polarity."""

_POLARITIES = tuple(
    _Answer(
        None,
        polarity,
        tuple(verb for answer in _LABELS if answer.polarity == polarity for verb in answer.verbs),
        tuple(adjective for answer in _LABELS if answer.polarity == polarity for adjective in answer.adjectives),
    )
    for polarity in POLARITIES
)
"""Polarities as answers, with the words of all their labels."""

_TARGETS = (Target("ferry"), Target("tunnel"), Target("market"))
_PEOPLE = (Actor("Ann Wells"), Actor("Tom Reed"), Actor("Eva Holm"), Actor("Jon Vik"))
_TIMES = (
    "today", "at last", "this week", "in March", "once more", "as before", "after lunch", "in the end",
    "this year", "on Friday", "for a start", "in the north",
)  # fmt: skip

_TRAIN_ROUNDS = 8
_TEST_ROUNDS = 4


def make_train_and_test(seed: int = 0, *, labels: bool = False) -> tuple[LabelledSet, LabelledSet]:
    """A set to learn from and one to be tested on, for a check that runs once; the same seed gives the same.

    There are two targets. For each target and answer there are eight pairs to learn from and four to be tested on, in
    any order: 48 and 24 with polarities, 80 and 40 with labels. No content is in both, and every word that tells an
    answer is in the first.

    Args:
        seed: What the order of the pairs, and the words that don't matter, are drawn by.
        labels: Whether the answers are labels of the set's own, as in `labelled_sets`.

    Example:
        `train, test = make_train_and_test(seed=1)`, then `classifier.fit(train.pairs, train.stances)`
    """
    answers = _LABELS if labels else _POLARITIES
    chance = random.Random(seed)
    times = chance.sample(_TIMES, _TRAIN_ROUNDS + _TEST_ROUNDS)
    return (
        _compose(_TARGETS[:2], answers, times[:_TRAIN_ROUNDS], chance),
        _compose(_TARGETS[:2], answers, times[_TRAIN_ROUNDS:], chance),
    )


@st.composite
def labelled_sets(draw: st.DrawFn, *, labels: bool = False) -> LabelledSet:
    """Sets of 12 to 60 labelled pairs, on one to three targets, with as many of each answer for each target.

    Args:
        labels: Whether the answers are five labels of the set's own (`Stance.label`), of which several have one
            polarity; else they are favor and against, with "none" or without.

    Example:
        `@given(labelled_sets())`; then `classifier.fit(labelled.pairs, labelled.stances)`
    """
    about = _TARGETS[: draw(st.integers(1, len(_TARGETS)))]
    answers = _LABELS if labels else _POLARITIES[: draw(st.integers(2, len(_POLARITIES)))]
    cells = len(about) * len(answers)
    rounds = draw(st.integers(-(-12 // cells), min(60 // cells, len(_TIMES))))
    chance = random.Random(draw(st.integers(0, 2**16)))
    return _compose(about, answers, chance.sample(_TIMES, rounds), chance)


def _compose(
    about: Sequence[Target], answers: Sequence[_Answer], times: Sequence[str], chance: random.Random
) -> LabelledSet:
    """One pair for each target, answer and time, in an order by chance."""
    labelled = []
    for target in about:
        for number, time in enumerate(times):
            # The same for each answer, so that nothing of it gives the answer away.
            person = chance.choice(_PEOPLE)
            for answer in answers:
                verb = answer.verbs[number % len(answer.verbs)]
                adjective = answer.adjectives[(number + number // 4) % len(answer.adjectives)]
                content = f"{time} we {verb} the {adjective} {target.name}"
                stance = Stance(target=target.name, polarity=answer.polarity, label=answer.label, holder=person)
                labelled.append((_pair(person, content, target), stance))
    chance.shuffle(labelled)
    return LabelledSet(tuple(pair for pair, _ in labelled), tuple(stance for _, stance in labelled))


def _pair(person: Actor, content: str, target: Target) -> Pair:
    document = Document(text=f"{person.name} said: “{content}.”")
    cue = len(person.name) + 1
    start = document.text.index(content)
    statement = Statement(
        content=content,
        content_spans=((start, start + len(content)),),
        cue="said",
        cue_spans=((cue, cue + len("said")),),
        source=person.name,
        source_spans=((0, len(person.name)),),
        quotation="direct",
        speaker=person,
        holder=person,
    )
    return Pair(statement, target, document)
