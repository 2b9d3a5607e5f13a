"""Conditions: "if", "unless", "as long as", "but Russia must withdraw first", and whether they go with a position."""

from bisect import bisect_left, bisect_right

from stancekit_rules.stance.clauses import LEFT, Clauses
from stancekit_rules.stance.lexicon import Found

_REACH, _SHOWN = 60, 14
"""How far from a position, in tokens, its condition may stand, and how many tokens of it are shown."""

_AGAINST = ("but", "yet", "however", "though", "although")


class Conditions:
    """The conditions in one text."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.words, self.sentence = clauses.tokens.words, clauses.tokens.sentence
        self._markers: list[int] | None = None

    def of(self, shown: tuple[int, ...]) -> tuple[int, ...]:
        """The tokens of the condition that goes with the position that `shown` shows; none where there is none."""
        markers, number = self._all(), self.sentence[shown[-1]]
        low, high = bisect_left(markers, shown[0] - _REACH), bisect_right(markers, shown[-1] + _REACH)
        for marker in markers[low:high]:
            if self.sentence[marker] == number and marker not in shown and not self._parted(marker, shown):
                end = min(marker + _SHOWN, len(self.words))
                return tuple(index for index in range(marker, end) if self.sentence[index] == number)
        return ()

    def _all(self) -> list[int]:
        """The tokens at which conditions begin, in order; found once."""
        if self._markers is None:
            self._markers = [found.start for found in self.clauses.found if self._opens(found)]
        return self._markers

    def _opens(self, found: Found) -> bool:
        kinds, start = found.sense.kinds, found.start
        word = self.words[start]
        if kinds.keys() & {"condition", "wish"} and "not_condition" not in kinds:
            return self._is_condition(found, word)
        if "break" in kinds and word in _AGAINST:
            return self._duty_after(found.end)
        # "no talks while the bombs fall"
        return word == "while" and self._refused_before(start)

    def _is_condition(self, found: Found, word: str) -> bool:
        """Whether a marker opens a condition there: not in "ask if", "once opposed", "will fight until"."""
        start = found.start
        if word in ("if", "once") and self.clauses.asks(start):
            return False
        if word == "if" and any(
            self.words[i : i + 2] in (["is", "to"], ["are", "to"]) for i in range(start, start + 7)
        ):
            return False  # "if this is to work"
        if "past" in found.sense.kinds:
            return self.clauses.kinds(found.end).keys().isdisjoint({"position", "act"})
        if self.words[start : found.end] == ["until"]:
            return self._refused_before(start)
        return True

    def _parted(self, marker: int, shown: tuple[int, ...]) -> bool:
        """Whether a "but" or a semicolon stands between a condition and the position: then it isn't its own."""
        low, high = sorted((marker, shown[-1] if marker > shown[-1] else shown[0]))
        return any(
            self.words[index] in ("but", ";") and "condition" not in self.clauses.kinds(index)
            for index in range(low + 1, high)
        )

    def _refused_before(self, start: int) -> bool:
        """Whether the sentence says no before the token: "no talks | until", but not "will fight | until"."""
        return any(
            self.sentence[index] == self.sentence[start] and self.clauses.refuses(index)
            for index in range(max(start - LEFT, 0), start)
        )

    def _duty_after(self, start: int) -> bool:
        """Whether a duty of somebody other than the speaker follows "but": "but Russia must withdraw first"."""
        for index in range(start, min(start + 24, len(self.words))):
            kinds = self.clauses.kinds(index)
            if self.sentence[index] != self.sentence[start] or kinds.keys() & {"self", "break"}:
                return False
            if "must" in kinds or ("first" in kinds and index > start + 1):
                return True
        return False
