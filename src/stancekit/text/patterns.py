"""How a codebook's cue patterns are matched, so that every classifier finds the same words by them.

They run on RE2, which takes linear time whatever the pattern: they come from users. RE2 isn't part of the core, so this
module is for plugins that bring it (`google-re2`). Imports nothing of the package.
"""

from collections.abc import Sequence
from typing import Any

import re2


def options() -> Any:
    """How patterns are matched: without regard to case, the longest match, errors raised and not printed."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.longest_match = True
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.max_mem = 64 << 20
    return chosen


def bounded(patterns: Sequence[str]) -> str:
    """One pattern that matches any of `patterns` at word boundaries."""
    return r"\b(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + r")\b"
