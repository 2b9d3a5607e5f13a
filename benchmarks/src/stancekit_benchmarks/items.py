"""Labelled pairs from what corpora give: statements, the places of words, and the removal of what is on both sides.

It knows no corpus. Imports the nouns and the task's values.
"""

from collections.abc import Iterable, Sequence

from stancekit.contract.stance_task import Item
from stancekit.evaluation.splits import sentence_key
from stancekit.nouns.document import Span, Spans
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement


def whole_statement(text: str, holder: Actor | None = None) -> Statement:
    """A text that is the content of one statement, whose spans count the text itself."""
    return Statement(content=text, content_spans=((0, len(text)),), holder=holder)


def without_test_texts(items: Iterable[Item]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items without those of train and dev whose text is tested, and the note that says so; none where none are."""
    items = tuple(items)
    tested = {_key(item) for item in items if item.part == "test"}
    kept = tuple(
        item for item in items if item.part == "test" or sentence_key(item.pair.statement.content) not in tested
    )
    dropped = len(items) - len(kept)
    return kept, (f"{dropped} training items whose text also stands in the test part",) if dropped else ()


def names_within(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that stand in the text, each once."""
    return tuple(name for name in dict.fromkeys(names) if name and name in text)


def find_outside(text: str, words: str, content: Spans, within: Span) -> Span | None:
    """Where words stand outside a statement's content: the place that is nearest to it.

    Args:
        text: The document's text.
        words: The words to look for, such as a cue.
        content: The spans of the content; at least one.
        within: Where to look.

    Returns:
        None where they stand nowhere, or only inside.
    """
    places: list[tuple[int, int]] = []
    start = text.find(words, *within)
    while start >= 0:
        end = start + len(words)
        if all(end <= first or last <= start for first, last in content):
            places.append((min(max(first - end, start - last) for first, last in content), start))
        start = text.find(words, start + 1, within[1])
    if not places:
        return None
    _, start = min(places)
    return start, start + len(words)


def _key(item: Item) -> str:
    return sentence_key(item.pair.statement.content)
