"""Where a phrase or pronoun of a statement leads: the sentence before it that it takes up, and what that one says.

"Kenya offered to host talks. The rebels rejected the offer": which sentence is taken up depends on the noun alone
(an offer on words of offering, a demand on words of demanding), never on a target; what the sentence says of a target
is then read as any statement is. So no target's answer depends on which others are asked about.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from stancekit.nouns.statement import Statement
from stancekit_rules.stance.cues import Mark, Spotted, Spotter
from stancekit_rules.stance.judge import Reading, strongest
from stancekit_rules.stance.lexicon import Lexicon
from stancekit_rules.stance.subjects import Holder
from stancekit_rules.stance.tokens import Tokens

WINDOW = 2000
"""How far back, in characters, an antecedent is looked for."""

REACH = 6
"""How many sentences back a noun leads."""

_SENTENCE = re.compile(r"[.!?]['\"”’]?\s+|\n+")
_TITLES = ("Mr", "Mrs", "Ms", "Dr", "Gen", "Sen", "Rep", "Lt", "Col", "St", "U.S", "U.N")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Lt|Col|St|U\.S|U\.N)\.\s+$")
_ANYONE = Holder(Statement(content=".", content_spans=((0, 1),)))
_OCCASION = re.compile(
    r"\b(?:talks|negotiations?|meetings?|conference|summit|session|rounds?|dialogue|consultations)\b", re.I
)
_QUOTES = " \t\r\n\"'“‘”’"
_PROVISO = re.compile(
    r"(?<=\w),?\s+(?:provided|unless|if|as long as|on condition|in return for|in exchange for)\b", re.I
)
_PLAIN = 2
_BOUND, _NEAR, _BEFORE = 80, 45, 12
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those|such)\s+(?:[\w-]+\s+)?$", re.I)


class Kind(NamedTuple):
    """A kind of noun that takes something up, with a pattern of the words that show it in an earlier sentence."""

    name: str
    shown: str


class Shown(NamedTuple):
    """A sentence that a noun may take up, and where the words stand that show the noun's kind."""

    sentence: Spotted
    spans: tuple[tuple[int, int], ...]


@cache
def kinds() -> dict[str, Kind]:
    """Each noun that takes something up, with its kind.

    Raises:
        ValueError: A line of the data file hasn't three columns.
    """
    text = (files("stancekit_rules") / "lexicons" / "stance" / "antecedents.tsv").read_text("utf-8")
    found: dict[str, Kind] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, nouns, words = line.split("\t")
            shown = "|".join(_pattern(word) for word in words.split(" | ") if word)
            kind = Kind(name, shown)
            found.update((noun, kind) for noun in nouns.split(" | "))
    return found


def _pattern(words: str) -> str:
    return r"\s+".join(
        re.escape(word.removesuffix("~")) + (r"\w*" if word.endswith("~") else "") for word in words.split()
    )


@cache
def _words_for(noun: str) -> re.Pattern[str]:
    """The words that show a noun's kind, the noun's own stem among them."""
    own = re.escape(noun.removesuffix("s")[:6]) + r"\w*"
    shown = kinds()[noun].shown
    return re.compile(rf"\b(?:{own}|{shown})\b" if shown else rf"\b{own}\b", re.I)


@cache
def _bindings(noun: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A noun with what it is a noun of, up to the end ("plans to build the "), and the noun alone."""
    stem = re.escape(noun.removesuffix("s"))
    opens = rf"\b{stem}s?\s+(?:to|of|for|on|that|in which|by\s+\w+\s+to)\s+(?:[\w'’,-]+\s+){{0,5}}$"
    return re.compile(opens, re.I), re.compile(rf"\b{stem}s?\b", re.I)


def _new(sentence: str, words: re.Match[str]) -> bool:
    """Whether some words aren't themselves a phrase that takes something up: "a plan", not "the plan"."""
    if words[0].lower() not in kinds():
        return True
    return _DEFINITE.search(sentence, max(words.start() - 40, 0), words.start()) is None


def _overlaps(mark: Mark, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(mark.start < stop and start < mark.end for start, stop in spans)


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of a text begins, in characters."""
    return [
        0,
        *(
            match.end()
            for match in _SENTENCE.finditer(text)
            # Few sentences seem to end in a title: only those are looked at closely.
            if not (text.endswith(_TITLES, 0, match.start()) and _TITLE.search(text, match.end() - 8, match.end()))
        ),
    ]


class Context:
    """A document's sentences, each looked at once, however many statements lead there.

    Args:
        starts: Where its sentences begin, as `sentence_starts` gives them.
    """

    def __init__(self, text: str, spotter: Spotter, starts: list[int]) -> None:
        self.text, self._spotter, self._starts = text, spotter, starts
        self._spotted: dict[int, Spotted] = {}

    def before(self, begin: int) -> Iterator[Spotted]:
        """The sentences before a place, the nearest first: as much of the one that it stands in, then whole ones."""
        index = bisect_right(self._starts, begin) - 1
        begun = self.text[max(self._starts[index], begin - WINDOW) : begin].rstrip(_QUOTES)
        if begun:
            yield self._spotter.spot(begun)
        while index > 0 and begin - self._starts[index] < WINDOW:
            index -= 1
            spotted = self._spotted.get(index)
            if spotted is None:
                sentence = self.text[self._starts[index] : self._starts[index + 1]][-WINDOW:].rstrip(_QUOTES)
                spotted = self._spotted[index] = self._spotter.spot(sentence)
            if spotted.text:
                yield spotted


class Antecedents:
    """The sentences before one statement, the nearest first, with what they say of a target.

    Args:
        begin: Where the statement begins. The sentence that it stands in counts as far as it has come.
        source: Who utters it, as it stands in the text; a sentence that has come no further is no clause yet.
    """

    def __init__(self, context: Context, begin: int, source: str, lexicon: Lexicon) -> None:
        self._source, self._lexicon = source, lexicon
        self._context, self._begin = context, begin
        near = list(islice(context.before(begin), _TOPIC))
        self.sentences = near[:REACH]
        self.targets = {target for sentence in near for target in sentence.kinds}

    @cached_property
    def _all(self) -> list[Spotted]:
        """All sentences within reach of a noun that is bound to its words, or whose owner is named."""
        return list(self._context.before(self._begin))

    def of_noun(self, noun: str, owner: str, quality: tuple[str, ...]) -> Shown | None:
        """The sentence that a noun takes up: the nearest that shows its kind, one that names its owner before others.

        Args:
            noun: The noun, in lower case: "offer".
            owner: Whose it is, as far as the phrase says: "Kenya" in "Kenya's offer"; else "".
            quality: What else the phrase says of it ("the *bus* plan"), which the sentence must say too, unless it is
                an adjective.
        """
        far = bool(owner) or kinds()[noun].name in ("deal", "document")
        required = [word for word in quality if word not in _QUALITIES and not word.endswith(_ADJECTIVES)]
        first: Shown | None = None
        for sentence in self._all if far else self.sentences:
            text = sentence.text
            if required and not all(word in text.lower() for word in required):
                continue
            spans = tuple(match.span() for match in _words_for(noun).finditer(text) if _new(text, match))
            if spans:
                if not owner or owner in text:
                    return Shown(sentence, spans)
                first = first or Shown(sentence, spans)
        return first

    def nearest(self) -> Spotted | None:
        """The sentence that a pronoun takes up: as much of its own as is a clause, else the one before."""
        for index, sentence in enumerate(self.sentences):
            own = self._source.count(" ") + 1 if not index and self._source and self._source in sentence.text else 0
            if sentence.text.count(" ") - own >= _CLAUSE:
                return sentence
        return None

    def stated(self, sentence: Spotted, target: int, asked: bool = False) -> int:
        """The position on the target that a sentence states, whoever holds it: 1, -1, or 0 where there is none.

        Args:
            asked: Whether a condition that is asked for counts as well: "no talks unless troops withdraw".
        """
        marks = sentence.marks(target)
        if not marks:
            return 0
        proviso = None if asked else _PROVISO.search(sentence.text)
        if proviso is not None:
            marks = [mark for mark in marks if mark.end <= proviso.start()]
        reading = Reading(sentence.text, 0, _ANYONE, self._lexicon)
        found = strongest([verdict for mark in marks if (verdict := reading.judge(mark)) is not None])
        return found.sign if found is not None and (found.strength >= _PLAIN or asked) else 0

    def done(self, shown: Shown, target: int, named: bool = False) -> int:
        """What a sentence reports as done to the target, near the words that show the noun's kind; or 0.

        An act before the target's words turns them as it does anywhere: -1 for "suspended arms deliveries".

        Args:
            named: Whether it is enough that the target is named there, since the noun's own words say what was done.
        """
        sentence = shown.sentence
        for mark in reversed(sentence.marks(target)):
            if any(start - _BEFORE <= mark.end and mark.start <= stop + _NEAR for start, stop in shown.spans):
                acts = self._acts(sentence.text[max(mark.start - _NEAR, 0) : mark.start])
                if named or acts or mark.kind in ("promote", "hinder") or _overlaps(mark, shown.spans):
                    return mark.sign * (acts or 1)
        return 0

    def named(self, sentence: Spotted, target: int, plural: bool | None = None) -> int:
        """The sign of the last words in a sentence that speak of the target, or 0.

        Args:
            plural: Whether they must be a plural, or must not; None where either will do.
        """
        for mark in reversed(sentence.marks(target)):
            if plural is None or plural == (sentence.text[mark.end - 1] == "s"):
                return mark.sign
        return 0

    def attended(self, target: int) -> int:
        """The sign of the words that name what was last spoken of as something to attend, on the target; or 0."""
        for sentence in self.sentences[:3]:
            occasion = _OCCASION.search(sentence.text)
            if occasion is not None:
                marks = [
                    mark for mark in sentence.marks(target) if _OCCASION.search(sentence.text, mark.start, mark.end)
                ]
                return marks[-1].sign if marks else 0
        return 0

    def bound(self, noun: str, target: int, sentence: Spotted | None = None) -> int:
        """What a noun is bound to: -1 for "the decision", after "a decision to lift sanctions"; else 0.

        Args:
            sentence: Where to look; all within reach where it isn't given.
        """
        opens, beside = _bindings(noun)
        for one in self._all if sentence is None else (sentence,):
            for mark in reversed(one.marks(target)):
                around = opens.search(one.text[max(mark.start - _BOUND, 0) : mark.start])
                if around is not None:
                    return mark.sign * (self._acts(around[0]) or 1)
                if beside.search(one.text, mark.start, mark.end) or beside.match(one.text, mark.end + 1):
                    return mark.sign
        return 0

    def _acts(self, words: str) -> int:
        """The product of the signs of the acts in a few words: -1 for "decision to lift", 0 where there is none."""
        sign = 0
        for found in self._lexicon.find(Tokens(words).words):
            held = found.sense.kinds
            if "act" in held and not held.keys() & {"have", "noun", "report"}:
                sign = (sign or 1) * held["act"]
        return sign


_CLAUSE, _TOPIC = 4, 9
_ADJECTIVES = ("ed", "al", "ive", "ous", "ic", "able", "ible", "ent", "ant", "ary", "ful", "ian", "ish", "ese")
_QUALITIES = frozenset(
    "proposed planned new latest controversial reported whole entire so-called joint same first own earlier "
    "recent previous unilateral formal official public".split()
)
