"""Classifiers that learn, and don't learn, forget, save or load as they have to."""

import json
import pickle
import random
from collections import Counter
from pathlib import Path

from defects.seeded import defect
from defects.sound import Counts
from stancekit import InputError


@defect("classifier", "fit_learns", "fit_learns_labels")
class LearnsTheMostFrequent(Counts):
    def features(self, pair):
        return []


@defect("classifier", "fit_learns_labels")
class LearnsNoLabels(Counts):
    def answer(self, stance):
        return (stance.polarity, None)


@defect("classifier", "fit_learns_labels")
class MixesLabelsUp(Counts):
    def judge(self, pair):
        stance = super().judge(pair)
        own = [label for polarity, label in sorted(self.answers, key=str) if label is not None]
        return type(stance)(target=stance.target, polarity=stance.polarity, label=own[0]) if own else stance


@defect("classifier", "fit_forgets")
class NeverForgets(Counts):
    def learn(self, pairs, stances, answers, seed):
        before = self.answers, self.words
        super().learn(pairs, stances, answers, seed)
        self.answers = self.answers + before[0]
        for word, counted in before[1].items():
            self.words[word] = self.words.get(word, Counter()) + counted


@defect(
    "classifier",
    "fit_is_seeded",
    "determinism",
    "no_memory",
    "warnings_as_errors",
    "fit_forgets",
    "one_name_two_targets",
    "one_text_two_questions",
)  # all that compare two that were trained alike
class LearnsByChance(Counts):
    def learn(self, pairs, stances, answers, seed):
        chosen = random.SystemRandom().sample(range(len(pairs)), len(pairs) * 3 // 4)
        some, right = [pairs[index] for index in chosen], [stances[index] for index in chosen]
        super().learn(some, right, answers, seed)


@defect("classifier", "fit_leaves_its_input")
class ShufflesWhatItLearnsFrom(Counts):
    def learn(self, pairs, stances, answers, seed):
        both = list(zip(pairs, stances, strict=True))
        random.Random(seed).shuffle(both)
        pairs[:], stances[:] = [pair for pair, _ in both], [stance for _, stance in both]
        super().learn(pairs, stances, answers, seed)


@defect("classifier", "save_and_load")
class RoundsWhatItSaves(Counts):
    def to_json(self):
        model = super().to_json()
        model["answers"] = [[*answer, count + 1e-6] for *answer, count in model["answers"]]
        return model


@defect("classifier", "save_and_load", "save_is_reproducible")
class LosesWordsInTheFile(Counts):
    def to_json(self):
        model = super().to_json()
        return {**model, "words": model["words"][: len(model["words"]) // 2]}


@defect("classifier", "save_and_load", "save_is_reproducible")
class ReadsTheFileLater(Counts):
    path = None

    def load(self, path):
        super().load(path)
        self.path = path

    def check_fitted(self):
        super().check_fitted()
        if self.path is not None:
            super().load(self.path)


@defect("classifier", "save_and_load")
class AddsASuffix(Counts):
    def save(self, path):
        super().save(path.with_suffix(".json"))

    def load(self, path):
        super().load(path.with_suffix(".json"))


@defect("classifier", "save_is_reproducible")
class EmptiesItselfBySaving(Counts):
    def save(self, path):
        super().save(path)
        self.words = {}


@defect("classifier", "save_is_reproducible")
class CannotSaveWhatItLoaded(Counts):
    original = True

    def from_json(self, model):
        super().from_json(model)
        self.original = False

    def to_json(self):
        return super().to_json() if self.original else {**super().to_json(), "words": []}


@defect("classifier", "refuses_before_fit")
class AnswersBeforeFit(Counts):
    def judge(self, pair):
        if self.answers:
            return super().judge(pair)
        from stancekit import Stance

        return Stance(target=pair.target.name, polarity="none")

    def check_fitted(self):
        pass


@defect("classifier", "refuses_before_fit")
class RaisesAnotherErrorBeforeFit(Counts):
    def check_fitted(self):
        if not self.answers:
            raise RuntimeError("call fit first")


@defect("classifier", "refuses_nothing_to_learn")
class LearnsFromNothing(Counts):
    def fit(self, pairs, stances, *, seed=0):
        self.learn(pairs, stances, Counter(self.answer(stance) for stance in stances), seed)


@defect("classifier", "refuses_nothing_to_learn")
class RaisesAnotherErrorOnNothing(Counts):
    def fit(self, pairs, stances, *, seed=0):
        if len({self.answer(stance) for stance in stances}) < 2:
            raise ValueError("the number of classes has to be greater than one")
        super().fit(pairs, stances, seed=seed)


@defect("classifier", "refuses_a_broken_model")
class LoadsHalfAModel(Counts):
    def to_json(self):
        model = super().to_json()
        return [["answers", model["answers"]], *model["words"]]

    def save(self, path):
        self.check_fitted()
        path.write_text("".join(f"{json.dumps(line)}\n" for line in self.to_json()), encoding="utf-8")

    def load(self, path):
        lines = path.read_bytes().splitlines()
        found = []
        for line in lines:
            try:
                found.append(json.loads(line))
            except ValueError:
                break
        if not found or not isinstance(found[0], list) or found[0][:1] != ["answers"]:
            raise InputError(f"{path}: not a model of this classifier")
        self.from_json({"answers": found[0][1], "words": found[1:]})


@defect("classifier", "refuses_a_broken_model")
class RaisesAnotherErrorOnABrokenModel(Counts):
    def load(self, path):
        self.from_json(json.loads(path.read_bytes()))


@defect("classifier", "load_runs_no_code")
class LoadsPickles(Counts):
    def save(self, path):
        self.check_fitted()
        path.write_bytes(pickle.dumps((self.answers, self.words)))

    def load(self, path):
        try:
            answers, words = pickle.loads(Path(path).read_bytes())
            if not isinstance(answers, Counter):
                raise TypeError("no counts")
        except Exception as error:
            raise InputError(f"{path}: not a model of this classifier") from error
        self.answers, self.words = answers, words


@defect("classifier", "load_runs_no_code")
class LoadsPicklesWithAHead(Counts):
    HEAD = b"counts 1\n"

    def save(self, path):
        self.check_fitted()
        path.write_bytes(self.HEAD + pickle.dumps((self.answers, self.words)))

    def load(self, path):
        data = path.read_bytes()
        try:
            if not data.startswith(self.HEAD):
                raise ValueError("another head")
            self.answers, self.words = pickle.loads(data.removeprefix(self.HEAD))
        except Exception as error:
            raise InputError(f"{path}: not a model of this classifier") from error


@defect("classifier", "load_runs_no_code")
class EvaluatesTheFile(Counts):
    def load(self, path):
        try:
            self.from_json(eval(path.read_text(), {"null": None}))
        except Exception as error:
            raise InputError(f"{path}: not a model of this classifier") from error
