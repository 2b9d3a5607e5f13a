"""Nearest centroid: the answer whose mean statement, beyond the mean of all, shares most character n-grams."""

import json
import re
from collections import Counter

from stancekit import InputError, NotFittedError, Stance


def _read(text):  # the span and the n-grams of each word; no surrogates, because JSON joins two that meet
    words = [(found.span(), f" {found[0].lower()} ") for found in re.finditer(r"\w+|[^\w\s\ud800-\udfff]", text)]
    return [(at, [w[i : i + n] for n in (3, 4, 5, len(w)) for i in range(len(w) - n + 1)]) for at, w in words]


class CentroidClassifier:
    centroids = None

    def fit(self, pairs, stances, *, seed=0):
        sums = {(stance.polarity, stance.label): Counter() for stance in stances}
        if len(sums) < 2:
            raise InputError("there is nothing to learn: fewer than two different answers")
        for pair, stance in zip(pairs, stances, strict=True):  # "" is no n-gram: it counts the statements
            sums[stance.polarity, stance.label].update(["", *(g for _, w in _read(pair.statement.content) for g in w)])
        base = sum(sums.values(), Counter())
        self.centroids = [(*a, {g: max(c[g] / c[""] - base[g] / base[""], 0.0) for g in c}) for a, c in sums.items()]

    def classify(self, pairs):
        if self.centroids is None:
            raise NotFittedError("train it first")
        return [self._judge(pair, _read(pair.statement.content)) for pair in pairs]

    def _judge(self, pair, words):
        gains = [[sum(c.get(g, 0.0) for g in grams) / len(grams) for _, grams in words] for *_, c in self.centroids]
        gain, (polarity, label, _) = max(zip(gains, self.centroids, strict=True), key=lambda answer: sum(answer[0]))
        most, span = max(zip(gain, (span for span, _ in words), strict=False), default=(0.0, None))
        evidence = tuple(pair.statement.locate(*span)) if most > 1e-9 and polarity != "none" else ()
        return Stance(target=pair.target.name, polarity=polarity, label=label, evidence=evidence)

    def save(self, path):
        self.classify([])  # refuses where it isn't trained
        path.write_text(json.dumps({"character centroids": self.centroids}), encoding="ascii")

    def load(self, path):
        try:
            data = json.loads(path.read_bytes())["character centroids"]
            model = [(p, n, c) for p, n, c in data if p in ("favor", "against", "none") and isinstance(n, str | None)]
            if len(model) < max(2, len(data)) or not all(0 <= v < 1e9 for *_, c in model for v in c.values()):
                raise ValueError("it holds something else")
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise InputError(f"{path} isn't a model of this classifier: {error}") from error
        self.centroids = model
