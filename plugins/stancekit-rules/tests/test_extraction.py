"""What the extractor finds: given a text, these statements."""

import json
import os
import subprocess
import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement, join_spans
from stancekit_rules.extraction.extractor import QuoteExtractor
from stancekit_rules.extraction.reading import MAX_OVER

EXTRACTOR = QuoteExtractor()


def statements(text: str) -> list[Statement]:
    return list(EXTRACTOR.extract(Document(text=text)))


def found(text: str) -> list[tuple[str | None, str | None, str]]:
    """(source, cue, content) of each statement."""
    return [(statement.source, statement.cue, statement.content) for statement in statements(text)]


ONE_STATEMENT = [
    # cue before
    ("The minister said that the bridge was safe.", "The minister", "said", "the bridge was safe"),
    ("The minister said the bridge was safe.", "The minister", "said", "the bridge was safe"),
    ("Ana Petrova said on Friday that the bridge was safe.", "Ana Petrova", "said", "the bridge was safe"),
    ("The mayor said in a statement that nobody was hurt.", "The mayor", "said", "nobody was hurt"),
    ("She has repeatedly warned that the river may rise.", "She", "warned", "the river may rise"),
    ('The mayor said: "Nobody was hurt."', "The mayor", "said", "Nobody was hurt"),
    ("Mr. Okafor told reporters that talks would resume.", "Mr. Okafor", "told", "talks would resume"),
    ("He told her it was over.", "He", "told", "it was over"),
    ("The union believes wages are too low.", "The union", "believes", "wages are too low"),
    # cue after
    ('"Nobody was hurt," the mayor said.', "the mayor", "said", "Nobody was hurt"),
    ('"Nobody was hurt," said Mayor Ana Petrova.', "Mayor Ana Petrova", "said", "Nobody was hurt"),
    ('"Was anybody hurt?" the mayor asked.', "the mayor", "asked", "Was anybody hurt?"),
    ("The bridge is safe, the ministry said.", "the ministry", "said", "The bridge is safe"),
    ("“Nobody was hurt,” the mayor said.", "the mayor", "said", "Nobody was hurt"),
    ("'Nobody was hurt,' the mayor said.", "the mayor", "said", "Nobody was hurt"),
    # cue inside
    ('"The bridge," she said, "is safe."', "she", "said", "The bridge is safe"),
    ('"The bridge," she told reporters, "is safe."', "she", "told", "The bridge is safe"),
    ("The bridge, she said, is safe.", "she", "said", "The bridge is safe"),
    # according to
    ("According to the ministry, the bridge is safe.", "the ministry", "According to", "the bridge is safe"),
    ("The bridge is safe, according to the ministry.", "the ministry", "according to", "The bridge is safe"),
    # appositions, relatives and adverbials between source and cue
    (
        "Ana Petrova, the mayor of Oster, said the bridge was safe.",
        "Ana Petrova, the mayor of Oster",
        "said",
        "the bridge was safe",
    ),
    ("Petrova, in an interview on Friday, said the bridge was safe.", "Petrova", "said", "the bridge was safe"),
    ("The deputy, Ana Petrova, said it was over.", "The deputy, Ana Petrova", "said", "it was over"),
    ("A guard, who asked not to be named, said it burned.", "A guard, who asked not to be named", "said", "it burned"),
    ("The president on Thursday said the bridge was safe.", "The president", "said", "the bridge was safe"),
    ("Egypt and Jordan said the border was open.", "Egypt and Jordan", "said", "the border was open"),
    # speech acts
    ("The ministry rejected the proposal.", "The ministry", "rejected", "the proposal"),
    ("The ministry on Monday condemned the launch.", "The ministry", "condemned", "the launch"),
    ("The union called for a ceasefire.", "The union", "called for", "a ceasefire"),
    ("The general vowed to respond.", "The general", "vowed", "to respond"),
    ("The envoy urged the rebels to leave the city.", "The envoy", "urged", "to leave the city"),
    ("The plan was rejected by the ministry.", "the ministry", "rejected", "The plan"),
    ("A senior US official said it was over.", "A senior US official", "said", "it was over"),
    ("One of the officials said it was over.", "One of the officials", "said", "it was over"),
    ("A source close to the talks said it was over.", "A source close to the talks", "said", "it was over"),
    ("Egypt, Jordan and Syria said it was over.", "Egypt, Jordan and Syria", "said", "it was over"),
    ("Two men who watched the fire said it was over.", "Two men who watched the fire", "said", "it was over"),
    ("Iran ruled out new talks.", "Iran", "ruled out", "new talks"),
    ("Zorin called on NATO to stop patrols.", "Zorin", "called on", "NATO to stop patrols"),
    ("Iran welcomed Friday's vote.", "Iran", "welcomed", "Friday's vote"),
    ("Iran welcomed the plan but the deal is dead.", "Iran", "welcomed", "the plan"),
    ("Iran announced a new round of talks on Monday.", "Iran", "announced", "a new round of talks"),
    ("Iran urged restraint in the Gulf.", "Iran", "urged", "restraint in the Gulf"),
    ("Iran boycotted the summit.", "Iran", "boycotted", "the summit"),
    ("Iran imposed sanctions on two firms.", "Iran", "imposed", "sanctions on two firms"),
    ("Iran broke off the talks.", "Iran", "broke off", "the talks"),
    ("The crisis began with a threat by Iran in June to leave the talks.", "Iran", "threat", "to leave the talks"),
    # a dateline
    ("GENEVA, May 5 (Agency) - The bridge is safe, a minister said.", "a minister", "said", "The bridge is safe"),
    ("GENEVA – The bridge is safe, a minister said.", "a minister", "said", "The bridge is safe"),
    # a label
    ("Petrova: Nobody was hurt.", "Petrova", ":", "Nobody was hurt"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content"), ONE_STATEMENT, ids=lambda value: str(value)[:40])
def test_one_statement(text: str, source: str, cue: str, content: str) -> None:
    assert found(text) == [(source, cue, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting took place on Friday.",
        "It was the third round of peace talks in a year.",
        "TB (according to VNA)",
        "Forces were deployed in support of the army.",
        "The rebels, backed by Turkey, fled.",
        "He drove to the bridge and looked at the river.",
        "",
        " \n\n\t ",
    ],
)
def test_no_statement(text: str) -> None:
    assert found(text) == []


def test_coordinated_cues_share_their_source() -> None:
    assert found("Petrova said the bridge was safe and added that the road was open.") == [
        ("Petrova", "said", "the bridge was safe"),
        ("Petrova", "added", "the road was open"),
    ]
    assert found("Petrova rejected the plan, saying it would cost too much.") == [
        ("Petrova", "rejected", "the plan"),
        ("Petrova", "saying", "it would cost too much"),
    ]


def test_two_speakers_in_one_sentence() -> None:
    assert found("Petrova said the bridge was safe, but Okafor warned that it was not.") == [
        ("Petrova", "said", "the bridge was safe"),
        ("Okafor", "warned", "it was not"),
    ]
    assert found("While Petrova said the bridge was safe, Okafor insisted that it was not.") == [
        ("Petrova", "said", "the bridge was safe"),
        ("Okafor", "insisted", "it was not"),
    ]


def test_a_statement_reported_in_the_topic_of_another() -> None:
    text = "Asked about Okafor's statement that the road was closed, Petrova said that it was open."
    assert ("Okafor", "statement", "the road was closed") in found(text)
    assert ("Petrova", "said", "it was open") in found(text)


def test_a_possessor_is_the_last_phrase_only() -> None:
    text = "In a comment on Donald Ray's claim that the bridge burned, Petrova said it was safe."
    assert found(text)[0] == ("Donald Ray", "claim", "the bridge burned")


def test_a_named_actors_statement_nests_in_the_one_that_reports_it() -> None:
    outer, inner = statements("Petrova said Okafor had rejected the plan.")
    assert (outer.source, outer.content, outer.reported_in) == ("Petrova", "Okafor had rejected the plan", None)
    assert (inner.source, inner.content, inner.reported_in) == ("Okafor", "the plan", 0)


def test_an_attribution_takes_over_the_sentence_before_it() -> None:
    outer, inner = statements("Okafor rejected a plan to widen the road, the newspaper reported.")
    assert (outer.source, outer.content) == ("the newspaper", "Okafor rejected a plan to widen the road")
    assert (inner.source, inner.reported_in) == ("Okafor", 0)


def test_a_quotation_goes_on_in_the_next_sentence_and_the_next_paragraph() -> None:
    paragraphs = (
        '"The bridge is safe," Petrova said. "We checked it twice."',
        '"The road is another matter.',
        '"It must close."',
    )
    text = "\n\n".join(paragraphs)
    first, second, third = statements(text)
    assert (first.content, first.cue) == ("The bridge is safe We checked it twice", "said")
    assert len(first.content_spans) == 2
    assert (second.content, second.cue, second.source) == ("The road is another matter", None, "Petrova")
    assert (third.content, third.cue, third.source) == ("It must close", None, "Petrova")


def test_an_interrupted_quotation_after_another_speakers_is_its_own() -> None:
    first, second = statements("“Talks are possible,” said Ann Wells.\n\n“The old bridge,” Tom Reed said, “is safe.”")
    assert (first.source, first.content) == ("Ann Wells", "Talks are possible")
    assert (second.source, second.cue, second.content) == ("Tom Reed", "said", "The old bridge is safe")


def test_quotation_is_told_apart() -> None:
    kinds = [
        statement.quotation
        for text in ('"It is safe," she said.', "She said it was safe.", 'She said it was "quite safe" by now.')
        for statement in statements(text)
    ]
    assert kinds == ["direct", "indirect", "mixed"]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "U.S. Sen. Ana Petrova (R-Va.) said the U.N. vote in the U.S. was fair."
    assert found(text) == [("U.S. Sen. Ana Petrova (R-Va.)", "said", "the U.N. vote in the U.S. was fair")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n\n", "\r\n\r\n"])
def test_offsets_count_the_text_as_given(newline: str) -> None:
    text = f"“Zażółć gęślą jaźń 🙂,” said José\u00a0Ñandú.{newline}Ana Petrova said 1,5 million left.{newline}"
    first, second = statements(text)
    assert text[slice(*first.content_spans[0])] == "Zażółć gęślą jaźń 🙂"
    assert text[slice(*first.source_spans[0])] == "José\u00a0Ñandú"
    assert text[slice(*second.content_spans[0])] == "1,5 million left"


def test_lines_that_break_within_sentences() -> None:
    text = (
        "The minister said that the\nbridge was safe and that\nnobody had been hurt in\nthe flood that came down\n"
        "the valley on Friday.\n\nThe mayor said that the\nroad was closed until the\nend of the week or so.\n"
    )
    assert [source for source, _, _ in found(text)] == ["The minister", "The mayor"]
    assert found(text)[0][2].endswith("the valley on Friday")


WORDS = st.sampled_from(
    (
        'said "said" told reporters that the minister Petrova , . " “ ” \' ( ) : \n\n and added according to , rejected'
        " the plan U.S. who claim by was not 🙂 שלום \u200f \x00 ''"
    ).split(" ")
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_spans_lie_in_any_text_and_content_is_their_words(text: str) -> None:
    last = 0
    for index, statement in enumerate(statements(text)):
        for spans, words in (
            (statement.content_spans, statement.content),
            (statement.cue_spans, statement.cue),
            (statement.source_spans, statement.source),
        ):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert (join_spans(text, spans) or None) == words
        assert statement.content_spans[0][0] >= last
        last = statement.content_spans[0][0]
        if statement.reported_in is not None:
            assert statement.reported_in != index


REPEATED = (
    "truce added, ",
    "truce said, ",
    "he said, ",
    "said Kerry truce ",
    "Kerry said that Damascus said that ",
    "Kerry's claim that truce ",
    "talks and truce added, ",
    'Kerry said "it is so", and added that ',
)
"""Each cue opens a content that would run on to the end of its sentence."""


@given(
    st.one_of(st.sampled_from(REPEATED), st.lists(WORDS, min_size=1, max_size=6).map(" ".join)).map(
        lambda one: one * 60
    )
)
@settings(max_examples=60, deadline=None)
@example("truce added, " * 60)
def test_no_word_stands_in_more_contents_than_a_few(text: str) -> None:
    found = statements(text)
    edges = Counter[int]()
    for statement in found:
        for start, end in statement.content_spans:
            edges[start] += 1
            edges[end] -= 1
        assert (
            statement.reported_in is None
            or found[statement.reported_in].content_spans[0][0] <= (statement.content_spans[0][0])
        )
    assert max(accumulate(change for _, change in sorted(edges.items())), default=0) <= MAX_OVER


def test_each_attribution_is_kept_where_contents_would_run_on() -> None:
    assert len(found("he said, " * 60)) == 60 - 1


@given(st.lists(WORDS, min_size=1, max_size=30).map(" ".join))
def test_paragraphs_are_read_apart(paragraph: str) -> None:
    """Where no quotation runs on, a paragraph says the same wherever it stands."""
    text = (
        paragraph.replace("\n", " ").replace('"', "").replace("''", "").replace("“", "").replace("”", "").strip() + "."
    )
    alone = [statement.content for statement in statements(text)]
    twice = [statement.content for statement in statements(text + "\n\n" + text)]
    assert twice == alone + alone


DATA = Path(os.environ.get("STANCEKIT_DATA", "../shared/data"))
SCORER = DATA.parent / "tools" / "polnear_eval.py"


@pytest.mark.skipif(not SCORER.exists(), reason="PolNeAR and its scorer aren't at STANCEKIT_DATA")
def test_quality_on_polnear(tmp_path: Path) -> None:
    split = DATA / "polnear" / "dev"
    predictions = tmp_path / "polnear.jsonl"
    with predictions.open("w", encoding="utf-8") as file:
        for path in sorted((split / "text").glob("*.txt")):
            with path.open(encoding="utf-8", newline="") as article:
                document = Document(text=article.read(), id=path.name)
            rows = [
                {"content_spans": s.content_spans, "cue_spans": s.cue_spans, "source_spans": s.source_spans}
                for s in EXTRACTOR.extract(document)
            ]
            print(json.dumps({"document": {"id": document.id}, "statements": rows}), file=file)
    run = subprocess.run(
        [sys.executable, str(SCORER), str(split), str(predictions), "--json"],
        capture_output=True,
        check=True,
        text=True,
    )
    scores = json.loads(run.stdout)
    assert scores["counts"]["articles"] == 84
    assert scores["attribution who"]["f"] >= 0.55
    assert scores["attribution content"]["f"] >= 0.65
