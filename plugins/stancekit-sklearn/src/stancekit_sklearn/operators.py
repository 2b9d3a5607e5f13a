"""The operators of a text: words and phrases for wish and refusal, doing and undoing, negation and condition.

What they add up to is for the model to learn; here they are only found. The words are in `operators.tsv`. Imports
nothing of the package.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_ENDINGS = ("ing", "ed", "es", "s", "e", "ly")

_KEPT = 1 << 16
"""How many words are kept with what they are: as many as a corpus has of common ones. A stream has ever new ones."""


class Operator(NamedTuple):
    """An operator of a class ("for", "negation") and the index of its first word."""

    kind: str
    place: int


def find_operators(words: Sequence[str]) -> list[Operator]:
    """The operators among lower-case words, from left to right, the longest phrase from each place."""
    lexicon = _lexicon()
    found = []
    index = 0
    while index < len(words):
        for phrase, kind in lexicon.phrases.get(words[index], ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                found.append(Operator(kind, index))
                index += len(phrase)
                break
        else:
            if kind := operator_of(words[index]):
                found.append(Operator(kind, index))
            index += 1
    return found


@lru_cache(maxsize=_KEPT)
def operator_of(word: str) -> str:
    """The class of a single lower-case word in any of its forms; empty where it is no operator."""
    lexicon = _lexicon()
    if word in lexicon.words or len(word) < 4:
        return lexicon.words.get(word, "")
    root = stem(word)
    if root not in lexicon.stems and len(root) > 3 and root[-1] == root[-2]:
        root = root[:-1]  # "balked" has its own stem, "scrapped" that of "scrap".
    return lexicon.stems.get(root, "")


@lru_cache(maxsize=_KEPT)
def stem(word: str) -> str:
    """The word without its inflection; a rough one, meant for comparing words and not for reading."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class _Lexicon(NamedTuple):
    words: dict[str, str]
    stems: dict[str, str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def _lexicon() -> _Lexicon:
    """The file's single words, their stems, and its phrases by their first word, the longest first."""
    lexicon = _Lexicon({}, {}, {})
    text = (files("stancekit_sklearn") / "operators.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, phrases = line.split("\t")
            for phrase in phrases.split(" | "):
                words = tuple(phrase.split())
                if len(words) == 1:
                    lexicon.words.setdefault(phrase, kind)
                    lexicon.stems.setdefault(stem(phrase), kind)
                else:
                    lexicon.phrases.setdefault(words[0], []).append((words, kind))
    for some in lexicon.phrases.values():
        some.sort(key=lambda entry: -len(entry[0]))
    return lexicon
