"""Tokens stand where a reader would see words and marks, and leave out nothing but white space."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.text.segmentation import ABBREVIATIONS, BREAKS, TokenPattern, is_wrapped, token_pattern

PATTERN = token_pattern()


def tokens(text: str, pattern: TokenPattern = PATTERN) -> list[str]:
    return [match[0] for match in pattern.tokens(text)]


def test_words_marks_and_abbreviations() -> None:
    assert tokens("Mr. Berg's U.S. trip (R-S.C.) cost J. Low 1,500 dollars...") == [
        "Mr.", "Berg", "'s", "U.S.", "trip", "(", "R-S.C.", ")", "cost", "J.", "Low", "1,500", "dollars", "...",
    ]  # fmt: skip


def test_a_full_stop_belongs_to_what_is_named_as_an_abbreviation() -> None:
    text = "Fresno, Calif. is far."
    assert tokens(text) == ["Fresno", ",", "Calif", ".", "is", "far", "."]
    assert tokens(text, token_pattern((*ABBREVIATIONS, "Calif"))) == ["Fresno", ",", "Calif.", "is", "far", "."]


def test_a_break_is_a_token_unless_the_text_is_wrapped() -> None:
    lines = ["The council met on", "Monday to talk about", "the bridge that the", "storm had taken away",
             "in March of the year", "before, a heavy loss."]  # fmt: skip
    wrapped = "\n".join(lines)
    assert is_wrapped(wrapped)
    assert "\n" not in tokens(wrapped)
    assert tokens(f"{wrapped}\n \nIt rained.").count("\n \n") == 1
    assert not is_wrapped("It met.\nIt talked.\nIt left.\nIt won.\nIt lost.\nIt slept.\nIt ate.")
    assert tokens("It met.\nIt left.") == ["It", "met", ".", "\n", "It", "left", "."]


TEXTS = st.lists(
    st.sampled_from(
        [
            "a",
            "Bé",
            "Mr.",
            "Calif.",
            "U.S",
            ".",
            "D-S.C.",
            "1,5",
            ",",
            "'",
            "’s",
            "”",
            '"',
            "``",
            "-",
            "@",
            "_",
            *BREAKS,
        ]
        + [" "] * 6
    )
).map("".join)


@given(TEXTS)
def test_every_sign_but_white_space_belongs_to_one_token(text: str) -> None:
    end = 0
    for match in PATTERN.tokens(text):
        assert not text[end : match.start()].strip()
        assert match.start() < match.end()
        end = match.end()
    assert not text[end:].strip()


@pytest.mark.parametrize("kind", ["lines", "wrapped"])
@given(text=TEXTS)
def test_the_short_way_for_most_words_changes_none(kind: str, text: str) -> None:
    pattern = getattr(PATTERN, kind)
    short, others = pattern.pattern.split("|", 1)
    assert "(?!" in short
    assert pattern.findall(text) == re.findall(others, text)
