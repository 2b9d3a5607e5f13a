"""`RuleClassifier`: judges statements towards the targets of any codebook, by cue patterns and general stance language.

It knows no label and no target by name. It gives no probabilities, since a rule has none; `Stance.rule` names what
decided and `Stance.evidence` the words.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancekit.contract.classifier import Pair
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target
from stancekit.text.patterns import KINDS
from stancekit_rules.stance import anaphora
from stancekit_rules.stance.antecedents import Antecedents, Context, sentence_starts
from stancekit_rules.stance.check import check_cues
from stancekit_rules.stance.cues import Recogniser, Spotter, recogniser_of, spotter_of
from stancekit_rules.stance.lexicon import Found, Lexicon, load_lexicon
from stancekit_rules.stance.sight import PUT_IN, Sight, Text
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
_TOGETHER = 64
"""How many targets of one call are looked for at once; with more, those of each statement on their own."""

_FINITE = re.compile(
    r"(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|ought|needs?)\b"
)
_GOES_ON = re.compile(r"\b(?:and|but|yet|while|whereas|although|though|that|whether|when|before|after|\w+ing)\b")
_CONDITION = re.compile(r"(?:if|unless|once|should|when|as long as|provided|until)\b", re.I)
_ENDED = re.compile(r"[.!?;:][\"'”’]?\s")
_PREDICATE = re.compile(r"(?:does|do|did|is|are|was|were|has|have|will|would|can|could|must|should|only|\w+s)\b")


_Known = tuple[Target, Recogniser, Stance]


class RuleClassifier:
    """Classifies by rules; see `stancekit.contract.classifier.Classifier`."""

    name = "rules"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or load_lexicon()
        self._known: dict[tuple[object, ...], _Known] = {}
        self._holders: dict[tuple[Actor | None, Actor | None], Holder] = {}
        self._cues: dict[str, tuple[bool, int, frozenset[str]]] = {}

    def __reduce__(self) -> tuple[type["RuleClassifier"], tuple[Lexicon | None]]:
        # What is kept of targets is worked out again where it is sent: RE2's patterns can't be.
        return type(self), (None if self._lexicon is load_lexicon() else self._lexicon,)

    def classify(self, pairs: Sequence[Pair]) -> list[Stance]:
        """One stance for each pair, in the order of the pairs.

        Raises:
            re2.error: A target has a cue pattern that RE2 doesn't accept.
        """
        stances: list[Stance] = []
        # One spotter for all targets of the call: to make one for every set that statements are asked about is slow.
        # Targets that are alike count as one, though each pair may bring an object of its own.
        likeness = {one: _likeness(target) for one, target in {id(pair.target): pair.target for pair in pairs}.items()}
        together = {likeness[id(pair.target)]: pair.target for pair in pairs}
        shared = len(together) <= _TOGETHER
        numbers = {alike: number for number, alike in enumerate(together)}
        place = {one: numbers[alike] for one, alike in likeness.items()}
        known = [self._know(target, alike) for alike, target in together.items()] if shared else []
        spotter = _spotter(known)
        before: list[tuple[object, ...]] = []
        context: Context | None = None
        read: Document | None = None
        starts: list[int] = []
        index, count = 0, len(pairs)
        while index < count:
            statement, document = pairs[index].statement, pairs[index].document
            last = index + 1
            while last < count and pairs[last].statement is statement and pairs[last].document is document:
                last += 1
            if shared:
                asked = [place[id(pair.target)] for pair in pairs[index:last]]
            else:
                alike = [likeness[id(pair.target)] for pair in pairs[index:last]]
                if alike != before:
                    known = [self._know(pair.target, one) for pair, one in zip(pairs[index:last], alike, strict=True)]
                    spotter, context, before = _spotter(known), None, alike
                asked = list(range(len(known)))
            if document is not None and (context is None or document is not read):
                starts = starts if document is read else sentence_starts(document.text)
                context, read = Context(document.text, spotter, starts), document
            judged = self._statement(statement, context if document is not None else None, known, asked, spotter)
            stances.extend(judged)
            index = last
        return stances

    def check_codebook(self, codebook: Codebook) -> list[str]:
        """What is doubtful about a codebook's cues and examples; see `stancekit_rules.stance.check.check_cues`."""
        return check_cues(codebook, self)

    def _know(self, target: Target, alike: tuple[object, ...]) -> _Known:
        known = self._known.get(alike)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            none = Stance(target=target.name, polarity="none", classifier=self.name)
            known = self._known[alike] = (target, recogniser_of(target), none)
        return known

    def _holder(self, statement: Statement) -> Holder:
        key = (statement.holder, statement.speaker)
        holder = self._holders.get(key)
        if holder is None:
            if len(self._holders) >= _KEPT:
                self._holders.clear()
            holder = self._holders[key] = Holder(statement)
        return holder

    def _operator_cue(self, cue: str, content: str) -> bool:
        """Whether a cue says more than "said": "rejected", "called for", "did not rule out", "expressed concern"."""
        known = self._cues.get(cue)
        if known is None:
            if len(self._cues) >= 8 * _KEPT:
                self._cues.clear()
            words = Tokens(cue).words
            known = self._cues[cue] = (
                any(map(_operates, self._lexicon.find(words))),
                len(words),
                self._lexicon.continuations(words),
            )
        operates, size, continuations = known
        if operates or not continuations:
            return operates
        # "Decided" is an operator only with what follows: "decided | to".
        if content.partition(" ")[0].lower() not in continuations:
            return False
        words = Tokens(f"{cue} {content[:40]}").words
        return any(one.start < size and _operates(one) for one in self._lexicon.find(words))

    def _statement(
        self,
        statement: Statement,
        context: Context | None,
        known: list[_Known],
        asked: list[int],
        spotter: Spotter,
    ) -> list[Stance]:
        """The stances on the targets that are `asked` about, by their places among those that are `known`."""
        content, cue = _in_parts(statement, context), statement.cue
        words = f"{cue} {content}" if cue else content
        spans = (*statement.content_spans, *statement.cue_spans)
        spotted = spotter.spot(words)
        taking_up = context is not None and bool(spans) and _may_take_up(statement, words, context)
        if not spotted.kinds and not taking_up:
            return [known[number][2] for number in asked]
        text = self._text(statement, content)
        before: Antecedents | None = None
        if context is not None and taking_up:
            text = _made_whole(statement, text, context)
            before = Antecedents(context, min(start for start, _ in spans), statement.source or "", self._lexicon)
            before = before if before.targets else None
        if text.words != words:
            spotted = spotter.spot(text.words)
        if not spotted.kinds and before is None:
            return [known[number][2] for number in asked]
        spoken = spotted.kinds.keys() | (before.targets if before is not None else ())
        sight = Sight(statement, text, spotted, before, self._holder(statement), self._lexicon)
        return [
            self._judge(sight, known[number][0], number, known[number][2]) if number in spoken else known[number][2]
            for number in asked
        ]

    def _text(self, statement: Statement, content: str) -> Text:
        """What the rules read: the content, after its cue where that governs it."""
        cue = statement.cue
        if cue and self._operator_cue(cue, content) and not _reports(statement):
            return Text(f"{cue} {content}", len(cue), len(cue) + 1)
        return Text(content, 0, 0)

    def _judge(self, sight: Sight, target: Target, number: int, none: Stance) -> Stance:
        verdict = sight.verdict(number)
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


def _spotter(known: list[_Known]) -> Spotter:
    return spotter_of(tuple(recogniser for _, recogniser, _ in known))


def _likeness(target: Target) -> tuple[object, ...]:
    """All of a target that the rules read."""
    cues = (tuple(getattr(target.cues, kind)) for kind in (*KINDS, "exclude"))
    return (target.name, tuple(target.aliases), target.favor, target.against, *cues)


def _operates(found: Found) -> bool:
    """Whether a phrase of a cue puts a position on what follows."""
    kinds = found.sense.kinds
    return not _OPERATORS.isdisjoint(kinds) and "have" not in kinds


def _in_parts(statement: Statement, context: Context | None) -> str:
    """The content, a semicolon in the place of the space where one of its pieces begins a clause of its own.

    "Called for | a truce |, adding that | the embargo would stay" has two clauses, "A truce |, he said, | is near" one:
    there the cue alone stands between the pieces. A semicolon is as long as a space, so that places stay the same.
    """
    content, spans = statement.content, statement.content_spans
    if context is None or len(spans) < 2:
        return content
    at = 0
    for (start, end), (following, _) in pairwise(spans):
        at += end - start
        if _goes_on(statement, context.text, end, following):
            content = f"{content[:at]};{content[at + 1 :]}"
        elif _CONDITION.match(content, content.rfind(";", 0, at) + 1):
            content = f"{content[:at]},{content[at + 1 :]}"
        at += 1
    return content


def _goes_on(statement: Statement, text: str, end: int, following: int) -> bool:
    """Whether the piece that begins at `following` opens a clause, after one that ended at `end`."""
    if _ENDED.search(text, end, following):
        return True
    cues = [cue for cue in statement.cue_spans if end <= cue[0] < following]
    if not cues:
        # "A cap, he added, | was overdue" goes on; "to observe the truce, saying | the time had come" doesn't.
        return _FINITE.match(text, following) is None
    return _GOES_ON.search(text, cues[-1][1], following) is not None


def _may_take_up(statement: Statement, words: str, context: Context) -> bool:
    """Whether what stands before a statement may count at all."""
    return anaphora.may_take_up(words, statement.content) or _lacks_subject(statement, context)


def _lacks_subject(statement: Statement, context: Context) -> bool:
    """Whether the content is a predicate whose subject stands before it: "This, he said, | is wrong"."""
    return _PREDICATE.match(statement.content) is not None and anaphora.elided(
        context.text, statement.content_spans[0][0] if statement.content_spans else 0
    )


def _made_whole(statement: Statement, text: Text, context: Context) -> Text:
    """The words to read, with a pronoun for a subject or an object that is left out."""
    if not text.cue_end and _lacks_subject(statement, context):
        return Text(f"it {text.words}", 0, 3)
    gap = anaphora.gap(text.words)
    if gap is None or gap < text.cue_end:
        return text
    return text._replace(words=text.words[:gap] + PUT_IN + text.words[gap:], gap=gap)


def _reports(statement: Statement) -> bool:
    """Whether the cue follows a full sentence or quotation, which it reports and doesn't govern."""
    content, cue = statement.content_spans, statement.cue_spans
    return bool(content and cue and content[0][0] < cue[0][0]) and (
        statement.quotation != "indirect" or statement.content.count(" ") > 6
    )
