"""The command `stancekit analyze`: files are read, analysed, and what is found is written.

What it does stands in `pipeline`; here files are opened, and what went wrong is said. Imports everything else inside
the command.
"""

from enum import StrEnum
from typing import Annotated

import typer

from stancekit.cli.places import check_outputs, file_of
from stancekit.cli.rejects import (
    NothingWrittenError,
    OnError,
    OnErrorOption,
    RejectsOption,
    TimeLimitOption,
    check_rejects,
    open_rejects,
)
from stancekit.cli.terminal import FAILED, complain, plugin_warnings, progress_bar
from stancekit.errors import NotFittedError, NothingJudgedError, PluginError, StancekitError, describe
from stancekit.formats.standard_output import kept_for_result


class OutputFormat(StrEnum):
    """What `--format` takes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


@kept_for_result()
def analyze(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Files: plain text, .html, .json, or many documents in .jsonl, .csv or .parquet; - is stdin, as text.",
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
    check_rejects(rejects, on_error)
    check_outputs({"--output": output, "--rejects": rejects}, [*articles, file_of(codebook), model, extractor_model])

    from stancekit.formats.analyses import make_writer
    from stancekit.formats.documents import holds_many, read_documents
    from stancekit.formats.files import open_output
    from stancekit.formats.rejects import Reject
    from stancekit.pipeline import Analyzer

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
    files = len(articles) if several else 0
    with open_rejects(rejects) as rejected:
        apart = rejected if on_error is OnError.SKIP else None
        try:
            with open_output(output) as stream, progress_bar("analysing", files, output) as advance:
                writer = make_writer(form.value, stream, several=several)
                for document in read_documents(articles, on_error=fail, on_progress=advance):
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
                        fail(StancekitError(f"{document.id}: a bug in stancekit, please report it: {describe(error)}"))
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
