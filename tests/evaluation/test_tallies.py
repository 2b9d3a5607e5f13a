"""Counts of articles and what they add up to; and the share of the loss that each stage takes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from stancekit import decode, encode
from stancekit.contract.scores import ArticleScores, DocumentScores, Interval, Share, Tally
from stancekit.evaluation.tallies import loss_by_stage, sum_up


def scores(*tallies: Tally, shares: tuple[Share, ...] = ()) -> DocumentScores:
    return sum_up(
        [
            ArticleScores(
                article=str(number),
                measures={"who": tally},
                shares=dict(zip(("holder",), shares[number:], strict=False)),
            )
            for number, tally in enumerate(tallies)
        ]
    )


def test_figures_are_ratios_of_sums_and_not_means_of_ratios():
    figure = scores(Tally(1, 1, 1, 1), Tally(2, 7, 2, 3)).figures["who"]
    assert (figure.precision, figure.recall) == (3 / 8, 3 / 4)
    assert figure.f1 == pytest.approx(0.5)
    assert figure.tally == Tally(3, 8, 3, 4)


def test_precision_and_recall_may_count_different_things():
    figure = scores(Tally(right_found=3, found=4, right_wanted=2, wanted=4)).figures["who"]
    assert (figure.precision, figure.recall, figure.f1) == (0.75, 0.5, pytest.approx(0.6))


def test_nothing_found_is_zero_and_nothing_at_all_too():
    assert scores(Tally(0, 0, 0, 5)).figures["who"].f1 == 0
    assert scores(Tally(0, 0, 0, 0), Tally(0, 0, 0, 0)).figures["who"].interval == Interval(0.0, 0.0)
    assert sum_up([]) == DocumentScores(figures={}, shares={}, articles=())


def test_shares_add_up():
    assert scores(Tally(0, 0, 0, 0), Tally(0, 0, 0, 0), shares=(Share(1, 2), Share(2, 3))).shares == {
        "holder": Share(3, 5)
    }


def test_one_article_has_no_interval():
    assert scores(Tally(1, 2, 1, 2)).figures["who"].interval is None


def test_articles_that_are_all_alike_leave_no_doubt():
    low, high, _ = astuple(scores(*[Tally(1, 2, 1, 2)] * 5).figures["who"].interval)
    assert low == high == pytest.approx(0.5)


def test_the_interval_covers_the_true_value_at_about_its_rate():
    # Each article has 20 things of which a system finds each with its own luck; F1 over endlessly many is known.
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        found = random.binomial(20, random.beta(6, 4, size=60))
        low, high, _ = astuple(scores(*[Tally(int(n), 20, int(n), 20) for n in found]).figures["who"].interval)
        covered += low <= 0.6 <= high
    # 95% of 200 is 190; a binomial lies within 180 and 198 in 99.9% of the cases.
    assert 180 <= covered <= 198


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=8))
def test_scores_survive_json_and_the_interval_lies_within_zero_and_one(counts):
    tallies = [Tally(right, right + more, right, right + missed) for right, more, missed in counts]
    made = scores(*tallies)
    assert decode(encode(made), DocumentScores) == made
    low, high, _ = astuple(made.figures["who"].interval)
    assert 0 <= low <= high <= 1


def test_the_loss_is_shared_out_among_the_stages():
    loss = loss_by_stage({"classifier": 0.8, "holder": 0.7, "extraction": 0.5})
    assert loss == {
        "classifier": pytest.approx(0.4), "holder": pytest.approx(0.2), "extraction": pytest.approx(0.4)
    }  # fmt: skip


def test_a_stage_that_makes_good_has_a_negative_share():
    assert loss_by_stage({"classifier": 0.5, "holder": 0.6}) == {
        "classifier": pytest.approx(1.25),
        "holder": pytest.approx(-0.25),
    }


def test_where_nothing_is_lost_there_is_nothing_to_share():
    assert loss_by_stage({"classifier": 0.9, "holder": 1.0}) == {}
