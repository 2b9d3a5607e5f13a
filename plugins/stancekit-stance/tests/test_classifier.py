"""The classifier `news` as it is shipped."""

import pickle
from pathlib import Path

import pytest

from small_models import write
from stancekit import Actor, Document, Statement, Target
from stancekit.contract.classifier import Pair
from stancekit.hosting.plugins import get_codebook
from stancekit.nouns.stance import Stance
from stancekit_stance.classifier import NewsClassifier

TARGETS = {target.name: target for target in get_codebook("diplomacy").targets}


@pytest.fixture(scope="module")
def classifier() -> NewsClassifier:
    return NewsClassifier()


def asked(target: Target, holder: str, cue: str, content: str, before: str = "") -> Pair:
    """A statement that stands in a document as `BEFORE HOLDER CUE CONTENT.`"""
    at = len(before) + len(holder) + 1
    cue_span, content_span = (at, at + len(cue)), (at + len(cue) + 1, at + len(cue) + 1 + len(content))
    statement = Statement(
        content=content,
        content_spans=(content_span,),
        cue=cue,
        cue_spans=(cue_span,),
        source=holder,
        source_spans=((len(before), at - 1),),
        speaker=Actor(holder),
        holder=Actor(holder),
    )
    return Pair(statement, target, Document(text=f"{before}{holder} {cue} {content}."))


def shown(pair: Pair, stance: Stance) -> str:
    assert pair.document is not None
    return " ".join(pair.document.text[start:end] for start, end in stance.evidence)


@pytest.mark.parametrize(
    ("target", "polarity", "holder", "cue", "content"),
    [
        ("negotiation", "favor", "Peru", "said", "it was ready to sit down with Chile and talk"),
        ("negotiation", "against", "Chile", "refused", "to attend the talks"),
        ("negotiation", "none", "Two aides", "said", "the talks lasted for five hours"),
        ("sanctions", "against", "Chile", "demanded", "that the embargo be lifted at once"),
        ("sanctions", "favor", "Peru", "called for", "tougher sanctions against Chile"),
        ("ceasefire", "favor", "Peru", "urged", "both armies to stop the shelling"),
        ("ceasefire", "against", "The general", "vowed", "to fight on until the capital falls"),
        ("military_aid", "favor", "Peru", "said", "it would send tanks to the rebels"),
        ("disarmament", "favor", "Chile", "condemned", "the missile launch"),
        ("disarmament", "none", "The army", "said", "the missile flew 400 kilometers"),
    ],
)  # fmt: skip
def test_plain_positions(
    classifier: NewsClassifier, target: str, polarity: str, holder: str, cue: str, content: str
) -> None:
    (stance,) = classifier.classify([asked(TARGETS[target], holder, cue, content)])
    assert stance.polarity == polarity, stance.probabilities


def test_a_condition_is_marked(classifier: NewsClassifier) -> None:
    plain, tied = classifier.classify(
        [
            asked(TARGETS["negotiation"], "Peru", "said", "it is ready for talks with Chile"),
            asked(TARGETS["negotiation"], "Peru", "said", "it is ready for talks if Chile withdraws its troops"),
        ]
    )
    assert (plain.polarity, plain.conditional) == ("favor", False)
    assert (tied.polarity, tied.conditional) == ("favor", True)


def test_evidence_is_a_few_words_of_the_statement(classifier: NewsClassifier) -> None:
    content = "after four years of war, with winter near and no money left, it was time to lift the sanctions on Chile"
    pair = asked(TARGETS["sanctions"], "Peru", "said", content)
    (stance,) = classifier.classify([pair])
    assert stance.polarity == "against"
    assert "sanctions" in shown(pair, stance)
    assert len(shown(pair, stance)) < len(content) / 2


def test_what_stands_before_is_read_along_with_a_short_statement(classifier: NewsClassifier) -> None:
    shares = []
    for before in ("The U.N. asked both armies for a truce over the holidays. ", "The museum bought a painting. "):
        pair = asked(TARGETS["ceasefire"], "Chile", "welcomed", "the idea", before)
        (stance,) = classifier.classify([pair])
        assert stance.probabilities is not None
        shares.append(stance.probabilities["favor"])
    assert shares[0] > 3 * shares[1]


def test_a_target_that_was_not_learnt_is_asked_by_its_codebook_entry(classifier: NewsClassifier) -> None:
    tariffs = Target("toll", description="A toll on lorries.", aliases=("road toll",), favor="wants_toll")
    wanted, unwanted, neither = classifier.classify(
        [
            asked(tariffs, "The mayor", "called for", "a road toll"),
            asked(tariffs, "The union", "rejected", "the road toll"),
            asked(tariffs, "The driver", "said", "it was raining"),
        ]
    )
    assert wanted.probabilities is not None
    assert unwanted.probabilities is not None
    assert neither.polarity == "none"
    assert wanted.probabilities["favor"] > unwanted.probabilities["favor"]
    assert unwanted.probabilities["against"] > wanted.probabilities["against"]


def test_it_can_be_sent_to_another_process(classifier: NewsClassifier) -> None:
    pair = asked(TARGETS["negotiation"], "Chile", "refused", "to attend the talks")
    again = pickle.loads(pickle.dumps(classifier))
    assert again.classify([pair]) == classifier.classify([pair])


def test_another_model_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "own.model", details={"gate": 1.0})
    (stance,) = NewsClassifier(path).classify([asked(TARGETS["negotiation"], "Peru", "said", "it wants talks")])
    assert stance.probabilities is not None
    assert sum(stance.probabilities.values()) == pytest.approx(1, abs=1e-3)
