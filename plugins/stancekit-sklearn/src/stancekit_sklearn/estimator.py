"""`PairEstimator`: an ordinary scikit-learn classifier of (statement, target) pairs.

It is features, a linear model and a search over weights and parameters, each of which a user can replace. It knows
nothing of polarities: any labels will do. May import the features and scikit-learn.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.metrics import f1_score
from sklearn.model_selection import ParameterGrid, StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from stancekit_sklearn.features import DEFAULT_WEIGHTS, default_features
from stancekit_sklearn.question import Question, as_questions

DEFAULT_GRID: Mapping[str, Sequence[Any]] = {"C": (0.3, 0.1)}

_MANY = 3000
"""More pairs than so many are enough for 3 folds; of fewer, 5 choose better (PLV) and don't take long."""

_PRIOR = 300.0
"""How many pairs of the usual shares of labels a target is taken to have beside its own, when labels are balanced."""


class _Candidate(NamedTuple):
    """A model and the matrix to fit it on, the weights in the matrix, and the scores of each pair out of its fold."""

    model: Any
    matrix: Any
    weights: Mapping[str, float] | None
    scores: Any = None


class PairEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Features of a pair, then a linear model; weights, parameters and calibration come from cross-validation.

    `X` is a sequence of n `stancekit.contract.classifier.Pair`, of (text, target) tuples or of texts; `y` has n labels.

    Args:
        features: A transformer from `Question` to a sparse matrix; `default_features()` where None.
        weights: Where the features are a `FeatureUnion`, its `transformer_weights` to choose from; `DEFAULT_WEIGHTS`
            where None and the features are the default ones.
        model: A classifier with a `decision_function`; where None, a `LinearSVC` in which labels weigh alike, within
            each target as far as it has many pairs.
        grid: The model's parameters to choose from, the first of each to start from; `DEFAULT_GRID` where None and the
            model is the default one.
        folds: The number of folds, at least 2; where None, 5, and 3 of more than 3,000 pairs. A document, or a text
            without one, is never in two of them.
        random_state: The seed of folds and model.

    Attributes:
        classes_: The labels, sorted.
        features_: The fitted features, with the weights that were chosen.
        model_: The fitted model, with the parameters that were chosen.
        temperature_: What scores are divided by before they become probabilities: temperature scaling (Guo et al. 2017)
            on the scores of the folds. 1 where there is too little for folds.
    """

    def __init__(
        self,
        features: Any = None,
        weights: Sequence[Mapping[str, float]] | None = None,
        model: Any = None,
        grid: Mapping[str, Sequence[Any]] | None = None,
        folds: int | None = None,
        random_state: int | None = None,
    ) -> None:
        self.features = features
        self.weights = weights
        self.model = model
        self.grid = grid
        self.folds = folds
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """What `X` is, for scikit-learn: strings in one dimension."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: Sequence[Any], y: Sequence[Any]) -> "PairEstimator":
        """Learn from n pairs and the label of each.

        The weights are chosen first, by macro F1 over the folds, then the model's parameters.

        Raises:
            ValueError: There are no pairs, fewer than two labels, or not as many labels as pairs.
            TypeError: The model has no `decision_function`.
        """
        questions = as_questions(X)
        labels = np.asarray(y)
        if len(questions) != len(labels):
            raise ValueError(f"there are {len(questions)} pairs and {len(labels)} labels")
        if not questions:
            raise ValueError("there are no pairs to learn from")
        check_classification_targets(labels)
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise ValueError(f"there is one label only, {self.classes_[0]!r}: nothing to learn")

        features = clone(self.features) if self.features is not None else default_features()
        matrix = scipy.sparse.csr_matrix(features.fit_transform(questions, labels))
        weights = list(self.weights or (DEFAULT_WEIGHTS if self.features is None else ()))
        model = clone(self.model) if self.model is not None else LinearSVC(tol=1e-2)
        if not hasattr(model, "decision_function"):
            raise TypeError(f"the model is a {type(model).__name__}, which has no decision_function")
        if "random_state" in model.get_params():
            model.set_params(random_state=self.random_state)
        parameters = list(ParameterGrid(self.grid or (DEFAULT_GRID if self.model is None else {})))

        fit_parameters = {"sample_weight": _balance(questions, labels)} if self.model is None else {}
        splits = self._splits(questions, labels)
        chosen = _Candidate(model.set_params(**parameters[0]), matrix, None)
        if weights:
            widths = [(name, part.transform(questions[:1]).shape[1]) for name, part in features.transformer_list]
            first = [_Candidate(model, _weighed(matrix, widths, some), some) for some in weights]
            chosen = self._best(first, labels, splits, fit_parameters)
            features.set_params(transformer_weights=dict(chosen.weights or {}))
        others = [chosen._replace(model=clone(model).set_params(**some)) for some in parameters[1:]]
        chosen = self._best([chosen, *others], labels, splits, fit_parameters)
        self.features_ = features
        self.model_ = chosen.model.fit(chosen.matrix, labels, **fit_parameters)
        self.temperature_ = _temperature(chosen.scores, np.searchsorted(self.classes_, labels)) if splits else 1.0
        return self

    def _best(
        self,
        candidates: Sequence["_Candidate"],
        labels: Any,
        splits: Sequence[Any],
        fit_parameters: Mapping[str, Any],
    ) -> "_Candidate":
        """The candidate of the highest macro F1 over the folds, with its scores; the first where there are no folds."""
        if not splits:
            return candidates[0]
        scored = [
            some if some.scores is not None else self._scored(some, labels, splits, fit_parameters)
            for some in candidates
        ]
        return max(scored, key=lambda some: f1_score(labels, self.classes_[np.argmax(some.scores, 1)], average="macro"))

    def _scored(
        self, candidate: "_Candidate", labels: Any, splits: Sequence[Any], fit_parameters: Mapping[str, Any]
    ) -> "_Candidate":
        scores = np.zeros((len(labels), len(self.classes_)))
        for train, test in splits:
            of_fold = {name: values[train] for name, values in fit_parameters.items()}
            fitted = clone(candidate.model).fit(candidate.matrix[train], labels[train], **of_fold)
            found = _scores(fitted, candidate.matrix[test])
            # A label that none of the fold's training pairs has is as unlikely there as the least likely one.
            scores[test] = found.min(axis=1, keepdims=True)
            scores[np.ix_(test, np.searchsorted(self.classes_, fitted.classes_))] = found
        return candidate._replace(scores=scores)

    def _splits(self, questions: Sequence[Question], labels: Any) -> list[tuple[Any, Any]]:
        """Folds that keep a document together; none where fewer than two labels are common enough for them."""
        wanted = self.folds or (3 if len(labels) > _MANY else 5)
        numbers = {text: number for number, text in enumerate(dict.fromkeys(question.group for question in questions))}
        _, label_numbers, counts = np.unique(labels, return_inverse=True, return_counts=True)
        if len(numbers) < wanted or np.sort(counts)[-2] < wanted:
            return []
        groups = [numbers[question.group] for question in questions]
        # Rare labels can't be stratified, and go with the most frequent one.
        strata = np.where(counts[label_numbers] < wanted, np.argmax(counts), label_numbers)
        folds = StratifiedGroupKFold(wanted, shuffle=True, random_state=self.random_state)
        splits = list(folds.split(np.zeros(len(labels)), strata, groups))
        return splits if all(len(np.unique(labels[train])) > 1 for train, _ in splits) else []

    def decision_function(self, X: Sequence[Any]) -> Any:
        """The score of each label, (n, len(classes_)); two labels have scores of opposite sign."""
        check_is_fitted(self)
        return _scores(self.model_, self.features_.transform(as_questions(X)))

    def predict_proba(self, X: Sequence[Any]) -> Any:
        """The probability of each label, (n, len(classes_))."""
        return softmax(self.decision_function(X) / self.temperature_, axis=1)

    def predict(self, X: Sequence[Any]) -> Any:
        """The likeliest label of each pair, (n,)."""
        return self.classes_[np.argmax(self.decision_function(X), axis=1)]


def _balance(questions: Sequence[Question], labels: Any) -> Any:
    """The weight of each pair, (n,), by which the labels of a target weigh alike, so that none answers by its majority.

    The shares of a target with few pairs are drawn to those of all, by `_PRIOR` pairs.
    """
    _, numbers = np.unique(labels, return_inverse=True)
    _, targets = np.unique([question.target.name for question in questions], return_inverse=True)
    counts = np.zeros((targets.max() + 1, numbers.max() + 1))
    np.add.at(counts, (targets, numbers), 1.0)
    drawn = counts + _PRIOR * counts.sum(axis=0) / len(labels)
    weights = drawn.sum(axis=1, keepdims=True) / drawn.shape[1] / drawn
    return weights[targets, numbers]


def _scores(model: Any, matrix: Any) -> Any:
    scores = model.decision_function(matrix)
    return scores if scores.ndim == 2 else np.column_stack([-scores, scores])


def _temperature(scores: Any, numbers: Any) -> float:
    """The temperature at which the right labels, by their numbers, are likeliest."""

    def loss(logarithm: float) -> float:
        chances = log_softmax(scores / np.exp(logarithm), axis=1)
        return -float(chances[np.arange(len(numbers)), numbers].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5.0, 5.0), method="bounded").x))


def _weighed(matrix: Any, widths: Sequence[tuple[str, int]], weights: Mapping[str, float]) -> Any:
    """The columns of each part of the union times its weight, as `FeatureUnion` will do it."""
    return matrix @ scipy.sparse.diags(
        np.concatenate([np.full(width, weights.get(name, 1.0)) for name, width in widths])
    )
