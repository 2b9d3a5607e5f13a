"""Statements as an agency writes them, and where their holder stands: one line each, over all targets and phenomena.

Each line is a source, its cue, what it said, the target and the answer; "if" marks a position that holds under a
condition. The holder is the source, unless the line names another in brackets.
"""

import pytest

from said import DIPLOMACY, said, written
from stancekit.contract.classifier import Pair
from stancekit_rules.stance import RuleClassifier

SAID = """
# plain positions on talks
Iran | said | it is ready to resume talks with the European powers | negotiation favor
The Kremlin | said | Moscow remains open to dialogue with the new administration | negotiation favor [Russia]
Cyprus | said | it wants to sit down at the negotiating table as soon as possible | negotiation favor
The rebels | said | they will attend the peace talks in Doha | negotiation favor
The prime minister | said | there is no alternative to a negotiated settlement | negotiation favor
Sudan | said | it will not take part in the talks in Geneva | negotiation against
The Taliban | said | they would never negotiate with a puppet government | negotiation against
The general | said | there is nothing to talk about with the separatists | negotiation against
Eritrea | said | it saw no point in further negotiations | negotiation against
The president | said | he had no intention of meeting the rebel leader for talks | negotiation against
Armenia | said | it had broken off the talks because of the shelling | negotiation against
Serbia | said | the dialogue must continue | negotiation favor
The envoy | said | the dispute can only be settled through dialogue | negotiation favor
The minister | said | talks are the only way to end the crisis | negotiation favor
Norway | said | it was prepared to mediate between the two sides | negotiation favor
The spokesman | said | the door to diplomacy remains open | negotiation favor
The president | said | negotiations with terrorists are out of the question | negotiation against
The foreign minister | said | more talks would be a waste of time | negotiation against
Colombia | said | it hopes the negotiations will continue next week | negotiation favor
Japan | said | it would prefer to resolve the island dispute by diplomatic means | negotiation favor
# positions on the other targets
Russia | said | NATO's eastward expansion is a direct threat to its security | expansion against
Finland | said | it will apply for membership in NATO | expansion favor
Turkey | said | it cannot approve Sweden's accession to the alliance | expansion against
Albania | said | the enlargement of the European Union must go on | expansion favor
Jordan | said | the annexation of the Jordan Valley would destroy the two-state solution | expansion against
The cabinet | said | it will build 2,000 new homes in West Bank settlements | expansion favor
The European Union | said | settlement construction is illegal and must be stopped | expansion against
Brazil | said | it deserves a permanent seat on the Security Council | expansion favor
Italy | said | it opposes an expansion of the Security Council | expansion against
Moscow | said | Ukraine must never become a member of NATO | expansion against
The African Union | said | all sides should lay down their arms | ceasefire favor
Hamas | said | it accepts the truce proposed by Egypt | ceasefire favor
The junta | said | its forces will keep fighting until victory | ceasefire against
The army chief | said | a ceasefire now would only help the terrorists | ceasefire against
Azerbaijan | said | it is committed to the ceasefire | ceasefire favor
The Houthis | said | they will stop the attacks on shipping | ceasefire favor
The rebels | said | they will not stop fighting before the dictator is gone | ceasefire against
The pope | said | the guns must fall silent | ceasefire favor
Lebanon | said | a halt to the fighting is urgently needed | ceasefire favor
Washington | said | it will impose fresh sanctions on the military regime | sanctions favor
Poland | said | the sanctions against Belarus must remain in place | sanctions favor
Cuba | said | the embargo must be lifted | sanctions against
China | said | it firmly opposes unilateral sanctions | sanctions against
Hungary | said | it will not support an oil embargo | sanctions against
The senator | said | the sanctions have not worked | sanctions against
Tehran | said | the economic sanctions are cruel and illegal | sanctions against
Brussels | said | it plans to lift the sanctions on Syria | sanctions against
Canada | said | it is considering new sanctions | sanctions none
The treasury | said | it would extend the asset freeze for another year | sanctions favor
Australia | said | North Korea must give up its nuclear weapons | disarmament favor
Pyongyang | said | it will never give up its nuclear weapons | disarmament against
India | said | it will not sign the test ban treaty | disarmament against
Kazakhstan | said | it supports a world without nuclear weapons | disarmament favor
Japan | said | the missile launch is unacceptable | disarmament favor
The ayatollah | said | Iran does not want nuclear weapons | disarmament favor [Iran]
Russia | said | it is ready to extend the New START treaty | disarmament favor
Libya | said | it would dismantle its chemical weapons | disarmament favor
Pyongyang | said | it will conduct another nuclear test | disarmament against
Berlin | said | it will increase its defence budget to 3 percent of GDP | defense_spending favor
The alliance chief | said | members need to spend more on defence | defense_spending favor
Spain | said | it cannot spend 5 percent of GDP on defence | defense_spending against
The trade unions | said | higher military spending is a mistake | defense_spending against
The opposition | said | it wants to cut military spending | defense_spending against
Kyiv | said | it needs firm security guarantees | security_guarantees favor
Paris | said | it is willing to give Ukraine security guarantees | security_guarantees favor
The senator | said | America should not offer security guarantees to Kyiv | security_guarantees against
Washington | said | its commitment to the defence of Japan is ironclad | security_guarantees favor
NATO | said | the alliance will defend every inch of its territory | security_guarantees favor
Denmark | said | it will send 19 fighter jets to Ukraine | military_aid favor
The chancellor | said | Germany will not deliver Taurus missiles | military_aid against [Germany]
Damascus | said | the West must stop arming the rebels | military_aid against
Seoul | said | it has agreed to the deployment of THAAD | military_aid favor
Beijing | said | it resolutely opposes arms sales to Taiwan | military_aid against
Kabul | said | it needs more air defence systems | military_aid favor
# negation and its scope
The president | said | he does not rule out talks with the opposition | negotiation favor
The minister | said | he is not opposed to a dialogue with the rebels | negotiation favor
The minister | said | his country is not ready for talks | negotiation against
The ministry | said | it did not reject the proposal for talks | negotiation favor
Oslo | said | it is not against sanctions | sanctions favor
Vienna | said | nobody should oppose the talks | negotiation favor
Manila | said | it is no longer interested in talks with Beijing | negotiation against
Sofia | said | it has dropped its opposition to the accession of Macedonia to the EU | expansion favor
Tirana | said | not only should the sanctions stay, they should be tightened | sanctions favor
Athens | said | it cannot accept further settlement activity | expansion against
London | said | it does not believe that sanctions are the answer | sanctions against
The bloc | said | it would not oppose the lifting of sanctions | sanctions against
The movement | said | it has never refused to negotiate | negotiation favor
# past and present
Ankara | said | it used to oppose the Swedish membership of NATO | expansion none
Stockholm | said | it once opposed NATO membership but now wants to join the alliance | expansion favor
The party | said | it previously supported the sanctions | sanctions none
The group | said | it no longer opposes the truce | ceasefire favor
# conditions
Tehran | said | it would return to talks if the sanctions were lifted | negotiation favor if
Kyiv | said | it will not negotiate unless the troops withdraw | negotiation against if
Israel | said | it will observe the ceasefire as long as Hezbollah does | ceasefire favor if
Madrid | said | Spain is ready for talks, but its losses must be taken into account | negotiation favor if [Spain]
The union | said | it will lift the sanctions only after the prisoners are freed | sanctions against if
Pyongyang | said | it would freeze its missile tests in return for food aid | disarmament favor if
Tbilisi | said | it would agree to a ceasefire provided that the monitors stay | ceasefire favor if
Madrid | said | it would raise military spending only if the budget rules are changed | defense_spending favor if
Washington | said | it will impose sanctions on Ankara if it buys the missiles | sanctions favor if
Prague | said | it will deliver tanks once Germany replaces them | military_aid favor if
Riyadh | said | it will talk to Tehran unconditionally | negotiation favor
Warsaw | said | it is ready to send jets even if others do not | military_aid favor
# events, plans of others and descriptions: no position
The ministry | said | the talks were held in Riyadh on Monday | negotiation none
The agency | said | the two foreign ministers met in Geneva | negotiation none
The spokesman | said | the meeting ended without a result | negotiation none
The UN | said | the truce took effect at midnight | ceasefire none
The bank | said | sanctions cut oil exports by a third last year | sanctions none
The monitors | said | the ceasefire was broken several times overnight | ceasefire none
The institute | said | world military spending rose by 6 percent | defense_spending none
The ministry | said | the rocket fell into the sea | disarmament none
The army | said | the shipment of weapons arrived at the port | military_aid none
The alliance | said | 32 states are members of NATO | expansion none
The office | said | it did not know whether talks would be held | negotiation none
The reporter | said | it was unclear if the truce would last | ceasefire none
The group | said | its fighters attacked a convoy | ceasefire none
The minister | asked | why should we agree to talks? | negotiation none
# whose position
He | said | it seems that NATO members are ready to spend more on defence | defense_spending none [Ivan Sokolov]
NATO countries | said | they are ready to raise defence spending | defense_spending favor
The Iranian minister | said | Washington wants to return to the talks | negotiation none [Abbas Araghchi]
The White House | said | Washington wants to return to the talks | negotiation favor [United States]
The Polish minister | said | Russia does not want a ceasefire | ceasefire none [Radoslaw Sikorski]
The Polish minister | said | Russia must agree to a ceasefire | ceasefire favor [Radoslaw Sikorski]
The analyst | said | Beijing opposes the sanctions | sanctions none [Lina Park]
The secretary | said | Israel should halt settlement building | expansion against [Antony Blinken]
The ambassador | said | critics think the sanctions are a mistake | sanctions none [Ann Lee]
"""

ACTS = """
Iran | rejected | the proposal for direct talks | negotiation against
Qatar | welcomed | the resumption of the negotiations | negotiation favor
The envoy | called for | an immediate ceasefire | ceasefire favor
The council | urged | both sides to return to the negotiating table | negotiation favor
France | urged | Israel to stop building settlements | expansion against
Moscow | threatened | to withdraw from the test ban treaty | disarmament against
Washington | threatened | Turkey with sanctions | sanctions favor
Washington | threatened | to impose new tariffs on steel from China, punitive tariffs that hurt | sanctions favor
Pyongyang | vowed | to bolster its nuclear deterrent | disarmament against
Jordan | condemned | the expansion of settlements | expansion against
Seoul | condemned | the North's latest missile launch | disarmament favor
Khartoum | agreed | to a three-day truce | ceasefire favor
The rebels | refused | to attend the talks | negotiation against
Damascus | demanded | the lifting of all sanctions | sanctions against
The ally | pledged | more military aid to Kyiv | military_aid favor
China | warned against | new sanctions on North Korea | sanctions against
Beijing | warned | Washington not to sell arms to Taiwan | military_aid against
The minister | ruled out | negotiations with the kidnappers | negotiation against
The minister | did not rule out | negotiations with the kidnappers | negotiation favor
Germany | backed | Ukraine's bid to join the European Union | expansion favor
Hungary | blocked | the new sanctions package | sanctions against
Israel | rejected | calls for a ceasefire | ceasefire against
The president | welcomed | the lifting of sanctions | sanctions against
The president | opposed | the lifting of sanctions | sanctions favor
Cairo | offered | to mediate between the two parties | negotiation favor
The opposition | boycotted | the peace talks | negotiation against
Latvia | asked for | the deployment of NATO air defence systems on its soil | military_aid favor
Canberra | supported | higher defence spending | defense_spending favor
The left | criticised | the increase in military spending | defense_spending against
Ukraine | insisted on | binding security guarantees | security_guarantees favor
The Senate | refused | to ratify the arms control treaty | disarmament against
Minsk | denied | that it opposes talks | negotiation favor
Vilnius | reiterated its support for | Georgia's membership in NATO | expansion favor
The pope | appealed for | dialogue | negotiation favor
The general | promised | to continue the offensive | ceasefire against
Tokyo | announced | additional sanctions against Moscow | sanctions favor
Islamabad | expressed concern over | the arms sales to India | military_aid against
The Arab League | denounced | plans to annex the Jordan Valley | expansion against
Lima | expressed its readiness | to host peace talks | negotiation favor
Tripoli | hailed | the ceasefire agreement | ceasefire favor
The bishops | deplored | the violation of the truce | ceasefire favor
Oslo | called on | Russia and the United States to revive arms control | disarmament favor
Athens | vetoed | Macedonia's accession to NATO | expansion against
The minister | hoped | the sanctions would be eased soon | sanctions against
The movement | demanded | that the air strikes stop and that talks begin | negotiation favor
"""


def _cases(text: str) -> list[tuple[str, str, str, str, str]]:
    cases = []
    for line in text.strip().splitlines():
        if not line.startswith("#"):
            source, cue, content, answer = line.split(" | ")
            target, _, wanted = answer.partition(" ")
            cases.append((source, cue, content, target, wanted))
    return cases


@pytest.mark.parametrize(("source", "cue", "content", "target", "wanted"), _cases(SAID) + _cases(ACTS))
def test_where_the_holder_stands(source: str, cue: str, content: str, target: str, wanted: str) -> None:
    wanted, _, holder = wanted.partition(" [")
    document, statement = said(source, cue, content, holder=holder.rstrip("]") or None)
    pairs = [Pair(statement=statement, target=one, document=document) for one in DIPLOMACY.targets]
    stance = next(stance for stance in RuleClassifier().classify(pairs) if stance.target == target)
    assert written(stance) == wanted.strip(), stance.rule
