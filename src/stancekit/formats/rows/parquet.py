"""Tables of Parquet: one row a row. Imports the rows."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from stancekit.errors import InputError
from stancekit.formats.rejects import OnReject, Reject
from stancekit.formats.rows.row import FieldError, Row, reject_row, require_different

_BATCH_ROWS = 64
"""How many rows of a Parquet file are in memory at a time: enough to read fast, few enough for long articles."""


class Parquet:
    """One row a row; a part of the file that is damaged costs its own rows."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        try:
            import pyarrow as arrow
            import pyarrow.parquet as parquet
        except ImportError as error:
            raise InputError(f'{name}: to read Parquet, pip install "stancekit[parquet]"') from error
        self._errors = (arrow.ArrowException, OSError, ValueError, OverflowError)
        self.name = name
        self.position = 0
        try:
            self._file = parquet.ParquetFile(stream)
            names = self._file.schema_arrow.names
        except self._errors as error:
            raise InputError(f"{name}: this isn't Parquet that can be read: {_one_line(error)}") from error
        require_different(names, name)
        self.columns = {field.name: field.type for field in self._file.schema_arrow}
        self.size: int | None = self._file.metadata.num_rows

    def rows(self, on_reject: OnReject, columns: Sequence[str] | None = None) -> Iterator[Row]:
        end = 0
        for group in range(self._file.num_row_groups):
            self.position, end = end, end + self._file.metadata.row_group(group).num_rows
            batches = self._file.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns)
            while True:
                try:
                    batch = next(batches, None)
                except self._errors as error:
                    # One reject for all of them: how many there are is only what a damaged file says.
                    first = self.position + 1
                    reason = f"rows {first} to {end} can't be read: {_one_line(error)}"
                    on_reject(Reject(file=self.name, row=first, reason=reason))
                    break
                if batch is None:
                    break
                yield from self._batch(batch, on_reject)

    def _batch(self, batch: Any, on_reject: OnReject) -> Iterator[Row]:
        faults: dict[int, FieldError] = {}
        columns = [
            self._column(name, column, faults) for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        for index in range(batch.num_rows):
            self.position += 1
            row = Row(
                self.name,
                self.position,
                {name: column[index] for name, column in zip(batch.schema.names, columns, strict=True)},
            )
            if index in faults:
                reject_row(row, faults[index], on_reject)
            else:
                yield row

    def _column(self, name: str, column: Any, faults: dict[int, FieldError]) -> list[Any]:
        """A column's values; None for those that Python has no value for, which are written into `faults`."""
        try:
            values: list[Any] = column.to_pylist()
        except self._errors:
            values = []
            for index in range(len(column)):
                try:
                    values.append(column[index].as_py())
                except self._errors as error:
                    values.append(None)
                    faults[index] = FieldError(name, f"the value can't be read: {_one_line(error)}")
        return values


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
