"""Small labelled data for the tests of this plugin, put together from words that the tests choose."""

from stancekit.contract.classifier import Pair
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Cues, Target

TALKS = Target(
    name="talks", favor="ready_to_talk", against="refuses_to_talk", cues=Cues(mention=("talks?", "negotiations?"))
)
TARIFFS = Target(name="tariffs", cues=Cues(mention=("tariffs?", "duties"), hinder=("lift(s|ed|ing)? the tariffs",)))

_HOLDERS = ("Norway", "Chile", "Ghana", "Nepal")
_WAYS: tuple[tuple[Polarity, str], ...] = (
    ("favor", "{holder} supports the {thing} with all its strength"),
    ("favor", "{holder} will gladly back the {thing} this spring"),
    ("favor", "the cabinet of {holder} welcomes the {thing} at last"),
    ("against", "{holder} firmly rejects the {thing} as a waste"),
    ("against", "{holder} will never accept the {thing} this spring"),
    ("against", "the cabinet of {holder} opposes the {thing} for good"),
    ("none", "{holder} said that the {thing} were a matter for others"),
    ("none", "reporters asked {holder} when the {thing} had been in the news"),
    ("none", "the harvest in {holder} was better than in the year of the {thing}"),
)


def pair(text: str, target: Target, holder: str | None = None) -> Pair:
    """A statement that is the whole of its document."""
    statement = Statement(content=text, content_spans=((0, len(text)),), holder=Actor(holder) if holder else None)
    return Pair(statement, target, Document(text=text))


def labelled() -> tuple[list[Pair], list[Stance]]:
    """72 pairs on two targets, a third of each polarity."""
    pairs, stances = [], []
    for holder in _HOLDERS:
        for target in (TALKS, TARIFFS):
            for polarity, way in _WAYS:
                pairs.append(pair(way.format(holder=holder, thing=target.name), target, holder))
                stances.append(Stance(target=target.name, polarity=polarity, label=target.label(polarity)))
    return pairs, stances
