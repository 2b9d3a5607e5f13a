"""Where a text speaks of a codebook's target: its cue patterns, on RE2.

Patterns come from users, so they run on a linear-time engine and nowhere else. May import the noun `Target`.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import re2

from stancekit.errors import InputError
from stancekit.target import Cues

KINDS = ("against", "favor", "hinder", "promote", "mention")
"""The kinds of cue, the most telling first."""


class Match(NamedTuple):
    """Words that speak of the target: `text[start:end]`, by which kind of cue."""

    start: int
    end: int
    kind: str


def match_cues(cues: Cues, text: str) -> list[Match]:
    """The matches in `text` from left to right, without overlaps: the longest from each place, else the most telling.

    Raises:
        InputError: RE2 doesn't accept a pattern.
    """
    found: list[Match] = []
    excluded: list[tuple[int, int]] = []
    for kind, pattern in _compiled(cues):
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end:
                continue
            if kind == "exclude":
                excluded.append((start, end))
            else:
                found.append(Match(start, end, kind))
    found.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    reach = 0
    for match in found:
        if match.start >= reach and not any(start < match.end and match.start < end for start, end in excluded):
            kept.append(match)
            reach = match.end
    return kept


@lru_cache(maxsize=256)
def _compiled(cues: Cues) -> tuple[tuple[str, Any], ...]:
    options = re2.Options()
    options.case_sensitive = False
    options.longest_match = True
    options.log_errors = False
    options.never_capture = True
    options.max_mem = 64 << 20
    compiled = []
    for kind in (*KINDS, "exclude"):
        patterns = getattr(cues, kind)
        if patterns:
            joined = r"\b(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")\b"
            try:
                compiled.append((kind, re2.compile(joined, options)))
            except re2.error as error:
                raise InputError(f"cues.{kind}: RE2 doesn't accept one of the patterns: {error}") from error
    return tuple(compiled)
