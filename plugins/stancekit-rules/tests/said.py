"""Statements to judge: the sentence "SOURCE CUE CONTENT." in a document, and the codebook they are judged by."""

from importlib.resources import as_file, files

from stancekit.formats.codebooks import load_codebook
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Stance
from stancekit.nouns.statement import Statement

with as_file(files("stancekit_rules") / "codebooks" / "diplomacy.yaml") as path:
    DIPLOMACY = load_codebook(path)


def said(
    source: str, cue: str, content: str, *, holder: str | None = None, before: str = ""
) -> tuple[Document, Statement]:
    """The statement in its document, in which `before` stands before it; its holder is the source if none is named."""
    lead = f"{before} " if before else ""
    begin = len(lead)
    at = begin + len(source) + 1
    text = f"{lead}{source} {cue} {content}."
    statement = Statement(
        content=content,
        content_spans=((at + len(cue) + 1, len(text) - 1),),
        cue=cue,
        cue_spans=((at, at + len(cue)),),
        source=source,
        source_spans=((begin, begin + len(source)),),
        speaker=Actor(source),
        holder=Actor(holder or source),
    )
    return Document(text=text), statement


def written(stance: Stance) -> str:
    """The polarity, and "if" where it holds under a condition: as the cases of these tests write it."""
    return stance.polarity + (" if" if stance.conditional else "")
