"""The whole pipeline on published news articles, against gold labels and by the corpora's own scorers.

The bounds lie a little under what was measured: a fall below one is a change for the worse.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stancekit import Analyzer, encode, read_documents

DATA = Path(os.environ.get("STANCEKIT_DATA", "../shared/data"))
OWN = Path(__file__).with_name("articles")
SCORER = DATA.parent / "tools" / "news_eval.py"

pytestmark = pytest.mark.skipif(
    not SCORER.exists(), reason="the news articles and their scorer aren't at STANCEKIT_DATA"
)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def score(analyzer: Analyzer, gold: Path, letters: str, predictions: Path) -> dict[str, Any]:
    """The scorer's figures for the articles whose names begin with one of the letters."""
    articles = sorted(path for path in gold.glob("*.txt") if path.name[0] in letters)
    with predictions.open("wb") as lines:
        for analysis in analyzer.analyze_many(read_documents(articles)):
            lines.write(encode(analysis) + b"\n")
    only = ",".join(path.stem for path in articles)
    command = [sys.executable, str(SCORER), str(gold), str(predictions), "--only", only, "--json"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    assert scores["articles"] == len(articles)
    return scores


def test_the_example_article(analyzer: Analyzer, tmp_path: Path) -> None:
    scores = score(analyzer, DATA / "article", "a", tmp_path / "article.jsonl")
    assert scores["who"]["r"] >= 14 / 15
    assert scores["stance"]["r"] >= 7 / 8
    assert scores["stance"]["p"] == 1
    assert scores["shares"]["conditional"] == 1


@pytest.mark.parametrize(
    ("gold", "letters", "bounds"),
    [
        (DATA / "news", "deikn", {"statements": 0.84, "who": 0.76, "stance": 0.65, "positions": 0.75}),
        (DATA / "news", "rsu", {"statements": 0.84, "who": 0.7, "stance": 0.4, "positions": 0.5}),
        (OWN, "a", {"statements": 0.94, "who": 0.93, "stance": 0.78, "positions": 0.82}),
        (OWN, "z", {"statements": 0.9, "who": 0.83, "stance": 0.55, "positions": 0.63}),
    ],
    ids=["built on", "only scored", "our own", "our own, only scored"],
)
def test_news_articles(analyzer: Analyzer, tmp_path: Path, gold: Path, letters: str, bounds: dict[str, float]) -> None:
    scores = score(analyzer, gold, letters, tmp_path / "news.jsonl")
    measured = {measure: scores[measure]["f"] for measure in bounds}
    assert all(measured[measure] >= bound for measure, bound in bounds.items()), measured
    assert scores["shares"]["conditional"] >= 0.8
