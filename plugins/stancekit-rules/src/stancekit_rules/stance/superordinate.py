"""What stands above the clause of a mark, or before it in its sentence: "hopes that | ...", "what we need is | ...".

Asked by the walk to the left (`governors`) once it has met the verb of the clause.
"""

from stancekit_rules.stance.clauses import LEFT, OPENING, RIGHT, STOPS
from stancekit_rules.stance.lexicon import Found
from stancekit_rules.stance.ownership import OwnedClauses
from stancekit_rules.stance.path import Path


class Superordinate:
    """Looks beyond the clauses of one text."""

    def __init__(self, clauses: OwnedClauses) -> None:
        self.clauses = clauses
        self.words, self.sentence = clauses.tokens.words, clauses.tokens.sentence

    def other_main_subject(self, start: int) -> bool:
        """Whether the sentence in which a participle stands ("..., calling for talks") begins with somebody else."""
        sentence, first = self.sentence, start
        floor = max(start - LEFT, self.clauses.cue)
        while first > floor and sentence[first - 1] == sentence[start]:
            first -= 1
        for index in range(first, start):
            kinds = self.clauses.kinds(index)
            if kinds.keys() & {"be", "have", "do", "will", "position", "act", "report", "must", "can"}:
                return (
                    index > first
                    and self.clauses.holder.owner(self.clauses.tokens, self.clauses.at, first, index) == "other"
                )
        return False

    def topic_before(self, at: int) -> bool:
        """Whether a noun or verb of talk stands before "on": "talks with the North on | disarmament"."""
        for index in range(at - 1, max(at - 8, -1), -1):
            kinds = self.clauses.kinds(index)
            if "topic" in kinds:
                return True
            if self.words[index] in STOPS or kinds.keys() & {"position", "act", "break"}:
                return False
        return False

    def subjectless(self, begin: int) -> bool:
        """Whether the clause has no subject of its own, and isn't one about a noun."""
        return self.clauses.clause_start(begin) == begin and not self.relative(begin)

    def relative(self, begin: int) -> bool:
        """Whether the clause is about the noun before it: "a deal that | leaves"."""
        return self.clauses.clause_start(begin) == begin and self.words[begin - 1 : begin] == ["that"]

    def what_is_wanted(self, path: Path, begin: int) -> bool:
        """Whether the clause's subject says that what follows is wanted: "what we need is | a ceasefire"."""
        start = self.clauses.clause_start(begin)
        if start >= begin:
            return False
        for index in range(start, begin):
            if value := self.clauses.kinds(index).get("value", 0):
                # "The answer is | more sanctions".
                path.sign *= value
                path.shown.append(index)
                path.govern("judgement", 2)
                return True
        if self.words[start] not in ("what", "all"):
            return False
        for index in range(start + 1, begin):
            kinds = self.clauses.kinds(index)
            sign = kinds.get("position", kinds.get("must", 0))
            if sign and self.clauses.holder.owner(self.clauses.tokens, self.clauses.at, start + 1, index) != "other":
                path.sign *= sign
                path.shown.append(index)
                path.govern("position", 3)
                return True
        return False

    def outer(self, begin: int) -> Found | str | None:
        """What takes the clause whose subject ends at `begin`, or "other": "hopes that | talks will resume"."""
        floor = max(begin - 14, 0)
        start = self.clauses.clause_start(begin)
        joined = self.words[start - 1 : start] in (["and"], ["but"])
        if joined or (begin and self.clauses.kinds(begin - 1).keys() & {"and", "break"}):
            return None  # "denounced the homes and | urged", "denounced the homes, and the army will"
        for index in range(begin - 1, floor - 1, -1):
            word = self.words[index]
            if word in STOPS or (word == "that" and self.words[index - 1] in ("and", "but")):
                return None
            found = self.clauses.inside.get(index)
            if found is None or found.start != index:
                continue
            kinds, form = found.sense
            if OPENING & kinds.keys():
                return None
            if index < self.clauses.cue and kinds.keys() & {"position", "urge", "cue", "act"}:
                return found
            closing = self.words[found.end - 1]
            if "noun" in kinds and closing == "that":
                return found
            if "value" in kinds and self.words[found.end : found.end + 1] == ["that"]:
                # "It is vital that", not "a bad deal that leaves".
                return found if self.clauses.verb_group(index).helper else None
            if "position" in kinds and form in ("base", "s", "ed", "ing"):
                group = self.clauses.verb_group(index)
                if group.past or group.passive:
                    return None
                if self.words[found.end - 1] == "to":
                    continue
                return "other" if self.clauses.owner(group.begin) == "other" else found
        return None

    def unthinkable(self, begin: int) -> bool:
        """Whether what should be is said to be wrong or out of the question."""
        start = self.clauses.clause_start(begin)
        if start < 2 or self.words[start - 1] != "that":
            return False
        kinds = self.clauses.kinds(start - 2)
        return kinds.get("value", 0) < 0 or (kinds.get("position", 0) < 0 and self.words[start - 2] == "question")

    def refused_without(self, at: int) -> bool:
        """Whether "without" asks for what it names: "no peace without guarantees"."""
        near = range(max(at - LEFT, 0), min(at + RIGHT, len(self.words)))
        return any(
            self.sentence[index] == self.sentence[at]
            and (self.clauses.refuses(index) or self.words[index] in ("impossible", "meaningless", "worthless"))
            for index in near
            if index != at
        )
