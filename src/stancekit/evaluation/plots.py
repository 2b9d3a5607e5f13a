"""Plots of results as SVG: scores with their intervals, reliability, and risk against coverage. Imports the results."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from stancekit.evaluation.comparison import RAW
from stancekit.evaluation.results import AnyResult, ArticlesResult, StanceResult

# The identifiers within an SVG are random unless they are salted, and the same results have to give the same bytes.
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "stancekit",
    "svg.fonttype": "none",
    # A dollar in a system's name is a dollar.
    "text.parse_math": False,
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def of_board(results: Sequence[AnyResult]) -> Iterator[str]:
    """The plots of the results of one task in one setting, each as an `<svg>` element."""
    with rc_context(_STYLE):
        yield _scores(results)
        stance = [one for one in results if isinstance(one, StanceResult) and one.calibration]
        if stance:
            yield _reliability(stance)
            yield _risk(stance)


def _scores(results: Sequence[AnyResult]) -> str:
    figure = Figure(figsize=(5, 0.8 + 0.35 * len(results)), layout="constrained")
    axes = figure.subplots()
    names = [result.key.contestant() for result in results]
    for row, result in enumerate(results):
        value, low, high = _interval(result)
        axes.plot([100 * low, 100 * high], [row, row], color="#9aa5b1", linewidth=3, solid_capstyle="round")
        axes.plot(100 * value, row, "o", color="#1b4d89")
        if isinstance(result, StanceResult):
            axes.plot(100 * result.floor.official, row, "|", color="#a61b1b", markersize=12)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel(f"{results[0].metric}, 95% interval; red: per-target majority")
    return _svg(figure)


def _interval(result: AnyResult) -> tuple[float, float, float]:
    if isinstance(result, ArticlesResult):
        found = result.found.conditions[RAW].figures[result.metric]
        value, interval = found.f1, found.interval
    else:
        value, interval = result.scores.official, result.interval
    return (value, interval.low, interval.high) if interval else (value, value, value)


def _reliability(results: Sequence[StanceResult]) -> str:
    figure, axes = _square("confidence", "share that is right")
    axes.plot([0, 1], [0, 1], color="#9aa5b1", linewidth=1)
    for result in results:
        if result.calibration:
            bins = result.calibration.bins
            axes.plot([one.confidence for one in bins], [one.accuracy for one in bins], "o-", label=result.key.system)
    axes.legend(frameon=False)
    return _svg(figure)


def _risk(results: Sequence[StanceResult]) -> str:
    figure, axes = _square("share answered", "share wrong of the answered")
    for result in results:
        if result.calibration:
            axes.plot(*zip(*result.calibration.risk_coverage, strict=True), label=result.key.system)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    return _svg(figure)


def _square(x: str, y: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(3.2, 2.8), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    # Only the element itself: the page has a head of its own.
    return re.sub(r"^.*?(?=<svg)", "", stream.getvalue(), count=1, flags=re.DOTALL)
