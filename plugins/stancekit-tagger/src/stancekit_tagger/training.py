"""Training: annotated articles go in, a `Model` comes out, with figures on articles that were held out.

What the second stage and the confidence learn of the first is what it says of articles that it wasn't trained on: the
articles are split into parts, and each part is read by a chain trained on the others. The first split also says after
how many epochs to stop. May import the model and its parts, and what learns the confidence.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.errors import InputError
from stancekit_tagger import linking, tagging
from stancekit_tagger.annotated import Annotated, linking_labels, missed_cues, tagging_labels
from stancekit_tagger.chain import Bools, Chain, Floats, Settings, train_chain
from stancekit_tagger.columns import PROPERTY, Reading, read
from stancekit_tagger.confidence import learn_confidence
from stancekit_tagger.decoding import Draft, make_drafts
from stancekit_tagger.model import Model, sequences, tag
from stancekit_tagger.segmentation import Ints
from stancekit_tagger.tagging import token_columns
from stancekit_tagger.vocabulary import Roles, Vocabulary, count_roles, learn_vocabulary, stem_of

PARTS = 3
"""Into how many parts the articles are split."""

FEWEST = 2 * PARTS
"""The fewest articles to learn from."""

TAGGING = Settings(epochs=10, rate=0.05, dropout=0.5, decay=100.0)
LINKING = Settings(epochs=8, rate=0.03, dropout=0.3, decay=20.0)

_LEAST_WEIGHT = 0.02
"""Features whose weights are all below this are left out of the model."""

Progress = Callable[[str, float], None]


class Learnt(NamedTuple):
    """A model, and how well such a model reads articles that it wasn't trained on."""

    model: Model
    figures: dict[str, float]


def learn(articles: Sequence[Annotated], *, seed: int, progress: Progress) -> Learnt:
    """A model of annotated articles; how sure a statement is, is learnt from those of the greatest weight.

    Raises:
        InputError: There are too few articles or attributions.
    """
    if len(articles) < FEWEST or not any(article.gold for article in articles):
        attributions = sum(len(article.gold) for article in articles)
        raise InputError(
            f"there are {len(articles)} articles with {attributions} attributions to learn from; "
            f"it takes {FEWEST} articles, and some hundred attributions to be of use"
        )
    progress("words", 0.0)
    vocabulary, readings = _read_all(articles, seed)
    parts = np.random.default_rng(seed).permutation(len(articles)) % PARTS
    tags, first = _learn_tagging(articles, readings, parts, seed, progress)
    drafts, second = _learn_linking(articles, readings, tags, parts, seed, progress)
    most = max(article.weight for article in articles)
    judged = [index for index, article in enumerate(articles) if article.weight == most]
    confidence, threshold, figures = learn_confidence(
        [articles[index] for index in judged], [drafts[index] for index in judged]
    )
    progress("done", 1.0)
    return Learnt(
        Model(vocabulary, first.rounded(_LEAST_WEIGHT), second.rounded(_LEAST_WEIGHT), confidence, threshold), figures
    )


def _read_all(articles: Sequence[Annotated], seed: int) -> tuple[Vocabulary, list[Reading]]:
    """The vocabulary, and each article as it would look had its own roles not been counted."""
    own = [
        count_roles(
            article.text.words,
            [place for gold in article.gold for place in gold.cue.tolist()],
            [place for gold in article.gold for place in gold.source.tolist()],
        )
        for article in articles
    ]
    total = Roles.sum(own)
    vocabulary = learn_vocabulary([article.text for article in articles], total, seed=seed)
    readings = []
    for article, roles in zip(articles, own, strict=True):
        traits = vocabulary.traits(article.text.words)
        listed = traits[:, PROPERTY["stem"]] > 1
        levels = {stem: total.without(roles, stem) for stem in roles.all}
        for place in np.flatnonzero(listed).tolist():
            cue, source = levels[stem_of(article.text.words[place].lower())]
            traits[place, PROPERTY["cue"]] = cue
            traits[place, PROPERTY["source"]] = source
        readings.append(read(article.text, vocabulary, article.opinion, traits))
    return vocabulary, readings


def _learn_tagging(
    articles: Sequence[Annotated], readings: Sequence[Reading], parts: Ints, seed: int, progress: Progress
) -> tuple[list[Floats], Chain]:
    """What the first stage thinks of each article without having seen it, and the chain of all articles."""
    columns = [token_columns(reading) for reading in readings]
    table = _Table(
        np.concatenate([column.matrix() for column in columns]),
        np.concatenate([tagging_labels(article)[article.text.places] for article in articles]),
        [sequences(article.text) for article in articles],
        columns[0].size,
        tagging.ALLOWED,
        weights=[article.weight for article in articles],
    )
    tags: list[Floats] = [np.zeros((0, 0), np.float32)] * len(articles)
    for chain, held in _cross(table, parts, TAGGING, seed, lambda done: progress("tagging", done * 0.3)):
        for index in held:
            tags[index] = tag(chain, readings[index])
    return tags, chain


def _learn_linking(
    articles: Sequence[Annotated],
    readings: Sequence[Reading],
    tags: Sequence[Floats],
    parts: Ints,
    seed: int,
    progress: Progress,
) -> tuple[list[list[Draft]], Chain]:
    """What the second stage finds in each article without having seen it, and the chain of all articles."""
    matrices, labels, bounds, tied = [], [], [], []
    size = 0
    for article, reading, tagged in zip(articles, readings, tags, strict=True):
        found = linking.find_candidates(reading, tagged)
        candidates = np.concatenate([found, missed_cues(article, found)])
        if not len(candidates):
            bounds.append(candidates)
            continue
        windows = linking.open_windows(reading, candidates)
        columns = linking.window_columns(reading, tagged, windows)
        size = columns.size
        matrices.append(columns.matrix())
        labels.append(linking_labels(article, candidates, windows))
        bounds.append(windows.bounds)
        tied.append(windows.outside())
    if not matrices:
        raise InputError("there is nothing to learn: no attribution has a cue")
    table = _Table(
        np.concatenate(matrices),
        np.concatenate(labels),
        bounds,
        size,
        linking.ALLOWED,
        np.concatenate(tied),
        weights=[article.weight for article in articles],
    )
    del matrices
    drafts: list[list[Draft]] = [[] for _ in articles]
    for chain, held in _cross(table, parts, LINKING, seed, lambda done: progress("linking", 0.3 + done * 0.7)):
        for index in held:
            candidates = linking.find_candidates(readings[index], tags[index])
            if len(candidates):
                windows = linking.open_windows(readings[index], candidates)
                columns = linking.window_columns(readings[index], tags[index], windows)
                marginals = chain.marginals(columns.numbers, windows.bounds, windows.outside())
                drafts[index] = make_drafts(readings[index], tags[index], windows, marginals)
    return drafts, chain


class _Table:
    """The rows of all articles, with the sequences of each article and its range of rows."""

    def __init__(
        self,
        rows: npt.NDArray[np.int32],
        labels: Ints,
        sequences: Sequence[Ints],
        size: int,
        allowed: Bools,
        tied: Bools | None = None,
        *,
        weights: Sequence[int],
    ) -> None:
        self.weights = weights
        self.rows, self.labels, self.size, self.allowed, self.tied = rows, labels, size, allowed, tied
        self.sequences = sequences
        lengths = [int(bounds[-1, 1]) if len(bounds) else 0 for bounds in sequences]
        self.offsets = np.concatenate([[0], np.cumsum(lengths)])

    def of(self, articles: Sequence[int], *, weighed: bool = False) -> "_Rows":
        """The rows of some articles; weighed, each sequence as often as its article counts."""
        rows, labels, bounds, tied, start = [], [], [], [], 0
        for index in articles:
            first, last = self.offsets[index], self.offsets[index + 1]
            rows.append(self.rows[first:last])
            labels.append(self.labels[first:last])
            own = self.sequences[index].reshape(-1, 2) + start
            bounds.append(np.repeat(own, self.weights[index], axis=0) if weighed else own)
            if self.tied is not None:
                tied.append(self.tied[first:last])
            start += last - first
        return _Rows(
            np.concatenate(rows), np.concatenate(labels), np.concatenate(bounds), np.concatenate(tied) if tied else None
        )


class _Rows(NamedTuple):
    """Rows, the label of each, sequences counted from the first row, and the rows that are tied."""

    rows: npt.NDArray[np.int32]
    labels: Ints
    bounds: Ints
    tied: Bools | None


def _cross(
    table: _Table, parts: Ints, settings: Settings, seed: int, progress: Callable[[float], None]
) -> Iterator[tuple[Chain, list[int]]]:
    """For each part a chain of the others with the articles held out, and at last one of all with none.

    The number of epochs is chosen on the first part: training stops when the held-out labels grow less likely.
    """
    epochs = settings.epochs
    for part in [*range(PARTS), PARTS]:
        learnt = table.of(np.flatnonzero(parts != part).tolist(), weighed=True)
        held = np.flatnonzero(parts == part).tolist()
        training = train_chain(
            learnt.rows,
            learnt.labels,
            learnt.bounds,
            tied=learnt.tied,
            size=table.size,
            allowed=table.allowed,
            settings=settings._replace(epochs=epochs),
            seed=seed,
        )
        best: tuple[float, int, Chain | None] = (np.inf, 0, None)
        for epoch, chain in enumerate(training, start=1):
            progress((part + epoch / epochs) / (PARTS + 1))
            loss = _loss(chain, table.of(held)) if part == 0 else -epoch
            if loss >= best[0]:
                break
            best = (loss, epoch, chain)
        _, epochs, chosen = best
        assert chosen is not None
        yield chosen, held


def _loss(chain: Chain, held: _Rows) -> float:
    """The mean of the negative logarithm of each right label's marginal."""
    marginals = chain.marginals(list(held.rows.T), held.bounds, held.tied)
    return float(-np.log(np.maximum(marginals[np.arange(len(held.labels)), held.labels], 1e-6)).mean())
