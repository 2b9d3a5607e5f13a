"""Texts annotated in brat's format, read as documents with their statements."""

import re

import pytest

from stancekit import InputError
from stancekit.formats.standoff import read_folder

TEXT = "Ann Lee said it rains. “No,” he went on, “never.”"
ANNOTATION = """\
T1\tSource 0 7\tAnn Lee
T2\tCue 8 12\tsaid
T3\tContent 13 21\tit rains
T4\tAttribution 8 12\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
#1\tAnnotatorNotes E1\tsure
T5\tContent 24 26;42 47\tNo
never
T6\tAttribution-no-source 32 39\twent on
E2\tAttribution-no-source:T6 Content:T5
"""


def test_a_folder_of_texts_with_annotations_beside_them(tmp_path):
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.ann").write_text(ANNOTATION, encoding="utf-8")
    (tmp_path / "c.txt").write_text("Nobody annotated this.", encoding="utf-8")
    (found,) = read_folder(tmp_path)
    assert found.document.id == "b"
    assert [(one.source, one.cue, one.content) for one in found.statements] == [
        ("Ann Lee", "said", "it rains"),
        (None, None, "No never"),
    ]
    assert found.statements[1].content_spans == ((24, 26), (42, 47))


def test_of_several_annotators_the_first_counts(tmp_path):
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "a_2.ann").write_text("", encoding="utf-8")
    (tmp_path / "attributions" / "a_1.ann").write_text(ANNOTATION, encoding="utf-8")
    (found,) = read_folder(tmp_path)
    assert len(found.statements) == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("T1\tContent 0", 'a.ann:1: offsets: expected START END, with ; between several, found "0"'),
        ("E1\tAttribution:T4 Content:T9", "a.ann:1: Content:T9: expected ROLE:NAME"),
        ("T1\tContent 0 900\tx\nE1\tA:T1 Content:T1", "a.ann:2: content: spans outside the text"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_field(wrong, message, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text(wrong + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(message)):
        list(read_folder(tmp_path))


@pytest.mark.parametrize(("name", "message"), [("none", "no such folder"), ("", "no annotated article")])
def test_a_folder_without_annotations(name, message, tmp_path):
    with pytest.raises(InputError, match=message):
        list(read_folder(tmp_path / name))
