"""The general language of stance: operators, grammar words and verb forms, read from the plugin's data files.

A phrase of the lexicon is found as a run of tokens, the longest one from each place; nothing here knows a target.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from stancekit_rules.stance.tokens import Tokens

_NOUNS = frozenset(("cue", "noun", "threat", "thing", "topic", "own", "other"))
"""Kinds of noun: that a word is one too, doesn't make its verb another form."""

_VOWELS = frozenset("aeiou")


class Sense(NamedTuple):
    """What a phrase can be.

    Attributes:
        kinds: Each kind that it can be (`position`, `act`, `neg`, `condition`, ...) with its sign: 1, -1, or 0.
        form: "base", "s", "ed", "ing" for a form of a verb; "" for anything else.
    """

    kinds: dict[str, int]
    form: str


class Found(NamedTuple):
    """A phrase of the lexicon in a text: the tokens `start` to `end` (half-open) and what it can be."""

    start: int
    end: int
    sense: Sense


class Lexicon:
    """All phrases of the data files, ready to be found.

    Args:
        operators, grammar, verbs: The contents of the three files; their headers say what stands in them.

    Raises:
        ValueError: A line has the wrong number of columns.
    """

    def __init__(self, operators: str, grammar: str, verbs: str) -> None:
        self._irregular = {row[0]: row for row in _rows(verbs, 5)}
        self._single: dict[str, Sense] = {}
        # The longer phrases by their first two words, the longest first.
        self._longer: dict[str, dict[str, list[tuple[tuple[str, ...], Sense]]]] = {}
        senses: dict[tuple[str, ...], Sense] = {}
        for kind, phrases in _rows(grammar, 2):
            for phrase in phrases.split(" | "):
                self._add(senses, phrase, kind, 0)
        for kind, sign, phrases in _rows(operators, 3):
            for phrase in phrases.split(" | "):
                self._add(senses, phrase, kind, {"+": 1, "-": -1}.get(sign, 0))
        for words in sorted(senses, key=len, reverse=True):
            if len(words) == 1:
                self._single[words[0]] = senses[words]
            else:
                self._longer.setdefault(words[0], {}).setdefault(words[1], []).append((words, senses[words]))

    def _add(self, senses: dict[tuple[str, ...], Sense], phrase: str, kind: str, sign: int) -> None:
        verb, tilde, rest = phrase.partition("~")
        for form, word in self.inflect(verb) if tilde else [("", verb)]:
            text = word + rest
            words = tuple(text.split() if text.replace(" ", "").isalpha() and text != "cannot" else Tokens(text).words)
            sense = senses.setdefault(words, Sense({}, form))
            sense.kinds.setdefault(kind, sign)
            if sense.form and not form and kind not in _NOUNS:
                # Written out as it is, a phrase is no form of a verb: "committed to".
                senses[words] = Sense(sense.kinds, "")

    def inflect(self, verb: str) -> list[tuple[str, str]]:
        """The forms of a verb as (form, word); of several words, the last one is the verb."""
        if verb in self._irregular:
            base, third, past, participle, ing = self._irregular[verb]
            return [("base", base), ("s", third), ("ed", past), ("ed", participle), ("ing", ing)]
        head, space, last = verb.rpartition(" ")
        if space:
            return [(form, f"{head} {word}") for form, word in self.inflect(last)]
        stem = verb[:-1]
        if verb.endswith("e"):
            return [("base", verb), ("s", verb + "s"), ("ed", verb + "d"), ("ing", stem + "ing")]
        if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
            return [("base", verb), ("s", stem + "ies"), ("ed", stem + "ied"), ("ing", verb + "ing")]
        third = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s")
        return [("base", verb), ("s", third), ("ed", verb + "ed"), ("ing", verb + "ing")]

    def continuations(self, words: list[str]) -> frozenset[str]:
        """The words that would go on with a phrase of which `words` hold the beginning: "to" after "decided"."""
        found: set[str] = set()
        for index in range(len(words)):
            begun, size = tuple(words[index:]), len(words) - index
            longer = self._longer.get(words[index], {})
            for second, phrases in longer.items() if size == 1 else [(begun[1], longer.get(begun[1], []))]:
                if size == 1:
                    found.add(second)
                found.update(phrase[size] for phrase, _ in phrases if len(phrase) > size > 1 and phrase[:size] == begun)
        return frozenset(found)

    def find(self, words: list[str]) -> list[Found]:
        """The phrases in `words`, the longest from each place on, not overlapping, from left to right."""
        found: list[Found] = []
        index, count = 0, len(words)
        while index < count:
            word = words[index]
            size, sense = self._longest(words, index) if word in self._longer else (0, None)
            if sense is None:
                size, sense = 1, self._single.get(word)
            if sense is not None:
                found.append(Found(index, index + size, sense))
            index += size
        return found

    def _longest(self, words: list[str], index: int) -> tuple[int, Sense | None]:
        """The longest phrase of several words that begins at `index`, by its length; (0, None) where there is none."""
        following = words[index + 1] if index + 1 < len(words) else ""
        for phrase, sense in self._longer[words[index]].get(following, ()):
            size = len(phrase)
            if size == 2 or tuple(words[index : index + size]) == phrase:
                return size, sense
        return 0, None


def _rows(text: str, columns: int) -> list[list[str]]:
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            row = line.split("\t")
            if len(row) != columns:
                raise ValueError(
                    f"line {number} of a stance lexicon has {len(row)} columns, expected {columns}: {line[:60]}"
                )
            rows.append(row)
    return rows


def _read(name: str) -> str:
    return (files("stancekit_rules") / "lexicons" / "stance" / name).read_text("utf-8")


@cache
def load_lexicon() -> Lexicon:
    """The plugin's own lexicon, read once."""
    return Lexicon(_read("operators.tsv"), _read("grammar.tsv"), _read("verbs.tsv"))


@cache
def load_places() -> dict[str, str]:
    """Every name by which news calls a state or body (capital, demonym, seat of government), to one name for it."""
    return {name: row[0] for row in _rows(_read("places.tsv"), 2) for name in [row[0], *row[1].split(" | ")] if name}
