"""What installed plugins cost those who start the program: 200 of them against none.

    python benchmarks/speed/startup.py [--plugins N] [--rounds N]

The plugins are made in a temporary folder, each a module and a `.dist-info`, as an installer leaves them. Each command
runs with them in use, with them turned off (`STANCEKIT_DISABLE_PLUGINS=all`), and with them not installed and all
others turned off, in turns on one core. Figures are medians of the time from start to end of the process.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import add_options, give_results, print_table, use_one_core

COMMANDS = {
    "stancekit --help": ("-m", "stancekit", "--help"),
    "stancekit plugins list": ("-m", "stancekit", "plugins", "list"),
    "import stancekit": ("-c", "import stancekit"),
}

PLUGIN = '''"""A classifier that sees no position anywhere."""

from collections.abc import Sequence

from stancekit import Classifier, Pair, Stance, hookimpl
from stancekit.contract.hookspecs import Register

STANCEKIT_API = 1


class SilentClassifier:
    """Answers none."""

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair."""
        return [Stance(target=pair.target.name, polarity="none") for pair in pairs]


@hookimpl
def stancekit_register_classifiers(register: Register[Classifier]) -> None:
    register("{name}", SilentClassifier)
'''


def install(folder: Path, number: int) -> None:
    """Leave in `folder` what an installer leaves there of a plugin."""
    name = f"silent_{number}"
    (folder / f"{name}.py").write_text(PLUGIN.format(name=name))
    info = folder / f"stancekit_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: stancekit-{name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[stancekit]\n{name} = {name}\n")


def measure(arguments: tuple[str, ...], **environment: str) -> float:
    """The seconds that Python takes with these arguments, from its start to its end."""
    variables = {name: value for name, value in os.environ.items() if name != "STANCEKIT_DISABLE_PLUGINS"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env={**variables, **environment}, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - began


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=15)
    add_options(parser)
    options = parser.parse_args()
    use_one_core()
    with tempfile.TemporaryDirectory(prefix="stancekit-plugins-") as name:
        for number in range(options.plugins):
            install(Path(name), number)
        settings = {
            "in use": {"PYTHONPATH": name},
            "turned off": {"PYTHONPATH": name, "STANCEKIT_DISABLE_PLUGINS": "all"},
            "not installed": {"STANCEKIT_DISABLE_PLUGINS": "all"},
        }
        times: dict[tuple[str, str], list[float]] = {}
        # The first round compiles the modules and isn't counted.
        for counted in [False] + [True] * options.rounds:
            for command, arguments in COMMANDS.items():
                for setting, environment in settings.items():
                    seconds = measure(arguments, **environment)
                    if counted:
                        times.setdefault((command, setting), []).append(seconds)

    median = {key: statistics.median(values) for key, values in times.items()}
    rows = [("", *(f"{setting}, ms" for setting in settings), "in use / off", "in use / not installed")]
    measured = []
    for command in COMMANDS:
        spent = [median[command, setting] for setting in settings]
        ratios = [spent[0] / other for other in spent[1:]]
        rows.append((command, *(f"{1000 * one:.0f}" for one in spent), *(f"{ratio:.2f}" for ratio in ratios)))
        measured.append(
            {
                "command": command,
                "ms": {setting: round(1000 * one, 1) for setting, one in zip(settings, spent, strict=True)},
                "ratio_to_turned_off": round(ratios[0], 2),
                "ratio_to_not_installed": round(ratios[1], 2),
            }
        )
    print_table(rows)
    give_results(options, "startup", {"plugins": options.plugins, "rounds": options.rounds, "commands": measured})


if __name__ == "__main__":
    main()
