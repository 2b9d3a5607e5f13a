"""Adapters: a classifier without a class of one's own, and a classifier as a scikit-learn estimator.

They come from a plain function, from an estimator of scikit-learn or from a pipeline of Hugging Face transformers. The
public names are loaded when they are first used, so that none needs what another one imports.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancekit.adapters.estimator import from_estimator as from_estimator
    from stancekit.adapters.function import from_function as from_function
    from stancekit.adapters.stance_estimator import StanceEstimator as StanceEstimator
    from stancekit.adapters.text_pipeline import from_pipeline as from_pipeline

_HOMES = {
    "StanceEstimator": "stance_estimator",
    "from_estimator": "estimator",
    "from_function": "function",
    "from_pipeline": "text_pipeline",
}
"""The module that each public name lives in."""

_EXTRAS = {"numpy": "sklearn", "sklearn": "sklearn", "skops": "sklearn"}
"""The extra of `stancekit` that brings what a module imports."""

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        module = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRAS:
            raise
        extra = _EXTRAS[missing]
        raise ImportError(f'{name} needs {missing}; install it with: pip install "stancekit[{extra}]"') from error
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
