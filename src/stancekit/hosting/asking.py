"""A call of a plugin's code, after which the process is what it was before, and the answer what its type says.

Whoever has a part made or asked calls it here. Where a call is made in a process of its own, see `worker`; what an
answer has to say, see `answers`. Imports the errors.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec

from stancekit.errors import GarbageError, describe
from stancekit.formats.json import split_path

Value = TypeVar("Value")


def call(function: Callable[[], Value]) -> Value:
    """What a function of a plugin's gives, in the process and the working folder in which it was called.

    A process that it forks and that comes back out of the call would do the caller's work a second time: it is ended.
    """
    process, folder = os.getpid(), _working_folder()
    try:
        return function()
    finally:
        if os.getpid() != process:
            os._exit(0)
        if folder and _working_folder() != folder:
            with contextlib.suppress(OSError):
                os.chdir(folder)


def keep_running() -> None:
    """Have `os._exit` raise `SystemExit`, which is said to be the plugin's that calls it, for as long as we run.

    For a program that is stancekit's own: without it such a call ends it at once, in silence, with the plugin's exit
    code. In a process that is forked it ends that process as ever.
    """
    process, leave = os.getpid(), os._exit

    def refuse(status: int) -> NoReturn:
        if os.getpid() != process:
            leave(status)
        raise SystemExit(f"os._exit({status})")

    os._exit = refuse


def listed(answers: Any, kind: type[Value], called: str) -> list[Value]:
    """The values of a plugin's answer, which is to be a sequence of `kind`; `called` is what they are called in errors.

    Raises:
        GarbageError: It isn't one. What is in the values is for `typed` to check.
    """
    try:
        values = [answers[index] for index in range(len(answers))] if not isinstance(answers, list) else list(answers)
    except KeyboardInterrupt:
        raise
    # A sequence of a plugin's own is a plugin's code.
    except BaseException as error:
        raise GarbageError(f"something that isn't a sequence of {called} ({describe(error)})") from error
    for value in values:
        if not isinstance(value, kind):
            raise GarbageError(f"something that isn't a sequence of {called} (there is a {type(value).__name__} in it)")
    return values


def typed(value: Value, kind: type[Value]) -> Value:
    """The same value with every field of the type that `kind` says, text that can be written included.

    A list in the place of a tuple and a number of NumPy's become what they stand for.

    Raises:
        GarbageError: A field isn't of its type.
    """
    try:
        return msgspec.msgpack.decode(ENCODER.encode(value), type=kind)
    except msgspec.ValidationError as error:
        field, message = split_path(str(error))
        raise GarbageError(f"{field}: {message}") from error
    except UnicodeEncodeError as error:
        raise GarbageError(f"half a surrogate pair in {error.object!r}, which no encoding can write") from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise GarbageError(describe(error)) from error


def _plain(value: Any) -> object:
    """A value that MessagePack has no form for and that is fine in an answer: another sequence, a number of NumPy's."""
    if isinstance(value, Sequence):
        return list(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"there is a {type(value).__name__} in it")


ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
"""Writes what a plugin answers."""


def _working_folder() -> str:
    """The working folder; empty where it has been removed."""
    try:
        return os.getcwd()  # noqa: PTH109  # text is all that is asked for, with every call
    except OSError:
        return ""
