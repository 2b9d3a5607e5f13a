"""Holders: whose position a statement's content is.

It is the speaker's, unless the content itself names his own side ("Russia is ready ...", said by its spokesman), or
says "we" in the mouth of somebody who speaks for a state or a body. What a speaker tells of others ("Iran will refuse",
said by an American) stays his. Imports the discourse and what lies below it.
"""

import re

from stancekit.actors.discourse import Discourse
from stancekit.actors.gazetteer import gazetteer
from stancekit.actors.lexicon import lexicon, word_set
from stancekit.actors.names import WORD_RUN, parse_run, strip_possessive
from stancekit.actors.register import Entity
from stancekit.nouns.stance import Actor

_READ = 400
"""How many characters of a content are read for its subject."""

_FIRST_PLURAL = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b(?![.-])")
_WE = re.compile(r"\b[Ww]e\b((?: [\w’'-]+){1,4})")
_FIRST_SINGULAR = re.compile(r"[\"“'‘\s]*(?:[Mm]y\b|I\b(?!\.))")
_CLAUSE_START = re.compile(
    r"(?:^|[,;:.]\s+|[\"“‘(]|\b(?:and|but|that|because|while)\s)(?:(?:and|but|so|that|as|while|the|The)\s+)*$"
)
_ORGANS = word_set("government administration side authorities leadership military army people nation cabinet")
_OFFICES = word_set("ministry department office government cabinet embassy army military presidency")
_CHAIRS = word_set("chair chairman chairwoman chairperson head leader deputy speaker president")
_LEGISLATURE = word_set("duma committee parliament parliamentary parliament's senate congress assembly house lawmaker")
"""Who heads one of these speaks for himself."""

_PAST_OFFICE = ("former", "ex-", "retired", "then-", "ousted", "onetime", "one-time")
_WORDS = re.compile(r"[\w’']+")


def speaks_for(entity: Entity) -> bool:
    """Whether an entity acts for a state or a body: an official in office, or the body itself."""
    if entity.kind in ("state", "body"):
        return True
    if entity.kind in ("media", "source") or entity.noun is None or entity.noun.kind not in ("speaks", "office"):
        return False
    role = (entity.role or entity.name).lower()
    return not role.startswith(_PAST_OFFICE) and not (entity.noun.noun in _CHAIRS and _LEGISLATURE & set(role.split()))


def side_of(entity: Entity, discourse: Discourse) -> Entity | Actor | None:
    """The state or body that an entity's "we" is: the state where there is one, else the body."""
    if entity.state is not None:
        return discourse.state(entity.state, entity.state.name)
    if entity.affiliation is not None:
        return Actor(name=entity.affiliation)
    return None


def decide(content: str, speaker: Entity, discourse: Discourse, position: int) -> Entity | Actor:
    """Whose position `content` is, said by `speaker`; of joint speakers, the first one's."""
    if speaker.members:
        speaker = speaker.members[0]
    if not speaks_for(speaker) or content.startswith("to "):
        return speaker
    discourse.learn_state(speaker)
    opening = content[:_READ]
    if _FIRST_SINGULAR.match(opening):
        return speaker
    named = _own_side(opening, speaker, discourse, position)
    if named is not None:
        return named
    if speaker.kind not in ("state", "body") and _speaks_as_side(opening, speaker):
        return side_of(speaker, discourse) or speaker
    return speaker


def _speaks_as_side(content: str, speaker: Entity) -> bool:
    """Whether "we" is the speaker's side: an official of a state's, and a body's where it says where "we" stand."""
    if speaker.state is not None:
        return _FIRST_PLURAL.search(content) is not None
    predicates = lexicon().predicates
    return any(predicates.get(word.lower()) for match in _WE.finditer(content) for word in match.group(1).split())


def _own_side(content: str, speaker: Entity, discourse: Discourse, position: int) -> Entity | None:
    """The actor of the speaker's own side that the content has as the subject of a predicate, if it has one."""
    predicates = lexicon().predicates
    for count, run in enumerate(WORD_RUN.finditer(content)):
        if count == 6:
            break
        if not _CLAUSE_START.search(content, max(0, run.start() - 24), run.start()) and run.start() > 4:
            continue
        following = _WORDS.findall(content, run.end(), run.end() + 60)
        if content[run.end() : run.end() + 2] in ("'s", "’s", "' ", "’ "):
            continue
        organ = bool(following) and following[0] in _ORGANS
        if organ:
            following = following[1:]
        said = {predicates.get(word.lower()) for word in following[:3]}
        if not said & {"stance", "intention"}:
            continue
        entity = _subject(run.group(), organ, discourse, position)
        if entity is not None and entity.kind == "person" and "stance" not in said:
            continue  # What a person of the same side will do is told of him; that he is ready, is his position.
        if entity is not None and entity is not speaker and _same_side(entity, speaker, discourse):
            return entity
    return None


def _subject(run: str, organ: bool, discourse: Discourse, position: int) -> Entity | None:
    run = run.removeprefix("The ")
    parsed = parse_run(run)
    forms = gazetteer()
    place = forms.get(run) or forms.get(parsed.name)
    if place is not None:
        if place.form == "adjective":
            return discourse.place(run, place) if organ else None
        if place.form == "people" and place.state is not None:
            return discourse.state(place.state, place.state.name)
        return discourse.place(parsed.name if parsed.name in forms else run, place)
    if parsed.kind in ("role", "state"):
        return None
    register = discourse.register
    land = register.lands.get(parsed.name) or (register.affiliation(run).state if organ else None)
    if land is not None:
        return discourse.state(land, land.name)
    name = strip_possessive(parsed.name)
    entity = register.people.get(name) or register.bodies.get(name)
    if entity is None and " " not in name:
        bearers = register.by_last.get(name, ())
        entity = bearers[0] if len(bearers) == 1 else None
    if entity is not None:
        register.describe(entity)
    return entity


def _same_side(entity: Entity, speaker: Entity, discourse: Discourse) -> bool:
    if entity.kind == "person":
        return (
            speaker.kind != "state"
            and entity.state is not None
            and entity.state is speaker.state
            and speaks_for(entity)
        )
    if entity.state is not None and speaker.state is not None:
        return entity.state is speaker.state
    if entity.state is None and entity.name == speaker.affiliation:
        return True
    if speaker.kind != "person" or speaker.state is not None or entity.kind not in ("state", "body"):
        return False
    # An official of nothing named ("a spokesman said the EU rejects it"), or of a ministry without a country.
    if entity.kind == "body" and entity.state is None and speaker.role is not None:
        return False
    organ = speaker.affiliation is None or speaker.affiliation.rsplit(" ", 1)[-1].lower() in _OFFICES
    if not organ or (entity.state is not None and not discourse.home(entity.state)):
        return False
    speaker.state = entity.state  # Who says where a country stands, and is in office, is of that country.
    return True
