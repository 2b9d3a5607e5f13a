"""Asking a classifier and checking what it answers, so that a wrong answer is said to be that classifier's.

Whoever has pairs judged asks here: the pipeline, the commands over tables, the benchmark runner. Imports the interface
of classifiers.
"""

from collections.abc import Sequence

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.errors import GarbageError, NotFittedError, PluginError, describe
from stancekit.nouns.document import inside
from stancekit.nouns.stance import Stance

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
