"""`import stancekit` is light, and each public name is there."""

import subprocess
import sys

import pytest

import stancekit

HEAVY = {"datasets", "numpy", "pyarrow", "re2", "rich", "sklearn", "trafilatura", "typer", "yaml"}


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


def test_importing_stancekit_loads_nothing_but_itself():
    loaded = modules_after("import stancekit") - modules_after("import msgspec, pluggy")
    assert {name.partition(".")[0] for name in loaded} <= {"stancekit"}


@pytest.mark.parametrize("code", ["from stancekit import *", "from stancekit.cli import app"])
def test_nothing_heavy_is_loaded_before_it_is_needed(code):
    allowed = {"typer"} if "cli" in code else set()
    assert not (HEAVY - allowed) & modules_after(code)


@pytest.mark.parametrize(
    "code",
    [
        "import stancekit.evaluation.suite",
        "from stancekit.evaluation.metrics import score; score('macro_f1', ['favor'], ['none'], ['a dam'])",
    ],
)
def test_a_suite_is_set_up_and_answers_are_scored_without_the_large_libraries_of_statistics(code):
    assert not {"scipy", "sklearn", "statsmodels", "pandas", "matplotlib"} & modules_after(code)


def test_every_public_name_is_there_and_no_other():
    for name in stancekit.__all__:
        assert getattr(stancekit, name) is not None
    assert set(stancekit.__all__) <= set(dir(stancekit))
    with pytest.raises(AttributeError, match="module 'stancekit' has no attribute 'analyse'"):
        stancekit.analyse  # noqa: B018
