"""Which clause a position stands in: pieces of a content, coordination, negated subjects, the past, and other people.

Each line is a source, its cue, what it said, the target and the answer, and the holder in brackets where it isn't the
source; "if" marks a position that holds under a condition.
"""

import pytest

from said import DIPLOMACY, said, written
from stancekit.contract.classifier import Pair
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement, join_spans
from stancekit_rules.stance import RuleClassifier

CLASSIFIER = RuleClassifier()

CASES = """
# two positions in one sentence
Kenya | said | it would join the talks but not the embargo | negotiation favor
Kenya | denounced | the new outposts and urged its neighbours to impose sanctions | expansion against
Kenya | denounced | the new outposts and urged its neighbours to impose sanctions | sanctions favor
Kenya | said | the army knew nothing, and the embargo must go | sanctions against
Peru | is | ready for talks but not for a truce | negotiation favor
Peru | is | ready for talks but not for a truce | ceasefire against
# a subject that says that none does it
Ghana | said | nobody in the army would observe a truce | ceasefire against
Ghana | said | no one in Accra is against the talks | negotiation favor
Ghana | said | not a single rifle would be handed in | disarmament against
Ghana | said | the ministry would send no more instructors | military_aid against
Ghana | said | it would neither impose sanctions nor attend the talks | negotiation against
# names given to things
Chile | called | the enlargement of the bloc a disgrace | expansion against
Chile | dismissed | the peace talks as a charade | negotiation against
Chile | described | the truce along the river as a blessing | ceasefire favor
Chile | said | the embargo, which it called senseless, had cost it nothing | sanctions against
Chile | said | the only answer was a bigger defence budget | defense_spending favor
# what is asked for with a bare verb
The bishops | insisted | the junta stop the shelling | ceasefire favor
The bishops | asked | parliament vote more money for the army | defense_spending favor
# fragments
Angola | replied | No truce, no surrender | ceasefire against
# objects with what should become of them
Oman | said | it wanted the tariffs on its dates lifted | sanctions against
Oman | said | it dreads the truce falling apart | ceasefire favor
Oman | said | it would take the tariffs off next week | sanctions against
# a past that is over, and words that were not said
Malta | said | it had called for sanctions in the nineties | sanctions none
Malta | said | it never said that it would attend the talks | negotiation none
Malta | said | it had not called for sanctions | sanctions none
Malta | said | it does not think that the truce should be extended | ceasefire against
# two negations
Togo | denied | it had turned its back on the talks | negotiation favor
Togo | denied | it supports the talks | negotiation none
Togo | said | it is out of the question that Togo should leave the talks | negotiation favor
Togo | said | there was no reason not to extend the truce | ceasefire favor
Togo | said | it is not true that it opposes the talks | negotiation favor
# other people, and the holder in what others tell
Fiji | said | the farmers want a truce | ceasefire none
Fiji | said | Tonga wants peace talks | negotiation favor [Tonga]
Fiji | said | Tonga wants peace talks | negotiation none
Fiji | rejected | Tonga's call for a ceasefire | ceasefire favor [Tonga]
Fiji | rejected | Tonga's call for a ceasefire | ceasefire against
Fiji | rejected | a proposal by Tonga for peace talks | negotiation favor [Tonga]
# deeds and events
Benin | said | Benin has suspended military aid to the junta | military_aid against
Benin | said | Benin expelled the weapons inspectors on Monday | disarmament against
Benin | said | Benin holds talks with its neighbours every year | negotiation none
Benin | said | Benin has hosted the two presidents for talks | negotiation none
Benin | said | it is not shipping tanks to the rebels | military_aid against
"""


def _cases() -> list[tuple[str, ...]]:
    cases = []
    for line in CASES.strip().splitlines():
        if not line.startswith("#"):
            source, cue, content, answer = line.split(" | ")
            answer, _, holder = answer.partition(" [")
            cases.append((source, cue, content, *answer.split(" ", 1), holder.rstrip("]") or source))
    return cases


@pytest.mark.parametrize(("source", "cue", "content", "target", "wanted", "holder"), _cases())
def test_where_the_holder_stands(source: str, cue: str, content: str, target: str, wanted: str, holder: str) -> None:
    document, statement = said(source, cue, content, holder=holder)
    stance = CLASSIFIER.classify([Pair(statement=statement, target=DIPLOMACY.target(target), document=document)])[0]
    assert written(stance) == wanted, stance.rule


def _in_pieces(text: str, cue: str, *pieces: str) -> Pair:
    """The question about a content in pieces, on sanctions."""
    spans = tuple((text.index(piece), text.index(piece) + len(piece)) for piece in pieces)
    at = text.index(cue)
    statement = Statement(
        content=join_spans(text, spans),
        content_spans=spans,
        cue=cue,
        cue_spans=((at, at + len(cue)),),
        speaker=Actor("Ann Wells"),
        holder=Actor("Ann Wells"),
    )
    return Pair(statement=statement, target=DIPLOMACY.target("sanctions"), document=Document(text=text))


@pytest.mark.parametrize(
    ("text", "cue", "pieces", "wanted"),
    [
        (
            "Ann Wells rejected the truce, adding that the embargo was a matter of record.",
            "rejected",
            ("the truce", "the embargo was a matter of record"),
            "none",
        ),
        ("“The embargo,” Ann Wells said, “must go.”", "said", ("The embargo", "must go"), "against"),
        (
            "Ann Wells said the harvest was poor and the embargo, she went on, was a mistake.",
            "said",
            ("the harvest was poor and the embargo", "was a mistake"),
            "against",
        ),
        (
            "If the tests go on, Ann Wells said, the council will impose an embargo.",
            "said",
            ("If the tests go on", "the council will impose an embargo"),
            "favor if",
        ),
    ],
)
def test_pieces_of_a_content_are_clauses_of_their_own_unless_only_the_cue_parts_them(
    text: str, cue: str, pieces: tuple[str, ...], wanted: str
) -> None:
    stance = CLASSIFIER.classify([_in_pieces(text, cue, *pieces)])[0]
    assert written(stance) == wanted, stance.rule
    assert all(
        any(text.index(piece) <= start <= end <= text.index(piece) + len(piece) for piece in (cue, *pieces))
        for start, end in stance.evidence
    )
