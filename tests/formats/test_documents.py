"""Documents from files as they come: whole, damaged, and many."""

import datetime
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Document, InputError, read_documents
from stancekit.formats.documents import rows_to_documents

PAGE = """<!DOCTYPE html>
<html><head><title>Talks</title><meta property="og:site_name" content="The Harbour Post">
<meta property="article:published_time" content="2025-01-24"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Talks</h1>
<p>Anna Berg said that Norland is ready for talks if the border is opened again before the winter comes.</p>
<p>Otto Lind warned that Sudmark rejects sanctions &amp; everything that looks like “sanctions” to its people.</p>
</article><footer>All rights reserved</footer></body></html>
"""


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(*paths: Path) -> tuple[list[Document], list[str]]:
    errors: list[InputError] = []
    documents = list(read_documents(paths, on_error=errors.append))
    return documents, [str(error) for error in errors]


def test_a_text_is_kept_as_it_is(tmp_path):
    text = "\ufeffOne.\r\n\r\n\u00a0“Two” 🕊️\r\nשלום\tend"
    (document,), errors = read(write(tmp_path / "a.txt", text.encode()))
    assert document == Document(text=text.removeprefix("\ufeff"), id="a.txt")
    assert errors == []


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_comes_back_unchanged(tmp_path_factory, text):
    path = write(tmp_path_factory.getbasetemp() / "any.txt", b"\xef\xbb\xbf" + text.encode())
    assert next(read_documents([path])).text == text


LATIN = "convert it (iconv -f WINDOWS-1252 -t UTF-8, where it is Latin-1 or from Windows)"
AS_TEXT = "save it as plain text (.txt, in UTF-8) or as HTML, and give that"
NUL = "byte {}: a NUL byte, {}; convert it to UTF-8 (iconv -f {} -t UTF-8)"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Caf\xe9 said", f"byte 3: not UTF-8 (invalid continuation byte); {LATIN}"),
        (b"\xef\xbb\xbfCaf\xe9", f"byte 6: not UTF-8 (unexpected end of data); {LATIN}"),
        (b"ELF said\x00\x01", "byte 8: a NUL byte, so this isn't text"),
        (b"GIF89a\x00\x01", "this is an image, not text"),
        (b"PK\x03\x04\x14", "this is a zip archive; unpack it first"),
        (b"%PDF-1.7", f"this is a PDF, not text; {AS_TEXT} (pdftotext does so)"),
        (b"{\\rtf1 said", f"this is RTF, not text; {AS_TEXT}"),
        ("said so".encode("utf-16-le"), NUL.format(1, "this looks like UTF-16", "UTF-16LE")),
        ("said so".encode("utf-16-be"), NUL.format(0, "this looks like UTF-16", "UTF-16BE")),
        ("said".encode("utf-16"), "byte 0: this is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)"),
    ],
)
def test_what_is_no_text_is_named_by_file_and_byte(tmp_path, data, message):
    path = write(tmp_path / "a.txt", data)
    assert read(path) == ([], [f"{path}: {message}"])
    with pytest.raises(InputError):
        list(read_documents([path]))


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path):
    there = write(tmp_path / "b.txt", b"Berg said.")
    documents, errors = read(tmp_path / "a.txt", tmp_path, there)
    assert [document.id for document in documents] == ["b.txt"]
    assert errors == [
        f"{tmp_path / 'a.txt'}: can't be read: no such file or directory",
        f"{tmp_path}: can't be read: is a directory",
    ]


def test_lines_of_json_are_documents_and_a_bad_line_is_named(tmp_path):
    path = write(
        tmp_path / "many.jsonl",
        b'\xef\xbb\xbf{"text": "One.", "id": "first", "date": "2025-01-24", "publisher": "P", "language": "de"}\n'
        b"\n"
        b'{"text": 3}\n'
        b'{"text": "Four.", "id": 4, "other": [1]}\n'
        b'{"text": "broken\n'
        b'{"text": "caf\xe9"}\n'
        b'{"id": "no text"}\n'
        b'{"text": "Eight.", "date": ["x"]}\r\n'
        b'{"text": "Nine.\\r\\n"}',
    )
    documents, errors = read(path)
    assert documents == [
        Document(text="One.", id="first", date="2025-01-24", publisher="P", language="de"),
        Document(text="Four.", id="4"),
        Document(text="Nine.\r\n", id="many.jsonl:9"),
    ]
    assert [error.removeprefix(str(path)) for error in errors] == [
        ":3: text: Expected `str`, got `int`",
        ":5: this isn't JSON: JSON is malformed: invalid character (byte 16)",
        ":6: this isn't JSON: not UTF-8 at byte 13",
        ":7: text: the field is missing",
        ":8: date: Expected `str | null`, got `array`",
    ]


@given(st.binary(max_size=300))
@pytest.mark.parametrize("suffix", ["txt", "jsonl", "parquet", "html"])
def test_whatever_a_file_holds_the_only_error_is_an_input_error(tmp_path_factory, suffix, data):
    path = write(tmp_path_factory.getbasetemp() / f"any.{suffix}", data)
    with suppress(InputError):
        list(read_documents([path]))


def test_rows_of_parquet_are_documents(tmp_path):
    path = tmp_path / "many.parquet"
    rows = {
        "text": ["One.", None, "Three."],
        "id": [7, 8, None],
        "date": [datetime.date(2025, 1, 24), None, None],
        "size": [1, 2, 3],
    }
    pyarrow.parquet.write_table(pyarrow.table(rows), path)
    documents, errors = read(path)
    assert documents == [
        Document(text="One.", id="7", date="2025-01-24"),
        Document(text="Three.", id="many.parquet:3"),
    ]
    assert errors == [f"{path}:2: text: the field is missing"]


def test_parquet_without_texts_says_which_columns_there_are(tmp_path):
    path = tmp_path / "many.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"body": ["One."], "id": [1]}), path)
    assert read(path) == ([], [f"{path}: text: there is no such column; there are body, id"])


def test_of_a_page_of_html_the_article_is_taken(tmp_path):
    (document,), errors = read(write(tmp_path / "page.html", PAGE.encode()))
    assert errors == []
    assert (document.id, document.date, document.publisher) == ("page.html", "2025-01-24", "The Harbour Post")
    assert "Otto Lind warned that Sudmark rejects sanctions & everything" in document.text
    assert "Sport" not in document.text
    assert "All rights reserved" not in document.text


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\x00\x01\x02"])
def test_a_page_without_an_article_is_an_input_error(tmp_path, data):
    path = write(tmp_path / "page.html", data)
    documents, (error,) = read(path)
    assert documents == []
    assert error.startswith(f"{path}: ")


def test_rows_of_any_table_are_documents_and_are_taken_one_by_one():
    taken = []

    def rows():
        for number in range(1, 1000):
            taken.append(number)
            yield {"text": f"Row {number}."} if number != 2 else {"text": 5}

    errors: list[InputError] = []
    found = list(islice(rows_to_documents(rows(), name="corpus", on_error=errors.append), 2))
    assert found == [Document(text="Row 1.", id="corpus:1"), Document(text="Row 3.", id="corpus:3")]
    assert [str(error) for error in errors] == ["corpus:2: text: Expected `str`, got `int`"]
    assert taken == [1, 2, 3]


def test_an_office_document_is_named_by_its_ending(tmp_path):
    path = write(tmp_path / "a.docx", b"PK\x03\x04\x14")
    assert read(path) == ([], [f"{path}: this is an Office document, not text; {AS_TEXT}"])


def test_a_list_in_json_and_the_rows_of_csv_are_documents(tmp_path):
    items = write(tmp_path / "a.json", b'[{"text": "One.", "id": 4}, {"text": 2}, 3, {"text": "Four."}]')
    table = write(tmp_path / "b.csv", b"id,text,date\n,One.,2025-01-24\n7,Two.,\n8\n")
    one = write(tmp_path / "c.json", b'{"text": "Alone."}')
    documents, errors = read(items, table, one)
    assert documents == [
        Document(text="One.", id="4"),
        Document(text="Four.", id="a.json:4"),
        Document(text="One.", id="b.csv:2", date="2025-01-24"),
        Document(text="Two.", id="7"),
        Document(text="Alone.", id="c.json"),
    ]
    assert errors == [
        f"{items}: item 2: text: Expected `str`, got `int`",
        f"{items}: item 3: Expected `object`, got `int`",
        f"{table}:4: the row has 1 values, and the header names 3 columns",
    ]


def test_files_of_one_name_get_different_ids(tmp_path):
    for folder in ("x/1", "x/2", "y/2"):
        (tmp_path / folder).mkdir(parents=True)
        write(tmp_path / folder / "a.txt", b"said")
        write(tmp_path / folder / "many.jsonl", b'{"text": "said"}')
    write(tmp_path / "b.txt", b"said")
    names = ["x/1/a.txt", "x/2/a.txt", "y/2/a.txt", "b.txt", "b.txt", "x/1/many.jsonl", "x/2/many.jsonl"]
    documents, _ = read(*(tmp_path / name for name in names))
    assert [document.id for document in documents] == [
        "1/a.txt",
        "x/2/a.txt",
        "y/2/a.txt",
        "b.txt",
        "b.txt (2)",
        "1/many.jsonl:1",
        "2/many.jsonl:1",
    ]


@pytest.mark.parametrize("sources", ["a.txt", Path("a.txt")])
def test_one_path_is_no_list_of_them(sources):
    with pytest.raises(
        InputError, match=r"expected a list of files, found one path; write read_documents\(\['a.txt'\]\)"
    ):
        list(read_documents(sources))


def test_how_far_it_has_come_is_told_within_a_file_too(tmp_path):
    table = write(tmp_path / "many.jsonl", b'{"text": "said"}\n' * 4)
    text = write(tmp_path / "b.txt", b"said")
    told: list[float] = []
    list(read_documents([table, text], on_progress=told.append))
    assert told == [0.25, 0.5, 0.75, 1.0, 1, 2]


def test_a_line_that_is_too_long_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("stancekit.formats.rows.json_lines.MAX_ROW", 100)
    path = write(tmp_path / "many.jsonl", b'{"text": "%s"}\n{"text": "said"}\n' % (b"x" * 1000))
    documents, errors = read(path)
    assert [document.text for document in documents] == ["said"]
    assert errors == [f"{path}:1: the line is longer than 100 bytes; this is its beginning"]


def test_a_damaged_page_of_parquet_costs_its_own_rows(tmp_path):
    path = tmp_path / "many.parquet"
    texts = [f"Row {number} said {number * 7919}." for number in range(3000)]
    pyarrow.parquet.write_table(
        pyarrow.table({"text": texts, "other": texts[::-1]}),
        path,
        row_group_size=1000,
        compression="none",
        use_dictionary=False,
    )
    data = bytearray(path.read_bytes())
    at = data.index(b"Row 1500 ")
    data[at - 4 : at] = b"\xff\xff\xff\x7f"  # the length of that text
    documents, errors = read(write(path, bytes(data)))
    found = [document.text for document in documents]
    assert found == [text for text in texts if text in set(found)]
    assert {*texts[:1000], *texts[2000:]} <= set(found)
    (error,) = errors
    assert "to 2000 can't be read" in error
    first = int(error.partition("rows ")[2].split()[0])
    assert found == texts[: first - 1] + texts[2000:]
