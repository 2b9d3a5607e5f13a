"""What a reader takes away: positions and their matrix, and the words that show a stance."""

from hypothesis import given
from hypothesis import strategies as st

from stancekit import Actor, Analysis, Stance, Statement
from stancekit.nouns.analysis import DocumentReference, words_of

NORLAND, SUDMARK = Actor("Norland"), Actor("Sudmark")


def stance(target="talks", polarity="favor", label=None, conditional=False, holder=None):
    return Stance(target=target, polarity=polarity, label=label, conditional=conditional, holder=holder)


def statement(holder, *stances):
    return Statement(content="", content_spans=(), holder=holder, stances=stances)


def analysis(*statements):
    return Analysis(document=DocumentReference(id="talks.txt"), statements=statements)


TALKS = analysis(
    statement(NORLAND, stance(label="wants_talks", conditional=True)),
    statement(SUDMARK, stance(polarity="against"), stance("sanctions", "none")),
    statement(None),
    statement(Actor("Norland", role="state"), stance(label="wants_talks"), stance("sanctions", conditional=True)),
    statement(NORLAND, stance(polarity="against")),
    statement(SUDMARK, stance(holder=NORLAND)),
    statement(None, stance("sanctions")),
)


def test_a_position_names_all_statements_that_show_it():
    positions = TALKS.positions()
    found = [(p.holder.name if p.holder else None, p.target, p.polarity, p.statements) for p in positions]
    assert found == [
        ("Norland", "talks", "favor", (0, 3, 5)),
        ("Sudmark", "talks", "against", (1,)),
        ("Norland", "sanctions", "favor", (3,)),
        ("Norland", "talks", "against", (4,)),
        (None, "sanctions", "favor", (6,)),
    ]
    assert positions[0].label == "wants_talks"


def test_a_position_is_conditional_only_where_every_statement_is():
    assert [position.conditional for position in TALKS.positions()] == [False, False, True, False, False]


def test_positions_are_printed_as_a_table_with_statements_counted_from_one():
    assert str(TALKS.positions()) == (
        "holder     target     polarity             statements\n"
        "Norland    talks      favor (wants_talks)  1, 4, 6\n"
        "Sudmark    talks      against              2\n"
        "Norland    sanctions  favor, conditional   4\n"
        "Norland    talks      against              5\n"
        "(unknown)  sanctions  favor                7"
    )


def test_the_matrix_is_printed_as_holders_by_targets():
    assert str(TALKS.matrix()) == (
        "holder     talks                     sanctions\n"
        "Norland    favor 1, 4, 6; against 5  favor if 4\n"
        "Sudmark    against 2\n"
        "(unknown)                            favor 7"
    )


def test_without_stances_there_is_nothing_to_print_but_the_heading():
    assert str(analysis(statement(NORLAND)).matrix()) == "holder"


polarities = st.sampled_from(["favor", "against", "none"])
holders = st.sampled_from([None, NORLAND, SUDMARK])
stances = st.builds(stance, st.sampled_from("ab"), polarities, conditional=st.booleans(), holder=holders)
statements = st.builds(lambda holder, found: statement(holder, *found), holders, st.lists(stances, max_size=4))


@given(st.lists(statements, max_size=8))
def test_positions_are_all_that_is_held_and_each_but_once(found):
    held = {
        ((s.holder or each.holder), s.target, s.polarity, index)
        for index, each in enumerate(found)
        for s in each.stances
        if s.polarity != "none"
    }
    positions = analysis(*found).positions()
    assert {(p.holder, p.target, p.polarity, index) for p in positions for index in p.statements} == held
    assert len({(p.holder, p.target, p.polarity) for p in positions}) == len(positions)
    cells = analysis(*found).matrix().cells.values()
    assert sorted(map(str, (p for cell in cells for p in cell))) == sorted(map(str, positions))


def test_evidence_is_given_in_words_even_where_it_runs_over_an_interruption():
    text = "“We want,” said Berg, “talks.” No."
    spoken = Statement(content="We want, talks.", content_spans=((1, 9), (23, 29)), cue="said", cue_spans=((11, 15),))
    assert text[23:29] == "talks."
    assert words_of(spoken, ((4, 8), (11, 15), (31, 33))) == ("want", "said")
    assert words_of(spoken, ((4, 28),)) == ("want,", "talks")
