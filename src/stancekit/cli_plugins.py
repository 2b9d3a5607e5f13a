"""The commands of `stancekit plugins`: what there is and what is broken.

They read arguments and print; the work is done elsewhere. Imports what it calls when a command runs.
"""

import typer

from stancekit.terminal import FAILED, plugin_warnings, print_rows

plugins_app = typer.Typer(help="See which plugins there are and which are broken.", no_args_is_help=True)


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
