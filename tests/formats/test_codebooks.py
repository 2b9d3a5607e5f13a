"""Codebooks as a social scientist writes them: what is read, and what is said of a mistake."""

import tracemalloc
from contextlib import suppress

import msgspec
import pytest
import re2
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stancekit import Codebook, CodebookError, Target, load_codebook, parse_codebook
from stancekit.formats.codebooks import pattern_problems
from stancekit.formats.yaml_toml import MAX_CHARACTERS, read_toml, read_yaml
from stancekit.nouns.target import Crosswalk, Cues, Example, Hypotheses
from stancekit.text import patterns
from stancekit.text.patterns import Together

YAML = """\
# A codebook of our own.
name: harbours
version: "2"
description: >
  Positions on
  harbours.
targets:
  - name: dredging
    description: Making a harbour deeper.
    aliases: [deepening, "the dig"]
    favor: supports_dredging
    against: opposes_dredging
    includes: [calls for it]
    cues:
      mention:
        - dredging
        - deeper (harbour|channel)s?
      against: [leave the bay alone]
    examples:
      - text: The bay must be left alone.
        polarity: against
      - {text: Dig if you must., polarity: favor, conditional: true, note: grudging}
    hypotheses: {favor: ["{holder} wants dredging."]}
    crosswalk:
      - {ontology: CAMEO, favor: ["036"]}
  - name: tolls
"""

TOML = """\
name = "harbours"
version = "2"
description = "Positions on harbours.\\n"

[[targets]]
name = "dredging"
description = "Making a harbour deeper."
aliases = ["deepening", "the dig"]
favor = "supports_dredging"
against = "opposes_dredging"
includes = ["calls for it"]

[targets.cues]
mention = ["dredging", "deeper (harbour|channel)s?"]
against = ["leave the bay alone"]

[[targets.examples]]
text = "The bay must be left alone."
polarity = "against"

[[targets.examples]]
text = "Dig if you must."
polarity = "favor"
conditional = true
note = "grudging"

[targets.hypotheses]
favor = ["{holder} wants dredging."]

[[targets.crosswalk]]
ontology = "CAMEO"
favor = ["036"]

[[targets]]
name = "tolls"
"""

HARBOURS = Codebook(
    name="harbours",
    version="2",
    description="Positions on harbours.\n",
    targets=(
        Target(
            "dredging",
            "Making a harbour deeper.",
            ("deepening", "the dig"),
            "supports_dredging",
            "opposes_dredging",
            ("calls for it",),
            cues=Cues(mention=("dredging", "deeper (harbour|channel)s?"), against=("leave the bay alone",)),
            examples=(
                Example(text="The bay must be left alone.", polarity="against"),
                Example(text="Dig if you must.", polarity="favor", conditional=True, note="grudging"),
            ),
            hypotheses=Hypotheses(favor=("{holder} wants dredging.",)),
            crosswalk=(Crosswalk(ontology="CAMEO", favor=("036",)),),
        ),
        Target("tolls"),
    ),
)


def problems(text, name="book.yaml"):
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text, name=name)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("name", "text"), [("harbours.yaml", YAML), ("harbours.yml", YAML), ("harbours.toml", TOML)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_yaml_and_toml_say_the_same(tmp_path, name, text, encoding, newline):
    path = tmp_path / name
    path.write_text(text, encoding=encoding, newline=newline)
    assert load_codebook(path) == HARBOURS


def test_a_target_is_found_by_its_name_and_aliases():
    assert HARBOURS.target("Dredging").name == HARBOURS.target("the dig").name == "dredging"
    with pytest.raises(KeyError, match=r"has no target .canals.; it has dredging, tolls"):
        HARBOURS.target("canals")


def test_every_mistake_is_named_at_once_with_its_line_and_field():
    text = YAML.replace('version: "2"', "version: 2.0").replace("    favor: supports", "    favour: supports")
    text = text.replace("polarity: against", "polarity: opposed").replace("conditional: true", "conditional: perhaps")
    text += "    aliases: Deepening\n  - description: a third\n  - name: The Dig\n"
    assert problems(text) == [
        "book.yaml:3: version: expected text, found the number 2.0; put it in quotes",
        'book.yaml:11: targets[0].favour: unknown field "favour"; did you mean "favor"?',
        'book.yaml:21: targets[0].examples[0].polarity: expected one of against, favor, none, found the text "opposed"',
        'book.yaml:22: targets[0].examples[1].conditional: expected true or false, found the text "perhaps"',
        'book.yaml:27: targets[1].aliases: expected a list, found the text "Deepening"; a list of one is written [...]',
        'book.yaml:28: targets[2]: the field "name" is missing',
        'book.yaml:29: targets[3].name: a target is called "The Dig" already in targets[0].aliases[1]; '
        "each name stands for one thing",
    ]


def test_a_mistake_in_toml_is_named_with_its_line_too():
    text = TOML.replace('version = "2"', "version = 2").replace("[targets.cues]\nmention", "[targets.cues]\nmentions")
    text = text.replace('polarity = "favor"', 'polarity = "favour"').replace('name = "tolls"', 'name = "Deepening"')
    assert problems(text, "book.toml") == [
        "book.toml:2: version: expected text, found the number 2; put it in quotes",
        'book.toml:14: targets[0].cues.mentions: unknown field "mentions"; did you mean "mention"?',
        "book.toml:23: targets[0].examples[1].polarity: expected one of against, favor, none, "
        'found the text "favour"; did you mean "favor"?',
        'book.toml:35: targets[1].name: a target is called "Deepening" already in targets[0].aliases[0]; '
        "each name stands for one thing",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file is empty"),
        ("# only a comment\n", "1: the file is empty"),
        ("- a\n- b\n", "1: expected fields with names, found a list"),
        ("name: a\n", '1: the field "targets" is missing'),
        ("name: a\ntargets: []\n", "2: targets: there is no target; a codebook has at least one"),
        ("name: ''\ntargets: [{name: x}]\n", "1: name: the name is empty"),
        ("name: a\ntargets: [{name: ' '}]\n", "2: targets[0].name: the name is empty"),
        ("name:\ntargets: [{name: x}]\n", "1: name: expected text, found nothing"),
        ("name: a\nname: b\ntargets: [{name: x}]\n", '2: "name" is written twice; the first is in line 1'),
        (
            "name: a\ntargets:\n- name: no\n",
            "3: targets[0].name: expected text, found the boolean no; put it in quotes",
        ),
        ("name: 2024-01-02\n", "1: name: expected text, found the date 2024-01-02; put it in quotes"),
        (
            "name: a\ntargets:\n- {name: x, favor: l}\n- {name: y, against: l}\n",
            '4: targets[1].against: a stance is called "l" already in targets[0].favor; each name stands for one thing',
        ),
        (
            "name: a\ntargets: [{name: x, examples: [{text: '', polarity: none}]}]\n",
            "2: targets[0].examples[0].text: the example is empty",
        ),
        (
            "name: a\ntargets: [{name: x, crosswalk: [{ontology: cameo}]}]\n",
            '2: targets[0].crosswalk[0].ontology: expected one of CAMEO, PLOVER, found the text "cameo"',
        ),
        ("name: &x b\n", "1: the anchor &x isn't allowed; write the text out where it is used"),
        ("name: !!str b\n", "1: the tag tag:yaml.org,2002:str isn't allowed; take it out"),
        (
            "targets: !!python/object/apply:os.getcwd []\n",
            "1: the tag tag:yaml.org,2002:python/object/apply:os.getcwd isn't allowed; take it out",
        ),
        (
            "name: a\ntargets: [{name: x}]\n---\nname: b\n",
            "3: a second YAML document begins here; write one codebook in a file",
        ),
        ("name: [a\n", "1: this isn't YAML: while parsing a flow sequence, did not find expected ',' or ']'"),
        ("name: a\x01\n", "1: a character that YAML doesn't allow: control characters are not allowed"),
    ],
)
def test_what_is_said_of_a_mistake(text, message):
    assert f"book.yaml:{message}" in problems(text)


def test_an_alias_is_refused_rather_than_expanded():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]\n"
    assert "book.yaml:2: the alias *a isn't allowed; write the text out" in problems(bomb)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_yaml, "[" * 100_000),
        (read_yaml, "{a: " * 100_000),
        (read_yaml, "- " * 100_000),
        (read_toml, "a = " + "[" * 100_000),
        (read_toml, "a = " + "{a = " * 100_000),
        (read_toml, f"[{'a.' * 100_000}a]"),
    ],
)
def test_no_depth_exhausts_the_reader(read, text):
    tree, found = read(text)
    assert tree is None
    assert len(found) == 1


def test_a_file_that_is_too_long_is_refused():
    assert problems("#" * (MAX_CHARACTERS + 1)) == [
        "book.yaml: the file has 1,000,001 characters; at most 1,000,000 are read"
    ]


def test_patterns_are_checked_as_re2():
    text = (
        'name: a\ntargets:\n- name: x\n  cues:\n    mention:\n    - talks(\n    - "(?=ahead)"\n    - "x*"\n    - fine\n'
    )
    assert problems(text) == [
        'book.yaml:6: targets[0].cues.mention[0]: "talks(" isn\'t an RE2 pattern: missing ): talks(',
        'book.yaml:7: targets[0].cues.mention[1]: "(?=ahead)" isn\'t an RE2 pattern: invalid perl operator: (?=',
        'book.yaml:8: targets[0].cues.mention[2]: the pattern "x*" matches the empty text, '
        "so it would match everywhere",
    ]
    assert problems(f"name: a\ntargets: [{{name: x, cues: {{favor: ['{'a' * 5001}']}}}}]\n") == [
        "book.yaml:2: targets[0].cues.favor[0]: the pattern has 5,001 characters; at most 5,000 are read"
    ]
    made = Codebook(name="a", targets=(Target("x", cues=Cues(hinder=("(",))),))
    assert [problem.field for problem in pattern_problems(made)] == ["targets[0].cues.hinder[0]"]


@pytest.mark.parametrize("pattern", [r"\\Qtalks", "a)(b"])
def test_a_pattern_that_goes_beyond_itself_is_refused(pattern):
    (problem,) = problems(f'name: a\ntargets:\n- name: x\n  cues: {{mention: ["{pattern}"]}}\n')
    assert "targets[0].cues.mention[0]" in problem
    assert "isn't an RE2 pattern" in problem


COSTLY = [f"ab{number}.{{60}}x" for number in range(40)]
"""More than one pass holds where patterns have a MiB."""


@pytest.mark.parametrize(
    ("cues", "count"),
    [
        ({"mention": COSTLY}, 41),  # with the name of the target that has no cues
        ({"favor": COSTLY[:20], "against": COSTLY[20:]}, 40),
        ({"promote": COSTLY, "mention": ["talks"]}, 40),
    ],
)
def test_patterns_that_are_too_much_together_are_named(cues, count, monkeypatch):
    monkeypatch.setattr(patterns, "MAX_MEMORY", 1 << 20)
    made = Codebook(name="a", targets=(Target("y"), msgspec.convert({"name": "x", "cues": cues}, Target)))
    (problem,) = pattern_problems(made)
    assert problem.field.startswith(f"targets[1].cues.{next(iter(cues))}[")
    assert f"{count} patterns together take more than 1 MiB" in problem.message
    with pytest.raises(CodebookError, match=r"^book.yaml:\d+: targets\[1\]\.cues\."):
        parse_codebook(yaml.safe_dump(msgspec.to_builtins(made)), name="book.yaml")


def test_a_name_that_is_too_much_is_named(monkeypatch):
    monkeypatch.setattr(patterns, "MAX_MEMORY", 1 << 18)
    (problem,) = problems(f"name: a\ntargets:\n- name: x\n- name: y\n  aliases:\n  - z\n  - {'ék' * 2_000}\n")
    assert problem.startswith("book.yaml:7: targets[1].aliases[1]: 4 patterns together take more than")
    (problem,) = problems(f"name: a\ntargets:\n- name: {'x' * 5_001}\n")
    assert problem == "book.yaml:3: targets[0].name: the name has 5,001 characters; at most 5,000 are read"


def test_patterns_that_run_out_of_memory_are_an_error(monkeypatch):
    together = Together([r"\btalks\b", "truce"])
    assert (together.matching(b"a truce"), together.matching(b""), together.matching(b"nothing")) == ([1], [], [])
    # What google-re2 gives where RE2 says that it has run out of memory: the same as where nothing matches.
    monkeypatch.setattr(re2.Set, "Match", lambda *_: None)
    with pytest.raises(re2.error, match="64 MiB on a text of 7 bytes"):
        together.matching(b"a truce")


@pytest.mark.parametrize("form", ['"{key}" = [{items}]', '? "{key}"\n: [{items}]', "{key}.{key} = [{items}]"])
def test_the_memory_of_a_file_grows_with_its_length(form):
    text = form.format(key="k" * 2_000, items=",".join("0" * 1_000))
    tracemalloc.start()
    try:
        assert problems(text, "book.yaml" if form.startswith("?") else "book.toml")
        assert tracemalloc.get_traced_memory()[1] < 500 * len(text)
    finally:
        tracemalloc.stop()


def test_the_lines_of_toml_are_found_in_tables_in_arrays():
    text = """name = "x"
[[targets]]
name = "a"
cues.mention = [1]
[[targets]]
name = "b"
[targets.cues]
favor = [
  2]
[[targets.examples]]
text = 3
[[targets.examples]]
polarity = "favour"
"""
    assert [problem.split(": ")[:2] for problem in problems(text, "book.toml")] == [
        ["book.toml:4", "targets[0].cues.mention[0]"],
        ["book.toml:8", "targets[1].cues.favor[0]"],
        ["book.toml:10", "targets[1].examples[0]"],
        ["book.toml:11", "targets[1].examples[0].text"],
        ["book.toml:12", "targets[1].examples[1]"],
        ["book.toml:13", "targets[1].examples[1].polarity"],
    ]


@pytest.mark.parametrize("data", [b"name: \xff", b"\x00\xff\xfe"])
def test_a_file_that_is_no_text_is_a_codebook_error(tmp_path, data):
    path = tmp_path / "book.yaml"
    path.write_bytes(data)
    with pytest.raises(CodebookError, match=r"book\.yaml:1: not UTF-8 at byte \d"):
        load_codebook(path)


def test_a_file_that_is_not_there_is_a_codebook_error(tmp_path):
    with pytest.raises(CodebookError, match=r"none\.yaml: can't be read: No such file"):
        load_codebook(tmp_path / "none.yaml")


PIECES = """name targets cues : - [ ] { } " ' # &a *a !x | > ? = [[ ]] x 1 yes ~ --- ... %"""
pieces = st.sampled_from([*PIECES.split(), " ", "\n", "\t", "\r", "- ", "\ufeff", "\x85", "\u2028"])


@given(st.text() | st.lists(pieces, max_size=60).map("".join))
@pytest.mark.parametrize("name", ["book.yaml", "book.toml"])
def test_whatever_is_read_the_only_error_is_a_codebook_error(name, text):
    with suppress(CodebookError):
        parse_codebook(text, name=name)


@given(st.data())
def test_any_change_of_one_place_gives_a_codebook_or_an_error_inside_the_file(data):
    place = data.draw(st.integers(0, len(YAML)))
    changed = YAML[:place] + data.draw(pieces) + YAML[place + data.draw(st.integers(0, 3)) :]
    try:
        assert parse_codebook(changed).targets
    except CodebookError as error:
        lines = len(changed.splitlines())
        assert error.problems  # noqa: PT017
        assert all(1 <= problem.line <= lines for problem in error.problems)  # noqa: PT017
