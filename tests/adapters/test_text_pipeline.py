"""Pipelines of Hugging Face as classifiers, with tiny models that the tests make and save."""

import re

import huggingface_hub
import pytest
import transformers

from adapted import TALKS, TARIFFS, ask, polarities
from stancekit import InputError, Target
from stancekit.adapters import from_pipeline
from stancekit.nouns.target import Hypotheses
from tiny_models import LONGEST, entailment_model, stance_model

STANCE, ZERO_SHOT = "text-classification", "zero-shot-classification"


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)


@pytest.fixture(scope="module")
def stance_folder(tmp_path_factory):
    return stance_model(tmp_path_factory.mktemp("stance") / "tiny-stance")


@pytest.fixture(scope="module")
def entailment_folder(tmp_path_factory):
    return entailment_model(tmp_path_factory.mktemp("entailment") / "tiny-entailment")


def test_a_model_s_folder_becomes_a_classifier(stance_folder):
    classifier = from_pipeline(stance_folder)
    pairs = [ask("we back it"), ask("we reject it"), ask("we saw it"), ask("we back it", Target("boycott"))]
    assert polarities(classifier, *pairs) == ["favor", "against", "none", "against"]
    stance = classifier.classify(pairs)[0]
    assert (stance.target, stance.classifier) == ("talks", "tiny-stance")
    assert set(stance.probabilities) == {"favor", "against", "none"}
    assert sum(stance.probabilities.values()) == pytest.approx(1.0)
    assert stance.probabilities["favor"] > 0.7


def test_a_pipeline_becomes_the_same_classifier_and_stays_as_it_was(stance_folder):
    pipe = transformers.pipeline(STANCE, model=str(stance_folder))
    tokenizer = pipe.tokenizer
    pairs = [ask("we back it"), ask("we saw it", TARIFFS)]
    assert from_pipeline(pipe).classify(pairs) == from_pipeline(str(stance_folder)).classify(pairs)
    assert pipe.tokenizer is tokenizer
    assert pipe("we back it")[0]["label"] == "FAVOR"


def test_labels_stand_for_polarities_and_several_may_share_one(tmp_path):
    folder = stance_model(tmp_path / "coded", ("PRO", "CON", "NEUTRAL", "UNRELATED"))
    with pytest.raises(
        ValueError, match=r"it has PRO, CON, NEUTRAL, UNRELATED, and their names say none; give labels="
    ):
        from_pipeline(folder)
    labels = {"PRO": "favor", "CON": "against", "NEUTRAL": "none", "UNRELATED": "none"}
    classifier = from_pipeline(folder, labels=labels)
    assert polarities(classifier, ask("we back it"), ask("we reject it"), ask("we saw it")) == [
        "favor",
        "against",
        "none",
    ]
    # Without a word that it knows, the model gives each of its four labels a quarter.
    assert classifier.classify([ask("it rained")])[0].probabilities == pytest.approx(
        {"favor": 0.25, "against": 0.25, "none": 0.5}
    )


@pytest.mark.parametrize(
    "labels", [{"FAVOR": "favor"}, {"FAVOR": "favor", "AGAINST": "against", "NONE": "neutral"}, {"PRO": "favor"}, {}]
)
def test_labels_that_are_not_the_model_s_are_refused(labels, stance_folder):
    with pytest.raises(ValueError, match=r"it has FAVOR, AGAINST, NONE, and labels= has"):
        from_pipeline(stance_folder, labels=labels)


def test_what_the_model_reads_can_be_another_text(stance_folder):
    pair = ask("we back it", Target("boycott"))
    assert polarities(from_pipeline(stance_folder, text=lambda pair: pair.statement.content), pair) == ["favor"]
    swapped = from_pipeline(stance_folder, text=lambda pair: (pair.target.name, pair.statement.content))
    assert polarities(swapped, pair) == ["against"]


def test_an_entailment_model_is_asked_which_hypothesis_holds(entailment_folder):
    classifier = from_pipeline(entailment_folder, task=ZERO_SHOT)
    assert polarities(classifier, ask("we back it"), ask("we reject it"), ask("we saw it")) == [
        "favor",
        "against",
        "none",
    ]
    (stance,) = classifier.classify([ask("we back it", holder="Norway")])
    assert sum(stance.probabilities.values()) == pytest.approx(1.0)
    assert (stance.holder.name, stance.classifier) == ("Norway", "tiny-entailment")


def test_a_codebook_s_hypotheses_come_before_the_sentences_with_the_target_s_name(entailment_folder):
    """One hypothesis of several is enough, and having several makes no polarity likelier."""
    classifier = from_pipeline(entailment_folder, task=ZERO_SHOT)
    many = Target("talks", hypotheses=Hypotheses(favor=("{holder} went home.", "{holder} is here.", "They oppose it.")))
    pairs = [ask("we reject it", many), ask("we reject it", TALKS), ask("we saw it", many)]
    first, second, third = classifier.classify(pairs)
    assert first.probabilities["favor"] == pytest.approx(first.probabilities["against"])
    assert (second.polarity, third.polarity) == ("against", "none")


def test_names_are_put_into_the_sentences_as_they_are():
    from stancekit.adapters.zero_shot import HYPOTHESES, hypotheses_of

    found = hypotheses_of(ask("x", Target("military_aid"), "{target} {0}"), HYPOTHESES)
    assert found["favor"] == ("{target} {0} is in favor of military aid.",)
    assert hypotheses_of(ask("x", Target("a"), None), {"none": "{holder}, {target}, {other}"}) == {
        "none": ("The speaker, a, {other}",)
    }


def test_sentences_can_be_others(entailment_folder):
    turned = {"favor": "They oppose {target}.", "against": "They favor {target}."}
    classifier = from_pipeline(entailment_folder, task=ZERO_SHOT, hypotheses=turned)
    assert polarities(classifier, ask("we back it"), ask("we reject it")) == ["against", "favor"]
    with pytest.raises(ValueError, match="not of 'neutral'"):
        from_pipeline(entailment_folder, task=ZERO_SHOT, hypotheses={"neutral": "It rained."})


@pytest.mark.parametrize("longest", [LONGEST, None])
@pytest.mark.parametrize(("task", "make"), [(STANCE, stance_model), (ZERO_SHOT, entailment_model)])
def test_a_long_text_is_cut_or_refused(task, make, longest, tmp_path):
    """A tokenizer may not know how much its model takes; the target is read all the same."""
    folder = make(tmp_path / "model", longest=longest)
    long = ask("we back it " + "and so on " * 40)
    assert polarities(from_pipeline(folder, task=task), long) == ["favor"]
    if task == STANCE:
        assert polarities(from_pipeline(folder), ask(long.statement.content, Target("boycott"))) == ["against"]
    strict = from_pipeline(folder, task=task, truncate=False)
    assert polarities(strict, ask("we back it")) == ["favor"]
    with pytest.raises(InputError, match=rf"pair 2: 1\d\d tokens, and model takes {LONGEST}; shorten the text"):
        strict.classify([ask("we back it"), long])


def test_a_hypothesis_that_leaves_no_room_for_a_text_is_named(entailment_folder):
    classifier = from_pipeline(entailment_folder, task=ZERO_SHOT)
    long = Target("talks", hypotheses=Hypotheses(against=("They say and " + "again " * 30,)))
    with pytest.raises(InputError, match=r"pair 2: a hypothesis of 36 tokens leaves no room .*: 'They say and again"):
        classifier.classify([ask("we back it"), ask("we back it", long)])


def test_weights_that_are_pickled_are_not_read(tmp_path):
    folder = stance_model(tmp_path / "pickled", safe=False)
    with pytest.raises(
        InputError, match=rf"{re.escape(str(folder))}: can't be loaded .*no file named model.safetensors"
    ):
        from_pipeline(folder)


def test_a_model_that_was_not_trained_to_classify_is_refused(stance_folder, tmp_path):
    transformers.AutoModel.from_pretrained(stance_folder).save_pretrained(tmp_path / "base")
    transformers.AutoTokenizer.from_pretrained(stance_folder).save_pretrained(tmp_path / "base")
    with pytest.raises(
        InputError, match=r"isn't trained for .*: it has no weights called classifier\.bias, classifier"
    ):
        from_pipeline(tmp_path / "base")


def test_code_that_comes_with_a_model_is_not_run(stance_folder, tmp_path):
    import json
    import shutil

    folder, mark = tmp_path / "remote", tmp_path / "it-ran"
    shutil.copytree(stance_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(mark)!r}, 'w').close()")
    with pytest.raises(InputError, match="can't be loaded"):
        from_pipeline(folder)
    assert not mark.exists()


def test_what_is_no_model_is_named(tmp_path, stance_folder):
    with pytest.raises(InputError, match=f"{tmp_path}: can't be loaded for text-classification"):
        from_pipeline(tmp_path)
    with pytest.raises(InputError, match="nobody/nothing: can't be loaded"):
        from_pipeline("nobody/nothing")
    with pytest.raises(ValueError, match="this is 3"):
        from_pipeline(3)
    filling = transformers.pipeline("feature-extraction", model=str(stance_folder))
    with pytest.raises(ValueError, match="one for feature-extraction"):
        from_pipeline(filling)


def test_arguments_of_the_other_task_are_refused(stance_folder, entailment_folder):
    with pytest.raises(ValueError, match="hypotheses are for zero-shot-classification"):
        from_pipeline(stance_folder, hypotheses={"favor": "Yes."})
    with pytest.raises(ValueError, match="labels and text are for text-classification"):
        from_pipeline(entailment_folder, task=ZERO_SHOT, labels={"entailment": "favor"})
    with pytest.raises(ValueError, match="no label for entailment: it has FAVOR, AGAINST, NONE"):
        from_pipeline(stance_folder, task=ZERO_SHOT)


def test_a_model_with_one_label_is_refused(tmp_path):
    pipe = transformers.pipeline(STANCE, model=str(stance_model(tmp_path / "model")))
    pipe.model.config.id2label = {0: "favor"}
    with pytest.raises(ValueError, match="1 label"):
        from_pipeline(pipe)
