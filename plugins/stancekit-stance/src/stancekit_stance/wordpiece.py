"""Word pieces: text into the numbers that the encoder reads, as BERT's uncased tokeniser makes them.

Devlin et al. 2019, "BERT"; the greedy longest match is Wu et al. 2016. Imports nothing of the package.
"""

import re
import unicodedata
from collections.abc import Sequence

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

_LONGEST_WORD = 100
"""Longer words are unknown: as the tokeniser that the encoder was trained with takes them."""

_KEPT = 1 << 15
"""How many words are kept with their pieces."""

_SYMBOLS = frozenset("$+<=>^`|~")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002fa1f\uf900-\ufaff]")


class WordPieces:
    """A vocabulary of word pieces; a piece within a word begins with `##`."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self.start, self.end, self.unknown = (self._numbers[name] for name in (START, END, UNKNOWN))
        self._words: dict[str, tuple[int, ...]] = {}

    def encode(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, without start and end."""
        return [number for word in split(text) for number in self._word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _KEPT:
                self._words.clear()
            known = self._words[word] = self._pieces(word)
        return known

    def _pieces(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self.unknown,)
        return tuple(found)


def split(text: str) -> list[str]:
    """The words of a text in lower case and without accents, each mark of punctuation a word of its own."""
    words: list[str] = []
    for run in _IDEOGRAPH.sub(r" \g<0> ", _clean(text)).split():
        word = ""
        for letter in unicodedata.normalize("NFD", run.lower()):
            category = unicodedata.category(letter)
            if category == "Mn":
                continue
            if category[0] == "P" or letter in _SYMBOLS:
                words += [word, letter] if word else [letter]
                word = ""
            else:
                word += letter
        if word:
            words.append(word)
    return words


def _clean(text: str) -> str:
    """The text without control characters, each kind of white space a space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter in "\t\n\r" or (letter != "\ufffd" and letter != "\0" and unicodedata.category(letter)[0] != "C")
    )
