"""Runs the tutorial as its reader would, in an environment of its own, and writes down what it really prints.

    python docs/tutorial.py            write the real outputs into the page
    python docs/tutorial.py --check    change nothing; exit with 1 where the page is out of date

The wheels of this repository are taken for the published ones. What they say that they need is lent by the environment
that this runs in, and nothing else of it; what that lacks comes from the index. Blocks are as in refresh.py, but a `cd`
and what is installed last to the end of the page. Times aren't compared.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pages import PROJECT, renew
from refresh import COMMAND, TUTORIAL, lines, run_page

INSTALL = re.compile(r'pip install "([^"]+)"')
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


def lend(environment: Path, requirement: str, wheels: Path) -> None:
    """Show an environment what this one has of what a requirement brings, but for what there is a wheel of.

    To install it there from the index would take a minute. What isn't declared isn't lent, so that it is missed.
    """
    seen: set[tuple[str, str]] = set()
    wanted = [Requirement(requirement)]
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        for extra in {"", *one.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                needed = map(Requirement, _requires(name))
                wanted += [other for other in needed if other.marker is None or other.marker.evaluate({"extra": extra})]
    # Beside the environment, where pip never removes anything.
    lent = environment.with_name(f"{environment.name}-lent")
    lent.mkdir(exist_ok=True)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    ours = {canonicalize_name(wheel.name.partition("-")[0]) for wheel in wheels.glob("*.whl")}
    for name in {name for name, _ in seen} - ours:
        with contextlib.suppress(metadata.PackageNotFoundError):
            _link(metadata.distribution(name), lent, environment / "bin")


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def _link(distribution: metadata.Distribution, lent: Path, binaries: Path) -> None:
    for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
        if not (lent / top).exists():
            (lent / top).symlink_to(Path(str(distribution.locate_file(top))).resolve())
    for script in distribution.entry_points.select(group="console_scripts"):
        file = binaries / script.name
        if not file.exists():
            call = f"import sys\nfrom {script.module} import {script.attr}\n"
            # A process that it starts imports the script again, and must not run it.
            guarded = f'if __name__ == "__main__":\n    sys.exit({script.attr}())\n'
            file.write_text(f"#!{binaries / 'python'}\n{call}{guarded}", encoding="utf-8")
            file.chmod(0o755)


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
            if install := INSTALL.match(command):
                lend(folder / "env", install[1], wheels)
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
