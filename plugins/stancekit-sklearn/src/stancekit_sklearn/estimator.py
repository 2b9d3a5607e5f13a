"""`StanceEstimator`: an ordinary scikit-learn classifier of (statement, target) pairs.

It is features, a linear model and a search over the model's parameters, each of which a user can replace. It knows
nothing of polarities: any labels will do. May import the features and scikit-learn.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from stancekit_sklearn.features import default_features
from stancekit_sklearn.question import as_questions

DEFAULT_GRID: Mapping[str, Sequence[Any]] = {"C": (0.1, 0.3, 1.0)}


class StanceEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Features of a pair, then a linear model whose parameters and calibration come from cross-validation.

    `X` is a sequence of n `stancekit.classifier.Pair`, of (text, target) tuples or of texts; `y` has n labels.

    Args:
        features: A transformer from `Question` to a matrix; `default_features()` where None.
        model: A linear classifier; a balanced `LinearSVC` where None.
        grid: The model's parameters to choose from, as `GridSearchCV` takes them; `DEFAULT_GRID` where None and the
            model is the default one. Empty for no search.
        folds: The number of folds of the search and of the calibration. A text is never in two of them.
        random_state: The seed of folds and model.

    Attributes:
        classes_: The labels, sorted.
        features_: The fitted features.
        model_: The fitted model, calibrated by temperature scaling (Guo et al. 2017) where there are enough texts.
    """

    def __init__(
        self,
        features: Any = None,
        model: Any = None,
        grid: Mapping[str, Sequence[Any]] | None = None,
        folds: int = 5,
        random_state: int | None = None,
    ) -> None:
        self.features = features
        self.model = model
        self.grid = grid
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Sequence[Any], y: Sequence[Any]) -> "StanceEstimator":
        """Learn from n pairs and the label of each.

        Raises:
            ValueError: There are no pairs, fewer than two labels, or not as many labels as pairs.
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
        self.features_ = clone(self.features) if self.features is not None else default_features()
        matrix = self.features_.fit_transform(questions, labels)
        model = clone(self.model) if self.model is not None else LinearSVC(class_weight="balanced")
        if "random_state" in model.get_params():
            model.set_params(random_state=self.random_state)
        grid = self.grid if self.grid is not None else DEFAULT_GRID if self.model is None else {}
        texts = {text: number for number, text in enumerate(sorted({question.text for question in questions}))}
        groups = np.array([texts[question.text] for question in questions])
        splits = self._splits(labels, groups)
        if splits and grid:
            search = GridSearchCV(model, dict(grid), scoring="f1_macro", cv=splits, refit=False)
            model.set_params(**search.fit(matrix, labels).best_params_)
        if splits:
            model = CalibratedClassifierCV(model, method="temperature", cv=splits, ensemble=False)
        self.model_ = model.fit(matrix, labels)
        return self

    def _splits(self, labels: Any, groups: Any) -> list[tuple[Any, Any]]:
        """Folds that keep a text together and have every label in every training part; none where that can't be."""
        if len(np.unique(groups)) < self.folds:
            return []
        folds = StratifiedGroupKFold(self.folds, shuffle=True, random_state=self.random_state)
        with np.errstate(all="ignore"):
            splits = list(folds.split(np.zeros(len(labels)), labels, groups))
        complete = all(len(np.unique(labels[train])) == len(self.classes_) for train, _ in splits)
        return splits if complete else []

    def predict_proba(self, X: Sequence[Any]) -> Any:
        """The probability of each label, (n, len(classes_))."""
        check_is_fitted(self)
        return self.model_.predict_proba(self.features_.transform(as_questions(X)))

    def predict(self, X: Sequence[Any]) -> Any:
        """The likeliest label of each pair, (n,)."""
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]
