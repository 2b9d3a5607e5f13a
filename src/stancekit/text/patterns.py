"""How a codebook's cue patterns are matched, so that every classifier finds the same words by them.

They run on RE2, which takes linear time whatever the pattern: they come from users. RE2 isn't part of the core, so this
module is for plugins that bring it (`google-re2`) and, where it is there, the check of codebooks. Imports the nouns.
"""

from collections.abc import Sequence
from typing import Any

import re2

from stancekit.nouns.target import Target

KINDS = ("mention", "promote", "hinder", "favor", "against")
"""The kinds of cue that mark words; `exclude` only takes marks away."""

MAX_MEMORY = 64 << 20
"""The bytes that patterns which are matched together may take."""


def options() -> Any:
    """How patterns are matched: without regard to case, the longest match, errors raised and not printed."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.longest_match = True
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.max_mem = MAX_MEMORY
    return chosen


def bounded(patterns: Sequence[str]) -> str:
    """One pattern that matches any of `patterns` at word boundaries."""
    return r"\b(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")\b"


def patterns_of(target: Target) -> dict[str, tuple[str, ...]]:
    """The patterns of each kind that a target has; those of a bare target are its own names."""
    found = {kind: tuple(getattr(target.cues, kind)) for kind in (*KINDS, "exclude")}
    if not any(found[kind] for kind in KINDS):
        found["mention"] = tuple(re2.escape(name) for name in (target.name, *target.aliases) if name.strip())
    return {kind: patterns for kind, patterns in found.items() if patterns}


def passes(kinds: Sequence[str]) -> list[list[int]]:
    """Which patterns are looked for together, as places in the list of their `kinds`.

    The mentions are one pass and the other kinds a second: these have gaps of some words, and both together would take
    an automaton of more states than RE2 keeps, which is a hundred times slower.
    """
    mentions = [place for place, kind in enumerate(kinds) if kind == "mention"]
    others = [place for place, kind in enumerate(kinds) if kind != "mention"]
    return [some for some in (mentions, others) if some]


class Together:
    """Patterns that are looked for in one pass over a text.

    Raises:
        re2.error: RE2 doesn't accept one of them, or together they take more than `MAX_MEMORY`.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._set = re2.Set.SearchSet(options())
        for pattern in patterns:
            self._set.Add(pattern)
        # RE2 gives the same answer, none, where nothing matches and where it runs out of memory. This always matches.
        self._last = self._set.Add(r"\z")
        try:
            self._set.Compile()
        except re2.error as error:
            raise re2.error(f"{len(patterns):,} patterns take more than {MAX_MEMORY >> 20} MiB together") from error

    def matching(self, text: bytes) -> list[int]:
        """The places of those that match somewhere in the text, which is UTF-8, in order.

        Raises:
            re2.error: RE2 ran out of memory, so that nothing is known.
        """
        found = sorted(self._set.Match(text) or ())
        if not found or found.pop() != self._last:
            raise re2.error(f"the patterns take more than {MAX_MEMORY >> 20} MiB on a text of {len(text):,} bytes")
        return found
