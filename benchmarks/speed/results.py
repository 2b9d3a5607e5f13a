"""Where the scripts that measure leave their figures: on standard output, or in a file of JSON where that is asked for.

The repository's own files, under `benchmarks/results/`, are what the pages show and the tests compare with: only
`--update` writes them. All scripts under `benchmarks/` and `plugins/*/tools` that measure use this module.
"""

import argparse
import datetime
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import stancekit

RESULTS = Path(__file__).resolve().parent.parent / "results"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a script be told where its figures go: `--output FILE` or `--update`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--output", "-o", type=Path, metavar="FILE", help="write the figures there, and don't print them"
    )
    where.add_argument("--update", action="store_true", help="write them into the repository's own benchmarks/results")


def give_results(options: argparse.Namespace, name: str, measured: dict[str, Any]) -> None:
    """Write what was measured, with the day and the machine's kind, where `add_options` was told, or print it.

    `name` is that of the repository's own file, without `.json`.
    """
    about = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "stancekit": stancekit.__version__,
        "python": platform.python_version(),
        "processor": processor(),
    }
    text = json.dumps({"about": about, **measured}, indent=2, ensure_ascii=False)
    if file := RESULTS / f"{name}.json" if options.update else options.output:
        file.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


def processor() -> str:
    """What the machine calls its processor."""
    with_names = Path("/proc/cpuinfo")
    if with_names.exists():
        for line in with_names.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def use_one_core() -> None:
    """Keep this process and those that it starts on one core, where the system can do so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows with columns as wide as their longest cell; all but the first are set to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        print(
            "  ".join(
                [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
            )
        )
