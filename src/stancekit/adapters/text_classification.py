"""A Hugging Face text-classification pipeline as a classifier: the model's labels stand for polarities.

`text_pipeline` makes one; nothing is learnt here. Imports the nouns and `pipeline_classifier`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from stancekit.adapters.pipeline_classifier import PipelineClassifier, normalized
from stancekit.contract.classifier import Pair
from stancekit.nouns.stance import Polarity

PairText = Callable[[Pair], str | tuple[str, str]]
"""What a model reads of a pair: one text, or a text and a second one."""

_POLARITIES: tuple[Polarity, ...] = get_args(Polarity)


def content_and_target(pair: Pair) -> tuple[str, str]:
    """What a model reads of a pair unless told otherwise: the content, and the target's name as the second text."""
    return pair.statement.content, pair.target.name


class TextClassifier(PipelineClassifier):
    """A model fine-tuned for stance: it gives each of its labels a probability."""

    def __init__(
        self, pipe: Any, labels: Mapping[str, Polarity] | None, text: PairText, name: str, truncate: bool
    ) -> None:
        super().__init__(pipe, name, truncate)
        self.labels = find_labels(list(pipe.model.config.id2label.values()), labels)
        self.text = text

    def _probabilities(self, pairs: Sequence[Pair]) -> list[dict[Polarity, float]]:
        questions = []
        for number, pair in enumerate(pairs, start=1):
            read = self.text(pair)
            text, second = (read, None) if isinstance(read, str) else read
            self._check_length(number, text, second)
            questions.append({"text": text} if second is None else {"text": text, "text_pair": second})
        answers = self.pipe(questions, top_k=None, function_to_apply="softmax", truncation=True)
        return [self._by_polarity(answer) for answer in answers]

    def _by_polarity(self, answer: Sequence[Mapping[str, Any]]) -> dict[Polarity, float]:
        summed: dict[Polarity, float] = dict.fromkeys(
            (polarity for polarity in _POLARITIES if polarity in self.labels.values()), 0.0
        )
        for scored in answer:
            summed[self.labels[scored["label"]]] += scored["score"]
        return normalized(summed)


def find_labels(own: Sequence[str], labels: Mapping[str, Polarity] | None) -> dict[str, Polarity]:
    """The polarity of each of a model's own labels; `ValueError` where not all of them have one."""
    found = {label: polarity for label in own for polarity in _POLARITIES if label.lower() == polarity}
    if labels is not None:
        found = dict(labels)
    if len(set(own)) < 2:
        raise ValueError(f"the model has {len(set(own))} label, and a stance needs two at least")
    if set(found) != set(own) or not set(found.values()) <= set(_POLARITIES):
        given = "their names say none" if labels is None else f"labels= has {dict(labels)}"
        raise ValueError(
            f"each label of the model needs a polarity ({', '.join(_POLARITIES)}): it has {', '.join(own)}, and "
            f'{given}; give labels={{"{own[0]}": "favor", ...}}'
        )
    return found
