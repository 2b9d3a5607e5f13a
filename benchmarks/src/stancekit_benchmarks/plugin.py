"""What this distribution registers: the benchmark tasks.

Each factory imports its task's module when it is called, so that finding the plugin costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from stancekit.contract.hookspecs import Register, hookimpl

if TYPE_CHECKING:
    from stancekit.contract.document_task import DocumentTask
    from stancekit.contract.stance_task import StanceTask

STANCEKIT_API = 1

TASKS = {
    "claim-stance": "hub_stance:claim_stance_task",
    "diplomacy": "diplomacy:task",
    "diplomacy-grid": "diplomacy_grid:task",
    "news": "news:task",
    "perspectrum": "perspectrum:task",
    "plv-binary": "plv:binary_task",
    "plv-quad": "plv:quad_task",
    "plv-root": "plv:root_task",
    "plv-stance": "plv_stance:task",
    "polnear": "polnear:task",
    "seesaw": "seesaw:task",
    "seesaw-articles": "seesaw_articles:task",
    "tweeteval": "tweeteval:task",
    "vast": "vast:task",
    "x-stance": "hub_stance:x_stance_task",
}
"""Each task's id, and the module of `tasks` and the function in it that make it."""


@hookimpl
def stancekit_register_tasks(register: Register[StanceTask | DocumentTask[Any]]) -> None:
    for name, place in TASKS.items():
        register(name, _factory(place))


def _factory(place: str) -> Callable[[], Any]:
    def make() -> Any:
        module, function = place.split(":")
        return getattr(import_module(f"stancekit_benchmarks.tasks.{module}"), function)()

    return make
