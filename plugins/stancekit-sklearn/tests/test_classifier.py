"""The classifier `sklearn`: what it learns, how it answers, and how it is saved and loaded."""

import threading
from pathlib import Path

import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from sentences import TALKS, TARIFFS, labelled, pair
from stancekit.adapters import from_estimator
from stancekit.adapters.answers import Answer
from stancekit.adapters.model_file import write_model
from stancekit.contract.classifier import Pair, TrainableClassifier
from stancekit.errors import InputError, NotFittedError, PluginError
from stancekit.hosting.plugins import make_classifier
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Cues, Target
from stancekit_sklearn.classifier import SklearnClassifier
from stancekit_sklearn.estimator import PairEstimator
from stancekit_sklearn.model_file import FORMAT, Details


@pytest.fixture(scope="module")
def trained() -> SklearnClassifier:
    classifier = SklearnClassifier()
    classifier.fit(*labelled())
    return classifier


def polarities(classifier: SklearnClassifier, *pairs: Pair) -> list[str]:
    return [stance.polarity for stance in classifier.classify(pairs)]


def test_the_plugin_registers_an_untrained_classifier() -> None:
    classifier = make_classifier("sklearn")
    assert isinstance(classifier, TrainableClassifier)
    with pytest.raises(NotFittedError, match="learnt nothing"):
        classifier.classify([pair("Peru supports the talks", TALKS)])


def test_it_judges_holders_that_it_has_not_seen(trained: SklearnClassifier) -> None:
    assert polarities(
        trained,
        pair("Peru supports the talks with all its strength", TALKS, "Peru"),
        pair("Peru firmly rejects the talks as a waste", TALKS, "Peru"),
        pair("Peru will never accept the tariffs this spring", TARIFFS, "Peru"),
        pair("reporters asked Peru when the tariffs had been in the news", TARIFFS, "Peru"),
    ) == ["favor", "against", "against", "none"]


def test_two_targets_in_one_statement_are_told_apart(trained: SklearnClassifier) -> None:
    text = "Peru supports the talks, but firmly rejects the tariffs as a waste"
    assert polarities(trained, pair(text, TALKS, "Peru"), pair(text, TARIFFS, "Peru")) == ["favor", "against"]


def test_a_stance_says_what_the_codebook_calls_it_and_what_shows_it(trained: SklearnClassifier) -> None:
    text = "On Monday the cabinet of Peru said it opposes the talks for good and all, whatever may come"
    (stance,) = trained.classify([pair(text, TALKS, "Peru")])
    assert (stance.polarity, stance.label, stance.classifier) == ("against", "refuses_to_talk", "sklearn")
    assert stance.holder is not None
    assert stance.holder.name == "Peru"
    ((start, end),) = stance.evidence
    assert text[start:end] == "it opposes the talks for good and"
    assert stance.probabilities is not None
    assert set(stance.probabilities) == {"favor", "against", "none"}
    assert sum(stance.probabilities.values()) == pytest.approx(1.0)
    assert max(stance.probabilities, key=lambda name: stance.probabilities[name]) == "against"


def test_evidence_points_into_the_document(trained: SklearnClassifier) -> None:
    text = 'Peru "supports the talks", its envoy told us, "with all its strength".'
    first, second = text.index("supports"), text.index("with all")
    spans = ((first, first + len("supports the talks")), (second, second + len("with all its strength")))
    statement = Statement(content="supports the talks with all its strength", content_spans=spans)
    for document in (Document(text=text), None):
        (stance,) = trained.classify([Pair(statement, TALKS, document)])
        assert stance.polarity == "favor"
        # The words around "talks" go on beyond the interruption, which is no part of the statement.
        assert stance.evidence[0] == spans[0]
        assert [text[start:end] for start, end in stance.evidence[1:]] in ([], ["with all its"])


def test_a_target_that_the_cue_alone_names_has_no_evidence_in_the_statement(trained: SklearnClassifier) -> None:
    text = "Peru supports the talks: with all its strength"
    cue, content = (5, 23), (25, len(text))
    statement = Statement(content=text[25:], content_spans=(content,), cue=text[5:23], cue_spans=(cue,))
    (stance,) = trained.classify([Pair(statement, TALKS, Document(text=text))])
    assert (stance.polarity, stance.evidence) == ("favor", ())


def test_words_between_the_pieces_of_a_content_are_read(trained: SklearnClassifier) -> None:
    text = "Peru praised the harvest and firmly rejects the talks as a waste"
    first, second = text.index("the harvest"), text.index("the talks")
    spans = ((first, first + len("the harvest")), (second, len(text)))
    statement = Statement(content="the harvest the talks as a waste", content_spans=spans)
    assert polarities(trained, Pair(statement, TALKS, Document(text=text))) == ["against"]


def test_a_content_that_is_not_the_document_s_is_read_by_itself(trained: SklearnClassifier) -> None:
    """A probe that masks names changes the content and may leave the document as it was."""
    text = "Peru firmly rejects the talks as a waste"
    changed = "X supports the talks with all its strength"
    statement = Statement(content=changed, content_spans=((0, len(text)),))
    assert polarities(trained, Pair(statement, TALKS, Document(text=text))) == ["favor"]


def test_labels_of_the_task_s_own_are_learnt() -> None:
    pairs, stances = labelled()
    codes = {"favor": "SUPPORT", "against": "REJECT", "none": None}
    own = [Stance(target=some.target, polarity=some.polarity, label=codes[some.polarity]) for some in stances]
    classifier = SklearnClassifier()
    classifier.fit(pairs, own)
    answers = classifier.classify(pairs)
    assert [(some.polarity, some.label) for some in answers] == [(some.polarity, some.label) for some in own]


def test_it_abstains_where_it_is_not_sure() -> None:
    pairs, stances = labelled()
    turned: dict[Polarity, Polarity] = {"favor": "against", "against": "favor", "none": "none"}
    doubtful = [
        Stance(target=stance.target, polarity=turned[stance.polarity] if number % 4 == 0 else stance.polarity)
        for number, stance in enumerate(stances)
    ]
    shares = []
    for threshold in (0.0, 0.9):
        classifier = SklearnClassifier(abstain_below=threshold)
        classifier.fit(pairs, doubtful)
        answers = classifier.classify(pairs)
        shares.append(sum(stance.polarity == "none" for stance in answers) / len(answers))
        for stance in answers:
            assert stance.probabilities is not None
            assert stance.polarity == "none" or stance.probabilities[stance.polarity] >= threshold
    assert shares[0] < 0.5 < shares[1]


def test_it_does_not_abstain_where_none_is_no_answer() -> None:
    both = [(one, stance) for one, stance in zip(*labelled(), strict=True) if stance.polarity != "none"]
    classifier = SklearnClassifier(abstain_below=1.0)
    classifier.fit([one for one, _ in both], [stance for _, stance in both])
    assert {stance.polarity for stance in classifier.classify([one for one, _ in both])} == {"favor", "against"}


@pytest.mark.parametrize(
    ("pairs", "stances", "message"),
    [
        ([], [], "no pairs"),
        (labelled()[0][:3], labelled()[1][:3], "nothing to learn"),
        (labelled()[0], labelled()[1][:-1], "72 pairs and 71 stances"),
    ],
)
def test_what_cannot_be_learnt_from_is_an_input_error(pairs: list[Pair], stances: list[Stance], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SklearnClassifier().fit(pairs, stances)


def test_the_same_seed_gives_the_same_model(trained: SklearnClassifier) -> None:
    pairs, stances = labelled()
    again = SklearnClassifier()
    again.fit(pairs, stances, seed=0)
    assert again.classify(pairs) == trained.classify(pairs)


def test_training_again_forgets() -> None:
    pairs, stances = labelled()
    classifier = SklearnClassifier()
    classifier.fit(pairs, stances)
    turned: dict[Polarity, Polarity] = {"favor": "against", "against": "favor", "none": "none"}
    classifier.fit(pairs, [Stance(target=some.target, polarity=turned[some.polarity]) for some in stances])
    assert polarities(classifier, pair("Peru supports the talks with all its strength", TALKS)) == ["against"]


_pairs = st.builds(
    pair,
    st.lists(
        st.sampled_from(["Peru", "rejects", "supports", "the talks", "the tariffs", "but", ",", "not", "İ", "’", "\n"])
    ).map(" ".join),
    st.sampled_from([TALKS, TARIFFS, Target(name="bees"), Target(name="")]),
    st.sampled_from(["Peru", "", None]),
)


@given(st.lists(_pairs, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_batch_is_judged_as_its_pairs_are(trained: SklearnClassifier, pairs: list[Pair]) -> None:
    together = trained.classify(pairs)
    assert together == [trained.classify([one])[0] for one in pairs]
    for one, stance in zip(pairs, together, strict=True):
        assert stance.target == one.target.name
        assert all(0 <= start < end <= len(one.statement.content) for start, end in stance.evidence)


@given(st.lists(st.text(max_size=12), min_size=2, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_texts_can_be_learnt_from(texts: list[str]) -> None:
    pairs = [pair(text, TALKS) for text in texts]
    stances = [Stance(target="talks", polarity=("favor", "against")[number % 2]) for number in range(len(texts))]
    classifier = SklearnClassifier()
    classifier.fit(pairs, stances)
    assert len(classifier.classify(pairs)) == len(texts)


def test_a_hostile_pattern_takes_no_time_and_a_wrong_one_is_named(trained: SklearnClassifier) -> None:
    slow = Target(name="slow", cues=Cues(mention=("(a+)+b", "(a|aa)+c")))
    worker = threading.Thread(target=trained.classify, args=([pair("a" * 5000, slow)],), daemon=True)
    worker.start()
    worker.join(timeout=30)
    assert not worker.is_alive()
    with pytest.raises(InputError, match=r'target "back": cues.favor'):
        trained.classify([pair("a a", Target(name="back", cues=Cues(favor=(r"(a)\1",))))])


def test_what_is_saved_is_loaded(trained: SklearnClassifier, tmp_path: Path) -> None:
    path = tmp_path / "model"
    trained.save(path)
    loaded = SklearnClassifier()
    loaded.load(path)
    pairs, _ = labelled()
    assert loaded.classify(pairs) == trained.classify(pairs)
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def test_nothing_is_saved_before_training(tmp_path: Path) -> None:
    with pytest.raises(NotFittedError):
        SklearnClassifier().save(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_named_and_leaves_the_classifier(
    trained: SklearnClassifier, tmp_path: Path
) -> None:
    path = tmp_path / "model"
    trained.save(path)
    whole = path.read_bytes()
    loaded = SklearnClassifier()
    loaded.load(path)
    for broken in (b"", b"PK", whole[:100], whole[: len(whole) // 2], whole[:-1], b"text\n" * 50):
        path.write_bytes(broken)
        with pytest.raises(InputError, match=str(path)):
            loaded.load(path)
    damaged = bytearray(whole)
    damaged[len(whole) // 3] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(InputError, match=str(path)):
        loaded.load(path)
    with pytest.raises(InputError, match="no such file"):
        loaded.load(tmp_path / "nowhere")
    assert polarities(loaded, pair("Peru supports the talks with all its strength", TALKS)) == ["favor"]


def test_a_model_of_something_else_is_refused(tmp_path: Path) -> None:
    bare, adapted, other = tmp_path / "bare", tmp_path / "adapted", tmp_path / "other"
    skops.io.dump(LogisticRegression(), bare)
    with pytest.raises(InputError, match="not a model of stancekit-sklearn"):
        SklearnClassifier().load(bare)
    classifier = from_estimator(make_pipeline(CountVectorizer(), LogisticRegression()))
    classifier.fit(*labelled())
    classifier.save(adapted)
    with pytest.raises(InputError, match=r"not a model of stancekit-sklearn: it is one of stancekit\.adapters"):
        SklearnClassifier().load(adapted)
    write_model(other, LogisticRegression(), Details({"favor": Answer("favor")}, ()), FORMAT)
    with pytest.raises(InputError, match="isn't a trained model"):
        SklearnClassifier().load(other)


class Loud(LogisticRegression):
    """A part that isn't scikit-learn's."""


def test_a_part_that_no_file_can_hold_is_refused_when_it_is_saved(tmp_path: Path) -> None:
    classifier = SklearnClassifier(PairEstimator(model=Loud()))
    classifier.fit(*labelled())
    with pytest.raises(InputError, match="Loud"):
        classifier.save(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_user_s_own_scikit_learn_parts_are_learnt_with_and_saved(tmp_path: Path) -> None:
    model = Pipeline([("logistic", LogisticRegression(class_weight="balanced"))])
    classifier = SklearnClassifier(PairEstimator(model=model, grid={"logistic__C": [1.0, 10.0]}))
    pairs, stances = labelled()
    classifier.fit(pairs, stances)
    classifier.save(tmp_path / "model")
    loaded = SklearnClassifier()
    loaded.load(tmp_path / "model")
    assert loaded.classify(pairs) == classifier.classify(pairs)
    assert [stance.polarity for stance in loaded.classify(pairs)] == [stance.polarity for stance in stances]


def test_second_opinions_are_asked_by_name(tmp_path: Path) -> None:
    pairs, stances = labelled()
    classifier = SklearnClassifier(second_opinions=("rules",))
    classifier.fit(pairs, stances)
    classifier.save(tmp_path / "model")
    loaded = SklearnClassifier()
    loaded.load(tmp_path / "model")
    assert loaded.classify(pairs) == classifier.classify(pairs)
    assert {stance.classifier for stance in loaded.classify(pairs)} == {"sklearn+rules"}
    with pytest.raises(PluginError, match="nobody"):
        SklearnClassifier(second_opinions=("nobody",)).fit(pairs, stances)
