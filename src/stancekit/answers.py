"""Asking a classifier and checking what it answers, so that a wrong answer is said to be that classifier's.

Whoever has pairs judged asks here: the pipeline, the commands over tables, the benchmark runner. Imports the plugin
registry.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from stancekit import plugins
from stancekit.classifier import Classifier, Pair, TrainableClassifier
from stancekit.document import inside
from stancekit.errors import FailureError, GarbageError, NotFittedError, PluginError, describe
from stancekit.extraction import load_extractor, load_model
from stancekit.extractor import Extractor
from stancekit.stance import Stance
from stancekit.worker import ConfinedClassifier, ConfinedExtractor

_ROUNDING = 0.01
"""How far from 1 probabilities may add up, since some are written with two or three digits."""


class Judge(msgspec.Struct, frozen=True):
    """A classifier that is ready to be asked.

    Attributes:
        classifier: The classifier itself.
        name: What is written into `Stance.classifier` where it says nothing.
        owner: What to call it in errors, with its distribution.
    """

    classifier: Classifier
    name: str
    owner: str

    def judge(self, pairs: Sequence[Pair], about: str = "") -> list[Stance]:
        """The stance of each pair, checked and completed; the errors are those of `ask`."""
        return ask(self.classifier, pairs, owner=self.owner, name=self.name, about=about)


def find_judge(classifier: str | Classifier, model: str | Path | None = None, time_limit: float | None = None) -> Judge:
    """The judge that a user names.

    Args:
        classifier: The name of a registered classifier, or a classifier.
        model: A file that `stancekit train` wrote, for a classifier that has to be trained and is given by name.
        time_limit: The seconds that a batch may take, as may making the classifier; it then runs in a process of its
            own. None for no limit.

    Raises:
        InputError: The model can't be read.
        PluginError: Nobody registered the name, or what is registered can't load a model.
        StancekitError: There is a limit, and this system can't fork.
        ValueError: There is a model, and a classifier that isn't given by name.
    """
    if not isinstance(classifier, str):
        if model is not None:
            raise ValueError("a model is loaded into a classifier that is given by name; call its load() instead")
        kind = type(classifier)
        name, owner = kind.__name__, f"the classifier {kind.__module__}.{kind.__qualname__}"
    else:
        name, owner = classifier, plugins.registry().owner("classifier", classifier)

    def make() -> Classifier:
        if not isinstance(classifier, str):
            return classifier
        if model is None:
            return plugins.get_classifier(classifier)
        # A new one: the one that the registry keeps is everybody's.
        found = make_trainable(classifier)
        load_model(found, model, owner)
        return found

    if time_limit is None:
        return Judge(make(), name, owner)
    try:
        return Judge(ConfinedClassifier(make, time_limit), name, owner)
    except FailureError as error:
        raise PluginError(f"{owner} failed in the factory of stancekit_register_classifiers: {error}", owner) from error


def find_extractor(
    extractor: str | Extractor,
    time_limit: float | None = None,
    model: str | Path | None = None,
    threshold: float | None = None,
) -> tuple[Extractor, str]:
    """The extractor that a user names, and what to call it in errors; arguments and errors as of `find_judge`.

    `threshold` is the confidence that a statement must reach, for an extractor with a model.
    """
    if not isinstance(extractor, str):
        owner = f"the extractor {type(extractor).__module__}.{type(extractor).__qualname__}"
    else:
        owner = plugins.registry().owner("extractor", extractor)

    def make() -> Extractor:
        return load_extractor(extractor, model, threshold)

    if time_limit is None:
        return make(), owner
    try:
        return ConfinedExtractor(make, time_limit), owner
    except FailureError as error:
        raise PluginError(f"{owner} failed in the factory of stancekit_register_extractors: {error}", owner) from error


def make_trainable(name: str) -> TrainableClassifier:
    """A new, untrained classifier of those registered under this name.

    Raises:
        PluginError: Nobody registered it, or it doesn't learn.
    """
    made = plugins.make_classifier(name)
    if not isinstance(made, TrainableClassifier):
        owner = plugins.registry().owner("classifier", name)
        raise PluginError(f"{owner} doesn't learn: it has no fit, save and load, and takes no model")
    return made


def ask(classifier: Classifier, pairs: Sequence[Pair], *, owner: str, name: str, about: str = "") -> list[Stance]:
    """The stance of each pair, checked; a position has its label, holder and the classifier's name filled in.

    Args:
        classifier: What to ask.
        pairs: The questions.
        owner: What to call the classifier in errors, with its distribution.
        name: What to write into `Stance.classifier` where it says nothing.
        about: What is judged, for errors: "on the document peskov.txt".

    Raises:
        NotFittedError: The classifier has to be trained first.
        PluginError: The classifier failed or answered wrongly.
    """
    about = f" {about}" if about else ""
    wrongly = f"{owner} gave a wrong answer in classify{about}"
    try:
        answers = classifier.classify(pairs)
    except NotFittedError as error:
        raise NotFittedError(
            f"{owner} isn't trained: train it with `stancekit train {name} ... -o MODEL` and give --model MODEL"
        ) from error
    except GarbageError as error:
        raise PluginError(f"{wrongly}: {error}", owner) from error
    # What it raises on purpose doesn't say either which plugin it is and what it was asked.
    except (Exception, SystemExit) as error:
        raise PluginError(f"{owner} failed in classify{about}: {describe(error)}", owner) from error
    try:
        if len(answers) != len(pairs):
            raise PluginError(f"{wrongly}: {len(answers)} stances for {len(pairs)} pairs", owner)
        return [
            answer
            if answer.polarity == "none"
            and answer.target == pair.target.name
            and answer.classifier
            and _sums_to_one(answer.probabilities)
            else _complete(answer, pair, number, owner, name, wrongly)
            for number, (pair, answer) in enumerate(zip(pairs, answers, strict=True), start=1)
        ]
    except (TypeError, ValueError, AttributeError) as error:
        raise PluginError(f"{wrongly}: something that isn't a sequence of stances ({error})", owner) from error


def _complete(answer: Stance, pair: Pair, number: int, owner: str, name: str, wrongly: str) -> Stance:
    target = pair.target
    wrong = ""
    if answer.target != target.name:
        wrong = f'the answer to pair {number} is about "{answer.target}", not "{target.name}"'
    elif answer.polarity not in ("favor", "against", "none"):
        wrong = f'the polarity "{answer.polarity}"'
    elif not _sums_to_one(answer.probabilities):
        wrong = f"probabilities that aren't shares of 1: {answer.probabilities}"
    elif answer.evidence and pair.document is not None and not inside(answer.evidence, len(pair.document.text)):
        wrong = f"evidence outside the text of {len(pair.document.text)} characters: {answer.evidence}"
    if wrong:
        raise PluginError(f"{wrongly}: {wrong}", owner)
    return msgspec.structs.replace(
        answer,
        label=answer.label if answer.label is not None else target.label(answer.polarity),
        holder=answer.holder or pair.statement.holder,
        classifier=answer.classifier or name,
    )


def _sums_to_one(probabilities: dict[str, float] | None) -> bool:
    """Whether they are shares of 1, give or take what rounding leaves; none at all are right too."""
    if probabilities is None:
        return True
    shares = probabilities.values()
    return min(shares, default=-1.0) >= 0 and abs(sum(shares) - 1) < _ROUNDING
