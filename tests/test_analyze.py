"""`analyze` with the parts that are used unless others are named: the main job, whatever the text is."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stancekit import Analysis, Analyzer, Document, analyze, decode, encode, read_documents

TALKS = """Foreign Minister Anna Berg said on Monday that Norway is ready for talks with Sweden.

“We will not accept any new sanctions,” Berg told reporters, “and we call for a ceasefire.”

Otto Lind, a spokesman for the government of Sweden, rejected the proposal.
"""


@pytest.fixture(scope="module")
def diplomacy() -> Analyzer:
    return Analyzer()


def test_three_lines_of_python_tell_who_stands_where():
    analysis = analyze(TALKS)
    positions = {(p.holder.name, p.target, p.polarity) for p in analysis.positions() if p.holder}
    assert ("Norway", "negotiation", "favor") in positions
    assert {statement.speaker.name for statement in analysis.statements if statement.speaker} >= {
        "Anna Berg",
        "Otto Lind",
    }


PIECES = """
“ ” " ' ‘ ’ « » ( ) , . ; : ? ! … — - said, told asked that he she they “We will Berg Lind Anna Mr. Norway U.S. talks
sanctions if unless not ceasefire according to in a statement warned the proposal rejected’s 🕊️ שלום İ ß
"""
BREAKS = [" ", "  ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\t", "\u00a0", "\u2028", "\u202e", "\u0301", "\0", "\x0b"]
news = st.lists(st.sampled_from([*PIECES.split(), *BREAKS, " ", " ", " "]), max_size=60).map("".join)


def check_spans(analysis: Analysis, text: str) -> None:
    for statement in analysis.statements:
        for spans in (statement.content_spans, statement.cue_spans, statement.source_spans):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert list(spans) == sorted(spans)
        assert statement.content == " ".join(text[start:end] for start, end in statement.content_spans)
        for stance in statement.stances:
            assert stance.polarity in ("favor", "against")
            assert all(0 <= start < end <= len(text) for start, end in stance.evidence)


@given(st.text() | news)
@example("")
@example(" \r\n ")
@example('"' * 50)
@example("“" * 50 + "said Berg")
@example("said " * 50)
@example("\0said Berg\0 “a”")
def test_no_text_raises_and_all_spans_lie_inside_it(diplomacy, text):
    analysis = diplomacy.analyze(Document(text=text, id="any"))
    check_spans(analysis, text)
    assert decode(encode(analysis), Analysis) == analysis


@given(news)
def test_the_same_text_gives_the_same_analysis_whatever_came_before(diplomacy, text):
    first = diplomacy.analyze(text)
    diplomacy.analyze(TALKS)
    assert diplomacy.analyze(text) == first


@pytest.mark.parametrize(
    "unit",
    ["He said “so” and left. ", "“", "Berg said that ", "x", "word ", "said Berg, ", "(", "Anna Berg ", "not ", "\n"],
)
def test_a_long_text_of_any_kind_is_analysed(diplomacy, unit):
    text = unit * (200_000 // len(unit))
    analysis = diplomacy.analyze(text)
    assert all(end <= len(text) for statement in analysis.statements for _, end in statement.content_spans)


DATA = Path(os.environ.get("STANCEKIT_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.mark.parametrize("corpus", ["article", "news", "polnear/train", "polnear/dev"])
def test_every_article_of_a_corpus_is_analysed(diplomacy, corpus):
    files = sorted((DATA / corpus).glob("**/*.txt"))
    if not files:
        pytest.skip(f"no articles in {DATA / corpus}; STANCEKIT_DATA names the folder that has them")
    found = 0
    for document in read_documents(files):
        analysis = diplomacy.analyze(document)
        check_spans(analysis, document.text)
        found += len(analysis.statements)
    assert found > len(files)
