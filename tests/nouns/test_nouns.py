"""The nouns: what they say of themselves, and that their JSON gives them back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Actor, Analysis, Codebook, Document, InputError, Stance, Statement, Target, decode, encode
from stancekit.nouns.analysis import DocumentReference
from stancekit.nouns.statement import join_spans
from stancekit.nouns.target import Crosswalk, Cues, Example, Hypotheses

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.none() | text
spans = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=3).map(tuple)
texts = st.lists(text, max_size=3).map(tuple)
polarities = st.sampled_from(["favor", "against", "none"])
actors = st.none() | st.builds(Actor, text, names, names)
probabilities = st.none() | st.dictionaries(polarities, st.floats(0, 1), max_size=3)
stances = st.builds(
    Stance, target=text, polarity=polarities, label=names, probabilities=probabilities, evidence=spans, holder=actors
)
statements = st.builds(
    Statement,
    content=text,
    content_spans=spans,
    cue=names,
    cue_spans=spans,
    source=names,
    source_spans=spans,
    quotation=st.sampled_from(["direct", "indirect", "mixed"]),
    reported_in=st.none() | st.integers(0, 1000),
    speaker=actors,
    holder=actors,
    stances=st.lists(stances, max_size=2).map(tuple),
)
documents = st.builds(Document, text=text, id=text, date=names, publisher=names, language=text)
targets = st.builds(
    Target,
    text,
    text,
    texts,
    names,
    names,
    texts,
    texts,
    cues=st.builds(Cues, mention=texts, promote=texts, hinder=texts, favor=texts, against=texts, exclude=texts),
    examples=st.lists(st.builds(Example, text=text, polarity=polarities, conditional=st.booleans()), max_size=2).map(
        tuple
    ),
    hypotheses=st.builds(Hypotheses, favor=texts, against=texts),
    crosswalk=st.lists(
        st.builds(Crosswalk, ontology=st.sampled_from(["CAMEO", "PLOVER"]), favor=texts), max_size=2
    ).map(tuple),
)
codebooks = st.builds(Codebook, name=text, targets=st.lists(targets, max_size=2).map(tuple), version=text)
analyses = st.builds(
    Analysis,
    document=st.builds(DocumentReference, id=text, date=names, publisher=names, language=text),
    statements=st.lists(statements, max_size=2).map(tuple),
)


@given(st.one_of(documents, stances, statements, targets, codebooks, analyses))
def test_every_value_comes_back_from_its_json(value):
    assert decode(encode(value), type(value)) == value


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_is_decoded_the_only_error_is_an_input_error(data):
    with suppress(InputError):
        decode(data, Analysis)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"document": {"id": 3}, "statements": []}', "a.jsonl:7: document.id: Expected `str`, got `int`"),
        (b'{"document": {"id": "a"}}', "a.jsonl:7: statements: the field is missing"),
        (b'{"document": {}, "statements": []}', "a.jsonl:7: document.id: the field is missing"),
        (b'{"document": ', "a.jsonl:7: this isn't JSON: Input data was truncated"),
        (b'{"document": {"id": "\xff"}}', "a.jsonl:7: this isn't JSON: not UTF-8 at byte 21"),
        (b"[" * 100_000, "a.jsonl:7: Expected `object`, got `array`"),
    ],
)
def test_an_error_in_json_names_the_place_and_the_field(data, message):
    with pytest.raises(InputError) as caught:
        decode(data, Analysis, name="a.jsonl:7")
    assert str(caught.value) == message


def test_json_nested_too_deep_is_an_input_error():
    with pytest.raises(InputError, match="nests too deep"):
        decode(b'{"x": ' + b"[" * 100_000, Analysis)


@pytest.mark.parametrize("noun", [Document(text="a"), Stance(target="a", polarity="none"), Target("a"), Actor("a")])
def test_nouns_are_immutable(noun):
    with pytest.raises(AttributeError):
        setattr(noun, noun.__struct_fields__[0], "other")


def test_a_statement_locates_its_words_in_the_document():
    text = "“We will come,” she said, “if you call.”"
    spans = ((1, 14), (27, 39))
    statement = Statement(content=join_spans(text, spans), content_spans=spans)
    assert statement.content == "We will come, if you call."
    assert [text[start:end] for start, end in statement.locate(8, 16)] == ["come,", "if"]
    with pytest.raises(ValueError, match="isn't a range within a content of 26 characters"):
        statement.locate(0, 27)


@st.composite
def interrupted(draw):
    text = draw(st.text(min_size=4, max_size=60))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    return text, Statement(content=join_spans(text, spans), content_spans=spans)


@given(interrupted(), st.data())
def test_what_is_located_is_what_stands_in_the_content(case, data):
    text, statement = case
    start = data.draw(st.integers(0, len(statement.content)))
    end = data.draw(st.integers(start, len(statement.content)))
    pieces = [text[first:last] for first, last in statement.locate(start, end)]
    wanted = statement.content[start:end]
    assert "".join(pieces).replace(" ", "") == wanted.replace(" ", "")
    assert all(piece in wanted for piece in pieces)


def test_a_label_is_the_codebooks_name_for_a_polarity():
    target = Target("talks", favor="wants_talks")
    assert (target.label("favor"), target.label("against"), target.label("none")) == ("wants_talks", None, None)
