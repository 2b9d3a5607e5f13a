"""The measures of the whole job: small cases worked out by hand, and the figures of the articles' own scorer."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import astuple

from stancekit import Actor, Analyzer, Stance, Statement, encode
from stancekit.contract.scores import ArticleScores, Share, Tally
from stancekit.evaluation.articles import MEASURES, GoldArticle, GoldStance, GoldStatement, score_article
from stancekit.evaluation.tallies import sum_up

DATA = Path(os.environ.get("STANCEKIT_DATA", "../shared/data"))
SCORER = DATA.parent / "tools" / "news_eval.py"

TEXT = "Otto Lind said Sudmark is ready for talks. Anna Berg rejected the new sanctions. Rain fell, she added."


def at(piece: str) -> tuple[tuple[int, int], ...]:
    return ((TEXT.index(piece), TEXT.index(piece) + len(piece)),)


TALKS, SANCTIONS, RAIN = at("Sudmark is ready for talks"), at("the new sanctions"), at("Rain fell")

GOLD = GoldArticle(
    entities={"Otto Lind": ("Lind",), "Sudmark": ("Kalmstad",), "Anna Berg": (), "Norland": ()},
    statements=(
        GoldStatement(
            spans=TALKS,
            speaker="Otto Lind",
            holder="Sudmark",
            form="speech",
            stances=(GoldStance(target="negotiation", polarity="favor", conditional=True),),
        ),
        GoldStatement(
            spans=SANCTIONS,
            speaker="Anna Berg",
            holder="Anna Berg",
            holder_also=("Norland",),
            form="act",
            stances=(GoldStance(target="sanctions", polarity="against"),),
        ),
        GoldStatement(spans=RAIN, speaker="Anna Berg", holder="Anna Berg", form="speech", optional=True),
    ),
)


def said(
    spans: tuple[tuple[int, int], ...], speaker: str | None, holder: str | None, *stances: tuple[str, str, bool]
) -> Statement:
    return Statement(
        content=TEXT[spans[0][0] : spans[0][1]],
        content_spans=spans,
        speaker=Actor(speaker) if speaker else None,
        holder=Actor(holder) if holder else None,
        stances=tuple(
            Stance(target=target, polarity=polarity, conditional=conditional)
            for target, polarity, conditional in stances
        ),
    )


FIRST = said(TALKS, "Lind", "Kalmstad", ("negotiation", "favor", True))
SECOND = said(SANCTIONS, "Anna Berg", "Anna Berg", ("sanctions", "against", False))


def score(*found: Statement, gold: GoldArticle = GOLD) -> ArticleScores:
    return score_article("a", TEXT, gold, found)


def right(*found: Statement, gold: GoldArticle = GOLD) -> dict[str, int]:
    return {measure: tally.right_wanted for measure, tally in score(*found, gold=gold).measures.items()}


def test_other_names_of_an_entity_are_right():
    assert right(FIRST, SECOND) == dict.fromkeys(MEASURES, 2)


def test_more_words_around_the_name_are_right_and_another_name_is_wrong():
    longer = said(TALKS, "Foreign Minister Otto Lind", "Sudmark")
    assert right(longer)["who"] == 1
    assert right(said(TALKS, "Otto Berg", "Sudmark"))["who"] == 0
    # One word is no name to be found within others.
    assert score(said(TALKS, "Otto Lind", "the Sudmark army")).shares["holder"] == Share(0, 1)


def test_the_second_reading_of_the_holder_is_right_in_stances_and_positions():
    assert right(said(SANCTIONS, "Anna Berg", "Norland", ("sanctions", "against", False)))["positions"] == 1
    assert right(said(SANCTIONS, "Anna Berg", "Norland", ("sanctions", "against", False)))["stance"] == 1


def test_a_wrong_holder_loses_the_stance_but_not_the_words():
    found = right(said(TALKS, "Otto Lind", None, ("negotiation", "favor", True)))
    assert (found["stance"], found["stance-text"], found["positions"]) == (0, 1, 0)


def test_a_wrong_condition_is_a_share_of_the_right_stances():
    scores = score(said(TALKS, "Lind", "Sudmark", ("negotiation", "favor", False)), SECOND)
    assert scores.measures["stance"] == Tally(2, 2, 2, 2)
    assert scores.shares["conditional"] == Share(1, 2)
    assert (scores.shares["recall speech"], scores.shares["recall act"]) == (Share(1, 1), Share(1, 1))


def test_the_opposite_polarity_is_found_and_wrong():
    opposite = said(TALKS, "Lind", "Sudmark", ("negotiation", "against", False))
    assert score(opposite).measures["stance"] == Tally(0, 1, 0, 2)


def test_what_is_optional_counts_neither_way():
    rain = said(RAIN, "Anna Berg", "Anna Berg", ("sanctions", "favor", False))
    assert score(FIRST, SECOND, rain) == score(FIRST, SECOND)
    statements = (*GOLD.statements[:1], GoldStatement(
        spans=SANCTIONS, speaker="Anna Berg", holder="Anna Berg", form="act",
        stances=(GoldStance(target="sanctions", polarity="against", optional=True),),
    ))  # fmt: skip
    gold = GoldArticle(entities=GOLD.entities, statements=statements)
    assert score(FIRST, SECOND, gold=gold).measures["stance"] == Tally(1, 1, 1, 1)


def test_a_position_stated_twice_is_one_and_both_names_of_its_holder_are_one():
    again = said(TALKS, "Lind", "Sudmark", ("negotiation", "favor", True))
    assert score(FIRST, again).measures["positions"] == Tally(1, 1, 1, 2)


def test_of_two_that_are_equally_alike_the_one_with_the_right_speaker_is_matched():
    wrong = said(TALKS, "Anna Berg", "Anna Berg")
    assert right(wrong, FIRST)["who"] == 1


@pytest.mark.skipif(not SCORER.exists(), reason="the news articles and their scorer aren't at STANCEKIT_DATA")
def test_the_figures_are_those_of_the_scorer_of_the_articles(tmp_path):
    from stancekit.contract.stance_task import DataSource
    from stancekit.hosting.plugins import registry

    data = registry().get("task", "news").load(DataSource(DATA))
    analyzer = Analyzer()
    found = []
    with (tmp_path / "found.jsonl").open("wb") as lines:
        for article in data.articles:
            analysis = analyzer.analyze(article.document)
            lines.write(encode(analysis) + b"\n")
            name, text = article.document.id, article.document.text
            found.append(score_article(name, text, article.gold, analysis.statements))
    ours = sum_up(found)
    command = [sys.executable, SCORER, DATA / "news", tmp_path / "found.jsonl", "--json", "--ci", "1000"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert theirs["articles"] == len(ours.articles) == 13
    for measure in MEASURES:
        figure = ours.figures[measure]
        assert {"p": figure.precision, "r": figure.recall, "f": figure.f1} == pytest.approx(theirs[measure])
        assert figure.f1 > 0.3
        assert astuple(figure.interval)[:2] == pytest.approx(tuple(theirs["intervals"][measure]), abs=0.03)
    assert {name: share.right / share.of for name, share in ours.shares.items()} == pytest.approx(theirs["shares"])
