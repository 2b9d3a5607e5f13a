"""Made-up articles with the statements in them, to learn from and to be tested on: no text of any corpus.

Every article is built of pieces whose roles are known, so that the statements are right by construction.
"""

import random

from stancekit.nouns.document import Document, Span
from stancekit.nouns.statement import Statement, join_spans

PEOPLE = ("Anna Berg", "Omar Diaz", "the minister", "a spokesman", "Li Wei", "she", "he", "the union", "Sara Holm")
VERBS = ("said", "argued", "warned", "announced", "told reporters", "explained", "claimed", "insisted")
CLAIMS = (
    "the bridge will open in May",
    "talks with the owners have failed",
    "nobody was asked about the new tax",
    "the harbor needs more money this year",
    "schools should get their own kitchens",
    "the vote was fair and free",
)
FACTS = (
    "The river rose by two meters on Monday.",
    "Shops in the center were closed.",
    "The council meets again in two weeks.",
    "Trains ran late all morning.",
)


def make_articles(count: int, seed: int) -> tuple[list[Document], list[list[Statement]]]:
    """So many articles of six paragraphs, and the statements of each."""
    chance = random.Random(seed)
    documents, statements = [], []
    for number in range(count):
        text, found = "", []
        for _ in range(6):
            paragraph, roles = _paragraph(chance)
            shift = len(text)
            text += paragraph + "\n\n"
            if roles:
                moved = {role: ((start + shift, end + shift),) for role, (start, end) in roles.items()}
                found.append(_statement(text, moved))
        documents.append(Document(text=text, id=f"made-{number}"))
        statements.append(found)
    return documents, statements


def _paragraph(chance: random.Random) -> tuple[str, dict[str, Span]]:
    source, cue, content = chance.choice(PEOPLE), chance.choice(VERBS), chance.choice(CLAIMS)
    capital = source[0].upper() + source[1:]
    forms = (
        (("source", capital), (None, " "), ("cue", cue), (None, " "), ("content", f"that {content}"), (None, ".")),
        ((None, "“"), ("content", content), (None, ",” "), ("source", source), (None, " "), ("cue", cue), (None, ".")),
        ((None, chance.choice(FACTS)),),
    )
    text, roles = "", {}
    for role, words in chance.choice(forms):
        if role:
            roles[role] = (len(text), len(text) + len(words))
        text += words
    return text, roles


def _statement(text: str, spans: dict[str, tuple[Span, ...]]) -> Statement:
    return Statement(
        content=join_spans(text, spans["content"]),
        content_spans=spans["content"],
        cue=join_spans(text, spans["cue"]),
        cue_spans=spans["cue"],
        source=join_spans(text, spans["source"]),
        source_spans=spans["source"],
    )
