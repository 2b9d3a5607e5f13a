"""Runs the tutorial as its reader would, in an environment of its own, and writes down what it really prints.

    python docs/tutorial.py            write the real outputs into the page
    python docs/tutorial.py --check    change nothing; exit with 1 where the page is out of date

The wheels of this repository are taken for the published ones; everything else comes from the package index. Blocks are
as in refresh.py, but a `cd` and what is installed last to the end of the page. Times aren't compared.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pages import PROJECT, renew
from refresh import COMMAND, TUTORIAL, lines, run_page

TIME = re.compile(r"\bin \d+\.\d+s\b")


def build_wheels(folder: Path) -> None:
    """Build the wheels of all distributions of this repository into a folder."""
    projects = [
        PROJECT,
        *sorted(path.parent for path in PROJECT.glob("plugins/*/pyproject.toml")),
        PROJECT / "benchmarks",
    ]
    for project in projects:
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel", "--no-deps"]
        subprocess.run([*command, "--no-build-isolation", "--wheel-dir", folder, project], check=True)


def renewed(page: str, wheels: Path, folder: Path) -> str:
    """The text of the page with its real outputs; the page itself where they differ by times alone."""
    fresh = run_page(page, folder, _console(folder, wheels))
    return page if TIME.sub("", fresh) == TIME.sub("", page) else fresh


def _console(folder: Path, wheels: Path) -> Callable[[str], str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "STANCEKIT_"))}
    kept.pop("COLUMNS", None)
    # An index may be named by the environment; the wheels here are preferred to the same versions there.
    kept |= {name: value for name, value in os.environ.items() if name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL")}
    variables = {
        **kept,
        # Where the page's own environment isn't made yet, `python3` is this one.
        "PATH": os.pathsep.join([str(folder / "env" / "bin"), str(Path(sys.executable).parent), kept["PATH"]]),
        "PIP_FIND_LINKS": str(wheels),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "2",
        "PIP_NO_COMPILE": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "NO_COLOR": "1",
    }
    place = folder
    where = folder.with_suffix(".where")

    def run(body: str) -> str:
        nonlocal place
        shown = []
        for command in COMMAND.findall(body):
            done = subprocess.run(
                ["bash", "-c", f"{command}\npwd > {where}"],
                cwd=place,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            place = Path(where.read_text(encoding="utf-8").strip())
            shown.append(f"$ {command}\n{lines(done.stdout.decode('utf-8'))}")
        return "".join(shown)

    return run


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="stancekit-tutorial-") as name:
        wheels, folder = Path(name) / "wheels", Path(name) / "work"
        build_wheels(wheels)
        folder.mkdir()
        renew([TUTORIAL], lambda page: renewed(page, wheels, folder))
