"""The clauses of a text: where one begins, and what stands around its verb.

The questions that both walks (`governors`, `predicates`) ask of a text are answered here, each within bounds.
"""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from stancekit_rules.stance.cues import Mark
from stancekit_rules.stance.lexicon import Found, Lexicon, Sense
from stancekit_rules.stance.tokens import Tokens

LEFT, RIGHT = 40, 24
"""How far, in tokens, anything is looked for to the left and to the right."""

STOPS = frozenset(".!?;\u2026\n")
ENDS = STOPS | {","}
QUOTES = frozenset("\"“”'‘’«»")
OPENING = frozenset(("break", "relative", "condition", "wish", "whether"))
"""Kinds of phrase that open a clause, so that what stands before doesn't govern it."""

NOTHING: dict[str, int] = {}
_DASHES = frozenset("-‐‑–/")
_LIGHT = frozenset(("be", "have", "do", "adverb", "will", "neg", "must", "can", "past", "not_neg"))
_DETERMINERS = frozenset("the a an any such this these those 's of with about on new strong bitter very mere".split())
_BEFORE_NOUN = frozenset("more further additional no with from by under against in at on into".split())
_POSSESSIVES = frozenset("its their his her our my".split())


class VerbGroup(NamedTuple):
    """What stands before a verb.

    Attributes:
        begin: The token at which the group begins; the subject ends there.
        past: Whether it says that the verb held before ("used to").
        negated: Whether it turns the verb round.
        helper: The auxiliary that counts: "must", "will", "can", "have", "be", "was", "do" or "".
        passive: Whether a form of "be" stands right before the verb.
    """

    begin: int
    past: bool
    negated: bool
    helper: str
    passive: bool


class Clauses:
    """A text with the lexicon's phrases in it.

    Args:
        text: A statement's content, after its cue where the cue is an operator ("rejected" + "the proposal").
        cue_end: Where the cue ends in `text`, in characters; 0 where there is none. What it says is the holder's own.
        lexicon: The phrases to look for.

    Attributes:
        tokens: The text's tokens.
        found: The lexicon's phrases, in order.
        at: The phrase that begins at a token.
        inside: The phrase that a token is part of.
        past: Where phrases begin that tell of a past that is over.
        cue: How many tokens the cue has.
    """

    def __init__(self, text: str, cue_end: int, lexicon: Lexicon) -> None:
        self.tokens = Tokens(text)
        self.words, self.sentence = self.tokens.words, self.tokens.sentence
        self.found = lexicon.find(self.words)
        if not _DASHES.isdisjoint(self.words):
            self.found = [found for found in self.found if not self.in_compound(found)]
        self.at: dict[int, Found] = {found.start: found for found in self.found}
        self.inside: dict[int, Found] = {i: found for found in self.found for i in range(found.start, found.end)}
        self.past = [found.start for found in self.found if "bygone" in found.sense.kinds]
        self.cue = sum(1 for end in self.tokens.ends if end <= cue_end) if cue_end else 0
        self._starts: dict[int, int] = {}

    def in_compound(self, found: Found) -> bool:
        """Whether a word is only part of a compound: "open-ended" is no act of opening."""
        if found.end - found.start > 1:
            return False
        return self.hyphen(found.start - 1) or self.hyphen(found.end)

    def tokens_of(self, mark: Mark) -> tuple[int, int]:
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

    def hyphen(self, at: int) -> bool:
        """Whether a dash joins two parts of one word."""
        tokens = self.tokens
        return (
            0 < at < len(tokens) - 1
            and tokens.words[at] in _DASHES
            and tokens.ends[at - 1] == tokens.starts[at]
            and tokens.ends[at] == tokens.starts[at + 1]
        )

    def is_no_verb(self, start: int, form: str) -> bool:
        """Whether what stands before makes a verb's form an adjective or a noun."""
        while start and self.words[start - 1] in QUOTES:
            start -= 1
        before = self.words[start - 1] if start else ""
        if form == "base" and self._singular(start - 1) and not self.verb_group(start).helper:
            return True  # "the fuel ban": a singular noun takes no bare verb
        return before in _DETERMINERS or before in _POSSESSIVES or (form != "ed" and before in _BEFORE_NOUN)

    def _singular(self, index: int) -> bool:
        """Whether a token may be a singular common noun: none that the lexicon knows, in lower case."""
        word = self.words[index] if index >= 0 else ""
        return (
            word.isalpha()
            and not word.endswith(("s", "ly"))
            and index not in self.inside
            and not self.tokens.capital[index]
        )

    def as_noun(self, start: int) -> bool:
        """Whether a phrase that may be a verb is a noun there: "its plans to", not "Japan plans to"."""
        if start in (0, self.cue):
            return True
        word, kinds = self.words[start - 1], self.kinds(start - 1)
        return word in _DETERMINERS or bool(kinds.keys() & {"neg_noun", "have"}) or (word in _POSSESSIVES)

    def opened_by(self, begin: int) -> str:
        """What opens the clause whose subject ends before `begin`: a "question", a "condition", a "wish", or ""."""
        start = self.clause_start(begin)
        if start == 0:
            return ""
        kinds, word = self.kinds(start - 1), self.words[start - 1]
        if "whether" in kinds or (word == "if" and self.asks(start - 1)):
            return "question"
        if "not_condition" in kinds:
            return ""
        if "wish" in kinds or ("condition" in kinds and "only" in self.words[max(start - 5, 0) : start - 1]):
            return "wish"
        return "condition" if "condition" in kinds else ""

    def kinds(self, index: int) -> dict[str, int]:
        found = self.inside.get(index)
        return found.sense.kinds if found is not None else NOTHING

    def verb_group(self, start: int) -> VerbGroup:
        """The auxiliaries, adverbs and negations before the verb (or phrase) that begins at a token."""
        at, past, negated, helper, passive = start, False, False, "", False
        floor = max(start - 8, 0)
        while at > floor and at != self.cue:
            found = self.inside.get(at - 1)
            if found is None:
                if not self.adverb(at - 1):
                    break
                at -= 1
                continue
            kinds, form = found.sense
            if kinds.keys() & {"self", "selves", "pro"} or not kinds.keys() & _LIGHT:
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
                if form or (found.end - found.start > 1 and "to" not in self.words[found.start : found.end]):
                    break
                helper = "can" if helper in ("", "be", "have") else helper
            elif "be" in kinds:
                passive = passive or not helper
                helper = helper or ("was" if self.words[found.start] in ("was", "were") else "be")
            elif "have" in kinds:
                helper = "have" if helper in ("", "be") else helper
            elif "do" in kinds:
                helper = helper or "do"
            at = found.start
        return VerbGroup(at, past, negated, helper, passive)

    def form(self, index: int) -> str:
        """The form of the verb at a token, by the lexicon or by its ending: "base", "s", "ed", "ing", or ""."""
        found = self.inside.get(index)
        if found is not None and found.sense.form:
            return found.sense.form
        word = self.words[index]
        return next((ending for ending in ("ed", "ing", "s") if word.endswith(ending)), "")

    def negated_within(self, first: int, last: int) -> bool:
        """Whether a "no" stands within words, or a "no more" after them: "send no more troops", "come no more"."""
        inside = sum(self.words[i] in ("no", "neither") and not self.hyphen(i + 1) for i in range(first + 1, last))
        return (inside + (self.words[last : last + 2] == ["no", "more"])) % 2 == 1

    def bygone(self, first: int) -> bool:
        """Whether the part of the sentence that a token stands in tells of a past that is over: "in my youth"."""
        if not self.past:
            return False
        low, high = first, first
        while low > 0 and not self._turns(low - 1):
            low -= 1
        while high < len(self.words) and not self._turns(high):
            high += 1
        return any(low <= index < high for index in self.past)

    def _turns(self, index: int) -> bool:
        """Whether a sentence ends at a token, or turns to what is so now."""
        return self.words[index] in STOPS or self.words[index] in ("but", "now", "today", "whereas", "since", "though")

    def verbless(self, first: int, last: int) -> bool:
        """Whether the part of a sentence around some words has no verb and opens with a "no"."""
        low, high = first, last
        while low > 0 and self.words[low - 1] not in ENDS:
            low -= 1
        while high < len(self.words) and self.words[high] not in ENDS:
            high += 1
        opens = next((i for i in range(low, first) if self.words[i] not in QUOTES and self.words[i] != "and"), first)
        verbs = [i for i in range(low, high) if self._verb_like(i) and "preposition" not in self.kinds(i)]
        return "neg_noun" in self.kinds(opens) and not [i for i in verbs if "neg" not in self.kinds(i)]

    def heads_clause(self, last: int) -> bool:
        """Whether the words that end before a token are the subject of a clause: "the tariffs on cement | will go"."""
        for index in range(last, min(last + 7, len(self.words))):
            kinds = self.kinds(index)
            if kinds.keys() & {"will", "must", "can", "be", "have", "do"} and not self.inside[index].sense.form:
                return True
            if self.words[index] in STOPS or self.words[index] == ",":
                return False
            if self.words[index] != "against" and kinds.keys() - {
                "adverb",
                "preposition",
                "own",
                "other",
                "thing",
                "topic",
            }:
                return False
        return False

    def inverted(self, index: int) -> bool:
        """Whether an auxiliary follows a "nor", which then opens a clause of its own: "nor | will it"."""
        return bool(self.kinds(index + 1).keys() & {"will", "must", "can", "be", "have", "do"})

    def conjunct_start(self, first: int) -> int:
        """The first token of the part of a sentence that a token stands in: after "and", "but" or a comma."""
        for index in range(first - 1, -1, -1):
            if self.words[index] in STOPS:
                return index
            if self.words[index] in ("and", "but", ","):
                return index + 1 if self.words[index + 1] != "that" else 0
        return 0

    def nobody(self, end: int) -> bool:
        """Whether the subject that ends at a token says that none does it: "nobody in the army | will"."""
        start = self.clause_start(end)
        while start < end and (not self.words[start][0].isalnum() or self.words[start] in ("and", "but")):
            start += 1
        kinds = self.kinds(start) if start < end and self.words[start + 1] != "," else NOTHING
        return bool(kinds.keys() & {"neg", "neg_noun"}) and self.words[start] not in ("never", "hardly", "rarely")

    def clause_start(self, end: int) -> int:
        """The first token of the clause that ends before `end`, looking back a bounded way."""
        start = self._starts.get(end)
        if start is None:
            start = self._starts[end] = self._clause_start(end)
        return start

    def _clause_start(self, end: int) -> int:
        floor = max(end - LEFT, self.cue)
        at = end
        while at > floor:
            word = self.words[at - 1]
            if word in STOPS or word in ("that", "whether"):
                break
            if word == "," and at < end and self._ends_condition(at - 1, floor):
                break
            if word in ("and", "but") and at < end and self._has_verb(at - 1, floor):
                break
            if at < end and self.words[at] in ("nor", "neither"):
                break  # "nor has it cancelled the talks"
            found = self.inside.get(at - 1)
            if found is not None:
                kinds, form = found.sense
                if OPENING & kinds.keys():
                    break
                if kinds.keys() & {"report", "order"} and form in ("s", "ed", "base") and "noun" not in kinds:
                    break
            at -= 1
        return at

    def _ends_condition(self, comma: int, floor: int) -> bool:
        """Whether a clause of condition or time ends at a comma: "if they attack, | we will"."""
        return self._conditions[comma] >= floor

    def _has_verb(self, end: int, floor: int) -> bool:
        """Whether a clause with a verb of its own ends at a token: "nobody knew and | the army will"."""
        return self._verbs[end] >= floor

    @cached_property
    def _conditions(self) -> list[int]:
        """For each token, where the clause before it opens with a condition; -1 where it doesn't."""
        return self._nearest(_opens_condition)

    @cached_property
    def _verbs(self) -> list[int]:
        """For each token, where the clause before it has its last verb; -1 where it has none."""
        return self._nearest(_is_verb)

    def _nearest(self, decide: Callable[[Sense], bool | None]) -> list[int]:
        """For each token, the last before it, in its sentence, that decides a question with yes; -1 for a no.

        Worked out once for the text, since a text with many marks asks at every one of them.
        """
        found, last = [], -1
        for index, word in enumerate(self.words):
            found.append(last)
            phrase = self.inside.get(index)
            answer = False if word in STOPS else None if phrase is None else decide(phrase.sense)
            if answer is not None:
                last = index if answer else -1
        return found

    def told_to(self, index: int, first: int) -> bool:
        """Whether "warned" is followed by whom and what to do: "warned the North to cancel"."""
        for at in range(index, min(index + 5, first)):
            if self.words[at] == "to":
                return True
            if self.kinds(at).keys() & {"be", "have", "will", "must", "can", "that", "preposition"}:
                return False
        return False

    def opens_infinitive(self, index: int) -> bool:
        """Whether "told", "asked" are followed by what somebody is to do: "told Israel to stop"."""
        return any(self.words[i] in ("to", "for") for i in range(index, min(index + 6, len(self.tokens))))

    def has_object(self, found: Found, first: int) -> bool:
        """Whether "agreed", "announced", "denied" have an object or infinitive and no full clause."""
        for index in range(found.end, min(first + RIGHT, len(self.tokens))):
            kinds = self.kinds(index)
            if self.words[index] in STOPS or kinds.keys() & {"relative", "aside", "condition"}:
                return True
            if index >= first and "break" in kinds:
                return True
            if self.words[index] == "that":
                return index > first
            if kinds.keys() & {"be", "do"} and self.words[index] not in ("be", "being", "been"):
                return False
            if "will" in kinds or ("have" in kinds and index < first):
                return False
        return True

    def adverb(self, index: int) -> bool:
        """Whether a word may stand between an auxiliary and its verb: an adverb, or a quotation mark."""
        word = self.words[index]
        return word in QUOTES or word.endswith("ly") or "adverb" in self.kinds(index)

    def subjunctive(self, start: int) -> bool:
        """Whether a bare verb has a subject of one: what somebody demands, "that parliament | vote the money"."""
        before = self.words[start - 1] if start else ""
        if start not in self.inside or self.form(start) != "base" or not before.isalpha():
            return False
        begin = self.clause_start(start)
        if begin == start or self.kinds(start - 1).keys() - {"own", "other", "thing"} or before.endswith("s"):
            return False
        return before not in _DETERMINERS and not any(self._verb_like(index) for index in range(begin, start))

    def _verb_like(self, index: int) -> bool:
        kinds, form = self.inside[index].sense if index in self.inside else (NOTHING, "")
        finite = kinds.keys() & {"will", "must", "can", "be", "have", "do", "preposition", "neg", "and"}
        return bool(finite) or form in ("ed", "s", "base", "ing") or self.words[index] == "to"

    def after_to(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self.adverb(at):
            at -= 1
        return at >= 0 and self.words[at] in ("to", "and", "nor")

    def asks(self, start: int) -> bool:
        return any("ask" in self.kinds(i) for i in range(max(start - 4, 0), start)) and not self.kinds(start).get(
            "wish"
        )

    def in_relative(self, first: int) -> bool:
        """Whether the mark stands in a relative clause: "those that are involved in nuclear activities"."""
        for index in range(first - 1, max(first - 6, 0), -1):
            kinds = self.kinds(index)
            if self.words[index] in STOPS or kinds.keys() & {"position", "report", "value", "break"}:
                return False
            if kinds.keys() & {"relative", "that"}:
                return bool(self.kinds(index + 1).keys() & {"be", "have", "do", "will", "can"})
        return False

    def refuses(self, index: int) -> bool:
        """Whether the token says no: a negation, or "there can be no"."""
        kinds = self.kinds(index)
        return bool(kinds.keys() & {"neg", "neg_noun"}) or kinds.get("must", 0) < 0


def _opens_condition(sense: Sense) -> bool | None:
    """Whether a phrase opens a condition or time, or ends the search for one; None where it does neither."""
    if sense.kinds.keys() & {"condition", "wish", "aside"}:
        return True
    return False if sense.kinds.keys() & {"relative", "that", "report"} else None


def _is_verb(sense: Sense) -> bool | None:
    """Whether a phrase is a clause's verb, or ends the search for one; None where it does neither."""
    if (sense.kinds.keys() & {"will", "must", "can", "be", "have", "do"} and not sense.form) or sense.form == "ed":
        return True
    return False if sense.kinds.keys() & {"that", "relative"} else None
