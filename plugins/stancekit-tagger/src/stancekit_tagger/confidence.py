"""How sure a statement is: learnt from what the second stage finds in articles that it wasn't trained on.

Which of that is right decides what the measures of a statement weigh, how likely a score is to be right, and from which
probability on a statement is worth showing. Imports scikit-learn when it runs.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stancekit.errors import InputError
from stancekit_tagger.annotated import Annotated
from stancekit_tagger.decoding import MEASURES, Confidence, Draft, choose
from stancekit_tagger.segmentation import Ints

_MATCHED = 0.5
_THRESHOLDS = np.arange(0.05, 0.96, 0.025)


def learn_confidence(
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
