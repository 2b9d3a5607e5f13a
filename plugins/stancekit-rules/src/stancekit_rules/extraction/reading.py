"""Reading a document for its attributed statements, as token ranges.

A sentence is read from left to right, cue by cue. Each accepted cue opens a statement, whose content runs forward from
the cue, or back from it to the sentence's start; the next cue may cut the content of the one before ("said A, and added
B"), take it over ("A rejected B, the ministry said") or stand nested in it. Quotation marks bind tighter than any of
that: the classes inside them are masked.
"""

import re
from dataclasses import dataclass, field
from operator import itemgetter

from stancekit_rules.extraction import phrases
from stancekit_rules.extraction.cues import CueLexicon, Key
from stancekit_rules.extraction.frames import (
    CLAUSES,
    CUE,
    PREPOSITIONS,
    Cue,
    find_cue,
    is_compound,
    may_be_noun,
    possession,
)
from stancekit_rules.extraction.phrases import Classes, Range
from stancekit_rules.extraction.segmentation import Tokens

PARAGRAPH = re.compile("[^¶]+")
# A sentence ends with a full stop, or with a quotation that ends with one unless an attribution follows it. It is cut
# where it is longer than anybody writes, so that whatever looks back or ahead in it stays cheap.
ATTRIBUTION = r"(?:[,-]?[rx]*[CS]|[adN][adNle'PfT0,]{0,8}[rx]*[CS][.,¶:PTr]|p[rx]*[CS][.,¶:PTr])"
SENTENCE = re.compile(rf"(?:[^.¶Dz]|z+|D(?={ATTRIBUTION})){{1,400}}[.¶D]?|[.¶D]")
LABEL = re.compile(r"(?:N[NlBSe0r,f'-]{0,8}(?:\([^)]{1,8}\))?):(?=[Npx`qadkl'w])")  # "Carson: I never said that."
DATELINE = re.compile(r"N[NTx,0/.]{0,8}(?:\([^)¶]{1,6}\))?-|(?<![^¶])N(?=a)")  # "GENEVA, May 5 (Agency) -"
QUOTATION = re.compile("-?q[^.¶qDMQ]*[DMQ][.]?")
QUOTE_EDGE = re.compile("[qMDQ]")
QUOTE_ENDS = "MDQ"
# Where an object ends: at a comma that lists nothing, at the next clause or predicate, at when it happened.
OBJECT_ENDS = r"[,;](?!k?[adr]?[NleB0]+,?k)|,?k[ad]?[Nle0']{1,5}r*[xuV]|s(?=[pNadgG])|r?(?:P?[al]?T0?)(?=[,;.¶)]|$)"
OBJECT_END = re.compile(OBJECT_ENDS + r"|,?kr*[xCSVu]")
GERUND_OBJECT_END = re.compile(OBJECT_ENDS + r"|,?kr*[xCSVuGg]")
TO_DO = re.compile(r",?(?:P?[al]?T0?)?i(?=[Blv])")
FINITE = re.compile("[uxVCS]")
FINITE_CLAUSE = re.compile("[^,;wtk]*[uxV]")
INTERRUPTION_END = re.compile(r"(?:P?[al]?T0?|P[^,.¶tq;:CSwk]{1,9})?,(?=[^,])")
UNNAMED = re.compile("n?iu[eCEl](?=[,.;)])|niu")  # "asked not to be named"
MODALS = frozenset(("will", "would", "can", "could", "may", "might", "must", "shall", "should"))
SUBORDINATE_STARTS = "sPgGeECrT"
INVERTED_FRAMES = frozenset(("object", "clause", "pronoun", "end"))
NESTED_FRAMES = frozenset(("that", "pronoun", "clause", "object", "infinitive", "for", "against"))
NOT_NOUN_FRAMES = frozenset(("end", "other", "colon", "quote"))
MAX_OVER = 6
"""How many contents a word may stand in; in 670 real articles, most of them PolNeAR's, none is in more than three."""


@dataclass(slots=True, eq=False)
class Draft:
    """A statement while its sentence is read.

    Attributes:
        cue: Where the cue stands; None for a quotation that goes on without one.
        source: Where the source stands; None where there is none.
        content: Where the content stands.
        parent: The statement that it is reported in.
        key: The word, role and frame by which the lexicon accepted the cue.
        reports: Whether the cue is a verb of saying whose object is a noun phrase: "noted X's statement that".
    """

    cue: Range | None
    source: Range | None
    content: list[Range]
    parent: "Draft | None" = None
    key: Key = ("", "", "")
    reports: bool = False

    @property
    def word(self) -> str:
        """The cue's base form, or the noun itself."""
        return self.key[0]

    @property
    def of_noun(self) -> bool:
        """Whether the cue is a noun."""
        return self.key[1] in ("noun", "possessed")

    def holds(self, index: int) -> bool:
        """Whether the last piece of the content holds the token at `index`."""
        return self.content[-1][0] <= index < self.content[-1][1]

    def cut(self, end: int) -> bool:
        """Ends the content before token `end`; says no and leaves it where nothing would be left."""
        if end <= self.content[-1][0]:
            return False
        self.content[-1] = (self.content[-1][0], end)
        return True


@dataclass(slots=True)
class Sentence:
    """The sentence that is being read, as a token range, and the last statement found in it."""

    start: int
    end: int
    last: Draft | None = None


@dataclass(slots=True)
class Reader:
    """Reads one document's tokens; `read` gives its statements, those without a source included."""

    tokens: Tokens
    lexicon: CueLexicon
    drafts: list[Draft] = field(default_factory=list)
    classes: Classes = field(init=False)
    quoting: Draft | None = None  # whose quotation the text before has ended with

    def __post_init__(self) -> None:
        self.classes = Classes(self.tokens.classes, self.tokens.classes[::-1])

    def read(self) -> list[Draft]:
        """The statements of the document, roughly in the order of the text."""
        for match in PARAGRAPH.finditer(self.tokens.classes):
            self._paragraph(*match.span())
        return self.drafts

    def _paragraph(self, start: int, end: int) -> None:
        classes = self.tokens.classes
        label = LABEL.match(classes, start, end)
        if label is not None and label.end() < end:
            colon = label.end() - 1
            self.drafts.append(Draft(cue=(colon, colon + 1), source=(start, colon), content=[(colon + 1, end)]))
            self.quoting = None
            return
        dateline = DATELINE.match(classes, start, end)
        if dateline is not None and self.tokens.words[start].isupper():
            start = dateline.end()
        for match in SENTENCE.finditer(classes, start, end):
            first, last = match.span()
            if self.quoting is not None and QUOTATION.fullmatch(classes, first, last):
                if first == start:  # a new paragraph of the same quotation
                    self.quoting = Draft(cue=None, source=self.quoting.source, content=[(first, last)])
                    self.drafts.append(self.quoting)
                else:
                    self.quoting.content.append((first, last))
                continue
            count = len(self.drafts)
            self._sentence(first, last)
            if len(self.drafts) - count > MAX_OVER:
                self._thin(self.drafts[count:])
            self.quoting = None
            if len(self.drafts) > count and any(classes[b - 1] in QUOTE_ENDS for _, b in self.drafts[-1].content):
                self.quoting = self.drafts[-1]

    def _sentence(self, start: int, end: int) -> None:
        classes = self.tokens.classes
        while end > start and classes[end - 1] in ".¶":
            end -= 1
        sentence = Sentence(start, end)
        for match in CUE.finditer(classes, start, end):
            if match.group() == "L":
                self._according(match.start(), sentence)
                continue
            last = sentence.last
            if last is not None and last.cue is not None and last.cue[1] <= match.start() < last.content[0][0]:
                continue  # "said in a statement that"
            if self.tokens.words[match.start()].lower() not in self.lexicon.cue_words:
                continue
            cue = find_cue(self.tokens, self.lexicon, match.start(), start, end)
            if may_be_noun(classes, cue, start):
                if self._noun(cue, sentence):
                    continue
                if cue.kind == "K" or cue.left == "determiner":
                    continue
            if cue.key not in self.lexicon.frames:
                continue
            if cue.kind in "BS" and (cue.left == "be" or cue.before == "P" or self._is_compound(cue, start)):
                continue  # a noun: "in support of", "peace talks"
            if sentence.last is not None and sentence.last.holds(cue.index):
                self._inside(cue, sentence, sentence.last)
            else:
                self._add(self._verb(cue, sentence, None), sentence)

    def _thin(self, found: list[Draft]) -> None:
        """Ends contents of a sentence that run on over others' so that no word stands in more than `MAX_OVER`.

        "He said, he said, he said": each content would have all that follows, and the whole the square of its length.
        A content ends before the words of the statement that would be the `MAX_OVER`th to begin in it.
        """
        pieces = [(first, place, draft) for draft in found for place, (first, _) in enumerate(draft.content)]
        pieces.sort(key=itemgetter(0))
        for (first, place, draft), (start, _, other) in zip(pieces, pieces[MAX_OVER:], strict=False):
            begins = [start, *(words[0] for words in (other.source, other.cue) if words is not None)]
            end = min(begin for begin in begins if begin > first) if start > first else first
            draft.content[place] = (first, min(draft.content[place][1], end))
        for draft in found:
            draft.content = [piece for piece in draft.content if piece[0] < piece[1]]
            if draft.parent is not None:
                end = draft.parent.content[-1][1] if draft.parent.content else 0
                if draft.content and not draft.cut(min(draft.content[-1][1], end)):
                    draft.parent = None
        self.drafts[-len(found) :] = [draft for draft in found if draft.content]

    def _is_compound(self, cue: Cue, start: int) -> bool:
        if cue.frame in CLAUSES and cue.word in self.lexicon.saying:  # "monitors on the border say it is open"
            return False
        return is_compound(self.tokens, cue.index, start)

    def _add(self, draft: Draft | None, sentence: Sentence) -> None:
        if draft is not None:
            self.drafts.append(draft)
            sentence.last = draft

    # A cue inside the content of the statement before it

    def _inside(self, cue: Cue, sentence: Sentence, outer: Draft) -> None:
        """Cuts the content before the cue, or takes it over, or nests a statement in it."""
        classes = self.tokens.classes
        if cue.before in ",k":  # "said A and added B": the source is shared
            edge = cue.group - 1
            while edge > outer.content[-1][0] and classes[edge - 1] in ",kr":
                edge -= 1
            if self._cut(outer, edge):
                source = outer.source
                if cue.before == "," and source is not None and classes[source[0]] == "w":  # "X, who says A, said B"
                    source = phrases.antecedent(self.classes, source[0], sentence.start)
                self._add(self._verb(cue, sentence, source), sentence)
            return
        if cue.frame == "by" and cue.kind in "CE":  # "A, an accusation denied by B"
            draft = self._passive(cue, sentence)
            if (
                draft is not None
                and classes[draft.content[0][0] - 1] == ","
                and self._cut(outer, draft.content[0][0] - 1)
            ):
                self.drafts.append(draft)
            return
        if self._ends_relative(cue, outer) and self._cut(outer, cue.group):
            head = phrases.antecedent(self.classes, outer.source[0], sentence.start) if outer.source else None
            source = (head[0], cue.group) if head is not None else None
            self._add(self._verb(cue, sentence, source), sentence)
            return
        source = phrases.source_before(self.classes, cue.group, sentence.start)
        if source is None:
            return
        edge = source[0] - 1
        if cue.frame == "end" and classes[edge] == "," and self.lexicon.postposes(cue.word):
            self._cut(outer, edge)
            self._add(self._verb(cue, sentence, source), sentence)
            return
        joint = self._joint(edge, cue, sentence, outer)
        if joint is None:
            self._nest(cue, source, outer)
            return
        while joint > outer.content[-1][0] and classes[joint - 1] in ",ksr;":
            joint -= 1
        if self._cut(outer, joint):
            self._add(self._verb(cue, sentence, source), sentence)

    def _ends_relative(self, cue: Cue, outer: Draft) -> bool:
        """Whether the cue is the main verb after a relative clause: "an official who asked not to be named told"."""
        if outer.source is None or self.tokens.classes[outer.source[0]] != "w" or cue.kind not in "CS":
            return False
        saying = cue.word in self.lexicon.saying or cue.word in self.lexicon.addressing
        if not saying or cue.frame not in CLAUSES or outer.word in self.lexicon.saying:
            return False
        return (
            outer.key[2] not in CLAUSES or FINITE.search(self.tokens.classes, outer.content[-1][0], cue.group) is None
        )

    def _cut(self, outer: Draft, end: int) -> bool:
        """Ends a content before token `end`, and with it what is nested in it; says no where nothing would be left."""
        if not outer.cut(end):
            return False
        for inner in reversed(self.drafts):
            if inner is outer:
                break
            if inner.parent is outer and inner.content[-1][1] > end:
                inner.cut(end)
        return True

    def _joint(self, edge: int, cue: Cue, sentence: Sentence, outer: Draft) -> int | None:
        """Where the clause of a cue is joined to the one before, if the token at `edge`, before its source, does so."""
        classes = self.tokens.classes
        if classes[edge] == ";" or (classes[edge] in "ks" and classes[edge - 1] == ","):
            return edge
        if cue.frame not in CLAUSES or classes[edge] != ",":
            return None
        opening = classes.rfind(",k", outer.content[-1][0], edge)
        if opening > 0 and classes[opening + 2] in ",Ps":  # ", but, after the truce, Trump said"
            return opening
        return edge if outer.of_noun or classes[sentence.start] in SUBORDINATE_STARTS else None

    def _nest(self, cue: Cue, source: Range, outer: Draft) -> None:
        """A statement of a named actor that is reported in another's: "Kerry said Damascus had rejected the plan"."""
        end = outer.content[-1][1]
        if outer.parent is not None or cue.frame not in NESTED_FRAMES or cue.word not in self.lexicon.nested:
            return
        if source[0] < outer.content[-1][0] or cue.content >= end or not self._has_acted(source):
            return
        content_end = min(end, self._content_end(cue.content, end, cue.frame))
        if content_end > cue.content:
            content = [(cue.content, content_end)]
            self.drafts.append(Draft((cue.index, cue.index + 1), source, content, parent=outer, key=cue.key))

    def _is_named(self, source: Range) -> bool:
        return "N" in self.tokens.classes[source[0] : source[1]]

    def _has_acted(self, source: Range) -> bool:
        """Whether a named actor has spoken, and isn't only told to: "Damascus must reject the plan"."""
        return self._is_named(source) and self.tokens.words[source[1]].lower() not in MODALS

    # The statement of a cue

    def _verb(self, cue: Cue, sentence: Sentence, source: Range | None) -> Draft | None:
        """The statement of a verb, by the order of source, cue and content."""
        inverted = self._inverted(cue, sentence)
        if inverted is not None:
            return inverted
        if source is None:
            if cue.key[1] == "passive":
                return self._passive(cue, sentence)
            source = self._source(cue, sentence)
        if cue.frame == "end" or self._follows_quotation(cue, source, sentence):
            return self._postposed(cue, source, sentence)
        frame = cue.frame
        if cue.content >= sentence.end or self._says_nothing(cue):
            return None
        reports = frame == "object" and self.lexicon.takes_clause(cue.word)
        if reports and (
            cue.word in self.lexicon.saying or FINITE_CLAUSE.match(self.tokens.classes, cue.content, sentence.end)
        ):
            frame = "clause"
        end = self._content_end(cue.content, sentence.end, frame, gerund=cue.kind == "G")
        if end <= cue.content:
            return None
        start = cue.content
        if frame in PREPOSITIONS and self.tokens.classes[start] == "t" and start + 1 < end:  # "pointed out that"
            start += 1
        return Draft(self._cue_range(cue), source, [(start, end)], key=cue.key, reports=reports)

    def _says_nothing(self, cue: Cue) -> bool:
        """Whether what follows is only how the speaker wants to be named, or himself."""
        if UNNAMED.match(self.tokens.classes, cue.content):
            return True
        return cue.frame == "object" and self.tokens.words[cue.content].lower().endswith(("self", "selves"))

    def _cue_range(self, cue: Cue) -> Range:
        """The cue with its preposition: "called for"."""
        return (cue.index, max(cue.index + 1, cue.content) if cue.frame in PREPOSITIONS else cue.index + 1)

    def _source(self, cue: Cue, sentence: Sentence) -> Range | None:
        """Who utters a verb's statement: the noun phrase before it, or the subject that it shares."""
        source = None
        if cue.before == "," and cue.kind != "G":  # "the minister, Ana Petrova, said"
            source = phrases.source_before(self.classes, cue.group, sentence.start)
        if source is None and (cue.kind == "G" or cue.left == "to" or cue.before in ",k"):
            last = sentence.last
            if last is not None and last.source is not None and last.source[1] <= cue.group:
                source = last.source
            elif cue.left == "to" or cue.before in ",k":
                source = phrases.subject(self.classes, sentence.start, cue.group)
        if source is None:
            source = phrases.source_before(self.classes, cue.group, sentence.start)
        if source is None and cue.left != "be":
            source = phrases.subject(self.classes, sentence.start, cue.group)
        return source

    def _inverted(self, cue: Cue, sentence: Sentence) -> Draft | None:
        """ "A," said B."""
        classes = self.tokens.classes
        if cue.kind not in "CS" or cue.before not in ",MDQ" or cue.frame not in INVERTED_FRAMES:
            return None
        if not self.lexicon.inverts(cue.word) or (cue.before == "," and cue.word not in self.lexicon.saying):
            return None
        source = phrases.source_after(self.classes, cue.index + 1, sentence.end)
        if source is None:
            return None
        if cue.before == ",":
            if source[1] < sentence.end and classes[source[1]] not in ",.PT;":
                return None
            apposed = phrases.source_before(self.classes, cue.group, sentence.start)
            if apposed is not None and apposed[0] > sentence.start and classes[apposed[0] - 1] in QUOTE_ENDS:
                return None  # "A," B, a minister, told C
        content = self._content_before(cue.group, sentence)
        if not content:
            return None
        draft = Draft((cue.index, cue.index + 1), source, content, key=cue.key)
        self._resume(draft, source[1], sentence.end)
        return draft

    def _follows_quotation(self, cue: Cue, source: Range | None, sentence: Sentence) -> bool:
        """Whether the content is the quotation before the source, whatever follows the cue."""
        classes = self.tokens.classes
        if source is None or source[0] <= sentence.start or classes[source[0] - 1] not in QUOTE_ENDS:
            return False
        apart = cue.content > cue.index + 1 and classes[cue.content - 1] not in ",:"  # said on "The Late Show"
        return cue.frame not in CLAUSES or (cue.frame == "quote" and (apart or classes[source[0] - 1] == "M"))

    def _postposed(self, cue: Cue, source: Range | None, sentence: Sentence) -> Draft | None:
        """A, B said."""
        stop = source[0] if source is not None else cue.group
        last = sentence.last
        taken: list[Draft] = []
        if last is not None and self.tokens.classes[stop - 1] == "," and not self._says(last):
            while self.drafts and self.drafts[-1].content[0][0] >= sentence.start:
                taken.append(self.drafts.pop())
            content = [(sentence.start, stop - 1)]
        else:
            content = self._content_before(stop, sentence)
        if not content:
            return None
        draft = Draft((cue.index, cue.index + 1), source, content, key=cue.key)
        for inner in reversed(taken):
            if self._stays_nested(inner):
                inner.parent = draft
                self.drafts.append(inner)
        self._resume(draft, cue.after, sentence.end)
        return draft

    def _stays_nested(self, inner: Draft) -> bool:
        """Whether a statement that another takes over is worth telling apart: a speech act of a named actor."""
        if inner.cue is None or inner.source is None or inner.parent is not None or not self._has_acted(inner.source):
            return False
        return inner.of_noun or inner.word in self.lexicon.nested

    def _says(self, draft: Draft) -> bool:
        """Whether the cue is a verb of saying, whose content another attribution doesn't take over."""
        return not draft.of_noun and self.lexicon.postposes(draft.word)

    def _passive(self, cue: Cue, sentence: Sentence) -> Draft | None:
        """A was denied by B; A is expected to."""
        patient = phrases.source_before(self.classes, cue.group, sentence.start)
        if patient is not None and self.tokens.classes[patient[0]] == "w" and patient[0] - 1 > sentence.start:
            patient = phrases.antecedent(self.classes, patient[0], sentence.start)
        where = (cue.index, cue.index + 1)
        if cue.frame == "by":
            agent = phrases.source_after(self.classes, cue.index + 2, sentence.end)
            return Draft(where, agent, [patient], key=cue.key) if agent is not None and patient is not None else None
        content = [patient] if patient is not None and cue.frame in ("infinitive", "as", "to", "in") else []
        if cue.content < sentence.end:
            content.append((cue.content, sentence.end))
        return Draft(where, None, content, key=cue.key) if content else None

    def _noun(self, cue: Cue, sentence: Sentence) -> bool:
        """The statement of a noun, "X's claim that", "a Korean proposal to"; says whether the cue is done with."""
        classes = self.tokens.classes
        outer = sentence.last if sentence.last is not None and sentence.last.holds(cue.index) else None
        end = outer.content[-1][1] if outer is not None and not outer.reports else sentence.end
        if cue.frame in NOT_NOUN_FRAMES or cue.content >= end:
            return False
        word = self.tokens.words[cue.index].lower()
        of, first = possession(classes, cue.index, sentence.start)
        before = classes[first - 1] if first > sentence.start else "^"
        adjective = first
        while adjective < cue.index and classes[adjective] == "N":
            adjective += 1
        if adjective > first and before in "a^":
            of = "possessed"
        if cue.frame == "by" and (word, "possessed", "infinitive") in self.lexicon.frames:
            return self._noun_of_agent(cue, sentence, outer, word)
        if (word, of, cue.frame) not in self.lexicon.frames:
            return False
        source: Range | None
        if adjective > first and before in "a^":
            source = (first, adjective)
        elif before == "d":
            source = (first - 1, first)
        elif before == "'":
            source = self._possessor(first - 1, sentence.start)
        else:
            source = phrases.subject(self.classes, sentence.start, cue.index)
        content_end = self._content_end(cue.content, end, cue.frame)
        if content_end <= cue.content:
            return False
        where = (cue.index, cue.content if cue.frame in PREPOSITIONS else cue.index + 1)
        draft = Draft(where, source, [(cue.content, content_end)], key=(word, of, cue.frame))
        if outer is None:
            self._add(draft, sentence)
            return True
        if source is None or of != "possessed" or cue.frame not in NESTED_FRAMES or outer.parent is not None:
            return False
        if self._is_named(source):
            draft.parent = outer
            if outer.reports and source[0] <= outer.content[-1][0] + 1:  # "noted X's statement that A, and that B"
                split = classes.find(",kt", cue.content, end)
                if split > 0:
                    draft.content, outer.content = [(cue.content, split)], [(split + 3, end)]
                else:
                    draft.parent = None
                    self._drop(outer)
            self.drafts.append(draft)
        return False

    def _possessor(self, stop: int, start: int) -> Range | None:
        """Whose something is, before the 's at token `stop`: the last phrase, with no preposition in it but "of"."""
        source = phrases.phrase_before(self.classes, stop, start)
        if source is None:
            return None
        for index in range(stop - 1, source[0], -1):
            if self.tokens.classes[index - 1] in "Pf" and self.tokens.words[index - 1] != "of":
                return (index, stop)
        return source

    def _noun_of_agent(self, cue: Cue, sentence: Sentence, outer: Draft | None, word: str) -> bool:
        """ "A threat by X in May to do A"; says whether the cue is done with."""
        classes, end = self.tokens.classes, sentence.end
        source = phrases.source_after(self.classes, cue.content, end)
        if source is None or not self._is_named(source):
            return False
        match = TO_DO.match(classes, source[1], end)
        if match is None:
            return False
        content_end = self._content_end(match.end(), end, "infinitive")
        draft = Draft(
            (cue.index, cue.index + 1), source, [(match.end() - 1, content_end)], key=(word, "possessed", "by")
        )
        if outer is None:
            self._add(draft, sentence)
            return True
        if outer.parent is None:
            draft.parent = outer
            self.drafts.append(draft)
        return False

    def _according(self, index: int, sentence: Sentence) -> None:
        """According to B, A; A, according to B; A1, according to B, A2."""
        classes, start, end = self.tokens.classes, sentence.start, sentence.end
        source = phrases.source_after(self.classes, index + 2, end)
        last = sentence.last
        if source is None:
            return
        relative = phrases.RELATIVE.match(classes, source[1], end)
        if relative is not None:  # "according to two officials who were in the room"
            source = (source[0], relative.end())
        if last is not None and last.holds(index):
            last.cut(index - 1 if classes[index - 1] == "," else index)
            return
        begin = start
        if last is not None:
            begin = max(begin, last.content[-1][1])
            while begin < index and classes[begin] in ",krs":
                begin += 1
        content = []
        if index - begin > 3 or (begin < index and classes[index - 1] in QUOTE_ENDS):  # not "TB (according to VNA)"
            content.append((begin, index - 1 if classes[index - 1] in ",(" else index))
        comma = source[1] < end and classes[source[1]] == ","
        tail = source[1] + comma
        if tail < end and (begin == index or (comma and classes[tail] not in "wk")):
            content.append((tail, end))
        if content:
            self._add(Draft((index, index + 2), source, content), sentence)

    def _drop(self, draft: Draft) -> None:
        """Takes back a statement of this sentence."""
        place = len(self.drafts) - 1
        while self.drafts[place] is not draft:
            place -= 1
        del self.drafts[place]

    # Where a content begins and ends

    def _content_before(self, stop: int, sentence: Sentence) -> list[Range]:
        """The content before a source or cue at `stop`: from the sentence's start, or from the last statement's end."""
        classes, start, last = self.tokens.classes, sentence.start, sentence.last
        if stop - 2 > start and classes[stop - 2 : stop] == ",w":  # ", which Israel has denounced"
            phrase = phrases.antecedent(self.classes, stop - 1, start)
            return [phrase] if phrase is not None else []
        if stop <= start or classes[stop - 1] not in ",MDQ-":
            return []
        begin = start
        if last is not None and last.cue is not None and start <= last.content[-1][0] and last.content[-1][1] <= stop:
            begin = max(last.content[-1][1], last.cue[1])
            if last.source is not None and last.source[1] <= stop:
                begin = max(begin, last.source[1])
            while begin < stop and classes[begin] in ",ksr;":
                begin += 1
        end = stop - 1 if classes[stop - 1] in ",-" else stop
        return [(begin, end)] if begin < end else []

    def _content_end(self, start: int, end: int, frame: str, *, gerund: bool = False) -> int:
        """Where a content that begins at token `start` ends: a clause runs on, an object ends with its phrase."""
        classes = self.tokens.classes
        if classes[start] == "q":
            close = QUOTE_EDGE.search(classes, start + 1, end)
            if close is not None and close.group() in "MD":  # the quotation is a sentence of its own
                return close.end()
        if frame in ("object", "gerund") or frame in PREPOSITIONS:
            match = (GERUND_OBJECT_END if gerund else OBJECT_END).search(classes, start + 1, end)
            if match is not None:
                return match.start()
        return end

    def _resume(self, draft: Draft, position: int, end: int) -> None:
        """Adds what goes on after an interruption: "A1," she said, "A2"."""
        classes = self.tokens.classes
        match = INTERRUPTION_END.match(classes, position, end)
        if match is None or match.end() >= end:
            return
        first = match.end()
        quoted = classes[draft.content[0][1] - 1] in QUOTE_ENDS
        if classes[first] == "q" or (not quoted and classes[first] not in "wkgGs"):
            draft.content.append((first, end))
