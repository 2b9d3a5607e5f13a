"""A Hugging Face zero-shot pipeline as a classifier: an entailment model is asked which hypothesis a text supports.

The hypotheses are the codebook's, or sentences with the target's name. `text_pipeline` makes one. Imports the nouns and
`pipeline_classifier`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stancekit.adapters.pipeline_classifier import PipelineClassifier, normalized
from stancekit.contract.classifier import Pair
from stancekit.errors import InputError
from stancekit.nouns.stance import Polarity

HYPOTHESES: Mapping[Polarity, str] = {
    "favor": "{holder} is in favor of {target}.",
    "against": "{holder} is against {target}.",
    "none": "{holder} takes no position on {target}.",
}
"""The hypothesis of each polarity for a target that has none of its own."""

_PLACE = re.compile(r"\{(holder|target)\}")

_NOBODY = "The speaker"
"""What stands for a holder that isn't known."""


class ZeroShotClassifier(PipelineClassifier):
    """An entailment model (Yin et al. 2019) that has seen no stance: all hypotheses of a pair compete.

    A polarity with several hypotheses has the score of the one that the text supports most.
    """

    def __init__(self, pipe: Any, hypotheses: Mapping[Polarity, str], name: str, truncate: bool) -> None:
        super().__init__(pipe, name, truncate)
        if pipe.entailment_id < 0:
            raise ValueError(
                f"the model has no label for entailment: it has {', '.join(pipe.model.config.id2label.values())}"
            )
        if strange := sorted(set(hypotheses) - set(HYPOTHESES)):
            raise ValueError(f"hypotheses are of {', '.join(HYPOTHESES)}, not of {', '.join(map(repr, strange))}")
        self.hypotheses = {**HYPOTHESES, **hypotheses}

    def _probabilities(self, pairs: Sequence[Pair]) -> list[dict[Polarity, float]]:
        found: list[dict[Polarity, float]] = [{} for _ in pairs]
        asked: dict[tuple[tuple[Polarity, tuple[str, ...]], ...], list[int]] = {}
        for index, pair in enumerate(pairs):
            asked.setdefault(tuple(hypotheses_of(pair, self.hypotheses).items()), []).append(index)
        for questions, indices in asked.items():
            sentences = list(dict.fromkeys(sentence for _, some in questions for sentence in some))
            # The pipeline refuses an empty text; a space has as many tokens.
            texts = [pairs[index].statement.content or " " for index in indices]
            longest = max(sentences, key=self._tokens)
            if self._tokens(longest) >= self.pipe.tokenizer.model_max_length:
                raise InputError(
                    f"pair {indices[0] + 1}: a hypothesis of {self._tokens(longest)} tokens leaves no room for a text, "
                    f"since {self.name} takes {self.pipe.tokenizer.model_max_length}: {longest[:80]!r}"
                )
            for index, text in zip(indices, texts, strict=True):
                self._check_length(index + 1, text, longest)
            answers = self.pipe(texts, candidate_labels=sentences, hypothesis_template="{}", multi_label=False)
            for index, answer in zip(indices, answers, strict=True):
                scores = dict(zip(answer["labels"], answer["scores"], strict=True))
                found[index] = normalized(
                    {polarity: max(scores[sentence] for sentence in some) for polarity, some in questions}
                )
        return found

    def _tokens(self, sentence: str) -> int:
        """How many tokens a hypothesis has after an empty text, special ones among them."""
        return len(self.pipe.tokenizer("", sentence, truncation=False, verbose=False)["input_ids"])


def hypotheses_of(pair: Pair, templates: Mapping[Polarity, str]) -> dict[Polarity, tuple[str, ...]]:
    """The hypotheses that a pair is asked about: the target's own where it has some for a polarity, else the template.

    `{holder}` and `{target}` stand for their names; underscores of the target's name become spaces.
    """
    target, holder = pair.target, pair.statement.holder
    own: dict[Polarity, tuple[str, ...]] = {"favor": target.hypotheses.favor, "against": target.hypotheses.against}
    names = {"holder": holder.name if holder else _NOBODY, "target": target.name.replace("_", " ")}
    return {
        polarity: tuple(_filled(sentence, names) for sentence in own.get(polarity) or (template,))
        for polarity, template in templates.items()
    }


def _filled(sentence: str, names: Mapping[str, str]) -> str:
    # In one go and not by format(): a name may hold braces itself.
    return _PLACE.sub(lambda place: names[place[1]], sentence)
