"""The heart of the rules: from a mark (words that speak of a target) to the position that its clause states.

From the mark the judge reads leftwards for what governs it ("refused to return to | talks") and, where nothing does,
rightwards for what is said of it ("sanctions | must be lifted"). The polarity is the product of the mark's own sign,
the signs of the operators and the negations on the way. Without an operator that states a position there is none: an
event ("talks were held") isn't a stance. Every walk is bounded, so the cost is linear in the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark
from stancekit_rules.stance.lexicon import Found, Lexicon
from stancekit_rules.stance.subjects import Holder
from stancekit_rules.stance.tokens import Tokens

LEFT, RIGHT, GAP, ACT_GAP = 40, 24, 9, 5
"""How far, in tokens, a walk goes left and right, and how many plain words may stand before an operator and an act."""

_STOPS = frozenset(".!?;\u2026\n")
_DASHES = frozenset("—–:(-")
_QUOTES = frozenset("\"“”'‘’«»")
_LEADS = frozenset("to for that of in".split())
_DETERMINERS = frozenset("the a an any such this these those 's of with about on new strong bitter".split())
_BEFORE_NOUN = frozenset("more further additional no with from by under against in at on into".split())
_POSSESSIVES = frozenset("its their his her our my".split())
_NONE: dict[str, int] = {}
_LIGHT = frozenset(("be", "have", "do", "adverb", "will", "neg", "must", "can", "past"))
_OPENING = frozenset(("break", "relative", "condition", "wish", "whether"))


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


class _Verb(NamedTuple):
    """What stands before a verb: where the group begins, and what it says of the verb."""

    begin: int
    past: bool
    negated: bool
    helper: str
    passive: bool


@dataclass
class _Path:
    """The walk to the left of a mark, as far as it has come."""

    sign: int = 1
    top: str = ""
    strength: int = 0
    shown: list[int] = field(default_factory=list)
    end: str = ""
    gap: int = 0
    acted: bool = False
    coordinated: bool = False
    reason: bool = False
    purpose: bool = False
    nominal: int = -1
    participle: int = -1
    takes_clause: bool = False
    modal: str = ""
    present: bool = False
    negated: bool = False
    done: bool = False

    def finish(self, end: str = "") -> None:
        """End the walk; a reason why nothing there is the holder's takes the governing operator away."""
        self.done, self.end = True, end
        if end in ("other", "past", "possibility"):
            self.top = ""

    def govern(self, rule: str, strength: int) -> None:
        self.top, self.strength = rule, strength


class Reading:
    """One text read for stance: its tokens, the lexicon's phrases in it, and the judgements that it yields.

    Args:
        text: A statement's content, after its cue where the cue is an operator ("rejected" + "the proposal").
        cue_end: Where the cue ends in `text`, in characters; 0 where there is none. What it says is
            the holder's own.
        holder: Whose position is asked for.
    """

    def __init__(self, text: str, cue_end: int, holder: Holder, lexicon: Lexicon) -> None:
        self.tokens = Tokens(text)
        self.holder = holder
        self.found = [found for found in lexicon.find(self.tokens.words) if not self._in_compound(found)]
        self._at: dict[int, Found] = {found.start: found for found in self.found}
        self._inside: dict[int, Found] = {i: found for found in self.found for i in range(found.start, found.end)}
        self._cue = sum(1 for end in self.tokens.ends if end <= cue_end) if cue_end else 0
        self._conditions: dict[int, list[int]] | None = None

    def _in_compound(self, found: Found) -> bool:
        """Whether a word is only part of a compound: "open-ended" is no act of opening."""
        if found.end - found.start > 1:
            return False
        return self._hyphen(found.start - 1) or self._hyphen(found.end)

    # --- judging

    def judge(self, mark: Mark) -> Verdict | None:
        """The position stated at one mark, or None."""
        first, last = self._tokens_of(mark)
        if first >= len(self.tokens) or self.tokens.sentence[first] in self.tokens.questions:
            return None
        own = tuple(range(first, last))
        if mark.kind in ("favor", "against"):
            return self._pattern(mark, first, own)
        path = self._left(first, mark)
        shown = (*sorted(set(path.shown)), *own)
        if path.end in ("other", "question", "past"):
            return None
        if path.end == "condition" and self._threatened(first):
            return Verdict(-path.sign * mark.sign, 2, "threat", shown, False)
        if path.end in ("aside", "condition") or (path.top in ("", "duty") and self._any_before(first)):
            before = self._precondition(mark, first, shown)
            if before is not None or path.end:
                return before
        right = self._right(last, path, self._in_relative(first))
        sign = path.sign * mark.sign
        furthers = path.acted or mark.kind != "mention"
        if path.end == "possibility" or (path.modal == "can" and furthers and not path.top):
            # "We could accept that, but only if": the condition makes an offer of a mere possibility.
            offer = Verdict(sign, 2, "position", shown)
            condition = self.condition(offer)
            return offer if condition and condition[0] > own[-1] else None
        if path.top:
            if path.top == "position" and self._denied(shown):
                return None
            if path.takes_clause and right is not None:
                if right.rule == "unknown":
                    return None
                if right.rule == "act":
                    sign, shown = sign * right.sign, shown + right.tokens
            return Verdict(sign, path.strength, path.top, shown, False if path.top == "wish not reached" else None)
        if right is not None and right.rule not in ("act", "unknown"):
            return Verdict(sign * right.sign, right.strength, right.rule, shown + right.tokens)
        if right is None and not path.end and self._any_before(first) and mark.sign > 0:
            if any("must" in self._kinds(index) for index in range(last, min(last + 2, len(self.tokens)))):
                return Verdict(1, 2, "precondition", shown, True)
        if path.end == "wish":
            done = right if right is not None and right.rule == "act" else None
            sign *= (done.sign if done else 1) * self._wished(first)
            return Verdict(sign, 1, "condition asked for", shown + (done.tokens if done else ()), False)
        if path.modal == "will" and not path.acted and path.gap and not path.negated:
            return None  # "will respond to violations": the verb between isn't known
        if path.modal == "never" and furthers:
            return Verdict(sign, 2, "ruled out", shown)
        if path.modal in ("will", "cannot") and (furthers or path.negated):
            return Verdict(sign, 3, "announcement", shown)
        if path.present and furthers:
            return Verdict(sign, 1, "first person", shown)
        if mark.kind != "mention" and self._imperative(first):
            return Verdict(sign, 2, "imperative", shown)
        epithet = self._kinds(first - 1).get("epithet", 0) if first else 0
        return Verdict(epithet * mark.sign, 1, "epithet", (first - 1, *own)) if epithet else None

    def _imperative(self, first: int) -> bool:
        """Whether the mark is a command: a base form that begins its clause, "stop the war"."""
        before = self.tokens.words[first - 1] if first else "."
        found = self._inside.get(first)
        opens = before in _STOPS or before in _QUOTES or before in (":", "please")
        return opens and first >= self._cue and found is not None and found.sense.form == "base"

    def _threatened(self, first: int) -> bool:
        """Whether the mark's sentence threatens: "the North will pay a price if it tests"."""
        sentence = self.tokens.sentence
        near = range(max(first - LEFT, 0), min(first + RIGHT, len(sentence)))
        return any(sentence[i] == sentence[first] and "threat" in self._kinds(i) for i in near)

    def _wished(self, first: int) -> int:
        """1 where a condition is wished for; -1 after "as long as" with a refusal: "no talks as long as there are ..."."""
        sentence, words = self.tokens.sentence, self.tokens.words
        near = [
            i for i in range(max(first - LEFT, 0), min(first + RIGHT, len(words))) if sentence[i] == sentence[first]
        ]
        lasting = any(words[i : i + 3] in (["as", "long", "as"], ["so", "long", "as"]) for i in near if i < first)
        refused = any(self._kinds(i).keys() & {"neg", "neg_noun"} or self._kinds(i).get("must", 0) < 0 for i in near)
        return -1 if lasting and refused else 1

    def _refused_without(self, at: int) -> bool:
        """Whether "without" asks for what it names: "no peace without guarantees"."""
        sentence = self.tokens.sentence
        near = range(max(at - LEFT, 0), min(at + RIGHT, len(sentence)))
        return any(
            sentence[i] == sentence[at]
            and (self._kinds(i).keys() & {"neg", "neg_noun"} or self._kinds(i).get("must", 0) < 0)
            for i in near
            if i != at
        ) or any(
            sentence[i] == sentence[at] and self.tokens.words[i] in ("impossible", "meaningless", "worthless")
            for i in near
        )

    def _denied(self, shown: tuple[int, ...]) -> bool:
        """Whether the cue is a denial that doesn't itself govern: "denied | that it opposes talks"."""
        cue = range(self._cue)
        return any("deny" in self._kinds(index) for index in cue) and not any(index in shown for index in cue)

    def _pattern(self, mark: Mark, first: int, own: tuple[int, ...]) -> Verdict | None:
        """A codebook's own words for favor or against, turned round only by a negation just before them."""
        group = self._verb_group(first)
        before = self._kinds(first - 1) if first else _NONE
        negated = group.negated != ("neg_noun" in before)
        if first >= self._cue and self._reported_by_other(group.begin):
            return None
        duty = group.helper == "must" or any(
            "must" in self._kinds(i) or self.tokens.words[i] in ("never", "not") for i in own
        )
        if first >= self._cue and not duty and self._owner(group.begin) == "other":
            return None
        path = self._left(first, mark)
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
        opened = any(self.tokens.words[i] == "before" for i in range(max(first - 4, 0), first))
        if not (any_such or opened):
            return None
        for index in range(first - 1, low - 1, -1):
            if self.tokens.words[index] in _STOPS:
                return None
            kinds = self._kinds(index)
            if "must" in kinds and "neg" not in kinds and not self._verb_group(index).negated:
                return Verdict(1, 2, "precondition", (index, *shown), True)
        return None

    def _any_before(self, first: int) -> bool:
        return any(self.tokens.words[i] == "any" for i in range(max(first - 2, 0), first + 1) if i < len(self.tokens))

    def _tokens_of(self, mark: Mark) -> tuple[int, int]:
        """The tokens (half-open) that a mark covers."""
        low, high = 0, len(self.tokens)
        ends, starts = self.tokens.ends, self.tokens.starts
        while low < high:
            middle = (low + high) // 2
            if ends[middle] <= mark.start:
                low = middle + 1
            else:
                high = middle
        last = low
        while last < len(starts) and starts[last] < mark.end:
            last += 1
        return low, max(last, low + 1)

    # --- to the left: what governs the mark

    def _left(self, first: int, mark: Mark) -> _Path:
        path = _Path()
        floor = max(first - LEFT, 0)
        at = first - 1
        while at >= floor and not path.done:
            found = self._inside.get(at)
            if found is None:
                at = self._plain(path, at, mark)
            elif found.end > first:
                at = found.start - 1  # the mark itself says what these words say
            elif not self._grammar(path, found, mark):
                at = self._operator(path, found, first)
            else:
                at = found.start - 1
        if path.participle >= 0 and path.top and self._other_main_subject(path.participle):
            path.finish("other")
        if not path.top and path.nominal >= 0 and path.end not in ("other", "past", "question"):
            self._own_noun(path)
        if not path.top and not path.end and not path.modal:
            path.present = path.present or self._self_before(first)
        return path

    def _other_main_subject(self, start: int) -> bool:
        """Whether the sentence in which a participle stands ("..., calling for talks") begins with somebody else."""
        sentence, first = self.tokens.sentence, start
        floor = max(start - LEFT, self._cue)
        while first > floor and sentence[first - 1] == sentence[start]:
            first -= 1
        for index in range(first, start):
            kinds = self._kinds(index)
            if kinds.keys() & {"be", "have", "do", "will", "position", "act", "report", "must", "can"}:
                return index > first and self.holder.owner(self.tokens, self._at, first, index) == "other"
        return False

    def _plain(self, path: _Path, at: int, mark: Mark) -> int:
        """Step over a word that the lexicon doesn't know, or a mark of punctuation."""
        word = self.tokens.words[at]
        if word in _STOPS:
            path.finish("stop")
        elif word == ",":
            path.coordinated = True
        elif word in _DASHES:
            if self.tokens.words[at - 1 : at] and not self._hyphen(at):
                path.finish("stop")
        elif word in ("for", "over") and not path.top:
            path.purpose, path.reason = True, word == "over" or mark.sign < 0
            path.gap += 1
        elif word in ("on", "about", "regarding", "concerning") and not path.top and self._topic_before(at):
            path.finish("aside")
        elif word not in _QUOTES:
            path.gap += 1
        if path.gap > GAP:
            path.finish()
        return at - 1

    def _topic_before(self, at: int) -> bool:
        """Whether a noun or verb of talk stands before "on": "talks with the North on | disarmament"."""
        for index in range(at - 1, max(at - 8, -1), -1):
            kinds = self._kinds(index)
            if "topic" in kinds:
                return True
            if self.tokens.words[index] in _STOPS or kinds.keys() & {"position", "act", "break"}:
                return False
        return False

    def _hyphen(self, at: int) -> bool:
        """Whether a dash joins two parts of one word."""
        tokens = self.tokens
        return (
            0 < at < len(tokens) - 1
            and tokens.ends[at - 1] == tokens.starts[at]
            and tokens.ends[at] == tokens.starts[at + 1]
        )

    def _grammar(self, path: _Path, found: Found, mark: Mark) -> bool:
        """Take a grammar word into account; False where the phrase is an operator."""
        kinds = found.sense.kinds
        if kinds.keys() & {"not_neg", "not_condition"}:
            return True
        if "neg" in kinds:
            path.sign, path.negated = -path.sign, True
            path.shown.extend(range(found.start, found.end))
            if self.tokens.words[found.start] == "never":
                path.modal = path.modal or "never"
            return True
        if "neg_noun" in kinds and not kinds.keys() & {"position", "must", "noun"}:
            if path.gap <= 2:
                path.sign, path.negated = -path.sign, True
                path.shown.extend(range(found.start, found.end))
            return True
        if "whether" in kinds:
            path.finish("question")
        elif kinds.keys() & {"condition", "wish"} and not kinds.keys() & {"position", "act"}:
            if self.tokens.words[found.start] in ("if", "once") and self._asks(found.start):
                path.finish("question")
            else:
                wish = "wish" in kinds or "only" in self.tokens.words[max(found.start - 4, 0) : found.start]
                path.finish("" if path.top else "wish" if wish else "condition")
        elif "break" in kinds or "relative" in kinds:
            path.finish("break")
        elif "aside" in kinds and not kinds.keys() & {"position", "act"}:
            path.finish("" if path.top or path.modal else "aside")
        elif "and" in kinds:
            path.coordinated = True
        elif "that" in kinds:
            path.takes_clause = True
        elif kinds.keys() <= {"preposition", "threat", "naming", "topic", "ask", "first"}:
            self._plain(path, found.start, mark)
        elif "past" in kinds or kinds.keys() <= {
            "adverb",
            "do",
            "thing",
            "own",
            "other",
            "first",
            "ask",
            "topic",
            "threat",
        }:
            path.gap += 0 if "adverb" in kinds or "past" in kinds else 1
            if path.gap > GAP:
                path.finish()
        elif kinds.keys() & {"self", "selves", "pro"} and len(kinds.keys() & {"position", "must", "can"}) == 0:
            path.gap += 1
        else:
            return False
        return True

    def _operator(self, path: _Path, found: Found, first: int) -> int:
        """Take an operator into account; returns the token to go on from."""
        kinds, form = found.sense
        start = found.start
        here = range(start, min(found.end, first))
        cue = start < self._cue
        if self.tokens.words[start] == "without" and "act" in kinds and self._refused_without(start):
            path.finish("" if path.top else "wish")
            return start - 1
        if "only" in kinds:
            if path.gap == 0 or (path.acted and path.gap <= 1):
                path.shown.extend(here)
                path.govern("duty", 3)
                path.finish("other" if self._reported_by_other(start) else "")
            return start - 1
        if "must" in kinds:
            group = self._verb_group(start)
            path.shown.extend(here)
            path.sign *= kinds["must"] * (-1 if group.negated else 1)
            path.govern("duty", 3)
            path.finish("other" if self._reported_by_other(start) else "")
            return start - 1
        if "unable" in kinds:
            group = self._verb_group(start)
            path.shown.extend(here)
            if path.top:
                path.finish("past")
            elif path.acted and (cue or self._owner(group.begin) == "self"):
                path.govern("wish not reached", 1)  # the inability is no position, the wish is
            path.finish()
            return start - 1
        if form in ("ed", "base", "s") and not cue and "noun" not in kinds and self._is_no_verb(start, form):
            path.gap += 1  # "the planned launch", "more pressure"
            return start - 1
        governing = next(
            (kind for kind in ("position", "urge", "assent", "deny", "warn", "order") if kind in kinds), ""
        )
        if "cue" in kinds and path.reason and not cue and not governing:
            # "a call from the president for his movement to disarm"
            path.sign *= kinds["cue"]
            path.shown.extend(here)
            path.nominal, path.reason, path.acted = start, False, True
            return start - 1
        if path.purpose and "blame" in kinds and not governing:
            governing = "blame"
        if path.reason and (governing or kinds.keys() & {"act", "effect", "noun", "cue"}):
            # "condemned the North | for its tests" judges the tests; "met the North for talks" doesn't.
            if not ("blame" in kinds or governing == "order" or self.tokens.words[found.end - 1] in ("for", "over")):
                path.finish("aside")
                return start - 1
            path.reason = False
        if cue and "cue" in kinds:
            path.sign *= kinds["cue"]
            path.shown.extend(here)
            path.govern("position", 3)
            return start - 1
        if "about" in kinds and not path.top:
            path.finish("aside")
            return start - 1
        if path.nominal >= 0 and not path.top and "express" in kinds and not governing:
            group = self._verb_group(start)
            path.sign *= -1 if group.negated else 1
            path.govern("position", 3)
            path.finish("other" if not cue and self._owner(group.begin) == "other" else "")
            return start - 1
        if "noun" in kinds and not (governing and not self._as_noun(start)):
            path.sign *= kinds["noun"]
            path.shown.extend(here)
            path.nominal, path.gap, path.coordinated, path.acted = start, 0, False, True
            path.takes_clause = path.takes_clause or self.tokens.words[found.end - 1] == "that"
            if cue:
                path.govern("position", 3)
            elif start and self._kinds(start - 1).keys() & {"neg_noun"}:
                path.sign = -path.sign
            return start - 1
        if governing:
            return self._position(path, found, governing, first)
        if (
            "value" in kinds
            and (
                (found.end < len(self.tokens) and self.tokens.words[found.end] in _LEADS and found.end <= first)
                or self.tokens.words[found.end - 1] in ("of", "to")
            )
            and path.gap <= 6
        ):
            group = self._verb_group(start)
            path.shown.extend(here)
            path.sign *= kinds["value"] * (-1 if group.negated else 1)
            path.govern("judgement", 2)
            path.finish("other" if self._reported_by_other(start) else "")
            return start - 1
        if "effect" in kinds or "act" in kinds:
            return self._act(path, found, first)
        if "report" in kinds:
            group = self._verb_group(start)
            path.sign *= -1 if group.negated else 1
            path.finish("other" if not cue and self._owner(group.begin) == "other" else "")
            return start - 1
        if "will" in kinds or "can" in kinds or kinds.keys() & {"be", "have"}:
            group = self._verb_group(found.end)
            if group.negated:
                path.sign = -path.sign
                path.shown.extend(range(group.begin, found.end))
            path.negated = path.negated or group.negated
            group = group._replace(negated=path.negated)
            following = self.tokens.words[first] if found.end == first else ""
            form = "ed" if group.helper == "have" else "ing" if following.endswith("ing") else "base"
            self._finite(path, group, "act", form, cue)
            return group.begin - 1
        path.gap += 1
        return start - 1

    def _position(self, path: _Path, found: Found, kind: str, first: int) -> int:
        """A verb or adjective of wanting, demanding, supporting, opposing: governs what came before on the walk."""
        kinds, form = found.sense
        start, cue = found.start, found.start < self._cue
        if path.coordinated and path.top:
            path.finish()
            return start - 1
        group = self._verb_group(start)
        governs = (
            path.negated or self._told_to(found.end, first)
            if kind == "warn"
            else self._opens_infinitive(found.end)
            if kind == "order"
            else self._has_object(found, first)
            if kind in ("assent", "deny")
            else True
        )
        if not governs:
            other = not cue and self._owner(group.begin) == "other"
            denial = kind == "deny" and path.top == "" and path.modal
            path.finish("other" if other or denial else "")
            return start - 1
        if group.passive and form == "ed" and not cue:
            path.finish()
            return start - 1
        path.sign *= kinds[kind] * (-1 if group.negated else 1)
        path.shown.extend(range(group.begin if group.negated else start, min(found.end, first)))
        path.govern("position", 3)
        path.takes_clause = True
        path.gap, path.coordinated = 0, False
        if group.past:
            path.finish("past")
        elif cue:
            return group.begin - 1
        elif self._is_finite(found, group):
            self._finite(path, group, "position", form, cue)
        elif form == "ing":
            path.participle = start
        return group.begin - 1

    def _act(self, path: _Path, found: Found, first: int) -> int:
        """A verb or noun of furthering or undoing: turns the sign; governs under a modal or an operator only."""
        kinds, form = found.sense
        start, cue = found.start, found.start < self._cue
        if path.gap > ACT_GAP or (path.coordinated and (path.acted or path.takes_clause)):
            # A part of the sentence of its own: "to stop the tests and | return to talks".
            return start - 1
        group = self._verb_group(start)
        path.sign *= kinds.get("act", kinds.get("effect", 0)) * (-1 if group.negated else 1)
        path.negated = path.negated or group.negated
        path.shown.extend(range(group.begin if group.negated else start, min(found.end, first)))
        path.acted, path.coordinated, path.gap = True, False, 0
        if cue and "have" not in kinds and not path.top:
            path.govern("position", 2)
        elif self._is_finite(found, group) and not cue:
            if group.passive and form == "ed":
                path.finish()
            else:
                self._finite(path, group, "act", form, cue)
        return group.begin - 1

    def _is_finite(self, found: Found, group: _Verb) -> bool:
        """Whether a phrase is its clause's verb: what stands before it is its subject then."""
        form = found.sense.form
        if form == "ing" or form == "":
            return group.helper != ""
        if form == "base":
            return group.helper != "" or not self._after_to(found.start)
        return True

    def _finite(self, path: _Path, group: _Verb, kind: str, form: str, cue: bool) -> None:
        """The walk has reached the clause's verb: ask whose it is, and what takes the clause as a whole."""
        begin = group.begin
        own = "own" if cue else self._owner(begin)
        opened = "" if cue else self._opened_by(begin)
        if opened == "question":
            path.finish("question")
            return
        outer = None if cue else self._outer(begin)
        if outer == "other" or (not cue and self._reported_by_other(begin)):
            path.finish("other")
        elif group.helper == "must":
            path.sign *= -1 if not cue and self._disbelieved(begin) else 1
            path.govern("duty", 3)
            path.finish()
        elif group.helper in ("be", "was") and self._what_is_wanted(path, begin):
            path.finish()
        elif isinstance(outer, Found):
            verb = self._verb_group(outer.start)
            sense = outer.sense.kinds
            path.sign *= next(
                (sense[one] for one in ("position", "urge", "noun", "cue", "act", "value") if one in sense), 1
            ) * (-1 if verb.negated else 1)
            path.shown.extend(range(outer.start, outer.end))
            path.govern("position", 3)
            path.takes_clause = True
            path.finish()
        elif kind == "position":
            if group.helper == "can" and not group.negated:
                path.finish("possibility")
            else:
                path.finish("other" if own == "other" else "")
        elif path.nominal >= 0 and own != "other":
            path.govern("position", 2)
            path.finish()
        elif path.top:
            path.finish("other" if own == "other" else "")
        else:
            never = "never" in self.tokens.words[begin : begin + 4]
            if own == "other":
                path.modal = "never" if group.negated and (never or group.helper == "can") else ""
            elif group.helper == "will":
                subject = self._clause_start(begin)
                path.modal = "will" if own == "self" or subject == begin or self._own_subject(begin) else ""
            elif group.helper == "can":
                path.modal = "cannot" if group.negated else "can"
            elif group.helper == "do" and group.negated:
                path.modal = "will"
            else:
                path.modal = ""
                progressive = form == "ing" and group.helper in ("be", "was")
                simple = (
                    form in ("base", "s")
                    and group.helper == ""
                    and (own == "self" or self._clause_start(begin) == begin or self._own_subject(begin))
                )
                path.present = progressive or simple or (own == "self" and form == "ing" and not group.helper)
            path.finish("" if path.modal == "never" else opened)

    def _what_is_wanted(self, path: _Path, begin: int) -> bool:
        """Whether the clause's subject says that what follows is wanted: "what we need is | a ceasefire"."""
        start = self._clause_start(begin)
        if start >= begin or self.tokens.words[start] not in ("what", "all"):
            return False
        for index in range(start + 1, begin):
            kinds = self._kinds(index)
            sign = kinds.get("position", kinds.get("must", 0))
            if sign and self.holder.owner(self.tokens, self._at, start + 1, index) != "other":
                path.sign *= sign
                path.shown.append(index)
                path.govern("position", 3)
                return True
        return False

    def _opened_by(self, begin: int) -> str:
        """What opens the clause whose subject ends before `begin`: a "question", a "condition", a "wish", or ""."""
        start = self._clause_start(begin)
        if start == 0:
            return ""
        kinds, word = self._kinds(start - 1), self.tokens.words[start - 1]
        if "whether" in kinds or (word == "if" and self._asks(start - 1)):
            return "question"
        if "not_condition" in kinds:
            return ""
        if "wish" in kinds or ("condition" in kinds and "only" in self.tokens.words[max(start - 5, 0) : start - 1]):
            return "wish"
        return "condition" if "condition" in kinds else ""

    def _is_no_verb(self, start: int, form: str) -> bool:
        """Whether what stands before makes a verb's form an adjective or a noun."""
        before = self.tokens.words[start - 1] if start else ""
        return before in _DETERMINERS or before in _POSSESSIVES or (form != "ed" and before in _BEFORE_NOUN)

    def _as_noun(self, start: int) -> bool:
        """Whether a phrase that may be a verb is a noun there: "its plans to", not "Japan plans to"."""
        if start in (0, self._cue):
            return True
        word, kinds = self.tokens.words[start - 1], self._kinds(start - 1)
        return word in _DETERMINERS or bool(kinds.keys() & {"neg_noun", "have"}) or (word in _POSSESSIVES)

    def _own_noun(self, path: _Path) -> None:
        """ "Our commitment to talks", "underlined its readiness for talks": a noun of position that is the holder's."""
        start = path.nominal
        begin = max(start - 3, 0)
        for index in range(start - 1, begin - 1, -1):
            kinds = self._kinds(index)
            if kinds.keys() & {"self", "selves"}:
                owner = self._owner(start) if "selves" in kinds and index > 0 else "own"
                if owner != "other":
                    path.govern("position", 2)
                return

    def _outer(self, begin: int) -> Found | str | None:
        """What takes the clause whose subject ends at `begin`, or "other": "hopes that | talks will resume"."""
        floor = max(begin - 14, 0)
        for index in range(begin - 1, floor - 1, -1):
            word = self.tokens.words[index]
            if word in _STOPS:
                return None
            found = self._inside.get(index)
            if found is None or found.start != index:
                continue
            kinds, form = found.sense
            if _OPENING & kinds.keys():
                return None
            if index < self._cue and kinds.keys() & {"position", "urge", "cue", "act"}:
                return found
            closing = self.tokens.words[found.end - 1]
            if "noun" in kinds and closing == "that":
                return found
            if "value" in kinds and self.tokens.words[found.end : found.end + 1] == ["that"]:
                return found
            if "position" in kinds and form in ("base", "s", "ed", "ing"):
                group = self._verb_group(index)
                if group.past or group.passive:
                    return None
                if self.tokens.words[found.end - 1] == "to":
                    continue
                return "other" if self._owner(group.begin) == "other" else found
        return None

    def opening_pronoun(self) -> Mark | None:
        """The pronoun that the content begins with, as its subject: "it | disregards international law"."""
        index = self._cue
        while index < len(self.tokens) and self.tokens.words[index] in _QUOTES:
            index += 1
        if index < len(self.tokens) and self.tokens.words[index] in ("it", "this", "that"):
            return Mark(self.tokens.starts[index], self.tokens.ends[index], "pronoun", 1)
        return None

    def follows_operator(self, mark: Mark) -> bool:
        """Whether the word before a mark is an operator that takes an object: "observe it"."""
        first, _ = self._tokens_of(mark)
        return first > 0 and bool(self._kinds(first - 1).keys() & {"position", "act", "noun"})

    # --- small questions about the neighbourhood of a verb

    def _kinds(self, index: int) -> dict[str, int]:
        found = self._inside.get(index)
        return found.sense.kinds if found is not None else _NONE

    def _verb_group(self, start: int) -> _Verb:
        """The auxiliaries, adverbs and negations before the verb (or phrase) that begins at a token."""
        at, past, negated, helper, passive = start, False, False, "", False
        floor = max(start - 8, 0)
        while at > floor and at != self._cue:
            found = self._inside.get(at - 1)
            if found is None:
                if not self._adverb(at - 1):
                    break
                at -= 1
                continue
            kinds, form = found.sense
            if kinds.keys() & {"self", "selves", "pro"} or not kinds.keys() & (_LIGHT | {"not_neg"}):
                break
            if "position" in kinds and not kinds.keys() & {"will", "have"}:
                break
            if "neg" in kinds:
                negated = not negated
            elif "past" in kinds:
                past = True
            elif "must" in kinds:
                if form or "position" in kinds or found.end - found.start > 2:
                    break
                helper = "must" if helper in ("", "be", "have") else helper
            elif "will" in kinds:
                helper = "will" if helper in ("", "be", "have") else helper
            elif "can" in kinds:
                if form or (found.end - found.start > 1 and "to" not in self.tokens.words[found.start : found.end]):
                    break
                helper = "can" if helper in ("", "be", "have") else helper
            elif "be" in kinds:
                passive = passive or not helper
                helper = helper or ("was" if self.tokens.words[found.start] in ("was", "were") else "be")
            elif "have" in kinds:
                helper = "have" if helper in ("", "be") else helper
            elif "do" in kinds:
                helper = helper or "do"
            at = found.start
        return _Verb(at, past, negated, helper, passive)

    def _clause_start(self, end: int) -> int:
        """The first token of the clause that ends before `end`, looking back a bounded way."""
        floor = max(end - LEFT, self._cue)
        at = end
        while at > floor:
            word = self.tokens.words[at - 1]
            if word in _STOPS or word in ("that", "whether"):
                break
            found = self._inside.get(at - 1)
            if found is not None:
                kinds, form = found.sense
                if _OPENING & kinds.keys():
                    break
                if kinds.keys() & {"report", "order"} and form in ("s", "ed", "base") and "noun" not in kinds:
                    break
            at -= 1
        return at

    def _owner(self, end: int) -> str:
        """Whose the clause is whose subject ends before the token `end`."""
        start = self._clause_start(end)
        tokens = self.tokens
        if start == end and start > self._cue:
            before = self._inside.get(start - 1)
            if before is not None and ("relative" in before.sense.kinds or tokens.words[start - 1] == "that"):
                # The subject of a relative clause is the noun before it: "the countries which oppose".
                end = before.start
                if end > 0 and tokens.words[end - 1] == ",":
                    end -= 1
                start = max(end - 4, self._cue)
                if end > 0 and tokens.words[end - 1] in ("those", "anyone", "everyone", "people"):
                    return "other"
        return self.holder.owner(tokens, self._at, start, end)

    def _own_subject(self, end: int) -> bool:
        """Whether the subject that ends at a token names the holder, or what the holder made: "the resolution"."""
        for index in range(self._clause_start(end), end):
            if self._kinds(index).keys() & {"self", "selves", "thing", "own"} or self.holder.has(
                self.tokens.words[index]
            ):
                return True
        return False

    def _reported_by_other(self, start: int) -> bool:
        """Whether the clause up to `start` is what somebody else says or thinks."""
        return self._reporter(start) == "other"

    def _disbelieved(self, start: int) -> bool:
        """Whether the holder denies the clause up to `start`: "does not think that | Ukraine should join"."""
        return self._reporter(start) == "negated"

    def _reporter(self, start: int) -> str:
        """Who says or thinks the clause up to `start`: "other", "own", "negated" for what is not believed, or ""."""
        floor = max(start - LEFT, self._cue)
        for index in range(start - 1, floor - 1, -1):
            if self.tokens.words[index] in _STOPS:
                return ""
            found = self._inside.get(index)
            if found is None or found.start != index:
                continue
            kinds, form = found.sense
            if "break" in kinds or "relative" in kinds:
                return ""
            if kinds.keys() & {"report", "order"} and "position" not in kinds and form != "ing":
                group = self._verb_group(index)
                if form == "" or self._owner(group.begin) == "other":
                    return "other"
                return "negated" if group.negated else "own"
        return ""

    def _told_to(self, index: int, first: int) -> bool:
        """Whether "warned" is followed by whom and what to do: "warned the North to cancel"."""
        for at in range(index, min(index + 5, first)):
            if self.tokens.words[at] == "to":
                return True
            if self._kinds(at).keys() & {"be", "have", "will", "must", "can", "that", "preposition"}:
                return False
        return False

    def _opens_infinitive(self, index: int) -> bool:
        """Whether "told", "asked" are followed by what somebody is to do: "told Israel to stop"."""
        return any(self.tokens.words[i] in ("to", "for") for i in range(index, min(index + 6, len(self.tokens))))

    def _has_object(self, found: Found, first: int) -> bool:
        """Whether "agreed", "announced", "denied" have an object or infinitive and no full clause."""
        for index in range(found.end, min(first + RIGHT, len(self.tokens))):
            kinds = self._kinds(index)
            if self.tokens.words[index] in _STOPS or kinds.keys() & {"relative", "aside", "condition"}:
                return True
            if self.tokens.words[index] == "that":
                return index > first
            if kinds.keys() & {"be", "do"} and self.tokens.words[index] not in ("be", "being", "been"):
                return False
            if "will" in kinds or ("have" in kinds and index < first):
                return False
        return True

    def _adverb(self, index: int) -> bool:
        """Whether a word may stand between an auxiliary and its verb: an adverb, or a quotation mark."""
        word = self.tokens.words[index]
        return word in _QUOTES or word.endswith("ly") or "adverb" in self._kinds(index)

    def _after_to(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self._adverb(at):
            at -= 1
        return at >= 0 and (self.tokens.words[at] == "to" or self.tokens.words[at] == "and")

    def _asks(self, start: int) -> bool:
        return any("ask" in self._kinds(i) for i in range(max(start - 4, 0), start)) and not self._kinds(start).get(
            "wish"
        )

    def _self_before(self, first: int) -> bool:
        """Whether a first person stands right before the mark, with a present helper at most: "we are | building"."""
        group = self._verb_group(first)
        if group.helper in ("was", "have", "can") or group.past:
            return False
        return group.begin > 0 and "self" in self._kinds(group.begin - 1)

    def _in_relative(self, first: int) -> bool:
        """Whether the mark stands in a relative clause: "those that are involved in nuclear activities"."""
        for index in range(first - 1, max(first - 6, 0), -1):
            kinds = self._kinds(index)
            if self.tokens.words[index] in _STOPS or kinds.keys() & {"position", "report", "value", "break"}:
                return False
            if kinds.keys() & {"relative", "that"}:
                return bool(self._kinds(index + 1).keys() & {"be", "have", "do", "will", "can"})
        return False

    # --- to the right: what is said of the mark

    def _right(self, last: int, path: _Path, in_relative: bool) -> Verdict | None:
        words = self.tokens.words
        ceiling = min(last + RIGHT, len(words))
        modal, sign, relative, finite = "", 1, False, False
        shown: list[int] = []
        at, linked = last, -9
        if in_relative:
            return None
        named = self._named(last, path)
        while at < ceiling:
            word = words[at]
            if word in _STOPS:
                return None
            found = self._inside.get(at)
            if found is None:
                at += 1
                continue
            kinds, form = found.sense
            here = tuple(range(at, found.end))
            start, at = at, found.end
            if kinds.keys() & {"not_neg", "adverb"} and "neg" not in kinds:
                continue
            if _OPENING & kinds.keys() - {"relative"} and not kinds.keys() & {"position", "act", "effect"}:
                return None
            if "relative" in kinds or ("that" in kinds and not finite):
                if relative or finite:
                    return None
                relative = True
                continue
            if named and not finite and start - last <= 8 and kinds.keys() & {"value", "epithet"}:
                return Verdict(
                    sign * (kinds.get("value") or kinds.get("epithet") or 0), 2, "judgement", (*shown, *here)
                )
            if named and word == "as":
                continue
            if "aside" in kinds and word in ("as", "when", "while", "because of", "since", "after", "before"):
                return None
            if "neg" in kinds:
                sign = -sign
                shown.extend(here)
                continue
            if "must" in kinds and finite and words[found.end - 1] in ("to", "for") and start - linked <= 3:
                if not self._reported_by_other(last):
                    return Verdict(sign * kinds["must"], 2, "judgement", (*shown, *here))
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
                return Verdict(sign, 3, "duty", (*shown, *here))
            if "value" in kinds and near and finite:
                if (modal == "can" and sign > 0) or self._reported_by_other(last):
                    return None
                return Verdict(sign * kinds["value"], 2, "judgement", (*shown, *here))
            if "neg_noun" in kinds and not kinds.keys() & {"position", "must"}:
                sign = -sign
                continue
            if "leads" in kinds and not after_to and self._is_predicate(found, last, near):
                outcome = self._outcome(at)
                if outcome and not self._reported_by_other(last) and not (modal == "can" and sign < 0):
                    return Verdict(sign * outcome, 2, "effect", (*shown, *here))
            if "effect" in kinds and not after_to and self._is_predicate(found, last, near):
                if self._reported_by_other(last):
                    return None
                if form == "ed" and self._verb_group(start).passive:
                    if modal != "must":
                        return None
                    return Verdict(sign * kinds["effect"], 3, "duty", (*shown, *here))
                if modal == "can" and sign < 0:
                    return None
                return Verdict(sign * kinds["effect"], 2, "effect", (*shown, *here))
            if "position" in kinds and near and form == "ed" and self._verb_group(start).passive:
                return self._passive(found, sign, modal, relative, (*shown, *here))
            if "act" in kinds and not relative and (near or after_to):
                done = form == "ed" and self._verb_group(start).passive
                if not (done or self._closes(at)):
                    return None
                sign *= kinds["act"]
                shown.extend(here)
                if not path.top and self._reported_by_other(last):
                    return None
                if modal == "must":
                    return Verdict(sign, 3, "act" if path.top else "duty", tuple(shown))
                if modal == "will" and not path.top:
                    return Verdict(sign, 2, "announcement", tuple(shown))
                if modal == "can" and "not" in words[last:start] and not path.top:
                    return Verdict(sign, 2, "ruled out", tuple(shown))
                return Verdict(sign, 0, "act", tuple(shown))
            if finite and not near and not relative and "and" not in kinds:
                return None
            if path.top and words[last : last + 2] == ["to", "be"] and start > last + 1:
                return Verdict(1, 0, "unknown", ())
        if path.top and words[last : last + 2] == ["to", "be"]:
            return Verdict(1, 0, "unknown", ())
        return None

    def _named(self, last: int, path: _Path) -> bool:
        """Whether a verb before the mark gives it a name: "called the plan | a mistake"."""
        for index in range(last - 1, max(last - 12, -1), -1):
            if self.tokens.words[index] in _STOPS:
                return False
            found = self._inside.get(index)
            if found is not None and "naming" in found.sense.kinds:
                return index < self._cue or self._owner(self._verb_group(found.start).begin) != "other"
        return False

    def _outcome(self, at: int) -> int:
        """Whether what a verb of consequence leads to is bad (-1) or good (1); 0 where that isn't known."""
        for index in range(at, min(at + 6, len(self.tokens))):
            kinds = self._kinds(index)
            if self.tokens.words[index] in _STOPS:
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
            or (form == "base" and (near or self.tokens.words[last - 1].endswith("s")))
        )

    def _passive(self, found: Found, sign: int, modal: str, relative: bool, shown: tuple[int, ...]) -> Verdict | None:
        """ "Sanctions were rejected by us", "talks will be welcomed": a position where it is the holder's own."""
        words, at = self.tokens.words, found.end
        if relative and not modal:
            return None
        if at < len(words) and words[at] == "by":
            if self.holder.owner(self.tokens, self._at, at + 1, min(at + 6, len(words))) == "other":
                return None
        elif not (modal or sign < 0) or (modal == "can" and sign > 0):
            return None
        return Verdict(sign * found.sense.kinds["position"], 3, "position", shown)

    def _closes(self, at: int) -> bool:
        """Whether the verb before `at` has no object: the clause ends, or a preposition or an adverb follows."""
        if at >= len(self.tokens):
            return True
        word = self.tokens.words[at]
        if word in _STOPS or word in _QUOTES or word == ",":
            return True
        return bool(
            self._kinds(at).keys()
            & {"adverb", "condition", "not_condition", "wish", "break", "aside", "and", "preposition"}
        )

    # --- conditions

    def condition(self, verdict: Verdict) -> tuple[int, ...]:
        """The tokens of a condition in the verdict's sentence, or none."""
        number = self.tokens.sentence[verdict.tokens[-1]]
        shown = set(verdict.tokens)
        for marker in self._all_conditions().get(number, ()):
            if marker not in shown and not self._parted(marker, verdict.tokens):
                end = min(marker + 14, len(self.tokens))
                return tuple(i for i in range(marker, end) if self.tokens.sentence[i] == number)
        return ()

    def _parted(self, marker: int, shown: tuple[int, ...]) -> bool:
        """Whether a "but" or a semicolon stands between a condition and the verdict's words: then it isn't theirs."""
        low, high = sorted((marker, shown[-1] if marker > shown[-1] else shown[0]))
        between = range(low + 1, min(high, low + LEFT))
        return any(
            self.tokens.words[index] in ("but", ";") and index != marker and "condition" not in self._kinds(index)
            for index in between
        )

    def _all_conditions(self) -> dict[int, list[int]]:
        if self._conditions is None:
            self._conditions = {}
            for found in self.found:
                kinds, start = found.sense.kinds, found.start
                number, word = self.tokens.sentence[start], self.tokens.words[start]
                if kinds.keys() & {"condition", "wish"} and "not_condition" not in kinds:
                    if self._is_condition(found, word):
                        self._conditions.setdefault(number, []).append(start)
                elif (
                    "break" in kinds
                    and word in ("but", "yet", "however", "though", "although")
                    and self._duty_after(found.end)
                ):
                    self._conditions.setdefault(number, []).append(start)
                elif word == "while" and self._refused_before(start):
                    # "no talks while the bombs fall"
                    self._conditions.setdefault(number, []).append(start)
        return self._conditions

    def _is_condition(self, found: Found, word: str) -> bool:
        """Whether a marker opens a condition there: not in "ask if", "once opposed", "will fight until"."""
        start = found.start
        if word in ("if", "once") and self._asks(start):
            return False
        if word == "if" and any(
            self.tokens.words[i : i + 2] in (["is", "to"], ["are", "to"]) for i in range(start, start + 7)
        ):
            return False
        if "past" in found.sense.kinds:
            return self._kinds(found.end).keys().isdisjoint({"position", "act"})
        if self.tokens.words[start : found.end] == ["until"]:
            return self._refused_before(start)
        return True

    def _refused_before(self, start: int) -> bool:
        """Whether the sentence says no before the token: "no talks | until", but not "will fight | until"."""
        sentence = self.tokens.sentence
        return any(
            sentence[i] == sentence[start]
            and (self._kinds(i).keys() & {"neg", "neg_noun"} or self._kinds(i).get("must", 0) < 0)
            for i in range(max(start - LEFT, 0), start)
        )

    def _duty_after(self, start: int) -> bool:
        """Whether a duty of somebody other than the speaker follows "but": "but Russia must withdraw first"."""
        number = self.tokens.sentence[start] if start < len(self.tokens) else -1
        for index in range(start, min(start + 24, len(self.tokens))):
            kinds = self._kinds(index)
            if self.tokens.sentence[index] != number or "self" in kinds or "break" in kinds:
                return False
            if "must" in kinds or ("first" in kinds and index > start + 1):
                return True
        return False


def strongest(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that decides: the most plainly stated, at a tie the sign that more of them have, then the first."""
    if not verdicts:
        return None
    best = max(verdict.strength for verdict in verdicts)
    top = [verdict for verdict in verdicts if verdict.strength == best]
    total = sum(verdict.sign for verdict in top)
    sign = (total > 0) - (total < 0) or top[0].sign
    return next(verdict for verdict in top if verdict.sign == sign)
