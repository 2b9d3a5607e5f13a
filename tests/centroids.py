"""A nearest centroid over character n-grams, written from the tutorial's page on the contract alone.

A gram that several answers share counts less. Imports the public names.
"""

import math
from collections import Counter

import msgspec

from stancekit import InputError, NotFittedError, Stance


def grams(pair):
    text = f" {pair.target.name}: {pair.statement.content} ".lower()
    counts = Counter(text[at : at + size] for size in (3, 4) for at in range(len(text) - size + 1))
    length = math.sqrt(sum(number * number for number in counts.values())) or 1.0
    return {gram: number / length for gram, number in counts.items()}


class CentroidClassifier:
    centroids = None

    def fit(self, pairs, stances, *, seed=0):
        sums, answers = {}, Counter((stance.polarity, stance.label) for stance in stances)
        if len(answers) < 2:
            raise InputError("fewer than two different answers")
        for pair, stance in zip(pairs, stances, strict=True):
            centroid = sums.setdefault((stance.polarity, stance.label), Counter())
            for gram, weight in grams(pair).items():
                centroid[gram] += weight / answers[stance.polarity, stance.label]
        spread = Counter(gram for centroid in sums.values() for gram in centroid)
        self.centroids = [(*key, {gram: one[gram] / spread[gram] ** 2 for gram in one}) for key, one in sums.items()]

    def classify(self, pairs):
        if self.centroids is None:
            raise NotFittedError("train it first")
        return [self.nearest(pair.target.name, grams(pair)) for pair in pairs]

    def nearest(self, target, found):
        similar = [sum(centroid.get(gram, 0) * found[gram] for gram in found) for *_, centroid in self.centroids]
        polarity, label, _ = self.centroids[similar.index(max(similar))]
        return Stance(target=target, polarity=polarity, label=label)

    def save(self, path):
        if self.centroids is None:
            raise NotFittedError("train it first")
        path.write_bytes(msgspec.json.encode({"centroids": self.centroids}))

    def load(self, path):
        form = dict[str, list[tuple[str, str | None, dict[str, float]]]]
        try:
            self.centroids = msgspec.json.decode(path.read_bytes(), type=form)["centroids"]
        except (OSError, KeyError, msgspec.DecodeError) as error:
            raise InputError(f"{path} isn't a model: {error}") from error
