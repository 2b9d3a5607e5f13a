"""Any noun or analysis as JSON, and back.

The form is that of the values themselves: field by field, spans as pairs of numbers. Imports the errors.
"""

import re
from typing import TypeVar

import msgspec

from stancekit.errors import InputError

Value = TypeVar("Value")


def encode(value: object) -> bytes:
    """A noun or an `Analysis` as one line of JSON, in UTF-8 and without the line's end."""
    return msgspec.json.encode(value)


def decode(data: bytes | str, kind: type[Value], *, name: str = "JSON") -> Value:
    """A value of the type `kind` from its JSON.

    Args:
        data: The JSON.
        kind: `Document`, `Statement`, `Target`, `Stance`, `Codebook` or `Analysis`.
        name: What to call the data in an error: a file, or `FILE:LINE`.

    Raises:
        InputError: It isn't JSON, or not of that type; the message names the field.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        field, message = split_path(str(error))
        raise InputError(f"{name}: {field}: {message}" if field else f"{name}: {message}") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InputError(f"{name}: this isn't JSON: {_reason(data, error)}") from error


def split_path(message: str) -> tuple[str, str]:
    """The path of the field that a validation message of msgspec is about, and the message without it."""
    found = re.fullmatch(r"(.*?)(?: - at `\$\.?(.*)`)?", message, re.DOTALL)
    text, path = (found[1], found[2] or "") if found else (message, "")
    if missing := re.fullmatch(r"Object missing required field `(.*)`", text):
        return f"{path}.{missing[1]}" if path else missing[1], "the field is missing"
    return path, text


def _reason(data: bytes | str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it nests too deep"
    try:
        data.decode() if isinstance(data, bytes) else data.encode()
    # msgspec counts from the beginning of the string in which it stands.
    except UnicodeError as place:
        return f"not UTF-8 at byte {getattr(place, 'start', 0)}"
    return str(error)
