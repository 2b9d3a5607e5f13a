"""What code a distribution consists of, as a hash, so that a result can say by which code it was made.

Installed or editable, a distribution has the same hash for the same files. Imports the plugin registry, and no plugin.
"""

import functools
import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from stancekit.hosting.plugins import ENTRY_POINT_GROUP, registry

_NO_ANSWER_COMES_FROM = ("cli", "scaffold", "testing")
"""The wings of the core whose changes leave every answer and every score as it is."""


@functools.cache
def code_fingerprint(name: str) -> str:
    """A hash over the files of a distribution's packages, data included; empty where none of them can be found.

    Of stancekit itself, what only talks to users and checks plugins is left out. Read once in a process.
    """
    digest = hashlib.sha256()
    found = sorted((file.relative_to(root).as_posix(), file) for root, file in _files_of(name))
    for place, file in found:
        content = file.read_bytes()
        digest.update(f"{place}\x1e{len(content)}\x1e".encode() + content)
    return digest.hexdigest() if found else ""


def _files_of(name: str) -> Iterator[tuple[Path, Path]]:
    """The files of a distribution's packages: (the folder that the package stands in, the file)."""
    if name == "stancekit":
        for root, file in _files_in("stancekit"):
            if file.relative_to(root).parts[1] not in _NO_ANSWER_COMES_FROM:
                yield root, file
        return
    # An editable installation records no modules: what it registers, and from where, says which are its own.
    modules = set()
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        pass
    else:
        modules |= {file.parts[0] for file in installed.files or () if file.suffix in (".py", ".so", ".pyd")}
        modules |= {point.module for point in installed.entry_points.select(group=ENTRY_POINT_GROUP)}
    for entry in registry().registrations:
        if entry.plugin.distribution == name:
            made_by = getattr(entry.factory, "func", entry.factory)  # what a functools.partial calls
            modules.add(getattr(made_by, "__module__", None) or "")
    for package in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {"stancekit"}:
        if package.isidentifier():
            yield from _files_in(package)


def _files_in(package: str) -> Iterator[tuple[Path, Path]]:
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    for place in spec.submodule_search_locations or ():
        for file in Path(place).rglob("*"):
            inside = file.relative_to(place).parts
            if file.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in inside):
                yield Path(place).parent, file
    if not spec.submodule_search_locations and spec.origin and Path(spec.origin).is_file():
        yield Path(spec.origin).parent, Path(spec.origin)
