"""Learns the linear part, the blend of the two parts and the conditions, and writes the model; prints what it is worth.

All figures are of answers to articles that neither part had learnt from. Needs scikit-learn and scipy.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from rows import CODEBOOK, FOLDS, TARGETS, Row, answers, folds
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from stancekit import Document, Statement
from stancekit.contract.classifier import Pair
from stancekit.hosting.plugins import get_codebook, make_classifier
from stancekit_stance.encoder import ANSWERS, MOST_PIECES
from stancekit_stance.features import condition_features, features, mention_ends, words_of
from stancekit_stance.mentions import spotter_of
from stancekit_stance.model import Blend
from stancekit_stance.model_file import Details, Names, Training, write_model

LEAST_ROWS = 3
"""How many pairs must have a feature for it to be weighed."""

STRENGTH, CONDITION_STRENGTH = 0.1, 0.3
GATE, LEAST = 0.15, 0.3
"""The linear part's share of favor and against below which the encoder isn't asked: at any lower one F1 is the same or
worse. And the probability from which on favor or against is answered."""
BASE = "all-MiniLM-L6-v2 (Apache-2.0)"


class Table:
    """The features of all pairs of the rows, (rows * targets), and what the rules answer to them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        targets = {target.name: target for target in get_codebook(CODEBOOK).targets}
        rules = make_classifier("rules")
        self.names: list[list[str]] = []
        self.opinions = []
        for row in rows:
            statement, document = _placed(row)
            pairs = [Pair(statement, targets[name], document) for name in TARGETS]
            opinions = rules.classify(pairs)
            for pair, opinion in zip(pairs, opinions, strict=True):
                spotter = spotter_of(pair.target)
                ends = mention_ends(spotter, document)
                names = features(statement, opinion, spotter.find(words_of(statement)), ends)
                self.names.append([*names, *(f"{pair.target.name}: {name}" for name in names)])
            self.opinions += opinions


def finish(rows: Sequence[Row], scores_path: Path, encoder_path: Path, output: Path) -> None:
    """Learn what is left, print the figures and write the model."""
    table = Table(rows)
    right, known = answers(list(rows))
    fold, news = folds(list(rows)), np.array([row.source == "news" for row in rows])
    scores = np.load(scores_path)["scores"].astype(np.float64)
    scored = np.isfinite(scores).all(axis=(1, 2))
    news &= scored
    scores[~scored] = 0.0

    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([dict.fromkeys(names, 1.0) for names in table.names])
    kept = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= LEAST_ROWS)
    matrix, names = matrix[:, kept].tocsr(), vectorizer.get_feature_names_out()[kept].tolist()

    flat, usable = right.reshape(-1), known.reshape(-1) > 0
    folds_of_pairs = np.repeat(fold, len(TARGETS))
    linear = np.zeros((len(flat), len(ANSWERS)))
    for number in range(FOLDS):
        chosen = usable & (folds_of_pairs != number)
        held_out = folds_of_pairs == number
        linear[held_out] = _regression(STRENGTH).fit(matrix[chosen], flat[chosen]).predict_log_proba(matrix[held_out])
    linear = linear.reshape(scores.shape)
    blends = np.zeros((*right.shape, len(ANSWERS)))
    for number in range(FOLDS):
        blend = _blend(linear, scores, right, known * (news & (fold != number))[:, None])
        blends[fold == number] = apply(blend, linear, scores)[fold == number]
    report("rules", np.eye(len(ANSWERS))[_polarities(table)].reshape(scores.shape), right, known, news)
    report("linear part", np.exp(linear), right, known, news)
    report("encoder", _softmax(scores), right, known, news)
    report("both", blends, right, known, news)
    surely_none = np.exp(linear[..., 0]) > 1 - GATE
    blends[surely_none] = np.exp(linear[surely_none])
    report("both, gated", blends, right, known, news)
    _report_targets(blends, right, known, news)

    blend = _blend(linear, scores, right, known * news[:, None])
    last = _regression(STRENGTH).fit(matrix[usable], flat[usable])
    condition_names, condition = _conditions(rows, table, fold)
    held = np.load(encoder_path)
    arrays = {name: held[name] for name in held.files if name != "pieces"}
    pieces = [str(piece) for piece in held["pieces"]]
    # Pieces of other scripts are left out: English news has none, and a third of the matrix is theirs.
    ours = [number for number, piece in enumerate(pieces) if piece.isascii() and not piece.startswith("[unused")]
    arrays["words"], arrays["places"] = arrays["words"][ours], arrays["places"][:MOST_PIECES]
    arrays |= {"linear.weights": last.coef_.T, "linear.bias": last.intercept_}
    arrays |= {"condition.weights": condition.coef_.T, "condition.bias": condition.intercept_}
    counts = {source: sum(row.source == source for row in rows) for source in dict.fromkeys(row.source for row in rows)}
    details = Details(
        training=Training(rows=counts, seed=0, base=BASE),
        width=arrays["words"].shape[1],
        inner=arrays["layers.0.inner"].shape[1],
        layers=sum(name.endswith(".query") for name in arrays),
        joins=3,
        features=arrays["head"].shape[1],
        blend=Blend(float(blend[0]), float(blend[1]), tuple(blend[2:].tolist())),
        gate=GATE,
        least=LEAST,
    )
    named = Names(
        pieces=[pieces[number] for number in ours], targets=TARGETS, features=names, conditions=condition_names
    )
    write_model(output, details, named, arrays)
    print(f"{output}: {output.stat().st_size} bytes, {len(names)} features, blend {np.round(blend, 3)}")


def _placed(row: Row) -> tuple[Statement, Document]:
    """The statement and its document, with what is known to stand before it put there."""
    if not row.before:
        return row.statement, row.document
    before = f"{row.before}\n\n"
    spans = {
        name: tuple((start + len(before), end + len(before)) for start, end in getattr(row.statement, name))
        for name in ("content_spans", "cue_spans", "source_spans")
    }
    return replace(row.statement, **spans), Document(text=before + row.document.text, id=row.document.id)


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=500)


def _polarities(table: Table) -> list[int]:
    return [ANSWERS.index(opinion.polarity) for opinion in table.opinions]


def apply(blend: np.ndarray, linear: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The probabilities by a blend: weights of the two parts, then a bias for each answer."""
    return _softmax(blend[0] * linear + blend[1] * scores + blend[2:])


def _blend(linear: np.ndarray, scores: np.ndarray, right: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The blend by which the right answers are likeliest."""
    chosen = weights > 0

    def loss(free: np.ndarray) -> float:
        shares = apply(np.array([free[0], free[1], 0.0, free[2], free[3]]), linear[chosen], scores[chosen])
        return -float(np.log(shares[np.arange(chosen.sum()), right[chosen]] + 1e-12).mean())

    free = minimize(loss, np.array([0.6, 0.4, 0.0, 0.0]), method="BFGS").x
    return np.round([free[0], free[1], 0.0, free[2], free[3]], 3)


def _conditions(rows: Sequence[Row], table: Table, fold: np.ndarray) -> tuple[list[str], LogisticRegression]:
    """What makes a position a conditional one, learnt from the positions of all rows."""
    found, right, numbers, opinions = [], [], [], []
    for number, row in enumerate(rows):
        for place, target in enumerate(TARGETS):
            if target in row.stances and target not in row.unasked:
                polarity, conditional = row.stances[target]
                opinion = table.opinions[number * len(TARGETS) + place]
                found.append(dict.fromkeys(condition_features(row.statement, opinion, polarity), 1.0))
                right.append(conditional)
                opinions.append((opinion, polarity))
                numbers.append(number)
    vectorizer = DictVectorizer()
    matrix, held, of = vectorizer.fit_transform(found), np.array(right), fold[numbers]
    news = np.array([rows[number].source == "news" for number in numbers])
    guess = np.zeros(len(held), bool)
    for number in range(FOLDS):
        guess[of == number] = _regression(CONDITION_STRENGTH).fit(matrix[of != number], held[of != number]).predict(
            matrix[of == number]
        )  # fmt: skip
    agreed = np.array([opinion.polarity == polarity for opinion, polarity in opinions])
    guess = np.where(agreed, [opinion.conditional for opinion, _ in opinions], guess)
    hits = (guess & held)[news].sum()
    print(
        f"conditional: {hits} right of {guess[news].sum()} said and {held[news].sum()} gold; "
        f"{(guess == held)[news].mean():.3f} of the positions right"
    )
    return vectorizer.get_feature_names_out().tolist(), _regression(CONDITION_STRENGTH).fit(matrix, held)


def _softmax(scores: np.ndarray) -> np.ndarray:
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    return shares / shares.sum(-1, keepdims=True)


def f1(said: np.ndarray, right: np.ndarray, known: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 over favor and against."""
    said, right = said[known > 0], right[known > 0]
    hits = ((said == right) & (right > 0)).sum()
    precision, recall = hits / max((said > 0).sum(), 1), hits / max((right > 0).sum(), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _said(shares: np.ndarray) -> np.ndarray:
    held = shares[..., 1:].argmax(-1) + 1
    return np.where(shares[..., 1:].max(-1) >= LEAST, held, 0)


def _report_targets(shares: np.ndarray, right: np.ndarray, known: np.ndarray, news: np.ndarray) -> None:
    """Print what is answered from `LEAST` on: F1 in all and by target, and how often it is right by its probability."""
    said = _said(shares)
    print(
        "answered from {:.2f} on: P {:.3f} R {:.3f} F1 {:.3f}".format(LEAST, *f1(said[news], right[news], known[news]))
    )
    for number, target in enumerate(TARGETS):
        figures = f1(said[news][:, number], right[news][:, number], known[news][:, number])
        print(f"  {target:20} {(right[news][:, number] > 0).sum():4} stances, F1 {figures[2]:.3f}")
    chosen = (said > 0) & news[:, None] & (known > 0)
    probability, hit = shares[..., 1:].max(-1)[chosen], (said == right)[chosen]
    for low, high in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        within = (probability >= low) & (probability < high)
        mean, share = probability[within].mean(), hit[within].mean()
        print(f"  {low:.1f} to {min(high, 1):.1f}: {within.sum()} answers, {mean:.2f}, right {share:.2f}")
    order = np.argsort(-probability, kind="stable")[: len(probability) // 2]
    print(f"  the surer half is right in {hit[order].mean():.3f}")


def report(name: str, shares: np.ndarray, right: np.ndarray, known: np.ndarray, news: np.ndarray) -> None:
    """Print F1 by the likeliest answer, and from which probability on it would be best."""
    shares, right, known = shares[news], right[news], known[news]
    by_argmax = f1(shares.argmax(-1), right, known)
    likelier = shares[..., 1:].argmax(-1) + 1
    best = max(
        (f1(np.where(shares[..., 1:].max(-1) >= least, likelier, 0), right, known)[2], least)
        for least in np.arange(0.1, 0.9, 0.05)
    )
    print(
        f"{name:12} P {by_argmax[0]:.3f} R {by_argmax[1]:.3f} F1 {by_argmax[2]:.3f}; "
        f"best {best[0]:.3f} from {best[1]:.2f} on"
    )


if __name__ == "__main__":
    raise SystemExit("run train.py")
