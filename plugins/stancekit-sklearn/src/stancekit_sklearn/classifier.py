"""`SklearnClassifier`: the estimator as stancekit's classifier `sklearn`.

It turns stances into classes and probabilities into stances, and adds next to nothing to the time of the estimator.
May import the nouns, the classifier's interface and this package.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import clone

from stancekit.adapters.answers import Answer, by_polarity, classes_to_learn, of_classes
from stancekit.contract.classifier import Pair
from stancekit.errors import NotFittedError
from stancekit.hosting.plugins import get_classifier
from stancekit.nouns.document import Spans
from stancekit.nouns.stance import Stance
from stancekit_sklearn.estimator import PairEstimator
from stancekit_sklearn.model_file import Model
from stancekit_sklearn.question import Question, as_questions

NAME = "sklearn"

_BATCH = 4096
"""Pairs that are judged at once: enough for the matrices to pay, and few enough to keep their words in memory."""

_AROUND = 3
"""Words of evidence on either side of what speaks of the target."""


class SklearnClassifier:
    """A trainable classifier of (statement, target) pairs.

    Args:
        estimator: What learns; a `PairEstimator` with its defaults where None. It is cloned for each training.
        abstain_below: The probability that favor or against must reach, else the answer is "none". It has no effect
            where the stances that were learnt have no "none".
        second_opinions: Names of registered classifiers, trained or in no need of it, whose answers become features.
    """

    def __init__(
        self,
        estimator: PairEstimator | None = None,
        *,
        abstain_below: float = 0.0,
        second_opinions: tuple[str, ...] = (),
    ) -> None:
        if not 0.0 <= abstain_below <= 1.0:
            raise ValueError(f"abstain_below is a probability, not {abstain_below}")
        self.estimator = estimator if estimator is not None else PairEstimator()
        self.abstain_below = abstain_below
        self.second_opinions = second_opinions
        self._model: Model | None = None

    def fit(self, pairs: Sequence[Pair], stances: Sequence[Stance], *, seed: int = 0) -> None:
        """Learn from pairs and the stance of each; `InputError` where there is nothing to learn."""
        classes, answers = classes_to_learn(pairs, stances)
        estimator = clone(self.estimator).set_params(random_state=seed)
        estimator.fit(_questions(pairs, self.second_opinions), classes)
        self._model = Model(estimator, answers, self.second_opinions)

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair; `NotFittedError` where nothing was learnt."""
        model = self._fitted()
        found: list[Stance] = []
        for start in range(0, len(pairs), _BATCH):
            batch = pairs[start : start + _BATCH]
            questions = _questions(batch, model.second_opinions)
            found.extend(self._stances(batch, questions, model, model.estimator.predict_proba(questions)))
        return found

    def _stances(
        self, pairs: Sequence[Pair], questions: Sequence[Question], model: Model, probabilities: Any
    ) -> list[Stance]:
        answers = of_classes(model.answers, model.estimator.classes_)
        polarities, summed = by_polarity(answers, probabilities)
        best = np.argmax(probabilities, axis=1)
        columns = np.array([polarities.index(answer.polarity) for answer in answers])
        chosen = summed[np.arange(len(pairs)), columns[best]]
        unsure = (chosen < self.abstain_below) & ("none" in polarities)
        name = "+".join((NAME, *model.second_opinions))
        found = []
        for pair, question, index, abstains, row in zip(
            pairs, questions, best.tolist(), unsure.tolist(), summed.tolist(), strict=True
        ):
            answer = Answer("none") if abstains else answers[index]
            found.append(
                Stance(
                    target=pair.target.name,
                    polarity=answer.polarity,
                    label=answer.label_for(pair),
                    probabilities=dict(zip(polarities, row, strict=True)),
                    evidence=() if answer.polarity == "none" else _evidence(pair, question),
                    holder=pair.statement.holder,
                    classifier=name,
                )
            )
        return found

    def save(self, path: Path) -> None:
        """Write what was learnt to one file, whole or not at all; `NotFittedError` where there is nothing yet."""
        self._fitted().write(Path(path))

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, without running code from the file; `InputError` where that can't be read."""
        self._model = Model.read(Path(path))

    def _fitted(self) -> Model:
        if self._model is None:
            raise NotFittedError(f'the classifier "{NAME}" has learnt nothing yet: fit it, or load a model file')
        return self._model


def _questions(pairs: Sequence[Pair], second_opinions: Sequence[str]) -> list[Question]:
    """The questions of pairs, with what the classifiers of these names answer to them."""
    questions = as_questions(pairs)
    for name in second_opinions:
        for question, stance in zip(questions, get_classifier(name).classify(pairs), strict=True):
            question.opinions.append(f"{name}: {stance.polarity}")
    return questions


def _evidence(pair: Pair, question: Question) -> Spans:
    """The words of the content around the first place in it that speaks of the target; none where no place does."""
    for match in question.matches:
        if _of_content(pair, question, match.start, match.end):
            return _of_content(pair, question, *question.around(match.start, match.end, words=_AROUND))
    return ()


def _of_content(pair: Pair, question: Question, start: int, end: int) -> Spans:
    """The document spans of `question.text[start:end]`, without what isn't content: a cue, or an interruption."""
    if question.offset is None:
        return pair.statement.locate(start, end)
    start, end = question.offset + start, question.offset + end
    pieces = [(max(start, first), min(end, last)) for first, last in pair.statement.content_spans]
    return tuple(sorted(piece for piece in pieces if piece[0] < piece[1]))
