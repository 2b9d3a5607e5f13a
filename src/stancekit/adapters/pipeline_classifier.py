"""What classifiers over a pipeline of Hugging Face transformers have in common: loading it, its limits, its stances.

Nothing of a model's folder runs as code: weights are read from safetensors alone, and remote code is never trusted.
Imports the nouns, and transformers when a model is loaded by name.
"""

import copy
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancekit.contract.classifier import Pair
from stancekit.errors import InputError, PluginError, describe
from stancekit.nouns.stance import Polarity, Stance

_UNKNOWN_LENGTH = 1_000_000
"""A tokenizer that doesn't know how much its model takes has a limit of more tokens than this."""


class PipelineClassifier(ABC):
    """A pipeline that is asked under a lock, since its tokenizer can't be used by two threads at once."""

    def __init__(self, pipe: Any, name: str, truncate: bool) -> None:
        # A copy, since the pipeline is the caller's.
        self.pipe = copy.copy(pipe)
        self.pipe.tokenizer = copy.deepcopy(pipe.tokenizer)
        self.pipe.tokenizer.model_max_length = longest_input(pipe)
        self.name = name
        self.truncate = truncate
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_lock"}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()

    @abstractmethod
    def _probabilities(self, pairs: Sequence[Pair]) -> list[dict[Polarity, float]]:
        """The probability of each polarity for each pair, summing to 1."""

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair, with probabilities; `InputError` for too long a text that isn't to be cut."""
        if not pairs:
            return []
        with self._lock:
            found = self._probabilities(pairs)
        return [
            Stance(
                target=pair.target.name,
                polarity=max(shares, key=lambda polarity: shares[polarity]),
                probabilities={str(polarity): share for polarity, share in shares.items()},
                holder=pair.statement.holder,
                classifier=self.name,
            )
            for pair, shares in zip(pairs, found, strict=True)
        ]

    def _check_length(self, number: int, text: str, second: str | None) -> None:
        """Raise `InputError` where pair `number`, counted from 1, is too long for the model and isn't to be cut."""
        if self.truncate:
            return
        tokens = len(self.pipe.tokenizer(text, second, truncation=False, verbose=False)["input_ids"])
        if tokens > self.pipe.tokenizer.model_max_length:
            raise InputError(
                f"pair {number}: {tokens} tokens, and {self.name} takes {self.pipe.tokenizer.model_max_length}; "
                f"shorten the text, or have it cut with truncate=True"
            )


def load_pipeline(task: str, model: str | Path) -> Any:
    """A pipeline for a task with the model and the tokenizer of a folder, or of a name on the hub.

    Raises:
        InputError: There is no such model, it can't be read, or it isn't trained to classify texts.
        PluginError: transformers or torch isn't installed.
    """
    try:
        import torch  # noqa: F401  # Without it, transformers fails with a message about something else.
        import transformers
    except ModuleNotFoundError as error:
        raise PluginError(
            f'a model of Hugging Face needs {error.name}; install it with: pip install "stancekit[transformers]"'
        ) from error
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(model), trust_remote_code=False)
        loaded, report = transformers.AutoModelForSequenceClassification.from_pretrained(
            str(model), trust_remote_code=False, use_safetensors=True, output_loading_info=True
        )
    # A folder from a stranger may break transformers anywhere.
    except Exception as error:
        raise InputError(f"{model}: can't be loaded for {task}: {describe(error)}") from error
    # transformers would put random numbers in their place, and the answers would be random.
    if missing := sorted(report["missing_keys"]):
        raise InputError(f"{model}: it isn't trained for {task}: it has no weights called {', '.join(missing)}")
    return transformers.pipeline(task, model=loaded, tokenizer=tokenizer)


def longest_input(pipe: Any) -> int:
    """How many tokens the model takes, special ones among them."""
    known: int = pipe.tokenizer.model_max_length
    positions: int | None = getattr(pipe.model.config, "max_position_embeddings", None)
    if known < _UNKNOWN_LENGTH or not positions or positions < 0:
        return known
    # Models of the RoBERTa family lose the first two positions.
    return positions - 2


def normalized(scores: Mapping[Polarity, float]) -> dict[Polarity, float]:
    """Scores as shares of 1."""
    total = sum(scores.values())
    return {polarity: score / total for polarity, score in scores.items()}
