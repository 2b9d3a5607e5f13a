"""The measures of extraction: which attributions of an article were found, by their content, source and cue.

They are those by which extractors are compared on PolNeAR (Newell, Margolin & Ruths 2018). Attributions are matched one
to one where the words of their contents have a Dice coefficient of at least 0.5. Nothing here knows a stance.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from stancekit.contract.scores import ArticleScores, Share, Tally
from stancekit.evaluation.spans import MATCHED, dice, match_greedily, quotation_of, quoted_words, words_at
from stancekit.nouns.document import Spans
from stancekit.nouns.statement import Statement

MEASURES = {
    "content": "matched",
    "exact": "matched, and the contents have the same words",
    "who": "matched, and the sources agree (Dice of at least 0.5, or both have none): who said what",
    "triple": "as `who`, and the cues agree likewise",
    "triple-exact": "matched, and content, source and cue have the same words",
}


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """The three parts of an attribution, each as spans into the text."""

    content: Spans
    source: Spans = ()
    cue: Spans = ()


def attribution_of(statement: Statement) -> Attribution:
    """The attribution that a statement makes."""
    return Attribution(content=statement.content_spans, source=statement.source_spans, cue=statement.cue_spans)


def score_attributions(
    article: str, text: str, gold: Sequence[Attribution], found: Iterable[Attribution]
) -> ArticleScores:
    """The counts of one article under each of `MEASURES`, and how much of the gold was found by kind of quotation.

    Args:
        article: The document's id.
        text: Its text.
        gold: What should be found.
        found: What was; an attribution whose content has no word is passed over.

    Returns:
        Counts; its shares are "content KIND" and "who KIND" for each kind of quotation.
    """
    wanted = [_words(text, attribution) for attribution in gold]
    have = [words for words in (_words(text, attribution) for attribution in found) if words[0]]
    quoted = quoted_words(text)
    kinds = [quotation_of(words[0], quoted) for words in wanted]
    right = dict.fromkeys(MEASURES, 0)
    recalled: Counter[str] = Counter()
    candidates = (
        ((similarity, i, j), i, j)
        for i, one in enumerate(have)
        for j, other in enumerate(wanted)
        if (similarity := dice(one[0], other[0])) >= MATCHED
    )
    for i, j in match_greedily(candidates):
        (content, source, cue), (gold_content, gold_source, gold_cue) = have[i], wanted[j]
        who = dice(source, gold_source) >= MATCHED
        right["content"] += 1
        right["exact"] += content == gold_content
        right["who"] += who
        right["triple"] += who and dice(cue, gold_cue) >= MATCHED
        right["triple-exact"] += have[i] == wanted[j]
        recalled[f"content {kinds[j]}"] += 1
        recalled[f"who {kinds[j]}"] += who
    of = Counter(f"{measure} {kind}" for kind in kinds for measure in ("content", "who"))
    return ArticleScores(
        article=article,
        measures={name: Tally(count, len(have), count, len(wanted)) for name, count in right.items()},
        shares={name: Share(recalled[name], count) for name, count in of.items()},
    )


def _words(text: str, attribution: Attribution) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """The words of content, source and cue."""
    return (
        words_at(text, attribution.content),
        words_at(text, attribution.source),
        words_at(text, attribution.cue),
    )
