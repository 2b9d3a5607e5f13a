"""The commands `stancekit codebook`: codebooks are listed, shown and checked. Imports everything else inside them."""

import sys
from typing import Annotated

import typer

from stancekit.cli.terminal import FAILED, complain, plugin_warnings, print_rows
from stancekit.errors import CodebookError, StancekitError
from stancekit.formats.printable import printable, shorten

codebook_app = typer.Typer(help="Look at codebooks and check them.", no_args_is_help=True)


@codebook_app.command("list")
def codebook_list() -> None:
    """List the codebooks that plugins bring."""
    from stancekit.hosting.plugins import registry

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
    from stancekit.hosting.parts import find_codebook

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
    from stancekit.hosting.parts import find_codebook

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


def _show(label: str, text: str, indent: int) -> None:
    if text:
        print(" " * indent + (f"{label}: " if label else "") + printable(text))


def _patterns_unchecked() -> bool:
    from importlib.util import find_spec

    return find_spec("re2") is None
