"""What holds for the resolution of actors on any text and any spans, however little they look like news."""

import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.actors import resolve
from stancekit.actors.gazetteer import gazetteer
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement, join_spans

WORDS = (
    "The the A an his Their Kremlin spokesman spokeswoman Dmitry Anna Peskov von al-Assad President of for and Russia "
    "Russian Moscow Iran's Tehran U.S. State Department NATO (NATO) UN he She they it who which we Mr. Mrs. Sen. "
    "minister deputy foreign Minister government group newspaper statement agency officials sources Monday May Jr. is "
    'was said told that , . \n \n\n “ ” " - — 王小明 Παππάς Орлов İ ß \u00a0 \u200f U.N. Security Council King Queen '
    "De La 5 77,000 side country"
).split(" ")

prose = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
texts = st.one_of(st.text(max_size=200), prose, st.tuples(prose, st.text(max_size=30), prose).map(" ".join))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Statement]]:
    """A text, and statements that point anywhere into it."""
    text = draw(texts)
    offsets = st.integers(0, len(text))
    spans = st.tuples(offsets, offsets).map(lambda pair: (min(pair), max(pair)))
    statements = []
    for index in range(draw(st.integers(0, 6))):
        content = tuple(sorted(draw(st.lists(spans, max_size=2))))
        source = draw(st.one_of(st.none(), spans))
        statements.append(
            Statement(
                content=join_spans(text, content),
                content_spans=content,
                cue=draw(st.sampled_from((None, "said"))),
                source=None if source is None else text[source[0] : source[1]],
                source_spans=() if source is None else (source,),
                reported_in=draw(st.one_of(st.none(), st.integers(0, index))),
            )
        )
    return Document(text=text), statements


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@given(documents())
def test_only_speaker_and_holder_change(case: tuple[Document, list[Statement]]) -> None:
    document, statements = case
    resolved = resolve(document, statements)
    assert len(resolved) == len(statements)
    for before, after in zip(statements, resolved, strict=True):
        assert (before.content_spans, before.source_spans, before.cue) == (
            after.content_spans,
            after.source_spans,
            after.cue,
        )
        assert (after.speaker is None) == (after.holder is None)


@given(documents())
def test_names_are_words_of_the_text_or_of_the_gazetteer(case: tuple[Document, list[Statement]]) -> None:
    document, statements = case
    text = plain(document.text)
    for statement in resolve(document, statements):
        for actor in (statement.speaker, statement.holder):
            if actor is not None:
                assert plain(actor.name) in text or actor.name in gazetteer()


@given(documents())
def test_what_is_resolved_stays(case: tuple[Document, list[Statement]]) -> None:
    document, statements = case
    once = resolve(document, statements)
    for before, after in zip(once, resolve(document, once), strict=True):
        assert before == after
        if before.speaker is not None:
            assert after is before


@given(documents())
def test_a_document_is_resolved_for_itself(case: tuple[Document, list[Statement]]) -> None:
    document, statements = case
    first = resolve(document, statements)
    resolve(Document(text="Mr. Peskov and Anna Peskov met. The spokesman of the Kremlin left."), statements[:1])
    assert resolve(document, statements) == first


def name(number: int) -> str:
    return "".join(chr(97 + number // 26**place % 26) for place in range(4)).capitalize()


def said(text: str) -> list[Statement]:
    """A statement of what stands before each "said" of a text, back to the sentence before it."""
    found, start = [], 0
    for sentence in text.split(". "):
        source, _, content = sentence.partition(" said ")
        at = start + len(sentence) - len(content)
        found.append(
            Statement(
                content=content,
                content_spans=((at, start + len(sentence)),),
                cue="said",
                source=source,
                source_spans=((start, start + len(source)),),
            )
        )
        start += len(sentence) + 2
    return found


def work(text: str) -> int:
    """How many calls it takes to resolve a text's actors."""
    document, statements, count = Document(text=text), said(text), 0

    def counting(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        resolve(document, statements)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "sentence",
    [
        "{0} Minister {1} said that the minister said so",
        "{0} {1} said he was there",
        "The {0} minister said it",
        "A spokesman for {0} said they did",
        "John {0} said Mr. {1} was there",
    ],
)
def test_the_work_of_a_sentence_does_not_grow_with_the_text(sentence: str) -> None:
    few, many = (work(". ".join(sentence.format(name(n), name(7 * n)) for n in range(count))) for count in (40, 320))
    assert many < 2 * 8 * few
