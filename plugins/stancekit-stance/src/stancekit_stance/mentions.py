"""Where a text speaks of a target: by the codebook's cue patterns, or by the target's names where it has none.

Patterns come from users, so they run on RE2, a linear-time engine, and nowhere else. May import the noun `Target`.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from stancekit.errors import InputError
from stancekit.nouns.target import Target
from stancekit.text.patterns import bounded, options

KINDS = ("mention", "promote", "hinder", "favor", "against")
"""The kinds of cue that mark words; `exclude` takes marks away."""

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


class Mention(NamedTuple):
    """Words that speak of the target: `text[start:end]`, by which kind of cue."""

    start: int
    end: int
    kind: str


class Spotter:
    """Finds the mentions of one target."""

    def __init__(self, target: Target) -> None:
        self._patterns = _compile(target)
        names = [_ARTICLE.sub("", name).lower() for name in (target.name, *target.aliases)]
        self._names = None if self._patterns else _any_of([name for name in names if name.strip()])

    def find(self, text: str) -> list[Mention]:
        """The mentions in `text` from left to right, the longest of those that overlap."""
        if not self._patterns:
            found = self._names.finditer(text) if self._names is not None else ()
            return [Mention(match.start(), match.end(), "mention") for match in found]
        mentions: list[Mention] = []
        excluded: list[tuple[int, int]] = []
        for kind, pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if start < end and kind == "exclude":
                    excluded.append((start, end))
                elif start < end:
                    mentions.append(Mention(start, end, kind))
        mentions.sort(key=lambda mention: (mention.start, -mention.end, -KINDS.index(mention.kind)))
        kept: list[Mention] = []
        reach = 0
        for mention in mentions:
            if mention.start >= reach and not any(
                start < mention.end and mention.start < end for start, end in excluded
            ):
                kept.append(mention)
                reach = mention.end
        return kept


@lru_cache(maxsize=1024)
def spotter_of(target: Target) -> Spotter:
    """The spotter of a target; raises `InputError` where RE2 doesn't accept one of its patterns."""
    return Spotter(target)


def _any_of(names: list[str]) -> Any:
    """A pattern of names as whole words; None where there are none."""
    if not names:
        return None
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _compile(target: Target) -> list[tuple[str, Any]]:
    compiled = []
    for kind in (*KINDS, "exclude"):
        patterns = getattr(target.cues, kind)
        if patterns:
            try:
                compiled.append((kind, re2.compile(bounded(patterns), options())))
            except re2.error as error:
                raise InputError(f'target "{target.name}": cues.{kind}: RE2 refuses a pattern: {error}') from error
    return compiled if any(kind != "exclude" for kind, _ in compiled) else []
