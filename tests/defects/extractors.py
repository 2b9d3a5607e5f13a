"""Extractors whose statements are wrong, or that break or behave badly."""

import re
from itertools import accumulate

import msgspec

from defects.answers import change
from defects.seeded import defect
from defects.sound import SAID, Said
from stancekit import Actor, Document


@defect("extractor", "words_stand_at_their_spans")
class SpanOffByOne(Said):
    def statement(self, document, found):
        statement = super().statement(document, found)
        ((start, end),) = statement.content_spans
        return change(statement, content_spans=((start, end - 1),))


@defect("extractor", "spans_inside")
class SpanBeyondTheText(Said):
    def spans(self, found):
        return ((found.start("content"), found.end("content") + 2),)


@defect("extractor", "spans_inside")
class SpansOverlap(Said):
    def spans(self, found):
        start, end = found.span("content")
        middle = (start + end) // 2
        return ((start, middle + 1), (middle, end)) if middle > start else ((start, end),)


@defect("extractor", "spans_inside")
class EmptyContent(Said):
    def spans(self, found):
        return () if found["cue"] == "warned" else super().spans(found)


@defect("extractor", "words_stand_at_their_spans")
class CapitalisesTheContent(Said):
    def content(self, document, spans):
        return super().content(document, spans).capitalize()


@defect("extractor", "words_stand_at_their_spans")
class StripsTheContent(Said):
    def spans(self, found):
        return ((found.start("content") - 1, found.end("content")),)

    def content(self, document, spans):
        return super().content(document, spans).strip()


@defect("extractor", "words_stand_at_their_spans")
class CountsLineEndsOnce(Said):
    def extract(self, document):
        text = document.text.replace("\r\n", "\n")
        return [self.statement(Document(text=text), found) for found in self.find(text)]


@defect("extractor", "words_stand_at_their_spans", "spans_inside")  # bytes are more than characters
class CountsBytes(Said):
    def extract(self, document):
        before = [0, *accumulate(len(letter.encode()) for letter in document.text)]
        found = super().extract(document)
        return [change(one, content_spans=tuple((before[a], before[b]) for a, b in one.content_spans)) for one in found]


@defect("extractor", "words_stand_at_their_spans")
class SourceThatIsTheSpeaker(Said):
    def statement(self, document, found):
        statement = super().statement(document, found)
        return change(statement, source=f"Mr {statement.source}")


@defect("extractor", "moves_with_the_text")
class StripsTheText(Said):
    def extract(self, document):
        text = document.text.strip()
        return [self.statement(Document(text=text), found) for found in self.find(text)]


@defect("extractor", "statements_in_order")
class LastFirst(Said):
    def extract(self, document):
        return super().extract(document)[::-1]


@defect("extractor", "reported_in_another")
class ReportedInItself(Said):
    def extract(self, document):
        return [change(one, reported_in=index) for index, one in enumerate(super().extract(document))]


@defect("extractor", "reported_in_another")
class ReportedCountedFromOne(Said):
    def extract(self, document):
        return [change(one, reported_in=index + 1) for index, one in enumerate(super().extract(document))]


@defect("extractor", "no_statement_twice")
class FindsAllTwice(Said):
    def find(self, text):
        return sorted([*SAID.finditer(text), *SAID.finditer(text)], key=lambda found: found.start("content"))


@defect("extractor", "known_quotation", "answers_can_be_written")
class QuotationOfItsOwn(Said):
    def quotation(self):
        return "reported"


@defect("extractor", "gives_statements")
class YieldsStatements(Said):
    def extract(self, document):
        yield from super().extract(document)


@defect("extractor", "gives_statements", "long_text")
class GivesDictionaries(Said):
    def extract(self, document):
        return [msgspec.structs.asdict(statement) for statement in super().extract(document)]


@defect("extractor", "no_memory", "thread_safety")
class RemembersWhoHeIs(Said):
    def __init__(self):
        self.last = None

    def speaker(self, found):
        if found["source"] != "He":
            self.last = Actor(found["source"])
        return self.last


@defect("extractor", "input_unchanged")
class TidiesTheDocument(Said):
    def extract(self, document):
        found = super().extract(document)
        msgspec.structs.force_setattr(document, "text", document.text.strip())
        return found


@defect("extractor", "empty_text")
class CrashesOnNoWords(Said):
    def find(self, text):
        return super().find(text) if text.split()[0] else []


@defect("extractor", "any_unicode")
class CrashesOnAccents(Said):
    def find(self, text):
        return super().find(text) if text.encode("cp1252") else []


@defect("extractor", "long_text")
class ReadsSoManyCharacters(Said):
    def find(self, text):
        if len(text) >= 100_000:
            raise ValueError("the text is longer than the limit of 100,000 characters")
        return super().find(text)


@defect("extractor", "linear_in_the_text")
class LooksBackFromEverywhere(Said):
    def find(self, text):
        sum(len(text[start:]) for start in range(0, len(text), 4))
        return super().find(text)


@defect("extractor", "pickling")
class HoldsAClosure(Said):
    def __init__(self):
        self.split = lambda text: re.split("[.]", text)


@defect("extractor", "bounded_memory")
class KeepsEveryDocument(Said):
    def __init__(self):
        self.seen = {}

    def extract(self, document):
        self.seen[document.text] = super().extract(document)
        return self.seen[document.text]
