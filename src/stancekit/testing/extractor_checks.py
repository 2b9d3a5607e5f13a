"""The laws of an extractor's answers: statements in order, with spans that say where their words stand.

Imports the checks and the questions.
"""

import contextlib
from collections.abc import Callable, Sequence
from itertools import pairwise

from stancekit.contract.extractor import Extractor
from stancekit.errors import describe
from stancekit.nouns.document import Document, Spans, inside
from stancekit.nouns.statement import Statement, join_spans
from stancekit.testing.checks import LawBroken, Laws, Trial, Unanswered, asking, came
from stancekit.testing.questions import documents, plain_documents

LAWS = Laws()

Found = tuple[Statement, ...]


def ready(trial: Trial) -> Extractor:
    """A new extractor of the subject, trained where it learns."""
    part: Extractor = trial.subject.ready()
    return part


def ask(part: Extractor, batch: Sequence[Document]) -> list[Found]:
    """The statements of each document; raises `Unanswered` where it raises, or where they aren't statements."""
    answers = []
    for document in batch:
        try:
            found = tuple(part.extract(document))
        except (Exception, SystemExit) as error:
            raise Unanswered(f"it raised {describe(error)}", documents=[document]) from error
        for statement in found:
            if not isinstance(statement, Statement):
                what = type(statement).__name__
                raise Unanswered(f"it gives a {what} and no Statement", documents=[document])
        answers.append(found)
    came(len(answers))
    return answers


def compare(found: Sequence[Found], wanted: Sequence[Found], how: str, batch: Sequence[Document]) -> None:
    """Raise `LawBroken` where answers differ that should be the same."""
    for document, one, other in zip(batch, found, wanted, strict=True):
        if one != other:
            raise LawBroken(f"the document {how}: {one} and {other}", documents=[document])


def _each(trial: Trial, law: Callable[[Document, Found], str]) -> None:
    """Try a law of the statements of one document, which says what is wrong with them."""
    part = ready(trial)

    def attempt(batch: list[Document]) -> None:
        for document, found in zip(batch, ask(part, batch), strict=True):
            if wrong := law(document, found):
                raise LawBroken(wrong, documents=[document])

    trial.try_on(documents(trial.subject.declaration, least=1), attempt, examples=80)
    with contextlib.suppress(Unanswered):
        attempt(_long(trial))


def _long(trial: Trial) -> list[Document]:
    """Documents in which there is much to find, which chance may have left out."""
    own = [text for text, _ in trial.subject.declaration.examples] * 2
    plain = plain_documents(3, seed=trial.seed, length=3000)
    texts = [document.text for document in plain] + ["\n\n".join(own)]
    return [Document(text=text.replace("\n", end)) for text in texts for end in ("\n", "\r\n")]


def _parts(statement: Statement) -> dict[str, tuple[str | None, Spans]]:
    return {
        "content": (statement.content, statement.content_spans),
        "cue": (statement.cue, statement.cue_spans),
        "source": (statement.source, statement.source_spans),
    }


@LAWS.law()
def gives_statements(trial: Trial) -> None:
    """For a document in plain English it gives a sequence of statements."""
    part = ready(trial)
    for document in (*plain_documents(20, seed=trial.seed), *plain_documents(3, length=1000)):
        with asking(documents=[document]):
            ask(part, [document])
            found = part.extract(document)
        if not hasattr(found, "__len__") or not hasattr(found, "__getitem__"):
            raise LawBroken(f"it gives a {type(found).__name__}, which is no sequence", documents=[document])


@LAWS.law()
def spans_inside(trial: Trial) -> None:
    """All spans lie inside the text, none is empty, and those of one part are in order and apart."""

    def law(document: Document, found: Found) -> str:
        for index, statement in enumerate(found):
            for name, (_, spans) in _parts(statement).items():
                if not inside(spans, len(document.text)) or any(start == end for start, end in spans):
                    return f"the {name} of statement {index} has the spans {spans} in {len(document.text)} characters"
                if any(one[1] > other[0] for one, other in pairwise(spans)):
                    return f"the {name} of statement {index} has spans that overlap or aren't in order: {spans}"
            if not statement.content_spans:
                return f"statement {index} has no content"
        return ""

    _each(trial, law)


@LAWS.law()
def words_stand_at_their_spans(trial: Trial) -> None:
    """Content, cue and source are what stands at their spans, pieces joined by one space."""

    def law(document: Document, found: Found) -> str:
        for index, statement in enumerate(found):
            for name, (words, spans) in _parts(statement).items():
                stands = join_spans(document.text, spans)
                if (words or "") != stands:
                    return f"the {name} of statement {index} is {words!r}, where {stands!r} stands"
        return ""

    _each(trial, law)


@LAWS.law()
def statements_in_order(trial: Trial) -> None:
    """The statements come in the order of their first character."""

    def law(document: Document, found: Found) -> str:
        starts = [min(start for start, _ in s.content_spans) for s in found if s.content_spans]
        return "" if starts == sorted(starts) else f"the contents start at {starts}"

    _each(trial, law)


@LAWS.law()
def reported_in_another(trial: Trial) -> None:
    """A statement is reported in another one that is there, and not in itself, round corners either."""

    def law(document: Document, found: Found) -> str:
        for index, statement in enumerate(found):
            seen, outer = {index}, statement.reported_in
            while outer is not None:
                if not 0 <= outer < len(found) or outer in seen:
                    return f"statement {index} is reported in {statement.reported_in}, of {len(found)} statements"
                seen.add(outer)
                outer = found[outer].reported_in
        return ""

    _each(trial, law)


@LAWS.law()
def known_quotation(trial: Trial) -> None:
    """The quotation is direct, indirect or mixed."""

    def law(document: Document, found: Found) -> str:
        for index, statement in enumerate(found):
            if statement.quotation not in ("direct", "indirect", "mixed"):
                return f"statement {index} has the quotation {statement.quotation!r}"
        return ""

    _each(trial, law)


@LAWS.law()
def confidence_is_a_probability(trial: Trial) -> None:
    """The confidence of a statement, where it has one, lies from 0 to 1."""

    def law(document: Document, found: Found) -> str:
        for index, statement in enumerate(found):
            if statement.confidence is not None and not 0 <= statement.confidence <= 1:
                return f"statement {index} has the confidence {statement.confidence}"
        return ""

    _each(trial, law)


@LAWS.law()
def no_statement_twice(trial: Trial) -> None:
    """No two statements of a document have the same content, cue and source."""

    def law(document: Document, found: Found) -> str:
        seen = set()
        for statement in found:
            where = (statement.content_spans, statement.cue_spans, statement.source_spans)
            if where in seen:
                return f"the statement at {statement.content_spans} comes twice"
            seen.add(where)
        return ""

    _each(trial, law)


@LAWS.law()
def moves_with_the_text(trial: Trial) -> None:
    """With empty lines before the text, the same statements are found, so many characters on."""
    part = ready(trial)

    def attempt(batch: list[Document]) -> None:
        for document in batch:
            moved = Document(text="\n" * 4 + document.text)
            before, after = ask(part, [document])[0], ask(part, [moved])[0]
            wanted = [tuple((start + 4, end + 4) for start, end in statement.content_spans) for statement in before]
            if [statement.content_spans for statement in after] != wanted:
                raise LawBroken(
                    f"the contents go from {[s.content_spans for s in before]} to {[s.content_spans for s in after]}",
                    documents=[document, moved],
                )

    trial.try_on(documents(trial.subject.declaration, least=1, most=2), attempt)
    with contextlib.suppress(Unanswered):
        attempt(_long(trial))


@LAWS.law()
def empty_text(trial: Trial) -> None:
    """In a text without words nothing is found, and nothing breaks."""
    part = ready(trial)
    for text in ("", " ", "\n\n", "“”", "..."):
        with asking():
            (found,) = ask(part, [Document(text=text)])
        if found and not text.strip(" \n“”."):
            raise LawBroken(f"it finds {found}", documents=[Document(text=text)])


@LAWS.law()
def long_text(trial: Trial) -> None:
    """A text of a hundred thousand characters is read, of many sentences or of one word."""
    part = ready(trial)
    for text in ("Anna Berg said that talks go on. " * 3_000, "x" * 100_000, "“" * 50_000, "said " * 20_000):
        with asking():
            ask(part, [Document(text=text)])
