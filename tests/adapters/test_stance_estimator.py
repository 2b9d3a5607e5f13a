"""stancekit's classifiers as estimators of scikit-learn."""

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from adapted import TALKS, ask, by_verb, labelled
from stancekit import NotFittedError, PluginError
from stancekit.adapters import StanceEstimator, from_estimator, from_function
from stancekit.hosting.plugins import get_classifier, get_codebook

PAIRS, STANCES = labelled()
LABELS = [stance.polarity for stance in STANCES]
ROWS = [(pair.statement.content, pair.target.name) for pair in PAIRS]


def learner():
    return from_estimator(make_pipeline(TfidfVectorizer(), LogisticRegression(C=10)))


def test_a_registered_classifier_is_an_estimator():
    estimator = StanceEstimator("rules")
    assert is_classifier(estimator)
    rows = [
        ("Russia is ready to negotiate", "negotiation"),
        ("They reject the sanctions", "sanctions"),
        ("It rained", "negotiation"),
    ]
    estimator.fit(rows, ["favor", "against", "none"])
    codebook = get_codebook("diplomacy")
    expected = get_classifier("rules").classify([ask(text, codebook.target(name)) for text, name in rows])
    assert list(estimator.predict(rows)) == [stance.polarity for stance in expected] == ["favor", "against", "none"]
    assert estimator.score(rows, ["favor", "against", "against"]) == pytest.approx(2 / 3)
    assert list(estimator.classes_) == ["against", "favor", "none"]


def test_a_classifier_without_probabilities_says_so():
    estimator = StanceEstimator("rules").fit(ROWS, LABELS)
    with pytest.raises(PluginError, match=r'the classifier "rules" of stancekit-rules .* gives no probabilities'):
        estimator.predict_proba(ROWS)


@pytest.mark.parametrize("classifier", ["sklearn", learner()], ids=["by name", "object"])
def test_a_classifier_that_learns_is_cross_validated(classifier):
    estimator = StanceEstimator(classifier, codebook=None)
    assert cross_val_score(estimator, PAIRS, LABELS, cv=2).mean() == 1.0
    assert list(cross_val_predict(estimator, PAIRS, LABELS, cv=2)) == LABELS
    assert cross_val_score(estimator, PAIRS, LABELS, cv=2, scoring="neg_log_loss").mean() > -0.7
    chances = estimator.fit(PAIRS, LABELS).predict_proba(PAIRS)
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(PAIRS)))
    assert list(np.unique(LABELS)[chances.argmax(axis=1)]) == LABELS


def test_each_fit_starts_anew_and_the_given_classifier_stays_as_it_was():
    given = learner()
    both = [index for index, label in enumerate(LABELS) if label != "none"]
    estimator = StanceEstimator(given, codebook=None).fit(PAIRS, LABELS)
    estimator.fit([PAIRS[index] for index in both], [LABELS[index] for index in both])
    assert list(estimator.classes_) == ["against", "favor"]
    assert estimator.predict_proba(PAIRS).shape == (len(PAIRS), 2)
    with pytest.raises(NotFittedError):
        given.classify(PAIRS)


def test_the_seed_is_passed_on():
    class Seeded:
        def fit(self, pairs, stances, *, seed=0):
            self.seed = seed

        def classify(self, pairs): ...
        def save(self, path): ...
        def load(self, path): ...

    seeds = [StanceEstimator(Seeded(), random_state=state).fit(PAIRS, LABELS).classifier_.seed for state in (None, 7)]
    assert seeds == [0, 7]


def test_it_is_cloned_and_searched():
    candidates = [from_function(lambda text, target: "none", name="mute"), from_function(by_verb)]
    search = GridSearchCV(StanceEstimator(codebook=None), {"classifier": candidates}, cv=2, error_score="raise")
    search.fit(ROWS, LABELS)
    assert search.best_params_["classifier"].name == "by_verb"
    assert search.best_score_ == 1.0
    assert clone(search.best_estimator_).get_params()["codebook"] is None


def test_labels_that_were_made_numbers_are_refused():
    voting = VotingClassifier([("one", StanceEstimator(from_function(by_verb), codebook=None))])
    with pytest.raises(ValueError, match="not '0', '1', '2'; a part of scikit-learn that encodes labels as numbers"):
        voting.fit(ROWS, LABELS)


def test_it_stands_at_the_end_of_a_pipeline():
    of_talks = FunctionTransformer(lambda texts: [(text, "talks") for text in texts])
    pipeline = make_pipeline(of_talks, StanceEstimator(from_function(by_verb), codebook=None))
    assert list(pipeline.fit(["we back it"], ["favor"]).predict(["we reject it", "it rained"])) == ["against", "none"]


def test_pairs_tuples_and_arrays_are_the_same_question():
    estimator = StanceEstimator(from_function(lambda text, target: "favor" if target == "talks" else "none"), None)
    estimator.fit(ROWS, LABELS)
    expected = list(estimator.predict(PAIRS))
    assert set(expected) == {"favor", "none"}
    for rows in (ROWS, [list(row) for row in ROWS], np.array(ROWS), np.array(ROWS, dtype=object)):
        assert list(estimator.predict(rows)) == expected
    train, test = train_test_split(np.array(ROWS), random_state=0)
    assert len(estimator.predict(test)) + len(estimator.predict(train)) == len(ROWS)
    assert list(estimator.predict([])) == []


@pytest.mark.parametrize("row", ["ab", ("a",), ("a", "b", "c"), ("a", None), 3, None, ("a", TALKS)])
def test_what_is_no_pair_is_refused(row):
    with pytest.raises(TypeError, match="a pair is a stancekit Pair, or a text and a target's name, not"):
        StanceEstimator(from_function(by_verb), codebook=None).fit([row], ["none"])


def test_what_cannot_be_fitted_is_said():
    estimator = StanceEstimator(from_function(by_verb), codebook=None)
    with pytest.raises(ValueError, match="against, favor, none, not '1', 'for'"):
        estimator.fit(ROWS[:3], ["favor", "for", 1])
    with pytest.raises(ValueError, match="24 pairs and 2 labels"):
        estimator.fit(ROWS, ["favor", "none"])
    with pytest.raises(PluginError, match='no classifier is called "nobody"'):
        StanceEstimator("nobody").fit(PAIRS, LABELS)
    with pytest.raises(ValueError, match="not fitted"):
        estimator.predict(ROWS)


def test_a_wrong_answer_is_the_classifier_s():
    class Short:
        def classify(self, pairs):
            return []

    with pytest.raises(PluginError, match=r"Short gave a wrong answer.*: 0 stances for 24 pairs"):
        StanceEstimator(Short(), codebook=None).fit(ROWS, LABELS).predict(ROWS)
