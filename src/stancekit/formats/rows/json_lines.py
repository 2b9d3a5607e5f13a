"""Tables of JSON lines: one object a line. Imports the rows."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from stancekit.errors import InputError
from stancekit.formats.files import unreadable
from stancekit.formats.json import decode
from stancekit.formats.rejects import OnReject, Reject
from stancekit.formats.rows.row import HALF_PAIR, KEPT_OF_LONG, MAX_ROW, FieldError, Row, readable

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class JsonLines:
    """One object a line."""

    columns = None

    def __init__(self, stream: BinaryIO, name: str, size: int | None) -> None:
        self.name = name
        self.size = size
        self.position = 0
        self._stream = stream

    def rows(self, on_reject: OnReject, columns: Sequence[str] | None = None) -> Iterator[Row]:
        line = number = 0
        while data := self._read():
            line += 1
            whole = len(data) <= MAX_ROW
            if line == 1:
                data = data.removeprefix(_BYTE_ORDER_MARK)
            if not data.strip():
                continue
            number += 1
            try:
                if not whole:
                    raise FieldError("", f"the line is longer than {MAX_ROW} bytes; this is its beginning")
                yield Row(self.name, number, _decode_object(data), line)
            except FieldError as error:
                said = data.strip() if whole else data[:KEPT_OF_LONG]
                on_reject(
                    Reject(
                        file=self.name,
                        row=number,
                        line=line,
                        field=error.field,
                        reason=error.reason,
                        values=said.decode("utf-8", errors="backslashreplace"),
                    )
                )

    def _read(self) -> bytes:
        """The next line; of one that is too long more than `MAX_ROW` bytes, and the rest is passed over."""
        try:
            data = rest = self._stream.readline(MAX_ROW + 1)
            while len(data) > MAX_ROW and rest and not rest.endswith(b"\n"):
                rest = self._stream.readline(MAX_ROW)
                self.position += len(rest)
        except OSError as error:
            raise unreadable(Path(self.name), error) from error
        self.position += len(data)
        return data


def _decode_object(data: bytes) -> dict[str, Any]:
    try:
        return decode(data, dict[str, Any], name="line")
    except InputError as error:
        reason = str(error).removeprefix("line: ").removeprefix("[...]: ")
        raise _faulty_value(data) or FieldError("", reason) from error


def _faulty_value(data: bytes) -> FieldError | None:
    """The column at fault where a laxer reader takes the line for an object: half a surrogate pair, or NaN."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    for name, value in values.items():
        text = json.dumps(value, ensure_ascii=False)
        if HALF_PAIR.search(name + text):
            return FieldError(readable(name), "half a surrogate pair, so this isn't Unicode text")
        if re.search(r"\b(NaN|Infinity)\b", text) and not isinstance(value, str):
            return FieldError(name, "NaN, an infinity or a number that is too large; JSON has none of these")
    return None
