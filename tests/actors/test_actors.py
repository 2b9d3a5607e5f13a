"""Who speaks and whose position it is, shown on articles as news writes them.

An article is written with its statements marked: `[1 the mention that utters it]` and `{1 what it asserts}`; a
statement without a mention goes on with the quotation before. The marks are taken out before anything is read.
"""

import re

import pytest

from stancekit.actors import resolve
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor
from stancekit.nouns.statement import Statement, join_spans

MARK = re.compile(r"\[(\d+) ([^\]]*)\]|\{(\d+) ([^}]*)\}")


def read(
    marked: str, nested: dict[int, int] | None = None, cues: dict[int, str] | None = None
) -> tuple[Statement, ...]:
    """The resolved statements of a marked article.

    `nested` maps a statement's number to the one it is reported in; `cues` gives it another cue than "said".
    """
    text, end = "", 0
    sources: dict[int, tuple[int, int]] = {}
    contents: dict[int, list[tuple[int, int]]] = {}
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        end = match.end()
        span = (len(text), len(text) + len(match.group(2) or match.group(4)))
        text += match.group(2) or match.group(4)
        if match.group(1):
            sources[int(match.group(1))] = span
        else:
            contents.setdefault(int(match.group(3)), []).append(span)
    text += marked[end:]
    numbers = sorted(contents)
    statements = []
    for number in numbers:
        spans = tuple(contents[number])
        mention = (sources[number],) if number in sources else ()
        statements.append(
            Statement(
                content=join_spans(text, spans),
                content_spans=spans,
                cue=(cues or {}).get(number, "said") if mention else None,
                source=join_spans(text, mention) if mention else None,
                source_spans=mention,
                reported_in=numbers.index(nested[number]) if nested and number in nested else None,
            )
        )
    return resolve(Document(text=text), statements)


def speakers(marked: str, nested: dict[int, int] | None = None) -> list[str | None]:
    return [statement.speaker.name if statement.speaker else None for statement in read(marked, nested)]


def holders(marked: str, nested: dict[int, int] | None = None) -> list[str | None]:
    return [statement.holder.name if statement.holder else None for statement in read(marked, nested)]


def test_every_mention_of_a_person_is_that_person_with_role_and_affiliation():
    statements = read(
        "[1 The Kremlin spokesman] said {1 a reply was being prepared}. Kremlin spokesman Pavel Morozov met the press "
        "on Monday.\n\n[2 Morozov] said {2 there was no hurry}. [3 Mr. Morozov] added {3 that patience was needed}. "
        "[4 He] declined {4 to elaborate}."
    )
    expected = Actor(name="Pavel Morozov", role="Kremlin spokesman", affiliation="Kremlin")
    assert [statement.speaker for statement in statements] == [expected] * 4


@pytest.mark.parametrize(
    ("sentence", "name", "role", "affiliation"),
    [
        (
            "[1 Norwegian Deputy Foreign Minister Kari Lund] said {1 it was late}.",
            "Kari Lund",
            "Norwegian Deputy Foreign Minister",
            "Norway",
        ),
        (
            "[1 Secretary of the Polish Security Council Jan Kos] said {1 it was late}.",
            "Jan Kos",
            "Secretary of the Polish Security Council",
            "Polish Security Council",
        ),
        (
            "[1 Omar Haddad, head of the Atomic Safety Agency (ASA),] said {1 it was late}.",
            "Omar Haddad",
            "head of the Atomic Safety Agency",
            "Atomic Safety Agency",
        ),
        ("[1 Amina Diallo], who is the mayor of Thiès, said {1 it was late}.", "Amina Diallo", "mayor of Thiès", None),
        ("[1 President Kofi Asante of Ghana] said {1 it was late}.", "Kofi Asante", "President of Ghana", "Ghana"),
        (
            "Chile's defence minister, [1 Rosa Vidal], said {1 it was late}.",
            "Rosa Vidal",
            "Chile's defence minister",
            "Chile",
        ),
        ("Brazil's [1 Ana Prado], the trade minister, said {1 it was late}.", "Ana Prado", "trade minister", "Brazil"),
        (
            "India's ambassador to the United Nations, [1 Ravi Nair], said {1 it was late}.",
            "Ravi Nair",
            "India's ambassador to the United Nations",
            "United Nations",
        ),
        (
            "[1 National bank economist Siti Aminah] said {1 it was late}.",
            "Siti Aminah",
            "National bank economist",
            "National bank",
        ),
        (
            "[1 U.S. Secretary of State Ellen Hart] said {1 it was late}.",
            "Ellen Hart",
            "U.S. Secretary of State",
            "U.S.",
        ),
        ("[1 Sen. Laura Bell (R-Ohio)] said {1 it was late}.", "Laura Bell", "Sen.", None),
        ("DAKAR [1 President Awa Ndiaye] said {1 it was late}.", "Awa Ndiaye", "President", None),
    ],
)
def test_a_role_is_read_before_after_and_around_the_name(sentence, name, role, affiliation):
    assert read(sentence)[0].speaker == Actor(name=name, role=role, affiliation=affiliation)


def test_a_description_in_the_opening_is_the_person_who_is_named_next():
    assert (
        speakers(
            "Talks must begin, [1 Laos's deputy foreign minister] has said: {1 there is no time}.\n\n"
            "[2 Somsak Vong] says {2 both sides were asked}.\n\n[3 The deputy foreign minister] said {3 no}."
        )
        == ["Somsak Vong"] * 3
    )


def test_a_body_described_in_the_opening_is_the_one_named_next():
    assert (
        speakers(
            "[1 Myanmar's largest rebel alliance] said {1 it would talk}.\n\n"
            "[2 The Northern Unity Front (NUF)] said {2 prisoners must be freed}. [3 The NUF] said {3 it would wait}. "
            "[4 The group] added {4 that it was ready}. [5 It] gave {5 no date}."
        )
        == ["Northern Unity Front"] * 5
    )


def test_descriptions_mean_whoever_has_the_role():
    assert speakers(
        "French President Luc Moreau met German Chancellor Anna Weber.\n\n[1 Moreau] said {1 Europe mattered}. "
        "[2 The chancellor] said {2 she agreed}. [3 The French leader] said {3 more was needed}. "
        "[4 The German leader] said {4 it was enough}."
    ) == ["Luc Moreau", "Anna Weber", "Luc Moreau", "Anna Weber"]


def test_a_deputy_is_not_the_minister():
    assert speakers(
        "Foreign Minister Ahmed Saleh and Deputy Foreign Minister Huda Karim arrived.\n\n"
        "[1 The deputy foreign minister] said {1 it was a start}. [2 The foreign minister] said {2 it was too little}."
    ) == ["Huda Karim", "Ahmed Saleh"]


def test_one_minister_is_not_another():
    assert speakers(
        "Turkish Prime Minister Ahmet Kaya met Foreign Minister Selin Acar.\n\n"
        "[1 The Turkish foreign minister] said {1 it was a start}. [2 The prime minister] said {2 it was late}."
    ) == ["Selin Acar", "Ahmet Kaya"]


def test_a_land_that_no_list_has_is_told_by_its_adjective():
    statements = read(
        "[1 Ruritanian Foreign Minister Ilse Brand] said {1 Ruritania is ready}. [2 Brand] said: {2 We want peace}. "
        "[3 Ruritania] signed {3 the treaty}."
    )
    assert [statement.holder.name for statement in statements if statement.holder] == ["Ruritania"] * 3
    assert statements[0].speaker == Actor("Ilse Brand", "Ruritanian Foreign Minister", "Ruritania")


def test_a_possessive_is_not_its_owner():
    assert speakers(
        "President Igor Volkov spoke.\n\n[1 Volkov's spokesman] said {1 he was pleased}. "
        "[2 Volkov's] promise {2 to return} stands."
    ) == ["Volkov's spokesman", "Igor Volkov"]


def test_what_is_never_named_keeps_its_description_without_the_article():
    statements = read(
        "[1 A senior U.S. official] said {1 talks went on}. [2 The official] said {2 no date was set}. "
        "[3 Two Western diplomats] said {3 they had doubts}."
    )
    assert [statement.speaker.name for statement in statements if statement.speaker] == [
        "senior U.S. official",
        "senior U.S. official",
        "Two Western diplomats",
    ]


def test_people_of_one_surname_are_told_apart():
    assert speakers(
        "Hillary Grant and her husband Bill Grant campaigned on Sunday.\n\n[1 Mr. Grant] said {1 it was hot}. "
        "[2 Mrs. Grant] said {2 it was late}. [3 She] said {3 they would rest}."
    ) == ["Bill Grant", "Hillary Grant", "Hillary Grant"]


def test_pronouns_follow_gender_and_the_last_speaker():
    assert speakers(
        "[1 Foreign Minister Maria Costa] said {1 the door was open}. "
        "[2 Defence Minister Paulo Reis] said {2 it was not}. "
        "[3 She] said {3 she was surprised}. [4 He] said {4 he was not}.\n\n"
        "{5 We shall see}, [5 he] said. {6 Tomorrow is another day}."
    ) == ["Maria Costa", "Paulo Reis", "Maria Costa", "Paulo Reis", "Paulo Reis", "Paulo Reis"]


def test_a_pronoun_means_the_subject_of_the_sentence_before():
    assert speakers(
        "[1 Minister Jonas Petit] said {1 nothing had changed}.\n\nSarah Lindqvist has studied the river for years. "
        "[2 She] says {2 that it is dying}."
    ) == ["Jonas Petit", "Sarah Lindqvist"]


def test_it_and_they_mean_bodies_and_groups():
    assert speakers(
        "[1 Greenpeace] said {1 the river was dead}. [2 It] called for {2 a ban}. [3 Local fishermen] agreed "
        "{3 that fish were gone}. [4 They] said {4 boats stood idle}."
    ) == ["Greenpeace", "Greenpeace", "Local fishermen", "Local fishermen"]


def test_who_belongs_to_the_name_in_front():
    assert speakers("They met Nadia Rahimi, [1 who] said {1 she was ready}.") == ["Nadia Rahimi"]


def test_a_pronoun_in_reported_speech_is_the_speaker_of_that_speech():
    text = "[1 Tomás Rivera] told Lars Holm that [2 he] believed {2 the vote was fair} {1 as a whole}."
    assert speakers(text, nested={2: 1}) == ["Tomás Rivera", "Tomás Rivera"]


def test_a_quotation_without_a_cue_goes_on_with_its_speaker():
    assert speakers("{1 First}, said [1 Mayor Lin Chen].\n\n{2 Second.}\n\n{3 Third.}") == ["Lin Chen"] * 3


def test_capitals_stand_for_states_under_the_name_that_the_article_gives():
    text = "Iran and the United States met. [1 Tehran] said {1 it would wait}. [2 Washington] said {2 it would not}."
    assert speakers(text) == ["Iran", "United States"]
    assert speakers("[1 Tehran] said {1 it would wait}.") == ["Tehran"]
    assert speakers("The Iranian envoy left. [1 The Iranian side] said {1 it would wait}.") == ["Iran"]


def test_bodies_keep_their_fullest_name():
    assert (
        speakers(
            "The International Atomic Energy Agency met in Vienna. [1 The IAEA] said {1 it had questions}. "
            "[2 The agency] said {2 it would wait}."
        )
        == ["International Atomic Energy Agency"] * 2
    )
    assert speakers("The U.S. Supreme Court ruled. [1 The Supreme Court] said {1 no}.") == ["U.S. Supreme Court"]
    assert speakers("[1 Turkey's foreign ministry] said {1 no}.") == ["Turkey's foreign ministry"]
    assert speakers("[1 North Korea's KCNA news agency] said {1 no}.") == ["KCNA"]
    assert speakers("The Syrian government met. [1 The government] said {1 no}.") == ["Syrian government"]


def test_a_statement_is_its_issuers():
    assert speakers(
        "A statement from the office of Governor Eva Stone was read out.\n\n"
        "[1 The statement] said {1 taxes would rise}."
    ) == ["office of Governor Eva Stone"]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ursula von der Linden", "Von der Linden"),
        ("Karim al-Nouri", "Nouri"),
        ("Karim al-Nouri", "al-Nouri"),
        ("Kim Yong Nam", "Kim"),
        ("Nguyễn Văn Minh", "Minh"),
        ("Seán O’Brien-Kelly", "O’Brien-Kelly"),
        ("Δημήτρης Παππάς", "Παππάς"),
        ("Владимир Орлов", "Орлов"),
        ("João da Silva", "da Silva"),
    ],
)
def test_surnames_of_any_script_and_order_lead_to_the_full_name(full, short):
    assert speakers(f"President {full} came. [1 {short}] said {{1 it was late}}.") == [full]


def test_a_name_in_a_script_without_capitals_is_taken_as_it_stands():
    assert speakers("[1 王小明] said {1 it was late}.") == ["王小明"]


def test_a_spokesman_speaks_and_his_state_holds():
    text = (
        "[1 Kremlin spokesman Pavel Morozov] said {1 Russia is ready to talk}. "
        "[2 Morozov] said {2 the press was wrong}. "
        "[3 Morozov] said {3 Ukraine will refuse}. [4 Morozov] said {4 Moscow would insist on guarantees}."
    )
    assert holders(text) == ["Russia", "Pavel Morozov", "Pavel Morozov", "Russia"]


def test_a_state_is_described_from_outside_without_holding():
    text = (
        "Iran and the US met. [1 US President Carl Dunn] said {1 Iran will refuse}. [2 Dunn] said {2 Iran must stop}."
    )
    assert holders(text) == ["Carl Dunn", "Carl Dunn"]


def test_we_of_an_official_is_his_state_and_of_others_the_speaker():
    assert holders("[1 Norwegian Foreign Minister Kari Lund] said: {1 We oppose the plan}.") == ["Norway"]
    assert holders("[1 Kari Lund, a fisherman from Norway,] said: {1 We oppose the plan}.") == ["Kari Lund"]
    assert holders("[1 Former Norwegian Foreign Minister Kari Lund] said: {1 We oppose the plan}.") == ["Kari Lund"]
    assert holders("[1 Norwegian Foreign Minister Kari Lund] said: {1 I am sure we oppose it}.") == ["Kari Lund"]


def test_a_state_told_elsewhere_is_the_officials():
    text = "[1 President Juan Soto] said: {1 We oppose the plan}. The Chilean president was in Lima."
    assert holders(text) == ["Chile"]
    assert holders(text.replace("The Chilean", "Peru's President Luis Paz met the Peruvian")) == ["Juan Soto"]


def test_a_spokesman_of_nothing_named_leaves_it_to_the_content():
    assert holders("[1 A spokesman] said {1 the EU rejects any change}.") == ["EU"]
    assert holders("[1 A Foreign Ministry official] said {1 Japan plans to lift its sanctions}.") == ["Japan"]
    assert holders("[1 A reporter] said {1 Japan plans to lift its sanctions}.") == ["reporter"]


def test_a_named_act_is_its_speakers():
    text = "[1 The UN] urged {1 Israel not to go on}. [2 Germany] refused {2 to attend}."
    assert holders(text) == ["UN", "Germany"]


def test_what_an_extractor_has_resolved_is_left_alone():
    mine = Statement(
        content="no", content_spans=((7, 9),), speaker=Actor(name="Ann"), holder=Actor(name="Bob"), source="she"
    )
    half = Statement(content="no", content_spans=((7, 9),), speaker=Actor(name="Ann Lee", role="mayor"))
    given = resolve(Document(text="It was no."), [mine, half])
    assert given[0] is mine
    assert given[1].speaker is half.speaker
    assert given[1].holder == half.speaker


def test_an_unexplained_source_stays_open():
    assert speakers("{1 Nobody knows}, [1 you] say.") == [None]


def test_a_body_is_called_by_nouns_of_its_sort():
    assert (
        speakers(
            "[1 NATO] said {1 it would send ships}. Albania's foreign minister praised Moscow. "
            "[2 The alliance] said {2 the ships would leave in May}."
        )
        == ["NATO"] * 2
    )
    assert speakers(
        "[1 The army] said {1 the Rapid Reaction Force had shelled the port}. [2 The paramilitary group] denied {2 it}."
    ) == ["army", "Rapid Reaction Force"]
    assert speakers(
        "The Labour Party met on Monday with envoys of the European Union. [1 The bloc] said {1 it was open to talks}. "
        "[2 The party] said {2 it was too}."
    ) == ["European Union", "Labour Party"]


def test_a_group_told_apart_from_others_is_none_of_those_before():
    assert speakers("[1 The Labour Party] backed {1 the pact}. [2 The main opposition party] rejected {2 it}.") == [
        "Labour Party",
        "main opposition party",
    ]


def test_names_of_bodies_may_have_of_and_and_in_them():
    text = (
        "[1 A civilian coalition, the Forces of Unity and Change,] said {1 it wanted a seat}. "
        "[2 The coalition] said {2 generals could not decide alone}. "
        '"{3 We will not sign without civilians}," [3 its leader, Hala Badri], told a radio station.'
    )
    assert speakers(text) == ["Forces of Unity and Change"] * 2 + ["Hala Badri"]
    assert holders(text)[2] == "Forces of Unity and Change"
    assert (
        speakers(
            "[1 The Organisation of Baltic Ports (OBP)] said {1 it was ready}. [2 The OBP] said {2 ships could sail}."
        )
        == ["Organisation of Baltic Ports"] * 2
    )


def test_a_commander_of_the_south_is_no_korean():
    assert holders(
        'South Korea sent aid. "{1 We will keep fighting}," said [1 Abu Walid, a commander of the Army of the South].'
    ) == ["Abu Walid"]


def test_what_a_state_owns_is_named_by_it():
    assert speakers(
        "[1 Chile] said {1 it was ready}. [2 Its foreign ministry] said {2 envoys would travel on Monday}."
    ) == [
        "Chile",
        "Chile's foreign ministry",
    ]


def test_an_office_held_for_the_speaker_before_gives_its_we():
    assert holders(
        'NATO has met. "{1 We reject that}," [1 the alliance\'s secretary-general, Henrik Dahl,] told reporters.'
    ) == ["NATO"]


def test_an_official_without_a_country_is_of_the_one_just_named():
    text = (
        "China is worried. [1 Foreign Ministry spokesman Lu Jian] said {1 the parties should talk}.\n\n"
        'Japan took a harder line. [2 Chief Cabinet Secretary Shigeru Mori] said: "{2 Our patience is at an end}."'
    )
    assert holders(text) == ["Lu Jian", "Japan"]


def test_who_heads_a_committee_of_parliament_speaks_for_himself():
    assert holders(
        '"{1 We were told otherwise}," said [1 Ivan Belov, chairman of the Russian parliament committee].'
    ) == ["Ivan Belov"]


def test_the_last_speaker_may_be_described_by_what_nothing_told():
    assert (
        speakers(
            "[1 Carla Nunez, head of the National Union party,] said {1 too much was given away}. [2 The senator] said "
            "{2 she would vote against it}.\n\nThe weather was fine."
        )
        == ["Carla Nunez"] * 2
    )
    assert speakers(
        "[1 Kovian President Ilir Dema] thanked {1 the donors}. [2 The 58-year-old leader] said {2 his land was safe}."
        "\n\n[3 Jan Kral, the leader of the Civic Platform,] called for {3 calm}."
    ) == ["Ilir Dema"] * 2 + ["Jan Kral"]


def test_an_unnamed_official_is_nobody_named():
    assert speakers(
        "[1 Foreign Minister Rosa Pinto of Chile] said {1 it was late}.\n\n"
        "[2 One Western diplomat] said {2 talks were over}. [3 The rebel official] said {3 so too}."
    ) == ["Rosa Pinto", "Western diplomat", "rebel official"]


def test_a_group_is_called_without_a_vague_number():
    assert speakers("[1 Several diplomats] said {1 it was late}. [2 Two officials] said {2 it was early}.") == [
        "diplomats",
        "Two officials",
    ]
    assert (
        speakers("[1 Three congressional aides] said {1 it was late}. [2 The aides] said {2 they would wait}.")
        == ["Three congressional aides"] * 2
    )
    assert speakers("Two officials spoke. [1 One of the officials] said {1 it was late}.") == ["one of the officials"]


def test_he_after_a_quotation_is_the_one_with_whom_its_paragraph_opens():
    assert speakers(
        "[1 Russian ambassador Vitaly Belov] said {1 the council was united}.\n\n"
        'Arab League chief Nabil Arabi was less hopeful. "{2 Hope is weak}," [2 he] said.'
    ) == ["Vitaly Belov", "Nabil Arabi"]
    assert speakers(
        "[1 Russian ambassador Vitaly Belov] said {1 the council was united}.\n\n"
        'A senior Chilean official was blunt. "{2 There is no deal}," [2 he] said.'
    ) == ["Vitaly Belov", "senior Chilean official"]


def test_he_is_the_main_speaker_again_after_an_aside():
    text = (
        "[1 Deputy Foreign Minister Karim Amini] said {1 talks were possible}. [2 He] said {2 it was late}.\n\n"
        "But [3 Peter Olsen] left the accord in 2018, saying {3 it was weak}.\n\n[4 He] said {4 critics should think}."
    )
    told = read(text, cues={3: "saying"})
    assert [statement.speaker.name for statement in told if statement.speaker][2:] == ["Peter Olsen", "Karim Amini"]
    assert speakers(text)[2:] == ["Peter Olsen", "Peter Olsen"]


def test_a_minister_is_named_by_the_sentence_that_follows():
    assert (
        speakers(
            '"{1 The president must go}," [1 Saudi Arabia\'s foreign minister] told a channel. '
            "[2 The minister, Adel Jubran,] said {2 the kingdom was ready}."
        )
        == ["Adel Jubran"] * 2
    )


def test_a_diplomat_of_the_lead_is_named_in_the_next_paragraph():
    assert (
        speakers(
            "{1 Chile is ready to talk}, [1 a senior Chilean diplomat] said on Monday.\n\n"
            "[2 Ana Soto, deputy head of Chile's mission to the United Nations,] said {2 talks could begin in May}."
        )
        == ["Ana Soto"] * 2
    )


def test_figures_of_a_body_are_told_by_it():
    assert speakers("{1 Spending rose by a tenth}, according to [1 NATO figures].") == ["NATO"]


def test_a_reflexive_adds_nothing_to_a_name():
    assert (
        speakers("[1 Petra Novak] spoke. {1 It was late}. [2 Novak herself] said {2 it was a mistake}.")[1]
        == "Petra Novak"
    )


def test_a_surname_may_be_a_common_noun():
    assert speakers("[1 Karen Hill] said {1 it was late}. [2 Sarah Ellis-Day] said {2 it was early}.") == [
        "Karen Hill",
        "Sarah Ellis-Day",
    ]


def test_an_unnamed_official_is_of_no_land_that_others_are_of():
    assert holders('[1 Turkish officials] said {1 it was late}. "{2 We must hope}," [2 a Western official] said.')[
        1
    ] == ("Western official")


def test_who_is_named_after_the_name_of_another_is_himself():
    text = "[1 U.S. envoy Daniel Kerr] spoke. {1 It was late}. [2 Lund's boss, Kerr,] told reporters {2 it was time}."
    assert speakers(text) == ["Daniel Kerr"] * 2


@pytest.mark.parametrize(
    "source",
    [
        "The North Korean launch",
        "midnight",
        "a 2009 speech in Prague",
        "removing sanctions",
        "resumption of the talks",
        "Recent satellite imagery",
        "The five-year-old conflict",
        "supplied with weapons from states",
        "oversee negotiations",
        "warplanes",
        "'s spokeswoman",
        "Sanctions",
    ],
)
def test_what_is_no_actor_says_nothing(source):
    text = "Norway lifted sanctions. [1 " + source + "] said {1 it was late}."
    assert speakers(text) == [None]
    assert holders(text) == [None]


@pytest.mark.parametrize(
    "source",
    [
        "Rescue workers",
        "people close to the talks",
        "The traders",
        "both countries",
        "two independent statisticians",
        "A source familiar with the matter",
        "residents of the valley",
        "an opposition council convening in Oslo",
        "the faction",
        "One airline",
        "72 percent of voters",
        "a 70-year-old academic",
    ],
)
def test_a_description_of_people_or_bodies_is_an_actor(source):
    assert speakers("[1 " + source + "] said {1 it was late}.") != [None]


def test_a_capital_for_opening_a_sentence_makes_no_name():
    assert speakers("Old footage was shown. [1 Footage] said {1 it was late}.") == [None]
    assert speakers("Old rebels were shown. [1 Rebels] said {1 it was late}.") == ["Rebels"]


@pytest.mark.parametrize(
    ("source", "issuer"),
    [
        ("A Norwegian army statement", "Norwegian army"),
        ("A report by the Institute for Peace Studies", "Institute for Peace Studies"),
        ("An editorial in the Oslo Times", "Oslo Times"),
        ("a letter from a company", "company"),
        ("A Security Council resolution", "Security Council"),
    ],
)
def test_what_is_issued_is_said_by_its_issuer(source, issuer):
    assert speakers(f"[1 {source}] said {{1 it was late}}.") == [issuer]


def test_joint_speakers_are_all_named_and_the_first_holds():
    text = "[1 Washington and Moscow] said {1 a truce was near}. [2 They] said {2 talks would follow}."
    assert speakers(text) == ["United States and Russia"] * 2 or speakers(text) == ["Washington and Moscow"] * 2
    assert len(set(holders(text))) == 1
    assert " and " not in (holders(text)[0] or "")
    assert speakers("[1 Norway, Sweden and Chile] said {1 it was late}.") == ["Norway, Sweden and Chile"]
    assert holders("[1 Norway, Sweden and Chile] said {1 it was late}.") == ["Norway"]


def test_officials_of_two_states_are_one_group():
    assert speakers("[1 U.S. and South Korean officials] said {1 it was late}.") == ["U.S. and South Korean officials"]


def test_an_envoy_to_a_state_is_none_of_its_own():
    text = '"{1 We reject it}," [1 U.N. Syria envoy Jan Moe] said. "{2 We reject it}," [2 Russian envoy Ivan Pak] said.'
    assert holders(text) == ["U.N.", "Russia"]
    statement = read("[1 Norwegian envoy to Syria Kari Lund] said {1 it was late}.")[0]
    assert statement.speaker == Actor(name="Kari Lund", role="Norwegian envoy to Syria", affiliation="Norway")


def test_who_speaks_for_an_opposition_does_not_speak_for_the_state():
    text = '"{1 We reject that}," said [1 Syrian opposition coordinator Rami Haddad].'
    assert holders(text) == ["Syrian opposition"]


def test_we_is_a_body_only_where_it_says_where_it_stands():
    text = '"{1 We have seen worse days}," said [1 NATO spokesman Jan Moe]. "{2 We oppose that}," [2 he] added.'
    assert holders(text) == ["Jan Moe", "NATO"]


def test_an_office_is_of_no_state_that_only_stands_near_it():
    text = "Talks were held in Slovakia, Chile and Norway. [1 Chancellor Eva Sand] said {1 it was late}."
    assert read(text)[0].speaker == Actor(name="Eva Sand", role="Chancellor")


def test_another_official_is_not_the_one_before():
    text = "[1 A diplomat] said {1 it was late}. [2 Another diplomat] said {2 it was early}."
    assert speakers(text) == ["diplomat", "another diplomat"]


def test_a_description_with_a_name_in_it_is_of_that_name():
    text = (
        "[1 The European Union] said {1 it was late}. [2 The NATO alliance] said {2 it was early}. "
        "[3 The Blue Valley rebel group] said {3 it was neither}."
    )
    assert speakers(text) == ["European Union", "NATO", "Blue Valley rebel group"]


def test_which_after_the_name_of_a_body_means_all_of_it():
    text = "Many fled, said the Norwegian Organisation for Human Rights, [1 which] says {1 it was late}."
    assert speakers(text) == ["Norwegian Organisation for Human Rights"]


def test_an_official_of_the_lead_is_named_some_statements_on():
    text = (
        "[1 A top Air Force official] urged {1 a decision}.\n\n{2 It was late}, [2 she] said.\n\n"
        "[3 Air Force Deputy Undersecretary Kari Lund] told reporters {3 it was time}."
    )
    assert speakers(text)[0] == "Kari Lund"
    assert speakers(text.replace("Air Force Deputy Undersecretary", "Navy Secretary"))[0] != "Kari Lund"


@pytest.mark.parametrize(
    ("before", "role"),
    [
        ("NEW YORK Republican presidential candidate", "Republican presidential candidate"),
        ("the government of President", "President"),
        ("Secretary of the Polish Security Council", "Secretary of the Polish Security Council"),
    ],
)
def test_a_role_has_nothing_in_front_of_it(before, role):
    statement = read(f"{before} Jan Kral came. [1 Kral] said {{1 it was late}}.")[0]
    assert statement.speaker is not None
    assert statement.speaker.role == role


def test_of_a_source_in_pieces_one_phrase_is_meant():
    text = "Norwegian envoy Kari Lund, who came late, and who said it rained."
    first, who = text.index("Norwegian"), text.index("who said")

    def speaker(*spans: tuple[int, int]) -> str | None:
        content = ((text.index("it rained"), len(text) - 1),)
        source = join_spans(text, spans)
        statement = Statement(
            content=join_spans(text, content), content_spans=content, source=source, source_spans=spans
        )
        found = resolve(Document(text=text), [statement])[0].speaker
        return found.name if found else None

    assert speaker((first, first + len("Norwegian envoy Kari Lund")), (who, who + 3)) == "Kari Lund"
    assert speaker((first, first + len("Norwegian")), (text.index("Kari"), text.index("Kari") + 9)) == "Kari Lund"


@pytest.mark.parametrize("link", ["that", "and", "from", "which"])
def test_what_links_a_source_is_none_of_it(link):
    assert speakers(f"[1 {link} residents] said {{1 it was late}}.") == ["residents"]


def test_an_adjective_is_no_name():
    assert speakers("[1 Six Armenian] said {1 it was late}.") == [None]


def test_a_family_name_may_stand_first():
    text = (
        "[1 Analyst Vincent Lee] said {1 it was late}. [2 Lee Choon-geun, a researcher,] said {2 it was early}. "
        "{3 It was neither}, [3 Lee] said."
    )
    assert speakers(text)[2] == "Lee Choon-geun"


def test_an_abbreviation_is_no_person():
    text = "According to [1 aviation consultancy QAPX], {1 it was late}. {2 It was early}, [2 the engineer] said."
    assert speakers(text)[1] == "engineer"


def test_data_from_somebody_are_no_actor():
    assert speakers("{1 It was late}, according to [1 data from officials].") == [None]


def test_the_country_of_an_official_is_the_one_that_the_paragraph_has_named():
    text = (
        "{1 Norway is open to talks}, [1 the country's foreign minister] said.\n\n"
        "[2 Foreign Minister Eva Sand] said {2 it was late}."
    )
    assert read(text)[0].speaker == Actor(name="Eva Sand", role="Foreign Minister", affiliation="Norway")


@pytest.mark.parametrize("name", ["Kerry", "Geranmayeh", "Obama"])
def test_a_surname_that_stands_once_is_a_name(name):
    assert speakers(f"[1 {name}] told a hearing {{1 it was late}}.") == [name]


def test_a_place_that_a_report_begins_with_says_nothing():
    assert speakers("[1 TEHRAN]: {1 It was late}.") == [None]


def test_an_adjective_by_itself_is_no_actor():
    assert speakers("[1 The Syrian] said {1 it was late}.") == [None]
    assert speakers("[1 The French] said {1 it was late}.") != [None]


def test_a_comma_between_the_pieces_of_a_source_parts_them():
    text = "Pledges were kept, the White House said, but spokesman Josh Lund added it was late."
    spans = tuple(
        (text.index(words), text.index(words) + len(words)) for words in ("White House", "spokesman Josh Lund")
    )
    content = ((text.index("it was late"), len(text) - 1),)
    statement = Statement(
        content="it was late", content_spans=content, source=join_spans(text, spans), source_spans=spans
    )
    found = resolve(Document(text=text), [statement])[0].speaker
    assert found is not None
    assert found.name == "Josh Lund"


def test_a_clause_is_no_actor():
    assert speakers("[1 It has angered EU leaders] that said {1 it was late}.") == [None]
