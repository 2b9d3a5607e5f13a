"""Scores the whole pipeline on published articles, as totals only.

    python benchmarks/quality/scores.py DATA TOOLS

DATA is the folder of the data sets, TOOLS that of the two scorers (`news_eval.py`, `polnear_eval.py`). Each scorer runs
as it is, on the JSON lines that `stancekit analyze --format jsonl` writes; no article's text or error is printed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from stancekit import Analyzer, encode, read_documents

sys.path.append(str(Path(__file__).resolve().parents[1] / "speed"))

from results import add_options, give_results

BUILDING, CHECKING = "deikn", "rsu"
"""First letters of the news articles that the rules were built on, and of those that are only ever scored."""


def analyze_folder(analyzer: Analyzer, folder: Path, output: Path) -> None:
    """The analyses of a folder's articles as JSON lines."""
    with output.open("wb") as lines:
        for analysis in analyzer.analyze_many(read_documents(sorted(folder.glob("*.txt")))):
            lines.write(encode(analysis) + b"\n")


def run_scorer(*arguments: str | Path) -> Any:
    """What a scorer prints as JSON."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments), "--json"], stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    return json.loads(done.stdout)


def news_names(folder: Path, letters: str) -> str:
    """The names of a folder's labelled articles that begin with one of the letters."""
    return ",".join(file.stem for file in sorted(folder.glob("*.json")) if file.name[0] in letters)


def main() -> None:
    """Score, and give the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("tools", type=Path)
    add_options(parser)
    options = parser.parse_args()
    news, polnear = options.data / "news", options.data / "polnear" / "dev"
    news_scorer, polnear_scorer = options.tools / "news_eval.py", options.tools / "polnear_eval.py"

    analyzer = Analyzer()
    with tempfile.TemporaryDirectory() as name:
        lines = Path(name) / "predictions.jsonl"
        analyze_folder(analyzer, options.data / "article", lines)
        measured = {"article": run_scorer(news_scorer, options.data / "article", lines)}
        analyze_folder(analyzer, news, lines)
        measured["news building"] = run_scorer(news_scorer, news, lines, "--only", news_names(news, BUILDING))
        measured["news checking"] = run_scorer(news_scorer, news, lines, "--only", news_names(news, CHECKING))
        analyze_folder(analyzer, polnear / "text", lines)
        measured["polnear dev"] = run_scorer(polnear_scorer, polnear, lines)
    give_results(options, "quality", measured)


if __name__ == "__main__":
    main()
