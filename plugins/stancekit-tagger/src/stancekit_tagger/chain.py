"""A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) over rows of feature numbers.

Each position of a sequence has the same number of features, each a number below a known size, so that scores are sums
of rows of one table. It is trained by AdaGrad (Duchi, Hazan & Singer 2011) on batches of sequences, with features left
out at random, and answers with marginal probabilities. It knows no language. Imports numpy and scipy.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit_tagger.segmentation import Ints

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_FORBIDDEN = -30.0
"""The weight of a step between labels that never follow each other."""

_WORST = -30.0
"""How far below the best label at its position any label may score, so that no product of chances becomes zero."""


_SLOWNESS = 5.0
"""The squared gradients that each weight begins with, so that rare features don't jump."""

_SAMPLED = 4
"""Every how many batches the weights are taken into their mean."""


class Settings(NamedTuple):
    """How a chain is trained.

    Attributes:
        epochs: How often every sequence is seen.
        rate: The learning rate.
        dropout: The share of features left out, drawn anew for each position and batch.
        decay: How strongly weights are drawn to zero, against all positions together.
        least: How often a feature must occur to have weights.
        batch: About how many positions a batch has.
    """

    epochs: int = 8
    rate: float = 0.05
    dropout: float = 0.3
    decay: float = 100.0
    least: int = 2
    batch: int = 5000


_PADDED = 2**18
"""Up to how many positions, padding included, are summed at once."""


class Chain:
    """A trained chain.

    Attributes:
        features: The feature numbers that have weights, ascending.
        size: How many feature numbers there are.
        weights: A row for each of `features`, after a first one of zeros for all others; a column for each label.
        steps: The weight of each label (row) being followed by each (column).
    """

    def __init__(self, features: Ints, size: int, weights: Floats, steps: Floats) -> None:
        self.features = features
        self.size = size
        self.weights = weights
        self.steps = steps
        self._row = np.zeros(size, np.int32)
        self._row[features] = np.arange(1, len(features) + 1)

    def rounded(self, least: float) -> "Chain":
        """The same with weights of half precision, without the features whose weights are all below `least`."""
        weights = self.weights[1:]
        kept = np.abs(weights).max(axis=1, initial=0.0) >= least
        halves = weights[kept].astype(np.float16).astype(np.float32)
        none = np.zeros((1, weights.shape[1]), np.float32)
        return Chain(self.features[kept], self.size, np.concatenate([none, halves]), self.steps)

    def marginals(self, columns: Sequence[Ints], bounds: Ints, tied: Bools | None = None) -> Floats:
        """The probability of each label at each position.

        Args:
            columns: For each feature, its number at every position.
            bounds: The half-open ranges of positions of the sequences, which cover all positions.
            tied: The positions at which the first label scores as the second one does; None for nowhere.

        Returns:
            An array of (positions, labels); its rows sum to 1.
        """
        count = len(self.steps)
        if not len(bounds):
            return np.zeros((0, count), np.float32)
        scores = np.take(self.weights, self._row[columns[0]], axis=0)
        for column in columns[1:]:
            scores += np.take(self.weights, self._row[column], axis=0)
        if tied is not None:
            scores[tied, 0] = scores[tied, 1]
        order, offsets, lengths = _by_length(bounds)
        found = np.empty_like(scores)
        first = 0
        while first < len(lengths):
            # Each is padded to the longest: short ones beside a long one would take memory beyond all bounds.
            last = min(first + max(_PADDED // int(lengths[first]), 1), len(lengths))
            here = order[offsets[first] : offsets[last]]
            begins = offsets[first : last + 1] - offsets[first]
            found[here] = _sum_product(scores[here], begins, lengths[first:last], self.steps, counting=False)[0]
            first = last
        return found


def train_chain(
    rows: npt.NDArray[np.int32],
    labels: Ints,
    bounds: Ints,
    *,
    size: int,
    allowed: Bools,
    settings: Settings,
    seed: int,
    tied: Bools | None = None,
) -> Iterator[Chain]:
    """The chain after each epoch; the next one is trained when it is asked for.

    Args:
        rows: Feature numbers, (positions, features); overwritten.
        labels: The right label at each position.
        bounds: The half-open ranges of positions of the sequences.
        size: How many feature numbers there are.
        allowed: Which label (row) may be followed by which (column).
        settings: How to train.
        seed: The start of any randomness.
        tied: As in `Chain.marginals`.
    """
    from scipy import sparse

    random = np.random.default_rng(seed)
    features, rows = _number(rows, size, settings.least)
    labelled, places = len(allowed), rows.shape[1]
    forbidden = np.where(allowed, 0.0, _FORBIDDEN).astype(np.float32)
    weights = np.zeros((len(features) + 1, labelled), np.float32)
    squares = np.full_like(weights, _SLOWNESS)
    steps = np.zeros((labelled, labelled), np.float32)
    step_squares = np.full_like(steps, _SLOWNESS)
    slot = np.zeros(len(weights), np.int32)
    for _ in range(settings.epochs):
        # What an epoch gives is the mean over its second half, which varies less than where it ends.
        batches = _batches(bounds, settings.batch, random)
        summed, steps_summed, counted = np.zeros_like(weights), np.zeros_like(steps), 0
        for number, batch in enumerate(batches, start=1):
            order, offsets, lengths = _by_length(bounds[batch])
            flat = rows[order].ravel()
            here = labels[order]
            touched = np.zeros(len(weights), bool)
            touched[flat] = True
            active = np.flatnonzero(touched)
            slot[active] = np.arange(len(active))
            kept = random.random(len(flat), dtype=np.float32) >= settings.dropout
            data = (kept & (flat > 0)).astype(np.float32) / np.float32(1 - settings.dropout)
            matrix = sparse.csr_matrix(
                (data, slot[flat], np.arange(0, len(flat) + 1, places)), shape=(len(order), len(active))
            )
            own = weights[active]
            scores = matrix @ own
            if tied is not None:
                same = np.flatnonzero(tied[order])
                scores[same, 0] = scores[same, 1]
            error, expected = _sum_product(scores, offsets, lengths, steps + forbidden)
            error[np.arange(len(order)), here] -= 1
            if tied is not None:
                error[same, 1] += error[same, 0]
                error[same, 0] = 0
            gradient = np.asarray(matrix.T @ error) + np.float32(settings.decay / len(rows) * len(order)) * own
            squares[active] += gradient * gradient
            weights[active] = own - np.float32(settings.rate) * gradient / np.sqrt(squares[active])
            weights[0] = 0
            inner = np.ones(len(order), bool)
            inner[offsets[:-1]] = False
            later = np.flatnonzero(inner)
            np.subtract.at(expected, (here[later - 1], here[later]), np.float32(1))
            step_squares += expected * expected
            steps -= np.float32(settings.rate) * expected / np.sqrt(step_squares)
            if 2 * number >= len(batches) and (len(batches) - number) % _SAMPLED == 0:
                summed += weights
                steps_summed += steps
                counted += 1
        yield Chain(features, size, summed / np.float32(counted), steps_summed / np.float32(counted) + forbidden)


def _number(rows: npt.NDArray[np.int32], size: int, least: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """The feature numbers that are frequent enough, and the rows with each of them numbered from 1 and others as 0."""
    counts = np.zeros(size, np.int64)
    for column in rows.T:
        counts += np.bincount(column, minlength=size)
    features = np.flatnonzero(counts >= least)
    row = np.zeros(size, np.int32)
    row[features] = np.arange(1, len(features) + 1)
    for start in range(0, len(rows), 100_000):
        rows[start : start + 100_000] = row[rows[start : start + 100_000]]
    return features, rows


def _batches(bounds: Ints, size: int, random: np.random.Generator) -> list[Ints]:
    """The sequences in random batches of about `size` positions, each of sequences of about one length."""
    lengths = bounds[:, 1] - bounds[:, 0]
    order = random.permutation(len(bounds))
    batches: list[Ints] = []
    for start in range(0, len(order), 2000):
        block = order[start : start + 2000]
        block = block[np.argsort(-lengths[block], kind="stable")]
        total = np.cumsum(lengths[block])
        batches += np.split(block, np.flatnonzero(np.diff(total // size)) + 1)
    return [batches[index] for index in random.permutation(len(batches))]


def _by_length(bounds: Ints) -> tuple[Ints, Ints, Ints]:
    """All positions with the longest sequences first, where each sequence then begins, and their lengths."""
    bounds = bounds[np.argsort(bounds[:, 0] - bounds[:, 1], kind="stable")]
    lengths = bounds[:, 1] - bounds[:, 0]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    order = np.arange(offsets[-1]) + np.repeat(bounds[:, 0] - offsets[:-1], lengths)
    return order, offsets, lengths


def _sum_product(
    scores: Floats, offsets: Ints, lengths: Ints, steps: Floats, *, counting: bool = True
) -> tuple[Floats, Floats]:
    """Marginals at each position, and the expected number of each step (Rabiner 1989, scaled at each position).

    Args:
        scores: The score of each label at each position, sequence after sequence, the longest first.
        offsets: Where each sequence begins, and where the last one ends.
        lengths: How long each is.
        steps: The weights of the steps.
        counting: Whether the steps are wanted.
    """
    longest = int(lengths[0])
    times = np.arange(longest)
    there = times[:, None] < lengths[None, :]
    active = there.sum(axis=1).tolist()
    place = offsets[None, :-1] + np.minimum(times[:, None], lengths[None, :] - 1)
    potential = np.exp(np.maximum(scores - scores.max(axis=1, keepdims=True), np.float32(_WORST)))[place]
    factor = np.exp(steps)
    ones = np.ones((len(steps), 1), np.float32)
    forward = np.zeros_like(potential)
    backward = np.ones_like(potential)
    forward[0] = potential[0] / potential[0].sum(axis=1, keepdims=True)
    for time in range(1, longest):
        count = active[time]
        value = forward[time - 1, :count] @ factor
        value *= potential[time, :count]
        value /= _row_sums(value, ones)
        forward[time, :count] = value
    transposed = np.ascontiguousarray(factor.T)
    for time in range(longest - 2, -1, -1):
        count = active[time + 1]
        value = (potential[time + 1, :count] * backward[time + 1, :count]) @ transposed
        value /= _row_sums(value, ones)
        backward[time, :count] = value
    product = forward * backward
    # What isn't finite anywhere above is no number here.
    if not np.isfinite(product).all():
        raise FloatingPointError("the chain has scores or steps that aren't finite, or too far apart")
    product /= np.maximum(_row_sums(product, ones), np.float32(1e-30))
    marginals = np.empty_like(scores)
    marginals[place[there]] = product[there]
    if not counting:
        return marginals, np.zeros_like(steps)
    before = forward[:-1][there[1:]]
    after = (potential[1:] * backward[1:])[there[1:]]
    total = _row_sums((before @ factor) * after, ones)
    return marginals, factor * (before.T @ (after / np.maximum(total, np.float32(1e-30))))


def _row_sums(rows: Floats, ones: Floats) -> Floats:
    """The sum of each row of finite numbers, as a column: a product with `ones`, the fastest sum of few.

    For five columns OpenBLAS's kernel for AVX-512 (`sgemv_kernel_t_5`) also adds up three floats that it never wrote,
    and drops their sum. Where they happen to be signalling, numpy takes the processor's flag for a result that is no
    number, and warns. That warning is silenced, and no other: `_sum_product` sees to it that the numbers are finite.
    """
    with np.errstate(invalid="ignore"):
        return rows @ ones
