"""The words of a statement, with where they stand: what every rule of the stance classifier reads.

A token is a word, a number, an abbreviation with its points, or one mark of punctuation; "don't" and "cannot" are taken
apart, so that a negation is a token of its own. Imports nothing of the package.
"""

import re

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W_]+(?:['’][^\W\d_]+)*|[^\w\s]|_", re.UNICODE)
_SHORT = {"wo": "will", "ca": "can", "sha": "shall"}
_JOINED = {"ll": "will", "re": "are", "ve": "have", "d": "would", "m": "am"}
_BEFORE_IS = frozenset("it that he she there what who here this".split())
_ABBREVIATED = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt adm sen rep gov pres min st no vs "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_STOPS = frozenset(".!?;:\u2026\n")


class Tokens:
    """The tokens of one text.

    Attributes:
        words: Each token in lower case, with straight apostrophes.
        starts: Where each begins, in characters of the text.
        ends: Where each ends.
        capital: Whether each begins with a capital letter in the text.
        sentence: The number of the sentence that each stands in.
        questions: The numbers of the sentences that end with a question mark.
    """

    __slots__ = ("capital", "ends", "questions", "sentence", "starts", "words")

    def __init__(self, text: str) -> None:
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for found in _TOKEN.finditer(text):
            start, end = found.span()
            # "US" is the state and "us" the pronoun.
            word = "u.s." if found[0] == "US" else found[0].lower()
            if word.isalnum() and word != "cannot":
                words.append(word)
                starts.append(start)
                ends.append(end)
                continue
            for piece, first, last in _pieces(word.replace("’", "'"), start, end):
                words.append(piece)
                starts.append(first)
                ends.append(last)
        self.words, self.starts, self.ends = words, starts, ends
        self.capital = [text[start].isupper() for start in starts]
        self.sentence: list[int] = []
        self.questions: set[int] = set()
        number = 0
        for index, word in enumerate(words):
            self.sentence.append(number)
            if word in _STOPS and self._stops(text, index):
                if word == "?":
                    self.questions.add(number)
                number += 1

    def _stops(self, text: str, index: int) -> bool:
        """Whether the mark at `index` ends a sentence: a point in "Gen. Smith" doesn't."""
        word = self.words[index]
        if word == ":":
            return False
        if word != ".":
            return True
        before = self.words[index - 1] if index else ""
        return before not in _ABBREVIATED and not (len(before) == 1 and before.isalpha())

    def __len__(self) -> int:
        return len(self.words)


def _pieces(word: str, start: int, end: int) -> list[tuple[str, int, int]]:
    if word == "cannot":
        return [("can", start, start + 3), ("not", start + 3, end)]
    if word.endswith("n't") and len(word) > 3:
        return [(_SHORT.get(word[:-3], word[:-3]), start, end - 3), ("not", end - 3, end)]
    stem, apostrophe, rest = word.rpartition("'")
    if not apostrophe or not stem:
        return [(word, start, end)]
    cut = end - len(rest) - 1
    if rest == "s":
        return [(stem, start, cut), ("is" if stem in _BEFORE_IS else "'s", cut, end)]
    if rest in _JOINED:
        return [(stem, start, cut), (_JOINED[rest], cut, end)]
    return [(word, start, end)]
