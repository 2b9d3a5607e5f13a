"""Strategies for the nouns: any that is valid, however strange. What they say makes no sense and needs none.

Imports the nouns and the classifier's interface.
"""

import string
from collections.abc import Sequence
from typing import Literal

from hypothesis import strategies as st
from msgspec.structs import replace

from stancekit.contract.classifier import Pair
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import Document, Spans
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Quotation, Statement, join_spans
from stancekit.nouns.target import Crosswalk, Cues, Example, Hypotheses, Target

POLARITIES: tuple[Polarity, ...] = ("favor", "against", "none")
QUOTATIONS: tuple[Quotation, ...] = ("indirect", "direct", "mixed")
ONTOLOGIES: tuple[Literal["CAMEO", "PLOVER"], ...] = ("CAMEO", "PLOVER")

_PROSE = (
    "we the it not a said backs rejects wants opposes welcomes will never if unless but and they plan talks ferry "
    "Norway minister according to , . ? ! : “ ” \" '"
).split()

_STRANGE = (
    "\n",
    "\r\n\r\n",
    "\t",
    "\N{NO-BREAK SPACE}",
    "\N{LINE SEPARATOR}",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "\N{ZERO WIDTH JOINER}",
    "\N{RIGHT-TO-LEFT MARK}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}\N{HEBREW LETTER FINAL MEM}",
    "\N{ARABIC LETTER SEEN}\N{ARABIC LETTER LAM}",
    # One sign of several code points, and letters whose length changes with case or normalisation.
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "\N{DOVE OF PEACE}",
    "\N{REGIONAL INDICATOR SYMBOL LETTER N}\N{REGIONAL INDICATOR SYMBOL LETTER O}",
    "e\N{COMBINING ACUTE ACCENT}\N{COMBINING DIAERESIS}",
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}",
    "\N{LATIN SMALL LETTER SHARP S}",
    "\N{LATIN SMALL LIGATURE FFI}",
    "\N{CJK UNIFIED IDEOGRAPH-548C}\N{CJK UNIFIED IDEOGRAPH-8AC7}",
    "\N{MATHEMATICAL BOLD CAPITAL A}",
    "\x07",
    "{holder}",
    "<b>",
    "\\",
    "%s",
)

_ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_PIECE = st.sampled_from(_PROSE) | st.sampled_from(_STRANGE) | _ANY_TEXT
_PIECES = st.lists(_PIECE, max_size=20)
_SEPARATOR = st.sampled_from([" ", ""])
_RUN = st.sampled_from(["a", " ", "\n", "“", "(", "said ", *_STRANGE])
_VISIBLE = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S"))
_WORD = st.text(string.ascii_lowercase, min_size=1, max_size=8)
_NAME = st.one_of(_WORD, st.text(_VISIBLE, min_size=1, max_size=12))
"""Names and labels: of any script, and never blank."""

_ID = st.just("") | _NAME
_DAY = st.none() | st.dates().map(lambda day: day.isoformat())
_PUBLISHER = st.none() | _NAME
_ACTOR = st.builds(Actor, _NAME, role=st.none() | _NAME, affiliation=st.none() | _NAME)
_ACTOR_OR_NONE = st.none() | _ACTOR
_POLARITY = st.sampled_from(POLARITIES)
_QUOTATION = st.sampled_from(QUOTATIONS)
_CONFIDENCE_OR_NONE = st.none() | st.floats(0.0, 1.0)
_PART = st.sampled_from(["content", "cue", "source"])
_LANGUAGE = st.sampled_from(["en", "en-GB", "nb", "ar"])


@st.composite
def texts(draw: st.DrawFn, *, mentioning: Sequence[str] = (), longest_run: int = 0) -> str:
    """Any text that a document may have: prose and what tends to break a program, in any order.

    There are line ends of each kind, combining and right-to-left characters, emoji of several code points and control
    characters. There is no half of a surrogate pair, which no document may have, and no NUL, which no reader of files
    takes.

    Args:
        mentioning: Names that often stand in the text.
        longest_run: Up to how many characters of one kind may stand in a row; for what gets slow with length.

    Example:
        `@given(texts())`, or `texts(mentioning=["ferry"], longest_run=100_000)`
    """
    found = draw(_PIECES if not mentioning else st.lists(st.sampled_from(list(mentioning)) | _PIECE, max_size=20))
    if longest_run and draw(st.booleans()):
        run = draw(_RUN)
        found.insert(draw(st.integers(0, len(found))), run * draw(st.integers(1, max(longest_run // len(run), 1))))
    return draw(_SEPARATOR).join(found)


def actors() -> st.SearchStrategy[Actor]:
    """Persons and bodies, with a role and an affiliation or without.

    Example:
        `@given(actors())`
    """
    return _ACTOR


_PATTERN = st.builds(
    str.format,
    st.sampled_from(["{0}", "{0}s?", "{0}(e|es|ed|ing)?", "{0} (the )?{1}", "({0}|{1})", r"{0}\w*", "[{0}]+"]),
    _WORD,
    _WORD,
)
"""Cue patterns: RE2 that matches at least a character."""

_CUES = st.dictionaries(st.sampled_from(Cues.__struct_fields__), st.tuples(_PATTERN), max_size=3).map(
    lambda patterns: Cues(**patterns)
)
_PHRASES = st.lists(_ANY_TEXT, max_size=2).map(tuple)
_EXAMPLE = st.builds(
    Example, text=_ANY_TEXT.map(lambda text: text or "."), polarity=_POLARITY, conditional=st.booleans()
)
_EXAMPLES = st.lists(_EXAMPLE, max_size=2).map(tuple)
_SENTENCES = _NAME.map(lambda name: (f"{{holder}} wants {name}.",))
_HYPOTHESES = st.builds(Hypotheses, favor=_SENTENCES, against=_SENTENCES)
_CODES = st.text(string.digits, min_size=2, max_size=4).map(lambda code: (code,))
_CROSSWALK = st.tuples(st.builds(Crosswalk, ontology=st.sampled_from(ONTOLOGIES), favor=_CODES))
_VERSION = st.sampled_from(["", "1", "2.0"])


@st.composite
def _targets_called(
    draw: st.DrawFn, name: str, aliases: tuple[str, ...], favor: str | None, against: str | None
) -> Target:
    """Targets called so: with nothing else said of them, or with all that a codebook may say."""
    target = Target(name, aliases=aliases, favor=favor, against=against)
    if not draw(st.booleans()):
        return target
    return replace(
        target,
        description=draw(_ANY_TEXT),
        includes=draw(_PHRASES),
        cues=draw(_CUES),
        examples=draw(_EXAMPLES),
        hypotheses=draw(_HYPOTHESES),
        crosswalk=draw(_CROSSWALK),
    )


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Targets: a bare name, or with aliases, labels, cue patterns (RE2), examples and hypotheses.

    Example:
        `@given(targets())`
    """
    return draw(codebooks(max_targets=1)).targets[0]


@st.composite
def codebooks(draw: st.DrawFn, *, max_targets: int = 3) -> Codebook:
    """Codebooks that hold together: names, aliases and labels are each used once, and patterns are RE2.

    Example:
        `@given(codebooks())`, or `codebooks(max_targets=1)`
    """
    size = draw(st.integers(1, max_targets))
    names = draw(st.lists(_NAME, min_size=size, max_size=3 * size, unique_by=lambda name: name.casefold().strip()))
    labels: list[str | None] = [*draw(st.lists(_NAME, max_size=2 * size, unique=True))]
    labels += [None] * (2 * size - len(labels))
    return Codebook(
        name=draw(_WORD),
        targets=tuple(
            draw(_targets_called(names[index], tuple(names[size + index :: size]), *labels[2 * index : 2 * index + 2]))
            for index in range(size)
        ),
        version=draw(_VERSION),
        language=draw(_LANGUAGE),
    )


@st.composite
def documents(draw: st.DrawFn, *, mentioning: Sequence[str] = ()) -> Document:
    """Documents with any text, the empty one included; `mentioning` is as in `texts`.

    Example:
        `@given(documents())`
    """
    return Document(
        text=draw(texts(mentioning=mentioning)),
        id=draw(_ID),
        date=draw(_DAY),
        publisher=draw(_PUBLISHER),
        language=draw(_LANGUAGE),
    )


@st.composite
def statements(draw: st.DrawFn, document: Document) -> Statement:
    """Statements in a document, with spans of which none overlap and the words that stand there.

    The content has one to five pieces, cue and source any number: either may be missing. No piece is empty, unless the
    document's text is.

    Example:
        `data.draw(statements(document))`, or `documents().flatmap(statements)`
    """
    places: dict[str, list[tuple[int, int]]] = {"content": [], "source": [], "cue": []}
    length, at = len(document.text), 0
    for _ in range(draw(st.integers(1, 5))):
        if at < length:
            start = draw(st.integers(at, length - 1))
            end = draw(st.integers(start + 1, length))
            places[draw(_PART) if places["content"] else "content"].append((start, end))
            at = end + 1
    if not length:
        places["content"].append((0, 0))
    content, source, cue = (tuple(places[part]) for part in ("content", "source", "cue"))
    return Statement(
        content=join_spans(document.text, content),
        content_spans=content,
        cue=_words(document, cue),
        cue_spans=cue,
        source=_words(document, source),
        source_spans=source,
        quotation=draw(_QUOTATION),
        speaker=draw(_ACTOR_OR_NONE),
        holder=draw(_ACTOR_OR_NONE),
        confidence=draw(_CONFIDENCE_OR_NONE),
    )


def _words(document: Document, spans: Spans) -> str | None:
    return join_spans(document.text, spans) if spans else None


@st.composite
def documents_with_statements(draw: st.DrawFn) -> tuple[Document, tuple[Statement, ...]]:
    """Documents with their statements, in the order of their first character; some are reported in an earlier one.

    Example:
        `@given(documents_with_statements())`
    """
    document = draw(documents())
    found = draw(st.lists(statements(document), max_size=4))
    found.sort(key=lambda statement: statement.content_spans)
    return document, tuple(
        replace(statement, reported_in=draw(st.none() | st.integers(0, index - 1)) if index else None)
        for index, statement in enumerate(found)
    )


@st.composite
def stances(draw: st.DrawFn, target: Target, statement: Statement | None = None) -> Stance:
    """Stances on a target, as a classifier may answer: with the target's label, and probabilities or none.

    Args:
        target: What they are about.
        statement: What they judge: the evidence is words of it, and the holder its own. Without it there is neither.

    Example:
        `data.draw(stances(Target("ferry")))`
    """
    polarity = draw(_POLARITY)
    probabilities: dict[str, float] | None = None
    if draw(st.booleans()):
        low, high = sorted(draw(st.lists(st.integers(0, 50), min_size=2, max_size=2)))
        shares = {polarity: 101 + high - low} | dict(
            zip([other for other in POLARITIES if other != polarity], (low, high), strict=True)
        )
        probabilities = {name: share / sum(shares.values()) for name, share in shares.items()}
    evidence: Spans = ()
    if statement is not None and polarity != "none":
        start = draw(st.integers(0, len(statement.content)))
        evidence = statement.locate(start, draw(st.integers(start, len(statement.content))))
    return Stance(
        target=target.name,
        polarity=polarity,
        label=target.label(polarity),
        conditional=polarity != "none" and draw(st.booleans()),
        probabilities=probabilities,
        evidence=evidence,
        holder=statement.holder if statement is not None else None,
        classifier=draw(st.sampled_from(["", "mine"])),
    )


@st.composite
def pairs(draw: st.DrawFn, about: st.SearchStrategy[Target] | None = None) -> Pair:
    """Questions to a classifier: any statement and target, with the document or, as for a row of a table, without.

    Args:
        about: The targets to ask about; any where it is None. Their names and aliases often stand in the text.

    Example:
        `@given(st.lists(pairs()))`, or `pairs(st.sampled_from(codebook.targets))`
    """
    target = draw(targets() if about is None else about)
    document = draw(documents(mentioning=(target.name, *target.aliases)))
    statement = draw(statements(document))
    if draw(st.booleans()):
        return Pair(statement, target, document)
    whole = Statement(
        content=document.text,
        content_spans=((0, len(document.text)),),
        speaker=statement.speaker,
        holder=statement.holder,
    )
    return Pair(whole, target)
