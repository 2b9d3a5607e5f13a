"""One statement as the rules look at it: its own words first, then what its words take up from the sentences before.

Works out once what all targets share; asked for one target after the other. Knows nothing of how a stance is reported.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from stancekit.nouns.document import Spans
from stancekit.nouns.statement import Statement
from stancekit_rules.stance import anaphora
from stancekit_rules.stance.antecedents import Antecedents, kinds
from stancekit_rules.stance.cues import Mark, Spotted
from stancekit_rules.stance.judge import Reading, Verdict, strongest
from stancekit_rules.stance.lexicon import Lexicon
from stancekit_rules.stance.subjects import Holder

PUT_IN = " it"
"""What stands for an object that is left out."""

_OPENING, _MOST = 60, 16
_CHAINED = ("decision", "proposal", "document")
_JUDGED = ("position", "duty", "judgement", "effect", "announcement", "pattern")
_OF_SUBJECT = ("effect", "judgement", "duty")
_TOLD = ("position",)


class Text(NamedTuple):
    """A statement's words as the rules read them.

    Attributes:
        words: The content, after the cue where that is an operator; a subject or an object left out is put in.
        cue_end: Where the cue ends in `words`; 0 where it isn't there.
        shift: Where the content begins in `words`.
        gap: Where a pronoun was put in for an object left out; -1 where none was.
    """

    words: str
    cue_end: int
    shift: int
    gap: int = -1


class _TakenUp(NamedTuple):
    """A position on words that take something up, and what they are: a phrase, or a pronoun by its place."""

    verdict: Verdict
    words: str
    phrase: anaphora.Phrase | None = None
    place: str = "object"


class Sight:
    """One statement before the rules.

    Args:
        spotted: Its words, with the targets that they speak of.
        before: What stands before it, if that may count.
        holder: Whose position is asked for.
    """

    def __init__(
        self,
        statement: Statement,
        text: Text,
        spotted: Spotted,
        before: Antecedents | None,
        holder: Holder,
        lexicon: Lexicon,
    ) -> None:
        self.statement, self._text, self._spotted, self._before = statement, text, spotted, before
        self._holder, self._lexicon = holder, lexicon

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._text.words, self._text.cue_end, self._holder, self._lexicon)

    def verdict(self, target: int) -> Verdict | None:
        """Where the statement's holder stands on one target."""
        marks = self._spotted.marks(target)
        verdicts = self._judged(marks)
        if not verdicts and marks:
            verdicts = self._within(marks)
        if not verdicts and not marks and self._before is not None:
            verdicts = [
                taken.verdict._replace(
                    sign=taken.verdict.sign * sign, rule=f"{taken.verdict.rule} on what was said before"
                )
                for taken in self._taken_up
                if (sign := _Lead(self._before).sign(taken, target))
            ]
        return strongest(verdicts)

    def _judged(self, marks: Sequence[Mark], rules: tuple[str, ...] = ()) -> list[Verdict]:
        found = [verdict for mark in marks if (verdict := self._reading.judge(mark)) is not None]
        return [verdict for verdict in found if not rules or verdict.rule in rules]

    def _within(self, marks: list[Mark]) -> list[Verdict]:
        """Positions on a pronoun that takes up a mark of the same content: "if the truce lasts, we will observe it"."""
        found: list[Verdict] = []
        words, ends = self._text.words, [mark.end for mark in marks]
        for pronoun in anaphora.pronouns(words):
            before = bisect_left(ends, pronoun.start)
            proverb = anaphora.is_proverb(words[pronoun.start : pronoun.end])
            if before and (proverb or self._reading.follows_operator(pronoun)):
                same = pronoun._replace(sign=marks[before - 1].sign, kind="pronoun" if proverb else "mention")
                found += self._judged([same], ("position", "announcement", "duty"))
        for pronoun in anaphora.subjects(words):
            before = bisect_left(ends, pronoun.start)
            if before:
                found += self._judged([pronoun._replace(sign=marks[before - 1].sign)], _OF_SUBJECT)
        return found

    @cached_property
    def _taken_up(self) -> list[_TakenUp]:
        """The positions on words that take up what was said before: phrases, else a subject, else an object."""
        words = self._text.words
        if self._text.gap >= 0:
            put_in = Mark(self._text.gap + 1, self._text.gap + len(PUT_IN), "pronoun", 1)
            place = anaphora.lacks(words, self._text.gap)
            return [_TakenUp(verdict, "it", place=place) for verdict in self._judged([put_in], _JUDGED)]
        found = [
            _TakenUp(verdict, phrase.noun, phrase)
            for phrase in anaphora.phrases(words)[:_MOST]
            for verdict in self._judged(
                [phrase.mark], _TOLD if kinds()[phrase.noun].name in ("words", "deal") else _JUDGED
            )
        ]
        begin = self._text.shift if self._text.cue_end else 0
        if not found and anaphora.subjects(words[begin : begin + _OPENING]):
            opening = self._reading.opening_pronoun()
            found = [
                _TakenUp(verdict, "it", place="subject")
                for verdict in (self._judged([opening], _OF_SUBJECT) if opening is not None else ())
            ]
        return found or self._objects()

    def _objects(self) -> list[_TakenUp]:
        found: list[_TakenUp] = []
        words = self._text.words
        rules: tuple[str, ...]
        for mark in anaphora.pronouns(words)[:_MOST]:
            word = words[mark.start : mark.end].lower()
            if anaphora.is_proverb(word):
                place, rules = "predicate", _JUDGED
            elif (word == "this" or anaphora.is_early(words, mark)) and self._reading.follows_operator(mark):
                place, rules = "object", _TOLD
            else:
                continue
            found += [_TakenUp(verdict, word, place=place) for verdict in self._judged([mark], rules)]
        return found

    def evidence(self, verdict: Verdict) -> tuple[bool, Spans]:
        """Whether a condition goes with the verdict, and the spans of what shows both."""
        condition = self._reading.condition(verdict) if verdict.conditional is None else ()
        spans = [self._locate(first, last) for first, last in _runs(sorted({*verdict.tokens, *condition}))]
        flat = sorted({span for some in spans for span in some})
        return bool(condition) or bool(verdict.conditional), _merge(flat)

    def _locate(self, first: int, last: int) -> Spans:
        tokens, shift = self._reading.tokens, self._text.shift
        start, end = tokens.starts[first], tokens.ends[last]
        if start < self._text.cue_end:
            rest = self._content(0, end - shift) if end > shift else ()
            return (*self.statement.cue_spans, *rest)
        return self._content(start - shift, end - shift)

    def _content(self, start: int, end: int) -> Spans:
        length, gap = len(self.statement.content), self._text.gap - self._text.shift
        if self._text.gap >= 0:
            start, end = (at if at <= gap else max(at - len(PUT_IN), gap) for at in (start, end))
        return self.statement.locate(min(max(start, 0), length), min(max(end, 0), length))


class _Lead:
    """Follows what is taken up to where it leads."""

    def __init__(self, before: Antecedents) -> None:
        self._before = before

    def sign(self, taken: _TakenUp, target: int) -> int:
        """Which way what is taken up points on the target: 1, -1, or 0 where it doesn't speak of it."""
        if taken.phrase is not None:
            return self._of_phrase(taken.phrase, target)
        before = self._before
        if taken.place == "subject":
            return self._of_subject(target)
        if taken.place == "attended":
            return before.attended(target)
        sentence = before.nearest()
        if sentence is None:
            return 0
        if taken.place == "predicate":
            return before.stated(sentence, target)
        if taken.words in ("this", "that"):
            return before.stated(sentence, target)
        return before.named(sentence, target, plural=taken.words == "them")

    def _of_phrase(self, phrase: anaphora.Phrase, target: int) -> int:
        before, noun, kind = self._before, phrase.noun, kinds()[phrase.noun].name
        shown = before.of_noun(noun, phrase.owner, phrase.quality)
        binds = kind in ("decision", "proposal", "document", "deal", "activity")
        sign = 0
        if shown is not None:
            sign = before.bound(noun, target, shown.sentence) if binds else 0
            if not sign and kind not in ("deed", "activity"):
                sign = before.stated(shown.sentence, target, asked=kind == "demand")
            if not sign and kind in ("decision", "proposal", "deed", "threat"):
                sign = before.done(shown, target, named=kind in ("deed", "proposal"))
        if binds and not sign:
            sign = before.bound(noun, target) or self._by_another_name(noun, target)
        return sign

    def _by_another_name(self, noun: str, target: int) -> int:
        """What "the decision" is bound to where the sentences before call it "the plan"."""
        for sentence in self._before.sentences[:3]:
            names = [phrase.noun for phrase in anaphora.phrases(sentence.text) if kinds()[phrase.noun].name in _CHAINED]
            if names and names[-1] != noun:
                return self._before.bound(names[-1], target)
        return 0

    def _of_subject(self, target: int) -> int:
        """What "it" or "this" speaks of; a phrase that itself takes something up is followed one step."""
        sentence = self._before.nearest()
        if sentence is None:
            return 0
        sign = self._before.named(sentence, target)
        for phrase in anaphora.phrases(sentence.text) if not sign else ():
            return self._of_phrase(phrase, target)
        return sign


def _runs(tokens: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring numbers, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for token in tokens:
        if runs and token == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], token)
        else:
            runs.append((token, token))
    return runs


def _merge(spans: Sequence[tuple[int, int]]) -> Spans:
    """Sorted spans, overlapping ones made one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
