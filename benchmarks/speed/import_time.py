"""How long `import stancekit` takes, beside `import msgspec, pluggy`, and what it must not import.

    python benchmarks/speed/import_time.py [--rounds N]

Each import is timed inside an interpreter of its own, in turns; figures are medians.
"""

import argparse
import json
import statistics
import subprocess
import sys

from results import add_options, give_results, print_table, use_one_core

HEAVY = (
    "datasets",
    "lxml",
    "numpy",
    "pandas",
    "pyarrow",
    "re2",
    "rich",
    "scipy",
    "sklearn",
    "spacy",
    "torch",
    "trafilatura",
    "transformers",
    "typer",
    "yaml",
)
"""Modules that cost time and that `import stancekit` leaves to those who use what needs them."""

BASELINE = "import msgspec, pluggy"
SUBJECTS = (
    BASELINE,
    "import stancekit",
    "from stancekit import analyze",
    "from stancekit import Analyzer; Analyzer()",
)

PROBE = """
import sys, time
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
import json
print(json.dumps([seconds, sorted(set({heavy!r}) & set(sys.modules))]))
"""


def measure(code: str) -> tuple[float, list[str]]:
    """The seconds that `code` takes in a fresh interpreter, and the heavy modules that it leaves imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code, heavy=HEAVY)], capture_output=True, text=True, check=True
    )
    seconds, heavy = json.loads(done.stdout)
    return seconds, heavy


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    add_options(parser)
    options = parser.parse_args()
    use_one_core()
    times: dict[str, list[float]] = {code: [] for code in SUBJECTS}
    heavy: dict[str, list[str]] = {}
    for code in SUBJECTS:
        measure(code)
    for _ in range(options.rounds):
        for code in SUBJECTS:
            seconds, heavy[code] = measure(code)
            times[code].append(seconds)

    median = {code: statistics.median(values) for code, values in times.items()}
    rows = [("", "ms", "ratio", "heavy modules")]
    for code in SUBJECTS:
        rows.append(
            (
                code,
                f"{1000 * median[code]:.1f}",
                f"{median[code] / median[BASELINE]:.2f}",
                ", ".join(heavy[code]) or "none",
            )
        )
    print_table(rows)
    give_results(
        options,
        "import_time",
        {
            "rounds": options.rounds,
            "imports": [
                {
                    "code": code,
                    "ms": round(1000 * median[code], 2),
                    "ratio": round(median[code] / median[BASELINE], 2),
                    "heavy": heavy[code],
                }
                for code in SUBJECTS
            ],
        },
    )
    if heavy["import stancekit"]:
        sys.exit(f"import stancekit imports {', '.join(heavy['import stancekit'])}")


if __name__ == "__main__":
    main()
