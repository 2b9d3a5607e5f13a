"""Tokens stand where they are said to, paragraphs and sentences end where a reader would end them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stancekit_tagger.segmentation import BLANK, CLOSING, OPENING, OUTSIDE, QUOTED, segment


def tokens(text: str) -> list[str]:
    found = segment(text)
    return [found.words[place] for place in found.places]


def sentences(text: str) -> list[list[str]]:
    found = segment(text)
    numbers = found.sentences[found.places]
    return [
        [found.words[place] for place in found.places[numbers == number]] for number in dict.fromkeys(numbers.tolist())
    ]


def test_words_marks_and_abbreviations() -> None:
    assert tokens("Mr. Berg's U.S. trip cost 1,500 dollars.") == [
        "Mr.", "Berg", "'s", "U.S.", "trip", "cost", "1,500", "dollars", ".",
    ]  # fmt: skip


def test_a_sentence_ends_with_its_closing_mark() -> None:
    assert sentences("“We go.” She left. Then rain came.") == [
        ["“", "We", "go", ".", "”"],
        ["She", "left", "."],
        ["Then", "rain", "came", "."],
    ]


def test_quotation_marks() -> None:
    found = segment('He said "no way" twice.')
    assert found.quotes[found.places].tolist() == [
        OUTSIDE, OUTSIDE, OPENING, QUOTED, QUOTED, CLOSING, OUTSIDE, OUTSIDE,
    ]  # fmt: skip


def test_a_line_of_wrapped_text_is_no_paragraph() -> None:
    lines = ["The council met on", "Monday to talk about", "the bridge that the", "storm had taken away",
             "in March of the year", "before, a heavy loss."]  # fmt: skip
    assert len(segment("\n".join(lines)).paragraphs) == 1
    assert len(segment("It met.\nIt talked.\nIt left.").paragraphs) == 3


@given(st.text(st.sampled_from("aB1.,'’“”\"\n\r ­é-—?\u2028"), max_size=80))
def test_every_sign_belongs_to_one_token(text: str) -> None:
    found = segment(text)
    covered = [False] * len(text)
    for place in found.places.tolist():
        start, end = int(found.starts[place]), int(found.ends[place])
        assert text[start:end] == found.words[place]
        assert not any(covered[start:end])
        covered[start:end] = [True] * (end - start)
    assert all(covered[index] or text[index].isspace() for index in range(len(text)))


@given(st.text(max_size=80))
def test_paragraphs_are_apart_by_blank_places(text: str) -> None:
    found = segment(text)
    bounds = [(0, BLANK), *found.paragraphs.tolist()] if len(found.paragraphs) else []
    assert all(other[0] >= one[1] for one, other in pairwise(bounds))
    assert len(found.places) == sum(last - first for first, last in found.paragraphs.tolist())
