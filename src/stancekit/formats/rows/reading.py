"""Opening a table, by the ending of its name. Imports the kinds of tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stancekit.errors import InputError
from stancekit.formats.files import STDIN, standard_input, unreadable
from stancekit.formats.rows.csv import Csv
from stancekit.formats.rows.json_lines import JsonLines
from stancekit.formats.rows.parquet import Parquet
from stancekit.formats.rows.row import Table


@contextmanager
def open_table(source: str | Path) -> Iterator[Table]:
    """Open a `.jsonl`, `.ndjson`, `.csv` or `.parquet` file, or `-`, which is JSON lines from standard input.

    JSON lines: an object on each line. CSV: commas, quotation marks doubled within quotation marks, UTF-8, a first line
    with the names of the columns, and every value text. Parquet: values become what pyarrow makes of them.

    Raises:
        InputError: The file can't be opened, its name has another ending, or it isn't of the kind that its name says.
    """
    path = Path(source)
    suffix = path.suffix.lower()
    if str(source) == STDIN:
        yield JsonLines(standard_input(), "stdin", None)
        return
    if suffix not in (".jsonl", ".ndjson", ".csv", ".parquet"):
        raise InputError(f"{source}: a table is a .jsonl, .ndjson, .csv or .parquet file, or JSON lines from -")
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    with stream:
        if suffix == ".parquet":
            yield Parquet(stream, str(source))
        else:
            size = path.stat().st_size
            yield (Csv if suffix == ".csv" else JsonLines)(stream, str(source), size)
