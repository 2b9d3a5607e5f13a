"""Texts to try the analysis on: mutations of real articles, and texts made by a grammar of reports.

Each is made from a random source of its own, so that a number and a seed give the same text again. Imports nothing of
stancekit.
"""

from collections.abc import Callable, Sequence
from random import Random

NAMES = "Berg|Anna Berg|Dr. Otto Lind|Lind|Marovia|the U.S.|U.N.|Xi|al-Haddad|O’Neil|Ćirić|李明|BEIRUT".split("|")
ROLES = "Foreign Minister|spokeswoman|a senior official|the government|his country|President|envoy|ministers".split("|")
PRONOUNS = "he|she|it|they|we|I|who|both|his|its".split("|")
VERBS = (
    "said|told reporters|added|warned|denied|rejected|demanded|called for|vowed|refused|welcomed|condemned|insisted"
    "|asked|according to|claims|believes|has said|was quoted as saying|did not rule out|threatened"
).split("|")
THINGS = (
    "talks|a truce|the ceasefire|sanctions|military aid|an expansion|nuclear weapons|peace|more troops|a boycott"
    "|defense spending|guarantees|to negotiate|not to fight|that it is ready|an end to the war"
).split("|")
LINKS = "that|if|unless|but|and|because|, which|, while|; |: |—|, |. |.\n|\n\n|... |? |! ".split("|")
MARKS = "“ ” \" ' ’ ‘ « » „ `` '' ( ) [ ] — -- … * | \t".split(" ")
STRANGE = (
    "\u202e \u200b \ufeff \x1b[31m \x00 \x07 \x85 \u2028 \u2029 \r \r\n \u0301 \u00a0 \U0001f600 \u200d \ufffd"
    " \u0130 ß ﬁ \u1680 \x0b \x0c １２ \ue000"
).split(" ")
MAX_TEXT = 20_000
"""How long a text may get, in characters; long ones are tried by `benchmarks/speed/linear.py`."""


def make_text(random: Random, articles: Sequence[str]) -> tuple[str, str]:
    """The name of a kind of text, and one of that kind."""
    name = random.choices(list(KINDS), weights=[weight for _, weight in KINDS.values()])[0]
    return name, KINDS[name][0](random, articles)[:MAX_TEXT]


def _mutated(random: Random, articles: Sequence[str]) -> str:
    text = random.choice(articles)
    start = random.randrange(max(len(text) - 200, 1))
    text = text[start : start + random.choice((200, 500, 1000, 2000))]
    for _ in range(random.randint(1, 12)):
        text = random.choice(_MUTATIONS)(random, text, articles)
    return text


def _delete(random: Random, text: str, articles: Sequence[str]) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.randint(1, 40) :]


def _insert(random: Random, text: str, articles: Sequence[str]) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + random.choice(random.choice((MARKS, STRANGE, VERBS, NAMES, LINKS))) + text[start:]


def _repeat(random: Random, text: str, articles: Sequence[str]) -> str:
    start = random.randrange(len(text) + 1)
    end = start + random.choice((1, 3, 20, 100))
    return text[:end] + text[start:end] * random.choice((1, 2, 5, 30)) + text[end:]


def _splice(random: Random, text: str, articles: Sequence[str]) -> str:
    other = random.choice(articles)
    start, place = random.randrange(len(other) + 1), random.randrange(len(text) + 1)
    return text[:place] + other[start : start + random.randint(1, 300)] + text[place:]


def _swap_words(random: Random, text: str, articles: Sequence[str]) -> str:
    words = text.split(" ")
    first, second = random.randrange(len(words)), random.randrange(len(words))
    words[first], words[second] = words[second], words[first]
    return " ".join(words)


def _change_case(random: Random, text: str, articles: Sequence[str]) -> str:
    start = random.randrange(len(text) + 1)
    end = start + random.choice((1, 10, 200))
    return text[:start] + random.choice((str.upper, str.lower, str.title))(text[start:end]) + text[end:]


def _rewrap(random: Random, text: str, articles: Sequence[str]) -> str:
    return text.replace(
        random.choice((" ", "\n", ". ", ", ")), random.choice(("\n", "\r\n", " ", "\n\n", "\u2028", ""))
    )


def _unquote(random: Random, text: str, articles: Sequence[str]) -> str:
    return text.replace(random.choice(MARKS[:7]), random.choice(MARKS))


_MUTATIONS = (_delete, _insert, _insert, _repeat, _splice, _swap_words, _change_case, _rewrap, _unquote)


def _reported(random: Random, articles: Sequence[str]) -> str:
    return " ".join(_clause(random, random.randint(0, 4)) for _ in range(random.randint(1, 12)))


def _clause(random: Random, depth: int) -> str:
    who = random.choice(random.choice((NAMES, ROLES, PRONOUNS)))
    if random.random() < 0.3:
        who = f"{random.choice(ROLES)} {random.choice(NAMES)}"
    what = random.choice(THINGS) if not depth else _clause(random, depth - 1)
    verb, link = random.choice(VERBS), random.choice(LINKS)
    opening, closing = random.choice((("“", "”"), ('"', '"'), ("", ""), ("“", ""), ("", "”"), ("‘", "’")))
    return random.choice(
        (
            f"{who} {verb} {link} {what}.",
            f"{opening}{what},{closing} {who} {verb}, {opening}{link} {random.choice(THINGS)}.{closing}",
            f"{opening}{what}{closing} {verb} {who} {link} {_thing(random)}",
            f"{who}'s {verb} of {what} {link}",
            f"{link} {who}, {random.choice(ROLES)}, {verb} {opening}{what}{closing}",
        )
    )


def _thing(random: Random) -> str:
    return f"{random.choice(('not', 'no', 'never', 'without', 'all'))} {random.choice(THINGS)}"


def _soup(random: Random, articles: Sequence[str]) -> str:
    pools = (NAMES, ROLES, PRONOUNS, VERBS, THINGS, LINKS, MARKS, STRANGE)
    glue = random.choice((" ", " ", "", "\n"))
    return glue.join(random.choice(random.choice(pools)) for _ in range(random.randint(0, 200)))


def _repeated(random: Random, articles: Sequence[str]) -> str:
    pools = (NAMES, ROLES, PRONOUNS, VERBS, THINGS, LINKS, MARKS)
    piece = " ".join(random.choice(random.choice(pools)) for _ in range(random.randint(1, 5)))
    return (piece + random.choice((" ", ", ", ". ", "\n"))) * random.choice((3, 30, 100, 300))


def _characters(random: Random, articles: Sequence[str]) -> str:
    def one() -> str:
        code = random.choice((random.randrange(0x80), random.randrange(0x3000), random.randrange(0x110000)))
        return "?" if 0xD800 <= code < 0xE000 else chr(code)

    return "".join(one() for _ in range(random.randint(0, 400)))


KINDS: dict[str, tuple[Callable[[Random, Sequence[str]], str], int]] = {
    "mutated article": (_mutated, 50),
    "reports within reports": (_reported, 25),
    "soup of words": (_soup, 12),
    "repeated phrase": (_repeated, 8),
    "characters": (_characters, 5),
}
"""Each kind of text with how to make one, and how often it comes up."""
