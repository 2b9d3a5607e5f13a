"""A model of a few kilobytes with random weights, for what doesn't depend on what was learnt."""

from pathlib import Path
from typing import Any

import numpy as np

from stancekit_stance.encoder import MOST_PIECES
from stancekit_stance.model import Blend
from stancekit_stance.model_file import Details, Names, Training, write_model

PIECES = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    ":",
    "talks",
    "we",
    "reject",
    "##ed",
    "the",
    "support",
    "oslo",
    "##s",
    ",",
)
WIDTH, INNER, LAYERS, FEATURES = 24, 36, 2, 5
NAMES: dict[str, Any] = {
    "pieces": PIECES, "targets": ("talks", "sanctions"), "features": ("rules favor", "rules none"),
    "conditions": ("word if",),
}  # fmt: skip
DETAILS: dict[str, Any] = {
    "training": Training(rows={"made": 1}, seed=0, base="none"), "width": WIDTH, "inner": INNER, "layers": LAYERS,
    "joins": 1, "features": FEATURES, "blend": Blend(1.0, 1.0, (0.0, 0.0, 0.0)), "gate": 0.0, "least": 0.3,
}  # fmt: skip


def arrays(seed: int = 0) -> dict[str, Any]:
    """Random arrays of the right shapes."""
    draw = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "words": (len(PIECES), WIDTH), "places": (MOST_PIECES, WIDTH), "norm": (WIDTH,), "norm_bias": (WIDTH,),
        "head": (WIDTH, FEATURES), "head_bias": (FEATURES,), "answer": (FEATURES, 3), "answer_bias": (3,),
        "known.states": (2, WIDTH), "known.answers": (2, FEATURES, 3), "known.biases": (2, 3),
        "linear.weights": (2, 3), "linear.bias": (3,), "condition.weights": (1, 1), "condition.bias": (1,),
    }  # fmt: skip
    for number in range(LAYERS):
        for name in ("query", "key", "value", "output", "inner", "outer"):
            rows, columns = INNER if name == "outer" else WIDTH, INNER if name == "inner" else WIDTH
            shapes |= {f"layers.{number}.{name}": (rows, columns), f"layers.{number}.{name}_bias": (columns,)}
        for name in ("norm", "last_norm"):
            shapes |= {f"layers.{number}.{name}": (WIDTH,), f"layers.{number}.{name}_bias": (WIDTH,)}
    return {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def write(
    path: Path, *, details: dict[str, Any] | None = None, names: dict[str, Any] | None = None, **changed: Any
) -> Path:
    """Write such a model, with other details, names and arrays where they are given."""
    write_model(path, Details(**DETAILS | (details or {})), Names(**NAMES | (names or {})), arrays() | changed)
    return path
