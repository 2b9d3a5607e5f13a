"""What is written: JSON that a program reads, a table and a page that a person reads, and files that are whole."""

import html
import io
import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import ARTICLE
from keywords import CODEBOOK, KeywordClassifier, KeywordExtractor
from stancekit import Analysis, Analyzer, Document, InputError, decode
from stancekit.formats.analyses import make_writer
from stancekit.formats.files import open_output
from stancekit.formats.printable import printable, shorten

ANALYZER = Analyzer(codebook=CODEBOOK, extractor=KeywordExtractor(), classifier=KeywordClassifier())
DOCUMENT = Document(text=ARTICLE, id="talks.txt")


def written(form, *documents, several=False):
    stream = io.BytesIO()
    writer = make_writer(form, stream, several=several)
    for document in documents:
        writer.add(document, ANALYZER.analyze(document))
    writer.close()
    return stream.getvalue().decode()


def test_one_document_is_one_line_of_json_in_the_form_that_is_documented():
    lines = written("jsonl", DOCUMENT, Document(text="", id="empty.txt")).splitlines()
    assert json.loads(lines[1]) == {"document": {"id": "empty.txt"}, "statements": []}
    first = json.loads(lines[0])
    assert first["document"] == {"id": "talks.txt"}
    content = "Norland is ready for talks if the border is opened"
    start = ARTICLE.index(content)
    assert first["statements"][0] == {
        "content": content,
        "content_spans": [[start, start + len(content)]],
        "cue": "said",
        "cue_spans": [[10, 14]],
        "source": "Anna Berg",
        "source_spans": [[0, 9]],
        "quotation": "indirect",
        "reported_in": None,
        "speaker": {"name": "Anna Berg"},
        "holder": {"name": "Norland"},
        "confidence": None,
        "stances": [
            {
                "target": "talks",
                "polarity": "favor",
                "label": "wants_talks",
                "conditional": True,
                "probabilities": None,
                "evidence": [[start + 8, start + 20]],
                "holder": {"name": "Norland"},
                "classifier": "KeywordClassifier",
                "rule": None,
            }
        ],
    }
    assert decode(lines[0], Analysis) == ANALYZER.analyze(DOCUMENT)


def test_json_is_an_object_for_one_document_and_a_list_for_several():
    lines = written("jsonl", DOCUMENT, DOCUMENT).splitlines()
    assert json.loads(written("json", DOCUMENT)) == json.loads(lines[0])
    assert json.loads(written("json", DOCUMENT, DOCUMENT, several=True)) == [json.loads(line) for line in lines]
    assert json.loads(written("json", several=True)) == []


TABLE = """\
talks.txt: 4 statements

   1 Anna Berg · said
     Norland is ready for talks if the border is opened
     holder: Norland
     → favor talks (wants_talks), conditional: [is ready for]

   2 Otto Lind · warned
     Sudmark rejects sanctions
     holder: Sudmark
     → against sanctions (opposes_sanctions): [rejects]

   3 Anna Berg · said
     Norland wants negotiations
     holder: Norland
     → favor talks (wants_talks): [wants]

   4 Otto Lind · said
     rain fell
     holder: rain

Positions, with the numbers of the statements that show them

holder talks sanctions
Norland favor 1, 3
Sudmark against 2
"""


def test_the_table_shows_each_statement_and_then_who_stands_where(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = [" ".join(line.split()) for line in written("table", DOCUMENT).splitlines() if "─" not in line]
    assert list(filter(None, lines)) == [" ".join(line.split()) for line in TABLE.splitlines() if line]


@pytest.mark.parametrize("columns", [24, 30, 40, 80])
def test_the_table_keeps_to_a_narrow_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = written("table", DOCUMENT)
    assert max(map(len, shown.splitlines())) <= columns
    wanted = ("Norland talks favor 1, 3", "Sudmark sanctions against 2")
    if columns >= 40:
        wanted = ("holder talks sanctions", "Norland favor 1, 3", "Sudmark against 2")
    assert all(words in " ".join(shown.split()) for words in wanted)


def test_an_article_can_neither_control_the_terminal_nor_write_markup():
    text = "Anna Berg said that \x1b[2J\x9b31m[red]wants talks[/red] \u202etalks.\n"
    shown = written("table", Document(text=text, id="\x1b]0;title\x07.txt"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "[red]wants talks[/red]" in shown


@given(st.text())
def test_what_is_printed_is_one_line_that_controls_nothing(text):
    shown = printable(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", shown)
    assert len(shorten(text, 12)) <= 12 or len(text.split()) == 0 or len(text) > 48


@given(st.text(st.sampled_from("<>&\"'ab \n"), max_size=12), st.text(st.sampled_from("<>&\"'ab"), max_size=12))
def test_a_page_of_html_has_the_whole_article_escaped_and_its_evidence_marked(before, name):
    text = f"{before} Anna Berg said that <b>Norland</b> wants <script>talks</script>."
    page = written("html", Document(text=text, id=name))
    assert "<script" not in page
    shown = re.search(r'<div class="text">(.*)</div>', page, re.DOTALL)[1]
    assert html.unescape(re.sub(r"</?(?:mark|span)[^>]*>", "", shown)) == text
    assert '<mark class="favor">wants</mark>' in shown


STRAY = "a\0\x1b\x85\x9b\u202e\u2066\u200f\xad\n\t<אב"


@given(st.text(st.sampled_from(STRAY), max_size=12), st.text(st.sampled_from(STRAY + "\ud800\udfff"), max_size=9))
def test_nothing_in_an_article_controls_the_page_or_turns_it_round(before, name):
    text = f"{before}Anna Berg said that \u202eNorland\x1b wants talks."
    page = written("html", Document(text=text, id=name))
    controls = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not re.search(controls, page)
    shown = html.unescape(re.search(r'<div class="text">(.*)</div>', page, re.DOTALL)[1])
    # One character stands for one, so that the marks stay where they are.
    assert re.sub(r"</?(?:mark|span)[^>]*>", "", shown) == re.sub(controls, "\ufffd", text)
    assert '<mark class="favor">wants</mark>' in shown


def test_words_beside_each_other_in_a_page_keep_their_places_whichever_way_they_are_written():
    page = written("html", Document(text="שלום said that Norland wants talks."))
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    isolated = re.search(r"([^}]*)\{ unicode-bidi: isolate; \}", style)[1].split(",")
    assert {"li b", "li i", "li span"} <= {one.strip() for one in isolated}
    assert ".text { unicode-bidi: plaintext;" in style


def test_a_page_of_html_links_each_position_to_its_statements():
    page = written("html", DOCUMENT, DOCUMENT)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["d1s1", "d1s3", "d1s2", "d2s1", "d2s3", "d2s2"]
    assert all(f'id="{target}"' in page for target in targets)
    assert not re.search(r"https?://", page)


def test_a_file_is_there_when_all_of_it_is_written(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with open_output(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_where_writing_breaks_off_nothing_is_left_and_the_old_file_stays(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def break_off():
        with open_output(path) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "link").symlink_to("out.jsonl")
    with open_output(tmp_path / "link") as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out.jsonl").read_bytes() == b"new"


def test_a_file_that_cannot_be_written_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"can't be written: No such file"), open_output(tmp_path / "no" / "out"):
        pass


def test_a_stance_of_none_can_be_written_too():
    analyzer = Analyzer(
        codebook=CODEBOOK, extractor=KeywordExtractor(), classifier=KeywordClassifier(), include_none=True
    )
    analysis = analyzer.analyze(DOCUMENT)
    for form in ("table", "json", "jsonl", "html"):
        stream = io.BytesIO()
        writer = make_writer(form, stream, several=False)
        writer.add(DOCUMENT, analysis)
        writer.close()
        assert b"none" in stream.getvalue()
    assert msgspec.json.decode(msgspec.json.encode(analysis), type=Analysis) == analysis
