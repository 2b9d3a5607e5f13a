"""Runs the examples of the README and of these pages and writes down what they really print.

    python docs/refresh.py            write the real outputs into the pages
    python docs/refresh.py --check    change nothing; exit with 1 and name the pages that are out of date

An example is a fenced block. `console`: each line that begins with `$` is run by bash, its output follows. `python`:
run in the order of the page with the names of the blocks before it; what it prints stands in the `text` block that
follows. A block with a `title="FILE"` is a file, written so that the examples after it can use it. All of a page's
examples run in one empty folder that holds nothing but the example article `talks.txt`; what `pip install`
installs is seen by that page alone. The tutorial is left to tutorial.py.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pages

TUTORIAL = pages.PROJECT / "docs" / "tutorial.md"
"""The page that needs an environment of its own: see tutorial.py."""

PAGES = (
    *(page for page in pages.PAGES if page != TUTORIAL),
    *sorted((pages.PROJECT / "plugins").glob("*/README.md")),
)
ARTICLE = pages.PROJECT / "examples" / "talks.txt"

BLOCK = re.compile(r"^```(?P<language>\w+)(?P<options>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
COMMAND = re.compile(r"^\$ ((?:[^\\\n]|\\[\s\S])+)", re.MULTILINE)
PRINTED = re.compile(r"\s*^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def refreshed(page: str) -> str:
    """The text of a page with the real output of each of its examples."""
    with tempfile.TemporaryDirectory(prefix="stancekit-docs-") as name:
        folder = Path(name)
        shutil.copy(ARTICLE, folder)
        with contextlib.chdir(folder):
            return run_page(page, folder, lambda body: _run_console(body, folder))


def run_page(page: str, folder: Path, run_console: Callable[[str], str]) -> str:
    """The text of a page whose files are written to `folder`, and whose console blocks are run by `run_console`."""
    names: dict[str, Any] = {"__name__": "__main__"}
    written: list[str] = []
    at = 0
    while found := BLOCK.search(page, at):
        written.append(page[at : found.start()])
        at = found.end()
        body = found["body"]
        title = TITLE.search(found["options"])
        if title:
            file = folder / title[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8")
        elif found["language"] == "console":
            body = run_console(body)
        elif found["language"] == "python":
            printed = _run_python(body, names)
            written.append(found[0])
            if printed:
                shown = PRINTED.match(page, at)
                at = shown.end() if shown else at
                written.append(f"\n\n```text\n{printed}```")
            continue
        written.append(f"```{found['language']}{found['options']}\n{body}```")
    written.append(page[at:])
    return "".join(written)


def _run_python(code: str, names: dict[str, Any]) -> str:
    """What a block prints; an exception that it doesn't catch is printed as the last line of its traceback."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, "<example>", "exec"), names)
        except Exception as error:
            print("".join(traceback.format_exception_only(error)), end="")
    return lines(printed.getvalue())


def _run_console(body: str, folder: Path) -> str:
    site = folder / ".installed"
    variables = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "STANCEKIT_DISABLE_PLUGINS")
    }
    variables |= {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")])),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "NO_COLOR": "1",
    }
    # What is installed is seen by this page alone, and nothing is fetched.
    options = f"--quiet --no-compile --no-deps --no-build-isolation --target {shlex.quote(str(site))}"
    install = f"{shlex.quote(sys.executable)} -m pip install {options} "
    shown = []
    for command in COMMAND.findall(body):
        run = command.replace("pip install ", install) if command.startswith("pip install ") else command
        done = subprocess.run(
            ["bash", "-c", run],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        shown.append(f"$ {command}\n{lines(done.stdout.decode('utf-8'))}")
    return "".join(shown)


def lines(output: str) -> str:
    """Lines without spaces at their ends, the last one ended as well."""
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    pages.renew(PAGES, refreshed)
