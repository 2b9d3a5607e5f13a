"""The heart of the rules: from a mark (words that speak of a target) to the position that its clause states.

From the mark the judge reads leftwards for what governs it (`governors`) and, where nothing does, rightwards for what
is said of it (`predicates`). The polarity is the product of the mark's own sign, the signs of the operators and the
negations on the way. Without an operator that states a position there is none: an event ("talks were held") isn't a
stance. Every walk is bounded, so the cost is linear in the text.
"""

from collections.abc import Sequence
from typing import NamedTuple

from stancekit_rules.stance.clauses import LEFT, NOTHING, QUOTES, RIGHT, STOPS
from stancekit_rules.stance.conditions import Conditions
from stancekit_rules.stance.cues import Mark
from stancekit_rules.stance.governors import Governors
from stancekit_rules.stance.lexicon import Lexicon
from stancekit_rules.stance.ownership import OwnedClauses
from stancekit_rules.stance.path import Path
from stancekit_rules.stance.predicates import Predicate, Predicates
from stancekit_rules.stance.subjects import Holder


class Verdict(NamedTuple):
    """A position found at one mark.

    Attributes:
        sign: 1 for, -1 against.
        strength: How plainly it is stated, 1 to 4; the strongest verdict of a statement decides.
        rule: What decided, in a word or two.
        tokens: The tokens that show it.
        conditional: Whether the rule itself makes it a conditional position; None where the sentence decides.
    """

    sign: int
    strength: int
    rule: str
    tokens: tuple[int, ...]
    conditional: bool | None = None


class Reading:
    """One text read for stance, and the judgements that it yields; the arguments are those of `OwnedClauses`."""

    def __init__(self, text: str, cue_end: int, holder: Holder, lexicon: Lexicon) -> None:
        self.clauses = OwnedClauses(text, cue_end, holder, lexicon)
        self.governors = Governors(self.clauses)
        self.predicates = Predicates(self.clauses)
        self.conditions = Conditions(self.clauses)
        self.tokens = self.clauses.tokens
        self.words, self.sentence = self.tokens.words, self.tokens.sentence

    def judge(self, mark: Mark) -> Verdict | None:
        """The position stated at one mark, or None."""
        first, last = self.clauses.tokens_of(mark)
        if first >= len(self.tokens) or self.sentence[first] in self.tokens.questions:
            return None
        if mark.kind in ("favor", "against"):
            return self._pattern(mark, first, last)
        if self.clauses.bygone(first):
            return None
        if first < self.clauses.cue:
            if mark.kind != "mention":
                return self._cue_itself(mark, first, last)
            first = min(self.clauses.cue, last - 1)  # "promised | more weapons"
        negated = self.clauses.negated_within(first, last)
        mark = mark._replace(sign=-mark.sign) if negated else mark
        path = self.governors.walk(first, last, mark)
        path.negated = path.negated or negated
        shown = (*sorted(set(path.shown)), *range(first, last))
        if path.end in ("other", "question", "past"):
            return None
        named = self.predicates.named(first, last)
        if named is not None:
            return Verdict(path.inner * mark.sign * named.sign, 3, named.rule, (*range(first, last), *named.tokens))
        if path.end == "condition" and self._threatened(first):
            return Verdict(-path.sign * mark.sign, 2, "threat", shown, False)
        if path.end in ("aside", "condition") or (path.top in ("", "duty") and self._any_before(first)):
            precondition = self._precondition(mark, first, shown)
            if precondition is not None or path.end:
                return precondition
        if path.end == "possibility" or (path.modal == "can" and not path.top and _furthers(path, mark)):
            # "We could accept that, but only if": the condition makes an offer of a mere possibility.
            condition = self.conditions.of(shown)
            offered = condition and condition[0] >= last
            return Verdict(path.sign * mark.sign, 2, "position", shown) if offered else None
        predicate = self.predicates.read(last, path, self.clauses.in_relative(first))
        if path.top:
            return self._governed(mark, path, shown, predicate)
        if predicate is not None and predicate.rule not in ("act", "unknown"):
            sign = path.sign * mark.sign * predicate.sign
            return Verdict(sign, predicate.strength, predicate.rule, shown + predicate.tokens)
        return self._ungoverned(mark, path, shown, predicate, first, last)

    def condition(self, verdict: Verdict) -> tuple[int, ...]:
        """The tokens of the condition that goes with a verdict; none where there is none."""
        return self.conditions.of(verdict.tokens)

    def _governed(self, mark: Mark, path: Path, shown: tuple[int, ...], predicate: Predicate | None) -> Verdict | None:
        """A position by the operator that governs the mark: "demands that | talks be ended"."""
        sign = path.sign * mark.sign
        if path.top == "position" and self._denied(shown):
            # "Denied that it opposes talks": two negations; "denied that it supports them" is no refusal.
            return Verdict(mark.sign, 2, path.top, shown) if path.sign < 0 else None
        if path.takes_clause and predicate is not None and predicate.rule == "unknown":
            return None
        if path.takes_clause and predicate is not None and predicate.rule == "act":
            sign, shown = sign * predicate.sign, shown + predicate.tokens
        return Verdict(sign, path.strength, path.top, shown, False if path.top == "wish not reached" else None)

    def _ungoverned(
        self, mark: Mark, path: Path, shown: tuple[int, ...], predicate: Predicate | None, first: int, last: int
    ) -> Verdict | None:
        """A position without an operator: something announced, asked for, ordered, or done by the speaker now."""
        sign = path.sign * mark.sign
        asked = any("must" in self.clauses.kinds(index) for index in (last, last + 1))
        if asked and predicate is None and not path.end and mark.sign > 0 and self._any_before(first):
            return Verdict(1, 2, "precondition", shown, True)  # "any truce must be preceded by"
        if path.end == "wish":
            if predicate is not None and predicate.rule == "act":
                sign, shown = sign * predicate.sign, shown + predicate.tokens
            return Verdict(sign * self._wished(first), 1, "condition asked for", shown, False)
        if path.modal == "will" and not path.acted and path.gap and not path.negated:
            return None  # "will respond to violations": the verb between isn't known
        furthers = _furthers(path, mark)
        if path.modal == "never" and furthers:
            return Verdict(sign, 2, "ruled out", shown)
        if path.modal in ("will", "cannot") and (furthers or path.negated):
            return Verdict(sign, 3, "announcement", shown)
        if path.deed and path.end == "":
            return Verdict(sign, 2, "deed", shown)
        if path.present and furthers and not path.occasion:
            return Verdict(sign, 1, "present deed", shown)
        if mark.kind != "mention" and self._imperative(first):
            return Verdict(sign, 2, "imperative", shown)
        if mark.kind != "mention" and path.end == "":
            verdict = self._with_auxiliary(mark, path, first, last)
            if verdict is not None:
                return verdict
            if self._done(mark, first):
                return Verdict(sign, 2, "deed", shown)
            if last - first > 1 and self.clauses.subjunctive(first):
                return Verdict(sign, 3, "duty", shown)
            if self._not_doing(first):
                return Verdict(sign, 2, "announcement", shown)
        if path.negated and not path.modal and self.clauses.verbless(first, last):
            return Verdict(sign, 2, "refusal", shown)  # "No truce, no talks."
        if mark.kind != "mention" and self.words[first - 1 : first] == [";"] and self.clauses.form(first) == "ing":
            return Verdict(sign, 2, "deed", shown)  # "..., accepting | instructors"
        return self._epithet(mark, first, last, shown)

    def _epithet(self, mark: Mark, first: int, last: int, shown: tuple[int, ...]) -> Verdict | None:
        """A judgement in the words themselves or right before them: "illegal | settlements", "the 'mad' | budget"."""
        at = first - 1
        while at > 0 and self.words[at] in QUOTES:
            at -= 1
        for index in (*range(first, last - 1), at):
            epithet = self.clauses.kinds(index).get("epithet", 0) if index >= 0 else 0
            if epithet:
                return Verdict(epithet * mark.sign, 1, "epithet", (index, *shown))
        return None

    def _cue_itself(self, mark: Mark, first: int, last: int) -> Verdict:
        """A mark that begins in the cue is what the holder does: "called off | the talks"."""
        negated = any("neg" in self.clauses.kinds(index) for index in range(first))
        return Verdict(-mark.sign if negated else mark.sign, 3, "position", tuple(range(first, last)))

    def _with_auxiliary(self, mark: Mark, path: Path, first: int, last: int) -> Verdict | None:
        """A mark that has its own auxiliary: "the garrison will be reinforced", "weapons must be handed in"."""
        kinds = [self.clauses.kinds(index) for index in range(first + 1, last)]
        must = any("must" in one and "position" not in one for one in kinds)
        if not (must or any("will" in one for one in kinds)) or self.clauses.reported_by_other(first):
            return None
        own = tuple(range(first, last))
        denied = sum(self.words[index] in ("not", "never") for index in own) % 2
        sign = path.sign * mark.sign * (-1 if denied else 1)
        return Verdict(sign, 3 if must else 2, "duty" if must else "announcement", own)

    def _done(self, mark: Mark, first: int) -> bool:
        """Whether the mark is a deed of the holder's: "Norway | sent troops", "we | are leaving the talks"."""
        group = self.clauses.verb_group(first)
        form = self.clauses.form(first)
        finite = (form in ("ed", "s") and group.helper in ("", "have")) or (form == "ing" and group.helper == "be")
        return finite and not (group.past or group.negated or group.passive) and self.clauses.own_deed(group.begin)

    def _not_doing(self, first: int) -> bool:
        """Whether the holder says that he doesn't do it: "we are not | sending troops"."""
        group = self.clauses.verb_group(first)
        doing = group.helper == "be" and self.clauses.form(first) == "ing"
        return doing and group.negated and self.clauses.own_subject(group.begin)

    def _imperative(self, first: int) -> bool:
        """Whether the mark is a command: a base form that begins its clause, "stop the war"."""
        before = self.words[first - 1] if first else "."
        found = self.clauses.inside.get(first)
        opens = before in STOPS or before in QUOTES or before in (":", "please")
        return opens and first >= self.clauses.cue and found is not None and found.sense.form == "base"

    def _threatened(self, first: int) -> bool:
        """Whether the mark's sentence threatens: "the North will pay a price if it tests"."""
        return any("threat" in self.clauses.kinds(index) for index in self._sentence_around(first))

    def _sentence_around(self, first: int) -> list[int]:
        """The tokens of a mark's sentence, as far as a walk reaches."""
        near = range(max(first - LEFT, 0), min(first + RIGHT, len(self.words)))
        return [index for index in near if self.sentence[index] == self.sentence[first]]

    def _wished(self, first: int) -> int:
        """1 where a condition is wished for, -1 after "as long as" with a refusal: "no talks as long as ..."."""
        near = self._sentence_around(first)
        lasting = any(self.words[i : i + 3] in (["as", "long", "as"], ["so", "long", "as"]) for i in near if i < first)
        return -1 if lasting and any(map(self.clauses.refuses, near)) else 1

    def _denied(self, shown: tuple[int, ...]) -> bool:
        """Whether the cue is a denial that doesn't itself govern: "denied | that it opposes talks"."""
        cue = range(self.clauses.cue)
        return any("deny" in self.clauses.kinds(index) for index in cue) and not any(index in shown for index in cue)

    def _pattern(self, mark: Mark, first: int, last: int) -> Verdict | None:
        """A codebook's own words for favor or against, turned round only by a negation just before them."""
        own = tuple(range(first, last))
        group = self.clauses.verb_group(first)
        before = self.clauses.kinds(first - 1) if first else NOTHING
        negated = (group.negated or self.clauses.nobody(group.begin)) != ("neg_noun" in before)
        if first >= self.clauses.cue and self.clauses.reported_by_other(group.begin):
            return None
        duty = group.helper == "must" or any(
            "must" in self.clauses.kinds(i) or self.words[i] in ("never", "not") for i in own
        )
        if first >= self.clauses.cue and not duty and self.clauses.owner(group.begin) == "other":
            return None
        path = self.governors.walk(first, last, mark)
        if path.end in ("other", "question", "past"):
            return None
        outer = path.sign if path.top and path.takes_clause else 1
        return Verdict(mark.sign * outer * (-1 if negated and outer == 1 else 1), 4, "pattern", own)

    def _precondition(self, mark: Mark, first: int, shown: tuple[int, ...]) -> Verdict | None:
        """ "Disarmament must be part of any talks", "must disarm before any talks": talks, on a condition."""
        if mark.kind != "mention" or mark.sign < 0:
            return None
        low = max(first - LEFT, 0)
        any_such = self._any_before(first)
        opened = any(self.words[i] == "before" for i in range(max(first - 4, 0), first))
        if not (any_such or opened):
            return None
        for index in range(first - 1, low - 1, -1):
            if self.words[index] in STOPS:
                return None
            kinds = self.clauses.kinds(index)
            if "must" in kinds and "neg" not in kinds and not self.clauses.verb_group(index).negated:
                return Verdict(1, 2, "precondition", (index, *shown), True)
        return None

    def _any_before(self, first: int) -> bool:
        return any(self.words[i] == "any" for i in range(max(first - 2, 0), first + 1) if i < len(self.tokens))

    def opening_pronoun(self) -> Mark | None:
        """The pronoun that the content begins with, as its subject: "it | disregards international law"."""
        index = self.clauses.cue
        while index < len(self.tokens) and self.words[index] in QUOTES:
            index += 1
        if index < len(self.tokens) and self.words[index] in ("it", "this", "that"):
            return Mark(self.tokens.starts[index], self.tokens.ends[index], "pronoun", 1)
        return None

    def follows_operator(self, mark: Mark) -> bool:
        """Whether the word before a mark is an operator that takes an object: "observe it"."""
        first, _ = self.clauses.tokens_of(mark)
        return first > 0 and bool(self.clauses.kinds(first - 1).keys() & {"position", "act", "noun"})


def _furthers(path: Path, mark: Mark) -> bool:
    """Whether something is done to the target: a mere mention says nothing by itself."""
    return path.acted or mark.kind != "mention"


def strongest(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that decides: the most plainly stated, at a tie the sign that more of them have, then the first."""
    if not verdicts:
        return None
    best = max(verdict.strength for verdict in verdicts)
    top = [verdict for verdict in verdicts if verdict.strength == best]
    total = sum(verdict.sign for verdict in top)
    sign = (total > 0) - (total < 0) or top[0].sign
    return next(verdict for verdict in top if verdict.sign == sign)
