"""Whose a clause is: the holder's own, or somebody else's who is named or reported in it.

Adds the holder to the clauses of a text; who may be meant by a name is known to `subjects`.
"""

from stancekit_rules.stance.clauses import LEFT, STOPS, Clauses
from stancekit_rules.stance.lexicon import Lexicon
from stancekit_rules.stance.subjects import Holder


class OwnedClauses(Clauses):
    """Clauses, and whose each is.

    Args:
        text, cue_end, lexicon: As for `Clauses`.
        holder: Whose position is asked for.
    """

    def __init__(self, text: str, cue_end: int, holder: Holder, lexicon: Lexicon) -> None:
        super().__init__(text, cue_end, lexicon)
        self.holder = holder

    def owner(self, end: int) -> str:
        """Whose the clause is whose subject ends before the token `end`."""
        start = self.clause_start(end)
        if end > start and self.words[end - 1] in ("and", "but", "or", "then") and "that" not in self.words[start:end]:
            # A second verb has the subject of the first: "thanked Berlin and | asked for more".
            verb = self._first_verb(start, end - 1)
            if verb == self.cue or (not self.cue and start == 0 and "preposition" in self.kinds(0)):
                return "own"
            end = verb if verb > start else end
        tokens = self.tokens
        if start == end and start > self.cue:
            before = self.inside.get(start - 1)
            if before is not None and ("relative" in before.sense.kinds or tokens.words[start - 1] == "that"):
                # The subject of a relative clause is the noun before it: "the countries which oppose".
                end = before.start
                if end > 0 and tokens.words[end - 1] == ",":
                    end -= 1
                start = max(end - 4, self.cue)
                if end > 0 and tokens.words[end - 1] in ("those", "anyone", "everyone", "people"):
                    return "other"
        return self.holder.owner(tokens, self.at, start, end)

    def _first_verb(self, start: int, end: int) -> int:
        """The token at which the first verb of a clause begins: what stands before it is the subject."""
        for index in range(start, end):
            found = self.inside.get(index)
            if index < self.cue:
                return self.cue
            if found is not None:
                kinds, form = found.sense
                if (kinds.keys() & {"will", "must", "can", "be", "have", "do"} and not form) or form in ("ed", "s"):
                    return index
        return self.cue if self.cue and start == self.cue else end

    def own_subject(self, end: int) -> bool:
        """Whether the subject that ends at a token names the holder, or what the holder made: "the resolution"."""
        start = self.clause_start(end)
        if (
            start == end
            and self.words[start - 1 : start] == ["that"]
            and not self.kinds(start - 2).keys() & {"report", "position"}
        ):
            return False  # "a deal that | leaves"
        for index in range(start, end):
            if self.kinds(index).keys() & {"self", "selves", "thing", "own"} or self.holder.has(self.words[index]):
                return True
        return False

    def own_deed(self, end: int) -> bool:
        """Whether the subject that ends at a token is the holder by name, or a first person."""
        return any(
            "self" in self.kinds(index) or self.holder.has(self.words[index])
            for index in range(self.clause_start(end), end)
        )

    def names_holder(self, end: int) -> bool:
        """Whether the subject that ends at a token names the holder: then it is his position, whoever reports it."""
        return any(self.holder.is_holder(self.words[index]) for index in range(self.clause_start(end), end))

    def held_noun(self, start: int, end: int, first: int) -> bool:
        """Whether a noun of position is the holder's by name: "Norway's call for", "the offer by Norway of"."""
        before = range(max(start - 5, self.cue), start)
        if any(self.words[i] == "'s" and self.holder.is_holder(self.words[i - 1]) for i in before):
            return True
        if start and self.holder.is_holder(self.words[start - 1]):
            return True
        return self.words[end - 1] in ("by", "from") and any(
            self.holder.is_holder(self.words[i]) for i in range(end, min(end + 5, first))
        )

    def reported_by_other(self, start: int) -> bool:
        """Whether the clause up to `start` is what somebody else says or thinks."""
        return self.reporter(start) == "other"

    def disbelieved(self, start: int) -> bool:
        """Whether the holder denies the clause up to `start`: "does not think that | Ukraine should join"."""
        return self.reporter(start) == "negated"

    def reporter(self, start: int) -> str:
        """Who says or thinks the clause up to `start`.

        It is "other", "own", "negated" for what is not believed, "unsaid" for what is not said, or "" for nobody.
        """
        floor = max(start - LEFT, self.cue)
        for index in range(start - 1, floor - 1, -1):
            if self.words[index] in STOPS:
                return ""
            found = self.inside.get(index)
            if found is None or found.start != index:
                continue
            kinds, form = found.sense
            if "break" in kinds or "relative" in kinds:
                return ""
            if kinds.keys() & {"report", "order"} and "position" not in kinds and form != "ing":
                if form in ("base", "s") and self.is_no_verb(index, form):
                    continue
                group = self.verb_group(index)
                if form == "" or self.owner(group.begin) == "other":
                    return "other"
                if group.negated and not self._joined(start):
                    return "negated" if "opinion" in kinds else "unsaid"
                return "own"
        return ""

    def _joined(self, start: int) -> bool:
        """Whether the clause up to a token is joined to another by "and" or "but", with a subject of its own."""
        begin = self.clause_start(start)
        return self.words[begin - 1 : begin] in (["and"], ["but"])

    def self_before(self, first: int) -> bool:
        """Whether a first person stands right before the mark, with a present helper at most: "we are | building"."""
        group = self.verb_group(first)
        if group.helper in ("was", "have", "can") or group.past:
            return False
        return group.begin > 0 and "self" in self.kinds(group.begin - 1)
