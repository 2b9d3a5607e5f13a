"""Annotated articles in brat's standoff format (Stenetorp et al. 2012): texts, and beside them who says what.

An attribution is an event whose arguments are annotated texts of the kinds Source, Cue and Content, as in PolNeAR
(Newell et al. 2018). Files are read strictly: what is wrong is an error with file, line and field. Imports the nouns.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from stancekit.errors import InputError, Problem
from stancekit.nouns.document import Document, Span, inside
from stancekit.nouns.statement import Statement, join_spans

_ROLES = ("source", "cue", "content")

SpansByRole = dict[str, tuple[Span, ...]]


class AnnotatedDocument(msgspec.Struct, frozen=True):
    """A document with the statements that somebody found in it."""

    document: Document
    statements: tuple[Statement, ...]


def read_folder(folder: str | Path) -> Iterator[AnnotatedDocument]:
    """The annotated articles of a folder, by the names of their texts.

    Args:
        folder: It has texts, `NAME.txt`, and for each a file `NAME.ann` or `NAME_ANNOTATOR.ann` (the first by name
            where there are several), beside it or in folders `text` and `attributions`. A text without one is passed
            over.

    Raises:
        InputError: There is no such folder, no annotated text in it, or a file is wrong.
    """
    path = Path(folder)
    texts, annotations = path / "text", path / "attributions"
    if not (texts.is_dir() and annotations.is_dir()):
        texts = annotations = path
    if not path.is_dir():
        raise InputError(f"{path}: there is no such folder")
    by_name: dict[str, Path] = {}
    for file in sorted(annotations.glob("*.ann")):
        for name in (file.stem, file.stem.rpartition("_")[0]):
            by_name.setdefault(name, file)
    found = False
    for file in sorted(texts.glob("*.txt")):
        if file.stem in by_name:
            found = True
            yield read_annotated(file, by_name[file.stem])
    if not found:
        raise InputError(f"{path}: there is no annotated article: expected NAME.txt with NAME.ann in brat's format")


def read_annotated(text: Path, annotations: Path) -> AnnotatedDocument:
    """One article with its statements; raises `InputError`."""
    document = Document(text=_read(text), id=text.stem)
    statements = []
    for number, spans in read_attributions(annotations):
        for role, where in spans.items():
            if not inside(where, len(document.text)):
                length = len(document.text)
                raise _wrong(annotations, number, role, f"spans outside the text of {length} characters: {where}")
        statements.append(statement_of(document.text, spans))
    return AnnotatedDocument(document, tuple(statements))


def statement_of(text: str, spans: SpansByRole) -> Statement:
    """The statement with these spans of content, and of cue and source where there are any."""
    content, cue, source = (spans.get(role, ()) for role in ("content", "cue", "source"))
    return Statement(
        content=join_spans(text, content),
        content_spans=content,
        cue=join_spans(text, cue) if cue else None,
        cue_spans=cue,
        source=join_spans(text, source) if source else None,
        source_spans=source,
    )


def read_attributions(path: Path) -> Iterator[tuple[int, SpansByRole]]:
    """The attributions of a file, those without a content left out.

    Returns:
        For each the number of its line, and the spans of source, cue and content in the order of the text.

    Raises:
        InputError: A line is wrong.
    """
    bounds: dict[str, tuple[str, list[Span]]] = {}
    events: list[tuple[int, str]] = []
    for number, line in enumerate(_read(path).split("\n"), start=1):
        name, separator, rest = line.partition("\t")
        # A line without a tab goes on with the annotated text before it, which may hold line ends.
        if separator and name.startswith("T"):
            bounds[name] = _bound(path, number, rest)
        elif separator and name.startswith("E"):
            events.append((number, rest))
    for number, rest in events:
        roles: dict[str, list[Span]] = defaultdict(list)
        # The first is the event's own anchor.
        for item in rest.split()[1:]:
            _, separator, name = item.partition(":")
            if not separator or name not in bounds:
                raise _wrong(path, number, item, "expected ROLE:NAME with the name of an annotated text")
            kind, where = bounds[name]
            roles[kind] += where
        if roles["content"]:
            yield number, {role: tuple(sorted(roles[role])) for role in _ROLES}


def _bound(path: Path, number: int, rest: str) -> tuple[str, list[Span]]:
    """The kind of an annotated text and where it stands, from `Content 10 20;30 40<tab>words`."""
    kind, _, places = rest.partition("\t")[0].partition(" ")
    try:
        spans = [(int(start), int(end)) for start, end in (place.split() for place in places.split(";"))]
    except ValueError as error:
        raise _wrong(
            path, number, "offsets", f'expected START END, with ; between several, found "{places}"'
        ) from error
    return kind.lower(), spans


def _read(path: Path) -> str:
    """A UTF-8 file, with its line ends as they are, since offsets count them."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}") from error


def _wrong(path: Path, line: int, field: str, message: str) -> InputError:
    return InputError(Problem(message, field, line).describe(str(path)))
