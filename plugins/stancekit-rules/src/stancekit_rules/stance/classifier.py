"""`RuleClassifier`: judges statements towards the targets of any codebook, by cue patterns and general stance language.

It knows no label and no target by name. It gives no probabilities, since a rule has none; `Stance.rule` names what
decided and `Stance.evidence` the words.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from stancekit.classifier import Pair
from stancekit.codebook import Codebook
from stancekit.document import Document, Spans
from stancekit.stance import Polarity, Stance
from stancekit.statement import Statement
from stancekit.target import Target
from stancekit_rules.stance import anaphora
from stancekit_rules.stance.check import check_cues
from stancekit_rules.stance.cues import Mark, Recogniser, any_of
from stancekit_rules.stance.judge import Reading, Verdict, strongest
from stancekit_rules.stance.lexicon import Lexicon, load_lexicon
from stancekit_rules.stance.subjects import Holder
from stancekit_rules.stance.tokens import Tokens

_OPERATORS = frozenset(
    (
        "position",
        "assent",
        "urge",
        "warn",
        "deny",
        "order",
        "noun",
        "cue",
        "act",
        "effect",
        "blame",
        "express",
        "naming",
    )
)
_KEPT = 512
_ALWAYS, _NEVER = -1, -2
_SHORT = 7
_PREDICATE = re.compile(r"(?:does|do|did|is|are|was|were|has|have|will|would|can|could|must|should|only|\w+s)\b")


class RuleClassifier:
    """Classifies by rules; see `stancekit.classifier.Classifier`."""

    name = "rules"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or load_lexicon()
        self._recognisers: dict[int, tuple[Target, Recogniser, Stance]] = {}
        self._gates: dict[tuple[int, ...], Any] = {}
        self._cues: dict[str, int] = {}

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair, in the order of the pairs.

        Raises:
            re2.error: A target has a cue pattern that RE2 doesn't accept.
        """
        stances: list[Stance] = []
        index, count = 0, len(pairs)
        targets: list[Target] = []
        known: list[tuple[Target, Recogniser, Stance]] = []
        gate: Any = None
        while index < count:
            statement, document = pairs[index].statement, pairs[index].document
            last = index + 1
            while last < count and pairs[last].statement is statement and pairs[last].document is document:
                last += 1
            asked = [pair.target for pair in pairs[index:last]]
            if len(asked) != len(targets) or any(a is not b for a, b in zip(asked, targets, strict=True)):
                targets = asked
                known = [self._know(target) for target in asked]
                gate = self._gate(known)
            stances.extend(self._statement(statement, document, known, gate))
            index = last
        return stances

    def check_codebook(self, codebook: Codebook) -> list[str]:
        """What is doubtful about a codebook's cues and examples; see `stancekit_rules.stance.check.check_cues`."""
        return check_cues(codebook, self)

    def _know(self, target: Target) -> tuple[Target, Recogniser, Stance]:
        entry = self._recognisers.get(id(target))
        if entry is None:
            if len(self._recognisers) >= _KEPT:
                self._recognisers.clear()
                self._gates.clear()
            none = Stance(target=target.name, polarity="none", classifier=self.name)
            entry = self._recognisers[id(target)] = (target, Recogniser(target), none)
        return entry

    def _gate(self, known: list[tuple[Target, Recogniser, Stance]]) -> Any:
        key = tuple(id(target) for target, _, _ in known)
        gate = self._gates.get(key)
        if gate is None:
            gate = self._gates[key] = any_of([recogniser for _, recogniser, _ in known])
        return gate

    def _operator_cue(self, cue: str, content: str) -> bool:
        """Whether a cue says more than "said": "rejected", "called for", "did not rule out", "expressed concern"."""
        answer = self._cues.get(cue)
        if answer is None:
            if len(self._cues) >= 8 * _KEPT:
                self._cues.clear()
            words = Tokens(cue).words
            found = self._lexicon.find(words)
            if any(_OPERATORS & one.sense.kinds.keys() and "have" not in one.sense.kinds for one in found):
                answer = _ALWAYS
            elif any("report" in one.sense.kinds for one in found) or not any(map(self._lexicon.opens_operator, words)):
                answer = _NEVER
            else:
                answer = len(words)
            self._cues[cue] = answer
        if answer in (_ALWAYS, _NEVER):
            return answer == _ALWAYS
        # "decided" is an operator only with what follows: "decided | to".
        words = Tokens(f"{cue} {content[:40]}").words
        return any(
            one.start < answer and _OPERATORS & one.sense.kinds.keys() and "have" not in one.sense.kinds
            for one in self._lexicon.find(words)
        )

    def _statement(
        self, statement: Statement, document: Document | None, known: list[tuple[Target, Recogniser, Stance]], gate: Any
    ) -> list[Stance]:
        content, cue = statement.content, statement.cue
        text, cue_end = content, 0
        if cue and self._operator_cue(cue, content) and not _reports(statement):
            text, cue_end = f"{cue} {content}", len(cue)
        shift = cue_end + 1 if cue_end else 0
        hit = gate.search(text) is not None
        spans = (*statement.content_spans, *statement.cue_spans)
        before: Document | None = None
        if document is not None and spans:
            if not cue_end and _PREDICATE.match(content) and anaphora.elided(document.text, spans[0][0]):
                text, shift, before = f"it {content}", 3, document
            elif anaphora.may_take_up(text):
                begin = min(start for start, _ in spans)
                window = document.text[max(begin - anaphora.WINDOW, 0) : begin]
                before = document if gate.search(window) is not None else None
        if not hit and before is None:
            return [none for _, _, none in known]
        sight = _Sight(statement, before, text, cue_end, shift, self._lexicon)
        return [self._judge(sight, target, recogniser, none) for target, recogniser, none in known]

    def _judge(self, sight: "_Sight", target: Target, recogniser: Recogniser, none: Stance) -> Stance:
        verdict = sight.verdict(recogniser)
        if verdict is None:
            return none
        polarity: Polarity = "favor" if verdict.sign > 0 else "against"
        conditional, evidence = sight.evidence(verdict)
        return Stance(
            target=target.name,
            polarity=polarity,
            label=target.label(polarity),
            conditional=conditional,
            evidence=evidence,
            holder=sight.statement.holder,
            classifier=self.name,
            rule=verdict.rule,
        )


class _TakenUp(NamedTuple):
    """Positions on what was said before, and how they take it up: by a "phrase", as "subject" or as "object"."""

    kind: str
    verdicts: list[Verdict]


class _Sight:
    """One statement as the rules look at it; what all targets share is worked out once."""

    def __init__(
        self, statement: Statement, document: Document | None, text: str, cue_end: int, shift: int, lexicon: Lexicon
    ) -> None:
        self.statement, self.document, self.text, self.cue_end, self.lexicon = (
            statement,
            document,
            text,
            cue_end,
            lexicon,
        )
        self.shift = shift

    @cached_property
    def holder(self) -> Holder:
        return Holder(self.statement)

    @cached_property
    def before(self) -> list[tuple[int, int]]:
        """The three sentences before the statement, the nearest first."""
        if self.document is None:
            return []
        begin = min(start for start, _ in (*self.statement.content_spans, *self.statement.cue_spans))
        return anaphora.sentences_before(self.document.text, begin, 3)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.text, self.cue_end, self.holder, self.lexicon)

    def verdict(self, recogniser: Recogniser) -> Verdict | None:
        """Where the statement's holder stands on one target."""
        marks = recogniser.marks(self.text)
        verdicts = [verdict for mark in marks if (verdict := self.reading.judge(mark)) is not None]
        if not verdicts and marks:
            verdicts = self._within(marks)
        if not verdicts and not marks and self.document is not None and self.taken_up is not None:
            verdicts = self._taken_up(self.document.text, self.taken_up, recogniser)
        return strongest(verdicts)

    @cached_property
    def taken_up(self) -> _TakenUp | None:
        """The positions on phrases or pronouns that take up what was said before; None where there are none."""
        reading = self.reading
        rules: tuple[str, ...]
        if marks := anaphora.phrases(self.text):
            kind, rules = "phrase", ("position", "duty", "judgement", "effect")
        elif (opening := reading.opening_pronoun()) is not None:
            kind, marks, rules = "subject", [opening], ("effect", "judgement")
        else:
            kind, rules = "object", ("position",)
            short = len(reading.tokens) <= _SHORT
            marks = [
                mark
                for mark in anaphora.pronouns(self.text)
                if (short or self.text[mark.start : mark.end] == "this") and reading.follows_operator(mark)
            ]
        verdicts = [verdict for mark in marks if (verdict := reading.judge(mark)) is not None and verdict.rule in rules]
        return _TakenUp(kind, verdicts) if verdicts else None

    def _within(self, marks: list[Mark]) -> list[Verdict]:
        """Positions on a pronoun that takes up a mark of the same content: "if the truce lasts, we will observe it"."""
        found = []
        for pronoun in anaphora.pronouns(self.text):
            before = [mark for mark in marks if mark.end < pronoun.start]
            if before and self.reading.follows_operator(pronoun):
                verdict = self.reading.judge(pronoun._replace(sign=before[-1].sign, kind="mention"))
                if verdict is not None and verdict.rule in ("position", "announcement", "duty"):
                    found.append(verdict)
        return found

    def _taken_up(self, text: str, taken_up: _TakenUp, recogniser: Recogniser) -> list[Verdict]:
        """The positions taken up, where what they take up speaks of the target."""
        begin = min(start for start, _ in (*self.statement.content_spans, *self.statement.cue_spans))
        if taken_up.kind == "object":
            found = self._stated(text, recogniser)
        elif taken_up.kind == "subject":
            found = anaphora.subject(text, self.before[:2], recogniser, self.lexicon)
        else:
            found = anaphora.antecedent(text, begin, recogniser, self.lexicon)
        if found is None:
            return []
        return [
            verdict._replace(sign=verdict.sign * found.sign, rule=f"{verdict.rule} on what was said before")
            for verdict in taken_up.verdicts
        ]

    def _stated(self, text: str, recogniser: Recogniser) -> anaphora.Antecedent | None:
        """What "this" takes up as an object: the position last stated, else the thing last spoken of."""
        for start, stop in self.before:
            sentence = text[start:stop]
            marks = recogniser.marks(sentence)
            if marks:
                reading = Reading(sentence, 0, self.holder, self.lexicon)
                stated = strongest([verdict for mark in marks if (verdict := reading.judge(mark)) is not None])
                return anaphora.Antecedent(stated.sign if stated else marks[-1].sign, (start, stop))
        return None

    def evidence(self, verdict: Verdict) -> tuple[bool, Spans]:
        """Whether a condition goes with the verdict, and the spans of what shows both."""
        reading = self.reading
        condition = reading.condition(verdict) if verdict.conditional is None else ()
        spans = [self._locate(first, last) for first, last in _runs(sorted({*verdict.tokens, *condition}))]
        flat = sorted({span for some in spans for span in some})
        return bool(condition) or bool(verdict.conditional), _merge(flat)

    def _locate(self, first: int, last: int) -> Spans:
        tokens = self.reading.tokens
        start, end = tokens.starts[first], tokens.ends[last]
        if start < self.cue_end:
            cue = self.statement.cue_spans
            rest = self._content(0, end - self.shift) if end > self.shift else ()
            return (*cue, *rest)
        return self._content(start - self.shift, end - self.shift)

    def _content(self, start: int, end: int) -> Spans:
        return self.statement.locate(max(start, 0), min(end, len(self.statement.content)))


def _reports(statement: Statement) -> bool:
    """Whether the cue follows a full sentence or quotation, which it reports and doesn't govern."""
    content, cue = statement.content_spans, statement.cue_spans
    return bool(content and cue and content[0][0] < cue[0][0]) and (
        statement.quotation != "indirect" or statement.content.count(" ") > 6
    )


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
