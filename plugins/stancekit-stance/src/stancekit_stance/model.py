"""A trained model: the encoder, the linear part, and how the two are brought together. May import both.

Both give each answer a score; their weighted sum is a softmax away from probabilities, which were calibrated on
articles that neither had learnt from.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancekit_stance.encoder import Encoder, Floats
from stancekit_stance.wordpiece import WordPieces

_WINDOW = 32
"""Pieces up to which what stands before a short statement is read along with it."""

_MOST_OF_STATEMENT = 80
_CHARACTERS = 12
"""Characters of a text that are looked at for each piece that is wanted of it."""


class Linear(NamedTuple):
    """Weights of features by name; a name that isn't known weighs nothing.

    Attributes:
        names: Each feature's row in `weights`.
        weights: (features, columns), for `none`, `favor`, `against`, or for yes alone.
        bias: (columns,).
    """

    names: Mapping[str, int]
    weights: Floats
    bias: Floats

    def score(self, features: Iterable[str]) -> Floats:
        """The sum of the weights of those features that are known, (columns,)."""
        rows = [row for name in features if (row := self.names.get(name)) is not None]
        total: Floats = self.weights[rows].sum(axis=0, dtype=np.float32) + self.bias
        return total


class Blend(NamedTuple):
    """How the scores of the two parts become probabilities: `softmax(linear * a + encoder * b + bias)`."""

    linear: float
    encoder: float
    bias: tuple[float, float, float]


class Known(NamedTuple):
    """What was learnt of the targets of the codebook that the model was trained on.

    Attributes:
        rows: The row of each target by its name.
        states: (targets, width), what it begins with in the encoder.
        answers: (targets, features, 3), its own weights.
        biases: (targets, 3).
    """

    rows: Mapping[str, int]
    states: Floats
    answers: Floats
    biases: Floats


class Model(NamedTuple):
    """Everything that was learnt.

    Attributes:
        gate: The linear part's share of favor and against below which the encoder isn't asked.
        least: The probability that favor or against must have to be answered.
    """

    pieces: WordPieces
    encoder: Encoder
    known: Known
    linear: Linear
    condition: Linear
    blend: Blend
    gate: float
    least: float

    def ask(self, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """Targets that were learnt, as `Encoder.read` takes them: states, answers, biases."""
        rows = [self.known.rows[name] for name in names]
        return self.known.states[rows], self.known.answers[rows], self.known.biases[rows]

    def to_pieces(self, holder: str, words: str, before: str) -> list[int]:
        """A statement as the encoder reads it: whose it is, its words, and for a short one what stands before it."""
        read = self.pieces.encode(f"{holder} : {words}"[: (_MOST_OF_STATEMENT + 2) * _CHARACTERS])
        said = [self.pieces.start, *read[:_MOST_OF_STATEMENT], self.pieces.end]
        room = _WINDOW - (len(said) - 2)
        if room > 3 and before.strip():
            earlier = self.pieces.encode(before[-room * _CHARACTERS :])[-room:]
            said += [*earlier, self.pieces.end] if earlier else []
        return said

    def is_open(self, target: str, linear: Floats) -> bool:
        """Whether the encoder is asked: the target was learnt, and the linear part leaves a position open.

        Of targets that it hasn't learnt the encoder knows nothing: it finds no position on any.
        """
        return target in self.known.rows and bool(1 - _shares(linear.astype(np.float64))[0] >= self.gate)

    def answer(self, shares: NDArray[np.float64]) -> int:
        """Which of none, favor and against is answered."""
        held = 1 + int(np.argmax(shares[1:]))
        return held if shares[held] >= self.least else 0

    def probabilities(self, linear: Floats, encoder: Floats | None) -> NDArray[np.float64]:
        """The probabilities of none, favor and against, rounded so that they don't depend on the order of sums."""
        shares = _shares(linear.astype(np.float64))
        if encoder is not None:
            sums = self.blend.linear * np.log(shares) + self.blend.encoder * encoder + np.array(self.blend.bias)
            shares = _shares(sums)
        rounded: NDArray[np.float64] = np.round(shares, 4)
        return rounded


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max())
    bounded: NDArray[np.float64] = np.maximum(shares / shares.sum(), 1e-9)
    return bounded
