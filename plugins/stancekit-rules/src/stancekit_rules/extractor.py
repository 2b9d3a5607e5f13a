"""The rule extractor: attributed statements by cue, frame and clause boundary, without a parser or a trained model."""

import re
from dataclasses import dataclass, field
from operator import itemgetter

from msgspec.structs import replace
from stancekit.document import Document
from stancekit.statement import Quotation, Statement, join_spans

from stancekit_rules.cues import CueLexicon, role
from stancekit_rules.segmentation import Tokens, WordClasses, tokenize

# What may stand right of a cue, as word classes; the group that matches names the frame.
ADJUNCT = r"(?:P?[al]?T0?)?(?:P[^,.¶tq;:CSwk]{1,9})?"
RIGHT = re.compile(
    rf"(?:r|P?[al]?T0?(?=[^,.;¶)M]))*(?:(?P<that>{ADJUNCT}t(?=[adpN0lgeqTPwtsrKBz]))|(?P<quote>{ADJUNCT}[,:]?q)|(?P<colon>:)|(?P<end>{ADJUNCT}(?:[,.;¶)M]|$))"
    r"|(?P<infinitive>n?i(?:[BlxuVvr]|q))|(?P<question>w)|(?P<sub>s)|(?P<P>[Pfbi])|(?P<pronoun>p)|(?P<clause>[adNl0efTPKB'g-]{1,14}[uxVCS])|(?P<gerund>[gG])|(?P<object>[adNl0eoBTSCKE*-])|(?P<other>.))",
    re.S,
)
SENTENCE = re.compile(
    r"(?:[^.¶D]|D(?=(?:[,-]?[rx]*[CS]|[adN][adNle'PfT0,]{0,8}[rx]*[CS][.,¶:PTr]|p[rx]*[CS][.,¶:PTr])))+[.¶D]?|[.¶D]"
)
PARAGRAPH = re.compile(r"[^¶]+")
LABEL = re.compile(r"(?:N[NlBSe0r,f'-]{0,8}(?:\([^)]{1,8}\))?):(?=[Npx`qadkl'w])")
WHOLE_QUOTE = re.compile(r"[-]?q[^.¶D]*[DMQ][.]?")
CUE = re.compile("[CSBGELK]")
NP = r"[NleBE0gSKAoz*](?:[NleBE0gSKAr'*/-]*)"
NP_LEFT = re.compile(
    rf"(?:\)[^(.¶]{{1,8}}\()?(?:{NP}[adt]?a?)(?:(?:f|P|b)(?:{NP}[adt]?a?))*"
)  # read from right to left
NP_FORWARD = r"[NleBE0gSKAo*](?:[NleBE0gSKA'*/-]*)(?:(?:f|P(?!T))[adt]*[NleBE0gSKA*](?:[NleBE0gSKA'*/-]*))*"
RECIPIENT = re.compile(rf"(?:o|[ad]?a?{NP_FORWARD})(?=r*(?:T?,?q|[tpwi:,.;]|P|s|$|T|[ad][Nle]|N+[uxVCS]))")
NP_RIGHT = re.compile(
    r"[adt]*[NleBE0gSKAo*](?:[NleBE0gSKA'*/-]*)(?:(?:f|P(?!T))[adt]*[NleBE0gSKA*](?:[NleBE0gSKA'*/-]*))*"
)
SUBJECT = re.compile(rf"(?:(?<=[,;tsk¶])|(?<![^.¶D])|(?<=[,sk]r))(p|[adt]?a?{NP_FORWARD})[rn]*[uCSVx]")
TIME_LEFT = re.compile(r"(?:,?0?T[lar]{0,2}P?)+(?=[NleB0)pS,K])")  # read from right to left
OBJECT_END = re.compile(r"[,;](?!k?[adr]?[NleB0]+,?k)|(?:,?k)r*[xCSVu]|s(?=[pNadgG])")
GERUND_OBJECT_END = re.compile(r"[,;](?!k?[adr]?[NleB0]+,?k)|(?:,?k)r*[xCSVuGg]|s(?=[pNadgG])")
CLAUSE = re.compile(r"[^,;wtk]*[uxV]")
OBJECT_LEFT = re.compile(r"[^,.;:¶CSVuxMDQ]+")
PREPOSITIONS = frozenset("for on of about in with by at from against into over upon to out as".split())
EDGE = re.compile("[qMDQ]")
PUNCTUATION_CLASSES = re.compile(r"[qMDQ,.;:()'*/-]")
NESTED_FRAMES = frozenset(("that", "pronoun", "clause", "object", "infinitive", "for", "against"))
PLURALS = frozenset(("people", "men", "women", "police", "media", "children", "data"))
STRONG = frozenset(("that", "pronoun", "clause", "quote", "colon"))
SUBJECT_OF_PARTICIPLE = re.compile(rf"(?:(?<=[,;tsk¶])|(?<![^.¶D])|(?<=[,sk]r))(p|[adt]?a?{NP_FORWARD})r*e")
APPOSITIVE = re.compile(r",(?:w[^,.;q¶]+|[adNl0][^,.;q¶uxVCS]*(?=[,.;¶)q]|$))")


@dataclass(slots=True)
class Draft:
    """A statement in token ranges, while the sentence is read."""

    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    content: list[tuple[int, int]]
    parent: "Draft | None" = None
    reports: bool = False  # a verb of saying whose object is a noun phrase: "noted X's statement"


@dataclass(slots=True)
class Reader:
    """Reads one document's tokens."""

    tokens: Tokens
    lexicon: CueLexicon
    reverse: str = ""
    carried: Draft | None = None  # whose quotation the paragraph before ended with
    drafts: list[Draft] = field(default_factory=list)
    taken: list[Draft] = field(default_factory=list)  # statements that the next one takes into its content

    def read(self) -> list[Draft]:
        classes = self.tokens.classes
        self.reverse = classes[::-1]
        for match in PARAGRAPH.finditer(classes):
            self.paragraph(match.start(), match.end())
        return self.drafts

    def paragraph(self, start: int, end: int) -> None:
        classes = self.tokens.classes
        label = LABEL.match(classes, start, end)
        if label is not None and label.end() < end:
            self.drafts.append(
                Draft(cue=(label.end() - 1, label.end()), source=(start, label.end() - 1), content=[(label.end(), end)])
            )
            return
        quoting: Draft | None = None  # whose quotation the sentence before ended with
        for match in SENTENCE.finditer(classes, start, end):
            first, last = match.span()
            if quoting is not None and WHOLE_QUOTE.fullmatch(classes, first, last):
                quoting.content.append((first, last))
                continue
            count = len(self.drafts)
            if first == start and self.carried is not None and WHOLE_QUOTE.fullmatch(classes, first, last):
                quoting = Draft(cue=None, source=self.carried.source, content=[(first, last)])
                self.drafts.append(quoting)
                continue
            self.sentence(first, last)
            quoting = None
            if len(self.drafts) > count:
                latest = self.drafts[-1]
                if any(classes[b - 1] in "MDQ" for _, b in latest.content):
                    quoting = latest
        self.carried = quoting

    def sentence(self, start: int, end: int) -> None:
        classes, words = self.tokens.classes, self.tokens.words
        while end > start and classes[end - 1] in ".¶":
            end -= 1
        last: Draft | None = None  # the latest in this sentence
        for match in CUE.finditer(classes, start, end):
            i = match.start()
            if classes[i] == "L":
                last = self.according(i, start, end, last) or last
                continue
            group, left = self.left(i, start)
            frame, content_start = self.frame(i, end)
            if (
                classes[i] == "K"
                or left == "determiner"
                or (classes[i] in "BS" and i > start and classes[i - 1] in "lefP")
            ):
                draft = self.noun(i, start, end, frame, content_start, last)
                if draft is not None:
                    self.drafts.append(draft)
                    last = draft
                    continue
                if classes[i] == "K" or left == "determiner":
                    continue
            lemma = self.lexicon.lemmas[words[i].lower()]
            if not self.lexicon.accepts(lemma, role(classes[i], left, frame), frame):
                continue
            inside = last is not None and last.content and last.content[-1][0] <= i < last.content[-1][1]
            before = classes[group - 1] if group > start else "^"
            source: tuple[int, int] | None = None
            if classes[i] in "BS" and (left == "be" or self.compound(i, start)):
                continue
            if inside and last is not None:
                if before in ",k" or (before == "," and classes[i] == "G"):
                    cut = group - 1
                    while cut > last.content[-1][0] and classes[cut - 1] in ",kr":
                        cut -= 1
                    if cut <= last.content[-1][0]:
                        continue
                    last.content[-1] = (last.content[-1][0], cut)
                    source = last.source
                elif frame == "by" and classes[i] in "CE":
                    agent = self.passive(i, group, frame, content_start, start, end)
                    if agent is None or agent.content[0][0] <= last.content[-1][0]:
                        continue
                    edge = agent.content[0][0]
                    if classes[edge - 1] != ",":
                        continue
                    last.content[-1] = (last.content[-1][0], edge - 1)
                    self.drafts.append(agent)
                    continue
                else:
                    source = self.source_left(group, start)
                    if source is None:
                        continue
                    edge = source[0] - 1
                    if frame == "end" and classes[edge] == "," and self.lexicon.postposes(lemma):
                        last.content[-1] = (last.content[-1][0], edge)
                        draft = self.build(
                            i, lemma, group, left, frame, content_start, before, source, start, end, last
                        )
                        if draft is not None:
                            last = self.add(draft)
                        continue
                    joined = classes[edge] == ";" or (classes[edge] in "ks" and classes[edge - 1] == ",")
                    if not joined and frame in STRONG and classes[edge] == ",":
                        opening = classes.rfind(",k", last.content[-1][0], edge)
                        if opening > 0 and classes[opening + 2] in ",Ps":  # ", but, after the truce, Trump said"
                            edge, joined = opening, True
                        else:
                            joined = classes[start] in "sPgGeECrT" or classes[last.cue[0]] == "K"
                    if not joined:
                        self.nested(i, lemma, frame, content_start, source, last)
                        continue
                    while edge > last.content[-1][0] and classes[edge - 1] in ",ksr;":
                        edge -= 1
                    if edge <= last.content[-1][0]:
                        continue
                    last.content[-1] = (last.content[-1][0], edge)
            draft = self.build(i, lemma, group, left, frame, content_start, before, source, start, end, last)
            if draft is not None:
                last = self.add(draft)

    def add(self, draft: Draft) -> Draft:
        """Keeps `draft`, and in it the statements that it has taken over."""
        self.drafts.append(draft)
        for inner in self.taken:
            inner.parent = draft
            self.drafts.append(inner)
        self.taken = []
        return draft

    def compound(self, i: int, start: int) -> bool:
        """Whether the base form or -s form at `i` is a noun by the word before it: "peace talks", "growing support"."""
        if i == start or self.tokens.classes[i - 1] not in "lgeK":
            return False
        before = self.tokens.words[i - 1].lower()
        plural = (before.endswith("s") and not before.endswith(("ss", "us", "is"))) or before in PLURALS
        return plural == (self.tokens.classes[i] == "S")

    def nested(self, i: int, lemma: str, frame: str, content_start: int, source: tuple[int, int], outer: Draft) -> None:
        """A statement of a named actor that is reported in another's: "Kerry said Damascus had rejected the plan"."""
        end = outer.content[-1][1]
        if outer.parent is not None or lemma not in self.lexicon.nested or content_start >= end:
            return
        named = "N" in self.tokens.classes[source[0] : source[1]]
        if not named or frame not in NESTED_FRAMES or source[0] < outer.content[-1][0]:
            return
        content_end = min(end, self.forward_end(content_start, end, frame))
        if content_end > content_start:
            self.drafts.append(
                Draft(cue=(i, i + 1), source=source, content=[(content_start, content_end)], parent=outer)
            )

    def left(self, i: int, start: int) -> tuple[int, str]:
        """Where the verb group of the cue at `i` begins, and what stands before the cue."""
        classes = self.tokens.classes
        j = i
        while j > start and classes[j - 1] in "rn":
            j -= 1
        if j == start:
            return j, "^"
        c = classes[j - 1]
        kind = "other"
        if c == "u" or (c == "'" and j - 2 >= start and classes[j - 2] in "pwt"):
            kind = "be"
        elif c == "x":
            kind = "auxiliary"
        elif c == "i":
            kind = "to"
        elif c in "ad'":
            kind = "determiner"
        elif c == "p":
            kind = "pronoun"
        elif c == "N":
            kind = "name"
        elif c in ",MDQ":
            kind = "comma"
        if kind in ("be", "auxiliary", "to"):
            while j > start and (
                classes[j - 1] in "uxrni" or (classes[j - 1] == "'" and j - 2 >= start and classes[j - 2] in "pwt")
            ):
                j -= 1
        return j, kind

    def frame(self, i: int, end: int) -> tuple[str, int]:
        """The frame right of the cue at `i`, and where its content begins."""
        tokens = self.tokens
        after = i + 1
        if tokens.classes[i] != "K" and self.lexicon.lemmas.get(tokens.words[i].lower()) in self.lexicon.addressing:
            recipient = RECIPIENT.match(tokens.classes, after, end)
            if recipient is not None:
                after = recipient.end()
        match = RIGHT.match(tokens.classes, after, end)
        if match is None:
            return "end", i + 1
        kind = match.lastgroup or "other"
        at = match.end() - 1
        if kind == "that":
            return "that", at + 1
        if kind == "quote":
            return "quote", at
        if kind == "colon":
            return "colon", at + 1
        if kind == "sub":
            word = tokens.words[at].lower()
            return ("question" if word in ("if", "whether") else word), at
        if kind == "P":
            return tokens.words[match.start("P")].lower(), match.start("P") + 1
        return kind, match.start(kind)

    def keys(self, i: int, word: str, frame: str, noun: bool) -> list[tuple[str, str, str]]:
        """What the lexicon is asked about the candidate at `i`: (word, role, frame), as a verb, a noun or both."""
        classes = self.tokens.classes
        _, left = self.left(i, 0)
        found = []
        if noun and (classes[i] == "K" or left == "determiner" or (i > 0 and classes[i - 1] in "lefP")):
            found.append((word, self.possession(i, 0)[0], frame))
        if classes[i] != "K":
            found.append((self.lexicon.lemmas[word], role(classes[i], left, frame), frame))
        return found

    def possession(self, i: int, start: int) -> tuple[str, int]:
        """The role of the noun at `i`, "possessed" or "noun", and the index after the possessive or article before it."""
        classes = self.tokens.classes
        j = i
        while j > start and classes[j - 1] in "leB0rN-":
            j -= 1
        return ("possessed" if j > start and classes[j - 1] in "d'" else "noun"), j

    def source_left(self, group: int, start: int) -> tuple[int, int] | None:
        """The noun phrase that ends before token `group`, with its appositions; adverbials between commas are passed over."""
        classes = self.tokens.classes
        j = group
        while j > start and classes[j - 1] == "r":
            j -= 1
        time = TIME_LEFT.match(self.reverse, len(classes) - j, len(classes) - start)
        if time is not None:
            j = len(classes) - time.end()
        if j <= start:
            return None
        c = classes[j - 1]
        if c in "pw":
            return (j - 1, j)
        if c == "t" and j - 1 > start and classes[j - 2] in "NleB0Q":
            return (j - 1, j)
        if c not in ",-":
            return self.noun_phrase_left(j, start)
        last, k = j - 1, j - 1  # the phrase's end, and the comma that the next segment ends with
        for _ in range(4):
            opening = classes.rfind(c, start, k)
            if opening <= start:
                return None
            if classes[opening + 1] in "PsgGriebCTf":
                last = opening
            k = opening
            if classes[k - 1] in "r":
                continue
            phrase = self.noun_phrase_left(k, start) if classes[k - 1] != "p" else (k - 1, k)
            if phrase is not None and (phrase[0] == start or classes[phrase[0] - 1] in ",tsk;:-wVCS¶MDQB.rxu"):
                return (phrase[0], last)
        return None

    def noun_phrase_left(self, j: int, start: int) -> tuple[int, int] | None:
        """The noun phrase that ends before token `j`."""
        classes = self.tokens.classes
        size = len(classes)
        match = NP_LEFT.match(self.reverse, size - j, size - start)
        if match is None:
            return None
        first = size - match.end()
        if first - 1 > start and classes[first - 1] == "k":  # "Britain and France said"
            other = NP_LEFT.match(self.reverse, size - (first - 1), size - start)
            if other is not None:
                begin = size - other.end()
                if begin == start or classes[begin - 1] in ",tsk;":
                    first = begin
        return (first, j)

    def source_right(self, i: int, end: int) -> tuple[int, int] | None:
        """The noun phrase that begins after token `i`, with an apposition."""
        classes = self.tokens.classes
        if i < end and classes[i] in "po":
            return (i, i + 1)
        match = NP_RIGHT.match(classes, i, end)
        if match is None:
            return None
        last = match.end()
        if last < end and classes[last] == "(":
            close = classes.find(")", last, min(end, last + 9))
            if close > 0:
                last = close + 1
        if last < end and classes[last] == ",":
            for _ in range(3):
                appositive = APPOSITIVE.match(classes, last, end)
                if appositive is None:
                    break
                last = appositive.end()
        return (i, last)

    def according(self, i: int, start: int, end: int, last: Draft | None) -> Draft | None:
        """ "According to X, A", "A, according to X" and "A, according to X, B"."""
        classes = self.tokens.classes
        source = self.source_right(i + 2, end)
        if source is None:
            return None
        content: list[tuple[int, int]] = []
        begin = start
        if last is not None and last.content and last.content[-1][0] <= i < last.content[-1][1]:
            if i - 1 > last.content[-1][0]:
                last.content[-1] = (last.content[-1][0], i - 1 if classes[i - 1] == "," else i)
            return None
        if last is not None and last.content:
            begin = max(begin, last.content[-1][1])
            while begin < i and classes[begin] in ",krs":
                begin += 1
        if i - begin > 3 or (begin < i and classes[i - 1] in "MDQ"):
            content.append((begin, i - 1 if classes[i - 1] in ",(" else i))
        after = source[1]
        if begin == i or (after < end and classes[after] == ","):
            tail = after + 1 if after < end and classes[after] == "," else after
            if tail < end and begin == i:
                content.append((tail, end))
            elif tail < end and classes[tail] not in "wk":
                content.append((tail, end))
        content = [(a, b) for a, b in content if a < b]
        if not content:
            return None
        draft = Draft(cue=(i, i + 2), source=source, content=content)
        self.drafts.append(draft)
        return draft

    def build(
        self,
        i: int,
        lemma: str,
        group: int,
        left: str,
        frame: str,
        content_start: int,
        before: str,
        source: tuple[int, int] | None,
        start: int,
        end: int,
        last: Draft | None,
    ) -> Draft | None:
        classes, words = self.tokens.classes, self.tokens.words
        cue = (i, i + 1)
        kind = classes[i]
        # "...," said Peskov
        if (
            before in ",MDQ"
            and kind in "CS"
            and frame in ("object", "clause", "pronoun", "end")
            and self.lexicon.inverts(lemma)
        ):
            after = self.source_right(i + 1, end)
            if before == ",":
                left_source = self.source_left(group, start)
                if left_source is not None and left_source[0] > start and classes[left_source[0] - 1] in "MDQ":
                    after = None
            if after is not None and (before != "," or after[1] >= end or classes[after[1]] in ",.PT;"):
                content = self.backward(group, start, last)
                if content:
                    return self.with_rest(Draft(cue=cue, source=after, content=content), after[1], end)
        if source is None:
            if kind in "CE" and (left == "be" or frame == "by"):
                return self.passive(i, group, frame, content_start, start, end)
            if kind == "G" or before == "," or before == "k" or left == "to":
                if last is not None and last.source is not None and last.source[1] <= group:
                    source = last.source
                elif before in "k," or left == "to":
                    source = self.subject_of_sentence(start, group)
                if source is None:
                    source = self.source_left(group, start)
            else:
                source = self.source_left(group, start)
            if source is None and left != "be":
                source = self.subject_of_sentence(start, group)
        quoted_left = source is not None and source[0] > start and classes[source[0] - 1] in "MDQ"
        if frame == "end" or (
            quoted_left
            and (
                frame not in STRONG
                or (frame == "quote" and classes[content_start - 1] not in ",:" and content_start > i + 1)
            )
        ):
            stop = source[0] if source else group
            if last is not None and classes[stop - 1] == "," and not self.says(last):
                content = self.take_over(start, stop)
            else:
                content = self.backward(stop, start, last)
            if not content:
                return None
            return self.with_rest(Draft(cue=cue, source=source, content=content), i + 1, end)
        if frame == "other" and content_start >= end:
            return None
        if frame == "object" and self.lexicon.takes_clause(lemma):
            if lemma in self.lexicon.saying or CLAUSE.match(classes, content_start, end):
                frame = "clause"
        content_end = self.forward_end(content_start, end, frame, kind == "G")
        if content_end <= content_start:
            return None
        return Draft(
            cue=(i, max(i + 1, content_start) if frame in PREPOSITIONS else i + 1),
            source=source,
            content=[(content_start, content_end)],
            reports=frame == "object" and self.lexicon.takes_clause(lemma),
        )

    def noun(self, i: int, start: int, end: int, frame: str, content_start: int, last: Draft | None) -> Draft | None:
        """A cue that is a noun: "X's claim that", "expressed concern about"."""
        classes, words = self.tokens.classes, self.tokens.words
        word = words[i].lower()
        of, j = self.possession(i, start)
        before = classes[j - 1] if j > start else "^"
        inside = last is not None and last.content and last.content[-1][0] <= i < last.content[-1][1]
        if inside and last is not None and not last.reports:
            end = last.content[-1][1]
        if frame in ("end", "other", "colon", "quote") or content_start >= end:
            return None
        source: tuple[int, int] | None
        k = j
        while k < i and classes[k] == "N":
            k += 1
        if k > j and before in "a^":  # "a North Korean proposal to"
            of, source = "possessed", (j, k)
        elif before == "d":
            source = (j - 1, j)
        elif before == "'":
            source = self.noun_phrase_left(j - 1, start)
        else:
            source = self.subject_of_sentence(start, i)
        if not self.lexicon.accepts(word, of, frame):
            return None
        content_end = self.forward_end(content_start, end, frame)
        if content_end <= content_start:
            return None
        cue = (i, content_start if frame in PREPOSITIONS else i + 1)
        draft = Draft(cue=cue, source=source, content=[(content_start, content_end)])
        if not inside or last is None:
            return draft
        if source is None or of != "possessed" or frame not in NESTED_FRAMES or last.parent is not None:
            return None
        if "N" not in classes[source[0] : source[1]]:
            return None
        draft.parent = last
        if last.reports and source[0] <= last.content[-1][0] + 1:  # "noted X's statement that A, and that B"
            split = classes.find(",kt", content_start, end)
            if split > 0:
                draft.content, last.content = [(content_start, split)], [(split + 3, end)]
            else:
                draft.parent = None
                self.drafts = [kept for kept in self.drafts if kept is not last]
        self.drafts.append(draft)
        return None

    def passive(self, i: int, group: int, frame: str, content_start: int, start: int, end: int) -> Draft | None:
        subject = self.source_left(group, start)
        if subject is not None and self.tokens.classes[subject[0]] == "w" and subject[0] - 1 > start:
            subject = self.antecedent(subject[0], start)
        if frame == "by":
            agent = self.source_right(i + 2, end)
            if agent is None or subject is None:
                return None
            return Draft(cue=(i, i + 1), source=agent, content=[subject])
        content = []
        if subject is not None and frame in ("infinitive", "as", "to", "in"):
            content.append(subject)
        if content_start < end:
            content.append((content_start, end))
        return Draft(cue=(i, i + 1), source=None, content=content) if content else None

    def antecedent(self, relative: int, start: int) -> tuple[int, int] | None:
        """What the relative pronoun at `relative` stands for: the words back to the last boundary."""
        stop = relative - 1 if self.tokens.classes[relative - 1] == "," else relative
        size = len(self.tokens.classes)
        phrase = OBJECT_LEFT.match(self.reverse, size - stop, size - start)
        return (size - phrase.end(), stop) if phrase is not None else None

    def subject_of_sentence(self, start: int, stop: int) -> tuple[int, int] | None:
        """The subject of the last clause before token `stop`."""
        classes = self.tokens.classes
        found = None
        for pattern in (SUBJECT, SUBJECT_OF_PARTICIPLE):
            for match in pattern.finditer(classes, start, stop):
                found = match
            if found is not None:
                break
        return found.span(1) if found is not None else None

    def backward(self, stop: int, start: int, last: Draft | None) -> list[tuple[int, int]]:
        """The content before a source or cue at `stop`: from the sentence's start to the comma before it."""
        classes = self.tokens.classes
        end = stop
        if end - 2 > start and classes[end - 1] == "w" and classes[end - 2] == ",":  # ", which Israel has denounced"
            phrase = self.antecedent(end - 1, start)
            return [phrase] if phrase is not None else []
        if end <= start or classes[end - 1] not in ",MDQ-":
            return []
        begin = start
        if last is not None and last.content and last.content[-1][1] <= stop and last.content[-1][0] >= start:
            begin = max(
                last.content[-1][1], last.cue[1], last.source[1] if last.source and last.source[1] <= stop else 0
            )
            while begin < end and classes[begin] in ",ksr;":
                begin += 1
        if classes[end - 1] in ",-":
            end -= 1
        return [(begin, end)] if begin < end else []

    def take_over(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The content of an attribution that follows a whole sentence; what was found in it becomes nested or goes."""
        kept = []
        while self.drafts and self.drafts[-1].content and self.drafts[-1].content[0][0] >= start:
            kept.append(self.drafts.pop())
        self.taken = [draft for draft in reversed(kept) if self.may_nest(draft)]
        return [(start, stop - 1)]

    def says(self, draft: Draft) -> bool:
        """Whether the cue is a verb of saying, whose content another attribution doesn't take over."""
        word = self.tokens.words[draft.cue[0]].lower() if draft.cue else ""
        return self.lexicon.postposes(self.lexicon.lemmas.get(word, ""))

    def may_nest(self, draft: Draft) -> bool:
        """Whether a statement within another is worth telling apart: a speech act of a named actor."""
        classes, words = self.tokens.classes, self.tokens.words
        if draft.cue is None or draft.source is None or draft.parent is not None:
            return False
        word = words[draft.cue[0]].lower()
        speech = self.lexicon.lemmas.get(word) in self.lexicon.nested or classes[draft.cue[0]] == "K"
        return speech and "N" in classes[draft.source[0] : draft.source[1]]

    def with_rest(self, draft: Draft, position: int, end: int) -> Draft:
        """Adds what goes on after an interruption: "A," she said, "B"."""
        classes = self.tokens.classes
        match = re.compile(r"(?:P?[al]?T0?|P[^,.¶tq;:CSwk]{1,9})?,(?=[^,])").match(classes, position, end)
        if match is not None and match.end() < end:
            first = match.end()
            quoted = classes[draft.content[0][1] - 1] in "MDQ"
            if classes[first] == "q" or (not quoted and classes[first] not in "wkgGs"):
                draft.content.append((first, end))
        return draft

    def forward_end(self, start: int, end: int, frame: str, gerund: bool = False) -> int:
        """Where a content that begins at token `start` ends: a clause runs on, an object ends with its phrase."""
        classes = self.tokens.classes
        if classes[start] == "q":
            close = EDGE.search(classes, start + 1, end)
            if close is not None and close.group() in "MD":  # the quotation is a sentence of its own
                return close.end()
        if frame in ("object", "gerund") or frame in PREPOSITIONS:
            match = (GERUND_OBJECT_END if gerund else OBJECT_END).search(classes, start + 1, end)
            if match is not None:
                return match.start()
        return end


class QuoteExtractor:
    """Finds attributed statements in English news by rules: `Statement`s with their spans, and no speakers yet."""

    name = "quotes"

    def __init__(self) -> None:
        self.lexicon = CueLexicon()
        self.word_classes = WordClasses(self.lexicon.classes)

    def drafts(self, text: str) -> tuple[Tokens, list[Draft]]:
        """The tokens of `text` and its statements as token ranges."""
        tokens = tokenize(text, self.word_classes)
        return tokens, Reader(tokens, self.lexicon).read()

    def extract(self, document: Document) -> list[Statement]:
        """The statements of `document`, in the order of the text."""
        text = document.text
        tokens, drafts = self.drafts(text)
        starts, ends, classes = tokens.starts, tokens.ends, tokens.classes
        found: list[tuple[int, Draft, Statement]] = []
        for draft in drafts:
            if draft.source is None:
                continue
            ranges = [trimmed for first, last in draft.content if (trimmed := trim(classes, first, last)) is not None]
            if not ranges:
                continue
            content = tuple([(starts[a], ends[b - 1]) for a, b in ranges])
            cue = ((starts[draft.cue[0]], ends[draft.cue[1] - 1]),) if draft.cue else ()
            first, last = draft.source
            while last - 1 > first and classes[last - 1] in ",-":
                last -= 1
            source = ((starts[first], ends[last - 1]),)
            statement = Statement(
                content=join_spans(text, content),
                content_spans=content,
                cue=join_spans(text, cue) if cue else None,
                cue_spans=cue,
                source=join_spans(text, source),
                source_spans=source,
                quotation=quotation(classes, ranges),
            )
            found.append((content[0][0], draft, statement))
        found.sort(key=itemgetter(0))
        if not any([draft.parent for _, draft, _ in found]):
            return [statement for _, _, statement in found]
        place = {id(draft): index for index, (_, draft, _) in enumerate(found)}
        return [
            replace(statement, reported_in=place.get(id(draft.parent))) if draft.parent else statement
            for _, draft, statement in found
        ]


def trim(classes: str, first: int, last: int) -> tuple[int, int] | None:
    """A content range without punctuation around it, nor quotation marks where it is one quotation; None if nothing is left."""
    while first < last and classes[first] in ",.;:-)":
        first += 1
    while last > first and classes[last - 1] in ",.;:-(":
        last -= 1
    if (
        last - first > 2
        and classes[first] == "q"
        and classes[last - 1] in "MDQ"
        and not EDGE.search(classes, first + 1, last - 1)
    ):
        first, last = first + 1, last - 1
    return (first, last) if first < last else None


def quotation(classes: str, ranges: list[tuple[int, int]]) -> Quotation:
    """Whether all, some or none of the words stand inside quotation marks."""
    words = "".join([PUNCTUATION_CLASSES.sub("", classes[first:last]) for first, last in ranges])
    quoted = words.count("z")
    return "direct" if quoted == len(words) else "mixed" if quoted else "indirect"
