"""How well a tagger reads by the number of articles that it learns from.

    STANCEKIT_DATA=FOLDER python tools/learning_curve.py [--extractor tagger+rules] [-o FILE | --update] [SIZE ...]

The articles are drawn from the training part of PolNeAR, the smaller samples being parts of the larger ones. The
figures are those of training itself: each article is read by a model that has learnt from two thirds of the sample
without it, so that no part that is only for testing is looked at.
"""

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path

from stancekit.hosting.parts import make_trainable_extractor
from stancekit.training.extractors import task_documents

sys.path.append(str(Path(__file__).resolve().parents[3] / "benchmarks" / "speed"))

from results import add_options, give_results

SIZES = (25, 50, 100, 200, 400, 840)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", metavar="SIZE", nargs="*", type=int, default=SIZES)
    parser.add_argument("--extractor", default="tagger+rules")
    add_options(parser)
    given = parser.parse_args()
    annotated = task_documents("polnear")
    order = list(range(len(annotated.documents)))
    random.Random(0).shuffle(order)
    points = []
    for size in given.sizes:
        chosen = sorted(order[:size])
        start = time.perf_counter()
        figures = make_trainable_extractor(given.extractor).fit(
            [annotated.documents[index] for index in chosen], [annotated.statements[index] for index in chosen]
        )
        points.append(
            {
                "articles": len(chosen),
                "statements": sum(len(annotated.statements[index]) for index in chosen),
                **{name: round(value, 4) for name, value in figures.items()},
                "seconds": round(time.perf_counter() - start, 1),
                "peak megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
        print(json.dumps(points[-1]), flush=True)
    result = {"extractor": given.extractor, "task": "polnear", "points": points}
    give_results(given, "learning_curve", result)


if __name__ == "__main__":
    main()
