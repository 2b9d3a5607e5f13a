"""Fills the tables of figures in the README and in these pages from what the benchmarks measured.

    python docs/figures.py            write the tables
    python docs/figures.py --check    change nothing; exit with 1 and name the pages that are out of date

A table stands between `<!-- figures: NAME -->` and `<!-- end of figures -->`. It is made of the files under
`benchmarks/results/` alone, so a figure in a page is one that a script has measured.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from pages import PAGES, PROJECT, renew

from stancekit.errors import InputError
from stancekit.evaluation.leaderboard import boards
from stancekit.evaluation.results import AnyResult, ArticlesResult, StanceResult, read_results

RESULTS = PROJECT / "benchmarks" / "results"

TABLE = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def filled(page: str) -> str:
    """The text of a page with its tables made again; a table whose results aren't there stays as it is."""

    def fill(found: re.Match[str]) -> str:
        try:
            table = TABLES[found[2]]()
        except FileNotFoundError:
            return found[0]
        return f"{found[1]}{table}\n{found[3]}"

    return TABLE.sub(fill, page)


def quality() -> str:
    """Who says what and who stands where."""
    measured = _results("quality")
    rows = []
    for name, title in (
        ("news building", "news articles that the rules were built on"),
        ("news checking", "news articles only ever scored"),
    ):
        scores = measured[name]
        keys = ("statements", "who", "stance", "positions")
        rows.append((f"{scores['articles']} {title}", *(_two(scores[key]["f"]) for key in keys)))
    scores = measured["polnear dev"]
    rows.append(
        (
            f"PolNeAR dev, {scores['counts']['articles']} articles",
            _two(scores["attribution content"]["f"]),
            _two(scores["attribution who"]["f"]),
            "",
            "",
        )
    )
    return _table(("F1", "statements", "with speaker", "stance", "positions"), rows)


def speed() -> str:
    """Characters a second, memory, import and growth."""
    characters, memory = _results("characters"), _results("memory")
    imports, linear, overhead = _results("import_time"), _results("linear"), _results("overhead")
    stancekit = next(entry for entry in imports["imports"] if entry["code"] == "import stancekit")
    news = next(entry for entry in linear["inputs"] if entry["input"] == "news")
    nested = next(entry for entry in linear["inputs"] if entry["input"] == "nested quotes")
    rows = [
        ("`analyze`, whole codebook, one core", f"{characters['characters_per_second']:,} characters/s"),
        *(
            (f"{name} alone", f"{stage['characters_per_second']:,} characters/s")
            for name, stage in characters["stages"].items()
        ),
    ]
    if tagger := characters.get("tagger"):
        rows.append((f"extraction by `{tagger['name']}`", f"{tagger['characters_per_second']:,} characters/s"))
    if peer := characters.get("peer"):
        rows.append((f"{peer['name']}, same run", f"{peer['characters_per_second']:,} characters/s"))
        rows.append(("times as fast as that", f"{peer['ratio']:.0f}"))
    rows += [
        (f"memory over {memory['documents']:,} documents", f"peak {memory['peak_mb']:.0f} MB"),
        ("of which grown after the first tenth", f"{memory['growth_mb']:.1f} MB"),
        ("`import stancekit`, `import msgspec, pluggy` being 1", f"{stancekit['ratio']:.2f}"),
        (f"a document of {news['characters']:,} characters", f"{news['seconds']:.1f} s"),
        ("its time per character, one of an eighth of its size being 1", f"{news['growth']:.2f}"),
        (f"the same for nested quotes, {nested['characters']:,} characters", f"{nested['growth']:.2f}"),
        (
            f"judging {overhead['statements']:,} statements with `sklearn`, its bare scikit-learn pipeline being 1",
            f"{overhead['ratio']:.2f}",
        ),
    ]
    return _table(("", "measured"), rows)


def errors() -> str:
    """What goes wrong, by kind."""
    measured = _results("errors")
    rows = [(entry["kind"], entry["meaning"], str(entry["count"])) for entry in measured["errors"]]
    counted = f"{measured['articles']} articles, {measured['statements']} statements, {measured['stances']} stances"
    return f"{counted}\n\n{_table(('kind', 'what it is', 'how many'), rows)}"


def suite() -> str:
    """What each classifier scores on each task, and how much of that it owes to the target."""
    rows = []
    for board in boards(_suite("")):
        stance = [one for one in board.results if isinstance(one, StanceResult)]
        for one in stance:
            hidden = one.probes.get("target hidden")
            rows.append(
                (
                    f"`{board.task}`" if one is stance[0] else "",
                    one.metric if one is stance[0] else "",
                    _percent(one.floor.official) if one is stance[0] else "",
                    f"`{one.key.system}`",
                    _percent(one.spread.mean),
                    f"{_percent(one.interval.low)}-{_percent(one.interval.high)}" if one.interval else "",
                    _percent(hidden.score) if hidden and hidden.score is not None else "",
                )
            )
    return _table(("task", "metric", "floor", "classifier", "score", "95%", "target hidden"), rows)


def news() -> str:
    """Whole articles: from raw text and on gold statements, and which stage takes which share of the loss."""
    head: tuple[str, ...] = ()
    rows = []
    for one in _suite("news"):
        if isinstance(one, ArticlesResult):
            scores = [_percent(scores.figures[one.metric].f1) for scores in one.found.conditions.values()]
            loss = one.found.loss
            rows.append((f"`{one.key.system}`", *scores, *(_percent(loss[stage]) for stage in sorted(loss))))
            head = ("stance F1", *one.found.conditions, *(f"loss by {stage}" for stage in sorted(loss)))
    return _table(head, rows)


def confidence() -> str:
    """How the trained extractors trade precision against recall on PolNeAR, by the confidence that is asked for."""
    rows = []
    for one in _suite("polnear"):
        if isinstance(one, ArticlesResult) and len(one.found.conditions) > 1:
            for given, scores in one.found.conditions.items():
                who = scores.figures["who"]
                rows.append(
                    (
                        f"`{one.key.system}`" if given == "raw text" else "",
                        "its own choice" if given == "raw text" else given.removeprefix("confidence "),
                        _two(who.precision),
                        _two(who.recall),
                        _two(who.f1),
                        _two(scores.figures["content"].f1),
                    )
                )
    return _table(("extractor", "confidence", "precision", "recall", "F1", "content F1"), rows)


def learning() -> str:
    """How well an extractor reads by the number of articles that it has learnt from."""
    measured = _results("learning_curve")
    rows = [
        (
            str(point["articles"]),
            str(point["statements"]),
            *(_two(point[name]) for name in ("who precision", "who recall", "who F1", "content F1")),
        )
        for point in measured["points"]
    ]
    return _table(("articles", "statements", "precision", "recall", "F1", "content F1"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "quality": quality,
    "speed": speed,
    "errors": errors,
    "suite": suite,
    "news": news,
    "confidence": confidence,
    "learning": learning,
}


def _results(name: str) -> Any:
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def _suite(task: str) -> list[AnyResult]:
    folder = RESULTS / "suite" / task
    if not folder.exists():
        raise FileNotFoundError(folder)
    return list(read_results(folder, _refuse).values())


def _refuse(error: InputError) -> None:
    raise error


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(line.replace("  ", " ") for line in lines)


if __name__ == "__main__":
    renew(PAGES, filled)
