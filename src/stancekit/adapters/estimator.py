"""`from_estimator`: any classifier or pipeline of scikit-learn over texts as a classifier that learns.

The estimator sees one text for each pair, and nothing else of it. Imports the nouns, the model file and scikit-learn.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
from sklearn.base import clone, is_classifier

from stancekit.adapters.answers import Answer, by_polarity, classes_to_learn, of_classes
from stancekit.adapters.model_file import read_model, write_model
from stancekit.contract.classifier import Pair
from stancekit.errors import InputError, NotFittedError
from stancekit.formats.model_files import ModelFormat
from stancekit.nouns.stance import Stance

FORMAT_VERSION = 2
"""The version of the files that `save` writes."""

_BATCH = 4096
"""Pairs that are judged at once: enough for the matrices to pay, and few enough to keep them in memory."""


_TRUSTED = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.metrics._scorer._PassthroughScorer",
    "sklearn.model_selection._split.KFold",
    "sklearn.model_selection._split.StratifiedKFold",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
)
"""Plain objects of scikit-learn that skops doesn't know; trees it knows, and leaves to the user, since their numbers
are addresses in memory."""


_DIGITS = 12
"""Decimals of a probability: what a product of matrices gives differs after them with the number of its rows, and the
answer to a pair mustn't depend on the others of its batch."""


class Details(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a model file beside the estimator.

    Attributes:
        estimator: The estimator's type, by its import path.
        text: The function that makes a text of a pair, by its import path.
        answers: By class of the estimator, what it stands for.
    """

    estimator: str
    text: str
    answers: dict[str, Answer]


_FORMAT = ModelFormat(maker="stancekit.adapters.from_estimator", version=FORMAT_VERSION, details=Details)


def target_and_content(pair: Pair) -> str:
    """What an estimator reads of a pair unless told otherwise: `TARGET: CONTENT`."""
    return f"{pair.target.name}: {pair.statement.content}"


class EstimatorClassifier:
    """A scikit-learn estimator as a trainable classifier; `from_estimator` makes one.

    A class of the estimator is a polarity, or a polarity and a label where the stances to learn from have labels of
    their own. The likeliest class is the answer; probabilities are those of polarities, each the sum of its classes'.
    """

    def __init__(self, estimator: Any, text: Callable[[Pair], str], name: str, trusted: tuple[str, ...]) -> None:
        self.estimator = estimator
        self.text = text
        self.name = name
        self._trusted = _TRUSTED + trusted
        self._fitted: tuple[Any, dict[str, Answer]] | None = None

    def fit(self, pairs: Sequence[Pair], stances: Sequence[Stance], *, seed: int = 0) -> None:
        """Learn from pairs and the stance of each; `InputError` where there is nothing to learn.

        A clone of the estimator learns, with `seed` in place of all its parameters called `random_state`.
        """
        classes, answers = classes_to_learn(pairs, stances)
        estimator = seeded(self.estimator, seed)
        estimator.fit(self._texts(pairs), np.asarray(classes))
        self._fitted = (estimator, answers)

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair; `NotFittedError` where nothing was learnt."""
        estimator, answers = self._trained()
        found: list[Stance] = []
        for start in range(0, len(pairs), _BATCH):
            found.extend(self._judge(pairs[start : start + _BATCH], estimator, answers))
        return found

    def _judge(self, pairs: Sequence[Pair], estimator: Any, answers: dict[str, Answer]) -> list[Stance]:
        texts = self._texts(pairs)
        shares: list[dict[str, float] | None] = [None] * len(pairs)
        if hasattr(estimator, "predict_proba"):
            of_class = of_classes(answers, estimator.classes_)
            probabilities = np.round(np.asarray(estimator.predict_proba(texts), dtype=float), _DIGITS)
            chosen = [of_class[index] for index in np.argmax(probabilities, axis=1).tolist()]
            polarities, summed = by_polarity(of_class, probabilities)
            shares = [dict(zip(polarities, row, strict=True)) for row in summed.tolist()]
        else:
            chosen = of_classes(answers, estimator.predict(texts))
        return [
            Stance(
                target=pair.target.name,
                polarity=answer.polarity,
                label=answer.label_for(pair),
                probabilities=share,
                holder=pair.statement.holder,
                classifier=self.name,
            )
            for pair, answer, share in zip(pairs, chosen, shares, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write what was learnt to one file, whole or not at all.

        Raises:
            InputError: The file can't be written, or the estimator has parts that aren't trusted.
            NotFittedError: There is nothing yet.
        """
        estimator, answers = self._trained()
        details = Details(_path_of(type(self.estimator)), _path_of(self.text), answers)
        write_model(path, estimator, details, _FORMAT, trusted=self._trusted)

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, without running code from the file.

        Raises:
            InputError: The file can't be read, or was written by a classifier of another estimator or text function.
        """
        estimator, details = read_model(path, _FORMAT, trusted=self._trusted)
        for part, saved, own in (
            ("estimator", details.estimator, _path_of(type(self.estimator))),
            ("text function", details.text, _path_of(self.text)),
        ):
            if saved != own:
                raise InputError(f"{path}: it was saved with the {part} {saved}, and this classifier has {own}")
        if type(estimator) is not type(self.estimator) or set(map(str, getattr(estimator, "classes_", ()))) != set(
            details.answers
        ):
            raise InputError(f"{path}: what it holds isn't a trained {details.estimator}")
        self._fitted = (estimator, details.answers)

    def _texts(self, pairs: Sequence[Pair]) -> list[str]:
        return [self.text(pair) for pair in pairs]

    def _trained(self) -> tuple[Any, dict[str, Answer]]:
        if self._fitted is None:
            raise NotFittedError(f'the classifier "{self.name}" has learnt nothing yet: fit it, or load a model file')
        return self._fitted


def from_estimator(
    estimator: Any,
    *,
    text: Callable[[Pair], str] = target_and_content,
    name: str | None = None,
    trusted: Sequence[str] = (),
) -> EstimatorClassifier:
    """A classifier that learns with a classifier or pipeline of scikit-learn over texts.

    Args:
        estimator: It is given n texts and n classes. It is cloned for each training, so what it has learnt before
            doesn't count. Where it has `predict_proba`, stances have probabilities.
        text: Makes the text that the estimator reads of a pair; `TARGET: CONTENT` unless given.
        name: What stances and errors call it; the name of the estimator's type where None.
        trusted: Types and functions that skops doesn't trust by itself and that the estimator is made of, by their
            import paths: those of other packages than scikit-learn, scipy and numpy, and trees
            ("sklearn.tree._tree.Tree"). Token patterns of vectorizers as well, other than the usual ones: a pattern may
            take forever on some text. Without them it can be trained, and not saved; the error names them.

    Raises:
        TypeError: It isn't a classifier of scikit-learn.
    """
    if isinstance(estimator, type) or not hasattr(estimator, "get_params") or not is_classifier(estimator):
        raise TypeError(
            f"from_estimator takes a classifier of scikit-learn, or a pipeline that ends in one, not {estimator!r:.80}"
        )
    return EstimatorClassifier(estimator, text, name or type(estimator).__name__, tuple(trusted))


def seeded(estimator: Any, seed: int) -> Any:
    """An unfitted clone whose parameters called `random_state` are all `seed`, those of its parts among them."""
    made = clone(estimator)
    for name, value in sorted(made.get_params(deep=True).items()):
        if name.rpartition("__")[2] == "random_state":
            made.set_params(**{name: seed})
        # What splits the data in a search has a state, and no parameters.
        elif not hasattr(value, "get_params") and hasattr(value, "random_state"):
            value.random_state = seed
    return made


def _path_of(named: Any) -> str:
    """The import path of a type or a function."""
    kind = named if hasattr(named, "__qualname__") else type(named)
    return f"{cast(str, kind.__module__)}.{kind.__qualname__}"
