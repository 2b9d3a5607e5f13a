"""What a statement takes up from the sentences before it: offers and demands of others, pronouns, objects left out.

Each line is what was said before, a source, its cue, what it said, the target and the answer; "if" marks a position
that holds under a condition.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from said import DIPLOMACY, said, written
from stancekit.contract.classifier import Pair
from stancekit_rules.stance import RuleClassifier

CLASSIFIER = RuleClassifier()

CASES = """
# demands
Libya demanded that the sanctions be lifted. | Britain | rejected | the demand | sanctions favor
Cairo urged the cabinet to stop building settlements. | The cabinet | dismissed | the call | expansion favor
The bishops urged both armies to observe a truce over Easter. | The rebels | accepted | the appeal | ceasefire favor
Burundi requested that the arms embargo be lifted. | Ruritania | turned down | the request | sanctions favor
# offers, proposals, plans, ideas
Kenya offered to host peace talks. | The guerrillas | rejected | the offer | negotiation against
Kenya offered to host peace talks. | The guerrillas | welcomed | the offer | negotiation favor
Peru suggested a ceasefire along the river. | Ecuador | said | it would accept the proposal | ceasefire favor
The minister proposed higher defence spending. | The Greens | opposed | the idea | defense_spending against
Oslo proposed a ban on nuclear tests. | Paris | welcomed | the initiative | disarmament favor
# decisions and moves, told as events
Canada imposed sanctions on the generals on Friday. | Australia | welcomed | the move | sanctions favor
Canada imposed sanctions on the generals on Friday. | The junta | condemned | the decision | sanctions against
Brussels lifted the sanctions on the island. | The opposition | criticised | the step | sanctions favor
Denmark suspended arms deliveries to the kingdom. | The kingdom | regretted | the decision | military_aid favor
The cabinet approved 900 settlement homes. | Jordan | condemned | the announcement | expansion against
Washington has sold weapons to the island. | Beijing | condemned | the sale | military_aid against
The bloc decided to admit two new members to the alliance. | Moscow | denounced | the decision | expansion against
# threats
Washington threatened to impose new sanctions. | Caracas | dismissed | the threat | sanctions against
# a plan by another name
The council has plans to build settlements. Jordan saw the plan. | Egypt | condemned | the decision | expansion against
# pronouns
Ghana proposed sanctions against the coup leaders. | Togo | opposed | them | sanctions against
Paris has called for a ceasefire. | Hanoi | rejected | it | ceasefire against
Sanctions against the regime were extended. | The premier | said | They were a mistake | sanctions none
The embargo was extended for a year. | The premier | said | It must be lifted at once | sanctions against
# objects and predicates left out
Chad invited both sides to talks. | The rebels | said | they would attend | negotiation favor
Chad invited both sides to talks. | The rebels | said | they would not take part | negotiation against
Chad invited both sides to talks. | The rebels | said | they would not attend unless freed | negotiation against if
Norway called for an arms embargo on the kingdom. | Sweden | refused | to follow | sanctions against
Malta wants to impose sanctions on the airline. | Cyprus | said | it would do the same | sanctions favor
# nothing taken up
The minister opened a bridge. | The mayor | welcomed | the decision | sanctions none
Canada imposed sanctions on the generals on Friday. | Australia | said | the offer was generous | sanctions none
Kenya offered to host peace talks. | The guerrillas | rejected | the ban | negotiation none
Ministers discussed sanctions. | The port | said | ships would follow | sanctions none
They talked about the embargo. | The spokesman | said | It is vital to keep calm | sanctions none
"""


def _cases() -> list[tuple[str, str, str, str, str, str]]:
    cases = []
    for line in CASES.strip().splitlines():
        if not line.startswith("#"):
            before, source, cue, content, answer = line.split(" | ")
            target, _, wanted = answer.partition(" ")
            cases.append((before, source, cue, content, target, wanted))
    return cases


@pytest.mark.parametrize(("before", "source", "cue", "content", "target", "wanted"), _cases())
def test_what_was_said_before_is_taken_up(
    before: str, source: str, cue: str, content: str, target: str, wanted: str
) -> None:
    document, statement = said(source, cue, content, before=before)
    pairs = [Pair(statement=statement, target=one, document=document) for one in DIPLOMACY.targets]
    stance = next(stance for stance in CLASSIFIER.classify(pairs) if stance.target == target)
    assert written(stance) == wanted, stance.rule


def test_without_its_document_a_statement_takes_nothing_up() -> None:
    _, statement = said("The guerrillas", "rejected", "the offer", before="Kenya offered to host peace talks.")
    stances = CLASSIFIER.classify([Pair(statement=statement, target=target) for target in DIPLOMACY.targets])
    assert {stance.polarity for stance in stances} == {"none"}


def test_an_owner_tells_two_offers_apart() -> None:
    before = "Kenya offered to host peace talks. Sudan offered to impose sanctions on the smugglers."
    document, statement = said("Chad", "accepted", "Kenya's offer", before=before)
    pairs = [Pair(statement=statement, target=target, document=document) for target in DIPLOMACY.targets]
    found = {stance.target: stance.polarity for stance in CLASSIFIER.classify(pairs)}
    assert (found["negotiation"], found["sanctions"]) == ("favor", "none")


def test_evidence_after_an_object_left_out_points_at_the_words() -> None:
    before = "Chad invited both sides to talks in the capital."
    document, statement = said("The rebels", "said", "they would not attend unless prisoners were freed", before=before)
    pairs = [Pair(statement=statement, target=target, document=document) for target in DIPLOMACY.targets]
    stance = next(stance for stance in CLASSIFIER.classify(pairs) if stance.target == "negotiation")
    shown = " ".join(document.text[start:end] for start, end in stance.evidence)
    assert "attend" in shown
    assert shown.endswith("unless prisoners were freed")


EARLIER = st.lists(st.sampled_from([case[0] for case in _cases()]), min_size=1, max_size=5).map(" ".join)
LATER = st.sampled_from([case[1:4] for case in _cases()])


@settings(deadline=None)
@given(before=EARLIER, later=LATER, other=EARLIER)
def test_a_target_is_judged_alike_alone_and_among_others(before: str, later: tuple[str, str, str], other: str) -> None:
    pairs = []
    for earlier in (before, other):
        document, statement = said(*later, before=earlier)
        pairs += [Pair(statement=statement, target=target, document=document) for target in DIPLOMACY.targets]
    together = CLASSIFIER.classify(pairs)
    assert [CLASSIFIER.classify([pair])[0] for pair in pairs] == together
    for pair, stance in zip(pairs, together, strict=True):
        assert pair.document is not None
        assert all(0 <= start < end <= len(pair.document.text) for start, end in stance.evidence)
