"""The errors that stancekit raises, all derived from `StancekitError`.

A message names what is at fault (the file, line and field, or the plugin), what was found, and what to do.
Imports nothing of the package.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong in a file that somebody wrote.

    Attributes:
        message: What was found, what was expected, and what to do.
        field: The path of the field: `targets[0].aliases[1]`; empty where the file as a whole is meant.
        line: The line, counted from 1; None where it isn't known.
    """

    message: str
    field: str = ""
    line: int | None = None

    def describe(self, file: str) -> str:
        """The problem in one line: `FILE:LINE: FIELD: MESSAGE`."""
        where = file if self.line is None else f"{file}:{self.line}"
        return f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"


class StancekitError(Exception):
    """The base of every error that stancekit raises on purpose."""


class InputError(StancekitError):
    """Something that came in (an article, a table, a line of JSON) can't be read."""


class CodebookError(StancekitError):
    """A codebook doesn't hold together; the message has one line for each problem, with the file, line and field.

    Attributes:
        file: The codebook's file, or another name for where it came from.
        problems: All that was found, in the order of the file.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.describe(file) for problem in problems))
        self.file = file
        self.problems = tuple(problems)


class PluginError(StancekitError):
    """A plugin is missing, clashes, fails to load or answers wrongly; the message names its distribution.

    Attributes:
        owner: What failed, with its distribution: `the classifier "rules" of stancekit-rules 0.1.0`; empty where
            nothing that a plugin made is at fault.
    """

    def __init__(self, message: str, owner: str = "") -> None:
        super().__init__(message)
        self.owner = owner


class NotFittedError(StancekitError):
    """A classifier that has to be trained is asked before it was."""


class DataMissingError(InputError):
    """A task's data aren't there; the message says what to download from where, and under what licence."""


class NothingJudgedError(PluginError):
    """A classifier failed on everything in a document, so that what is left would look like one without stances."""


class TimeLimitError(PluginError):
    """A plugin took longer than it may; `reason` is what to say of it where it is named already."""

    def __init__(self, message: str, owner: str = "", reason: str = "") -> None:
        super().__init__(message, owner)
        self.reason = reason


class FailureError(Exception):
    """What went wrong in a plugin, in words that stand for themselves; whoever asked the plugin says whose it is."""


class OverdueError(FailureError):
    """A plugin took longer than it may."""


class GarbageError(FailureError):
    """A plugin's answer is no answer of the kind that was asked for."""


def describe(error: BaseException) -> str:
    """An error in one line: its kind and what it says; for a module that isn't installed, first of all its name."""
    said = " ".join(message_of(error).split())
    if isinstance(error, FailureError):
        return said
    text = f"{type(error).__name__}: {said}".removesuffix(": ")
    missing = _missing_module(error)
    return f'the module "{missing}" isn\'t installed ({text})' if missing else text


def message_of(error: BaseException | Warning) -> str:
    """What an error says, as text that can be written. One of a plugin's own may fail to say it, in any way."""
    try:
        return str(error).encode("utf-8", "backslashreplace").decode("utf-8")
    except KeyboardInterrupt:
        raise
    except BaseException as another:
        return f"(its message can't be made: {type(another).__name__})"


def _missing_module(error: BaseException) -> str:
    """The module whose absence an error is about; empty where it is about something else."""
    # A plugin that says which extra brings the module raises an error of its own upon Python's.
    upon = error.__context__ if isinstance(error, ImportError) else error.__cause__
    for one in (error, upon):
        if isinstance(one, ModuleNotFoundError) and one.name:
            return one.name
    return ""


@contextmanager
def blame(failure: str) -> Iterator[None]:
    """Raise what a plugin didn't mean to raise as a `PluginError` that begins with `failure`.

    A plugin may do anything, `sys.exit()` included. What it raises on purpose, a `StancekitError`, is passed on.
    """
    try:
        yield
    except (StancekitError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise PluginError(f"{failure}: {describe(error)}") from error
