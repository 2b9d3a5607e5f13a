"""`from_pipeline`: a text-classification or zero-shot pipeline of Hugging Face transformers as a classifier.

It chooses what fits the pipeline's task; the two ways of asking are modules of their own. Imports those.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from stancekit.adapters.pipeline_classifier import PipelineClassifier, load_pipeline
from stancekit.adapters.text_classification import PairText, TextClassifier, content_and_target
from stancekit.adapters.zero_shot import ZeroShotClassifier
from stancekit.nouns.stance import Polarity

Task = Literal["text-classification", "zero-shot-classification"]


def from_pipeline(
    pipe: Any,
    *,
    task: Task = "text-classification",
    labels: Mapping[str, Polarity] | None = None,
    text: PairText | None = None,
    hypotheses: Mapping[Polarity, str] | None = None,
    truncate: bool = True,
    name: str | None = None,
) -> PipelineClassifier:
    """A classifier that asks a Hugging Face pipeline.

    Args:
        pipe: What `transformers.pipeline(...)` gives, or a model's folder or name on the hub, whose weights have to be
            safetensors.
        task: What to load a model for; a pipeline knows its own.
        labels: For text-classification, the polarity of each of the model's labels; several may share one. Where None,
            the labels are called "favor", "against" or "none" themselves, in whatever case.
        text: For text-classification, what the model reads of a pair: one text, or a text and a second one. Where None,
            the content, and the target's name as the second text.
        hypotheses: For zero-shot-classification, the sentence that stands for a polarity of a target without
            hypotheses of its own, with `{holder}` and `{target}` for their names; `zero_shot.HYPOTHESES` unless given.
        truncate: Whether a text that is longer than the model takes is cut at its end; else it is an `InputError`.
        name: What stances and errors call it; the last part of the model's name where None.

    Raises:
        InputError: There is no such model, it can't be read, or it isn't trained to classify texts.
        PluginError: A model is to be loaded, and transformers or torch isn't installed.
        ValueError: The labels aren't those of the model, or an argument or the pipeline is of another task.
    """
    loaded = load_pipeline(task, pipe) if isinstance(pipe, str | Path) else pipe
    kind = getattr(loaded, "task", None)
    if kind not in ("text-classification", "sentiment-analysis", "zero-shot-classification"):
        raise ValueError(
            f"from_pipeline takes a pipeline for text-classification or zero-shot-classification, and this is "
            f"{f'one for {kind}' if kind else f'{loaded!r:.80}'}"
        )
    name = name or Path(loaded.model.config.name_or_path).name or type(loaded.model).__name__
    if kind == "zero-shot-classification":
        if labels is not None or text is not None:
            raise ValueError(f"labels and text are for text-classification, and the pipeline is for {kind}")
        return ZeroShotClassifier(loaded, hypotheses or {}, name, truncate)
    if hypotheses is not None:
        raise ValueError(f"hypotheses are for zero-shot-classification, and the pipeline is for {kind}")
    return TextClassifier(loaded, labels, text or content_and_target, name, truncate)
