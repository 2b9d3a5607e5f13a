"""The commands `stancekit benchmark ...`: run classifiers on tasks, compare them, and draw the leaderboard.

Everything heavy is imported within a command, so that the program's help stays quick. Imports the terminal.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stancekit.cli.places import check_outputs
from stancekit.cli.terminal import FAILED, complain, plugin_warnings, print_rows
from stancekit.errors import DataMissingError, InputError, StancekitError
from stancekit.formats.printable import printable, shorten
from stancekit.formats.standard_output import kept_for_result

if TYPE_CHECKING:
    from stancekit.evaluation.results import AnyResult
    from stancekit.evaluation.suite import Job, Outcome

benchmark_app = typer.Typer(help="Find out which classifier to believe.", no_args_is_help=True)

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="The folder of the corpora; by default that of STANCEKIT_DATA.",
    ),
]
ResultsArgument = Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Result files, or folders of them.")]


class Suite(StrEnum):
    """What `--suite` takes."""

    OFFLINE = "offline"
    ALL = "all"


class SettingChoice(StrEnum):
    """What `--setting` takes; cross-domain is asked for by naming what to train on."""

    IN_TARGET = "in-target"
    CROSS_TARGET = "cross-target"
    ZERO_SHOT = "zero-shot"
    ALL = "all"


class BoardFormat(StrEnum):
    """What `leaderboard --format` takes."""

    MARKDOWN = "markdown"
    HTML = "html"


@benchmark_app.command("list")
def benchmark_list(data: DataOption = None) -> None:
    """List the tasks: what they are, and whether their data are there."""
    with _evaluation(), plugin_warnings():
        from stancekit.contract.stance_task import DataSource, StanceTask
        from stancekit.evaluation.suite import find_task, load

        names = _registered("task")
    rows = [("task", "settings", "data", "licence", "what")]
    failed = False
    for name in names:
        try:
            task = find_task(name)
            settings = ", ".join(task.settings) if isinstance(task, StanceTask) else "whole documents"
            try:
                load(task, DataSource(data, hub=False))
                there = "here"
            except DataMissingError:
                there = "missing"
        except StancekitError as error:
            complain(error)
            failed = True
            continue
        rows.append((name, settings, there, shorten(task.card.licence, 30), shorten(task.card.title, 60)))
    print_rows(rows)
    if failed:
        raise typer.Exit(FAILED)


@benchmark_app.command("run")
def benchmark_run(
    tasks: Annotated[list[str] | None, typer.Argument(metavar="[TASK]...", help="Tasks by name.")] = None,
    suite: Annotated[
        Suite | None, typer.Option(help="All tasks: `offline` those whose data are here, `all` those of the hub too.")
    ] = None,
    classifier: Annotated[
        list[str] | None, typer.Option(help="A classifier; may be given again. By default all that there are.")
    ] = None,
    extractor: Annotated[str, typer.Option(help="For tasks on whole documents: what finds the statements.")] = "quotes",
    extractor_model: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What `stancekit train` wrote, for an extractor that learns.")
    ] = None,
    setting: Annotated[
        SettingChoice | None,
        typer.Option(help="How train and test relate, or `all` settings that a task has; by default its first."),
    ] = None,
    train_on: Annotated[
        str | None, typer.Option(metavar="TASK", help="Train on this task instead of the tested one (cross-domain).")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How often to train, each time with another seed.")] = 1,
    probes: Annotated[bool, typer.Option(help="Also ask with the target hidden, swapped and opposed.")] = True,
    data: DataOption = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where results go.")] = Path(
        "results"
    ),
    jobs: Annotated[int, typer.Option(min=1, help="How many runs at once.")] = os.cpu_count() or 1,
    again: Annotated[bool, typer.Option("--again", help="Run also what has a result already.")] = False,
) -> None:
    """Run classifiers on tasks, and write a result file for each; what has one already isn't run again."""
    if bool(tasks) == bool(suite):
        complain("name tasks, or a suite with --suite; stancekit benchmark list says what there is")
        raise typer.Exit(2)
    if setting is not None and train_on is not None:
        complain("--train-on is a setting of its own, cross-domain: give it without --setting")
        raise typer.Exit(2)
    with _evaluation(), plugin_warnings():
        from stancekit.evaluation.suite import find_task, run_jobs
        from stancekit.hosting.plugins import registry

        names = tasks or _registered("task")
        classifiers = classifier or _registered("classifier")
        for name in classifiers:
            registry().distribution("classifier", name)
        if train_on is not None:
            find_task(train_on)
        planned, problems = _plan(
            names,
            classifiers,
            (extractor, extractor_model),
            setting,
            train_on,
            tuple(range(seeds)),
            probes,
            data,
            suite,
        )
    failed = bool(problems)
    for problem in problems:
        complain(problem)
    rows: list[tuple[str, ...]] = [("task", "setting", "system", "score", "95%", "file")]
    with kept_for_result():
        for outcome in _with_progress(run_jobs(planned, output, again=again, processes=jobs), len(planned)):
            failed |= _report(outcome, rows, suite)
    if len(rows) > 1:
        print_rows([rows[0], *sorted(rows[1:])])
    if failed:
        raise typer.Exit(FAILED)


@benchmark_app.command("compare")
def benchmark_compare(results: ResultsArgument) -> None:
    """Test which differences between classifiers on the same items are more than chance."""
    with _evaluation():
        from stancekit.evaluation.comparison import compare

    found, failed = _read(results)
    rows = [("task", "setting", "first", "second", "difference", "p", "corrected p")]
    for one in compare(found):
        difference = f"{100 * one.difference:+.1f}"
        rows.append((one.task, one.setting, one.first, one.second, difference, f"{one.p:.3f}", f"{one.corrected:.3f}"))
    if len(rows) > 1:
        print_rows(rows)
    else:
        complain("no two of these results are on the same data of one task and setting: there is nothing to compare")
        failed = True
    if failed:
        raise typer.Exit(FAILED)


@benchmark_app.command("leaderboard")
def benchmark_leaderboard(
    results: ResultsArgument,
    form: Annotated[
        BoardFormat, typer.Option("--format", help="Markdown, or one page of HTML that loads nothing.")
    ] = BoardFormat.MARKDOWN,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")] = "-",
) -> None:
    """Draw the leaderboard from result files."""
    check_outputs({"--output": output}, map(str, results))
    from stancekit.formats.files import open_output

    with _evaluation():
        from stancekit.evaluation import leaderboard

        found, failed = _read(results)
        page = leaderboard.html(found) if form is BoardFormat.HTML else leaderboard.markdown(found)
    with open_output(output) as stream:
        stream.write(page.encode())
    if failed:
        raise typer.Exit(FAILED)


def _plan(
    names: Iterable[str],
    classifiers: Iterable[str],
    extractor: tuple[str, Path | None],
    setting: SettingChoice | None,
    train_on: str | None,
    seeds: tuple[int, ...],
    probes: bool,
    data: Path | None,
    suite: Suite | None,
) -> tuple[list["Job"], list[StancekitError]]:
    """The runs to make, and what is wrong with tasks that are asked for."""
    from stancekit.contract.stance_task import Setting, StanceTask
    from stancekit.evaluation.suite import Job, find_task

    classifiers = list(classifiers)
    planned: list[Job] = []
    problems: list[StancekitError] = []
    for name in names:
        try:
            task = find_task(name)
        except StancekitError as error:
            problems.append(error)
            continue
        has: tuple[Setting, ...] = task.settings if isinstance(task, StanceTask) else ()
        # An extractor alone is scored once, however many classifiers there are.
        systems = classifiers if isinstance(task, StanceTask) or task.learns_from else classifiers[:1]
        settings: tuple[Setting | None, ...] = (None,)
        if setting is SettingChoice.ALL:
            settings = has or settings
        elif setting is not None:
            settings = tuple(one for one in has if one == setting.value)
            # A suite is whatever can be run here; what was asked for by name has to be there.
            if not settings and suite is None:
                problems.append(StancekitError(f'the task "{name}" has no setting {setting}; it has {_or_none(has)}'))
        for one in settings:
            for classifier in systems:
                planned.append(
                    Job(
                        task=name,
                        classifier=classifier,
                        extractor=extractor[0],
                        extractor_model=str(extractor[1]) if extractor[1] else None,
                        setting=one,
                        trained_on=train_on,
                        seeds=seeds,
                        probes=probes,
                        folder=str(data) if data else None,
                        hub=False if suite is Suite.OFFLINE else None,
                    )
                )
    return planned, problems


def _report(outcome: "Outcome", rows: list[tuple[str, ...]], suite: Suite | None) -> bool:
    """Say what became of a run, with a row where it has a result; answers whether it failed."""
    from stancekit.evaluation.leaderboard import summary

    if outcome.result is not None:
        again = f" (made again: {outcome.made_again})" if outcome.made_again else ""
        rows.append((*summary(outcome.result), f"{outcome.path}{again if outcome.made else ' (was there)'}"))
        return False
    left_out = suite is not None and (outcome.missing or outcome.unsuited)
    reason = shorten(outcome.reason, 120) if left_out else outcome.reason
    complain(f"{outcome.job}: {'left out: ' if left_out else ''}{reason}")
    return not left_out


def _read(paths: Iterable[Path]) -> tuple[list["AnyResult"], bool]:
    """The results in files and folders, and whether some of them can't be read."""
    from stancekit.evaluation.results import read_results

    problems: list[InputError] = []
    found = {key: one for path in paths for key, one in read_results(path, problems.append).items()}
    for problem in problems:
        complain(problem)
    if not found:
        raise InputError(f"there is no result in {', '.join(map(str, paths))}")
    return list(found.values()), bool(problems)


def _registered(kind: Literal["task", "classifier"]) -> list[str]:
    """The names that there are; where there is none, how to get some."""
    from stancekit.hosting.plugins import registry

    names = registry().names(kind)
    if not names:
        extra = "benchmarks" if kind == "task" else "sklearn"
        raise StancekitError(f'there is no {kind}; some come with pip install "stancekit[{extra}]"')
    return names


def _or_none(settings: Sequence[str]) -> str:
    return ", ".join(settings) or "none, as a task on whole documents"


@contextmanager
def _evaluation() -> Iterator[None]:
    """Where what the evaluation needs isn't installed, say how to install it."""
    try:
        yield
    except ImportError as error:
        raise StancekitError(f'{error}; the benchmarks need pip install "stancekit[benchmarks]"') from error


def _with_progress(outcomes: Iterator["Outcome"], total: int) -> Iterator["Outcome"]:
    """The outcomes, with a bar on standard error where a person would see it."""
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("running", total=total)
        for outcome in outcomes:
            progress.update(bar, advance=1, description=printable(str(outcome.job)))
            yield outcome
