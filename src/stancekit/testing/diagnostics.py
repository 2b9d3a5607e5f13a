"""What the kit tells of a part without passing or failing it: what its answers depend on, and what it finds.

Measured on plain English of the kit's own, so that it says how a part behaves and not how good it is: for that there is
the benchmark. Imports the questions.
"""

from collections.abc import Sequence

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.nouns.document import Spans
from stancekit.nouns.stance import Actor, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target
from stancekit.testing import classifier_checks, extractor_checks
from stancekit.testing.checks import Subject, Trial
from stancekit.testing.questions import NAMES, labelled, negated
from stancekit.testing.strategies.articles import AttributedDocument, attributed_documents

_ITEMS = 150


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing that was measured.

    Attributes:
        name: What to call it: "target".
        value: What was found, from 0 to 1; None where there was nothing to measure it on.
        says: What the value is, and what a good one is.
    """

    name: str
    value: float | None
    says: str


def diagnose(subject: Subject, *, seed: int = 0) -> list[Diagnostic]:
    """What the answers of a classifier or an extractor are like; nothing for the other kinds.

    Args:
        subject: The part.
        seed: Which questions are asked. One that learns is trained on other ones.

    Raises:
        Exception: Whatever the part raises.
    """
    if subject.kind == "classifier":
        return _of_classifier(subject, seed)
    return _of_extractor(subject, seed) if subject.kind == "extractor" else []


def _of_classifier(subject: Subject, seed: int) -> list[Diagnostic]:
    part = classifier_checks.ready(Trial(subject, seed))
    pairs, stances = labelled(_ITEMS, seed=seed + 1)
    answers = part.classify(pairs)
    taken = [pair for pair, answer in zip(pairs, answers, strict=True) if answer.polarity != "none"]
    right = [one.polarity == other.polarity for one, other in zip(answers, stances, strict=True)]
    return [
        Diagnostic("positions", _share([a.polarity != "none" for a in answers]), "take a position; 0.67 do"),
        Diagnostic("accuracy", _share(right), "are right; chance has 0.33"),
        Diagnostic("target", _changed(part, taken, [_about_another(pair) for pair in taken]), _TARGET),
        Diagnostic("negation", _changed(part, taken, [negated(pair) for pair in taken]), _NEGATION),
        Diagnostic("speaker", _changed(part, taken, [_by_another(pair) for pair in taken]), _SPEAKER),
        Diagnostic("calibration", _calibration_error(answers, right), _CALIBRATION),
    ]


def _of_extractor(subject: Subject, seed: int) -> list[Diagnostic]:
    """What is found in articles whose statements are known, by the spans of each part."""
    trial = Trial(subject, seed)
    part = extractor_checks.ready(trial)
    known: list[tuple[Statement, set[Spans], set[tuple[Spans, Spans]]]] = []
    extra: list[bool] = []

    def read(article: AttributedDocument) -> None:
        found = part.extract(article.document)
        contents = {statement.content_spans for statement in found}
        sources = {(statement.content_spans, statement.source_spans) for statement in found}
        known.extend((statement, contents, sources) for statement in article.statements)
        extra.extend(spans not in {one.content_spans for one in article.statements} for spans in contents)

    trial.try_on(attributed_documents(), read, examples=_ITEMS)
    found = [one.content_spans in contents for one, contents, _ in known]
    whole = [(one.content_spans, one.source_spans) in sources for one, _, sources in known]
    return [
        Diagnostic("contents", _share(found), "of the statements are found, to the character"),
        Diagnostic("sources", _share(whole), "are found with their source"),
        Diagnostic("others", _share(extra), "of what is found is no statement, or has other ends"),
    ]


_TARGET = "of the positions change where another target is asked about; 1 reads the target, 0 doesn't"
_NEGATION = "of the positions change where they are negated; 1 reads negation, 0 doesn't"
_SPEAKER = "of the positions change where somebody else speaks; 0 reads what is said and not who says it"
_CALIBRATION = "is the expected calibration error of the probabilities; 0 is calibrated"


def _share(of: Sequence[bool]) -> float | None:
    return sum(of) / len(of) if of else None


def _changed(part: Classifier, pairs: Sequence[Pair], others: Sequence[Pair]) -> float | None:
    """The share of pairs that are answered otherwise in another form."""
    answers = zip(part.classify(pairs), part.classify(others), strict=True)
    return _share([one.polarity != other.polarity for one, other in answers])


def _about_another(pair: Pair) -> Pair:
    index = NAMES.index(pair.target.name)
    return msgspec.structs.replace(pair, target=Target(NAMES[(index + 1) % len(NAMES)]))


def _by_another(pair: Pair) -> Pair:
    other = Actor("Mirela Sandu", role="senator")
    return msgspec.structs.replace(pair, statement=msgspec.structs.replace(pair.statement, holder=other, speaker=other))


def _calibration_error(answers: Sequence[Stance], right: Sequence[bool]) -> float | None:
    """None where there are no probabilities."""
    if any(answer.probabilities is None for answer in answers):
        return None
    from stancekit.evaluation.calibration import calibrate

    predicted = [answer.polarity for answer in answers]
    gold = [polarity if good else "another" for polarity, good in zip(predicted, right, strict=True)]
    return calibrate(gold, predicted, [answer.probabilities or {} for answer in answers]).ece
