"""The scaffold: makes a distribution of a plugin from a template, and brings later changes of the template into it.

The templates are shipped in `templates/`, a folder for each version, and are rendered by copier; none of them runs
code, and none from elsewhere is ever used. Imports the errors and the plugin registry; copier when it is called.
"""

import keyword
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import msgspec

from stancekit.errors import StancekitError
from stancekit.hosting import plugins

Licence = Literal["Apache-2.0", "MIT"]

TEMPLATES = Path(__file__).parent / "templates"
"""The template's versions: folders named 1, 2, ... A version that was released is never changed."""

ANSWERS = ".copier-answers.yml"

_SOURCE = "stancekit://plugin-template"
"""What a project says that it was made from, instead of a path of the machine that made it. No git server answers to
it: an update tells git to look in a repository of the shipped versions instead."""

_LONGEST = 50
"""The longest name and half the longest author, in characters: the lines of the generated source stay short."""


class ScaffoldError(StancekitError):
    """A plugin's distribution can't be made or updated."""


class Names(msgspec.Struct, frozen=True):
    """What a new plugin is called.

    Attributes:
        distribution: The name to install it by: "stancekit-hedges".
        module: The package that it installs: "stancekit_hedges".
        part: The name by which users ask for what it registers: "hedges".
    """

    distribution: str
    module: str
    part: str


class Update(msgspec.Struct, frozen=True):
    """What an update did.

    Attributes:
        before: The version of the template that the project had.
        after: The version that it has now.
        conflicts: Files in which the author and the template changed the same lines, marked as git marks them.
    """

    before: int
    after: int
    conflicts: tuple[Path, ...] = ()


def name_plugin(name: str) -> Names:
    """The names of a plugin whose distribution is called `name`.

    Raises:
        ScaffoldError: It can't be a distribution's name, or the package derived from it couldn't be imported.
    """
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", name):
        raise ScaffoldError(
            f'"{name}" can\'t be the name of a distribution: ASCII letters, digits, ".", "_" and "-" make one, '
            "and it begins and ends with a letter or digit"
        )
    if len(name) > _LONGEST:
        raise ScaffoldError(f'"{name}" has {len(name)} characters; a name has at most {_LONGEST}')
    distribution = re.sub(r"[-_.]+", "-", name).lower()
    module = distribution.replace("-", "_")
    if not module.isidentifier() or keyword.iskeyword(module):
        raise ScaffoldError(
            f'"{name}" would install a package "{module}", which Python can\'t import; begin it with a letter'
        )
    if module in sys.stdlib_module_names or module == "stancekit":
        raise ScaffoldError(f'"{name}" would hide the module "{module}"; try stancekit-NAME')
    return Names(distribution, module, distribution.removeprefix("stancekit-"))


def new_plugin(
    name: str,
    kind: plugins.Kind,
    folder: Path | None = None,
    *,
    author: str = "",
    licence: Licence = "Apache-2.0",
    templates: Path = TEMPLATES,
) -> Path:
    """Make the distribution of a plugin that works as it is.

    Args:
        name: The distribution's name.
        kind: What it registers.
        folder: Where to make it; by default a folder of the distribution's name. It is empty or isn't there.
        author: Whose it is, for the metadata and the licence.
        licence: The licence that it is published under.
        templates: The template's versions; the latest is used.

    Returns:
        The folder.

    Raises:
        ScaffoldError: The name can't be used or is taken, the folder isn't empty, or copier isn't installed.
    """
    names = name_plugin(name)
    if len(author) > 2 * _LONGEST - 30 or not author.isprintable() or re.search(r'["\\{}]', author):
        raise ScaffoldError("an author is one short line without quotation marks, backslashes and braces")
    _refuse_taken(kind, names)
    folder = folder if folder is not None else Path(names.distribution)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ScaffoldError(f"{folder} is there and isn't an empty folder; name another with -o")
    _require_copier()
    import copier

    answers = {**msgspec.structs.asdict(names), "kind": kind, "author": author, "licence": licence}
    copier.run_copy(
        str(templates / str(_versions(templates)[-1])), folder, data=answers, defaults=True, quiet=True, unsafe=False
    )
    return folder


def update_plugin(folder: Path, *, templates: Path = TEMPLATES) -> Update:
    """Bring what has changed in the template into a project that was made from it; what its author wrote is kept.

    The changes are merged in three ways, by copier and git. The project is under git and has nothing uncommitted, so
    that `git diff` shows what the update did and git can undo it.

    Args:
        folder: The project's folder, or one within its repository.
        templates: The template's versions.

    Raises:
        ScaffoldError: It wasn't made from this template or by a newer one, isn't under git or has uncommitted changes,
            or copier or git isn't installed.
    """
    before = _version_of(folder)
    versions = _versions(templates)
    if before not in versions:
        raise ScaffoldError(
            f"{folder} was made from version {before} of the template, and this stancekit has {versions[-1]}; "
            "update stancekit"
        )
    _require_copier()
    if shutil.which("git") is None:
        raise ScaffoldError("an update merges with git, which isn't installed")
    if (changed := _git(folder, "status", "--porcelain", "--", ".")) is None:
        raise ScaffoldError(f"{folder} isn't under git, which an update needs: git init && git add . && git commit")
    if changed:
        raise ScaffoldError(f"{folder} has uncommitted changes; commit them, so that the update can be told from them")
    if before == versions[-1]:
        return Update(before, before)
    with TemporaryDirectory(prefix="stancekit-template-") as repository:
        _commit_versions(Path(repository), templates, versions)
        _run_copier(folder, Path(repository), versions[-1])
    unmerged = _git(folder, "diff", "--name-only", "--relative", "--diff-filter=U") or ""
    return Update(before, versions[-1], tuple(folder / name for name in sorted(set(unmerged.splitlines()))))


def _versions(templates: Path) -> list[int]:
    return sorted(int(path.name) for path in templates.iterdir() if path.name.isdecimal())


def _refuse_taken(kind: plugins.Kind, names: Names) -> None:
    owners = [entry.plugin for entry in plugins.registry().registered(kind, names.part)]
    if others := [str(owner) for owner in owners if owner.distribution != names.distribution]:
        raise ScaffoldError(f'there is a {kind} "{names.part}" already, of {others[0]}; choose another name')


def _require_copier() -> None:
    if find_spec("copier") is None:
        raise ScaffoldError('copier isn\'t installed; it comes with pip install "stancekit[sdk]"')


def _version_of(folder: Path) -> int:
    """The version of the template that a project has."""
    import yaml

    file = folder / ANSWERS
    try:
        answers: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScaffoldError(f"{folder} wasn't made by `stancekit plugins new`: it has no {ANSWERS}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScaffoldError(f"{file}: can't be read: {error}") from error
    # What the file names is what would be run: no other template, whoever wrote the file.
    source = answers.get("_src_path") if isinstance(answers, dict) else None
    if source != f"git+{_SOURCE}":
        raise ScaffoldError(f"{file}: _src_path: expected git+{_SOURCE}, found {source}")
    found = re.fullmatch(r"v([1-9][0-9]{0,3})", str(answers.get("_commit")))
    if found is None:
        raise ScaffoldError(
            f"{file}: _commit: expected the template's version, such as v1, found {answers.get('_commit')}"
        )
    return int(found[1])


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def _commit_versions(repository: Path, templates: Path, versions: list[int]) -> None:
    """Make a repository with a commit and a tag for each version, which is what copier updates from."""
    author = ("-c", "user.name=stancekit", "-c", "user.email=stancekit@localhost", "-c", "commit.gpgsign=false")
    _template_git(repository, "init", "--quiet")
    for version in versions:
        for path in repository.iterdir():
            if path.is_dir() and path.name != ".git":
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        shutil.copytree(templates / str(version), repository, dirs_exist_ok=True)
        # Without what git remembers of the files before: of the same size and time, a changed one would pass for old.
        _template_git(repository, "read-tree", "--empty")
        _template_git(repository, "add", "--all", "--force")
        _template_git(repository, *author, "commit", "--quiet", "--no-verify", "--message", f"Version {version}")
        _template_git(repository, "tag", "--no-sign", f"v{version}")


def _template_git(repository: Path, *arguments: str) -> None:
    if _git(repository, *arguments) is None:
        raise ScaffoldError(f"git can't make a repository of the template: git {' '.join(arguments)} failed")


def _run_copier(folder: Path, repository: Path, version: int) -> None:
    """Run copier on a project, with git told where the template is; in a process of its own, for its environment."""
    number = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    environment = {
        **os.environ,
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": f"url.{repository}.insteadOf",
        f"GIT_CONFIG_VALUE_{number}": _SOURCE,
    }
    command = [sys.executable, "-m", "copier", "update", "--defaults", "--quiet", "--vcs-ref", f"v{version}", "."]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise ScaffoldError(f"copier can't update {folder}: {said[-1] if said else 'it says nothing'}")
