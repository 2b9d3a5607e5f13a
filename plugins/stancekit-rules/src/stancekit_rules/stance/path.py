"""A walk to the left of a mark, as far as it has come: what `governors` keeps while it reads.

Imports nothing of the package.
"""

from dataclasses import dataclass, field


@dataclass
class Path:
    """The walk to the left of a mark, as far as it has come.

    Attributes:
        last: The token after the mark.
        sign: The product of the signs met.
        top: What governs: "position", "duty", "judgement", "wish not reached"; "" where nothing does.
        strength: How plainly, 1 to 3.
        shown: The tokens that show it.
        end: Why the walk ended: "other" (somebody else's position), "past", "possibility", "question", "aside",
            "condition", "wish" (a condition that is asked for), "break", "stop", or "" for none of these.
        gap: Plain words since the last operator.
        acted: Whether an act (to lift, to resume) was met.
        modal: "will", "can", "cannot" or "never" of a clause without a governing operator.
        present: Whether such a clause is in the present: "we are building".
        inner: The product of the signs of the acts alone: "lifting | the embargo".
        occasion: Whether it is one of taking part: "holds talks".
        deed: Whether it is of something the holder has done that is a position by itself: "we have suspended aid".
        negated: Whether a negation was met.
        takes_clause: Whether what governs takes a whole clause, whose predicate then counts: "demands that talks end".
        coordinated, parallel, continued, reason, purpose, nominal, participle, done: Where the walk stands; nobody
            else's business.
    """

    last: int
    sign: int = 1
    top: str = ""
    strength: int = 0
    shown: list[int] = field(default_factory=list)
    end: str = ""
    gap: int = 0
    acted: bool = False
    modal: str = ""
    present: bool = False
    inner: int = 1
    deed: bool = False
    occasion: bool = False
    negated: bool = False
    takes_clause: bool = False
    coordinated: bool = False
    parallel: bool = False
    continued: bool = False
    reason: bool = False
    purpose: bool = False
    nominal: int = -1
    participle: int = -1
    done: bool = False

    def negation(self, negated: bool) -> int:
        """-1 for a negation, else 1; the "neither" of a "nor" that was met is none of its own."""
        if negated and self.continued:
            self.continued = False
            return 1
        return -1 if negated else 1

    def finish(self, end: str = "") -> None:
        """End the walk; where nothing there is the holder's present position, nothing governs."""
        self.done, self.end = True, end
        if end in ("other", "past", "possibility"):
            self.top = ""

    def govern(self, rule: str, strength: int) -> None:
        """Take an operator as what governs the mark."""
        self.top, self.strength = rule, strength
