"""Tables from files and into files: what is read comes back as it was written, and what is bad costs its own row."""

import csv
import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import InputError
from stancekit.formats.rejects import Reject
from stancekit.formats.rows.reading import open_table
from stancekit.formats.rows.row import MAX_ROW, number_rows
from stancekit.formats.rows.writing import write_rows

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)


def read(path: Path) -> tuple[list[dict], list[Reject]]:
    rejects: list[Reject] = []
    with open_table(path) as table:
        return [dict(row.values) for row in table.rows(rejects.append)], rejects


def write(path: Path, rows, columns=None) -> Path:
    with path.open("wb") as stream, write_rows(path.suffix[1:], stream, columns, {}) as writer:
        for row in rows:
            writer.add(row)
    return path


@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT})))
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_table_of_text_comes_back_from_every_format(tmp_path_factory, form, rows):
    path = tmp_path_factory.getbasetemp() / f"text.{form}"
    assert read(write(path, rows, {"a": "string", "b": "string"})) == (rows, [])


CELLS = TEXT | st.text(st.sampled_from("=+-@\t\r\n'a1＝"), max_size=4)


@given(st.lists(st.fixed_dictionaries({"-a": CELLS, "b": CELLS})))
@pytest.mark.parametrize("columns", [{"-a": "string", "b": "string"}, None])
def test_no_cell_is_a_formula_where_that_is_asked_for(columns, rows):
    plain, marked = io.BytesIO(), io.BytesIO()
    for stream, asked in ((plain, False), (marked, True)):
        with write_rows("csv", stream, columns, {}, formulas_as_text=asked) as writer:
            for row in rows:
                writer.add(row | {"n": -1} if columns is None else row)
    before, after = (
        list(csv.reader(io.StringIO(stream.getvalue().decode(), newline=""))) for stream in (plain, marked)
    )
    for cells, shown in zip(before, after, strict=True):
        for place, (cell, found) in enumerate(zip(cells, shown, strict=True)):
            formula = cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) and place < 2  # a number is none
            assert found == (f"'{cell}" if formula else cell)


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=4)))
def test_any_rows_come_back_from_lines_of_json(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    assert read(write(path, rows)) == (rows, [])


@given(st.lists(st.fixed_dictionaries({"t": TEXT}, optional={"n": JSON, "m": JSON}), min_size=1))
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_with_columns_of_their_own_become_a_table_of_all_columns(tmp_path_factory, form, rows):
    path = write(tmp_path_factory.getbasetemp() / f"own.{form}", rows)
    named = {name for row in rows for name in row}
    found, rejects = read(path)
    assert (len(found), rejects) == (len(rows), [])
    for row, given_row in zip(found, rows, strict=True):
        assert set(row) == named
        assert row["t"] == given_row["t"]


def test_the_type_of_a_parquet_column_is_the_one_that_holds_all_its_values(tmp_path):
    rows = [
        {"whole": 1, "number": 1, "flag": True, "mixed": 1, "nested": [1], "large": 1, "empty": None},
        {"whole": None, "number": 2.5, "flag": False, "mixed": "a", "nested": {"b": "c"}, "large": 2**70},
    ]
    found, _ = read(write(tmp_path / "a.parquet", rows))
    assert found == [
        {"whole": 1, "number": 1.0, "flag": True, "mixed": "1", "nested": "[1]", "large": "1", "empty": None},
        {
            "whole": None,
            "number": 2.5,
            "flag": False,
            "mixed": "a",
            "nested": '{"b":"c"}',
            "large": "1180591620717411303424",
            "empty": None,
        },
    ]


def test_values_of_parquet_have_a_form_in_json_and_in_csv(tmp_path):
    table = pyarrow.table(
        {"day": [datetime.date(2025, 1, 24)], "bytes": [b"ab"], "map": [[1, None]], "nan": [float("nan")]}
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    rows, _ = read(tmp_path / "a.parquet")
    (line,) = write(tmp_path / "b.jsonl", rows).read_text().splitlines()
    assert json.loads(line) == {"day": "2025-01-24", "bytes": "YWI=", "map": [1, None], "nan": None}
    write(tmp_path / "b.csv", rows, {"day": "string", "bytes": "string", "map": "string", "nan": "string"})
    assert list(csv.reader(io.StringIO((tmp_path / "b.csv").read_text())))[1] == [
        "2025-01-24",
        "YWI=",
        "[1,null]",
        "null",
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_and_rejects_one_for_each_line(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes.jsonl"
    path.write_bytes(data)
    rows, rejects = read(path)
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert len(rows) + len(rejects) == sum(1 for line in lines if line.strip())


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"a", b"\xe9", b"\0", "é".encode(), b" "]), max_size=30))
def test_any_bytes_after_a_header_are_rows_and_rejects_of_csv(tmp_path_factory, pieces):
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(b"a,b\n" + b"".join(pieces))
    rejects: list[Reject] = []
    with open_table(path) as table:
        rows = list(table.rows(rejects.append))
    numbers = sorted([*(row.number for row in rows), *(reject.row for reject in rejects)])
    assert numbers == list(range(1, len(numbers) + 1))
    for row in rows:
        "".join(row.values.values()).encode()
    json.dumps([reject.values for reject in rejects]).encode()


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b"[1]", "", "Expected `object`, got `array`"),
        (b"{", "", "this isn't JSON: Input data was truncated"),
        (b'{"a": ' + b"[" * 100_000, "", "this isn't JSON: it nests too deep"),
        (b'{"a": "caf\xe9"}', "", "this isn't JSON: not UTF-8 at byte 10"),
        (b'{"a": "b", "c": "\\ud800"}', "c", "half a surrogate pair, so this isn't Unicode text"),
        (b'{"\\ud800": 1}', "\\ud800", "half a surrogate pair, so this isn't Unicode text"),
        (b'{"a": NaN}', "a", "NaN, an infinity or a number that is too large; JSON has none of these"),
        (b'{"a": 1e999}', "a", "NaN, an infinity or a number that is too large; JSON has none of these"),
    ],
)
def test_a_bad_line_of_json_is_rejected_with_its_place_and_field(tmp_path, line, field, reason):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\n\n' + line + b'\n{"a": 2}')
    rows, (reject,) = read(path)
    assert rows == [{"a": 1}, {"a": 2}]
    assert (reject.file, reject.row, reject.line, reject.field, reject.reason) == (str(path), 2, 3, field, reason)
    assert str(reject) == f"{path}:3: {field}: {reason}" if field else f"{path}:3: {reason}"
    assert reject.values == line.decode("utf-8", errors="backslashreplace")


@pytest.mark.parametrize(
    ("record", "field", "reason", "values"),
    [
        (b"1", "", "the row has 1 values, and the header names 2 columns", "1"),
        (b"1,2,3", "", "the row has 3 values, and the header names 2 columns", "1,2,3"),
        (b"1,caf\xe9", "b", "not UTF-8", {"a": "1", "b": "caf\\xe9"}),
        (b"1\0,2", "a", "a NUL character, so this isn't text", {"a": "1\0", "b": "2"}),
        (b'1,"2"3', "", "this isn't CSV: ',' expected after '\"'", '1,"2"3'),
        (b'1,"2\nx"3', "", "this isn't CSV: ',' expected after '\"' (lines 3 to 4)", '1,"2\nx"3'),
    ],
)
def test_a_bad_record_of_csv_is_rejected_with_its_place_and_field(tmp_path, record, field, reason, values):
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n0,"x"\r\n' + record + b"\r\n9,y\r\n")
    rows, (reject,) = read(path)
    assert rows == [{"a": "0", "b": "x"}, {"a": "9", "b": "y"}]
    assert (reject.row, reject.line, reject.field, reject.reason, reject.values) == (2, 3, field, reason, values)


def test_a_quotation_mark_that_is_never_closed_costs_one_reject_that_names_the_lines(tmp_path):
    (tmp_path / "a.csv").write_text('a,b\n1,2\n3,"4\n5,6\n7,8\n')
    rows, (reject,) = read(tmp_path / "a.csv")
    assert rows == [{"a": "1", "b": "2"}]
    assert (reject.line, reject.reason) == (3, "this isn't CSV: a quotation mark is never closed (lines 3 to 5)")


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_row_that_is_too_long_is_passed_over_and_not_kept(tmp_path, form):
    long = "x" * (2 * MAX_ROW)
    rows = [f'{{"a": "{text}"}}' if form == "jsonl" else f'"{text}"' for text in ("1", long, "3")]
    (tmp_path / f"a.{form}").write_text("\n".join([*(["a"] if form == "csv" else []), *rows]))
    found, (reject,) = read(tmp_path / f"a.{form}")
    assert found == [{"a": "1"}, {"a": "3"}]
    assert "longer than 16777216" in reject.reason
    assert len(reject.values) == 1000


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "a table is a .jsonl, .ndjson, .csv or .parquet file, or JSON lines from -"),
        ("a.csv", b"", "the file is empty; its first line has to name the columns"),
        ("a.csv", b"a,b,a\n", 'two columns are called "a"'),
        ("a.csv", "a,b\n1,2\n".encode("utf-16"), "the names of the columns aren't text in UTF-8"),
        ("a.csv", b'"a,b\n1,2', "this isn't CSV: a quotation mark is never closed"),
        ("a.parquet", b"", "this isn't Parquet that can be read"),
        ("a.parquet", b"PAR1 and nothing else PAR1", "this isn't Parquet that can be read"),
        ("no/a.jsonl", None, "can't be read: no such file or directory"),
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path, name, data, message):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_a_folder_is_no_table(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(InputError, match=r"a\.csv: can't be read: is a directory"):
        read(tmp_path / "a.csv")


def test_text_in_parquet_that_is_not_utf8_costs_its_row(tmp_path):
    values = pyarrow.array([b"one", b"caf\xe9", b"three"]).view(pyarrow.string())
    pyarrow.parquet.write_table(pyarrow.table({"n": [1, 2, 3], "a": values}), tmp_path / "a.parquet")
    rows, (reject,) = read(tmp_path / "a.parquet")
    assert rows == [{"n": 1, "a": "one"}, {"n": 3, "a": "three"}]
    assert (reject.row, reject.line, reject.field) == (2, None, "a")
    assert reject.reason.startswith("the value can't be read: 'utf-8' codec")
    assert reject.values == {"n": 2, "a": None}


def test_a_damaged_part_of_a_parquet_file_costs_the_rows_of_that_part(tmp_path):
    path = tmp_path / "a.parquet"
    table = pyarrow.table({"a": [os.urandom(40).hex() for _ in range(30)]})
    pyarrow.parquet.write_table(table, path, row_group_size=10, compression="zstd", use_dictionary=False)
    second = pyarrow.parquet.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = second.data_page_offset
    data[start : start + second.total_compressed_size] = b"\xff" * second.total_compressed_size
    path.write_bytes(data)
    rows, (reject,) = read(path)
    assert [row["a"] for row in rows] == table["a"].to_pylist()[:10] + table["a"].to_pylist()[20:]
    assert (reject.row, reject.reason[:29]) == (11, "rows 11 to 20 can't be read: ")


def test_lines_of_json_with_too_many_columns_do_not_become_a_table(tmp_path):
    with pytest.raises(InputError, match="more than 10000 columns"):
        write(tmp_path / "a.csv", ({f"c{number}": number} for number in range(10_010)))


def test_what_is_no_mapping_is_a_row_without_columns():
    assert [dict(row.values) for row in number_rows([{"a": 1}, 7, "text"])] == [{"a": 1}, {}, {}]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("columns", [{"a": "string"}, None], ids=["columns known", "columns unknown"])
def test_a_table_that_fails_half_way_is_not_ended(form, columns):
    stream = io.BytesIO()

    def write_half() -> None:
        with write_rows(form, stream, columns, {}) as writer:
            for number in range(3000):
                writer.add({"a": str(number)})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert stream.getvalue().count(b"PAR1") <= 1
    assert not stream.closed


def test_a_value_that_does_not_fit_its_column_is_named(tmp_path):
    with pytest.raises(InputError, match='the column "a" can\'t be written as Parquet'):
        write(tmp_path / "a.parquet", [{"a": "x"}], {"a": "int64"})


WIDE = """
import io, resource
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from stancekit.formats.rows.csv import Csv
names = ",".join(f"c{number}" for number in range(300_000))
table = Csv(io.BytesIO(f"{names}\\n{names}\\n".encode()), "wide.csv", None)
print(*[len(row.values) for row in table.rows(print)])
"""


def test_a_header_of_very_many_columns_is_read_in_time_that_grows_with_their_number():
    # With their square it would take many minutes of the processor, and be stopped.
    done = subprocess.run([sys.executable, "-c", WIDE], capture_output=True, check=True, text=True)
    assert done.stdout == "300000\n"
