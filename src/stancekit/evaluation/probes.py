"""Probes: the same items asked in another way, to see what a classifier's score rests on.

Each takes labelled items and gives items to ask instead. Nothing here runs a classifier. Imports the task.
"""

import re
from collections.abc import Sequence

import msgspec

from stancekit.contract.classifier import Pair
from stancekit.contract.stance_task import Item
from stancekit.nouns.stance import Actor
from stancekit.nouns.target import Target

HIDDEN = Target("")
"""What a target is replaced by where it is hidden: no name, no description, no patterns."""

_WORD = re.compile(r"\w+")


def hide_target(item: Item) -> Item:
    """The same item without its target: what a classifier still gets right, it gets without reading the target."""
    return _ask(item, HIDDEN)


def swap_targets(items: Sequence[Item]) -> list[Item]:
    """Each item asked about another target of the task: the next one in alphabetical order, the last about the first.

    A target that the gold has for the same statement is passed over, since the answer to that one is another question.
    """
    targets = {item.pair.target.name: item.pair.target for item in items}
    names = sorted(targets)
    asked: dict[str, set[str]] = {}
    for item in items:
        asked.setdefault(item.pair.statement.content, set()).add(item.pair.target.name)
    place = {name: index for index, name in enumerate(names)}
    swapped = []
    for item in items:
        taken = asked[item.pair.statement.content]
        start = place[item.pair.target.name]
        others = (names[(start + step) % len(names)] for step in range(1, len(names)))
        other = next((name for name in others if name not in taken), None)
        if other is not None:
            swapped.append(_ask(item, targets[other]))
    return swapped


def oppose_target(item: Item) -> Item:
    """The same item asked about the opposite of its target: favor becomes against, and against favor.

    The opposite is named so ("opposition to sanctions"), and its patterns change sides: the thing itself, and what
    furthers it, hinders the opposite.
    """
    target = item.pair.target
    cues = target.cues
    opposite = msgspec.structs.replace(
        target,
        name=f"opposition to {target.name}",
        description=f"The opposite of: {target.description}" if target.description else "",
        aliases=tuple(f"opposition to {alias}" for alias in target.aliases),
        favor=target.against,
        against=target.favor,
        cues=msgspec.structs.replace(
            cues,
            mention=(),
            promote=cues.hinder,
            hinder=cues.mention + cues.promote,
            favor=cues.against,
            against=cues.favor,
        ),
        examples=(),
        hypotheses=msgspec.structs.replace(
            target.hypotheses, favor=target.hypotheses.against, against=target.hypotheses.favor
        ),
        crosswalk=(),
    )
    polarity = {"favor": "against", "against": "favor", "none": "none"}[item.gold.polarity]
    return msgspec.structs.replace(
        _ask(item, opposite), gold=msgspec.structs.replace(item.gold, polarity=polarity, label=None)
    )


def mask_names(item: Item) -> Item:
    """The same item with the actors' names made unreadable: does a classifier judge the words, or the country?

    The names are the item's and those of the statement's speaker and holder. Every letter of a name becomes one letter
    of that name's own, so that two actors stay two and spans stay in place.
    """
    statement, document = item.pair.statement, item.pair.document
    actors = (one.name for one in (statement.speaker, statement.holder) if one is not None)
    names = sorted({*item.names, *actors}, key=lambda name: (-len(name), name))
    if not names:
        return item
    masks = {name: _mask(name, "QZXJKVWY"[number % 8]) for number, name in enumerate(names)}
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in masks))

    def masked(text: str) -> str:
        return pattern.sub(lambda found: masks[found[0]], text)

    def masked_where_given(text: str | None) -> str | None:
        return masked(text) if text is not None else None

    def actor(one: Actor | None) -> Actor | None:
        if one is None:
            return None
        return Actor(masked(one.name), masked_where_given(one.role), masked_where_given(one.affiliation))

    return msgspec.structs.replace(
        item,
        pair=Pair(
            msgspec.structs.replace(
                statement,
                content=masked(statement.content),
                source=masked_where_given(statement.source),
                speaker=actor(statement.speaker),
                holder=actor(statement.holder),
            ),
            item.pair.target,
            msgspec.structs.replace(document, text=masked(document.text)) if document is not None else None,
        ),
    )


def _ask(item: Item, target: Target) -> Item:
    return msgspec.structs.replace(item, pair=msgspec.structs.replace(item.pair, target=target))


def _mask(name: str, letter: str) -> str:
    """Each word of a name with one letter throughout, a capital where it begins with one."""
    return _WORD.sub(
        lambda word: (letter if word[0][0].isupper() else letter.lower()) + letter.lower() * (len(word[0]) - 1), name
    )
