"""The file of a trained classifier: the estimator, what its classes stand for, and whom it asks for second opinions.

How such a file is written and read is stancekit's; what it may hold of this package is said here. May import this
package's estimator.
"""

from pathlib import Path
from typing import NamedTuple

import msgspec

from stancekit.adapters.answers import Answer
from stancekit.adapters.model_file import read_model, write_model
from stancekit.errors import InputError
from stancekit.formats.model_files import ModelFormat
from stancekit_sklearn.estimator import PairEstimator

FORMAT_VERSION = 3
"""The version of this file format."""


class Details(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written beside the estimator.

    Attributes:
        answers: By class of the estimator, what it stands for.
        second_opinions: The names of the classifiers whose answers are features.
    """

    answers: dict[str, Answer]
    second_opinions: tuple[str, ...]


FORMAT = ModelFormat(maker="stancekit-sklearn", version=FORMAT_VERSION, details=Details)

_TRUSTED = (
    "stancekit_sklearn.clauses.clause_features",
    "stancekit_sklearn.estimator.PairEstimator",
    "stancekit_sklearn.features.Features",
    "stancekit_sklearn.features.FrequentColumns",
    "stancekit_sklearn.features.PerTarget",
    "stancekit_sklearn.features.actor_features",
    "stancekit_sklearn.features.opinion_features",
    "stancekit_sklearn.features.place_features",
    "stancekit_sklearn.features.text_of",
    "stancekit_sklearn.features.word_features",
)


class Model(NamedTuple):
    """What a file holds."""

    estimator: PairEstimator
    answers: dict[str, Answer]
    second_opinions: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write the model to `path`, whole or not at all; `InputError` where it has parts that no file may hold."""
        write_model(path, self.estimator, Details(self.answers, self.second_opinions), FORMAT, trusted=_TRUSTED)

    @classmethod
    def read(cls, path: Path) -> "Model":
        """The model in the file; `InputError` where there is none, or it is truncated, foreign or newer."""
        estimator, details = read_model(path, FORMAT, trusted=_TRUSTED)
        if not isinstance(estimator, PairEstimator) or set(map(str, getattr(estimator, "classes_", ()))) != set(
            details.answers
        ):
            raise InputError(f"{path}: what it holds isn't a trained model of stancekit-sklearn")
        return cls(estimator, details.answers, details.second_opinions)
