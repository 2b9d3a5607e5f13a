"""The laws of a classifier's answers: one for each pair, in order, about its target, and what each has to be.

Imports the checks and the questions.
"""

import contextlib
import math
from collections.abc import Callable, Sequence

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.errors import describe
from stancekit.nouns.document import Document, Spans
from stancekit.nouns.stance import Stance
from stancekit.nouns.target import Cues, Target
from stancekit.testing import strategies
from stancekit.testing.checks import LawBroken, Laws, Trial, Unanswered, asking, came
from stancekit.testing.questions import NAMES, batches, each_verb, pairs, place, plain_batch

LAWS = Laws()

_ROUNDING = 1e-4
"""How far apart probabilities may lie that should be the same: matrices of other shapes are summed in other orders."""


def ready(trial: Trial) -> Classifier:
    """A new classifier of the subject, trained where it learns."""
    part: Classifier = trial.subject.ready()
    return part


def ask(part: Classifier, pairs: Sequence[Pair]) -> list[Stance]:
    """The answers as they come; raises `Unanswered` where it raises, or where they aren't so many stances."""
    try:
        answers = list(part.classify(list(pairs)))
    except (Exception, SystemExit) as error:
        raise Unanswered(f"it raised {describe(error)}", pairs=pairs) from error
    if len(answers) != len(pairs):
        raise Unanswered(f"{len(answers)} answers to {len(pairs)} pairs", pairs=pairs)
    for answer in answers:
        if not isinstance(answer, Stance):
            raise Unanswered(f"an answer is a {type(answer).__name__} and no Stance", pairs=pairs)
    came(len(answers))
    return answers


def differ(one: Stance, other: Stance) -> str:
    """In what two answers differ; empty where they don't, but for the rounding of probabilities."""
    first, second = one.probabilities, other.probabilities
    near = first == second or (
        first is not None
        and second is not None
        and first.keys() == second.keys()
        and all(
            abs(first[name] - second[name]) < _ROUNDING or (math.isnan(first[name]) and math.isnan(second[name]))
            for name in first
        )
    )
    for field in one.__struct_fields__:
        given, wanted = getattr(one, field), getattr(other, field)
        if field == "probabilities":
            if not near:
                return f"{field} {given!r} and {wanted!r}"
        elif given != wanted and not (near and field != "target" and _tied(first)):
            return f"{field} {given!r} and {wanted!r}"
    return ""


def compare(found: Sequence[Stance], wanted: Sequence[Stance], how: str, pairs: Sequence[Pair]) -> None:
    """Raise `LawBroken` where answers differ that should be the same."""
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), start=1):
        if difference := differ(one, other):
            raise LawBroken(f"pair {number} {how}: {difference}", pairs=pairs)


def _tied(probabilities: dict[str, float] | None) -> bool:
    """Whether the two most probable answers are as probable as each other, so that either may be given."""
    if not probabilities or len(probabilities) < 2:
        return False
    first, second = sorted(probabilities.values(), reverse=True)[:2]
    return first - second < _ROUNDING


def _each(trial: Trial, law: Callable[[Pair, Stance], str]) -> None:
    """Try a law of single answers, which says what is wrong with one."""
    part = ready(trial)

    def attempt(pair: Pair) -> None:
        (answer,) = ask(part, [pair])
        if wrong := law(pair, answer):
            raise LawBroken(wrong, pairs=[pair])

    trial.try_on(pairs(trial.subject.declaration), attempt, examples=60)
    # What chance may have left out.
    for pair in each_verb(trial.subject.declaration):
        with contextlib.suppress(Unanswered):
            attempt(pair)


def _permuted(found: Sequence[Stance], wanted: Sequence[Stance]) -> bool:
    """Whether these are the wanted answers, only in another order."""
    left = list(wanted)
    for one in found:
        same = next((index for index, other in enumerate(left) if not differ(one, other)), None)
        if same is None:
            return False
        del left[same]
    return any(differ(one, other) for one, other in zip(found, wanted, strict=True))


@LAWS.law()
def output_length(trial: Trial) -> None:
    """There is one answer for each pair, a stance, and none for none."""
    part = ready(trial)
    alone = [[pair] for pair in plain_batch(30, seed=trial.seed)]
    for batch in ([], *alone, plain_batch(60, length=1000)):
        # Who has no holder is for `without_holder_and_speaker`.
        batch = [pair for pair in batch if pair.statement.holder]
        with asking(pairs=batch):
            ask(part, batch)

    def attempt(pairs: list[Pair]) -> None:
        answers = _given(part, list(pairs))
        if not hasattr(answers, "__len__") or not hasattr(answers, "__getitem__"):
            raise LawBroken(f"the answers are a {type(answers).__name__}, not a sequence", pairs=pairs)
        if len(answers) != len(pairs):
            raise LawBroken(f"{len(answers)} answers to {len(pairs)} pairs", pairs=pairs)

    trial.try_on(batches(trial.subject.declaration), attempt)


def _given(part: Classifier, pairs: Sequence[Pair]) -> Sequence[Stance]:
    """What it gives, as it is; raises `Unanswered` where it raises."""
    try:
        return part.classify(pairs)
    except (Exception, SystemExit) as error:
        raise Unanswered(f"it raised {describe(error)}", pairs=pairs) from error


@LAWS.law()
def output_order(trial: Trial) -> None:
    """The answers come in the order of the pairs."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        alone = [ask(part, [pair])[0] for pair in pairs]
        found = ask(part, pairs)
        if _permuted(found, alone):
            raise LawBroken(f"the answers are those to the pairs, in another order: {found}", pairs=pairs)

    trial.try_on(batches(trial.subject.declaration, least=2), attempt)


@LAWS.law("print(part.classify(pairs))\nprint([part.classify([pair])[0] for pair in pairs])")
def batch_invariance(trial: Trial) -> None:
    """A pair is answered in a batch as it is alone."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        alone = [ask(part, [pair])[0] for pair in pairs]
        found = ask(part, pairs)
        if not _permuted(found, alone):  # another order is for `output_order` to say
            compare(found, alone, "is answered otherwise in the batch than alone", pairs)

    trial.try_on(batches(trial.subject.declaration, least=2), attempt)


@LAWS.law()
def own_target(trial: Trial) -> None:
    """The answer names the target that was asked about."""

    def law(pair: Pair, answer: Stance) -> str:
        wrong = answer.target != pair.target.name
        return f"asked about {pair.target.name!r}, it answers about {answer.target!r}" if wrong else ""

    _each(trial, law)


@LAWS.law()
def known_polarity(trial: Trial) -> None:
    """The polarity is favor, against or none."""

    def law(pair: Pair, answer: Stance) -> str:
        return "" if answer.polarity in ("favor", "against", "none") else f"the polarity is {answer.polarity!r}"

    _each(trial, law)


@LAWS.law()
def label_of_the_target(trial: Trial) -> None:
    """The label is the target's own for the polarity, or None; only who learns labels has others."""

    def law(pair: Pair, answer: Stance) -> str:
        if answer.polarity not in ("favor", "against", "none"):
            return ""  # `known_polarity` says that
        allowed = {None, pair.target.label(answer.polarity)}
        return "" if answer.label in allowed else f"the label {answer.label!r}, not of {sorted(map(str, allowed))}"

    _each(trial, law)


@LAWS.law()
def probabilities_sum_to_one(trial: Trial) -> None:
    """Probabilities, where there are any, are finite, not negative, and sum to 1 over favor, against and none."""

    def law(pair: Pair, answer: Stance) -> str:
        given = answer.probabilities
        if given is None:
            return ""
        shares = list(given.values())
        if unknown := [name for name in given if name not in ("favor", "against", "none")]:
            return f"a probability of {unknown[0]!r}"
        if not all(math.isfinite(share) and share >= 0 for share in shares):
            return f"the probabilities {given}"
        return "" if abs(sum(shares) - 1) < 0.001 else f"the probabilities {given} sum to {sum(shares)}"

    _each(trial, law)


@LAWS.law()
def probabilities_agree(trial: Trial) -> None:
    """The polarity is the one with the highest probability."""

    def law(pair: Pair, answer: Stance) -> str:
        given = answer.probabilities
        known = given is not None and set(given) <= {"favor", "against", "none"}
        if not given or not known or not all(map(math.isfinite, given.values())):
            return ""  # what is wrong then is for `probabilities_sum_to_one` to say
        if given.get(answer.polarity, 0.0) >= max(given.values()) - _ROUNDING:
            return ""
        return f"the polarity is {answer.polarity!r} where the probabilities are {given}"

    _each(trial, law)


@LAWS.law()
def evidence_in_the_statement(trial: Trial) -> None:
    """Evidence lies within the content or the cue, in pieces of at least a character, in order and apart."""

    def law(pair: Pair, answer: Stance) -> str:
        words = (*pair.statement.content_spans, *pair.statement.cue_spans)
        end_before = 0
        for start, end in answer.evidence:
            if not start < end:
                return f"the evidence {(start, end)} is empty"
            if start < end_before:
                return f"the evidence {answer.evidence} overlaps, or isn't in order"
            if not any(first <= start and end <= last for first, last in words):
                return f"the evidence {(start, end)} isn't within the statement at {words}"
            end_before = end
        return ""

    _each(trial, law)


@LAWS.law()
def evidence_counts_from_the_document(trial: Trial) -> None:
    """Where the statement stands further on in the document, its evidence does too: spans count from the document."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        for pair in pairs:
            if pair.document is None:
                continue
            moved = [_moved(pair, 7)]
            before, after = ask(part, [pair])[0], ask(part, moved)[0]
            if _spans_moved(before.evidence, 7) != _spans_moved(after.evidence, 0):
                raise LawBroken(
                    f"with 7 lines more before it, its evidence goes from {before.evidence} to {after.evidence}",
                    pairs=[pair, *moved],
                )

    trial.try_on(batches(trial.subject.declaration, least=1, most=3), attempt)


def _moved(pair: Pair, number: int) -> Pair:
    """The same question with so many empty lines before the document."""
    assert pair.document is not None
    names = ("content_spans", "cue_spans", "source_spans")
    spans = {name: _spans_moved(getattr(pair.statement, name), number) for name in names}
    statement = msgspec.structs.replace(pair.statement, **spans)
    return Pair(statement, pair.target, Document(text="\n" * number + pair.document.text))


def _spans_moved(spans: Spans, number: int) -> Spans:
    return tuple((start + number, end + number) for start, end in spans)


@LAWS.law()
def unknown_target(trial: Trial) -> None:
    """Any target is answered, also one by its bare name that nobody has heard of."""
    part = ready(trial)
    statement, document = place("we support the talks and oppose zxqv")
    ask(part, [Pair(statement, Target("talks"), document)])
    odd = ["zxqv", "a(b", "[", "*", "\\", "x" * 300, " ", "🎉", "ceasefire|talks", "none", "São Tomé", "%s {0}"]

    def attempt(target: Target) -> None:
        with asking():
            ask(part, [Pair(statement, target, document)])

    for name in odd:
        attempt(Target(name))
    trial.try_on(strategies.targets(), attempt)


@LAWS.law()
def one_name_two_targets(trial: Trial) -> None:
    """Two targets of one name are told apart by what their codebooks say: nothing is kept by the name alone."""
    for content in _contents(trial):
        words = content.split()
        for name in ("plan", words[-1]):
            # The two differ in all that may be recognised or answered.
            first = Target(name, favor="a", against="b", aliases=(words[0],), cues=Cues(mention=("the canal",)))
            second = Target(name, favor="c", against="d", cues=Cues(mention=("the talks",)))
            # Each in a statement of its own: what is kept by the statement is for `one_text_two_questions`.
            asked = []
            for target, end in ((first, ""), (second, "."), (Target(name), "!")):
                statement, document = place(content + end)
                asked.append(Pair(statement, target, document))
            _kept(trial, asked, "is answered by what was kept of another target")


@LAWS.law()
def one_text_two_questions(trial: Trial) -> None:
    """A statement is judged anew towards another target, and in another place: nothing is kept by its words alone."""
    for content in _contents(trial):
        asked = []
        for before in ("", "Oslo. "):
            statement, document = place(content, before)
            names = ("canal", "talks", content.split()[-1], "NATO")
            asked += [Pair(statement, Target(name), document) for name in names]
        _kept(trial, asked, "is answered by what was kept of the same words")


def _contents(trial: Trial) -> list[str]:
    """What the laws of what is kept are tried on."""
    own = [text for text, _ in trial.subject.declaration.examples if text.split()]
    return ["we support the canal and oppose the talks", *own]


def _kept(trial: Trial, asked: Sequence[Pair], how: str) -> None:
    """Raise `LawBroken` where the answer to a pair depends on which of the others was asked before it."""
    forward, backward = ready(trial), ready(trial)
    there = [ask(forward, [pair])[0] for pair in asked]
    back = [ask(backward, [pair])[0] for pair in asked[::-1]][::-1]
    for index, (one, other) in enumerate(zip(there, back, strict=True)):
        if differ(one, other):
            compare([one], [other], how, [asked[index - 1] if index else asked[-1], asked[index]])


@LAWS.law()
def without_a_document(trial: Trial) -> None:
    """A pair without a document is answered: a table's rows have none."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        placed = [pair for pair in pairs if pair.document is not None]
        ask(part, placed)
        with asking():
            ask(part, [Pair(pair.statement, pair.target) for pair in placed])

    trial.try_on(batches(trial.subject.declaration, least=1), attempt)


@LAWS.law()
def without_holder_and_speaker(trial: Trial) -> None:
    """A statement whose holder and speaker aren't known is answered."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        held = [pair for pair in pairs if pair.statement.holder is not None]
        ask(part, held)
        bare = [msgspec.structs.replace(pair.statement, holder=None, speaker=None) for pair in held]
        with asking():
            ask(part, [Pair(one, pair.target, pair.document) for one, pair in zip(bare, held, strict=True)])

    trial.try_on(batches(trial.subject.declaration, least=1), attempt)


@LAWS.law()
def empty_text(trial: Trial) -> None:
    """A statement without words is answered, and without evidence."""
    part = ready(trial)
    for content in ("", " ", "\n", "..."):
        statement, _ = place(content)
        if not content:
            statement = msgspec.structs.replace(statement, content_spans=())
        for target in (Target("talks"), Target("the canal", favor="for", against="against")):
            pairs = [Pair(statement, target, Document(text=content))]
            with asking():
                (answer,) = ask(part, pairs)
            if answer.evidence and not content.strip(" \n."):
                raise LawBroken(f"evidence {answer.evidence} in a statement without words", pairs=pairs)


@LAWS.law()
def long_text(trial: Trial) -> None:
    """A statement of a hundred thousand characters is answered, of many words or of one."""
    part = ready(trial)
    for content in ("we support the talks and " * 4_000, "x" * 100_000, "((" * 50_000, "a " * 50_000):
        statement, document = place(content)
        for target in (Target(NAMES[0]), Target("x")):
            with asking():
                ask(part, [Pair(statement, target, document)])


@LAWS.law()
def any_sequence(trial: Trial) -> None:
    """Pairs may come in any sequence: a tuple is answered as a list is."""
    part = ready(trial)

    def attempt(pairs: list[Pair]) -> None:
        as_list = ask(part, pairs)
        with asking(pairs=tuple(pairs)):
            as_tuple = list(part.classify(tuple(pairs)))
        if len(as_tuple) != len(as_list):
            raise LawBroken(f"{len(as_tuple)} answers to a tuple of {len(pairs)} pairs", pairs=tuple(pairs))
        compare(as_tuple, as_list, "is answered otherwise in a tuple", tuple(pairs))

    trial.try_on(batches(trial.subject.declaration), attempt)
