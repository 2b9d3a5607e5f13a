"""The commands over tables: `stancekit classify` and `stancekit train`.

What they do stands in `labelling` and `training`; here files are opened, and what went wrong is said. Registered by
`cli`; imports everything else inside the commands.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancekit.cli.places import check_outputs, file_of
from stancekit.cli.rejects import (
    NothingWrittenError,
    OnError,
    OnErrorOption,
    Rejected,
    RejectsOption,
    TimeLimitOption,
    check_rejects,
    open_rejects,
)
from stancekit.cli.terminal import plugin_warnings, progress_bar
from stancekit.formats.printable import printable
from stancekit.formats.standard_output import kept_for_result

if TYPE_CHECKING:
    from stancekit.formats.rows.row import Row, Table


_SHARES = 1000
"""The parts that a bar of shares has."""


class TableFormat(StrEnum):
    """What `--format` takes."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


_SUFFIXES = {
    ".jsonl": TableFormat.JSONL,
    ".ndjson": TableFormat.JSONL,
    ".csv": TableFormat.CSV,
    ".parquet": TableFormat.PARQUET,
}

TextColumn = Annotated[str, typer.Option(metavar="NAME", help="The column with the statement or sentence.")]
HolderColumn = Annotated[str, typer.Option(metavar="NAME", help="Whose position it is; need not be there.")]
SpeakerColumn = Annotated[str, typer.Option(metavar="NAME", help="Who says it; need not be there.")]
TargetColumn = Annotated[str, typer.Option(metavar="NAME", help="What to judge it towards.")]
CodebookOption = Annotated[
    str, typer.Option(help="Where targets are looked up; one that it hasn't is asked about by its bare name.")
]


@kept_for_result()
def classify(
    table: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="A .jsonl, .csv or .parquet file; - is JSON lines from standard input."),
    ],
    targets: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="NAME", help="What to ask of every row; may be given several times."),
    ] = None,
    codebook: CodebookOption = "diplomacy",
    classifier: Annotated[str, typer.Option(help="What judges.")] = "rules",
    model: Annotated[
        str | None, typer.Option(metavar="FILE", help="What `stancekit train` wrote, for a classifier that learns.")
    ] = None,
    text_column: TextColumn = "text",
    holder_column: HolderColumn = "holder",
    speaker_column: SpeakerColumn = "speaker",
    target_column: TargetColumn = "target",
    rejects: RejectsOption = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="OUT", help="Where to write; - is stdout.")] = "-",
    form: Annotated[
        TableFormat | None, typer.Option("--format", help="By OUT's ending where it isn't given; jsonl for stdout.")
    ] = None,
    formulas_as_text: Annotated[
        bool,
        typer.Option(
            "--formulas-as-text", help="Put ' before text in CSV that begins with = + - or @, for a spreadsheet."
        ),
    ] = False,
    batch_size: Annotated[int, typer.Option(min=1, help="How many rows the classifier is given at once.")] = 1000,
    on_error: OnErrorOption = OnError.REPORT,
    time_limit: TimeLimitOption = None,
) -> None:
    """Judge each row of a table towards one or more targets: one row out for each row and target."""
    chosen = form or _form_by_name(output)
    if formulas_as_text and chosen is not TableFormat.CSV:
        raise typer.BadParameter("only CSV has formulas", param_hint="--formulas-as-text")
    check_rejects(rejects, on_error)
    check_outputs({"--output": output, "--rejects": rejects}, [table, file_of(codebook), model])

    from stancekit.formats.files import open_output
    from stancekit.formats.rows.answers import ADDED
    from stancekit.formats.rows.questions import Columns
    from stancekit.formats.rows.reading import open_table
    from stancekit.formats.rows.row import require_columns
    from stancekit.formats.rows.writing import write_rows
    from stancekit.labelling import RowClassifier

    with plugin_warnings():
        judge = RowClassifier(
            targets=targets or (),
            codebook=codebook,
            classifier=classifier,
            model=model,
            columns=Columns(text=text_column, holder=holder_column, speaker=speaker_column, target=target_column),
            batch_rows=batch_size,
            on_error=on_error.value,
            time_limit=time_limit,
        )
    _check_targets(targets or [], codebook)
    with open_table(table) as opened, open_rejects(rejects) as rejected:
        require_columns(opened, judge.required, {target_column: "; --target names one for all rows"})
        columns = None if opened.columns is None else judge.output_columns(opened.columns)
        try:
            with (
                open_output(output) as stream,
                write_rows(chosen.value, stream, columns, ADDED, formulas_as_text=formulas_as_text) as writer,
                _read(opened, rejected, "classifying", output) as rows,
            ):
                written = False
                for row in judge.classify(rows, on_reject=rejected):
                    writer.add(row)
                    written = True
                if rejected.count and not written:
                    raise NothingWrittenError
        except NothingWrittenError:
            pass
    rejected.report()


@kept_for_result()
def train(
    classifier: Annotated[
        str, typer.Argument(metavar="CLASSIFIER", help="A registered classifier or extractor that learns.")
    ],
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="[INPUT]",
            help="Labelled rows: a .jsonl, .csv or .parquet file, or - for JSON lines. For an extractor, a folder of "
            "texts annotated in brat's format.",
        ),
    ] = None,
    *,
    task: Annotated[
        str | None, typer.Option(metavar="TASK", help="Train on the train and dev parts of this task instead.")
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="MODEL", help="Where to write what was learnt.")],
    seed: Annotated[int, typer.Option(help="The start of any randomness.")] = 0,
    codebook: CodebookOption = "diplomacy",
    text_column: TextColumn = "text",
    holder_column: HolderColumn = "holder",
    speaker_column: SpeakerColumn = "speaker",
    target_column: TargetColumn = "target",
    polarity_column: Annotated[str, typer.Option(metavar="NAME", help="favor, against or none.")] = "polarity",
    label_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Answers of your own, to learn instead of the polarity.")
    ] = None,
    rejects: RejectsOption = None,
) -> None:
    """Train a classifier on labelled rows, or an extractor on annotated texts, or either on a task.

    What it has learnt is written to a file.
    """
    if (table is None) == (task is None):
        raise typer.BadParameter("give either INPUT or --task", param_hint="INPUT")
    check_outputs({"--output": output, "--rejects": rejects}, [table, file_of(codebook)])

    from stancekit.formats.rows.questions import Columns
    from stancekit.formats.rows.reading import open_table
    from stancekit.formats.rows.row import require_columns
    from stancekit.hosting.parts import is_extractor, make_trainable
    from stancekit.training import classifiers as training

    with plugin_warnings():
        learns_extraction = is_extractor(classifier)
    if learns_extraction:
        _train_extractor(classifier, table, task, output, seed)
        return
    with plugin_warnings():
        make_trainable(classifier)  # what is wrong with it is better said before a long table is read
    rejected = Rejected(None)
    if task is not None:
        labelled = training.task_labelled(training.find_task(task))
    elif table is not None:
        columns = Columns(text=text_column, holder=holder_column, speaker=speaker_column, target=target_column)
        required = [*columns.required(), target_column, polarity_column, *([label_column] if label_column else [])]
        with open_table(table) as opened, open_rejects(rejects) as rejected:
            require_columns(opened, required)
            with _read(opened, rejected, "reading", output) as rows:
                labelled = training.read_labelled(
                    rows,
                    codebook=codebook,
                    columns=columns,
                    polarity=polarity_column,
                    label=label_column,
                    on_reject=rejected,
                )
    training.save_model(training.train(classifier, labelled, seed=seed), output, name=classifier)
    counted = ", ".join(f"{count} {polarity}" for polarity, count in labelled.count().items())
    message = f"trained {classifier} on {len(labelled.pairs)} rows ({counted}), {rejected.count} rejected"
    print(printable(message), file=sys.stderr)
    rejected.report()


def _train_extractor(name: str, folder: str | None, task: str | None, output: str, seed: int) -> None:
    from stancekit.hosting.parts import make_trainable_extractor
    from stancekit.training import classifiers as training
    from stancekit.training.extractors import folder_documents, task_documents, train_extractor

    make_trainable_extractor(name)
    annotated = task_documents(task) if task is not None else folder_documents(folder or "")
    with progress_bar("training", _SHARES, output) as advance:
        trained, figures = train_extractor(
            name, annotated, seed=seed, progress=lambda _, done: advance(round(done * _SHARES))
        )
    training.save_model(trained, output, name=name, kind="extractor")
    message = f"trained {name} on {len(annotated.documents)} documents with {annotated.count()} statements"
    print(printable(message), file=sys.stderr)
    if figures:
        said = ", ".join(f"{figure} {value:.3f}" for figure, value in figures.items())
        print(printable(f"on documents held out: {said}"), file=sys.stderr)


@contextmanager
def _read(table: "Table", rejected: Rejected, description: str, output: str) -> Iterator[Iterator["Row"]]:
    """The rows of a table, with a bar that says how far they are read."""
    with progress_bar(description, table.size, output) as advance:

        def rows() -> Iterator["Row"]:
            for row in table.rows(rejected):
                advance(table.position)
                yield row

        yield rows()


def _check_targets(names: list[str], codebook: str) -> None:
    """Refuse a label, and a name that is nearly one of the codebook's; any other is asked about by its bare name."""
    from difflib import get_close_matches

    from stancekit.hosting.parts import find_codebook

    found = find_codebook(codebook)
    labels = {label: target.name for target in found.targets for label in (target.favor, target.against) if label}
    known = {name.casefold(): name for target in found.targets for name in (target.name, *target.aliases)}
    for name in names:
        said = ""
        if name.casefold() in known:
            continue
        if name in labels:
            said = f'"{name}" is a label of the target {labels[name]}; give --target {labels[name]}'
        elif near := get_close_matches(name.casefold(), known, n=1, cutoff=0.8):
            said = f'the codebook {found.name} has no target "{name}"; did you mean "{known[near[0]]}"?'
        if said:
            raise typer.BadParameter(said, param_hint="--target")


def _form_by_name(output: str) -> TableFormat:
    if output == "-":
        return TableFormat.JSONL
    form = _SUFFIXES.get(Path(output).suffix.lower())
    if form is None:
        raise typer.BadParameter(f"the ending of {output} isn't that of a format; give one", param_hint="--format")
    return form
