"""The features: functions from a `Question` to tokens, and the scikit-learn union that counts and weighs them.

No model is here. May import `question`, `clauses` and scikit-learn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.utils.validation import check_is_fitted

from stancekit_sklearn.clauses import clause_features, ngrams
from stancekit_sklearn.question import HOLDER, TARGET, Question

_START = "^"
"""The mark of a text's start. Every text has it, so that even texts without a common word have a common feature."""


def word_features(question: Question) -> list[str]:
    """Runs of one to three words, with the names of holder and target masked, from a mark of the text's start."""
    return list(ngrams([_START, *question.masked], 3))


def text_of(question: Question) -> str:
    """The text in lower case after a mark of its start, for character n-grams."""
    return f"{_START} {question.text.lower()}"


def place_features(question: Question) -> list[str]:
    """Words by where they stand: between holder and target, after the holder, around the target."""
    words = question.masked
    holders = [index for index, word in enumerate(words) if word == HOLDER]
    targets = [index for index, word in enumerate(words) if word == TARGET]
    features = []
    if holders and targets:
        # The nearest two, those in which the holder comes first before all others.
        pairs = [(holder, target) for holder in holders[:8] for target in targets[:8]]
        holder, target = min(pairs, key=lambda pair: (pair[0] > pair[1], abs(pair[0] - pair[1])))
        order = "holder>target" if holder < target else "target>holder"
        between = words[min(holder, target) + 1 : max(holder, target)]
        features.append(f"{order} {min(len(between) // 3, 5)}")
        features += [f"{order} {run}" for run in ngrams(between[:12], 2)]
    else:
        features.append(f"holder:{bool(holders)} target:{bool(targets)}")
    for holder in holders[:1]:
        features += [f"holder+ {run}" for run in ngrams(words[holder + 1 : holder + 6], 2)]
        features += [f"holder- {run}" for run in ngrams(words[max(holder - 4, 0) : holder], 2)]
    for target in targets[:2]:
        features += [f"target- {run}" for run in ngrams(words[max(target - 6, 0) : target], 2)]
        features += [f"target+ {run}" for run in ngrams(words[target + 1 : target + 6], 2)]
    return features


def actor_features(question: Question) -> list[str]:
    """Who judges what: the two names, their words, and the pair in order and without."""
    holder, target = question.holder.lower(), question.target.name.lower()
    features = [f"holder={holder}", f"target={target}", f"pair={holder}|{target}"]
    features.append("between={}|{}".format(*sorted((holder, target))))
    features += [f"holder:{word}" for word in holder.split()] + [f"target:{word}" for word in target.split()]
    return features


def opinion_features(question: Question) -> list[str]:
    """What other classifiers say, and a mark that every text has."""
    return [_START, *question.opinions]


class PerTarget(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A copy of another transformer's columns for each target that is common enough.

    With the shared columns beside it, one model serves many targets: what holds for all is learnt from all. After Daumé
    III (2007), "Frustratingly Easy Domain Adaptation".

    Args:
        transformer: Turns questions into a sparse matrix; it is cloned.
        min_pairs: The number of pairs from which on a target has its own copy.
        min_df: The number of pairs that a column of a copy needs.

    Attributes:
        targets_: The names of the targets with a copy, sorted.
        columns_: The columns that are kept, counted over all copies in their order.
    """

    def __init__(self, transformer: Any, min_pairs: int = 20, min_df: int = 2) -> None:
        self.transformer = transformer
        self.min_pairs = min_pairs
        self.min_df = min_df

    def fit_transform(self, X: Sequence[Question], y: Any = None) -> Any:
        """Learn the columns, and the matrix of `X`."""
        counts = Counter(question.target.name for question in X)
        self.targets_ = sorted(name for name, count in counts.items() if name and count >= self.min_pairs)
        self.transformer_ = clone(self.transformer)
        wide = self._copies(X, self.transformer_.fit_transform(X, y))
        self.columns_ = np.flatnonzero(np.bincount(wide.indices, minlength=wide.shape[1]) >= self.min_df)
        return self._kept(wide)

    def fit(self, X: Sequence[Question], y: Any = None) -> "PerTarget":
        """Learn the columns."""
        self.fit_transform(X, y)
        return self

    def transform(self, X: Sequence[Question]) -> Any:
        """The matrix of `X`, (n, len(columns_)); a row is empty where its target has no copy."""
        check_is_fitted(self)
        return self._kept(self._copies(X, self.transformer_.transform(X)))

    def _copies(self, X: Sequence[Question], shared: Any) -> Any:
        """The shared matrix with each row moved to the columns of its target."""
        numbers = {name: number for number, name in enumerate(self.targets_)}
        number = np.array([numbers.get(question.target.name, -1) for question in X], dtype=np.int64)
        shared = scipy.sparse.csr_matrix(shared)
        width = shared.shape[1]
        lengths = np.diff(shared.indptr) * (number >= 0)
        kept = np.repeat(number >= 0, np.diff(shared.indptr))
        indices = shared.indices[kept].astype(np.int64) + np.repeat(number[number >= 0] * width, lengths[number >= 0])
        pointers = np.concatenate([[0], np.cumsum(lengths)])
        shape = (shared.shape[0], width * max(len(self.targets_), 1))
        return scipy.sparse.csr_matrix((shared.data[kept], indices, pointers), shape=shape)

    def _kept(self, wide: Any) -> Any:
        """The columns that are kept, in their order; a selection by index would be as wide as all copies."""
        if not len(self.columns_):
            return scipy.sparse.csr_matrix((wide.shape[0], 0))
        places = np.minimum(np.searchsorted(self.columns_, wide.indices), len(self.columns_) - 1)
        known = self.columns_[places] == wide.indices
        pointers = np.concatenate([[0], np.cumsum(known)])[wide.indptr]
        return scipy.sparse.csr_matrix(
            (wide.data[known], places[known], pointers), shape=(wide.shape[0], len(self.columns_))
        )


def default_features() -> FeatureUnion:
    """The features that a `StanceEstimator` takes where none are given."""

    def tokens(analyzer: Any) -> TfidfVectorizer:
        return TfidfVectorizer(analyzer=analyzer, min_df=2, sublinear_tf=True)

    characters = TfidfVectorizer(
        preprocessor=text_of, analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
    )
    return FeatureUnion(
        [
            ("words", tokens(word_features)),
            ("characters", characters),
            ("target", PerTarget(clone(characters))),
            ("place", tokens(place_features)),
            ("clause", tokens(clause_features)),
            ("actors", tokens(actor_features)),
            ("opinions", TfidfVectorizer(analyzer=opinion_features, use_idf=False)),
        ]
    )


DEFAULT_WEIGHTS: Sequence[Mapping[str, float]] = (
    {},
    {"target": 0.2, "actors": 0.2, "place": 1.5, "opinions": 2.0},
    {"words": 0.5, "characters": 0.5, "target": 0.2, "actors": 0.2, "place": 1.5, "clause": 1.5, "opinions": 2.0},
)
"""Weights of the default features to choose from: all alike, as suits few targets that texts don't name; more of what
stands near holder and target, as suits sentences that name them; or mostly that."""
