"""The chain gives the probabilities that summing over all label sequences gives, and learns what follows what."""

import ctypes
import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit_tagger.chain import Chain, Settings, _row_sums, train_chain

LABELS = 3
SIZE = 5


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 1000))
def test_marginals_are_those_of_all_sequences_summed(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = np.concatenate([np.zeros((1, LABELS)), random.normal(size=(SIZE, LABELS))]).astype(np.float32)
    steps = random.normal(size=(LABELS, LABELS)).astype(np.float32)
    chain = Chain(np.arange(SIZE), SIZE, weights, steps)
    column = random.integers(SIZE, size=sum(lengths))
    ends = np.cumsum(lengths)
    bounds = np.stack([ends - lengths, ends], axis=1)
    found = chain.marginals([column], bounds)
    for first, last in bounds:
        expected = np.zeros((last - first, LABELS))
        for path in itertools.product(range(LABELS), repeat=last - first):
            score = sum(weights[column[first + place] + 1, label] for place, label in enumerate(path))
            score += sum(steps[one, other] for one, other in itertools.pairwise(path))
            for place, label in enumerate(path):
                expected[place, label] += np.exp(score)
        expected /= expected.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found[first:last], expected, atol=1e-4)


def test_scores_far_apart_give_probabilities() -> None:
    weights = np.array([[0, 0], [900, -900], [-900, 900]], np.float32)
    chain = Chain(np.arange(2), 2, weights, np.array([[0, -30], [-30, 0]], np.float32))
    found = chain.marginals([np.array([0, 1, 0, 1, 1])], np.array([[0, 5]]))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


class LeftOver(ctypes.Structure):
    """Floats that raise the processor's flag for what is no number, whatever is done with them."""

    _fields_ = (("floats", ctypes.c_uint32 * 16384),)


def test_what_is_left_over_in_memory_gives_no_warning() -> None:
    left_over = LeftOver()
    left_over.floats[:] = [0x7FA00000] * 16384
    forget = ctypes.CDLL(None).getpid  # what it is given is left on the stack
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for labels, count in itertools.product(range(2, 9), range(1, 9)):
            rows = np.full((count, labels), 0.5, np.float32)
            forget(left_over)
            found = _row_sums(rows, np.ones((labels, 1), np.float32))
            assert found.tolist() == [[labels / 2]] * count


@pytest.mark.parametrize(("weight", "step"), [(np.nan, 0), (np.inf, 0), (0, np.nan), (0, np.inf), (0, 200)])
@pytest.mark.filterwarnings("ignore")
def test_what_is_not_finite_is_no_answer(weight: float, step: float) -> None:
    weights = np.array([[0, 0], [weight, 0]], np.float32)
    chain = Chain(np.arange(1), 1, weights, np.array([[step, 0], [0, 0]], np.float32))
    with pytest.raises(FloatingPointError, match="aren't finite"):
        chain.marginals([np.zeros(3, np.int64)], np.array([[0, 3]]))


def learn(seed: int) -> Chain:
    """A chain of sequences in which a label shows at the first place only, and then stays."""
    labels = np.repeat(np.array([0, 1, 0, 1, 1, 0] * 10), 4)
    rows = np.where(np.arange(len(labels)) % 4 == 0, labels, 2)[:, None].astype(np.int32)
    starts = np.arange(0, len(labels), 4)
    bounds = np.stack([starts, starts + 4], axis=1)
    allowed = np.eye(2, dtype=bool)
    settings = Settings(epochs=5, dropout=0.0, batch=40)
    *_, chain = train_chain(rows, labels, bounds, size=3, allowed=allowed, settings=settings, seed=seed)
    return chain


def test_a_label_that_stays_is_told_by_the_first_place() -> None:
    found = learn(0).marginals([np.array([1, 2, 2, 2, 2, 0, 2])], np.array([[0, 5], [5, 7]]))
    assert found.argmax(axis=1).tolist() == [1, 1, 1, 1, 1, 0, 0]


def test_the_same_seed_gives_the_same_weights() -> None:
    assert learn(3).weights.tobytes() == learn(3).weights.tobytes()


@pytest.mark.parametrize("count", [0, 1])
def test_few_sequences(count: int) -> None:
    chain = learn(0)
    bounds = np.array([[0, 1]][:count], dtype=np.int64).reshape(-1, 2)
    assert len(chain.marginals([np.zeros(count, np.int64)], bounds)) == count
