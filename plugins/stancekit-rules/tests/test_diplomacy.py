"""The topics of the codebook `diplomacy`: the names that news uses for them, and the words that only look so."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from said import DIPLOMACY, said
from stancekit.contract.classifier import Pair
from stancekit_rules.stance import RuleClassifier
from stancekit_rules.stance.cues import recogniser_of

TARGETS = {target.name: target for target in DIPLOMACY.targets}
RECOGNISERS = {target.name: recogniser_of(target) for target in DIPLOMACY.targets}
CLASSIFIER = RuleClassifier()

NAMES = {
    "negotiation": """
        six-party consultations | a round-table conference | the Geneva process | national reconciliation
        an offer of talks | a mutually acceptable solution | channels of communication | sit down together
        send a delegation to Oslo | dispatch an envoy | receive the mediators | bring the two sides together
        settle the dispute peacefully | resume contacts | walk out of the talks | stay away from the conference
        preconditions for talks | take its seat at the table | good offices | find a compromise
        peace feelers | a negotiated end | the joint commission | work out a deal
    """,
    "expansion": """
        a Membership Action Plan | the path to membership | accession to the customs union | new member states
        the admission of Timor | observer status | a larger Security Council | a non-permanent seat
        land reclamation | the runway on the reef | homes in East Jerusalem | E1 construction | border changes
        a buffer zone | claims to the islands | sovereignty over Kashmir | a land grab | join the Eurasian Union
        open its doors to new members | enlarge the forum | fortifying the shoal | annexed | stay outside the alliance
        permanent neutrality | give up plans to admit Georgia | keep Kosovo out of the union
        land for peace | the occupation of Kuwait | expanding the G7 | a fast track to the union
    """,
    "ceasefire": """
        a humanitarian pause | any lull | an end to the shooting | a pause in operations | stop shooting
        silence its artillery | lay their weapons aside | the guns fall silent | go on firing | continue to shell
        total victory | halt its advance | a cessation of hostilities | fight to the finish
        a bombing pause | refrain from attacks | hunt down the rebels | launch a ground offensive
    """,
    "sanctions": """
        stiffer penalties | the currency restrictions | a consumer boycott | a boycott of French wine | the grain ban
        a ban on textile imports | visa curbs | exclusion from SWIFT | a naval quarantine | frozen accounts
        cut the banks off from SWIFT | bar their ships from our ports | suspend all flights | punish the junta
        isolate the regime economically | a surcharge on steel | the remaining penalties | relief from the embargo
        stop buying oil | the freezing of assets | the bank freeze
        a boycott of the games | revoke its trade status | put the guards on the terror list | cap the price of oil
    """,
    "disarmament": """
        the CFE treaty | START-1 | the NPT | the landmine convention | a missile freeze | a cut-off treaty
        limits on conventional forces | the destruction of stockpiles | a nuclear-free peninsula | weapons inspectors
        freeze its reactor | shut down the reactor | scrap its warheads | hand over a single rifle | readmit inspectors
        ship the enriched uranium abroad | our war deterrent | cluster munitions | nerve gas | underground tests
        deploying additional missiles | hold on to its arsenal | miniaturize warheads | withdraw from the INF treaty
        an atomic test | disarming the militias | respect the nuclear accord | dismantle the Natanz plant
    """,
    "defense_spending": """
        the defence estimates | the army's budget | military appropriations | the navy vote | money for the armed forces
        3 percent of GDP | the two-percent target | the spending target | a rise in the army budget | burden-sharing
        spend 4 percent on defence | buy more submarines | extra funds for the army | halve the arms budget
        defence cuts | a peace dividend | share the burden fairly | rearmament
    """,
    "security_guarantees": """
        a multilateral guarantee | the guarantor powers | a pledge to defend the islands | a promise of protection
        mutual protection | collective defence | a defence pact | the American umbrella | come to the aid of its ally
        guarantee the neutrality of the republic | defend Sorai if it is attacked | vouch for their safety
        underwrite the border | written assurances | stand by its allies | a treaty of guarantee | all necessary help
    """,
    "military_aid": """
        the weapons | artillery ammunition | arms sales | the jet deal | the sale of submarines | a missile shield
        a radar station | ten interceptors | American bases | overflight rights | foreign troops | Cuban advisers
        military trainers | peacekeepers | a no-fly zone | air patrols | intelligence sharing | the means to fight
        train 500 recruits | host Patriot batteries | share intelligence | contribute two battalions | arm either side
        the withdrawal of foreign instructors | cut off military aid | an arms embargo | export licences for weapons
        let weapons cross its territory | a garrison
        armoured vehicles | attack drones | rocket systems | the withdrawal of US troops | mercenaries
    """,
}
"""Phrases under which a topic goes in the news."""

LOOKALIKES = """
    negotiation: talk of the town | the news conference | all-talk politicians | at its annual summit | talk about how
    expansion: a settlement of the conflict | a million settlement | revenue-neutral | members of the cabinet
    expansion: a political settlement | party membership | the early settlers
    ceasefire: a trade truce | war on drugs | war crimes | World War II
    sanctions: the death penalty | a trade deal | the test ban | a criminal penalty
    disarmament: drug tests | a light-water reactor | school inspectors | the inspector general | a litmus test
    defense_spending: inflation targets | climate targets | rest and rearm
    security_guarantees: no guarantee that | loan guarantees | data protection | an umbrella group
    military_aid: nuclear weapons | its own weapons | lay down their weapons | weapons of mass destruction
"""

POSITIONS = """
    negotiation | Muscat | said | it would send an envoy to the round table | favor
    negotiation | The guerrillas | said | they would stay away from the conference | against
    negotiation | The junta | said | it was willing to discuss fishing quotas with its neighbour | favor
    negotiation | The premier | said | the gaps were small and all differences can be bridged | favor
    expansion | Skopje | asked for | a Membership Action Plan | favor
    expansion | Malaysia | demanded | that the land reclamation stop | against
    expansion | Vienna | said | Austria would remain neutral | against | Austria
    expansion | The bloc | said | its door was open to all countries that met the criteria | favor
    expansion | Ankara | refused | to admit new members | against
    expansion | Africa's leaders | demanded | two permanent seats on the Security Council | favor
    expansion | Amman | condemned | new homes in the West Bank | against
    ceasefire | The archbishop | called for | a pause in the shelling | favor
    ceasefire | The commander | vowed | to go on firing | against
    ceasefire | Colombo | said | the offensive would continue until final victory | against
    sanctions | Accra | called for | stiffer penalties on the junta | favor
    sanctions | Jakarta | opposed | a boycott of the island's goods | against
    sanctions | Ottawa | announced | a surcharge on imported steel | favor
    sanctions | The exporters | demanded | an end to the grain ban | against
    sanctions | Wellington | threatened | to bar their ships from its ports | favor
    sanctions | The mayor | said | the embargo had not stopped a single war, and embargoes have never worked | against
    disarmament | Oslo | called for | a ban on cluster munitions | favor
    disarmament | Delhi | refused | to sign the NPT | against
    disarmament | The movement | said | its weapons were not negotiable | against
    disarmament | Vienna | demanded | the destruction of all stockpiles | favor
    disarmament | Baghdad | refused | to readmit inspectors | against
    disarmament | Minsk | promised | to scrap its warheads | favor
    defense_spending | The general staff | demanded | more money for the navy | favor
    defense_spending | The unions | called for | schools instead of tanks | against
    defense_spending | The Greens | called for | defence cuts | against
    defense_spending | Tallinn | supports | the two-percent target | favor
    defense_spending | Lisbon | said | it saw no reason to spend more on arms | against
    security_guarantees | Manila | asked for | a written promise of protection | favor
    security_guarantees | Bern | refused | to underwrite the border | against
    security_guarantees | Canberra | promised | to come to the aid of the islands | favor
    security_guarantees | Paris | offered | a treaty of guarantee | favor
    military_aid | Riga | offered | to train 500 recruits | favor
    military_aid | The bishops | opposed | arms sales to the junta | against
    military_aid | Prague | refused | to host the radar station | against
    military_aid | Khartoum | demanded | the withdrawal of foreign instructors | against
    military_aid | The rebels | asked for | artillery ammunition | favor
    military_aid | Vienna | refused | overflight rights | against
"""


def _phrases(block: str) -> list[str]:
    return [phrase.strip() for line in block.splitlines() for phrase in line.split("|") if phrase.strip()]


@pytest.mark.parametrize(
    ("target", "phrase"), [(name, one) for name, block in NAMES.items() for one in _phrases(block)]
)
def test_a_topic_is_known_by_its_names(target: str, phrase: str) -> None:
    assert RECOGNISERS[target].marks(f"They spoke of {phrase}.")


@pytest.mark.parametrize(
    ("target", "phrase"),
    [
        (line.split(":", 1)[0].strip(), one)
        for line in LOOKALIKES.strip().splitlines()
        for one in _phrases(line.split(":", 1)[1])
    ],
)
def test_words_that_only_look_like_a_topic_are_passed_over(target: str, phrase: str) -> None:
    assert RECOGNISERS[target].marks(f"They spoke of {phrase}.") == []


@pytest.mark.parametrize("line", POSITIONS.strip().splitlines())
def test_positions_on_the_topics(line: str) -> None:
    target, source, cue, content, answer, *holder = [cell.strip() for cell in line.split("|")]
    document, statement = said(source, cue, content, holder=holder[0] if holder else None)
    (stance,) = CLASSIFIER.classify([Pair(statement, TARGETS[target], document)])
    assert stance.polarity == answer


@pytest.mark.parametrize("name", TARGETS)
def test_a_coder_finds_all_that_the_codebook_promises(name: str) -> None:
    target = TARGETS[name]
    assert all((target.favor, target.against, target.description, target.includes, target.excludes))
    assert {example.polarity for example in target.examples} == {"favor", "against", "none"}
    assert any(example.conditional for example in target.examples)
    hypotheses = target.hypotheses.favor + target.hypotheses.against
    assert hypotheses
    assert all("{holder}" in hypothesis for hypothesis in hypotheses)


_WORDS = sorted({word for block in NAMES.values() for phrase in _phrases(block) for word in phrase.split()})


@given(st.lists(st.sampled_from(_WORDS), max_size=30).map(" ".join), st.sampled_from(sorted(RECOGNISERS)))
def test_marks_stand_in_order_within_the_text(text: str, name: str) -> None:
    marks = RECOGNISERS[name].marks(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    assert all(before.end < after.end for before, after in pairwise(marks))
