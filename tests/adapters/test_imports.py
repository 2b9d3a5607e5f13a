"""An adapter needs only what it adapts, and says how to get it."""

import subprocess
import sys

import pytest

import stancekit.adapters

HEAVY = {"datasets", "numpy", "sklearn", "skops", "torch", "transformers"}


def printed(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("name", ["from_function", "from_pipeline"])
def test_nothing_heavy_is_loaded_before_it_is_needed(name):
    loaded = printed(f"from stancekit.adapters import {name}\nimport sys\nprint(*sys.modules)").split()
    assert not HEAVY & set(loaded)


@pytest.mark.parametrize(
    ("missing", "call", "extra"),
    [
        ("sklearn", "stancekit.adapters.from_estimator", "sklearn"),
        ("skops", "stancekit.adapters.from_estimator", "sklearn"),
        ("sklearn", "stancekit.adapters.StanceEstimator", "sklearn"),
        ("torch", "stancekit.adapters.from_pipeline('x')", "transformers"),
        ("transformers", "stancekit.adapters.from_pipeline('x')", "transformers"),
    ],
)
def test_what_is_missing_is_named_with_its_extra(missing, call, extra):
    code = f"import sys\nsys.modules[{missing!r}] = None\nimport stancekit.adapters\n"
    code += f"try:\n    {call}\nexcept (ImportError, stancekit.StancekitError) as error:\n    print(error)"
    assert printed(code).endswith(f'needs {missing}; install it with: pip install "stancekit[{extra}]"\n')


def test_every_public_name_is_there_and_no_other():
    for name in stancekit.adapters.__all__:
        assert callable(getattr(stancekit.adapters, name))
    with pytest.raises(AttributeError, match=r"module 'stancekit\.adapters' has no attribute 'from_pickle'"):
        stancekit.adapters.from_pickle  # noqa: B018
