"""A `Question`: what the features read of one (statement, target) pair, as words with the two names found in them.

It knows no feature and no model. Each part is worked out once, when a feature first asks for it. May import the nouns
and the classifier's interface.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from stancekit.classifier import Pair
from stancekit.target import Cues
from stancekit_sklearn.cues import Match, match_cues

NO_CUES = Cues()
HOLDER = "HOLDER"
TARGET = "TARGET"

_WORD = re.compile(r"[#@]?\w+(?:['’]\w+)*|[^\w\s]")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


class Question:
    """What is asked, and the words to answer it from.

    Attributes:
        text: The statement's content.
        cue: The words that attribute it; empty where there are none.
        holder: The holder's name; empty where it isn't known.
        target: The target's name; empty where it is hidden.
        names: The target's name and aliases.
        cues: The codebook's patterns for the target.
    """

    def __init__(
        self,
        text: str,
        *,
        target: str = "",
        holder: str = "",
        cue: str = "",
        aliases: Sequence[str] = (),
        cues: Cues = NO_CUES,
    ) -> None:
        self.text, self.target, self.holder, self.cue, self.cues = text, target, holder, cue, cues
        self.names = tuple(name for name in (target, *aliases) if name)

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

    def around(self, start: int, end: int, *, words: int) -> tuple[int, int]:
        """The characters from so many words before `text[start:end]` to so many after it."""
        starts = self._tokens[1]
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        after = starts[last + words] if last + words < len(starts) else len(self.text)
        low = min(start, starts[max(first - words, 0)]) if starts else start
        return low, max(end, low + len(self.text[low:after].rstrip()))

    @cached_property
    def cue_matches(self) -> list[Match]:
        """Where the codebook's patterns for the target match."""
        return match_cues(self.cues, self.text)

    @cached_property
    def target_spans(self) -> list[tuple[int, int]]:
        """The characters of the text that speak of the target: its cues where it has any, else its name."""
        if self.cue_matches:
            return [(match.start, match.end) for match in self.cue_matches]
        return find_name(self.text, self.names)

    @cached_property
    def masked(self) -> list[str]:
        """The words with `HOLDER` for the holder's name and `TARGET` for what speaks of the target."""
        words, starts = self._tokens
        masked = list(words)
        gone: set[int] = set()
        spans = [(start, end, HOLDER) for start, end in find_name(self.text, (self.holder,))]
        spans += [(start, end, TARGET) for start, end in self.target_spans]
        for start, end, mask in spans:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            if first < last and masked[first] not in (HOLDER, TARGET):
                masked[first] = mask
                gone.update(range(first + 1, last))
        return [word for index, word in enumerate(masked) if index not in gone or word in (HOLDER, TARGET)]


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
        statement, target = pair.statement, pair.target
        return Question(
            statement.content,
            target=target.name,
            holder=statement.holder.name if statement.holder else "",
            cue=statement.cue or "",
            aliases=target.aliases,
            cues=target.cues,
        )
    if isinstance(pair, str):
        return Question(pair)
    if isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
        return Question(pair[0], target=pair[1])
    raise TypeError(f"a pair is a stancekit Pair, a (text, target) tuple or a text, not {pair!r:.80}")


def find_name(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of `names` stands in `text`, as whole words and without regard to case.

    A name of several words that stands nowhere is looked for by its last word, as news calls people.
    """
    low = text.lower()
    if len(low) != len(text):  # A few letters change their length in lower case, and offsets with it.
        low = text
    for wanted in (names, [name.split()[-1] for name in names if len(name.split()) > 1]):
        spans = [span for name in wanted for span in _occurrences(low, _ARTICLE.sub("", name).lower())]
        if spans:
            return sorted(spans)
    return []


def _occurrences(text: str, name: str) -> list[tuple[int, int]]:
    spans = []
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            spans.append((start, end))
        start = text.find(name, end)
    return spans
