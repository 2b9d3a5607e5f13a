"""Text into word pieces, as BERT's uncased tokeniser does it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit_stance.wordpiece import WordPieces, split

PIECES = WordPieces(["[UNK]", "[CLS]", "[SEP]", "un", "##want", "##ed", "want", "talks", ",", "!", "cafe", "中"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Talks, NOW!", ["talks", ",", "now", "!"]),
        ("U.S.-led", ["u", ".", "s", ".", "-", "led"]),
        ("café İstanbul", ["cafe", "istanbul"]),
        ("$5 a\tb\x00c\u200b", ["$", "5", "a", "bc"]),
        ("中国", ["中", "国"]),
        (" \n ", []),
    ],
)
def test_words_are_lower_case_and_without_accents(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("unwanted", [3, 4, 5]), ("Wanted talks!", [6, 5, 7, 9]), ("café", [10]), ("untalks", [0]), ("x" * 101, [0])],
)
def test_each_word_is_cut_into_its_longest_pieces(text: str, pieces: list[int]) -> None:
    assert PIECES.encode(text) == pieces


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), max_size=6))
def test_a_text_is_its_words_one_after_the_other(words: list[str]) -> None:
    assert PIECES.encode(" ".join(words)) == [piece for word in words for piece in PIECES.encode(word)]
