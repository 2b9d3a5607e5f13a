"""Training: annotated articles go in, a `Model` comes out, with figures on articles that were held out.

What the second stage and the confidence learn of the first is what it says of articles that it wasn't trained on: the
articles are split into parts, and each part is read by a chain trained on the others. The first split also says after
how many epochs to stop. May import the model and its parts; imports scikit-learn when it runs.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from stancekit.errors import InputError
from stancekit_tagger import linking, tagging
from stancekit_tagger.chain import Bools, Chain, Floats, Settings, train_chain
from stancekit_tagger.columns import PROPERTY, Opinion, Reading, read
from stancekit_tagger.decoding import MEASURES, Confidence, Draft, choose, make_drafts
from stancekit_tagger.model import Model, sequences, tag
from stancekit_tagger.segmentation import Ints, Text
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

_MATCHED = 0.5
_THRESHOLDS = np.arange(0.05, 0.96, 0.025)

Progress = Callable[[str, float], None]


class Gold(msgspec.Struct, frozen=True):
    """An attribution in a text: the places of its cue, source and content."""

    cue: Ints
    source: Ints
    content: Ints


class Annotated(NamedTuple):
    """A text with its attributions, what another extractor finds in it, where one is asked, and how often it counts."""

    text: Text
    gold: tuple[Gold, ...]
    opinion: Opinion | None = None
    weight: int = 1


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
    confidence, threshold, figures = _learn_confidence(
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
        np.concatenate([_tagging_labels(article)[article.text.places] for article in articles]),
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
        candidates = np.concatenate([found, _missed(article, found)])
        if not len(candidates):
            bounds.append(candidates)
            continue
        windows = linking.open_windows(reading, candidates)
        columns = linking.window_columns(reading, tagged, windows)
        size = columns.size
        matrices.append(columns.matrix())
        labels.append(_linking_labels(article, candidates, windows))
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


def _tagging_labels(article: Annotated) -> Ints:
    labels = np.full(len(article.text.words), tagging.NONE)
    for gold in article.gold:
        middle = float(gold.cue.mean()) if len(gold.cue) else np.inf
        for places, after, before in (
            (gold.content, tagging.CONTENT_AFTER, tagging.CONTENT_BEFORE),
            (gold.source, tagging.SOURCE_AFTER, tagging.SOURCE_BEFORE),
        ):
            labels[places] = np.where(places < middle, before, after)
    for gold in article.gold:
        labels[gold.cue] = tagging.CUE
    return labels


def _owners(article: Annotated, candidates: Ints) -> list[int]:
    """For each candidate the attribution whose cue it has most words of; -1 where it has none of any."""
    owner = np.full(len(article.text.words), -1)
    for index, gold in enumerate(article.gold):
        owner[gold.cue] = index
    found = []
    for first, last in candidates.tolist():
        here = owner[first:last]
        here = here[here >= 0]
        found.append(int(np.bincount(here).argmax()) if len(here) else -1)
    return found


def _missed(article: Annotated, candidates: Ints) -> Ints:
    """The longest runs of the cues that no candidate stands for."""
    found = set(_owners(article, candidates))
    missed = []
    for index, gold in enumerate(article.gold):
        if index not in found and len(gold.cue):
            cue = np.unique(gold.cue)
            run = max(np.split(cue, np.flatnonzero(np.diff(cue) > 1) + 1), key=len)
            missed.append((int(run[0]), int(run[-1]) + 1))
    return np.array(missed, dtype=np.int64).reshape(-1, 2)


def _linking_labels(article: Annotated, candidates: Ints, windows: linking.Windows) -> Ints:
    labels = np.full(len(windows.places), linking.NOTHING)
    for owner, (first, last) in zip(_owners(article, candidates), windows.bounds.tolist(), strict=True):
        if owner >= 0:
            gold = article.gold[owner]
            everywhere = np.full(len(article.text.words), linking.OTHER)
            everywhere[gold.content] = linking.CONTENT
            everywhere[gold.source] = linking.SOURCE
            everywhere[gold.cue] = linking.CUE
            labels[first:last] = everywhere[windows.places[first:last]]
    return labels


def _learn_confidence(
    articles: Sequence[Annotated], drafts: Sequence[Sequence[Draft]]
) -> tuple[Confidence, float, dict[str, float]]:
    """How sure a statement is by its measures, the threshold that is best for F1, and the figures at it."""
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    likeness = [_likeness(article, found) for article, found in zip(articles, drafts, strict=True)]
    everything = [draft for found in drafts for draft in found]
    right = np.concatenate([(who & (content >= _MATCHED)).any(axis=1) for content, who in likeness])
    if not everything:
        raise InputError("there is too little to learn from: nothing was found in articles held out")
    confidence = Confidence((1.0,) + (0.0,) * (len(MEASURES) - 1), 0.0)
    if len(np.unique(right)) > 1:
        measures = np.array([draft.measures for draft in everything])
        scaler = StandardScaler().fit(measures)
        judge = LogisticRegression(C=1.0, max_iter=1000).fit(scaler.transform(measures), right)
        weights = judge.coef_[0] / scaler.scale_
        bias = float(judge.intercept_[0] - (weights * scaler.mean_).sum())
        confidence = Confidence(tuple(weights.tolist()), bias)
    scored: list[tuple[npt.NDArray[np.float64], list[int]]] = []
    for found in drafts:
        scores = confidence.score(found)
        scored.append((scores, choose(found, scores.tolist())))
    scores = np.concatenate([score[kept] for score, kept in scored])
    hits = np.concatenate(
        [_matches(content[kept], who[kept])[1] for (content, who), (_, kept) in zip(likeness, scored, strict=True)]
    )
    # One more of each kind keeps every probability off 0 and 1.
    scores = np.concatenate([scores, [scores.min(), scores.max()]])
    hits = np.concatenate([hits, [True, False]])
    isotonic = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(scores, hits)
    confidence = Confidence(
        confidence.weights,
        confidence.bias,
        tuple(np.asarray(isotonic.X_thresholds_).tolist()),
        tuple(np.asarray(isotonic.y_thresholds_).tolist()),
    )
    wanted = sum(len(article.gold) for article in articles)
    best: tuple[float, float, dict[str, float]] = (-1.0, 0.0, {})
    for threshold in _THRESHOLDS.tolist():
        count = contents = whos = 0
        for (content, who), (score, kept) in zip(likeness, scored, strict=True):
            chances = confidence.of(score)
            shown = [index for index in kept if chances[index] >= threshold]
            matched, credited = _matches(content[shown], who[shown])
            count += len(shown)
            contents += int(matched.sum())
            whos += int(credited.sum())
        figures = {
            "who precision": whos / max(count, 1),
            "who recall": whos / wanted,
            "who F1": 2 * whos / (count + wanted),
            "content F1": 2 * contents / (count + wanted),
        }
        best = max(best, (figures["who F1"], threshold, figures), key=lambda one: one[0])
    return confidence, best[1], best[2]


def _likeness(article: Annotated, drafts: Sequence[Draft]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """By draft and attribution, how alike the contents are (Dice), and whether the sources agree."""
    content = np.zeros((len(drafts), len(article.gold)))
    who = np.zeros(content.shape, bool)
    words = [any(map(str.isalnum, word)) for word in article.text.words]
    gold = [_word_sets(words, one.content, one.source) for one in article.gold]
    for row, draft in enumerate(drafts):
        own_content, own_source = _word_sets(words, draft.content, draft.source)
        for column, (gold_content, gold_source) in enumerate(gold):
            if not own_content.isdisjoint(gold_content):
                content[row, column] = _dice(own_content, gold_content)
                who[row, column] = _dice(own_source, gold_source) >= _MATCHED
    return content, who


def _word_sets(words: Sequence[bool], *roles: Ints) -> list[set[int]]:
    return [{place for place in places.tolist() if words[place]} for places in roles]


def _dice(one: set[int], other: set[int]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _matches(
    content: npt.NDArray[np.float64], who: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """For each draft whether it is matched, one to one and the likest first, and whether its source agrees then."""
    matched, credited = np.zeros(len(content), bool), np.zeros(len(content), bool)
    taken: set[int] = set()
    rows, columns = np.nonzero(content >= _MATCHED)
    order = np.argsort(-content[rows, columns], kind="stable")
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if not matched[row] and column not in taken:
            matched[row] = True
            credited[row] = who[row, column]
            taken.add(column)
    return matched, credited
