"""How the conformance kit does: false alarms on correct plugins over many seeds, and which checks find which defect.

    python benchmarks/quality/kit_seeds.py [--seeds 20] [--part NAME]     a table of false alarms
    python benchmarks/quality/kit_seeds.py --defects [--part NAME]        all checks on each seeded defect

The plugins are those of the tests, and the first-party ones that are installed. It exits with 1 where a correct plugin
fails a check, or where the checks that find a defect aren't those that are written down with it.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[2] / "tests"


def correct_plugins() -> list[tuple[str, Any]]:
    """(kind, registered name or factory) of what has to pass every check."""
    import conforming
    import keywords
    from defects import learning_extractors, sound

    return [
        ("classifier", keywords.KeywordClassifier),
        ("classifier", conforming.logistic),
        ("classifier", conforming.ServedClassifier),
        ("extractor", keywords.KeywordExtractor),
        ("classifier", sound.Verbs),
        ("classifier", sound.Counts),
        ("extractor", sound.Said),
        ("extractor", learning_extractors.CueWords),
        ("classifier", "rules"),
        ("extractor", "quotes"),
        ("classifier", "sklearn"),
    ]


def count_alarms(seeds: range, wanted: Sequence[str] | None) -> int:
    """Print how often each check fails on each correct plugin, and give the number."""
    import conforming
    from stancekit.testing import checks
    from stancekit.testing.checks import BROKEN

    alarms = 0
    with conforming.serve():
        for kind, part in correct_plugins():
            name = part if isinstance(part, str) else part.__name__
            if wanted is not None and name not in wanted:
                continue
            failed: Counter[str] = Counter()
            statuses: Counter[str] = Counter()
            began = time.monotonic()
            for seed in seeds:
                for check in checks(kind, part, seed=seed):
                    outcome = check.outcome()
                    statuses[outcome.status] += 1
                    if outcome.status in BROKEN:
                        failed[outcome.name] += 1
                        print(f"    {name}, seed {seed}: {outcome}", flush=True)
            alarms += sum(failed.values())
            each = (time.monotonic() - began) / len(seeds)
            counts = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
            print(f"{name:20} {kind:10} {len(seeds):3} seeds  {each:6.1f} s each  {counts}", flush=True)
    return alarms


def find_defects(wanted: Sequence[str] | None) -> int:
    """Print which checks fail on each defect, and give the number of those that differ from what is written down."""
    from defects import (  # noqa: F401
        answers,
        codebooks,
        conduct,
        extractors,
        learners,
        learning_extractors,
        robustness,
        tasks,
    )
    from defects.seeded import DEFECTS
    from stancekit.testing import checks

    surprises = 0
    for defect in DEFECTS:
        name = defect.part.__name__
        if wanted is not None and name not in wanted:
            continue
        with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            found = [check.outcome() for check in checks(defect.kind, defect.part)]
            os.chdir("/")
        failed = {outcome.name: outcome.message for outcome in found if outcome.status == "failed"}
        surprising = set(failed) - {defect.check, *defect.others}
        missed = defect.check not in failed
        surprises += bool(missed or surprising)
        others = len(set(failed) - {defect.check})
        print(f"{name:34} {defect.check:34} {'MISSED' if missed else 'found'}, by {others} others", flush=True)
        for other in sorted(surprising):
            print(f"    which is not written down: {other}: {failed[other][:200]}", flush=True)
    return surprises


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--part", action="append")
    parser.add_argument("--defects", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home  # some defects write there
        wrong = (
            find_defects(arguments.part) if arguments.defects else count_alarms(range(arguments.seeds), arguments.part)
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    main()
