"""The inflected forms of English verbs, from the base form and a table of irregular ones.

It generates forms and does not analyse them: a lexicon names bases, and the extractor looks up the forms made here.
"""

from typing import NamedTuple

VOWELS = frozenset("aeiou")


class Forms(NamedTuple):
    """The forms of one verb; spelling variants stand side by side."""

    third: tuple[str, ...]
    past: tuple[str, ...]
    participle: tuple[str, ...]
    gerund: tuple[str, ...]


def inflect(base: str, irregular: dict[str, tuple[str, ...]]) -> Forms:
    """The third person, past, past participle and gerund of `base`.

    Args:
        base: The base form, lower case.
        irregular: Base to (past, participle, further forms...) for verbs that spelling rules don't cover; a further
            form in -ed counts as a past and a participle, one in -ing as a gerund.
    """
    third = base + "es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else base + "s"
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        third = base[:-1] + "ies"
    past, gerund = _regular(base)
    if base not in irregular:
        return Forms((third,), (past,), (past,), (gerund,))
    written = irregular[base]
    doubled = written[0] == base + base[-1] + "ed"
    if doubled or base in ("set", "put", "let", "bet", "forget"):
        gerund = base + base[-1] + "ing"
    further_past = tuple(form for form in written[2:] if form.endswith("ed"))
    further_gerund = tuple(form for form in written[2:] if form.endswith("ing"))
    return Forms((third,), (written[0], *further_past), (written[1], *further_past), (gerund, *further_gerund))


def _regular(base: str) -> tuple[str, str]:
    if base.endswith("ie"):
        return base + "d", base[:-2] + "ying"
    if base.endswith("e"):
        return base + "d", (base if base.endswith(("ee", "oe", "ye")) else base[:-1]) + "ing"
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return base[:-1] + "ied", base + "ing"
    if len(base) == 3 and base[2] not in "aeiouwxy" and base[1] in VOWELS and base[0] not in VOWELS:
        return base + base[-1] + "ed", base + base[-1] + "ing"
    return base + "ed", base + "ing"
