"""The features: each a function from a `Question` to tokens, and the scikit-learn union that weighs them.

No model is here. May import `question` and scikit-learn.
"""

from collections.abc import Iterator, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from stancekit_sklearn.question import Question


def ngrams(words: Sequence[str], longest: int) -> Iterator[str]:
    """The runs of one to `longest` words, each joined by spaces."""
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def word_features(question: Question) -> list[str]:
    """Runs of one to three words, with the names of holder and target masked."""
    return list(ngrams(question.masked, 3))


def character_features(question: Question) -> str:
    """The text in lower case, for character n-grams."""
    return question.text.lower()


def target_features(question: Question) -> list[str]:
    """Words and pairs of words, each crossed with the target: a copy of the features for each target.

    The shared copy is `word_features`; after Daumé III (2007), "Frustratingly Easy Domain Adaptation".
    """
    return [f"{question.target}|{run}" for run in ngrams(question.words, 2)] if question.target else []


def default_features() -> FeatureUnion:
    """The features that a `StanceEstimator` takes where none are given."""
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=word_features, min_df=2, sublinear_tf=True)),
            (
                "characters",
                TfidfVectorizer(
                    preprocessor=character_features, analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
                ),
            ),
            ("target", TfidfVectorizer(analyzer=target_features, sublinear_tf=True)),
        ]
    )
