"""The probes: what they change, and that they change nothing else."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

import toys
from stancekit import Actor, Document, Pair, Statement, Target
from stancekit.evaluation.probes import HIDDEN, hide_target, mask_names, oppose_target, swap_targets
from stancekit.nouns.target import Cues, Hypotheses

TALKS = Target(
    "talks",
    description="Talks on the border.",
    aliases=("negotiations",),
    favor="wants_talks",
    against="refuses_talks",
    cues=Cues(mention=("talks",), promote=("meet",), hinder=("boycott",), favor=("yes",), against=("no",)),
    hypotheses=Hypotheses(favor=("{holder} wants talks.",), against=("{holder} refuses talks.",)),
)

words = st.text(st.sampled_from("abÄé ß.,-'N1"), max_size=30)
names = st.lists(st.text(st.sampled_from("aNb É."), min_size=1, max_size=6), max_size=4)


def actors_item(text, named, **actors):
    statement = Statement(content=text, content_spans=((0, len(text)),), source="N", source_spans=((0, 1),), **actors)
    item = toys.item("1", text, TALKS, "favor", names=tuple(named))
    pair = Pair(statement, TALKS, Document(text=text, id="x.txt", publisher="The Post"))
    return msgspec.structs.replace(item, pair=pair)


@given(words, names)
def test_masking_keeps_the_length_and_every_character_outside_names(text, named):
    item = actors_item(text, named)
    masked = mask_names(item)
    after = masked.pair.statement.content
    assert len(after) == len(text)
    assert masked.pair.document.text == after
    inside = {
        place
        for name in named
        for found in re.finditer(rf"(?=(?<!\w){re.escape(name)}(?!\w))", text)
        for place in range(found.start(), found.start() + len(name))
    }
    for place, (old, new) in enumerate(zip(text, after, strict=True)):
        if place not in inside or not old.isalnum():
            assert new == old
    assert masked.gold == item.gold
    assert masked.pair.statement.content_spans == item.pair.statement.content_spans
    assert masked.pair.target == item.pair.target


def test_masked_actors_stay_two_and_are_told_apart_from_other_words():
    item = actors_item(
        "Norland and the Norlanders wait; Sudmark's King said Norland waits",
        ("Norland", "Sudmark"),
        speaker=Actor("King of Sudmark", role="king of Sudmark", affiliation="Sudmark"),
        holder=Actor("Norland"),
    )
    masked = mask_names(item)
    statement, document = masked.pair.statement, masked.pair.document
    assert statement.content == "Zzzzzzz and the Norlanders wait; Xxxxxxx's King said Zzzzzzz waits"
    assert statement.holder == Actor("Zzzzzzz")
    assert statement.speaker == Actor("Qqqq qq Qqqqqqq", role="king of Xxxxxxx", affiliation="Xxxxxxx")
    assert (document.text, document.id, document.publisher) == (statement.content, "x.txt", "The Post")


def test_an_item_without_names_is_asked_as_it_is():
    item = toys.item("1", "Norland waits", "talks", "none")
    assert mask_names(item) is item


def test_a_hidden_target_has_nothing_to_read():
    item = actors_item("Norland wants talks", ())
    hidden = hide_target(item)
    assert hidden.pair.target == HIDDEN == Target("")
    assert msgspec.structs.replace(hidden.pair, target=TALKS) == item.pair
    assert (hidden.id, hidden.gold) == (item.id, item.gold)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["talks", "truce", "tariffs"])), max_size=12))
def test_a_swapped_target_is_another_one_that_the_statement_is_not_judged_towards(rows):
    items = [toys.item(str(number), text, target, "favor") for number, (text, target) in enumerate(rows)]
    judged = {(item.pair.statement.content, item.pair.target.name) for item in items}
    known = {item.pair.target.name for item in items}
    swapped = {item.id: item for item in swap_targets(items)}
    for item in items:
        content = item.pair.statement.content
        if item.id in swapped:
            other = swapped[item.id]
            assert other.pair.target.name in known
            assert (content, other.pair.target.name) not in judged
            assert other.pair.statement == item.pair.statement
            assert other.gold == item.gold
        else:
            assert {(content, target) for target in known} <= judged


def test_the_next_target_is_asked_about_and_after_the_last_the_first():
    items = [toys.item(name, f"{name} it is", name, "favor") for name in ("truce", "sanctions", "talks")]
    assert [item.pair.target.name for item in swap_targets(items)] == ["sanctions", "talks", "truce"]
    assert swap_targets(items[:1]) == []


def test_the_opposite_of_a_target_turns_favor_into_against():
    item = msgspec.structs.replace(actors_item("Norland wants talks", ()), slices=("plain",))
    opposed = oppose_target(item)
    target = opposed.pair.target
    assert target.name == "opposition to talks"
    assert target.aliases == ("opposition to negotiations",)
    assert target.description == "The opposite of: Talks on the border."
    assert (target.favor, target.against) == ("refuses_talks", "wants_talks")
    assert (target.cues.promote, target.cues.hinder) == (("boycott",), ("talks", "meet"))
    assert (target.cues.favor, target.cues.against) == (("no",), ("yes",))
    assert target.hypotheses.favor == ("{holder} refuses talks.",)
    assert opposed.gold.polarity == "against"
    assert opposed.pair.statement == item.pair.statement
    assert opposed.slices == ("plain",)
    assert oppose_target(toys.item("1", "x", "talks", "none")).gold.polarity == "none"
