"""`StanceEstimator`: any of stancekit's classifiers as an estimator of scikit-learn.

With it scikit-learn's cross-validation, searches, pipelines and metrics take a classifier as it is. Its labels are the
polarities, so what encodes labels as numbers (voting, stacking) can't use it. Imports the judge and scikit-learn.
"""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancekit.contract.classifier import Classifier, Pair, TrainableClassifier
from stancekit.errors import PluginError
from stancekit.formats.rows.questions import Columns, Questions
from stancekit.hosting import plugins
from stancekit.hosting.answers import Judge
from stancekit.hosting.parts import find_codebook, find_judge
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement

POLARITIES = ("against", "favor", "none")


class StanceEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A stancekit classifier as a scikit-learn classifier.

    `X` is a sequence of n `stancekit.Pair`, or of (text, target's name) pairs of strings, an array (n, 2) among them;
    `y` has n polarities: "favor", "against" or "none". A classifier that doesn't learn may be fitted like any other:
    nothing changes by it.

    Args:
        classifier: The name of a registered classifier, of which each `fit` makes a new one, or a classifier; one that
            learns is copied for each `fit`.
        codebook: Where the targets' names are looked up; one that isn't there is asked about by its bare name. A
            codebook, the name of a registered one, the path of a file, or None.
        random_state: The seed that a classifier that learns is given; 0 where None.

    Attributes:
        classes_: The polarities that it may answer, sorted: those of `y` for a classifier that learns, else all three.
        classifier_: The classifier that is asked.
    """

    def __init__(
        self,
        classifier: str | Classifier = "rules",
        codebook: str | Path | Codebook | None = "diplomacy",
        random_state: int | None = None,
    ) -> None:
        self.classifier = classifier
        self.codebook = codebook
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """What `X` is, for scikit-learn: neither numbers nor, in general, an array."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: Sequence[Any], y: Sequence[str]) -> "StanceEstimator":
        """Learn from n pairs and the polarity of each, where the classifier learns.

        Raises:
            InputError: The classifier can't learn from them.
            PluginError: Nobody registered the classifier.
            TypeError: An element of `X` is no pair.
            ValueError: A label isn't a polarity, or there aren't as many labels as pairs.
        """
        pairs, labels = self._pairs(X), [str(label) for label in y]
        if len(pairs) != len(labels):
            raise ValueError(f"there are {len(pairs)} pairs and {len(labels)} labels")
        if strange := sorted(set(labels) - set(POLARITIES)):
            raise ValueError(
                f"a label is one of {', '.join(POLARITIES)}, not {', '.join(map(repr, strange))}; a part of "
                "scikit-learn that encodes labels as numbers can't be used, since it doesn't say which is which"
            )
        made = plugins.make_classifier(self.classifier) if isinstance(self.classifier, str) else self.classifier
        self.classes_ = np.array(POLARITIES)
        if isinstance(made, TrainableClassifier):
            made = copy.deepcopy(made)
            stances = [
                Stance(target=pair.target.name, polarity=label, holder=pair.statement.holder)  # type: ignore[arg-type]
                for pair, label in zip(pairs, labels, strict=True)
            ]
            made.fit(pairs, stances, seed=self.random_state or 0)
            self.classes_ = np.unique(labels)
        self.classifier_ = made
        return self

    def predict(self, X: Sequence[Any]) -> Any:
        """The polarity of each pair, (n,)."""
        return np.array([stance.polarity for stance in self._stances(X)], dtype=self.classes_.dtype)

    def predict_proba(self, X: Sequence[Any]) -> Any:
        """The probability of each polarity of `classes_`, (n, len(classes_)).

        Raises:
            PluginError: The classifier gives none.
        """
        rows = []
        for stance in self._stances(X):
            if stance.probabilities is None:
                raise PluginError(f"{self._judge().owner} gives no probabilities")
            rows.append([stance.probabilities.get(name, 0.0) for name in self.classes_.tolist()])
        return np.array(rows, dtype=float).reshape(len(rows), len(self.classes_))

    def _stances(self, X: Sequence[Any]) -> list[Stance]:
        check_is_fitted(self)
        return self._judge().judge(self._pairs(X))

    def _judge(self) -> Judge:
        if isinstance(self.classifier, str):
            owner = plugins.registry().owner("classifier", self.classifier)
            return Judge(self.classifier_, self.classifier, owner)
        return find_judge(self.classifier_)

    def _pairs(self, X: Sequence[Any]) -> list[Pair]:
        if all(isinstance(one, Pair) for one in X):
            return list(X)
        codebook = None if self.codebook is None else find_codebook(self.codebook)
        questions = Questions(codebook, Columns())
        return [_pair(one, questions) for one in X]


def _pair(one: Any, questions: Questions) -> Pair:
    if isinstance(one, Pair):
        return one
    parts = () if isinstance(one, str) or not hasattr(one, "__len__") else tuple(one)
    if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        raise TypeError(f"a pair is a stancekit Pair, or a text and a target's name, not {one!r:.80}")
    text, target = map(str, parts)
    return Pair(Statement(content=text, content_spans=((0, len(text)),)), questions.target(target))
