"""The encoder: a small transformer over the word pieces of a statement, which each target reads from above.

The pieces go through all layers as in BERT (Devlin et al. 2019). From layer `joins` on, each target has one state of
its own that attends to the pieces and to itself, and to no other target: so what a statement's words become doesn't
depend on what is asked, an answer doesn't depend on what else is asked, and eight targets cost little more than one.
Plain numpy; it knows nothing of stances but that there are three answers. Imports nothing of the package.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HEADS = 12
ANSWERS = ("none", "favor", "against")
MOST_PIECES = 96
"""The word pieces that are read of one statement and what stands before it."""

_TOGETHER = 8
"""How many targets are asked at once: always this many rows, so that a row is the same whatever the others are."""

_EPSILON = 1e-12


class Layer(NamedTuple):
    """The weights of one layer; matrices are (inputs, outputs)."""

    query: Floats
    query_bias: Floats
    key: Floats
    key_bias: Floats
    value: Floats
    value_bias: Floats
    output: Floats
    output_bias: Floats
    norm: Floats
    norm_bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    last_norm: Floats
    last_norm_bias: Floats


class Reading(NamedTuple):
    """What the targets make of a statement.

    Attributes:
        scores: (targets, answers).
        attention: (targets, pieces), how much a target looks at each piece in the last layer; the rest is at itself.
    """

    scores: Floats
    attention: Floats


class Encoder(NamedTuple):
    """All weights.

    Attributes:
        words: (pieces, width), the state of each word piece.
        places: (MOST_PIECES, width), what is added for its place.
        norm, norm_bias: (width,), the scale after that.
        layers: From below.
        joins: The number of layers that only the pieces go through.
        head, head_bias: (width, features), from a target's state to what the answers are weighed by.
        answer, answer_bias: (features, 3).
    """

    words: Floats
    places: Floats
    norm: Floats
    norm_bias: Floats
    layers: tuple[Layer, ...]
    joins: int
    head: Floats
    head_bias: Floats
    answer: Floats
    answer_bias: Floats

    def read(self, pieces: Sequence[int], targets: Floats, answers: Floats, biases: Floats) -> Reading:
        """What each of the targets makes of a statement.

        Args:
            pieces: The statement's word pieces, with start and end.
            targets: (targets, width), the state that each begins with.
            answers: (targets, features, 3), what is added to `answer` for each.
            biases: (targets, 3), what is added to `answer_bias`.
        """
        states = self._embed(pieces)
        for layer in self.layers[: self.joins]:
            states = _step(states, *_keys_and_values(states, layer), layer)
        asked = [targets[start : start + _TOGETHER] for start in range(0, len(targets), _TOGETHER)]
        rows = [np.concatenate([some, np.zeros((_TOGETHER - len(some), some.shape[1]), np.float32)]) for some in asked]
        looks: list[Floats] = []
        last = len(self.layers) - 1
        for number, layer in enumerate(self.layers[self.joins :], start=self.joins):
            keys, values = _keys_and_values(states, layer)
            found = [_target_step(some, keys, values, layer) for some in rows]
            rows, looks = [state for state, _ in found], [look for _, look in found]
            if number < last:  # Nothing reads the pieces after the last layer.
                states = _step(states, keys, values, layer)
        state, attention = np.concatenate(rows)[: len(targets)], np.concatenate(looks)[: len(targets)]
        features = _gelu(state @ self.head + self.head_bias)
        own = np.einsum("kd,kde->ke", features, answers, dtype=np.float32)
        return Reading(features @ self.answer + self.answer_bias + own + biases, attention)

    def _embed(self, pieces: Sequence[int]) -> Floats:
        numbers = np.asarray(pieces[:MOST_PIECES], dtype=np.int64)
        return _normal(self.words[numbers] + self.places[: len(numbers)], self.norm, self.norm_bias)


def _keys_and_values(states: Floats, layer: Layer) -> tuple[Floats, Floats]:
    return states @ layer.key + layer.key_bias, states @ layer.value + layer.value_bias


def _step(states: Floats, keys: Floats, values: Floats, layer: Layer) -> Floats:
    """The pieces after a layer: each has looked at all of them."""
    queries = _by_head(states @ layer.query + layer.query_bias)
    weights = _softmax(queries @ _by_head(keys).transpose(0, 2, 1) * _scale(keys))
    return _feed(states, (weights @ _by_head(values)).transpose(1, 0, 2).reshape(states.shape), layer)


def _target_step(states: Floats, keys: Floats, values: Floats, layer: Layer) -> tuple[Floats, Floats]:
    """Targets after a layer, each of which has looked at the pieces and at itself; and where they looked."""
    queries = _by_head(states @ layer.query + layer.query_bias)
    own = _by_head(states @ layer.key + layer.key_bias)
    at_pieces = queries @ _by_head(keys).transpose(0, 2, 1)
    at_self = (queries * own).sum(axis=2, keepdims=True)
    weights = _softmax(np.concatenate([at_pieces, at_self], axis=2) * _scale(keys))
    seen = weights[:, :, :-1] @ _by_head(values)
    seen += weights[:, :, -1:] * _by_head(states @ layer.value + layer.value_bias)
    after = _feed(states, seen.transpose(1, 0, 2).reshape(states.shape), layer)
    return after, weights[:, :, :-1].mean(axis=0)


def _feed(states: Floats, seen: Floats, layer: Layer) -> Floats:
    states = _normal(states + seen @ layer.output + layer.output_bias, layer.norm, layer.norm_bias)
    inner = _gelu(states @ layer.inner + layer.inner_bias)
    return _normal(states + inner @ layer.outer + layer.outer_bias, layer.last_norm, layer.last_norm_bias)


def _by_head(states: Floats) -> Floats:
    """(rows, width) as (heads, rows, width of a head)."""
    return states.reshape(len(states), HEADS, -1).transpose(1, 0, 2)


def _scale(keys: Floats) -> np.float32:
    return np.float32((keys.shape[1] / HEADS) ** -0.5)


def _softmax(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _normal(states: Floats, scale: Floats, bias: Floats) -> Floats:
    states = states - states.mean(axis=1, keepdims=True)
    states /= np.sqrt((states * states).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
    states *= scale
    states += bias
    return states


def _gelu(states: Any) -> Floats:
    """GELU by its usual approximation with tanh (Hendrycks & Gimpel 2016)."""
    inner = states * states
    inner *= np.float32(0.044715)
    inner += np.float32(1.0)
    inner *= states
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    inner *= states
    inner *= np.float32(0.5)
    return inner  # type: ignore[no-any-return]
