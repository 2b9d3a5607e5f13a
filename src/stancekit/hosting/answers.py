"""Asking a classifier and checking what it answers, so that a wrong answer is said to be that classifier's.

Whoever has pairs judged asks here: the pipeline, the commands over tables, the benchmark runner. Imports the interface
of classifiers.
"""

from collections.abc import Sequence

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.errors import GarbageError, NotFittedError, OverdueError, PluginError, TimeLimitError, describe
from stancekit.hosting.asking import call, listed, typed
from stancekit.hosting.worker import ConfinedClassifier
from stancekit.nouns.document import inside
from stancekit.nouns.stance import Stance

_POLARITIES = {"favor", "against", "none"}

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

    def judge(self, pairs: Sequence[Pair], about: str = "", seconds: float | None = None) -> list[Stance]:
        """The stance of each pair, checked and completed; the errors are those of `ask`."""
        return ask(self.classifier, pairs, owner=self.owner, name=self.name, about=about, seconds=seconds)


def ask(
    classifier: Classifier,
    pairs: Sequence[Pair],
    *,
    owner: str,
    name: str,
    about: str = "",
    seconds: float | None = None,
) -> list[Stance]:
    """The stance of each pair, checked; a position has its label, holder and the classifier's name filled in.

    Args:
        classifier: What to ask.
        pairs: The questions.
        owner: What to call the classifier in errors, with its distribution.
        name: What to write into `Stance.classifier` where it says nothing.
        about: What is judged, for errors: "on the document peskov.txt".
        seconds: For a confined classifier, how long it may take, where that is less than its limit.

    Raises:
        NotFittedError: The classifier has to be trained first.
        TimeLimitError: The classifier took too long.
        PluginError: The classifier failed or answered wrongly.
    """
    about = f" {about}" if about else ""
    wrongly = f"{owner} gave a wrong answer in classify{about}"

    def answer() -> list[Stance]:
        if seconds is not None and isinstance(classifier, ConfinedClassifier):
            return listed(classifier.classify(pairs, seconds), Stance, "stances")
        return listed(classifier.classify(pairs), Stance, "stances")

    try:
        answers = call(answer)
    except KeyboardInterrupt:
        raise
    except NotFittedError as error:
        raise NotFittedError(
            f"{owner} isn't trained: train it with `stancekit train {name} ... -o MODEL` and give --model MODEL"
        ) from error
    except GarbageError as error:
        raise PluginError(f"{wrongly}: {describe(error)}", owner) from error
    except OverdueError as error:
        raise TimeLimitError(f"{owner} failed in classify{about}: {error}", owner, str(error)) from error
    # What it raises on purpose doesn't say either which plugin it is and what it was asked.
    except BaseException as error:
        raise PluginError(f"{owner} failed in classify{about}: {describe(error)}", owner) from error
    if len(answers) != len(pairs):
        raise PluginError(f"{wrongly}: {len(answers)} stances for {len(pairs)} pairs", owner)
    # Most answers are that there is no position. One that has been checked is taken for all that equal it.
    nones: dict[str, Stance] = {}
    checked: list[Stance] = []
    for number, (pair, stance) in enumerate(zip(pairs, answers, strict=True), start=1):
        none = nones.get(pair.target.name)
        if none is not None and stance == none:
            checked.append(none)
            continue
        try:
            stance = _complete(stance, pair, name)
        except GarbageError as error:
            raise PluginError(f"{wrongly}: the answer to pair {number} {error}", owner) from error
        if stance.polarity == "none" and stance.holder is None:
            nones[pair.target.name] = stance
        checked.append(stance)
    return checked


def _complete(answer: Stance, pair: Pair, name: str) -> Stance:
    """An answer with what it leaves out; raises `GarbageError` with what it is or has that is wrong."""
    if isinstance(answer.polarity, str) and answer.polarity not in _POLARITIES:
        raise GarbageError(f'has the polarity "{answer.polarity}"')
    try:
        answer = typed(answer, Stance)
    except GarbageError as error:
        raise GarbageError(f"isn't a stance by its types: {error}") from error
    target = pair.target
    if answer.target != target.name:
        raise GarbageError(f'is about "{answer.target}", not "{target.name}"')
    # Who has learnt a task's own labels has the probabilities of those.
    if not (answer.probabilities or {}).keys() <= _POLARITIES and answer.label not in (answer.probabilities or {}):
        raise GarbageError(f"has probabilities of what is neither a polarity nor its label: {answer.probabilities}")
    if not _are_shares(answer.probabilities):
        raise GarbageError(f"has probabilities that aren't shares of 1: {answer.probabilities}")
    if any(start >= end for start, end in answer.evidence):
        raise GarbageError(f"has evidence without characters: {answer.evidence}")
    if answer.evidence and pair.document is not None and not inside(answer.evidence, len(pair.document.text)):
        raise GarbageError(f"has evidence outside the text of {len(pair.document.text)} characters: {answer.evidence}")
    if answer.polarity == "none" and answer.classifier:
        return answer
    return msgspec.structs.replace(
        answer,
        label=answer.label if answer.label is not None else target.label(answer.polarity),
        holder=answer.holder or pair.statement.holder,
        classifier=answer.classifier or name,
    )


def _are_shares(probabilities: dict[str, float] | None) -> bool:
    """Whether they are shares of 1, give or take what rounding leaves; none at all are right too."""
    if probabilities is None:
        return True
    shares = probabilities.values()
    return min(shares, default=-1.0) >= 0 and abs(sum(shares) - 1) < _ROUNDING
