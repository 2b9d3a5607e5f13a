"""What holds of the rule classifier whatever it is given: spans inside the text, one answer a pair, no word trusted."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext

import msgspec
import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from said import DIPLOMACY
from stancekit.contract.classifier import Classifier, Pair
from stancekit.formats.codebooks import pattern_problems
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Cues, Example, Target
from stancekit.text import patterns
from stancekit_rules.stance import RuleClassifier
from stancekit_rules.stance.cues import Recogniser

WORDS = st.sampled_from(
    "we it Iran rejects wants to resume talks the sanctions must not be lifted if unless but a ceasefire , . ? “ ” n't "
    "never no “truce” any launch says that opposes NATO's expansion plan this decision Zürich 🕊 naïve é \u200f".split()
)
PROSE = st.lists(WORDS, max_size=40).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Statement]]:
    """A document whose every line is a statement: "SOURCE CUE CONTENT", the content sometimes in two pieces."""
    text, statements = "", []
    for _ in range(draw(st.integers(1, 4))):
        cue = draw(st.sampled_from(["said", "rejected", "did not rule out", "called for", "expressed", "warned"]))
        first, second = draw(PROSE), draw(PROSE)
        start = len(text)
        text += f"Iran {cue} "
        spans = [(len(text), len(text) + len(first))]
        text += first
        if second:
            text += " | "
            spans.append((len(text), len(text) + len(second)))
            text += second
        text += "\n"
        spans = [span for span in spans if span[0] < span[1]]
        statements.append(
            Statement(
                content=" ".join(text[low:high] for low, high in spans),
                content_spans=tuple(spans),
                cue=cue,
                cue_spans=((start + 5, start + 5 + len(cue)),),
                source="Iran",
                source_spans=((start, start + 4),),
                holder=draw(st.sampled_from([None, Actor("Iran"), Actor("Anna Lind", role="Swedish minister")])),
            )
        )
    return Document(text=text), statements


def pairs_of(document: Document, statements: list[Statement]) -> list[Pair]:
    return [Pair(statement=one, target=two, document=document) for one in statements for two in DIPLOMACY.targets]


def test_it_is_a_classifier() -> None:
    assert isinstance(RuleClassifier(), Classifier)


@settings(deadline=None, max_examples=60)
@given(documents())
def test_each_pair_gets_one_stance_with_evidence_inside(given_one: tuple[Document, list[Statement]]) -> None:
    document, statements = given_one
    pairs = pairs_of(document, statements)
    stances = RuleClassifier().classify(pairs)
    assert [stance.target for stance in stances] == [pair.target.name for pair in pairs]
    for pair, stance in zip(pairs, stances, strict=True):
        assert (stance.polarity == "none") == (stance.rule is None) == (not stance.evidence)
        assert stance.label == pair.target.label(stance.polarity)
        own = (*pair.statement.content_spans, *pair.statement.cue_spans)
        for start, end in stance.evidence:
            assert start < end
            assert any(low <= start and end <= high for low, high in own)


@settings(deadline=None, max_examples=40)
@given(documents(), documents())
def test_a_documents_stances_do_not_depend_on_what_else_is_asked(
    one: tuple[Document, list[Statement]], two: tuple[Document, list[Statement]]
) -> None:
    classifier = RuleClassifier()
    first, second = pairs_of(*one), pairs_of(*two)
    assert classifier.classify(first + second) == classifier.classify(first) + classifier.classify(second)
    backwards = RuleClassifier().classify([pair for pair in first if pair.target.name == "sanctions"])
    assert backwards == [stance for stance in classifier.classify(first) if stance.target == "sanctions"]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    statement = Statement(content=text, content_spans=((0, len(text)),) if text else ())
    stances = RuleClassifier().classify([Pair(statement=statement, target=target) for target in DIPLOMACY.targets])
    assert len(stances) == len(DIPLOMACY.targets)


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name))
def test_a_bare_target_is_recognised_by_its_name_taken_literally(name: str) -> None:
    target = Target(name)
    words = Statement(content=f"We oppose {name}", content_spans=((0, 10 + len(name)),))
    stance = RuleClassifier().classify([Pair(statement=words, target=target)])[0]
    assert stance.polarity in ("against", "none")
    other = Statement(content="We oppose", content_spans=((0, 9),))
    assert RuleClassifier().classify([Pair(statement=other, target=target)])[0].polarity == "none"


def test_patterns_are_compiled_once_however_many_objects_bring_them(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = []
    make = re2.Set.SearchSet
    monkeypatch.setattr(re2.Set, "SearchSet", lambda options: sets.append(options) or make(options))
    for classifier in (RuleClassifier(), RuleClassifier()):
        pairs = [
            Pair(
                Statement(content=f"We support the weir {number}", content_spans=((0, 20 + len(str(number))),)),
                Target("weir", favor=label, cues=Cues(mention=("the weir",))),
            )
            for number in range(100)
            for label in ("for", "pro")
        ]
        assert [stance.label for stance in classifier.classify(pairs)] == ["for", "pro"] * 100
    assert 1 <= len(sets) <= 3


def test_a_bare_target_and_its_aliases() -> None:
    target = Target("nuclear energy", aliases=("atomic power",))
    for text, polarity in (
        ("We must end nuclear energy now", "against"),
        ("The party supports atomic power", "favor"),
        ("Nuclear energy made up a tenth of the supply", "none"),
    ):
        statement = Statement(content=text, content_spans=((0, len(text)),))
        assert RuleClassifier().classify([Pair(statement=statement, target=target)])[0].polarity == polarity


def test_evidence_points_at_the_operator_the_mention_and_the_condition() -> None:
    text = "Zürich said it is ready for talks if the shelling stops."
    statement = Statement(
        content=text[12:-1],
        content_spans=((12, len(text) - 1),),
        cue="said",
        cue_spans=((7, 11),),
        holder=Actor("Zürich"),
    )
    pair = Pair(statement=statement, target=DIPLOMACY.target("negotiation"), document=Document(text=text))
    stance = RuleClassifier().classify([pair])[0]
    shown = " ".join(text[start:end] for start, end in stance.evidence)
    assert stance.conditional
    for words in ("ready for", "talks", "if the shelling stops"):
        assert words in shown


@pytest.mark.parametrize("mentions", [400, 4000])
def test_a_very_long_statement_is_judged_to_its_end(mentions: int) -> None:
    text = "talks and this plan, if it " * mentions + "we reject the sanctions"
    statement = Statement(content=text, content_spans=((0, len(text)),))
    stance = RuleClassifier().classify([Pair(statement=statement, target=DIPLOMACY.target("sanctions"))])[0]
    assert stance.polarity == "against"


@pytest.mark.parametrize("count", [10, 60])
@pytest.mark.parametrize("kinds", [("mention",), ("favor", "against"), ("hinder", "mention")])
def test_what_the_check_of_a_codebook_accepts_runs(
    count: int, kinds: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MAX_MEMORY", 1 << 20)
    cues = {kind: [f"{kind}{number}.{{60}}x" for number in range(count)] for kind in kinds}
    target = msgspec.convert({"name": "own", "cues": cues}, Target)
    pair = Pair(statement=Statement(content="we reject it", content_spans=((0, 12),)), target=target)
    found = pattern_problems(Codebook(name="own", targets=(target,)))
    assert bool(found) == (count == 60)
    with pytest.raises(re2.error, match="together") if found else nullcontext():
        assert RuleClassifier().classify([pair])[0].polarity == "none"


def test_many_targets_are_made_ready_once_for_all_statements_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Mapping[str, Sequence[str]]] = []

    class Counted(Recogniser):
        def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
            made.append(patterns)
            super().__init__(patterns)

    monkeypatch.setattr("stancekit_rules.stance.cues.Recogniser", Counted)
    text = "we support name7 talks"
    targets = [Target(f"name{number}") for number in range(600)]  # more than are kept
    statements = [Statement(content=text, content_spans=((0, len(text)),)) for _ in range(3)]
    stances = RuleClassifier().classify([Pair(statement=one, target=two) for one in statements for two in targets])
    assert [stance.target for stance in stances if stance.polarity == "favor"] == ["name7"] * 3
    assert len(made) == len(targets)


class TestCheck:
    """What `check_codebook` says of cues and examples."""

    def check(self, target: Target) -> list[str]:
        return RuleClassifier().check_codebook(Codebook(name="own", targets=(target,)))

    def test_the_codebook_diplomacy_is_clean(self) -> None:
        assert RuleClassifier().check_codebook(DIPLOMACY) == []

    def test_a_pattern_that_is_none(self) -> None:
        (message,) = self.check(Target("dam", cues=Cues(mention=("dam", "dam("))))
        assert message.startswith("targets[0].cues.mention[1]: not a pattern")

    def test_a_pattern_that_matches_everywhere(self) -> None:
        (message,) = self.check(Target("dam", cues=Cues(mention=("(?:dam)?",))))
        assert "empty text" in message

    def test_a_kind_of_cue_that_no_example_needs(self) -> None:
        target = Target(
            "dam",
            cues=Cues(mention=("dam",), hinder=("demolition of the dam",)),
            examples=(Example(text="We support the dam", polarity="favor"),),
        )
        (message,) = self.check(target)
        assert message.startswith("targets[0].cues.hinder: none of these patterns")

    def test_an_example_that_no_cue_matches_and_one_that_the_rules_get_wrong(self) -> None:
        target = Target(
            "dam",
            cues=Cues(mention=("dam",)),
            examples=(
                Example(text="We support the reservoir", polarity="favor"),
                Example(text="We support the dam", polarity="against"),
            ),
        )
        unmatched, wrong = self.check(target)
        assert unmatched.startswith("targets[0].examples[0]: no cue matches")
        assert wrong.startswith("targets[0].examples[1]: expected against, the rules say favor")

    def test_a_broken_pattern_stops_the_classifier_with_the_engines_error(self) -> None:
        statement = Statement(content="a dam", content_spans=((0, 5),))
        with pytest.raises(re2.error):
            RuleClassifier().classify([Pair(statement=statement, target=Target("dam", cues=Cues(mention=("dam(",))))])
