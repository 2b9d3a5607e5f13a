"""The features: functions from a `Question` to tokens, and the scikit-learn union that counts and weighs them.

No model is here. May import `question`, `clauses` and scikit-learn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse
from sklearn import config_context
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
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


class FrequentColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The columns of a sparse matrix that enough rows have.

    Args:
        min_df: The number of rows that a column needs; where no column has it, what the most frequent ones have.

    Attributes:
        columns_: The numbers of the columns that are kept, in order.
    """

    def __init__(self, min_df: int = 2) -> None:
        self.min_df = min_df

    def fit(self, X: Any, y: Any = None) -> "FrequentColumns":
        """Learn the columns."""
        counts = np.bincount(X.indices, minlength=X.shape[1])
        self.columns_ = np.flatnonzero(counts >= min(self.min_df, counts.max())).astype(np.int32)
        return self

    def transform(self, X: Any) -> Any:
        """The columns that are kept, (n, len(columns_))."""
        check_is_fitted(self)
        # As `X[:, columns_]`, which counts through all columns there are, a million, for a single row too.
        places = np.searchsorted(self.columns_, X.indices)
        kept = self.columns_[np.minimum(places, len(self.columns_) - 1)] == X.indices
        pointers = np.concatenate([[0], np.cumsum(kept)])[X.indptr]
        return scipy.sparse.csr_matrix((X.data[kept], places[kept], pointers), (X.shape[0], len(self.columns_)))


class PerTarget(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Another transformer's columns, and behind them a copy of them for each target that is common enough.

    One model serves many targets: what holds for all is learnt from all. After Daumé III (2007), "Frustratingly Easy
    Domain Adaptation".

    Args:
        transformer: Turns questions into a sparse matrix; it is cloned.
        min_pairs: The number of pairs from which on a target has its own copy.
        min_df: The number of the target's pairs that a column of a copy needs.

    Attributes:
        columns_: For each target with a copy, the columns that are copied, in order.
    """

    def __init__(self, transformer: Any, min_pairs: int = 20, min_df: int = 2) -> None:
        self.transformer = transformer
        self.min_pairs = min_pairs
        self.min_df = min_df

    def fit_transform(self, X: Sequence[Question], y: Any = None) -> Any:
        """Learn the columns, and the matrix of `X`."""
        self.transformer_ = clone(self.transformer)
        shared = scipy.sparse.csr_matrix(self.transformer_.fit_transform(X, y))
        counts = Counter(question.target.name for question in X)
        self.columns_ = {}
        for target in sorted(name for name, count in counts.items() if name and count >= self.min_pairs):
            rows = shared[[question.target.name == target for question in X]]
            frequent = np.bincount(rows.indices, minlength=shared.shape[1]) >= self.min_df
            self.columns_[target] = np.flatnonzero(frequent).astype(np.int32)
        return self._with_copies(X, shared)

    def fit(self, X: Sequence[Question], y: Any = None) -> "PerTarget":
        """Learn the columns."""
        self.fit_transform(X, y)
        return self

    def transform(self, X: Sequence[Question]) -> Any:
        """The matrix of `X`, (n, shared columns and all copies); a row has entries in its target's copy alone."""
        check_is_fitted(self)
        return self._with_copies(X, scipy.sparse.csr_matrix(self.transformer_.transform(X)))

    def _with_copies(self, X: Sequence[Question], shared: Any) -> Any:
        blocks = [shared]
        for target, columns in self.columns_.items():
            own = np.array([question.target.name == target for question in X])
            blocks.append(scipy.sparse.diags(own.astype(shared.dtype)) @ shared[:, columns])
        return scipy.sparse.hstack(blocks, format="csr")


class Features(FeatureUnion):  # type: ignore[misc]  # scikit-learn has no types
    """A union whose fitted parts, pipelines, transform one after the other, without what scikit-learn puts around it.

    `FeatureUnion` hands each part to joblib's `Parallel`, which sets the warning filters of the whole process anew:
    several threads at once leave each other without filters. And for a single pair, all that is looked up and checked
    around a part takes longer than the part.
    """

    def transform(self, X: Sequence[Question]) -> Any:
        """The matrix of `X`, (n, columns of all parts), each part times its weight."""
        weights = self.transformer_weights or {}
        blocks = []
        with config_context(assume_finite=True, skip_parameter_validation=True):
            for name, part in self.transformer_list:
                blocks.append(part.transform(X) * weights.get(name, 1.0))
        return scipy.sparse.hstack(blocks, format="csr")


def default_features() -> Features:
    """The features that a `PairEstimator` takes where none are given."""

    def tokens(**analysis: Any) -> Pipeline:
        # Hashed, since a vocabulary of words makes nine tenths of a model file and half the time of a transform.
        counts = HashingVectorizer(**analysis, n_features=2**20, alternate_sign=False, norm=None, dtype=np.float32)
        return make_pipeline(counts, FrequentColumns(), TfidfTransformer(sublinear_tf=True))

    characters = tokens(preprocessor=text_of, analyzer="char_wb", ngram_range=(2, 5))
    return Features(
        [
            ("words", tokens(analyzer=word_features)),
            ("characters", PerTarget(characters)),
            ("place", tokens(analyzer=place_features)),
            ("clause", tokens(analyzer=clause_features)),
            ("actors", tokens(analyzer=actor_features)),
            ("opinions", tokens(analyzer=opinion_features)),
        ]
    )


DEFAULT_WEIGHTS: Sequence[Mapping[str, float]] = (
    {"words": 0.5, "characters": 0.5, "actors": 0.2, "place": 1.5, "clause": 1.5, "opinions": 2.0},
    {"actors": 0.2, "place": 1.5, "opinions": 2.0},
    {"words": 0.5, "actors": 0.3, "place": 0.5, "clause": 0.5},
)
"""Weights of the default features to choose from, the first where there is too little to choose by: mostly what stands
near holder and target; more of all words, as suits codes of events; or mostly characters, as suits texts that don't
name their target."""
