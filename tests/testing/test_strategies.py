"""The strategies of the conformance kit: what they make is valid, its truth is true, and it shrinks to little."""

from collections import Counter
from itertools import pairwise

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from stancekit import Actor, Analysis, Analyzer, Codebook, Document, Pair, Stance, Statement, Target, decode, encode
from stancekit.formats.codebooks import parse_codebook
from stancekit.formats.rows.questions import text_of
from stancekit.hosting.answers import ask
from stancekit.nouns.analysis import refer_to
from stancekit.nouns.statement import join_spans
from stancekit.testing.strategies import documents, labelled_sets, pairs
from stancekit.testing.strategies.articles import AttributedDocument, attributed_documents
from stancekit.testing.strategies.labelled_sets import LabelledSet, make_train_and_test
from stancekit.testing.strategies.nouns import (
    actors,
    codebooks,
    documents_with_statements,
    stances,
    statements,
    targets,
    texts,
)

SMALLEST = settings(
    database=None,
    derandomize=True,
    max_examples=1000,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def words(content: str) -> list[str]:
    return content.split()


def answer(stance: Stance) -> str:
    return stance.label or stance.polarity


def telling_words(labelled: LabelledSet) -> dict[str, str]:
    """The words that stand with one answer only, each with that answer: a bag of words that is looked up."""
    answers: dict[str, set[str]] = {}
    for pair, stance in zip(*labelled, strict=True):
        for word in words(pair.statement.content):
            answers.setdefault(word, set()).add(answer(stance))
    return {word: found.pop() for word, found in answers.items() if len(found) == 1}


def assert_spans_hold(text: str, statement: Statement) -> None:
    for spans, said in (
        (statement.content_spans, statement.content),
        (statement.cue_spans, statement.cue),
        (statement.source_spans, statement.source),
    ):
        assert all(0 <= start < end <= len(text) for start, end in spans) or not text
        assert list(spans) == sorted(spans)
        assert (join_spans(text, spans) if spans else None) == said
    every = sorted([*statement.content_spans, *statement.cue_spans, *statement.source_spans])
    assert all(first[1] <= second[0] for first, second in pairwise(every))


# Any valid noun


@given(texts(longest_run=1000))
def test_a_text_is_one_that_documents_and_tables_take(text: str) -> None:
    assert text_of({"text": text}, "text") == (text if text.strip() else None)
    analyzer = Analyzer(codebook=Codebook(name="none", targets=()), extractor=Silent(), classifier=Silent())
    assert analyzer.analyze(text).statements == ()
    assert decode(encode(Document(text=text)), Document).text == text


class Silent:
    def extract(self, document):
        return []

    def classify(self, pairs):
        return []


@pytest.mark.parametrize(
    "strange",
    ["\r\n", "\N{RIGHT-TO-LEFT MARK}", "\N{COMBINING ACUTE ACCENT}", "\N{ZERO WIDTH JOINER}\N{ROCKET}", "\x07", "“"],
    ids=ascii,
)
def test_a_text_may_be_strange_and_then_shrinks_to_what_is_strange(strange: str) -> None:
    smallest = find(texts(), lambda text: strange in text, settings=SMALLEST)
    assert len(smallest) <= 4


def test_a_text_may_have_a_long_run_when_asked_to() -> None:
    assert len(find(texts(longest_run=50_000), lambda text: len(text) > 10_000, settings=SMALLEST)) == 10_001


@given(actors(), targets())
def test_names_are_not_blank(actor: Actor, target: Target) -> None:
    assert all(name.strip() for name in (actor.name, target.name, *target.aliases))


@given(codebooks())
def test_a_codebook_is_read_from_yaml_as_it_was_written(codebook: Codebook) -> None:
    # Other than ASCII is escaped: YAML folds the line ends of Unicode where they are written as they are.
    written = yaml.safe_dump(msgspec.json.decode(encode(codebook)), sort_keys=False)
    assert parse_codebook(written) == codebook


def test_a_codebook_shrinks_to_a_bare_target() -> None:
    assert find(codebooks(), lambda codebook: True, settings=SMALLEST) == Codebook(name="a", targets=(Target("a"),))


@pytest.mark.parametrize("field", ["description", "aliases", "favor", "includes", "cues", "examples", "hypotheses"])
def test_a_target_may_have_what_a_codebook_says_and_then_shrinks_to_it(field: str) -> None:
    bare = Target("a")
    found = find(targets(), lambda target: getattr(target, field) != getattr(bare, field), settings=SMALLEST)
    unneeded = {"description", "aliases", "favor", "against", "includes", "cues", "examples"} - {field}
    assert all(getattr(found, other) == getattr(bare, other) for other in unneeded)


@given(documents_with_statements())
def test_statements_hold_together(case: tuple[Document, tuple[Statement, ...]]) -> None:
    document, found = case
    for index, statement in enumerate(found):
        assert_spans_hold(document.text, statement)
        assert statement.reported_in is None or statement.reported_in < index
    starts = [statement.content_spans[0][0] for statement in found]
    assert starts == sorted(starts)


def test_a_statement_may_be_interrupted_and_lack_cue_or_source() -> None:
    found = find(
        documents().flatmap(statements),
        lambda statement: len(statement.content_spans) == 2 and statement.cue is None and statement.source is None,
        settings=SMALLEST,
    )
    assert found.content_spans == ((0, 1), (2, 3))
    assert find(documents().flatmap(statements), lambda one: one.cue and one.source, settings=SMALLEST).content


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    document, found = draw(documents_with_statements())
    target = draw(targets())
    judged = [msgspec.structs.replace(one, stances=(draw(stances(target, one)),)) for one in found]
    return Analysis(document=refer_to(document), statements=tuple(judged))


@given(analyses())
def test_an_analysis_is_read_as_it_was_written(analysis: Analysis) -> None:
    assert decode(encode(analysis), Analysis) == analysis


@given(pairs(), st.data())
def test_a_stance_is_a_right_answer_to_its_pair(pair: Pair, data: st.DataObject) -> None:
    text = pair.document.text if pair.document else pair.statement.content
    assert_spans_hold(text, pair.statement)
    stance = data.draw(stances(pair.target, pair.statement))
    assert stance.label == pair.target.label(stance.polarity)
    assert all(
        any(first <= start <= end <= last for first, last in pair.statement.content_spans)
        for start, end in stance.evidence
    )
    if stance.probabilities is not None:
        assert sum(stance.probabilities.values()) == pytest.approx(1)
        assert max(stance.probabilities, key=stance.probabilities.__getitem__) == stance.polarity
    [asked] = ask(Fixed(stance), [pair], owner="the classifier", name="mine")
    assert (asked.polarity, asked.label, asked.evidence) == (stance.polarity, stance.label, stance.evidence)


class Fixed:
    def __init__(self, stance):
        self.stance = stance

    def classify(self, pairs):
        return [self.stance for _ in pairs]


def test_a_pair_often_mentions_its_target() -> None:
    ferry = st.just(Target("ferry boat"))
    pair = find(pairs(ferry), lambda pair: "ferry boat" in pair.statement.content, settings=SMALLEST)
    assert pair.statement.content == "ferry boat"


# Articles whose statements are known


@given(attributed_documents())
def test_the_statements_of_an_article_stand_in_it(known: AttributedDocument) -> None:
    text = known.document.text
    for statement in known.statements:
        assert_spans_hold(text, statement)
        assert statement.speaker is not None
        assert statement.source in (statement.speaker.name.split()[-1], "he", "He", "she", "She") or (
            statement.source.endswith(statement.speaker.name)
        )
        # Quotation marks stand right around each piece of a direct quotation, and around no other content.
        around = {text[max(start - 1, 0) : start] + text[end : end + 2] for start, end in statement.content_spans}
        quoted = [mark[:1] == "“" and "”" in mark for mark in around]
        assert all(quoted) if statement.quotation == "direct" else not any(quoted)
        assert ("“" in statement.content) == (statement.quotation == "mixed")
    starts = [statement.content_spans[0][0] for statement in known.statements]
    assert starts == sorted(set(starts))
    assert len({statement.content.casefold() for statement in known.statements}) == len(starts)


@given(attributed_documents())
def test_who_is_speaking_is_told_before_a_surname_or_a_pronoun(known: AttributedDocument) -> None:
    before: list[str] = []
    for statement in known.statements:
        full = statement.speaker.name in statement.source
        assert full == (statement.speaker.name not in before)
        if statement.source.casefold() in ("he", "she"):
            assert before[-1] == statement.speaker.name
        before.append(statement.speaker.name)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (lambda one: True, "Ann Wells said talks are possible."),
        (lambda one: one.quotation == "direct", "“Talks are possible,” said Ann Wells."),
        (lambda one: one.quotation == "mixed", "Ann Wells said that talks “are possible”."),
        (lambda one: len(one.content_spans) == 2, "“Talks,” Ann Wells said, “are possible.”"),
        (lambda one: one.cue == "According to", "According to Ann Wells, talks are possible."),
        (lambda one: one.source == "She", "Ann Wells said talks are possible. She said the bridge is safe."),
        (lambda one: one.holder != one.speaker, "Norwegian Foreign Minister Eva Holm said Norway is ready for talks."),
    ],
)
def test_an_article_shrinks_to_one_short_paragraph(wanted, text: str) -> None:
    smallest = find(attributed_documents(), lambda known: any(map(wanted, known.statements)), settings=SMALLEST)
    assert smallest.document.text == text


def test_an_article_may_have_paragraphs_without_a_statement() -> None:
    def has_decoy(known: AttributedDocument) -> bool:
        return bool(known.statements) and known.document.text.startswith("It rained.\n\n")

    smallest = find(attributed_documents(), has_decoy, settings=SMALLEST)
    assert smallest.document.text == "It rained.\n\nAnn Wells said talks are possible."
    assert find(attributed_documents(), lambda known: not known.statements, settings=SMALLEST).statements == ()


# Labelled sets


@given(st.booleans().flatmap(lambda labels: labelled_sets(labels=labels)))
def test_a_labelled_set_is_balanced_and_only_the_telling_words_tell(labelled: LabelledSet) -> None:
    assert 12 <= len(labelled.pairs) == len(labelled.stances) <= 60
    cells = Counter((pair.target.name, answer(stance)) for pair, stance in zip(*labelled, strict=True))
    assert len(set(cells.values())) == 1
    assert len(cells) == len({target for target, _ in cells}) * len({given for _, given in cells})
    telling = telling_words(labelled)
    rest = Counter()
    for pair, stance in zip(*labelled, strict=True):
        assert_spans_hold(pair.document.text, pair.statement)
        assert stance.target == pair.target.name
        assert pair.target.name in words(pair.statement.content)
        assert len(set(words(pair.statement.content)) & set(telling)) == 2
        rest.update((word, answer(stance)) for word in words(pair.statement.content) if word not in telling)
    answers = {answer(stance) for stance in labelled.stances}
    for word in {word for word, _ in rest}:
        assert len({rest[word, given] for given in answers}) == 1


@given(labelled_sets(labels=True))
def test_labels_of_the_sets_own_are_no_labels_of_its_targets(labelled: LabelledSet) -> None:
    assert len({stance.label for stance in labelled.stances}) == 5
    assert {stance.polarity for stance in labelled.stances} == {"favor", "against", "none"}
    for pair, stance in zip(*labelled, strict=True):
        assert stance.label not in (None, pair.target.label(stance.polarity))


def test_a_labelled_set_shrinks_to_twelve_pairs_on_one_target() -> None:
    smallest = find(labelled_sets(), lambda labelled: True, settings=SMALLEST)
    assert len(smallest.pairs) == 12
    assert {(pair.target.name, stance.polarity) for pair, stance in zip(*smallest, strict=True)} == {
        ("ferry", "favor"),
        ("ferry", "against"),
    }


@pytest.mark.parametrize(("labels", "sizes"), [(False, (48, 24)), (True, (80, 40))])
@pytest.mark.parametrize("seed", range(10))
def test_words_that_are_looked_up_answer_the_whole_test(seed: int, labels: bool, sizes: tuple[int, int]) -> None:
    train, test = make_train_and_test(seed, labels=labels)
    assert (len(train.pairs), len(test.pairs)) == sizes
    assert not {pair.statement.content for pair in train.pairs} & {pair.statement.content for pair in test.pairs}
    assert len({pair.statement.content for pair in (*train.pairs, *test.pairs)}) == sum(sizes)
    telling = telling_words(train)
    for pair, stance in zip(*test, strict=True):
        assert {telling[word] for word in words(pair.statement.content) if word in telling} == {answer(stance)}


def test_a_seed_gives_one_train_and_test() -> None:
    assert make_train_and_test(3) == make_train_and_test(3)
    assert make_train_and_test(3) != make_train_and_test(4)
