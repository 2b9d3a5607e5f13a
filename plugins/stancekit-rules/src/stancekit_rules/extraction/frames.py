"""A cue in its sentence: what it is, what stands before it, and the frame that follows it.

A frame is named after what it begins with: "that", "quote", "colon", "pronoun" or "clause" (a clause without "that"),
"question" ("whether"), "infinitive", "gerund", "object", "end" (nothing follows: the content stands before), "other",
or the preposition or subordinator itself ("for", "about", "as").
"""

import re
from dataclasses import dataclass

from stancekit_rules.extraction.cues import CueLexicon, Key, role
from stancekit_rules.extraction.phrases import RECIPIENT
from stancekit_rules.extraction.segmentation import Tokens

CUE = re.compile("[CSBGELK]")

TIME = "(?:P?[al]?T0?(?!')|s[0T]0?)"
ADJUNCT = rf"(?:{TIME})?(?:P[^,.¶tq;:CSwk]{{1,9}})?"  # "on Tuesday", "in a statement"
FRAME = re.compile(
    rf"(?:r|{TIME}(?=[^,.;¶)M]))*(?:"
    rf"(?P<that>{ADJUNCT}t(?=[adpN0lgeqTPwtsrKBz]))"
    rf"|(?P<quote>{ADJUNCT}[,:]?q)"
    r"|(?P<colon>:)"
    rf"|(?P<end>{ADJUNCT}(?:[,.;¶)M]|$))"
    r"|(?P<infinitive>n?i(?:[BlxuVvr]|q))"
    r"|(?P<question>w)"
    r"|(?P<subordinate>s)"
    r"|(?P<preposition>[Pfbi])"
    r"|(?P<pronoun>p)"
    r"|(?P<clause>[adNl0efTPKB'g-]{1,14}(?:[uxV]|C(?=[adNptiPqrbow])|S(?=[adptNqo])))"
    r"|(?P<gerund>[gG])"
    r"|(?P<object>[adNl0eoBTSCKE*-])"
    r"|(?P<other>.))",
    re.S,
)
PREPOSITIONS = frozenset(
    (
        "for",
        "on",
        "of",
        "about",
        "in",
        "with",
        "by",
        "at",
        "from",
        "against",
        "into",
        "over",
        "upon",
        "to",
        "out",
        "off",
        "as",
    )
)
CLAUSES = frozenset(("that", "pronoun", "clause", "quote", "colon"))

ADDRESSED = frozenset(
    ("that", "quote", "pronoun", "clause", "colon", "infinitive", "question", "for", "against", "of", "about")
)
"""The frames in which the noun phrase after a verb is whom it addresses."""

OF_BE = "pwt"  # before 's that is a verb
PLURALS = frozenset(("people", "men", "women", "police", "media", "children", "data"))


@dataclass(slots=True)
class Cue:
    """A candidate cue.

    Attributes:
        index: Its token.
        kind: Its word class.
        word: The verb's base form, or the noun itself.
        group: The first token of its verb group.
        left: What stands before the group: "be", "auxiliary", "to", "determiner" or "other".
        before: The word class before the group; "^" at the sentence's start.
        frame: What follows it.
        content: The token at which its content begins, if that follows.
        after: The token after it and the person that it addresses.
    """

    index: int
    kind: str
    word: str
    group: int
    left: str
    before: str
    frame: str
    content: int
    after: int

    @property
    def key(self) -> Key:
        """The word, role and frame that the lexicon is asked about."""
        return self.word, role(self.kind, self.left, self.frame), self.frame


def find_cue(tokens: Tokens, lexicon: CueLexicon, index: int, start: int, end: int) -> Cue:
    """The candidate at token `index` of the sentence from `start` to `end`."""
    kind = tokens.classes[index]
    group, left = verb_group(tokens.classes, index, start)
    word = tokens.words[index].lower()
    lemma = lexicon.lemmas.get(word, word)
    after = index + 1
    if kind != "K" and lemma in lexicon.addressing:
        recipient = RECIPIENT.match(tokens.classes, after, end)
        after = recipient.end() if recipient is not None else after
    frame, content = find_frame(tokens, after, end, lexicon.prepositions.get(lemma, frozenset()))
    if after > index + 1 and frame not in ADDRESSED and lemma in lexicon.acts:
        frame, content, after = "object", index + 1, index + 1  # "urged restraint on both sides" addresses nobody
    before = tokens.classes[group - 1] if group > start else "^"
    return Cue(index, kind, lemma, group, left, before, frame, content, after)


def verb_group(classes: str, index: int, start: int) -> tuple[int, str]:
    """The first token of the verb group whose main verb stands at `index`, and what stands before the main verb."""
    group = index
    while group > start and classes[group - 1] in "rn":
        group -= 1
    if group == start:
        return group, "other"
    before = classes[group - 1]
    if before in "ad" or (before == "'" and not _is_verb(classes, group - 1, start)):
        return group, "determiner"
    left = "be" if before in "u'" else {"x": "auxiliary", "i": "to"}.get(before, "other")
    if left != "other":
        while group > start and (classes[group - 1] in "uxrni" or _is_verb(classes, group - 1, start)):
            group -= 1
    return group, left


def _is_verb(classes: str, index: int, start: int) -> bool:
    """Whether the 's at `index` is a verb: after a pronoun."""
    return classes[index] == "'" and index - 1 >= start and classes[index - 1] in OF_BE


def find_frame(tokens: Tokens, after: int, end: int, prepositions: frozenset[str]) -> tuple[str, int]:
    """The frame that begins at token `after`, and the token at which its content begins.

    `prepositions` are those that the cue takes its content with: "called on".
    """
    if after + 1 < end and tokens.classes[after] == "P" and tokens.classes[after + 1] != "T":
        preposition = tokens.words[after].lower()
        if preposition in prepositions:
            return preposition, after + 1
    match = FRAME.match(tokens.classes, after, end)
    if match is None:
        return "end", after
    frame = match.lastgroup or "other"
    last = match.end() - 1
    if frame in ("that", "colon"):
        return frame, last + 1
    if frame == "quote":
        return frame, last
    if frame == "subordinate":
        word = tokens.words[last].lower()
        return ("question" if word in ("if", "whether") else word), last
    if frame == "preposition":
        return tokens.words[last].lower(), last + 1
    return frame, match.start(frame)


def is_compound(tokens: Tokens, index: int, start: int) -> bool:
    """Whether the base form or -s form at `index` is a noun by the word before it: "peace talks", "growing support"."""
    if index == start or tokens.classes[index - 1] not in "lgeK":
        return False
    before = tokens.words[index - 1].lower()
    plural = (before.endswith("s") and not before.endswith(("ss", "us", "is"))) or before in PLURALS
    return plural == (tokens.classes[index] == "S")


def may_be_noun(classes: str, cue: Cue, start: int) -> bool:
    """Whether the candidate may be a noun where it stands."""
    follows_noun = cue.kind in "BS" and cue.index > start and classes[cue.index - 1] in "lefP"
    return cue.kind == "K" or cue.left == "determiner" or follows_noun


def possession(classes: str, index: int, start: int) -> tuple[str, int]:
    """The role of the noun at `index`, "possessed" or "noun", and the first token after its possessive or article."""
    first = index
    while first > start and classes[first - 1] in "leB0rN-":
        first -= 1
    return ("possessed" if first > start and classes[first - 1] in "d'" else "noun"), first
