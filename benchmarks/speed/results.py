"""Where the speed benchmarks leave what they measured: one file of JSON each, under `benchmarks/results/`."""

import datetime
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import stancekit

RESULTS = Path(__file__).resolve().parent.parent / "results"


def write_results(name: str, measured: dict[str, Any]) -> None:
    """Write `NAME.json` with what was measured, and with the day and the machine's kind."""
    about = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "stancekit": stancekit.__version__,
        "python": platform.python_version(),
        "processor": processor(),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"about": about, **measured}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


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
