"""The contract: the four hooks that a plugin implements, in whole.

A plugin is a module named by an entry point in the group `stancekit`. It states `STANCEKIT_API = 1` and implements any
of the hooks below with `stancekit.hookimpl`. Each hook is given `register(name, factory)`, to call once for each thing
that the plugin provides: a name by which users ask for it and a function without required arguments that makes it. The
factory runs only when the thing is asked for, so a plugin imports what is heavy inside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pluggy

from stancekit.contract.classifier import Classifier
from stancekit.contract.extractor import Extractor
from stancekit.nouns.codebook import Codebook

if TYPE_CHECKING:
    # A plugin without tasks doesn't need what the evaluation needs.
    from stancekit.contract.document_task import DocumentTask
    from stancekit.contract.stance_task import StanceTask

API_VERSION = 1
"""The version of this contract. A plugin's module says which one it was written for: `STANCEKIT_API = 1`."""

OLDEST_API_VERSION = 1
"""The oldest version that is still accepted. A plugin of one below `API_VERSION` works and is warned about."""

hookspec = pluggy.HookspecMarker("stancekit")
hookimpl = pluggy.HookimplMarker("stancekit")

Part = TypeVar("Part", contravariant=True)


class Register(Protocol[Part]):
    """What a hook is given: call it with a name and a factory for each thing that the plugin provides."""

    def __call__(self, name: str, factory: Callable[[], Part], /) -> None: ...


@hookspec
def stancekit_register_extractors(register: Register[Extractor]) -> None:
    """Register extractors: they find the attributed statements of a document.

    Users ask for one by `--extractor NAME`.
    """


@hookspec
def stancekit_register_classifiers(register: Register[Classifier]) -> None:
    """Register classifiers: they judge statements towards targets.

    Users ask for one by `--classifier NAME`. One with `fit`, `save` and `load` can be trained by `stancekit train`.
    """


@hookspec
def stancekit_register_codebooks(register: Register[Codebook]) -> None:
    """Register codebooks: the targets that a study asks about.

    Users ask for one by `--codebook NAME`.
    """


@hookspec
def stancekit_register_tasks(register: Register[StanceTask | DocumentTask[Any]]) -> None:
    """Register benchmark tasks: labelled data with a card, on pairs (`StanceTask`) or whole articles (`DocumentTask`).

    Users ask for one by `stancekit benchmark run NAME`. What it makes is in `stancekit.contract.stance_task` and
    `stancekit.contract.document_task`.
    """
