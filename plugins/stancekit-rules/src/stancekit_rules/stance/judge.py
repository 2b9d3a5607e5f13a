"""The heart of the rules: from a mark (words that speak of a target) to the position that its clause states.

From the mark the judge reads leftwards for what governs it ("refused to return to | talks") and, where nothing does,
rightwards for what is said of it ("sanctions | must be lifted"). The polarity is the product of the mark's own sign, the
signs of the operators and the negations on the way. Without an operator that states a position there is none: an event
("talks were held") isn't a stance. Every walk is bounded, so the cost is linear in the text.
"""

from collections.abc import Sequence
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark
from stancekit_rules.stance.lexicon import Found, Lexicon, Sense
from stancekit_rules.stance.subjects import Holder
from stancekit_rules.stance.tokens import Tokens

LEFT, RIGHT, GAP = 40, 24, 10
"""How far, in tokens, a walk goes left and right, and how many plain words may stand between two operators."""

_NOTHING = Sense({}, "")
_CLOSERS = frozenset(".!?;:\u2026—–(\n")
_QUOTES = frozenset("\"“”'‘’«»")
_TO_FOR = frozenset("to for that of in if".split())


class Verdict(NamedTuple):
    """A position found at one mark.

    Attributes:
        sign: 1 for, -1 against.
        strength: How plainly it is stated, 1 to 4; the strongest verdict of a statement decides.
        rule: What decided, in a word or two.
        tokens: The tokens that show it.
        asked: Whether the words stand in a condition that the holder asks for.
        conditional: Whether the rule itself makes it a conditional position.
    """

    sign: int
    strength: int
    rule: str
    tokens: tuple[int, ...]
    asked: bool = False
    conditional: bool = False


class _Left(NamedTuple):
    """What a walk to the left found: the sign so far, what governs, and where the clause's subject ends."""

    sign: int
    top: str
    strength: int
    chain: tuple[int, ...]
    ended_by: str
    clause_taking: bool
    modal: str
    self_present: bool
    acted: bool
    stop: int


class Reading:
    """One text read for stance: its tokens, the lexicon's phrases in it, and the judgements that it yields.

    Args:
        text: A statement's content, after its cue where the cue is an operator ("rejected" + "the proposal").
        cue_end: Where the cue ends in `text`, in characters; 0 where there is none. What the cue says is the holder's own.
        holder: Whose position is asked for.
    """

    def __init__(self, text: str, cue_end: int, holder: Holder, lexicon: Lexicon) -> None:
        self.tokens = Tokens(text)
        self.holder = holder
        self.found = lexicon.find(self.tokens.words)
        self.at: dict[int, Found] = {found.start: found for found in self.found}
        self.inside: dict[int, Found] = {i: found for found in self.found for i in range(found.start, found.end)}
        self.cue_tokens = sum(1 for end in self.tokens.ends if end <= cue_end) if cue_end else 0
        self._conditions: dict[int, tuple[tuple[int, bool], ...]] | None = None

    # --- places

    def span_of(self, mark: Mark) -> tuple[int, int]:
        """The tokens (half-open) that a mark covers."""
        low, high = 0, len(self.tokens)
        ends = self.tokens.ends
        while low < high:
            middle = (low + high) // 2
            if ends[middle] <= mark.start:
                low = middle + 1
            else:
                high = middle
        last = low
        starts = self.tokens.starts
        while last < len(starts) and starts[last] < mark.end:
            last += 1
        return low, max(last, low + 1)

    def kinds(self, index: int) -> dict[str, int]:
        """What the phrase that begins at a token can be."""
        found = self.at.get(index)
        return found.sense.kinds if found else _NOTHING.kinds

    def _ending_at(self, index: int) -> Found | None:
        return self.inside.get(index)

    def question(self, index: int) -> bool:
        """Whether the token stands in a question."""
        return self.tokens.sentence[index] in self.tokens.questions

    # --- judging

    def judge(self, mark: Mark) -> Verdict | None:
        """The position stated at one mark, or None."""
        first, last = self.span_of(mark)
        if first >= len(self.tokens) or self.question(first):
            return None
        own = tuple(range(first, last))
        left = self._left(first, mark)
        if left.ended_by in ("other", "whether", "aside", "question"):
            return None
        if mark.kind in ("favor", "against"):
            return self._pattern(mark, first, own, left)
        if left.ended_by == "condition":
            return None
        right = self._right(last, left)
        asked = left.ended_by == "wish"
        if left.top:
            sign, shown, rule = left.sign * mark.sign, left.chain + own, left.top
            if left.clause_taking and right is not None and right.rule == "act":
                sign *= right.sign
                shown += right.tokens
            return Verdict(sign, left.strength, rule, shown, asked)
        if right is not None and right.rule != "act":
            rule = right.rule
            if rule == "announcement" and left.sign < 0 and not left.acted:
                pass
            return Verdict(left.sign * mark.sign * right.sign, right.strength, rule, left.chain + own + right.tokens, asked)
        if asked:
            sign = left.sign * mark.sign * (right.sign if right else 1)
            return Verdict(sign, 1, "condition asked for", left.chain + own + (right.tokens if right else ()), True)
        furthers = left.acted or mark.kind != "mention"
        if left.modal == "never" and furthers:
            return Verdict(left.sign * mark.sign, 2, "ruled out", left.chain + own)
        if left.modal in ("will", "cannot") and (furthers or left.sign < 0):
            return Verdict(left.sign * mark.sign, 3, "announcement", left.chain + own)
        if left.self_present and furthers:
            return Verdict(left.sign * mark.sign, 1, "first person", left.chain + own)
        epithet = self._epithet(first)
        if epithet:
            return Verdict(epithet * mark.sign, 1, "epithet", (first - 1, *own))
        return None

    def _pattern(self, mark: Mark, first: int, own: tuple[int, ...], left: _Left) -> Verdict | None:
        """A codebook's own words for favor or against, turned round only by a negation just before them."""
        sign = mark.sign
        shown: tuple[int, ...] = own
        for index in range(first - 1, max(first - 4, -1), -1):
            found = self.inside.get(index)
            if found is None or self.tokens.words[index] in _CLOSERS:
                break
            if "neg" in found.sense.kinds or ("neg_noun" in found.sense.kinds and index == first - 1):
                sign = -sign
                shown = (index, *shown)
            elif not found.sense.kinds.keys() & {"be", "have", "do", "adverb", "will"}:
                break
        subject_end = first
        while subject_end and self._light(subject_end - 1):
            subject_end -= 1
        if first >= self.cue_tokens and self._owner(subject_end) == "other":
            return None
        return Verdict(sign, 4, "pattern", shown, left.ended_by == "wish")

    def _light(self, index: int) -> bool:
        found = self.inside.get(index)
        return found is not None and bool(
            found.sense.kinds.keys() & {"be", "have", "do", "adverb", "will", "neg", "must", "can", "past"}
        ) and not found.sense.kinds.keys() & {"self", "selves", "pro"}

    def _clause_start(self, index: int) -> int:
        """The first token of the clause that `index` stands in, looking back a bounded way."""
        words = self.tokens.words
        floor = max(index - LEFT, self.cue_tokens)
        at = index
        while at > floor:
            word = words[at - 1]
            if word in _CLOSERS or word in ("that", "whether"):
                break
            found = self.inside.get(at - 1)
            if found is not None and found.sense.kinds.keys() & {"break", "relative", "condition", "wish"}:
                break
            if found is not None and "report" in found.sense.kinds and found.sense.form in ("s", "ed", "base"):
                break
            at -= 1
        return at

    def _owner(self, end: int) -> str:
        """Whose the clause is whose subject ends before the token `end`."""
        start = self._clause_start(end)
        # "X said A and rejects B": the subject may stand before an "and" that joins two verbs.
        return self.holder.owner(self.tokens, self.at, start, end)

    def _left(self, first: int, mark: Mark) -> _Left:
        """Read leftwards from a mark for what governs it."""
        words, floor = self.tokens.words, max(first - LEFT, 0)
        sign, top, strength = 1, "", 0
        chain: list[int] = []
        modal, ended_by = "", ""
        acted = coordinated = clause_taking = negated = False
        self_present = False
        gap, at = 0, first - 1
        outer = False  # past the clause's verb: only what takes a whole clause still governs
        past = False
        last_gap_that = False
        while at >= floor:
            word = words[at]
            found = self.inside.get(at)
            if word in _CLOSERS:
                # A quotation or bracket within the sentence doesn't end the clause; a stop does.
                ended_by = "stop"
                break
            if found is None:
                if word == ",":
                    if outer or (top and strength >= 3):
                        # "..., Iran is ready": what stands before the comma is no longer the subject's verb.
                        pass
                    coordinated = True
                elif word not in _QUOTES:
                    gap += 1
                if gap > GAP:
                    break
                at -= 1
                continue
            kinds, form = found.sense
            start = found.start
            here = tuple(range(start, min(found.end, first)))
            at = start - 1
            if "not_neg" in kinds:
                continue
            if "not_condition" in kinds:
                continue
            if "neg" in kinds:
                if not (outer and top):
                    sign, negated = -sign, True
                    chain.extend(here)
                    if word in ("never", "again"):
                        modal = modal or "never"
                continue
            if "neg_noun" in kinds and not ({"position", "value", "must"} & kinds.keys()):
                if gap <= 2:
                    sign, negated = -sign, True
                    chain.extend(here)
                continue
            if "whether" in kinds:
                ended_by = "whether"
                break
            if ("condition" in kinds or "wish" in kinds) and not {"position", "act"} & kinds.keys():
                if top:
                    break
                if word == "if" and self._asks(start):
                    ended_by = "question"
                elif "wish" in kinds:
                    ended_by = "wish"
                else:
                    ended_by = "condition"
                break
            if "break" in kinds or "relative" in kinds:
                ended_by = "break"
                break
            if "aside" in kinds:
                if top or outer or acted or modal:
                    break
                ended_by = "aside" if mark.kind == "mention" or word not in ("as", "when") else "break"
                break
            if "and" in kinds:
                coordinated = True
                gap += 1
                continue
            if "that" in kinds:
                last_gap_that = True
                gap = max(gap, GAP - 3)
                continue
            cue = start < self.cue_tokens
            # --- an outer verb that takes the whole clause
            if outer:
                if "report" in kinds and not {"position"} & kinds.keys():
                    owner = "own" if cue else self._owner(self._verb_group(start)[0])
                    if owner == "other":
                        ended_by = "other"
                    elif self._negated_before(start):
                        sign = -sign
                    break
                if "position" in kinds and (last_gap_that or cue or form in ("base", "s", "ed", "ing")) and not past:
                    begin, was_past, neg, helper = self._verb_group(start)
                    if was_past:
                        break
                    if not cue and self._owner(begin) == "other":
                        ended_by = "other"
                        break
                    sign *= kinds["position"] * (-1 if neg else 1)
                    chain.extend(here)
                    top, strength, clause_taking = "position", 3, True
                    break
                if {"urge", "assent", "warn"} & kinds.keys():
                    break
                gap += 1
                continue
            # --- operators
            if "must" in kinds and not ("position" in kinds and form):
                chain.extend(here)
                if word == "to" or True:
                    top, strength = "duty", 3
                if form == "":
                    sign = sign if not self._neg_between(found) else sign
                ended_by = ""
                # What stands left of a duty is its subject; a negation there turns it round.
                if self._negated_before(start):
                    sign = -sign
                if self._reported_by_other(start):
                    ended_by, top = "other", ""
                break
            if "unable" in kinds:
                chain.extend(here)
                begin, _, neg, _ = self._verb_group(start)
                owner = self._owner(begin) if not cue else "self"
                if owner == "self" and acted:
                    top, strength = "wish not reached", 1
                elif neg:
                    sign = -sign
                break
            if "value" in kinds or "epithet" in kinds:
                after = words[found.end] if found.end < len(words) else ""
                leads = after in _TO_FOR or words[found.end - 1] in ("of", "to")
                if "value" in kinds and leads and found.end <= first and gap <= 6 and not kinds.keys() & {"position", "must"}:
                    chain.extend(here)
                    sign *= kinds["value"]
                    top, strength = "judgement", 2
                    if self._negated_before(start):
                        sign = -sign
                    if self._reported_by_other(start):
                        ended_by, top = "other", ""
                    break
                if not kinds.keys() & {"position", "act", "effect", "must", "urge", "assent"}:
                    gap += 1
                    continue
            governing = next((kind for kind in ("position", "assent", "urge", "warn") if kind in kinds), "")
            if governing:
                if coordinated and gap <= 0 and top:
                    break
                if governing in ("assent", "warn") and not self._takes_phrase(found, first, governing, negated):
                    begin = self._verb_group(start)[0]
                    if not cue and self._owner(begin) == "other":
                        ended_by = "other"
                        break
                    break
                if form == "ed" and self._passive(start) and not cue:
                    # "was asked to", "been agreed upon": the subject isn't the one who holds it.
                    if governing == "urge":
                        top, strength = "", 0
                    break
                begin, was_past, neg, helper = self._verb_group(start)
                if was_past:
                    break
                finite = form in ("s", "ed") or (form == "base" and not self._after_to(start)) or bool(helper)
                sign *= kinds[governing] * (-1 if neg else 1)
                chain.extend(here)
                top, strength = "position", 3
                clause_taking = governing in ("position", "assent", "urge")
                coordinated = False
                gap = 0
                if cue:
                    at = begin - 1
                    continue
                if helper in ("can",):
                    if not neg:
                        top, strength = "", 0
                        ended_by = "possibility"
                    break
                if helper == "must":
                    top = "duty"
                    if self._reported_by_other(begin):
                        ended_by, top = "other", ""
                    break
                if finite or (form == "" and self._copula_before(start)):
                    owner = self._owner(begin)
                    if owner == "other":
                        ended_by, top = "other", ""
                        # "hopes that Iran agrees to talks": a wish for another's position still governs.
                        wish = self._outer_wish(begin)
                        if wish is not None:
                            ended_by, top, strength = "", "position", 3
                            sign *= wish[0]
                            chain.extend(wish[1])
                    elif self._reported_by_other(begin):
                        ended_by, top = "other", ""
                    elif begin > 0 and begin <= self.cue_tokens and self.cue_tokens:
                        at = begin - 1
                        top, strength = "position", 3
                        break
                    break
                at = begin - 1
                continue
            if "effect" in kinds or "act" in kinds:
                if "have" in kinds and found.end - start == 1 and gap == 0 and not self._object_follows(found, first):
                    continue
                if coordinated and acted and gap <= GAP:
                    coordinated = True
                    continue
                value = kinds.get("act", kinds.get("effect", 0))
                sign *= value
                chain.extend(here)
                acted, coordinated = True, False
                gap = 0
                begin, was_past, neg, helper = self._verb_group(start)
                if form == "ing" and begin == start and start and "be" in self._kinds_ending(start - 1):
                    pass
                if form in ("s", "ed", "base", "ing") and begin < start:
                    if neg:
                        sign, negated = -sign, True
                        chain.extend(range(begin, start))
                    if helper == "must":
                        top, strength = "duty", 3
                        if self._reported_by_other(begin):
                            ended_by, top = "other", ""
                        break
                    if helper in ("will", "can"):
                        owner = self._owner(begin)
                        if owner == "other":
                            modal = "never" if neg and self._says_never(begin, start) else ""
                            ended_by = "" if modal else "others"
                        else:
                            modal = helper if helper == "will" else ("cannot" if neg else "can")
                        at = begin - 1
                        outer = True
                        continue
                    owner = self._owner(begin)
                    self_present = owner == "self" and form in ("ing", "base")
                    at = begin - 1
                    outer = True
                    continue
                if form in ("s", "ed") and not cue:
                    owner = self._owner(start)
                    self_present = False
                    outer = True
                    if form == "ed" and gap == 0 and owner == "other":
                        ended_by = "others"
                    continue
                if form == "base" and not self._after_to(start):
                    self_present = self._owner(start) == "self"
                continue
            if "will" in kinds or "can" in kinds:
                begin, was_past, neg, helper = self._verb_group(found.end)
                if neg:
                    sign, negated = -sign, True
                    chain.extend(i for i in range(begin, found.end))
                elif "will" in kinds:
                    chain.extend(here)
                owner = self._owner(begin)
                if owner == "other":
                    modal = "never" if modal == "never" else ""
                elif "can" in kinds:
                    modal = "cannot" if neg or (negated and modal != "never") else "can"
                else:
                    modal = modal or "will"
                at = begin - 1
                outer = True
                continue
            if "report" in kinds:
                begin, _, neg, _ = self._verb_group(start)
                owner = "own" if cue else self._owner(begin)
                if owner == "other":
                    ended_by = "other"
                elif neg:
                    sign = -sign
                break
            if "self" in kinds and not top:
                self_present = self_present or (form == "" and not past and self._present(start, first))
                gap += 1
                continue
            if "past" in kinds:
                past = True
                continue
            if {"be", "have", "do"} & kinds.keys():
                continue
            gap += 1
            if gap > GAP:
                break
        if not top and not ended_by and self_present is False and first > 0:
            self_present = self._self_before(first) and mark.kind != "mention"
        return _Left(sign, top, strength, tuple(chain), ended_by, clause_taking, modal, self_present, acted, at)

    # --- small questions about the neighbourhood of a verb

    def _kinds_ending(self, index: int) -> dict[str, int]:
        found = self.inside.get(index)
        return found.sense.kinds if found else _NOTHING.kinds

    def _verb_group(self, start: int) -> tuple[int, bool, bool, str]:
        """Auxiliaries, adverbs and negations before a verb: (where the group begins, past, negated, helper)."""
        at, negated, past, helper = start, False, False, ""
        floor = max(start - 8, 0)
        while at > floor:
            found = self.inside.get(at - 1)
            if found is None:
                if self.tokens.words[at - 1] in _QUOTES:
                    at -= 1
                    continue
                break
            kinds = found.sense.kinds
            if {"self", "selves", "pro"} & kinds.keys() or (at <= self.cue_tokens < start):
                break
            if "not_neg" in kinds:
                pass
            elif "neg" in kinds:
                negated = not negated
            elif "past" in kinds:
                past = True
            elif "must" in kinds and not found.sense.form and "position" not in kinds:
                helper = helper or "must"
            elif "will" in kinds:
                helper = helper or "will"
            elif "can" in kinds and not found.sense.form:
                helper = helper or "can"
            elif {"be", "have", "do"} & kinds.keys():
                helper = helper or "be"
            elif "adverb" not in kinds:
                break
            at = found.start
        return at, past, negated, helper

    def _negated_before(self, start: int) -> bool:
        return self._verb_group(start)[2]

    def _neg_between(self, found: Found) -> bool:
        return False

    def _says_never(self, begin: int, end: int) -> bool:
        return any(self.tokens.words[index] == "never" for index in range(begin, end))

    def _after_to(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and ("adverb" in self._kinds_ending(at) or self.tokens.words[at] in _QUOTES):
            at -= 1
        return at >= 0 and self.tokens.words[at] == "to"

    def _passive(self, start: int) -> bool:
        begin, _, _, helper = self._verb_group(start)
        return any("be" in self._kinds_ending(index) for index in range(begin, start))

    def _copula_before(self, start: int) -> bool:
        begin = self._verb_group(start)[0]
        return any("be" in self._kinds_ending(index) for index in range(begin, start))

    def _asks(self, start: int) -> bool:
        for index in range(start - 1, max(start - 4, -1), -1):
            if "ask" in self._kinds_ending(index):
                return True
        return False

    def _object_follows(self, found: Found, first: int) -> bool:
        return found.end >= first - 3

    def _present(self, start: int, first: int) -> bool:
        """Whether the verb after a first person is no past form: "we are building", "we negotiate"."""
        for index in range(start + 1, min(first, start + 6)):
            found = self.inside.get(index)
            if found is not None and ({"have"} & found.sense.kinds.keys() or found.sense.form == "ed"):
                return False
            if self.tokens.words[index] in ("was", "were", "did"):
                return False
        return True

    def _self_before(self, first: int) -> bool:
        """Whether a first person stands right before the mark, with a present helper at most: "we are | building"."""
        begin = self._verb_group(first)[0]
        if any(self.tokens.words[index] in ("was", "were", "did", "had", "have", "has") for index in range(begin, first)):
            return False
        return begin > 0 and "self" in self._kinds_ending(begin - 1)

    def _reported_by_other(self, start: int) -> bool:
        """Whether the clause up to `start` is what somebody else says or thinks."""
        floor = max(start - LEFT, self.cue_tokens)
        for index in range(start - 1, floor - 1, -1):
            word = self.tokens.words[index]
            if word in _CLOSERS:
                return False
            found = self.inside.get(index)
            if found is None or found.start != index:
                continue
            if {"break", "relative"} & found.sense.kinds.keys():
                return False
            if "report" in found.sense.kinds and "position" not in found.sense.kinds and found.sense.form != "ing":
                return self._owner(self._verb_group(index)[0]) == "other"
        return False

    def _outer_wish(self, begin: int) -> tuple[int, tuple[int, ...]] | None:
        """A verb of wishing or demanding that takes the clause before `begin`: its sign and tokens."""
        floor = max(begin - 14, 0)
        for index in range(begin - 1, floor - 1, -1):
            if self.tokens.words[index] in _CLOSERS:
                return None
            found = self.inside.get(index)
            if found is None or found.start != index:
                continue
            kinds = found.sense.kinds
            if {"break", "relative", "condition", "wish"} & kinds.keys():
                return None
            if "position" in kinds or ("urge" in kinds and index < self.cue_tokens):
                start, past, neg, _ = self._verb_group(index)
                if past or (index >= self.cue_tokens and self._owner(start) == "other"):
                    return None
                sign = kinds.get("position", 1) * (-1 if neg else 1)
                return sign, tuple(range(index, found.end))
        return None

    def _takes_phrase(self, found: Found, first: int, kind: str, negated: bool) -> bool:
        """Whether "agreed", "announced" has an object or infinitive; "warned" a negated infinitive."""
        if kind == "warn":
            return negated
        for index in range(found.end, min(first + 6, len(self.tokens))):
            if self.tokens.words[index] in _CLOSERS or "relative" in self._kinds_ending(index):
                return True
            kinds = self._kinds_ending(index)
            if {"be", "have", "do"} & kinds.keys() and index != found.end:
                return False
            if "will" in kinds and index < first:
                return False
        return True

    def _epithet(self, first: int) -> int:
        for index in (first - 1, first - 2):
            if index >= 0:
                kinds = self._kinds_ending(index)
                if "epithet" in kinds:
                    return kinds["epithet"]
                if kinds:
                    return 0
        return 0

    # --- to the right

    def _right(self, last: int, left: _Left) -> Verdict | None:
        """Read rightwards from a mark for what is said of it."""
        words = self.tokens.words
        ceiling = min(last + RIGHT, len(words))
        modal, sign, relative, finite = "", 1, False, False
        shown: list[int] = []
        at, linked = last, -9
        while at < ceiling:
            word = words[at]
            if word in _CLOSERS and word != "(":
                return None
            found = self.inside.get(at)
            if found is None:
                at += 1
                continue
            kinds, form = found.sense
            here = tuple(range(at, found.end))
            start, at = at, found.end
            if "not_neg" in kinds:
                continue
            if {"condition", "wish", "whether", "break"} & kinds.keys() and not {"position", "act", "effect"} & kinds.keys():
                return None
            if "relative" in kinds or ("that" in kinds and not finite):
                if relative:
                    return None
                relative = True
                continue
            if "aside" in kinds and word in ("as", "when", "while", "because of", "since"):
                return None
            if "neg" in kinds or "neg_noun" in kinds and not {"value", "position"} & kinds.keys():
                sign = -sign
                shown.extend(here)
                continue
            if {"be", "have", "do"} & kinds.keys():
                linked = at
                finite = True
                shown.extend(here)
                continue
            if "must" in kinds and not form and word != "only" and "value" not in kinds:
                modal, finite, linked = modal or "must", True, at
                shown.extend(here)
                continue
            if "will" in kinds and not form:
                modal, finite, linked = modal or "will", True, at
                shown.extend(here)
                continue
            if "can" in kinds and not form and "position" not in kinds:
                modal, finite, linked = modal or "can", True, at
                shown.extend(here)
                continue
            if "adverb" in kinds:
                continue
            near = start - linked <= 3
            after_to = start > last and words[start - 1] == "to"
            if "value" in kinds and (near and finite):
                if modal == "can" and sign > 0:
                    return None
                if self._reported_by_other(last):
                    return None
                return Verdict(sign * kinds["value"], 2, "judgement", tuple(shown) + here)
            if "effect" in kinds and (form in ("s", "ed") or (form == "base" and (near or self._plural(last))) or form == "") and not after_to:
                if modal == "can" and sign < 0:
                    return None
                if self._reported_by_other(last):
                    return None
                if form == "ed" and self._passive(start):
                    if modal != "must":
                        return None
                    return Verdict(sign * kinds["effect"], 3, "duty", tuple(shown) + here)
                return Verdict(sign * kinds["effect"], 2, "effect", tuple(shown) + here)
            if "position" in kinds and near and form == "ed" and self._passive(start):
                by = words[at] if at < len(words) else ""
                if by == "by":
                    if self.holder.owner(self.tokens, self.at, at + 1, min(at + 6, len(words))) == "other":
                        return None
                elif not (modal or sign < 0):
                    return None
                if modal == "can" and sign > 0:
                    return None
                if relative and not modal:
                    return None
                return Verdict(sign * kinds["position"], 3, "position", tuple(shown) + here)
            if "act" in kinds and not relative and (near or after_to):
                done = form == "ed" and any("be" in self._kinds_ending(i) or words[i] == "be" for i in range(max(last, start - 4), start))
                alone = form in ("base", "ing", "s", "") and self._closes(at)
                if not (done or alone):
                    return None
                sign *= kinds["act"]
                shown.extend(here)
                if modal == "must":
                    if self._reported_by_other(last):
                        return None
                    return Verdict(sign, 3, "duty", tuple(shown))
                if modal == "will" and not left.top:
                    if self._reported_by_other(last):
                        return None
                    return Verdict(sign, 2, "announcement", tuple(shown))
                if modal == "can" and sign * kinds["act"] < 0 and not left.top:
                    return Verdict(sign, 2, "ruled out", tuple(shown))
                return Verdict(sign, 0, "act", tuple(shown))
            if finite and not near and "and" not in kinds:
                return None
        return None

    def _plural(self, last: int) -> bool:
        return last > 0 and self.tokens.words[last - 1].endswith("s")

    def _closes(self, at: int) -> bool:
        """Whether a verb has no object: the clause ends, or a preposition or an adverb follows."""
        if at >= len(self.tokens):
            return True
        word = self.tokens.words[at]
        if word in _CLOSERS or word in _QUOTES or word in (",", "on", "in", "at", "with", "by", "until", "after", "next", "as", "for", "this", "within", "soon", "and", "but", "between", "despite", "without", "under", "if", "unless", "even", "to", "through", "again", "immediately", "today", "tomorrow", "from"):
            return True
        return bool(self._kinds_ending(at).keys() & {"adverb", "condition", "wish", "break", "aside", "and"})

    # --- conditions

    def condition(self, verdict: Verdict, own: tuple[int, int]) -> tuple[int, ...]:
        """The tokens of a condition in the verdict's sentence, or none."""
        if not verdict.tokens:
            return ()
        number = self.tokens.sentence[verdict.tokens[-1]]
        for tokens in self._all_conditions().get(number, ()):
            marker = tokens[0]
            if not own[0] <= marker < own[1]:
                return tuple(i for i in range(marker, min(marker + 14, len(self.tokens))) if self.tokens.sentence[i] == number)
        return ()

    def _all_conditions(self) -> dict[int, tuple[tuple[int, bool], ...]]:
        if self._conditions is None:
            found_in: dict[int, list[tuple[int, bool]]] = {}
            for found in self.found:
                kinds = found.sense.kinds
                number = self.tokens.sentence[found.start]
                word = self.tokens.words[found.start]
                if ("condition" in kinds or "wish" in kinds) and "not_condition" not in kinds:
                    if word in ("if", "once") and self._asks(found.start):
                        continue
                    found_in.setdefault(number, []).append((found.start, "wish" in kinds))
                elif "break" in kinds and word in ("but", "yet", "however", "though", "although") and self._duty_after(found.end, number):
                    found_in.setdefault(number, []).append((found.start, False))
            self._conditions = {number: tuple(some) for number, some in found_in.items()}
        return self._conditions

    def _duty_after(self, start: int, number: int) -> bool:
        """Whether a duty of somebody other than the speaker follows "but": "but Russia must withdraw first"."""
        end = min(start + 24, len(self.tokens))
        for index in range(start, end):
            if self.tokens.sentence[index] != number:
                return False
            kinds = self._kinds_ending(index)
            if "self" in kinds:
                return False
            if index > start and "break" in kinds:
                return False
            if "must" in kinds or ("first" in kinds and index > start + 1):
                return True
        return False


def strongest(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that decides: the most plainly stated one, at a tie the sign that has more of them, then the first."""
    if not verdicts:
        return None
    best = max(verdict.strength for verdict in verdicts)
    top = [verdict for verdict in verdicts if verdict.strength == best]
    sign = 1 if sum(verdict.sign for verdict in top) > 0 else -1 if sum(v.sign for v in top) < 0 else top[0].sign
    return next(verdict for verdict in top if verdict.sign == sign)
