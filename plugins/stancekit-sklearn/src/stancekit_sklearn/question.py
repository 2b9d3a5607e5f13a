"""A `Question`: what the features read of one (statement, target) pair, as words with holder and target found in them.

It knows no feature and no model. Each part is worked out once, when a feature first asks for it. May import the nouns,
the classifier's interface and `target_words`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from stancekit.contract.classifier import Pair
from stancekit.nouns.statement import join_spans
from stancekit.nouns.target import Target
from stancekit_sklearn.target_words import Match, find_name, words_of

HOLDER = "HOLDER"
TARGET = "TARGET"

_WORD = re.compile(r"[#@]?\w+(?:['’]\w+)*|[^\w\s]")


class Question:
    """What is asked, and the text to answer it from.

    Attributes:
        text: The passage from the first to the last word of the statement, its cue among them where the document is
            known; else the content.
        offset: The passage's place in the document, in characters; None where only the content is known.
        target: The target; its name is empty where it is hidden.
        holder: The holder's name; empty where it isn't known.
        group: What questions of one origin share: the document's text, else the text.
        opinions: What other classifiers say, each as "name: polarity".
    """

    def __init__(
        self, text: str, target: Target, holder: str = "", offset: int | None = None, group: str | None = None
    ) -> None:
        self.text, self.target, self.holder, self.offset = text, target, holder, offset
        self.group = text if group is None else group
        self.opinions: list[str] = []

    @cached_property
    def _tokens(self) -> tuple[list[str], list[int]]:
        """The words in lower case, and the character that each starts at."""
        words, starts = [], []
        for match in _WORD.finditer(self.text):
            words.append(match[0].lower())
            starts.append(match.start())
        return words, starts

    @property
    def words(self) -> list[str]:
        """The words of the text, in lower case."""
        return self._tokens[0]

    @cached_property
    def topic(self) -> dict[str, float]:
        """The stems of the target's topic, and how telling each is."""
        return words_of(self.target).topic

    @cached_property
    def matches(self) -> list[Match]:
        """Where the text speaks of the target."""
        return words_of(self.target).find(self.text)

    @cached_property
    def masked(self) -> list[str]:
        """The words with `HOLDER` for the holder's name and `TARGET` for each place that speaks of the target."""
        words, starts = self._tokens
        masked: list[str] = list(words)
        gone: set[int] = set()
        spans = [(start, end, HOLDER) for start, end in find_name(self.text, (self.holder,))]
        spans += [(start, end, TARGET) for start, end, _ in self.matches]
        for start, end, mask in spans:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            if first < last and masked[first] not in (HOLDER, TARGET):
                masked[first] = mask
                gone.update(range(first + 1, last))
        return [word for index, word in enumerate(masked) if index not in gone or word in (HOLDER, TARGET)]

    def around(self, start: int, end: int, *, words: int) -> tuple[int, int]:
        """The characters from so many words before `text[start:end]` to so many after it."""
        starts = self._tokens[1]
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        after = starts[last + words] if last + words < len(starts) else len(self.text)
        low = min(start, starts[max(first - words, 0)]) if starts else start
        return low, max(end, low + len(self.text[low:after].rstrip()))


def as_questions(pairs: Sequence[object]) -> list[Question]:
    """The questions of pairs, of plain (text, target) tuples, or of bare texts, which have no target.

    Raises:
        TypeError: An element is none of these.
    """
    return [_as_question(pair) for pair in pairs]


def _as_question(pair: object) -> Question:
    if isinstance(pair, Question):
        return pair
    if isinstance(pair, Pair):
        text, offset = _passage(pair)
        holder = pair.statement.holder
        group = pair.document.text if pair.document else None
        return Question(text, pair.target, holder.name if holder else "", offset, group)
    if isinstance(pair, str):
        return Question(pair, Target(name=""))
    if isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
        return Question(pair[0], Target(name=pair[1]))
    raise TypeError(f"a pair is a stancekit Pair, a (text, target) tuple or a text, not {pair!r:.80}")


def _passage(pair: Pair) -> tuple[str, int | None]:
    """The text to read, and where it stands in the document.

    What stands between the pieces of a content belongs to it ("pledged tanks *and dismissed* talk of a truce").
    """
    statement, document = pair.statement, pair.document
    if document is None or not statement.content_spans:
        return statement.content, None
    if join_spans(document.text, statement.content_spans) != statement.content:
        return statement.content, None
    spans = statement.content_spans + statement.cue_spans
    start = min(first for first, _ in spans)
    return document.text[start : max(last for _, last in spans)], start
