"""An estimator of scikit-learn as a classifier that learns."""

import io
import json
import re

import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from adapted import TALKS, TARIFFS, ask, labelled, polarities
from stancekit import InputError, NotFittedError, Stance
from stancekit.adapters import from_estimator
from stancekit.adapters.estimator import _FORMAT, Details, seeded
from stancekit.adapters.model_file import _members, _renumbered
from stancekit.contract.classifier import TrainableClassifier
from stancekit.formats.model_files import read_model_file, write_model_file


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
SPARSE = ("scipy.sparse._csr.csr_matrix",)


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
    with pytest.raises(InputError, match="no such file"):
        classifier.load(tmp_path / "nowhere")


def rewritten(path, **changed):
    """Change parts of a model file, with checksums to match."""
    file = read_model_file(path, _FORMAT)
    parts = file.parts | {name.replace("_", "."): change(file.parts) for name, change in changed.items()}
    write_model_file(path, _FORMAT, file.details, parts=parts, libraries=file.libraries)


def intrude(schema):
    call = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "__id__": 10**9,
        "content": "os.system",
    }
    schema["content"]["content"]["intruder"] = call
    return schema


def test_a_file_of_other_code_is_refused(tmp_path):
    path = tmp_path / "model"
    classifier = trained(words(LogisticRegression()))
    classifier.save(path)
    rewritten(path, schema_json=lambda parts: json.dumps(intrude(json.loads(parts["schema.json"]))).encode())
    with pytest.raises(InputError, match=r"doesn't trust|can't be read"):
        classifier.load(path)


def test_a_file_of_another_estimator_is_refused(tmp_path):
    path = tmp_path / "model"
    trained(words(LogisticRegression())).save(path)
    with pytest.raises(
        InputError, match=r"estimator sklearn\.pipeline\.Pipeline, and this classifier has .*GridSearch"
    ):
        from_estimator(ESTIMATORS[5]).load(path)
    skops.io.dump(LogisticRegression(), path)
    with pytest.raises(InputError, match="not a model of"):
        from_estimator(words(LogisticRegression())).load(path)


def test_the_same_training_gives_the_same_file(tmp_path):
    files = []
    for name in ("one", "other"):
        classifier = trained(make_pipeline(TfidfVectorizer(), KNeighborsClassifier(3)), trusted=SPARSE)
        classifier.save(tmp_path / name)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    loaded = from_estimator(classifier.estimator, trusted=SPARSE)
    loaded.load(tmp_path / "one")
    assert loaded.classify(labelled()[0]) == classifier.classify(labelled()[0])


def no_number(parts, value):
    name = max((name for name in parts if name.endswith(".npy")), key=lambda name: len(parts[name]))
    array = np.load(io.BytesIO(parts[name])).copy()
    array.flat[0] = value
    stream = io.BytesIO()
    np.save(stream, array)
    return name, stream.getvalue()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(tmp_path, value):
    path = tmp_path / "model"
    classifier = trained(words(LogisticRegression()))
    classifier.save(path)
    file = read_model_file(path, _FORMAT)
    name, data = no_number(file.parts, value)
    write_model_file(path, _FORMAT, file.details, parts=file.parts | {name: data})
    with pytest.raises(InputError, match="aren't finite"):
        classifier.load(path)
    classifier._fitted[0][-1].coef_[0, 0] = value
    with pytest.raises(InputError, match=r"not written: .*aren't finite"):
        classifier.save(path)


FOREVER = r"(a+)+b"
RISKS = [
    (TfidfVectorizer(token_pattern=FOREVER), "token_pattern '(a+)+b'"),
    (HashingVectorizer(token_pattern=FOREVER), "token_pattern '(a+)+b'"),
    (CountVectorizer(input="filename"), "reads files (input='filename')"),
    (CountVectorizer(analyzer=np.exp), "the analyzer"),
]


@pytest.mark.parametrize(("vectorizer", "message"), RISKS)
@pytest.mark.parametrize("wrap", [lambda part: part, lambda part: FeatureUnion([("part", part)])])
def test_a_vectorizer_that_a_text_cannot_be_left_to_is_refused(tmp_path, vectorizer, message, wrap):
    classifier = trained(make_pipeline(wrap(CountVectorizer()), LogisticRegression()))
    found = classifier._fitted[0][0]
    target = found if isinstance(found, CountVectorizer) else found.transformer_list[0][1]
    target.__dict__.update({name: value for name, value in vectorizer.__dict__.items() if name in vars(target)})
    with pytest.raises(InputError, match=re.escape(message)):
        classifier.save(tmp_path / "model")
    # A stranger's file wasn't written by `save`.
    parts = _renumbered(_members(skops.io.dumps(classifier._fitted[0])))
    details = Details("sklearn.pipeline.Pipeline", "stancekit.adapters.estimator.target_and_content", {})
    write_model_file(tmp_path / "model", _FORMAT, details, parts=parts)
    with pytest.raises(InputError, match=f"not read: .*{re.escape(message)}"):
        from_estimator(classifier.estimator).load(tmp_path / "model")


def test_a_token_pattern_that_is_trusted_is_read(tmp_path):
    estimator = make_pipeline(TfidfVectorizer(token_pattern=r"[a-z]+"), LogisticRegression())
    with pytest.raises(InputError, match=re.escape("token_pattern '[a-z]+'")):
        trained(estimator).save(tmp_path / "model")
    trusting = trained(estimator, trusted=["[a-z]+"])
    trusting.save(tmp_path / "model")
    loaded = from_estimator(estimator, trusted=["[a-z]+"])
    loaded.load(tmp_path / "model")
    assert loaded.classify(labelled()[0]) == trusting.classify(labelled()[0])


def test_an_array_that_says_it_is_larger_takes_no_memory(tmp_path):
    path = tmp_path / "model"
    classifier = trained(words(LogisticRegression()))
    classifier.save(path)
    file = read_model_file(path, _FORMAT)
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": (2**40,)})
    name, _ = no_number(file.parts, 0)
    write_model_file(path, _FORMAT, file.details, parts=file.parts | {name: stream.getvalue()})
    with pytest.raises(InputError, match="longer or shorter than it says"):
        classifier.load(path)
