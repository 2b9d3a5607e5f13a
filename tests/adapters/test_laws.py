"""What holds for every adapted classifier, whatever it was made of."""

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from adapted import TALKS, TARIFFS, ask, by_verb, labelled
from stancekit import Target
from stancekit.adapters import from_estimator, from_function, from_pipeline
from stancekit.hosting.parts import find_judge
from stancekit.nouns.target import Hypotheses
from tiny_models import entailment_model, stance_model


def learnt(model):
    classifier = from_estimator(make_pipeline(TfidfVectorizer(), model))
    classifier.fit(*labelled())
    return classifier


MAKERS = {
    "function": lambda folder: from_function(by_verb),
    "estimator": lambda folder: learnt(LogisticRegression()),
    "estimator on dense matrices": lambda folder: learnt(make_pipeline(TruncatedSVD(8), LogisticRegression())),
    "estimator without probabilities": lambda folder: learnt(LinearSVC()),
    "text classification": lambda folder: from_pipeline(stance_model(folder / "model")),
    "zero-shot": lambda folder: from_pipeline(entailment_model(folder / "model"), task="zero-shot-classification"),
}


@pytest.fixture(scope="module", params=MAKERS)
def classifier(request, tmp_path_factory):
    return MAKERS[request.param](tmp_path_factory.mktemp("made"))


words = st.sampled_from(["back", "reject", "saw", "favor", "boycott", "talks", "tariffs", "rain", "İ", "’", "\n", "🙂"])
texts = st.lists(words, max_size=40).map(" ".join) | st.text(max_size=30)
hypotheses = st.lists(words, max_size=8).map(" ".join)
names = st.sampled_from(["talks", "tariffs", "military_aid", "", "{}", "{holder}"]) | st.text(max_size=8)
targets = st.sampled_from([TALKS, TARIFFS]) | st.builds(
    Target, names, hypotheses=st.builds(Hypotheses, favor=st.lists(hypotheses, max_size=2).map(tuple))
)
pairs = st.builds(ask, texts, targets, st.sampled_from([None, "Norway", "{target}"]))


@given(st.lists(pairs, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_the_answer_to_a_pair_does_not_depend_on_the_others(classifier, pairs, random):
    order = list(range(len(pairs)))
    random.shuffle(order)
    together = classifier.classify(pairs)
    assert together == [classifier.classify([pair])[0] for pair in pairs]
    assert classifier.classify([pairs[index] for index in order]) == [together[index] for index in order]


@given(st.lists(pairs, max_size=3))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_every_answer_passes_the_check_of_answers_and_agrees_with_its_probabilities(classifier, pairs):
    before = copy.deepcopy(pairs)
    for pair, stance in zip(pairs, find_judge(classifier).judge(pairs), strict=True):
        assert stance.target == pair.target.name
        assert stance.label == pair.target.label(stance.polarity)
        if stance.probabilities is not None:
            assert sum(stance.probabilities.values()) == pytest.approx(1.0)
            assert stance.probabilities[stance.polarity] == max(stance.probabilities.values())
    assert pairs == before


def test_it_travels_to_another_process_and_can_be_copied(classifier):
    asked = labelled()[0]
    expected = classifier.classify(asked)
    assert pickle.loads(pickle.dumps(classifier)).classify(asked) == expected
    assert copy.deepcopy(classifier).classify(asked) == expected


def test_threads_may_ask_at_once(classifier):
    asked = [ask("we back it " + "and so on " * number, target) for number in range(12) for target in (TALKS, TARIFFS)]
    expected = [classifier.classify([pair]) for pair in asked]
    start = threading.Barrier(4)

    def answers(_):
        start.wait(timeout=30)
        return [classifier.classify([pair]) for pair in asked]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(answers, range(4))) == [expected] * 4


def test_a_very_long_text_is_answered(classifier):
    assert len(classifier.classify([ask("we back it " * 20_000), ask("")])) == 2
