"""To the right of a mark: what its clause says of it ("sanctions | must be lifted", "talks | are a waste of time")."""

from typing import NamedTuple

from stancekit_rules.stance.clauses import OPENING, QUOTES, RIGHT, STOPS
from stancekit_rules.stance.lexicon import Found
from stancekit_rules.stance.ownership import OwnedClauses
from stancekit_rules.stance.path import Path


class Predicate(NamedTuple):
    """What is said of a mark.

    Attributes:
        sign: 1 or -1.
        strength: How plainly it is stated, 0 where it states no position by itself.
        rule: "duty", "judgement", "effect", "position", "announcement", "ruled out"; "act" for something done to it,
            which needs an operator; "unknown" for a predicate that can't be told.
        tokens: The tokens that show it.
    """

    sign: int
    strength: int
    rule: str
    tokens: tuple[int, ...]


class Predicates:
    """Reads to the right of marks in one text."""

    def __init__(self, clauses: OwnedClauses) -> None:
        self.clauses = clauses
        self.words = clauses.tokens.words

    def read(self, last: int, path: Path, in_relative: bool) -> Predicate | None:
        words = self.words
        ceiling = min(last + RIGHT, len(words))
        modal, sign, relative, finite = "", 1, False, False
        shown: list[int] = []
        at, linked = last, -9
        if in_relative:
            return None
        while at < ceiling:
            word = words[at]
            if word in STOPS:
                return None
            found = self.clauses.inside.get(at)
            if found is None:
                at += 1
                if word == "go" and modal == "must" and at - linked == 1 and self._ends(at):
                    return Predicate(-sign, 3, "duty", (*shown, at - 1))
                continue
            kinds, form = found.sense
            here = tuple(range(at, found.end))
            start, at = at, found.end
            if kinds.keys() & {"not_neg", "adverb"} and "neg" not in kinds:
                continue
            if OPENING & kinds.keys() - {"relative"} and not kinds.keys() & {"position", "act", "effect"}:
                return None
            if "relative" in kinds or ("that" in kinds and not finite):
                if relative or finite:
                    return None
                relative = True
                continue
            if word == "and" and finite:
                if not self._goes_on(at):
                    return None  # "the talks were held and the embargo must go"
                linked = at
            if "aside" in kinds and word in ("as", "when", "while", "because of", "since", "after", "before"):
                return None
            if "neg" in kinds:
                sign = -sign
                shown.extend(here)
                continue
            if "must" in kinds and finite and words[found.end - 1] in ("to", "for") and start - linked <= 3:
                if not self.clauses.reported_by_other(last):
                    return Predicate(sign * kinds["must"], 2, "judgement", (*shown, *here))
                return None
            if (
                finite
                and start - linked > 3
                and not relative
                and kinds.keys() & {"must", "will", "can", "be", "have", "do"}
            ):
                return None
            if "must" in kinds and not form and "value" not in kinds and "position" not in kinds:
                modal, finite, linked, relative = "must", True, at, False
                shown.extend(here)
                continue
            if "will" in kinds and not form:
                modal, finite, linked, relative = modal or "will", True, at, relative and not finite
                shown.extend(here)
                continue
            if "can" in kinds and not form and not kinds.keys() & {"position", "value"}:
                modal, finite, linked = modal or "can", True, at
                shown.extend(here)
                continue
            if kinds.keys() & {"be", "have", "do"}:
                linked, finite = at, True
                shown.extend(here)
                continue
            near = start - linked <= 3
            after_to = start > last and words[start - 1] == "to"
            if "role" in kinds and modal == "must" and near:
                return Predicate(sign, 3, "duty", (*shown, *here))
            if "value" in kinds and near and finite:
                if (modal == "can" and sign > 0) or self.clauses.reported_by_other(last):
                    return None
                return Predicate(sign * kinds["value"], 2, "judgement", (*shown, *here))
            if "neg_noun" in kinds and not kinds.keys() & {"position", "must"}:
                sign = -sign
                continue
            if "leads" in kinds and not after_to and self._is_predicate(found, last, near):
                outcome = self._outcome(at)
                if outcome and not self.clauses.reported_by_other(last) and not (modal == "can" and sign < 0):
                    return Predicate(sign * outcome, 2, "effect", (*shown, *here))
            if "effect" in kinds and not after_to and self._is_predicate(found, last, near):
                if self.clauses.reported_by_other(last):
                    return None
                if form == "ed" and self.clauses.verb_group(start).passive:
                    if modal != "must":
                        return None
                    return Predicate(sign * kinds["effect"], 3, "duty", (*shown, *here))
                if modal == "can" and sign < 0:
                    return None
                return Predicate(sign * kinds["effect"], 2, "effect", (*shown, *here))
            if "position" in kinds and near and form == "ed" and self.clauses.verb_group(start).passive:
                return self._passive(found, sign, modal, relative, (*shown, *here))
            # "demanded that the construction | stop": the bare verb of a demand's clause.
            subjunctive = path.takes_clause and start == last and not finite and form == "base"
            # "wants the ban | lifted", "fears the truce | falling apart"
            resulting = form == "ed" or word == "gone" or (form == "ing" and start == last)
            resultative = (
                path.takes_clause and not finite and resulting and start - last <= 6 and "," not in words[last:start]
            )
            resultative = resultative and not self.clauses.is_no_verb(start, form)
            if "act" in kinds and not relative and (near or after_to or subjunctive or resultative):
                done = form == "ed" and self.clauses.verb_group(start).passive
                if not (done or self._closes(at) or self.clauses.form(at) == "ing"):
                    return None
                sign *= kinds["act"]
                shown.extend(here)
                if not path.top and self.clauses.reported_by_other(last):
                    return None
                if modal == "must":
                    return Predicate(sign, 3, "act" if path.top else "duty", tuple(shown))
                if modal == "will" and not path.top:
                    return Predicate(sign, 2, "announcement", tuple(shown))
                if modal == "can" and "not" in words[last:start] and not path.top:
                    return Predicate(sign, 2, "ruled out", tuple(shown))
                return Predicate(sign, 0, "act", tuple(shown))
            if finite and not near and not relative and "and" not in kinds:
                return None
            if path.top and words[last : last + 2] == ["to", "be"] and start > last + 1:
                return Predicate(1, 0, "unknown", ())
        if path.top and words[last : last + 2] == ["to", "be"]:
            return Predicate(1, 0, "unknown", ())
        return None

    def named(self, first: int, last: int) -> Predicate | None:
        """What a verb before the mark calls it: "called the plan | a mistake", "dismissed | the idea as naive"."""
        begin = last if self._naming(first) else self._named_after(last)
        if begin < 0:
            return None
        for index in range(begin, min(begin + 10, len(self.words))):
            found = self.clauses.inside.get(index)
            if self.words[index] in STOPS or self.words[index] in (",", "and", "but"):
                return None
            if found is None or found.start != index:
                continue
            kinds = found.sense.kinds
            if kinds.keys() & {"value", "epithet"} and self.words[index - 1] != "in":
                sign = kinds.get("value") or kinds.get("epithet") or 0
                return Predicate(sign, 3, "judgement", tuple(range(index, found.end)))
            if kinds.keys() & {"relative", "that", "will", "must", "be"}:
                return None
        return None

    def _named_after(self, last: int) -> int:
        """Where a clause behind the mark has given it a name: "an embargo, which she called | senseless"; else -1."""
        for index in range(last, min(last + 6, len(self.words))):
            found = self.clauses.inside.get(index)
            if found is not None and "naming" in found.sense.kinds and found.sense.form in ("ed", "s"):
                speaker = self.clauses.kinds(index - 1).keys() & {"self", "selves"}
                return found.end if speaker and index > last else -1
        return -1

    def _naming(self, first: int) -> bool:
        """Whether the holder gives the mark a name: "called the plan"."""
        for index in range(first - 1, max(first - 12, -1), -1):
            if self.words[index] in STOPS or self.words[index] in ("and", "but"):
                return False
            found = self.clauses.inside.get(index)
            if found is not None and "naming" in found.sense.kinds:
                group = self.clauses.verb_group(found.start)
                own = index < self.clauses.cue or self.clauses.owner(group.begin) != "other"
                return own and not group.negated
        return False

    def _goes_on(self, at: int) -> bool:
        """Whether "and" joins a second verb, not a second clause: "had failed and | must go"."""
        index = at
        while index < len(self.words) and self.clauses.adverb(index):
            index += 1
        kinds = self.clauses.kinds(index)
        return bool(
            kinds.keys() & {"will", "must", "can", "be", "have", "do", "neg", "value", "act", "effect", "position"}
        )

    def _outcome(self, at: int) -> int:
        """Whether what a verb of consequence leads to is bad (-1) or good (1); 0 where that isn't known."""
        for index in range(at, min(at + 6, len(self.clauses.tokens))):
            kinds = self.clauses.kinds(index)
            if self.words[index] in STOPS:
                return 0
            if kinds.keys() & {"bad", "value"}:
                return kinds.get("bad", kinds.get("value", 0))
        return 0

    def _is_predicate(self, found: Found, last: int, near: bool) -> bool:
        """Whether an effect is the verb of the mark's clause: "expansion undermines", "talks can help"."""
        form = found.sense.form
        return (
            form in ("s", "")
            or (form in ("ed", "ing") and near)
            or (form == "base" and (near or self.words[last - 1].endswith("s")))
        )

    def _passive(self, found: Found, sign: int, modal: str, relative: bool, shown: tuple[int, ...]) -> Predicate | None:
        """ "Sanctions were rejected by us", "talks will be welcomed": a position where it is the holder's own."""
        words, at = self.words, found.end
        if relative and not modal:
            return None
        if at < len(words) and words[at] == "by":
            if (
                self.clauses.holder.owner(self.clauses.tokens, self.clauses.at, at + 1, min(at + 6, len(words)))
                == "other"
            ):
                return None
        elif not (modal or sign < 0) or (modal == "can" and sign > 0):
            return None
        return Predicate(sign * found.sense.kinds["position"], 3, "position", shown)

    def _ends(self, at: int) -> bool:
        """Whether a sentence or a part of one ends before `at`."""
        return at >= len(self.words) or self.words[at] in STOPS or self.words[at] in (",", "and", "but")

    def _closes(self, at: int) -> bool:
        """Whether the verb before `at` has no object: the clause ends, or a preposition or an adverb follows."""
        if at >= len(self.clauses.tokens):
            return True
        word = self.words[at]
        if word in STOPS or word in QUOTES or word == ",":
            return True
        return bool(
            self.clauses.kinds(at).keys()
            & {"adverb", "condition", "not_condition", "wish", "break", "aside", "and", "preposition"}
        )
