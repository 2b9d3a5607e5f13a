"""The extractor `quotes`: attributed statements by cue, frame and clause boundary; no parser and no trained model."""

import re
from operator import itemgetter

from msgspec.structs import replace

from stancekit.nouns.document import Document
from stancekit.nouns.statement import Quotation, Statement, join_spans
from stancekit_rules.extraction.cues import CueLexicon
from stancekit_rules.extraction.reading import QUOTE_EDGE, QUOTE_ENDS, Draft, Reader
from stancekit_rules.extraction.segmentation import Tokens, WordClasses, tokenize

PUNCTUATION = re.compile(r"[qMDQ,.;:()'*/-]")


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
            ranges = [trimmed for first, last in draft.content if (trimmed := trim(tokens, first, last)) is not None]
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
        if all(draft.parent is None for _, draft, _ in found):
            return [statement for _, _, statement in found]
        place = {id(draft): index for index, (_, draft, _) in enumerate(found)}
        return [
            replace(statement, reported_in=place.get(id(draft.parent))) if draft.parent else statement
            for _, draft, statement in found
        ]


def trim(tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """A content without punctuation around it, nor quotation marks where it is one quotation; None if it is empty."""
    classes = tokens.classes
    while first < last and classes[first] in ",.;:-)":
        first += 1
    while last > first and classes[last - 1] in ",.;:-(":
        last -= 1
    quoted = last - first > 2 and classes[first] == "q" and classes[last - 1] in QUOTE_ENDS
    if quoted and not QUOTE_EDGE.search(classes, first + 1, last - 1):
        first, last = first + 1, last - 1
        while last > first and tokens.words[last - 1] in (",", "."):
            last -= 1
    return (first, last) if first < last else None


def quotation(classes: str, ranges: list[tuple[int, int]]) -> Quotation:
    """Whether all, some or none of the words stand inside quotation marks."""
    words = "".join([PUNCTUATION.sub("", classes[first:last]) for first, last in ranges])
    quoted = words.count("z")
    return "direct" if quoted == len(words) else "mixed" if quoted else "indirect"
