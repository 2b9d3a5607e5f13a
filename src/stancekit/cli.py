"""The command `stancekit`: reads files, has them analysed, writes what is found.

Standard output has the result and nothing else; what went wrong is said on standard error, in one line for each thing.
Exit codes: 0 done, 1 something in the input or a plugin failed and the rest is written, 2 wrong usage.
"""

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from stancekit import __version__
from stancekit.cli_benchmark import benchmark_app
from stancekit.cli_plugins import plugins_app
from stancekit.cli_rejects import (
    NothingWrittenError,
    OnError,
    OnErrorOption,
    RejectsOption,
    TimeLimitOption,
    check_rejects,
    open_rejects,
)
from stancekit.cli_tables import classify, train
from stancekit.errors import CodebookError, NotFittedError, NothingJudgedError, PluginError, StancekitError
from stancekit.terminal import FAILED, complain, plugin_warnings, print_rows, printable, shorten

app = typer.Typer(
    name="stancekit",
    help="Stance detection in news: who said what, whose position it is, and where they stand.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
codebook_app = typer.Typer(help="Look at codebooks and check them.", no_args_is_help=True)
app.add_typer(benchmark_app, name="benchmark")
app.add_typer(codebook_app, name="codebook")
app.add_typer(plugins_app, name="plugins")


class OutputFormat(StrEnum):
    """What `--format` takes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


def main() -> None:
    """Run the command line; the entry point of the program `stancekit`."""
    try:
        app()
    except StancekitError as error:
        complain(error)
        sys.exit(FAILED)
    except OSError as error:
        # Where the reader has left (`| head`) there is nobody to tell; elsewhere the disk may be full.
        if not isinstance(error, BrokenPipeError):
            complain(f"the result can't be written: {error.strerror or error}")
        # What is still in the buffer would raise once more when the interpreter closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"stancekit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def analyze(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Files: plain text, .html, or many documents in .jsonl or .parquet; - is text from standard input.",
        ),
    ],
    codebook: Annotated[str, typer.Option(help="A registered codebook, or a .yaml or .toml file.")] = "diplomacy",
    extractor: Annotated[str, typer.Option(help="What finds the statements.")] = "quotes",
    classifier: Annotated[str, typer.Option(help="What judges them.")] = "rules",
    model: Annotated[
        str | None, typer.Option(metavar="FILE", help="What `stancekit train` wrote, for the part that learns.")
    ] = None,
    extractor_model: Annotated[
        str | None, typer.Option(metavar="FILE", help="The extractor's, where the classifier learns too.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="The confidence of a statement, for an extractor that learns."),
    ] = None,
    form: Annotated[
        OutputFormat, typer.Option("--format", help="json is an object for one article, a list for several.")
    ] = OutputFormat.TABLE,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")] = "-",
    include_none: Annotated[bool, typer.Option("--include-none", help="Keep stances without a position too.")] = False,
    rejects: RejectsOption = None,
    on_error: OnErrorOption = OnError.REPORT,
    time_limit: TimeLimitOption = None,
) -> None:
    """Find who says what in articles, and where they stand on each target of a codebook."""
    check_rejects(rejects, output, on_error)

    from stancekit.pipeline import Analyzer
    from stancekit.readers import holds_many, read_documents
    from stancekit.rejects import Reject
    from stancekit.writers import make_writer, open_output

    failed = written = False

    def fail(error: StancekitError) -> None:
        nonlocal failed
        failed = True
        complain(error)

    with plugin_warnings():
        analyzer = Analyzer(
            codebook=codebook,
            extractor=extractor,
            classifier=classifier,
            model=model,
            extractor_model=extractor_model,
            threshold=threshold,
            include_none=include_none,
            time_limit=time_limit,
        )
    several = len(articles) > 1 or holds_many(articles[0])
    with open_rejects(rejects) as rejected:
        apart = rejected if on_error is OnError.SKIP else None
        try:
            with open_output(output) as stream:
                writer = make_writer(form.value, stream, several=several)
                for document in read_documents(_with_progress(articles, output), on_error=fail):
                    try:
                        analysis = analyzer.analyze(document, on_reject=apart)
                    except NotFittedError:
                        raise  # no document is at fault, and none would fare better
                    except NothingJudgedError:
                        rejected.leave_out(document.id)
                    except PluginError as error:
                        if rejects is None:
                            fail(error)
                        else:
                            rejected(Reject(file=document.id, reason=str(error), plugin=error.owner or None))
                            rejected.leave_out(document.id)
                    except StancekitError as error:
                        fail(error)
                    # A mistake of ours in one article of a thousand must not cost the others.
                    except Exception as error:
                        fail(
                            StancekitError(
                                f"{document.id}: a bug in stancekit, please report it: {type(error).__name__}: {error}"
                            )
                        )
                    else:
                        writer.add(document, analysis)
                        written = True
                if (failed or rejected.count) and not written:
                    raise NothingWrittenError
                writer.close()
        except NothingWrittenError:
            pass
    rejected.report()
    if failed:
        raise typer.Exit(FAILED)


app.command()(classify)
app.command()(train)


@codebook_app.command("list")
def codebook_list() -> None:
    """List the codebooks that plugins bring."""
    from stancekit.plugins import registry

    with plugin_warnings():
        found = registry()
    failed = False
    rows = [("name", "version", "targets", "description")]
    for name in found.names("codebook"):
        try:
            codebook = found.get("codebook", name)
        except StancekitError as error:
            complain(error)
            failed = True
            continue
        rows.append((name, codebook.version, str(len(codebook.targets)), shorten(codebook.description, 100)))
    print_rows(rows)
    if failed:
        raise typer.Exit(FAILED)


@codebook_app.command("show")
def codebook_show(
    codebook: Annotated[str, typer.Argument(help="A registered codebook, or a .yaml or .toml file.")],
) -> None:
    """Show the targets of a codebook: definitions, labels and examples."""
    from stancekit.pipeline import find_codebook

    with plugin_warnings():
        found = find_codebook(codebook)
    print(printable(f"{found.name} {found.version}").strip())
    _show("", found.description, 0)
    for target in found.targets:
        print()
        print(printable(target.name))
        _show("", target.description, 2)
        _show("also called", ", ".join(target.aliases), 2)
        _show("favor", target.favor or "", 2)
        _show("against", target.against or "", 2)
        _show("counts", "; ".join(target.includes), 2)
        _show("doesn't count", "; ".join(target.excludes), 2)
        for example in target.examples:
            condition = ", conditional" if example.conditional else ""
            _show(f"{example.polarity}{condition}", f'"{example.text}"', 4)
        for crosswalk in target.crosswalk:
            codes = [f"favor {code}" for code in crosswalk.favor] + [f"against {code}" for code in crosswalk.against]
            _show(crosswalk.ontology, ", ".join(codes), 2)


@codebook_app.command("check")
def codebook_check(
    files: Annotated[
        list[str], typer.Argument(metavar="CODEBOOK...", help="Files in .yaml or .toml, or registered codebooks.")
    ],
) -> None:
    """Say what is wrong with codebooks, each problem with its file, line and field."""
    from stancekit.pipeline import find_codebook

    failed = False
    for file in files:
        try:
            codebook = find_codebook(file)
        except CodebookError as error:
            failed = True
            # As compilers print them, so that an editor can jump to the place.
            print(*map(printable, str(error).splitlines()), sep="\n", file=sys.stderr)
        except StancekitError as error:
            failed = True
            complain(error)
        else:
            count = len(codebook.targets)
            print(printable(f"{file}: no problem found in {count} target{'' if count == 1 else 's'}"))
    if _patterns_unchecked():
        complain('cue patterns were not checked; that needs pip install "stancekit[rules]"')
    if failed:
        raise typer.Exit(FAILED)


def _with_progress(articles: list[str], output: str) -> Iterator[str]:
    """The articles, with a bar on standard error where a person would see it and it has something to show."""
    shown = len(articles) > 1 and sys.stderr.isatty() and (output != "-" or not sys.stdout.isatty())
    if not shown:
        yield from articles
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(articles, description="analysing", console=Console(stderr=True), transient=True)


def _show(label: str, text: str, indent: int) -> None:
    if text:
        print(" " * indent + (f"{label}: " if label else "") + printable(text))


def _patterns_unchecked() -> bool:
    from importlib.util import find_spec

    return find_spec("re2") is None
