"""What a task on whole documents gives: the counts of each article, and the figures that they add up to.

How counts become figures is for the evaluation. Imports nothing of the package.
"""

import msgspec


class Interval(msgspec.Struct, frozen=True):
    """A confidence interval and its level."""

    low: float
    high: float
    level: float = 0.95


class Tally(msgspec.Struct, frozen=True):
    """What was found and what should have been, under one measure.

    Attributes:
        right_found: How much of what was found is right; over `found`, the precision.
        found: How much was found.
        right_wanted: How much of what should have been found was; over `wanted`, the recall.
        wanted: How much should have been found.
    """

    right_found: int
    found: int
    right_wanted: int
    wanted: int


class Share(msgspec.Struct, frozen=True):
    """So many, of so many."""

    right: int
    of: int


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure over all articles.

    Attributes:
        precision: From 0 to 1.
        recall: From 0 to 1.
        f1: From 0 to 1.
        interval: The 95% interval of `f1`; None for fewer than two articles.
        tally: The counts behind it.
    """

    precision: float
    recall: float
    f1: float
    interval: Interval | None
    tally: Tally


class ArticleScores(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of one article.

    Attributes:
        article: The document's id.
        measures: The counts under each measure.
        shares: Other counts of the form "so many of so many".
    """

    article: str
    measures: dict[str, Tally]
    shares: dict[str, Share] = {}


class DocumentScores(msgspec.Struct, frozen=True, kw_only=True):
    """The scores of one system on a set of articles.

    Attributes:
        figures: Each measure over all articles.
        shares: Likewise.
        articles: The counts of each article, in order.
    """

    figures: dict[str, Figure]
    shares: dict[str, Share]
    articles: tuple[ArticleScores, ...]
