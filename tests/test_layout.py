"""Imports point one way: each wing of the package knows only what stands below it, and no plugin knows another."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CORE = PROJECT / "src" / "stancekit"

LEVELS = (
    {"errors"},
    {"nouns"},
    {"contract", "text"},
    {"formats", "actors"},
    {"hosting"},
    {"pipeline", "labelling", "evaluation"},
    {"training", "testing", "adapters", "scaffold"},
    {"cli"},
)
"""The wings and the modules beside them, from the bottom; those of one level don't know each other."""

LEVEL = {wing: level for level, wings in enumerate(LEVELS) for wing in wings}


def module_of(file: Path, source: Path) -> str:
    return ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")


def imports_of(file: Path) -> Iterator[str]:
    """All that a file imports, wherever in it: what is imported for its types, or inside a function, counts too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import"
            for name in node.names:
                yield f"{node.module}.{name.name}"


def modules_of(source: Path) -> dict[str, Path]:
    return {module_of(file, source): file for file in source.rglob("*.py") if "templates" not in file.parts}


def wing_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


MODULES = modules_of(CORE.parent)


@pytest.mark.parametrize("wing", sorted(LEVEL))
def test_a_wing_imports_only_what_stands_below_it(wing):
    above = [
        f"{module} imports {name}"
        for module, file in MODULES.items()
        if wing_of(module) == wing
        for name in imports_of(file)
        if name.startswith("stancekit.") and wing_of(name) != wing and LEVEL.get(wing_of(name), -1) >= LEVEL[wing]
    ]
    assert not above


def test_every_module_stands_in_a_wing():
    assert {wing_of(module) for module in MODULES} == {*LEVEL, "", "__main__"}


def test_no_module_imports_itself_by_way_of_others():
    graph = {}
    for module, file in MODULES.items():
        if module == "stancekit":  # the public names are loaded when they are first used
            continue
        names = {name if name in MODULES else name.rpartition(".")[0] for name in imports_of(file)}
        graph[module] = names & MODULES.keys() - {module, "stancekit"}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES) - 1


OTHERS = sorted([*PROJECT.glob("plugins/*/src/*"), *PROJECT.glob("benchmarks/src/*")])


@pytest.mark.parametrize("distribution", OTHERS, ids=lambda path: path.name)
def test_no_plugin_imports_another_and_the_core_imports_none(distribution):
    others = {path.name for path in OTHERS} - {distribution.name}
    found = {name.split(".")[0] for file in distribution.rglob("*.py") for name in imports_of(file)}
    assert not found & others
    assert distribution.name not in {name.split(".")[0] for file in MODULES.values() for name in imports_of(file)}
