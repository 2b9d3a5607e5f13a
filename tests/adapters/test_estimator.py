"""An estimator of scikit-learn as a classifier that learns."""

import json
import re
import zipfile

import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from adapted import TALKS, TARIFFS, ask, labelled, polarities
from stancekit import InputError, NotFittedError, Stance
from stancekit.adapters import from_estimator
from stancekit.adapters.estimator import seeded
from stancekit.adapters.model_file import HEADER, fingerprint
from stancekit.contract.classifier import TrainableClassifier


def words(model):
    return make_pipeline(TfidfVectorizer(), model)


ESTIMATORS = [
    words(LogisticRegression(C=10)),
    words(LinearSVC()),
    words(RandomForestClassifier(n_estimators=20)),
    words(NearestCentroid()),
    make_pipeline(CountVectorizer(ngram_range=(1, 2)), MultinomialNB()),
    GridSearchCV(words(SGDClassifier()), {"sgdclassifier__alpha": [1e-3, 1e-2]}, cv=StratifiedKFold(2, shuffle=True)),
]


TREES = ("sklearn.tree._tree.Tree",)


def trained(estimator, **options):
    classifier = from_estimator(estimator, **options)
    classifier.fit(*labelled())
    return classifier


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: type(estimator).__name__)
def test_it_learns_forgets_and_is_saved_exactly(estimator, tmp_path):
    pairs, stances = labelled()
    classifier = from_estimator(estimator, trusted=TREES)
    assert isinstance(classifier, TrainableClassifier)
    for call in (lambda: classifier.classify(pairs), lambda: classifier.save(tmp_path / "model")):
        with pytest.raises(NotFittedError, match="learnt nothing"):
            call()
    classifier.fit(pairs, stances)
    asked = [*pairs, ask("Peru will back the talks"), ask(""), ask("☃ 🙂", TARIFFS)]
    assert polarities(classifier, *pairs) == [stance.polarity for stance in stances]
    classifier.save(tmp_path / "model")
    loaded = from_estimator(estimator, trusted=TREES)
    loaded.load(tmp_path / "model")
    assert loaded.classify(asked) == classifier.classify(asked)
    turned = {"favor": "against", "against": "favor", "none": "none"}
    loaded.fit(pairs, [Stance(target=one.target, polarity=turned[one.polarity]) for one in stances])
    assert polarities(loaded, ask("Peru will back the talks")) == ["against"]


def test_stances_have_probabilities_where_the_estimator_has_them():
    (stance,) = trained(words(LogisticRegression(C=10))).classify([ask("Peru will reject the talks", holder="Peru")])
    assert (stance.polarity, stance.label, stance.classifier) == ("against", "refuses_to_talk", "Pipeline")
    assert stance.holder.name == "Peru"
    assert set(stance.probabilities) == {"favor", "against", "none"}
    assert sum(stance.probabilities.values()) == pytest.approx(1.0)
    assert max(stance.probabilities, key=stance.probabilities.get) == "against"
    (stance,) = trained(words(LinearSVC())).classify([ask("Peru will reject the talks")])
    assert (stance.polarity, stance.probabilities) == ("against", None)


def test_the_target_is_read():
    """Whoever backs the talks rejects the tariffs: only the target tells the pairs on one text apart."""
    text = "We meet again"
    pairs = [ask(text, TALKS), ask(text, TARIFFS)] * 4
    stances = [Stance(target="talks", polarity="favor"), Stance(target="tariffs", polarity="against")] * 4
    classifier = from_estimator(words(LogisticRegression()))
    classifier.fit(pairs, stances)
    assert polarities(classifier, *pairs[:2]) == ["favor", "against"]


def holder_first(pair):
    return f"{pair.statement.holder.name} on {pair.target.name}: {pair.statement.content}"


def test_the_text_of_a_pair_can_be_another(tmp_path):
    text = "We will see about the talks"
    pairs = [ask(text, holder=name) for name in ("Norway", "Chile")] * 4
    stances = [Stance(target="talks", polarity=polarity) for polarity in ("favor", "against")] * 4
    classifier = from_estimator(words(LogisticRegression()), text=holder_first)
    classifier.fit(pairs, stances)
    assert polarities(classifier, *pairs[:2]) == ["favor", "against"]
    classifier.save(tmp_path / "model")
    with pytest.raises(InputError, match=r"text function .*holder_first, and this classifier has .*target_and_content"):
        from_estimator(words(LogisticRegression())).load(tmp_path / "model")


def test_labels_of_the_task_s_own_are_learnt(tmp_path):
    pairs, stances = labelled()
    codes = {"favor": "SUPPORT", "against": "REJECT", "none": None}
    own = [Stance(target=one.target, polarity=one.polarity, label=codes[one.polarity]) for one in stances]
    classifier = from_estimator(words(LogisticRegression(C=10)))
    classifier.fit(pairs, own)
    classifier.save(tmp_path / "model")
    loaded = from_estimator(words(LogisticRegression()))
    loaded.load(tmp_path / "model")
    assert [(one.polarity, one.label) for one in loaded.classify(pairs)] == [(one.polarity, one.label) for one in own]


@pytest.mark.parametrize("estimator", [ESTIMATORS[2], ESTIMATORS[5]])
def test_the_seed_is_the_start_of_all_randomness(estimator):
    pairs, stances = labelled()
    doubtful = [ask(text) for text in ("Norway will", "the", "back reject", "Chile will see the tariffs")]

    def answers(seed):
        np.random.seed(None)
        classifier = from_estimator(estimator)
        classifier.fit(pairs, stances, seed=seed)
        return classifier.classify(doubtful)

    assert answers(1) == answers(1)


def test_every_random_state_is_the_seed_and_the_caller_s_estimator_stays_as_it_was():
    search = GridSearchCV(words(SGDClassifier()), {"sgdclassifier__alpha": [0.1]}, cv=StratifiedKFold(2, shuffle=True))
    made = seeded(search, 7)
    assert (made.estimator[-1].random_state, made.cv.random_state) == (7, 7)
    assert (search.estimator[-1].random_state, search.cv.random_state) == (None, None)


@pytest.mark.parametrize("thing", [LogisticRegression, LinearRegression(), KMeans(), TfidfVectorizer(), "svm", None])
def test_what_is_no_classifier_is_refused(thing):
    with pytest.raises(TypeError, match="takes a classifier of scikit-learn"):
        from_estimator(thing)


@pytest.mark.parametrize(
    ("pairs", "stances", "message"),
    [
        ([], [], "no pairs"),
        (labelled()[0][:1], labelled()[1][:1], "nothing to learn"),
        (labelled()[0], labelled()[1][:-1], "24 pairs and 23 stances"),
    ],
)
def test_what_cannot_be_learnt_from_is_an_input_error(pairs, stances, message):
    with pytest.raises(InputError, match=message):
        from_estimator(words(LinearSVC())).fit(pairs, stances)


class Lowered(TransformerMixin, BaseEstimator):
    """A part that isn't scikit-learn's."""

    def fit(self, texts, y=None):
        return self

    def transform(self, texts):
        return [text.lower() for text in texts]


def test_a_part_of_one_s_own_is_saved_and_loaded_only_where_it_is_trusted(tmp_path):
    own = f"{Lowered.__module__}.Lowered"
    estimator = Pipeline([("lowered", Lowered()), ("words", TfidfVectorizer()), ("model", LinearSVC())])
    with pytest.raises(InputError, match=re.escape(own)):
        trained(estimator).save(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []
    trusting = trained(estimator, trusted=[own])
    trusting.save(tmp_path / "model")
    with pytest.raises(InputError, match=f"not read: it names {re.escape(own)}"):
        from_estimator(estimator).load(tmp_path / "model")
    loaded = from_estimator(estimator, trusted=[own])
    loaded.load(tmp_path / "model")
    assert loaded.classify(labelled()[0]) == trusting.classify(labelled()[0])


def test_a_file_that_cannot_be_read_is_named_and_leaves_the_classifier(tmp_path):
    path = tmp_path / "model"
    classifier = trained(words(LogisticRegression(C=10)))
    classifier.save(path)
    whole = path.read_bytes()
    expected = classifier.classify(labelled()[0])
    for broken in (b"", b"PK", whole[:100], whole[: len(whole) // 2], whole[:-1], b"text\n" * 50):
        path.write_bytes(broken)
        with pytest.raises(InputError, match=re.escape(str(path))):
            classifier.load(path)
    for place in range(0, len(whole), len(whole) // 40):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            classifier.load(path)
        except InputError as error:
            assert str(path) in str(error)  # noqa: PT017  # Some bytes of an archive mean nothing.
        assert classifier.classify(labelled()[0]) == expected
    with pytest.raises(InputError, match="No such file"):
        classifier.load(tmp_path / "nowhere")


def rewritten(path, name, change, *, fingerprinted=False):
    """Change the content of a file in the archive, and where asked make the fingerprint that of the new contents."""
    with zipfile.ZipFile(path) as archive:
        files = {file: archive.read(file) for file in archive.namelist()}
    files[name] = json.dumps(change(json.loads(files[name]))).encode()

    def write():
        with zipfile.ZipFile(path, "w") as archive:
            for file, data in files.items():
                archive.writestr(file, data)

    write()
    if fingerprinted:
        header = json.loads(files[HEADER])
        files[HEADER] = json.dumps(header | {"fingerprint": fingerprint(path.read_bytes())}).encode()
        write()


def intrude(schema):
    call = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "__id__": 1,
        "content": "os.system",
    }
    schema["content"]["content"]["intruder"] = call
    return schema


@pytest.mark.parametrize(
    ("fingerprinted", "message"), [(True, "doesn't trust|can't be read"), (False, "changed since it was written")]
)
def test_a_file_of_other_code_is_refused(fingerprinted, message, tmp_path):
    path = tmp_path / "model"
    classifier = trained(words(LogisticRegression()))
    classifier.save(path)
    rewritten(path, "schema.json", intrude, fingerprinted=fingerprinted)
    with pytest.raises(InputError, match=message):
        classifier.load(path)


def test_a_newer_file_and_one_of_another_estimator_are_refused(tmp_path):
    path = tmp_path / "model"
    trained(words(LogisticRegression())).save(path)
    with pytest.raises(
        InputError, match=r"estimator sklearn\.pipeline\.Pipeline, and this classifier has .*GridSearch"
    ):
        from_estimator(ESTIMATORS[5]).load(path)
    rewritten(path, HEADER, lambda header: header | {"version": 99, "more": 1})
    with pytest.raises(InputError, match=r"version: it is of format 99, .* reads up to 1"):
        from_estimator(words(LogisticRegression())).load(path)
    skops.io.dump(LogisticRegression(), path)
    with pytest.raises(InputError, match="not a model of"):
        from_estimator(words(LogisticRegression())).load(path)
