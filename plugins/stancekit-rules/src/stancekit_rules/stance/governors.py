"""To the left of a mark: what governs it ("refused to return to | talks"), and whose position that is.

The walk multiplies the signs of operators and negations until it has met the verb of the clause; then it asks whether
the subject is the statement's own holder, and whether something further left takes the clause as a whole.
"""

from stancekit_rules.stance.clauses import LEFT, QUOTES, STOPS, VerbGroup
from stancekit_rules.stance.cues import Mark
from stancekit_rules.stance.lexicon import Found
from stancekit_rules.stance.ownership import OwnedClauses
from stancekit_rules.stance.path import Path
from stancekit_rules.stance.superordinate import Superordinate

GAP, ACT_GAP = 9, 5
"""How many plain words may stand between two operators, and between a mark and an act."""

_DASHES = frozenset("—–:(-")
_LEADS = frozenset("to for that of in".split())
_GOVERNING = ("position", "urge", "assent", "deny", "warn", "order")
_PASSED = frozenset(("adverb", "do", "thing", "own", "other", "first", "ask", "topic", "threat"))
_PLAIN = frozenset(("preposition", "threat", "naming", "topic", "ask", "first"))


class Governors:
    """Walks to the left of marks in one text."""

    def __init__(self, clauses: OwnedClauses) -> None:
        self.clauses = clauses
        self.above = Superordinate(clauses)
        self.words, self.sentence = clauses.tokens.words, clauses.tokens.sentence

    def walk(self, first: int, last: int, mark: Mark) -> Path:
        """Read leftwards from the mark whose tokens are `first` to `last`."""
        path = Path(last)
        floor = max(first - LEFT, 0)
        if mark.kind == "mention" and self.clauses.heads_clause(last):
            floor = max(floor, self.clauses.conjunct_start(first))
        at = first - 1
        while at >= floor and not path.done:
            found = self.clauses.inside.get(at)
            if found is None:
                at = self._plain(path, at, mark)
            elif found.end > first:
                at = found.start - 1  # the mark itself says what these words say
            elif not self._grammar(path, found, mark):
                at = self._operator(path, found, first)
            else:
                at = found.start - 1
        if path.participle >= 0 and path.top and self.above.other_main_subject(path.participle):
            path.finish("other")
        if not path.top and path.nominal >= 0 and path.end not in ("other", "past", "question"):
            self._own_noun(path)
        if not path.top and not path.end and not path.modal:
            path.present = path.present or self.clauses.self_before(first)
        return path

    def _plain(self, path: Path, at: int, mark: Mark) -> int:
        """Step over a word that the lexicon doesn't know, or a mark of punctuation."""
        word = self.words[at]
        if word in STOPS:
            path.finish("stop")
        elif word == ",":
            path.coordinated = True
        elif word in _DASHES:
            if self.words[at - 1 : at] and not self.clauses.hyphen(at):
                path.finish("stop")
        elif word in ("for", "over") and not path.top:
            path.purpose, path.reason = True, word == "over" or mark.sign < 0
            path.gap += 1
        elif word in ("on", "about", "regarding", "concerning") and not path.top and self.above.topic_before(at):
            path.finish("aside")
        elif word not in QUOTES and not word.endswith("ly"):
            path.gap += 1
        if path.gap > GAP:
            path.finish()
        return at - 1

    def _grammar(self, path: Path, found: Found, mark: Mark) -> bool:
        """Take a grammar word into account; False where the phrase is an operator."""
        kinds = found.sense.kinds
        if kinds.keys() & {"not_neg", "not_condition"}:
            return True
        if "neg" in kinds:
            if path.coordinated and path.takes_clause:
                return True  # "pledged that they would never attack and that | the weapons would go"
            path.sign, path.negated = path.sign * path.negation(True), True
            path.continued = self.words[found.start] == "nor" and not self.clauses.inverted(found.start)
            path.shown.extend(range(found.start, found.end))
            if self.words[found.start] == "never":
                path.modal = path.modal or "never"
            return True
        if "neg_noun" in kinds and not kinds.keys() & {"position", "must", "noun"}:
            if (
                path.gap <= 2
                and not (path.negated and path.coordinated)
                and self.words[found.end : found.end + 1] != [","]
            ):
                path.sign, path.negated = -path.sign, True
                path.shown.extend(range(found.start, found.end))
            return True
        if "whether" in kinds:
            path.finish("question")
        elif kinds.keys() & {"condition", "wish"} and not kinds.keys() & {"position", "act"}:
            if self.words[found.start] in ("if", "once") and self.clauses.asks(found.start):
                path.finish("question")
            else:
                wish = "wish" in kinds or "only" in self.words[max(found.start - 4, 0) : found.start]
                path.finish("" if path.top else "wish" if wish else "condition")
        elif self.words[found.start : found.start + 2] == ["but", "not"] and path.negated:
            path.coordinated = True  # "ready for talks but not for | a truce"
        elif "break" in kinds or "relative" in kinds:
            path.finish("break")
        elif "aside" in kinds and not kinds.keys() & {"position", "act"}:
            path.finish("" if path.top or path.modal else "aside")
        elif "and" in kinds:
            path.coordinated = True
            path.parallel = path.parallel or self.words[found.end] in ("for", "to", "against", "on", "with")
        elif "that" in kinds:
            path.takes_clause = True
            path.coordinated = path.coordinated or self.words[found.start - 1 : found.start] in (["and"], ["but"])
        elif kinds.keys() <= _PLAIN:
            self._plain(path, found.start, mark)
        elif "past" in kinds or kinds.keys() <= _PASSED:
            path.gap += 0 if "adverb" in kinds or "past" in kinds else 1
            if path.gap > GAP:
                path.finish()
        elif kinds.keys() & {"self", "selves", "pro"} and len(kinds.keys() & {"position", "must", "can"}) == 0:
            path.gap += 1
        else:
            return False
        return True

    def _operator(self, path: Path, found: Found, first: int) -> int:
        """Take an operator into account; returns the token to go on from.

        A phrase can be several things ("plans to" a noun or a verb): the first reading that fits its place is taken.
        """
        kinds, form = found.sense
        start = found.start
        here = range(start, min(found.end, first))
        cue = start < self.clauses.cue
        if self.words[start] == "without" and "act" in kinds and self.above.refused_without(start):
            path.finish("" if path.top else "wish")
            return start - 1
        if "only" in kinds:
            if path.gap == 0 or (path.acted and path.gap <= 1):
                path.shown.extend(here)
                path.govern("duty", 3)
                path.finish("other" if self.clauses.reported_by_other(start) else "")
            return start - 1
        if self.words[start] == "should" and (
            start == 0 or self.words[start - 1] in STOPS or self.words[start - 1] in QUOTES
        ):
            path.finish("" if path.top else "condition")  # "Should the truce collapse"
            return start - 1
        if "must" in kinds:
            group = self.clauses.verb_group(start)
            path.shown.extend(here)
            path.sign *= kinds["must"] * (-1 if group.negated else 1)
            if self.above.unthinkable(group.begin):
                path.sign = -path.sign  # "it is out of the question that we should"
            path.govern("duty", 3)
            path.finish("other" if self.clauses.reported_by_other(start) else "")
            return start - 1
        if "unable" in kinds:
            group = self.clauses.verb_group(start)
            path.shown.extend(here)
            if path.top:
                path.finish("past")
            elif path.acted and (cue or self.clauses.owner(group.begin) == "self"):
                path.govern("wish not reached", 1)  # the inability is no position, the wish is
            path.finish()
            return start - 1
        if form in ("ed", "base", "s") and not cue and "noun" not in kinds and self.clauses.is_no_verb(start, form):
            path.gap += 1  # "the planned launch", "more pressure"
            return start - 1
        governing = next((kind for kind in _GOVERNING if kind in kinds), "")
        if "cue" in kinds and path.reason and not cue and not governing:
            # "a call from the president for his movement to disarm"
            path.sign *= kinds["cue"]
            path.shown.extend(here)
            path.nominal, path.reason, path.acted = start, False, True
            return start - 1
        if path.purpose and "blame" in kinds and not governing:
            governing = "blame"
        if path.reason and (governing or kinds.keys() & {"act", "effect", "noun", "cue"}):
            # "condemned the North | for its tests" judges the tests; "met the North for talks" doesn't.
            if not ("blame" in kinds or governing == "order" or self.words[found.end - 1] in ("for", "over")):
                path.finish("aside")
                return start - 1
            path.reason = False
        if cue and "cue" in kinds:
            path.sign *= kinds["cue"]
            path.shown.extend(here)
            path.govern("position", 3)
            return start - 1
        if "about" in kinds and not path.top:
            path.finish("aside")
            return start - 1
        if path.nominal >= 0 and not path.top and "express" in kinds and not governing:
            group = self.clauses.verb_group(start)
            path.sign *= -1 if group.negated else 1
            path.govern("position", 3)
            path.finish("other" if not cue and self.clauses.owner(group.begin) == "other" else "")
            return start - 1
        if "noun" in kinds and not (governing and not self.clauses.as_noun(start)):
            path.sign *= kinds["noun"]
            path.shown.extend(here)
            path.nominal, path.gap, path.coordinated, path.acted = start, 0, False, True
            path.takes_clause = path.takes_clause or self.words[found.end - 1] == "that"
            if cue:
                path.govern("position", 3)
            elif start and self.clauses.kinds(start - 1).keys() & {"neg_noun"}:
                path.sign = -path.sign
            elif not path.top and self.clauses.held_noun(start, found.end, first):
                path.govern("position", 3)
                path.finish()
            return start - 1
        if governing:
            return self._position(path, found, governing, first)
        if "value" in kinds and path.gap <= 6 and self._leads(found, first):
            group = self.clauses.verb_group(start)
            path.shown.extend(here)
            path.sign *= kinds["value"] * (-1 if group.negated else 1)
            path.govern("judgement", 2)
            path.finish("other" if self.clauses.reported_by_other(start) else "")
            return start - 1
        if "effect" in kinds or "act" in kinds:
            return self._act(path, found, first)
        if "report" in kinds:
            group = self.clauses.verb_group(start)
            path.sign *= -1 if group.negated else 1
            path.finish("other" if not cue and self.clauses.owner(group.begin) == "other" else "")
            return start - 1
        if "will" in kinds or "can" in kinds or kinds.keys() & {"be", "have"}:
            group = self.clauses.verb_group(found.end)
            if group.negated:
                path.sign *= path.negation(True)
                path.shown.extend(range(group.begin, found.end))
            path.negated = path.negated or group.negated
            group = group._replace(negated=path.negated)
            following = self.words[first] if found.end == first else ""
            form = "ed" if group.helper == "have" else "ing" if following.endswith("ing") else "base"
            self._finite(path, group, "act", form, cue)
            return group.begin - 1
        path.gap += 1
        return start - 1

    def _leads(self, found: Found, first: int) -> bool:
        """Whether a judgement is on what follows: "vital to", "wrong not to", "the 'madness' of"."""
        if self.words[found.end - 1] in ("of", "to"):
            return True
        at = found.end
        while at < first and (self.words[at] in QUOTES or self.words[at] == "not"):
            at += 1
        return at < len(self.words) and at <= first and self.words[at] in _LEADS

    def _position(self, path: Path, found: Found, kind: str, first: int) -> int:
        """A verb or adjective of wanting, demanding, supporting, opposing: governs what came before on the walk."""
        kinds, form = found.sense
        start, cue = found.start, found.start < self.clauses.cue
        if path.coordinated and path.top:
            path.finish()
            return start - 1
        group = self.clauses.verb_group(start)
        if path.coordinated and path.acted and not path.top and form == "base" and not group.helper:
            return start - 1  # "to scrap the deal and impose | tariffs"
        governs = (
            path.negated or self.clauses.told_to(found.end, first)
            if kind == "warn"
            else self.clauses.opens_infinitive(found.end)
            if kind == "order"
            else self.clauses.has_object(found, first)
            if kind in ("assent", "deny")
            else True
        )
        if not governs:
            other = not cue and self.clauses.owner(group.begin) == "other"
            if kind == "deny" and path.top == "" and path.sign < 0 and not other:
                # "Denied that it had left the talks": two negations.
                path.sign = -path.sign
                path.shown.append(start)
                path.govern("position", 2)
            denial = kind == "deny" and path.top == "" and path.modal
            path.finish("other" if other or denial else "")
            return start - 1
        if group.passive and form == "ed" and not cue:
            path.finish()
            return start - 1
        if (
            group.negated
            and "asking" in kinds
            and not path.top
            and group.helper not in ("will", "must", "can")
            and not cue
        ):
            path.finish("other")  # "has not called for": no position
            return start - 1
        path.sign *= kinds[kind] * path.negation(group.negated)
        path.shown.extend(range(group.begin if group.negated else start, min(found.end, first)))
        path.govern("position", 3)
        path.takes_clause = True
        path.gap, path.coordinated = 0, False
        if group.past:
            path.finish("past")
        elif "occasion" in kinds and form == "ed" and group.helper in ("", "have") and not cue:
            path.finish("past")  # "has hosted talks"
        elif cue:
            return group.begin - 1
        elif self._is_finite(found, group):
            self._finite(path, group, "position", form, cue)
        elif form == "ing":
            path.participle = start
        return group.begin - 1

    def _act(self, path: Path, found: Found, first: int) -> int:
        """A verb or noun of furthering or undoing: turns the sign; governs under a modal or an operator only."""
        kinds, form = found.sense
        start, cue = found.start, found.start < self.clauses.cue
        if path.gap > ACT_GAP or (path.coordinated and (path.acted or path.takes_clause or path.parallel)):
            # A part of the sentence of its own: "to stop the tests and | return to talks".
            return start - 1
        group = self.clauses.verb_group(start)
        own = kinds.get("act", kinds.get("effect", 0))
        if not path.acted and self.words[path.last : path.last + 1] in (["off"], ["down"], ["away"]):
            own = -1  # "take the tariffs off"
        path.sign *= own * path.negation(group.negated)
        path.inner *= own if not path.top else 1
        path.negated = path.negated or group.negated
        path.shown.extend(range(group.begin if group.negated else start, min(found.end, first)))
        path.acted, path.coordinated, path.gap = True, False, 0
        path.continued = path.continued or self.words[group.begin] == "nor"
        path.occasion = path.occasion or "occasion" in kinds
        if cue and "have" not in kinds and not path.top:
            path.govern("position", 2)
        elif self._is_finite(found, group) and not cue:
            if group.passive and form == "ed":
                path.finish()
            else:
                done = "deed" in kinds and form == "ed" and group.helper in ("", "have") and not group.negated
                path.deed = done and self.clauses.own_deed(group.begin)
                self._finite(path, group, "act", form, cue)
        return group.begin - 1

    def _is_finite(self, found: Found, group: VerbGroup) -> bool:
        """Whether a phrase is its clause's verb: what stands before it is its subject then."""
        form = found.sense.form
        if form == "ing" or form == "":
            return group.helper != ""
        if form == "base":
            return group.helper != "" or not self.clauses.after_to(found.start)
        return True

    def _finite(self, path: Path, group: VerbGroup, kind: str, form: str, cue: bool) -> None:
        """The walk has reached the clause's verb: ask whose it is, and what takes the clause as a whole."""
        begin = group.begin
        own = "own" if cue else self.clauses.owner(begin)
        if not cue and self.clauses.nobody(begin):
            path.sign, path.negated, own = -path.sign, True, "own"
        opened = "" if cue else self.clauses.opened_by(begin)
        if opened == "question":
            path.finish("question")
            return
        outer = None if cue else self.above.outer(begin)
        named = not cue and self.clauses.names_holder(begin)
        outer = None if named and outer == "other" else outer
        reporter = "" if cue else self.clauses.reporter(begin)
        if outer == "other" or (reporter == "other" and not named) or reporter == "unsaid":
            path.finish("other")
        elif group.helper == "must":
            path.sign *= -1 if not cue and self.clauses.disbelieved(begin) else 1
            path.govern("duty", 3)
            path.finish()
        elif group.helper in ("be", "was") and self.above.what_is_wanted(path, begin):
            path.finish()
        elif isinstance(outer, Found):
            verb = self.clauses.verb_group(outer.start)
            sense = outer.sense.kinds
            path.sign *= next(
                (sense[one] for one in ("position", "urge", "noun", "cue", "act", "value") if one in sense), 1
            ) * (-1 if verb.negated else 1)
            path.shown.extend(range(outer.start, outer.end))
            path.govern("position", 3)
            path.takes_clause = True
            path.finish()
        elif kind == "position":
            if group.helper == "can" and not group.negated:
                path.finish("possibility")
            else:
                path.finish("other" if own == "other" else "")
        elif path.nominal >= 0 and own != "other":
            path.govern("position", 2)
            path.finish()
        elif path.top:
            path.finish("other" if own == "other" else "")
        else:
            never = "never" in self.words[begin : begin + 4]
            if own == "other":
                path.modal = "never" if group.negated and (never or group.helper == "can") else ""
            elif group.helper == "will":
                path.modal = "" if self.above.relative(begin) else "will"
            elif group.helper == "can":
                path.modal = "cannot" if group.negated else "can"
            elif group.helper == "do" and group.negated:
                path.modal = "will"
            elif form == "base" and self.clauses.subjunctive(begin):
                path.govern("duty", 3)
            else:
                path.modal = ""
                progressive = form == "ing" and group.helper in ("be", "was")
                simple = (
                    form in ("base", "s")
                    and group.helper == ""
                    and (own == "self" or self.above.subjectless(begin) or self.clauses.own_subject(begin))
                )
                path.present = progressive or simple or (own == "self" and form == "ing" and not group.helper)
            path.finish("" if path.modal == "never" else opened)

    def _own_noun(self, path: Path) -> None:
        """ "Our commitment to talks", "underlined its readiness for talks": a noun of position that is the holder's."""
        start = path.nominal
        if start > self.clauses.cue and self.words[start - 1] in STOPS:
            path.govern("position", 2)  # "..., voicing | support for talks"
            return
        begin = max(start - 3, 0)
        for index in range(start - 1, begin - 1, -1):
            kinds = self.clauses.kinds(index)
            if kinds.keys() & {"self", "selves"}:
                owner = self.clauses.owner(start) if "selves" in kinds and index > 0 else "own"
                if owner != "other":
                    path.govern("position", 2)
                return
