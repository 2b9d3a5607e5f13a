"""The commands of `stancekit plugins`: what there is, what is broken, whether it keeps the contract, and a new one.

They read arguments and print; the work is done elsewhere. Imports what it calls when a command runs.
"""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stancekit.cli.terminal import FAILED, complain, plugin_warnings, print_rows
from stancekit.errors import describe
from stancekit.formats.printable import printable
from stancekit.formats.standard_output import kept_for_result
from stancekit.hosting.plugins import KINDS, Kind

plugins_app = typer.Typer(help="See which plugins there are, check them, make one.", no_args_is_help=True)


class LicenceName(StrEnum):
    """What `--licence` takes."""

    APACHE = "Apache-2.0"
    MIT = "MIT"


@plugins_app.command("list")
def plugins_list() -> None:
    """List what plugins register, with the distribution that each comes from, and what is broken and why."""
    from stancekit.hosting.plugins import plugin_rows, registry

    with plugin_warnings(quiet=True):
        found = registry()
    rows = plugin_rows(found)
    print_rows([("name", "kind", "distribution", "version", "state"), *rows])
    if any(row[-1] not in ("ok", "off") for row in rows):
        raise typer.Exit(FAILED)


@plugins_app.command("check")
def plugins_check(
    name: Annotated[str, typer.Argument(help="A registered name.")],
    kind: Annotated[
        str | None, typer.Option(help=f"{', '.join(KINDS)}; needed where several have the name.", metavar="KIND")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="CHECK", help="Run this check; may be given more than once.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The start of all that is left to chance.")] = 0,
) -> None:
    """Prove that what a plugin registers keeps the contract, and say which law it breaks, by the smallest example."""
    from stancekit.testing.checks import BROKEN
    from stancekit.testing.conformance import checks

    with plugin_warnings():
        found_kind = _kind_of(name, kind)
        found = checks(found_kind, name, seed=seed)
    known = {check.name for check in found}
    if unknown := set(only or ()) - known:
        raise typer.BadParameter(f"no check is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    counts: Counter[str] = Counter()
    for check in found:
        if only and check.name not in only:
            continue
        with kept_for_result():
            outcome = check.outcome()
        counts[outcome.status] += 1
        print(printable(f"{outcome.status} {outcome.name}: {outcome.message or outcome.says}"))
        if outcome.script:
            print()
            print(*(f"    {printable(line)}" for line in outcome.script.splitlines()), sep="\n", end="\n\n")
    print(", ".join(f"{number} {status}" for status, number in counts.items()))
    if not only:
        _print_diagnostics(found_kind, name, seed)
    if any(counts[status] for status in BROKEN):
        raise typer.Exit(FAILED)


def _print_diagnostics(kind: Kind, name: str, seed: int) -> None:
    """What the answers of a part are like; what fails here has failed checks as well."""
    from stancekit.testing.checks import Subject
    from stancekit.testing.diagnostics import diagnose

    try:
        with kept_for_result():
            found = diagnose(Subject(kind, name), seed=seed)
    except (Exception, SystemExit) as error:
        complain(f"it can't be said what its answers are like: {describe(error)}")
        return
    if found:
        print("\nwhat its answers are like, in plain English made by the kit:")
    for entry in found:
        value = "n/a" if entry.value is None else f"{entry.value:.2f}"
        print(f"  {entry.name:12}{value:>5}  {entry.says}")


@plugins_app.command("new")
def plugins_new(
    name: Annotated[str, typer.Argument(help="The distribution's name, such as stancekit-hedges.")],
    kind: Annotated[str, typer.Option(help=f"What the plugin brings: {', '.join(KINDS)}.", metavar="KIND")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where to make it; by default ./NAME.")
    ] = None,
    author: Annotated[str, typer.Option(help="Whose it is, for the metadata and the licence.")] = "",
    licence: Annotated[LicenceName, typer.Option(help="The licence to publish it under.")] = LicenceName.APACHE,
) -> None:
    """Make the distribution of a new plugin, which works as it is: source, tests, README and CI."""
    from stancekit import scaffold

    known = _known_kind(kind)
    try:
        names = scaffold.name_plugin(name)
    except scaffold.ScaffoldError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    with plugin_warnings():
        folder = scaffold.new_plugin(name, known, output, author=author, licence=licence.value)
    print(f'{folder}: a plugin with the {known} "{names.part}"')
    print(f"next: cd {folder} && pip install --editable . && pytest")


@plugins_app.command("update")
def plugins_update(
    folder: Annotated[Path, typer.Argument(help="The folder of a plugin that `stancekit plugins new` made.")] = Path(),
) -> None:
    """Bring what has changed in the template into a plugin, and keep what its author wrote."""
    from stancekit.scaffold import update_plugin

    update = update_plugin(folder)
    if update.before == update.after:
        print(f"{folder}: has the latest template, version {update.after}")
        return
    print(
        f"{folder}: updated from version {update.before} of the template to {update.after}; git diff shows what changed"
    )
    for file in update.conflicts:
        complain(f"{file}: the template and you changed the same lines; both stand there, between <<<<<<< and >>>>>>>")
    if update.conflicts:
        raise typer.Exit(FAILED)


def _known_kind(kind: str) -> Kind:
    """A kind that a user names."""
    for known in KINDS:
        if known == kind:
            return known
    raise typer.BadParameter(f"there is no kind {kind}; there are {', '.join(KINDS)}", param_hint="--kind")


def _kind_of(name: str, kind: str | None) -> Kind:
    """The kind that a user names, or that the name is registered under."""
    from stancekit.hosting.plugins import registry

    if kind is not None:
        return _known_kind(kind)
    kinds = [known for known in KINDS if registry().registered(known, name)]
    if len(kinds) > 1:
        raise typer.BadParameter(f"{name} is {' and '.join(kinds)}: name one with --kind")
    return kinds[0] if kinds else "classifier"
