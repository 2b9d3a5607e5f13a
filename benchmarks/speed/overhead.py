"""What stancekit adds to a scikit-learn pipeline: judging 100,000 statements, against the bare pipeline in one run.

    python benchmarks/speed/overhead.py [--statements N]

The classifier `sklearn` is trained on the task `diplomacy`. The bare pipeline is its features and its linear model
alone, from the same pairs to an array of probabilities; stancekit goes on to checked stances with labels, holders and
evidence. Both get the same batches in turns on one core; seconds are those of the processor.
"""

import argparse
import time

from results import add_options, give_results, print_table, use_one_core

from stancekit.contract.stance_task import DataSource, StanceTask
from stancekit.evaluation.suite import find_task
from stancekit.hosting.answers import ask

BATCH = 4096


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    add_options(parser)
    options = parser.parse_args()
    use_one_core()

    # Slow to import: after the arguments are read, so that a mistake in them and `--help` are answered at once.
    import numpy as np

    from stancekit_sklearn.classifier import SklearnClassifier
    from stancekit_sklearn.estimator import PairEstimator

    task = find_task("diplomacy")
    assert isinstance(task, StanceTask)
    items = task.load(DataSource()).items
    train = [item for item in items if item.part == "train"]
    test = [item.pair for item in items if item.part == "test"]

    stances = [item.gold for item in train]
    classifier = SklearnClassifier()
    classifier.fit([item.pair for item in train], stances)
    bare = PairEstimator(random_state=0).fit([item.pair for item in train], [one.polarity for one in stances])

    seconds = {"bare pipeline": 0.0, "through stancekit": 0.0}
    agree = 0
    for start in range(0, options.statements, BATCH):
        pairs = [test[number % len(test)] for number in range(start, min(start + BATCH, options.statements))]
        began = time.process_time()
        probabilities = bare.predict_proba(pairs)
        between = time.process_time()
        found = ask(classifier, pairs, owner="sklearn", name="sklearn")
        seconds["bare pipeline"] += between - began
        seconds["through stancekit"] += time.process_time() - between
        likeliest = bare.classes_[np.argmax(probabilities, axis=1)]
        agree += sum(stance.polarity == answer for stance, answer in zip(found, likeliest, strict=True))
    assert agree == options.statements, "the two didn't answer alike, so their times can't be compared"

    ratio = seconds["through stancekit"] / seconds["bare pipeline"]
    rows = [
        (name, f"{spent:.1f} s", f"{options.statements / spent:,.0f} statements/s") for name, spent in seconds.items()
    ]
    print_table([("", "seconds", "speed"), *rows, ("ratio", f"{ratio:.3f}", "")])
    give_results(options, "overhead", {"statements": options.statements, "seconds": seconds, "ratio": round(ratio, 3)})


if __name__ == "__main__":
    main()
