"""Noun phrases around a cue: who a statement's source is, by word classes alone.

Everything here works on a document's string of word classes (`segmentation` explains the letters) and token indices,
and looks no further than the sentence that it is given. A phrase is a half-open token range.
"""

import re
from typing import NamedTuple

Range = tuple[int, int]

WORD = "[NleBE0gSKAo*]"
TAIL = r"(?:[NleBE0gSKA'*/-]|(?<=[adl])C(?=l))*"  # "a closed session"
FORWARD = rf"{WORD}{TAIL}(?:(?:f|P(?!T))[adt]*(?:C(?=l))?[NleBE0gSKA*]{TAIL})*"
BACKWARD = r"[NleBE0gSKAoz*][NleBE0gSKAr'*/-]*(?:(?<=l)C(?=[adt]))?[adt]?a?"

# Read from right to left, on the reversed classes.
PHRASE_BEFORE = re.compile(rf"(?:\)[^(.¶]{{1,8}}\()?{BACKWARD}(?:(?:[fPb]|(?<=[adN])i){BACKWARD}|fa)*")
TIME_BEFORE = re.compile(r"(?:0?T[lar]{0,2}P?)+(?=[NleB0)pS,K])")
WORDS_BEFORE = re.compile(r"[^,.;:¶CSVuxMDQ]+")

PHRASE_AFTER = re.compile(rf"[adt]*{FORWARD}")
PARENTHESIS = re.compile(r"\([^)]{0,7}\)")
APPOSITION = re.compile(r",(?:w[^,.;q¶]+|[adNl0][^,.;q¶uxVCS]*(?:w[^,.;q¶]+)?(?=[,.;¶)q]|$))")
RELATIVE = re.compile("w[^,.;q¶]+")
RECIPIENT = re.compile(rf"(?:o|d(?=[pt])|[ad]?a?{FORWARD})(?=r*(?:T?,?q|[tpwi:,.;]|P|s|$|T|[ad][Nle]|N+[uxVCS]))")

CLAUSE_START = r"(?:(?<=[,;tsk¶])|(?<![^.¶D])|(?<=[,sk]r))"
SUBJECTS = (
    re.compile(rf"{CLAUSE_START}(p|[adt]?a?{FORWARD})[rn]*[uCSVx]"),
    re.compile(rf"{CLAUSE_START}(p|[adt]?a?{FORWARD})r*e"),  # a verb that no lexicon knows
)

ADVERBIAL_START = "PsgGriebCTf"
PHRASE_BOUNDARY = ",tsk;:-wVCS¶MDQB.rxu"


class Classes(NamedTuple):
    """A document's word classes, and the same from its end, for patterns that read to the left."""

    forward: str
    reverse: str

    def before(self, pattern: re.Pattern[str], stop: int, start: int) -> int | None:
        """Where the match of a right-to-left pattern that ends at token `stop` begins, not before `start`."""
        size = len(self.forward)
        match = pattern.match(self.reverse, size - stop, size - start)
        return size - match.end() if match is not None else None


def phrase_before(classes: Classes, stop: int, start: int) -> Range | None:
    """The noun phrase that ends before token `stop`, with those that it is coordinated with."""
    first = classes.before(PHRASE_BEFORE, stop, start)
    if first is None:
        return None
    return (_coordinated(classes, first, start), stop)


def _coordinated(classes: Classes, first: int, start: int) -> int:
    """Where the list of phrases begins whose last one begins at token `first`: "Egypt, Jordan and Syria"."""
    forward = classes.forward
    begin, mark = first, "k"
    while begin - 1 > start and forward[begin - 1] == mark:
        other = classes.before(PHRASE_BEFORE, begin - 1, start)
        if other is None or (other > start and forward[other - 1] not in ",tsk;"):
            break
        begin, mark = other, ","
    return begin


def _whole(classes: Classes, phrase: Range, start: int) -> Range:
    """The phrase that `phrase` ends where that stands in a relative clause: "diplomats who attended the meeting"."""
    forward = classes.forward
    if phrase[0] <= start or forward[phrase[0] - 1] not in "VCSe":
        return phrase
    relative = max(forward.rfind(mark, start, phrase[0]) for mark in "w,;:")
    if relative <= start or forward[relative] != "w" or forward[relative - 1] == ",":
        return phrase
    head = classes.before(PHRASE_BEFORE, relative, start)
    return (head, phrase[1]) if head is not None else phrase


def source_before(classes: Classes, group: int, start: int) -> Range | None:
    """The source whose verb group begins at token `group`, with its appositions.

    A relative pronoun stands for itself; adverbs, times and adverbials between commas are passed over.
    """
    forward = classes.forward
    stop = group
    while stop > start and forward[stop - 1] == "r":
        stop -= 1
    stop = classes.before(TIME_BEFORE, stop, start) or stop
    if stop <= start:
        return None
    before = forward[stop - 1]
    if before in "pw" or (before == "t" and stop - 1 > start and forward[stop - 2] in "NleB0Q"):
        return (stop - 1, stop)
    if before not in ",-":
        phrase = phrase_before(classes, stop, start)
        return _whole(classes, phrase, start) if phrase is not None else None
    last = segment = stop - 1  # the source's end, and the comma or dash that the segment at hand ends with
    for _ in range(4):
        segment = forward.rfind(before, start, segment)
        if segment <= start:
            return None
        if forward[segment + 1] in ADVERBIAL_START:
            last = segment
        if forward[segment - 1] == "r":
            continue
        phrase = (segment - 1, segment) if forward[segment - 1] == "p" else phrase_before(classes, segment, start)
        if phrase is not None and (phrase[0] == start or forward[phrase[0] - 1] in PHRASE_BOUNDARY):
            return (phrase[0], last)
    return None


def source_after(classes: Classes, start: int, end: int) -> Range | None:
    """The source that begins at token `start`, with its parentheses and appositions."""
    forward = classes.forward
    if start < end and forward[start] in "po":
        return (start, start + 1)
    match = PHRASE_AFTER.match(forward, start, end)
    if match is None:
        return None
    last = match.end()
    parenthesis = PARENTHESIS.match(forward, last, end)
    if parenthesis is not None:
        last = parenthesis.end()
    for _ in range(3):
        apposition = APPOSITION.match(forward, last, end)
        if apposition is None:
            break
        last = apposition.end()
    return (start, last)


def antecedent(classes: Classes, relative: int, start: int) -> Range | None:
    """What the relative pronoun at token `relative` stands for: the words back to the last boundary."""
    stop = relative - 1 if classes.forward[relative - 1] == "," else relative
    first = classes.before(WORDS_BEFORE, stop, start)
    return (first, stop) if first is not None else None


def subject(classes: Classes, start: int, stop: int) -> Range | None:
    """The subject of the last clause in the tokens from `start` to `stop`."""
    for pattern in SUBJECTS:
        found = [match.span(1) for match in pattern.finditer(classes.forward, start, stop)]
        if found:
            return found[-1]
    return None
