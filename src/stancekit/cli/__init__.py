"""The command `stancekit`: reads files, has them analysed, writes what is found.

Standard output has the result and nothing else; what went wrong is said on standard error, in one line for each thing.
Exit codes: 0 done, 1 something in the input or a plugin failed and the rest is written, 2 wrong usage, 130 interrupted.
"""

import errno
import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from stancekit import __version__
from stancekit.cli.analyze import analyze
from stancekit.cli.benchmark import benchmark_app
from stancekit.cli.codebooks import codebook_app
from stancekit.cli.plugins import plugins_app
from stancekit.cli.tables import classify, train
from stancekit.cli.terminal import FAILED, INTERRUPTED, complain
from stancekit.errors import StancekitError
from stancekit.hosting.asking import keep_running

app = typer.Typer(
    name="stancekit",
    help="Stance detection in news: who said what, whose position it is, and where they stand.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(benchmark_app, name="benchmark")
app.add_typer(codebook_app, name="codebook")
app.add_typer(plugins_app, name="plugins")


def main() -> None:
    """Run the command line; the entry point of the program `stancekit`."""
    _occupy_closed_streams()
    keep_running()
    ended: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        ended.append(number)
        raise KeyboardInterrupt

    # As Ctrl-C does, so that what was begun is taken away; who ignores them (nohup) goes on.
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SystemExit as error:
        if error.code != INTERRUPTED:
            raise
        complain("interrupted")
        sys.exit(128 + ended[0] if ended else INTERRUPTED)
    except StancekitError as error:
        complain(error)
        sys.exit(FAILED)
    except OSError as error:
        # Where the reader has left (`| head`) there is nobody to tell; elsewhere the disk may be full.
        if not isinstance(error, BrokenPipeError):
            closed = error.errno == errno.EBADF
            complain(
                f"the result can't be written: {'standard output is closed' if closed else error.strerror or error}"
            )
        # What is still in the buffer would raise once more when the interpreter closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def _occupy_closed_streams() -> None:
    """Keep the numbers of standard streams that are closed (`>&-`) from files that are opened later.

    To write to standard output then fails, and is said; standard error has nobody to say it to.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


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


app.command()(analyze)
app.command()(classify)
app.command()(train)
