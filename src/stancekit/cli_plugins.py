"""The commands of `stancekit plugins`: what there is and what is broken, and a new one.

They read arguments and print; the work is done elsewhere. Imports what it calls when a command runs.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stancekit.terminal import FAILED, complain, plugin_warnings, print_rows

plugins_app = typer.Typer(help="See which plugins there are and which are broken, and make one.", no_args_is_help=True)


class PartKind(StrEnum):
    """What `--kind` takes."""

    CLASSIFIER = "classifier"
    EXTRACTOR = "extractor"
    CODEBOOK = "codebook"
    TASK = "task"


class LicenceName(StrEnum):
    """What `--licence` takes."""

    APACHE = "Apache-2.0"
    MIT = "MIT"


@plugins_app.command("list")
def plugins_list() -> None:
    """List what plugins register, with the distribution that each comes from, and what is broken and why."""
    from stancekit.plugins import plugin_rows, registry

    with plugin_warnings(quiet=True):
        found = registry()
    rows = plugin_rows(found)
    print_rows([("name", "kind", "distribution", "version", "state"), *rows])
    if any(row[-1] not in ("ok", "off") for row in rows):
        raise typer.Exit(FAILED)


@plugins_app.command("new")
def plugins_new(
    name: Annotated[str, typer.Argument(help="The distribution's name, such as stancekit-hedges.")],
    kind: Annotated[PartKind, typer.Option(help="What the plugin brings.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where to make it; by default ./NAME.")
    ] = None,
    author: Annotated[str, typer.Option(help="Whose it is, for the metadata and the licence.")] = "",
    licence: Annotated[LicenceName, typer.Option(help="The licence to publish it under.")] = LicenceName.APACHE,
) -> None:
    """Make the distribution of a new plugin, which works as it is: source, tests, README and CI."""
    from stancekit import scaffold

    try:
        names = scaffold.name_plugin(name)
    except scaffold.ScaffoldError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    with plugin_warnings():
        folder = scaffold.new_plugin(name, kind.value, output, author=author, licence=licence.value)
    print(f'{folder}: a plugin with the {kind.value} "{names.part}"')
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
