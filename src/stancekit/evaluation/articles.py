"""The measures of the whole job: statements, speakers, holders and stances of an article against a reader's.

Statements are matched one to one where their words have a Dice coefficient of at least 0.5; names are compared by
their words, with an article's other names for the same entity. Imports the nouns.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from stancekit.contract.scores import ArticleScores, Share, Tally
from stancekit.evaluation.spans import MATCHED, dice, match_greedily, words_at
from stancekit.nouns.document import Spans
from stancekit.nouns.stance import Actor, Polarity
from stancekit.nouns.statement import Statement

MEASURES = {
    "statements": "matched",
    "who": "matched, and the speaker is right",
    "stance": "matched, and holder, target and polarity are right: the whole job, statement by statement",
    "stance-text": "the same, whoever is taken for the holder",
    "positions": "the distinct (holder, target, polarity) of an article, wherever stated: what a reader takes away",
}

_WORD = re.compile(r"\w+")
_UNCOUNTED = frozenset(("the", "a", "an", "mr", "mrs", "ms", "dr", "sir"))


class GoldStance(msgspec.Struct, frozen=True, kw_only=True):
    """A stance that a reader sees.

    Attributes:
        target: The target's name.
        polarity: "favor", "against" or "none".
        conditional: Whether it holds only under a condition.
        optional: Whether it counts neither where it is found nor where it isn't.
    """

    target: str
    polarity: Polarity
    conditional: bool = False
    optional: bool = False


class GoldStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that a reader sees.

    Attributes:
        spans: Its content.
        speaker: Who utters it.
        holder: Whose position it is.
        holder_also: Whom a careful reader would also accept.
        role: The speaker's role.
        cue: The words that attribute it, as they stand near it.
        form: "speech", or "act" where the article names the speech act ("rejected the proposal").
        nested_in: The number of the statement that it is reported in.
        optional: Whether it counts neither where it is found nor where it isn't.
        stances: Most have none.
    """

    spans: Spans
    speaker: str
    holder: str
    holder_also: tuple[str, ...] | None = ()
    role: str | None = None
    cue: str | None = None
    form: Literal["speech", "act"]
    nested_in: int | None = None
    optional: bool = False
    stances: tuple[GoldStance, ...] = ()

    def holders(self) -> set[str]:
        """All that are accepted as the holder."""
        return {self.holder, *(self.holder_also or ())}

    def counted(self) -> dict[str, GoldStance]:
        """The stances that count, by their targets."""
        return {stance.target: stance for stance in self.stances if stance.polarity != "none" and not stance.optional}


class GoldArticle(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader takes from an article.

    Attributes:
        entities: Each speaker and holder, with the article's other names for it.
        statements: In the order of reading.
    """

    entities: dict[str, tuple[str, ...]]
    statements: tuple[GoldStatement, ...]

    def is_named(self, entity: str, actor: Actor | None) -> bool:
        """Whether an actor is an entity: by one of its names, or by its name with more words around it."""
        name = _name_words(actor.name) if actor else ()
        full = _name_words(entity)
        known = (full, *(_name_words(other) for other in self.entities.get(entity, ())))
        return bool(name) and (name in known or (len(full) > 1 and set(full) <= set(name)))

    def entity(self, actor: Actor | None) -> str:
        """The entity that an actor is; where it is none of them, the words of its name."""
        named = (entity for entity in self.entities if self.is_named(entity, actor))
        return next(named, " ".join(_name_words(actor.name)) if actor else "")


def score_article(article: str, text: str, gold: GoldArticle, found: Sequence[Statement]) -> ArticleScores:
    """The counts of one article under each of `MEASURES`.

    Args:
        article: The document's id.
        text: Its text.
        gold: What a reader takes from it.
        found: The statements found, with their stances.

    Returns:
        Counts; its shares are "recall speech" and "recall act", "holder" among the matched statements, and
        "conditional" among the stances whose target and polarity are right.
    """
    wanted = [statement for statement in gold.statements if not statement.optional]
    have = _without_optional(text, gold, found)
    pairs = _matched(text, gold, wanted, have)
    said = [_stances(statement) for statement in have]
    for i, j in pairs.items():
        free = {(stance.target, stance.polarity) for stance in wanted[i].stances if stance.optional}
        said[j] = {target: stance for target, stance in said[j].items() if (target, stance[0]) not in free}
    right: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    of: Counter[str] = Counter(f"recall {statement.form}" for statement in wanted)
    of.update(holder=len(pairs))
    for i, j in pairs.items():
        held = any(gold.is_named(holder, have[j].holder) for holder in wanted[i].holders())
        right["statements"] += 1
        right["who"] += gold.is_named(wanted[i].speaker, have[j].speaker)
        shares[f"recall {wanted[i].form}"] += 1
        shares["holder"] += held
        for target, stance in wanted[i].counted().items():
            polarity, conditional = said[j].get(target, ("none", False))
            if polarity == stance.polarity:
                right["stance-text"] += 1
                right["stance"] += held
                of["conditional"] += 1
                shares["conditional"] += conditional == stance.conditional
    statements = (len(have), len(wanted))
    stances = (sum(map(len, said)), sum(len(statement.counted()) for statement in wanted))
    sizes = {"statements": statements, "who": statements, "stance": stances, "stance-text": stances}
    measures = {name: Tally(right[name], there, right[name], due) for name, (there, due) in sizes.items()}
    measures["positions"] = _positions(gold, wanted, have, said)
    return ArticleScores(
        article=article, measures=measures, shares={name: Share(shares[name], count) for name, count in of.items()}
    )


def _without_optional(text: str, gold: GoldArticle, found: Sequence[Statement]) -> list[Statement]:
    """What was found, without that which matches only optional statements."""
    words = [words_at(text, statement.spans) for statement in gold.statements]

    def counts(statement: Statement) -> bool:
        own = words_at(text, statement.content_spans)
        optional = [
            other.optional
            for one, other in zip(words, gold.statements, strict=True)
            if own and dice(one, own) >= MATCHED
        ]
        return not optional or not all(optional)

    return [statement for statement in found if counts(statement)]


def _matched(
    text: str, gold: GoldArticle, wanted: Sequence[GoldStatement], have: Sequence[Statement]
) -> dict[int, int]:
    """Gold statements to found ones; of pairs that are equally alike, those with the right speaker come first."""
    words = [words_at(text, statement.spans) for statement in wanted]
    others = [words_at(text, statement.content_spans) for statement in have]
    candidates = (
        ((similarity, gold.is_named(wanted[i].speaker, have[j].speaker), -i, -j), i, j)
        for i, one in enumerate(words)
        for j, other in enumerate(others)
        if other and (similarity := dice(one, other)) >= MATCHED
    )
    return dict(match_greedily(candidates))


def _stances(statement: Statement) -> dict[str, tuple[Polarity, bool]]:
    """Target to polarity and whether it is conditional."""
    return {
        stance.target: (stance.polarity, stance.conditional)
        for stance in statement.stances
        if stance.polarity != "none"
    }


def _positions(
    gold: GoldArticle,
    wanted: Sequence[GoldStatement],
    have: Sequence[Statement],
    said: Sequence[Mapping[str, tuple[Polarity, bool]]],
) -> Tally:
    expected: dict[tuple[str, str, Polarity], set[str]] = defaultdict(set)
    for statement in wanted:
        for target, stance in statement.counted().items():
            expected[statement.holder, target, stance.polarity] |= statement.holders()
    taken = {
        (gold.entity(statement.holder), target, polarity)
        for statement, stances in zip(have, said, strict=True)
        for target, (polarity, _) in stances.items()
    }

    def agree(position: tuple[str, str, Polarity], other: tuple[str, str, Polarity]) -> bool:
        return position[1:] == other[1:] and other[0] in expected[position]

    return Tally(
        right_found=sum(any(agree(position, other) for position in expected) for other in taken),
        found=len(taken),
        right_wanted=sum(any(agree(position, other) for other in taken) for position in expected),
        wanted=len(expected),
    )


def _name_words(name: str) -> tuple[str, ...]:
    """The words of a name that count when names are compared."""
    plain = name.casefold().replace("'s ", " ").replace(".", "")
    return tuple(word for word in _WORD.findall(plain) if word not in _UNCOUNTED)
