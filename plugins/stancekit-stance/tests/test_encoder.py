"""The laws of the encoder: what a target makes of a statement depends on that target and that statement alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from small_models import FEATURES, PIECES, WIDTH, write
from stancekit_stance.encoder import MOST_PIECES, Encoder
from stancekit_stance.model_file import read_model


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    path: Path = tmp_path_factory.mktemp("model") / "small.model"
    return read_model(write(path))[0].encoder


def targets(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(1)
    shapes = (count, WIDTH), (count, FEATURES, 3), (count, 3)
    states, answers, biases = (draw.normal(size=shape).astype(np.float32) for shape in shapes)
    return states, answers, biases


@settings(max_examples=25, deadline=None)
@given(
    pieces=st.lists(st.integers(0, len(PIECES) - 1), min_size=2, max_size=12),
    chosen=st.lists(st.integers(0, 10), min_size=1, max_size=11, unique=True),
)
def test_a_target_is_read_the_same_whatever_else_is_asked(
    encoder: Encoder, pieces: list[int], chosen: list[int]
) -> None:
    states, answers, biases = targets(11)
    whole = encoder.read(pieces, states, answers, biases)
    some = encoder.read(pieces, states[chosen], answers[chosen], biases[chosen])
    assert np.allclose(some.scores, whole.scores[chosen], atol=1e-4)
    assert np.allclose(some.attention, whole.attention[chosen], atol=1e-5)


def test_each_target_looks_at_each_piece_by_a_share(encoder: Encoder) -> None:
    read = encoder.read([2, 6, 10, 9, 5, 3], *targets(3))
    assert read.attention.shape == (3, 6)
    assert (read.attention >= 0).all()
    assert (read.attention.sum(axis=1) < 1).all()


def test_the_order_of_the_words_counts(encoder: Encoder) -> None:
    one, other = (encoder.read(pieces, *targets(1)).scores for pieces in ([2, 6, 10, 5, 3], [2, 5, 10, 6, 3]))
    assert np.abs(one - other).max() > 0.01


def test_what_is_longer_than_the_encoder_reads_is_cut(encoder: Encoder) -> None:
    pieces = [2, *[5, 6] * MOST_PIECES, 3]
    assert np.array_equal(
        encoder.read(pieces, *targets(1)).scores, encoder.read(pieces[:MOST_PIECES], *targets(1)).scores
    )
