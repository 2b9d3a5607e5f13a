"""`PairEstimator` as an ordinary scikit-learn estimator, and the features that it reads."""

import re
import sys

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from sentences import TALKS, TARIFFS, labelled, pair
from stancekit.nouns.target import Cues, Target
from stancekit_sklearn.clauses import clause_features
from stancekit_sklearn.estimator import PairEstimator
from stancekit_sklearn.features import (
    FrequentColumns,
    PerTarget,
    default_features,
    place_features,
    text_of,
    word_features,
)
from stancekit_sklearn.operators import find_operators
from stancekit_sklearn.question import Question, as_questions
from stancekit_sklearn.target_words import TargetWords, find_name

TEXTS = ["good and fine", "bad and sad", "fine and good", "sad and bad", "good good", "bad bad"]
LABELS = ["yes", "no", "yes", "no", "yes", "no"]


@parametrize_with_checks([PairEstimator()])
def test_scikit_learn_s_own_checks(estimator: PairEstimator, check: object) -> None:
    check(estimator)  # type: ignore[operator]


def test_texts_tuples_and_pairs_are_taken() -> None:
    questions = as_questions(["Ann came", ("Ann came", "Ann"), pair("Ann came", Target(name="Ann"))])
    assert [question.text for question in questions] == ["Ann came"] * 3
    assert [question.target.name for question in questions] == ["", "Ann", "Ann"]
    with pytest.raises(TypeError, match="not 3"):
        as_questions([3])


def test_it_learns_from_plain_texts() -> None:
    estimator = PairEstimator(random_state=0).fit(TEXTS, LABELS)
    assert list(estimator.predict(["good and good", "sad bad"])) == ["yes", "no"]
    chances = estimator.predict_proba(TEXTS)
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(TEXTS)))
    assert list(estimator.classes_[chances.argmax(axis=1)]) == list(estimator.predict(TEXTS))


def test_it_can_be_cloned_and_cross_validated() -> None:
    estimator = clone(PairEstimator(folds=2, random_state=3))
    assert estimator.get_params()["folds"] == 2
    assert cross_val_score(estimator, TEXTS * 2, LABELS * 2, cv=2).mean() == 1.0


def test_parts_can_be_replaced() -> None:
    features = CountVectorizer(preprocessor=text_of)
    estimator = PairEstimator(features=features).fit(TEXTS, LABELS)
    assert list(estimator.predict(["good", "bad"])) == ["yes", "no"]
    assert not hasattr(features, "vocabulary_")  # It was cloned.


def test_the_weights_that_do_best_over_the_folds_are_chosen() -> None:
    pairs, stances = labelled()
    labels = [stance.polarity for stance in stances]
    blind = {name: 0.0 for name, _ in default_features().transformer_list}
    for weights in ([blind, {}], [{}, blind]):
        estimator = PairEstimator(features=default_features(), weights=weights, random_state=0).fit(pairs, labels)
        assert estimator.features_.transformer_weights == {}
        assert list(estimator.predict(pairs)) == labels


def test_a_label_too_rare_for_folds_does_not_stop_the_choice() -> None:
    pairs, stances = labelled()
    labels = [stance.polarity for stance in stances]
    blind = {name: 0.0 for name, _ in default_features().transformer_list}
    estimator = PairEstimator(features=default_features(), weights=[blind, {}], random_state=0)
    estimator.fit([*pairs, "a single text"], [*labels, "rare"])
    assert estimator.features_.transformer_weights == {}
    assert estimator.temperature_ != 1.0
    assert list(estimator.predict([*pairs, "a single text"])) == [*labels, "rare"]


def test_the_labels_of_a_common_target_weigh_alike() -> None:
    """A text that says nothing is no sign of the answer that its target has most often."""
    pairs = [("it rained", "talks")] * 1500 + [("it snowed", "talks")] * 300
    labels = ["against"] * 900 + ["favor"] * 600 + ["against"] * 270 + ["favor"] * 30
    estimator = PairEstimator(random_state=0).fit(pairs, labels)
    assert list(estimator.predict([("it rained", "talks"), ("it snowed", "talks")])) == ["favor", "against"]


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [([], [], "no pairs"), (TEXTS, LABELS[:3], "6 pairs and 3 labels"), (TEXTS, ["yes"] * 6, "one label only")],
)
def test_what_cannot_be_learnt_from_is_said(texts: list[str], labels: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PairEstimator().fit(texts, labels)


def test_a_model_without_scores_is_refused() -> None:
    with pytest.raises(TypeError, match="decision_function"):
        PairEstimator(model=DummyClassifier()).fit(TEXTS, LABELS)


def test_calibration_makes_chances_of_scores() -> None:
    """A third of the labels are turned at random: the chances of new texts are then about two thirds."""
    generator = np.random.default_rng(0)
    truth = np.array(["yes", "no"] * 300)
    fillers = np.array("bee elm fig hop ivy jay kelp lynx mole newt oak pear quail rye swan teal".split())
    texts = [f"{'good' if label == 'yes' else 'bad'} {' '.join(generator.choice(fillers, 4))}" for label in truth]
    turned = np.where(generator.random(600) < 1 / 3, truth[::-1], truth)
    estimator = PairEstimator(random_state=0).fit(texts[:300], turned[:300])
    chances = estimator.predict_proba(texts[300:])
    assert chances[np.arange(300), np.searchsorted(estimator.classes_, truth[300:])].mean() == pytest.approx(
        2 / 3, abs=0.1
    )


def test_masks_stand_for_names_of_holder_and_target() -> None:
    (question,) = as_questions([pair("Ms. Ann Wells said the peace talks with Bo failed", TALKS, "Ann Wells")])
    assert " ".join(question.masked) == "ms . HOLDER said the peace TARGET with bo failed"
    (question,) = as_questions([pair("Wells saw Roe and roe saw Wells", Target(name="Jo Roe"), "Ann Wells")])
    assert " ".join(question.masked) == "HOLDER saw TARGET and TARGET saw HOLDER"


def test_the_clause_that_speaks_of_the_target_is_read() -> None:
    text = "Peru will support the talks, but does not want to lift the tariffs"
    talks, tariffs = as_questions([pair(text, TALKS), pair(text, TARIFFS)])
    assert "attitudes for" in clause_features(talks)
    assert {"attitude -1 deed 1", "kinds=hinder"} <= set(clause_features(tariffs))
    assert clause_features(as_questions([pair(text, Target(name="bees"))])[0]) == ["clause=none"]


def test_places_are_counted_from_the_names() -> None:
    (question,) = as_questions([pair("Today Peru bitterly attacked Chile again", Target(name="Chile"), "Peru")])
    assert {"holder>target bitterly attacked", "holder- today", "target+ again"} <= set(place_features(question))


def test_operators_are_found_in_all_their_forms() -> None:
    words = "she ruled out , balked and scrapped".split()
    assert [(kind, words[place]) for kind, place in find_operators(words)] == [
        ("against", "ruled"),
        ("against", "balked"),
        ("down", "scrapped"),
    ]


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_features_of_any_text(text: str, name: str, holder: str) -> None:
    question = Question(text, Target(name=name), holder)
    for start, end in find_name(text, (name,)):
        assert 0 <= start < end <= len(text)
        low, high = question.around(start, end, words=2)
        assert 0 <= low <= start < end <= high <= len(text)
    assert len(question.masked) <= len(question.words)
    for function in (word_features, place_features, clause_features):
        assert function(question) == function(Question(text, Target(name=name), holder))
        assert all(isinstance(feature, str) for feature in function(question))


TALKS_WORDS = TargetWords(
    Target("talks", cues=Cues(mention=("talks?", "talk shows? host"), favor=("good talks",), exclude=("talk shows?",)))
)


@given(st.lists(st.sampled_from(["talks", "talk show", "talk shows", "host", "good", "a"])).map(" ".join))
def test_excluded_words_take_the_marks_that_touch_them_away(text: str) -> None:
    excluded = [match.span() for match in re.finditer(r"\btalk shows?\b", text)]
    kept = TALKS_WORDS.find(text)
    assert all(not (start < match.end and match.start < end) for match in kept for start, end in excluded)
    free = [match.start() for match in re.finditer(r"\btalks\b", text)]
    assert [place for place in free if any(match.start <= place < match.end for match in kept)] == free


def test_the_marks_of_a_long_text_take_time_by_its_length() -> None:
    def calls(count: int) -> int:
        steps = 0

        def counting(*_: object) -> None:
            nonlocal steps
            steps += 1

        before = sys.getprofile()
        sys.setprofile(counting)
        try:
            assert len(TALKS_WORDS.find("talk show, talks, " * count)) == count
        finally:
            sys.setprofile(before)
        return steps

    assert calls(400) < 2 * 8 * calls(50)


def test_each_common_target_has_a_copy_of_the_columns() -> None:
    questions = as_questions(
        [("a b", "talks"), ("a c", "talks"), ("a b", "tariffs"), ("b c", "tariffs"), ("a", "bees")]
    )
    transformer = TfidfVectorizer(preprocessor=text_of, token_pattern=r"[abc]", use_idf=False, norm=None)
    per_target = PerTarget(transformer, min_pairs=2, min_df=1)
    matrix = per_target.fit_transform(questions)
    assert list(per_target.columns_) == ["talks", "tariffs"]
    shared = [[1, 1, 0], [1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 0]]
    copies = [[1, 1, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]]
    assert matrix.toarray().tolist() == [first + second for first, second in zip(shared, copies, strict=True)]
    assert (per_target.transform(questions) != matrix).nnz == 0
    assert scipy.sparse.issparse(matrix)
    fewer = PerTarget(transformer, min_pairs=2, min_df=2).fit_transform(questions)[:, 3:]
    assert fewer.toarray().tolist() == [[1, 0], [1, 0], [0, 1], [0, 1], [0, 0]]
    none = PerTarget(transformer, min_pairs=9).fit_transform(questions)
    assert none.toarray().tolist() == shared


def test_rare_columns_are_left_out_unless_all_are_rare() -> None:
    matrix = scipy.sparse.csr_matrix([[1, 0, 2], [1, 3, 0], [4, 0, 0]])
    assert FrequentColumns(min_df=2).fit_transform(matrix).toarray().tolist() == [[1], [1], [4]]
    assert FrequentColumns(min_df=9).fit_transform(matrix).toarray().tolist() == [[1], [1], [4]]
