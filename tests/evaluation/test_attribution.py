"""The measures of extraction: small cases worked out by hand, and PolNeAR's figures as its own scorer gives them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from stancekit.contract.scores import Share, Tally
from stancekit.evaluation.attribution import MEASURES, Attribution, score_attributions
from stancekit.evaluation.spans import dice, match_greedily, quotation_of, quoted_words, words_at
from stancekit.evaluation.tallies import sum_up

DATA = Path(os.environ.get("STANCEKIT_DATA", "../shared/data"))
SCORER = DATA.parent / "tools" / "polnear_eval.py"

TEXT = 'Anna Berg said the old border will stay open. "We will talk," Otto Lind told reporters.'


def at(*pieces: str) -> tuple[tuple[int, int], ...]:
    return tuple((TEXT.index(piece), TEXT.index(piece) + len(piece)) for piece in pieces)


BORDER = Attribution(content=at("the old border will stay open"), source=at("Anna Berg"), cue=at("said"))
TALK = Attribution(content=at("We will talk"), source=at("Otto Lind"), cue=at("told"))


def right(found: list[Attribution], gold: list[Attribution]) -> dict[str, int]:
    scores = score_attributions("a", TEXT, gold, found)
    assert all(tally.found == len(found) and tally.wanted == len(gold) for tally in scores.measures.values())
    return {measure: tally.right_found for measure, tally in scores.measures.items()}


def test_the_gold_itself_has_everything_right():
    assert right([TALK, BORDER], [BORDER, TALK]) == dict.fromkeys(MEASURES, 2)


def test_signs_at_an_edge_are_no_difference():
    quoted = Attribution(content=at('"We will talk,"'), source=at("Otto Lind"), cue=at("told"))
    assert right([quoted], [TALK])["triple-exact"] == 1


def test_half_of_the_words_is_a_match_and_less_is_none():
    half = Attribution(content=at("the old"), source=at("Anna Berg"), cue=at("said"))
    # 2 of 6 words: the coefficient is 4 / 8.
    assert right([half], [BORDER]) == {"content": 1, "exact": 0, "who": 1, "triple": 1, "triple-exact": 0}
    fewer = Attribution(content=at("the"), source=at("Anna Berg"), cue=at("said"))
    assert right([fewer], [BORDER]) == dict.fromkeys(MEASURES, 0)


def test_another_source_is_another_answer_and_no_source_only_agrees_with_none():
    other = Attribution(content=BORDER.content, source=at("Otto Lind"), cue=BORDER.cue)
    assert right([other], [BORDER]) == {"content": 1, "exact": 1, "who": 0, "triple": 0, "triple-exact": 0}
    bare = Attribution(content=BORDER.content, cue=BORDER.cue)
    assert right([bare], [BORDER])["who"] == 0
    assert right([bare], [bare])["triple-exact"] == 1


def test_of_two_that_match_only_one_counts():
    scores = score_attributions("a", TEXT, [BORDER], [BORDER, BORDER])
    assert scores.measures["who"] == Tally(right_found=1, found=2, right_wanted=1, wanted=1)


def test_what_has_no_word_is_passed_over():
    sign = Attribution(content=at('"'))
    assert score_attributions("a", TEXT, [BORDER], [sign]).measures["content"].found == 0


def test_recall_is_told_by_kind_of_quotation():
    shares = score_attributions("a", TEXT, [BORDER, TALK], [TALK]).shares
    assert shares == {
        "content indirect": Share(0, 1),
        "who indirect": Share(0, 1),
        "content direct": Share(1, 1),
        "who direct": Share(1, 1),
    }


def test_a_mark_left_open_ends_with_its_paragraph():
    text = 'He said: "We go.\nThey stay. “No”, she said.'
    words = {text[start:].split()[0].strip('.”,"') for start in quoted_words(text)}
    assert words == {"We", "go", "No"}


def test_a_content_that_is_quoted_in_part_is_mixed():
    text = 'that they "will never" leave'
    words = words_at(text, ((0, len(text)),))
    assert quotation_of(words, quoted_words(text)) == "mixed"


def test_the_best_pair_is_made_first():
    assert match_greedily([(0.6, 0, 0), (0.9, 0, 1), (0.7, 1, 1)]) == [(0, 1)]


@given(st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)))
def test_dice_is_symmetric_and_one_only_for_the_same(one, other):
    assert dice(one, other) == dice(other, one)
    assert (dice(one, other) == 1) == (one == other)


@pytest.mark.skipif(not SCORER.exists(), reason="PolNeAR's scorer isn't beside STANCEKIT_DATA")
def test_the_figures_are_those_of_the_scorer_of_polnear(tmp_path):
    from stancekit import Document
    from stancekit.contract.document_task import System
    from stancekit.contract.stance_task import DataSource
    from stancekit.hosting.plugins import get_extractor, registry

    extractor = get_extractor("quotes")
    task = registry().get("task", "polnear")
    data = task.load(DataSource(DATA))
    scores = task.run(data, System(extractor), "test").conditions["raw text"]
    with (tmp_path / "found.jsonl").open("w", encoding="utf-8") as lines:
        for article in data.part("test"):
            for found in extractor.extract(Document(text=article.document.text, id=article.document.id)):
                row = {"content": found.content_spans, "source": found.source_spans, "cue": found.cue_spans}
                lines.write(json.dumps({"doc": article.document.id, **row}) + "\n")
    command = [sys.executable, SCORER, DATA / "polnear" / "dev", tmp_path / "found.jsonl", "--json", "--ci", "1000"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert theirs["counts"]["articles"] == len(scores.articles) == 84
    assert theirs["counts"]["n_pred"] == scores.figures["who"].tally.found > 1000
    for measure, figure in scores.figures.items():
        ours = {"p": figure.precision, "r": figure.recall, "f": figure.f1}
        assert {name: round(value, 4) for name, value in ours.items()} == theirs[f"attribution {measure}"]
    # The resamples differ, and so by a little do the intervals.
    assert astuple(scores.figures["who"].interval)[:2] == pytest.approx(tuple(theirs["who_ci"]), abs=0.01)


@pytest.mark.skipif(not SCORER.exists(), reason="PolNeAR's scorer isn't beside STANCEKIT_DATA")
def test_the_annotations_are_read_as_the_scorer_reads_them():
    from stancekit.contract.stance_task import DataSource
    from stancekit.hosting.plugins import registry

    data = registry().get("task", "polnear").load(DataSource(DATA))
    for part, folder in (("train", "train"), ("test", "dev")):
        articles = data.part(part)
        text = sum(len(article.gold) for article in articles)
        code = "import sys, glob, os; sys.path.insert(0, sys.argv[1]); import polnear_eval as scorer; print(sum("
        code += "len(scorer.read_gold(sorted(glob.glob(os.path.join(sys.argv[2], 'attributions', stem + '*.ann')))[0]))"
        code += " for stem in sys.stdin.read().split()))"
        command = [sys.executable, "-c", code, SCORER.parent, DATA / "polnear" / folder]
        names = "\n".join(article.document.id for article in articles)
        done = subprocess.run(command, capture_output=True, check=True, text=True, input=names)
        assert int(done.stdout) == text


def test_the_same_articles_give_the_same_interval():
    articles = [score_attributions(str(i), TEXT, [BORDER, TALK], [TALK][: i % 2]) for i in range(10)]
    assert sum_up(articles) == sum_up(articles)
