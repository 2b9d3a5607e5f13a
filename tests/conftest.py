"""What several test files share: an article of our own, the tests' plugin, and folders with installed plugins."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tutorial
from hypothesis import settings

from articles import ARTICLE
from installing import install_plugin
from stancekit import Analyzer

# Machines differ in speed; how long an example may take is no test.
settings.register_profile("stancekit", deadline=None, print_blob=True)
settings.load_profile("stancekit")

Run = Callable[..., subprocess.CompletedProcess[str]]


LONGEST = (
    "tests/testing/test_defects.py",
    "tests/test_docs.py",
    "plugins/stancekit-sklearn/tests/test_conformance.py",
    "tests/cli/test_benchmark.py",
    "tests/scaffold/test_tutorial.py",
    "tests/test_distributions.py",
    "plugins/stancekit-tagger/tests/test_extractor.py",
    "tests/hosting/test_isolation.py",
    "plugins/stancekit-rules/tests/test_conformance.py",
    "tests/test_analyze.py",
    "tests/scaffold/test_scaffold.py",
    "tests/evaluation/test_leaderboard.py",
    "tests/cli/test_tables.py",
    "tests/testing/test_kit.py",
)
"""The files that take longest. They come first, so that no process is left alone with one of them at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rank = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture
def article() -> str:
    return ARTICLE


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    import keywords

    return Analyzer(
        codebook=keywords.CODEBOOK, extractor=keywords.KeywordExtractor(), classifier=keywords.KeywordClassifier()
    )


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tests' plugin is installed as the distribution `keywords-plugin 1.5`."""
    folder = tmp_path_factory.mktemp("plugins")
    source = Path(__file__).with_name("keywords.py").read_text(encoding="utf-8")
    install_plugin(folder, "keywords-plugin", "1.5", source)
    return folder


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of all distributions of this repository."""
    folder = tmp_path_factory.mktemp("wheels")
    tutorial.build_wheels(folder)
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `stancekit` in an empty folder, with the plugins installed in the given folders besides the usual ones."""

    def run_stancekit(
        *arguments: str | Path, plugins: tuple[Path, ...] = (), input: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        variables = {name: value for name, value in os.environ.items() if name != "STANCEKIT_DISABLE_PLUGINS"}
        variables |= {"PYTHONPATH": os.pathsep.join(map(str, plugins)), "COLUMNS": "100", **environment}
        done = subprocess.run(
            [sys.executable, "-m", "stancekit", *map(str, arguments)],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=variables,
            input=input,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run_stancekit
