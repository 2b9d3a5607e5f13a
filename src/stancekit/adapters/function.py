"""`from_function`: a plain function of a text and a target's name as a classifier.

It gives no evidence and doesn't learn: what needs those is a class with `classify`. Imports the nouns and the
classifier's interface.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import SupportsFloat, get_args

from stancekit.contract.classifier import Pair
from stancekit.errors import PluginError, StancekitError, describe
from stancekit.nouns.stance import Polarity, Stance

StanceFunction = Callable[[str, str], Polarity | Mapping[Polarity, float]]
"""Takes a statement's content and a target's name, and gives a polarity, or the probability of each polarity."""

_POLARITIES: tuple[Polarity, ...] = get_args(Polarity)

_ROUNDING = 0.01
"""How far from 1 probabilities may add up, since some are written with two or three digits."""

_SHOWN = 80
"""Characters of a text, or of an answer, that an error shows."""


class FunctionClassifier:
    """A function that is asked about each pair by itself; `from_function` makes one."""

    def __init__(self, function: StanceFunction, name: str) -> None:
        self.function = function
        self.name = name

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair; `PluginError` where the function fails or gives something else than it should."""
        return [self._judge(pair, number) for number, pair in enumerate(pairs, start=1)]

    def _judge(self, pair: Pair, number: int) -> Stance:
        text, target = pair.statement.content, pair.target.name
        try:
            answer = self.function(text, target)
        except StancekitError:
            raise
        except Exception as error:
            raise PluginError(
                f"the function {self.name} failed on {_where(pair, number)}: {describe(error)}"
            ) from error
        if wrong := _wrong(answer):
            raise PluginError(
                f"the function {self.name} answered {_shortened(repr(answer))} on {_where(pair, number)}: {wrong}"
            )
        if isinstance(answer, str):
            return Stance(target=target, polarity=answer, classifier=self.name)
        probabilities = {str(polarity): float(share) for polarity, share in answer.items()}
        likeliest: Polarity = max(answer, key=lambda polarity: answer[polarity])
        return Stance(target=target, polarity=likeliest, probabilities=probabilities, classifier=self.name)


def from_function(function: StanceFunction, *, name: str | None = None) -> FunctionClassifier:
    """A classifier that asks `function` about each pair.

    Args:
        function: It is called with the statement's content and the target's name, and gives "favor", "against" or
            "none", or a mapping of these to probabilities that sum to 1. The likeliest of a mapping is the polarity,
            and of equally likely ones the first.
        name: What stances and errors call it; the function's own name where None.

    Raises:
        TypeError: It isn't callable.
    """
    if not callable(function):
        raise TypeError(f"from_function takes a function of a text and a target's name, not {function!r:.80}")
    own: str = getattr(function, "__name__", type(function).__name__)
    return FunctionClassifier(function, name or own)


def _wrong(answer: object) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if isinstance(answer, str):
        return "" if answer in _POLARITIES else 'a polarity is "favor", "against" or "none"'
    if not isinstance(answer, Mapping):
        return 'expected "favor", "against" or "none", or a mapping of these to probabilities'
    if not answer or not set(answer) <= set(_POLARITIES):
        return 'probabilities are those of "favor", "against" and "none"'
    if not all(isinstance(share, SupportsFloat) for share in answer.values()):
        return "a probability is a number from 0 to 1"
    shares = [float(share) for share in answer.values()]
    if not all(math.isfinite(share) and share >= 0 for share in shares):
        return "a probability is a number from 0 to 1"
    if abs(sum(shares) - 1) >= _ROUNDING:
        return f"the probabilities sum to {sum(shares):.3g}, not to 1"
    return ""


def _where(pair: Pair, number: int) -> str:
    """Which pair, counted from 1, for errors."""
    return f'pair {number} (target "{pair.target.name}", text {_shortened(repr(pair.statement.content))})'


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
