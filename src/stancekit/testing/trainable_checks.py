"""The laws of what learns: fit, save and load, and refusing what can't be.

Imports the checks and the questions.
"""

import contextlib
import copy
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from stancekit.contract.classifier import TrainableClassifier
from stancekit.errors import InputError, NotFittedError, describe
from stancekit.nouns.document import Spans
from stancekit.nouns.stance import Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.testing.asking import ASKERS
from stancekit.testing.checks import LawBroken, Laws, NotApplicable, Trial, asking
from stancekit.testing.classifier_checks import ask
from stancekit.testing.questions import ARTICLES, PAIRS, annotated, labelled, train
from stancekit.testing.strategies import labelled_sets
from stancekit.testing.strategies.labelled_sets import LabelledSet, make_train_and_test
from stancekit.testing.watching import watch

LAWS = Laws()
"""Those of whatever learns."""

CLASSIFIER_LAWS = Laws()
"""Those of a `TrainableClassifier`."""

EXTRACTOR_LAWS = Laws()
"""Those of a `TrainableExtractor`."""

_BATCH = 40


def _batch(trial: Trial) -> list[Any]:
    return ASKERS[trial.subject.kind].plain(_BATCH, 0, 0)


def _compare(trial: Trial, found: Any, wanted: Any, how: str) -> None:
    """Raise `LawBroken` where two parts, or a part and what was answered before, answer differently."""
    asker, batch = ASKERS[trial.subject.kind], _batch(trial)
    with asking(**{asker.example: batch}):
        right = wanted if isinstance(wanted, list) else asker.ask(wanted, batch)
        asker.compare(asker.ask(found, batch), right, how, batch)


def _lesson(trial: Trial, *, other: bool = False) -> tuple[list[Any], list[Any]]:
    """What the kit trains with, as the arguments of `fit`; or something else, to be forgotten."""
    if trial.subject.kind == "extractor":
        return annotated(ARTICLES // 2, seed=7) if other else annotated(ARTICLES)
    if not other:
        return labelled(PAIRS)
    pairs, stances = labelled(60, seed=7)
    turned: dict[str, Polarity] = {"favor": "against", "against": "favor", "none": "favor"}
    return pairs, [Stance(target=stance.target, polarity=turned[stance.polarity]) for stance in stances]


@LAWS.law()
def refuses_before_fit(trial: Trial) -> None:
    """Before it has learnt, it answers nothing and saves nothing: it raises NotFittedError."""
    asker, part = ASKERS[trial.subject.kind], trial.subject.make()
    with TemporaryDirectory() as folder:
        question = _batch(trial)[:1]
        _refuses(NotFittedError, "asked before it has learnt", lambda: asker.call(part, question))
        _refuses(NotFittedError, "told to save before it has learnt", lambda: part.save(Path(folder) / "model"))


@LAWS.law()
def refuses_nothing_to_learn(trial: Trial) -> None:
    """From nothing, or from what has one answer or no statement, it can't learn: it raises InputError."""
    given, answers = _lesson(trial)
    if trial.subject.kind == "extractor":
        same: list[Any] = [[] for _ in given]
        which = "from documents without a statement"
    else:
        same = [msgspec.structs.replace(stance, polarity="favor") for stance in answers]
        which = "one answer"
    _refuses(InputError, "told to learn from nothing", lambda: trial.subject.make().fit([], [], seed=0))
    _refuses(InputError, f"told to learn {which}", lambda: trial.subject.make().fit(given, same, seed=0))


@CLASSIFIER_LAWS.law("print([answer.polarity for answer in part.classify(pairs)])")
def fit_learns(trial: Trial) -> None:
    """It learns what a word tells: of 24 pairs that it hasn't seen it gets more than half of what chance leaves."""
    part: TrainableClassifier = trial.subject.make()
    known, asked = make_train_and_test(trial.seed)
    part.fit(known.pairs, known.stances, seed=trial.seed)
    answers = ask(part, asked.pairs)
    right = sum(answer.polarity == stance.polarity for answer, stance in zip(answers, asked.stances, strict=True))
    if right <= len(answers) * 2 / 3:
        raise LawBroken(f"{right} of {len(answers)} are right, where chance has a third", pairs=asked.pairs)


@CLASSIFIER_LAWS.law("print([answer.label for answer in part.classify(pairs)])")
def fit_learns_labels(trial: Trial) -> None:
    """Where the stances to learn from carry labels of their own, its answers carry them, each with its polarity."""
    part: TrainableClassifier = trial.subject.make()
    known, asked = make_train_and_test(trial.seed, labels=True)
    part.fit(known.pairs, known.stances, seed=trial.seed)
    answers = ask(part, asked.pairs)
    learnt = {(stance.polarity, stance.label) for stance in known.stances}
    for pair, answer in zip(asked.pairs, answers, strict=True):
        if (answer.polarity, answer.label) not in learnt:
            raise LawBroken(f"it answers {answer.polarity}, {answer.label!r}, which it never learnt", pairs=[pair])
    right = sum(answer.label == stance.label for answer, stance in zip(answers, asked.stances, strict=True))
    if right <= len(answers) * 3 / 5:
        raise LawBroken(f"{right} of {len(answers)} labels are right, where chance has a fifth", pairs=asked.pairs)


@CLASSIFIER_LAWS.law()
def fit_takes_any_set(trial: Trial) -> None:
    """It learns from any set with two answers or more: few pairs or many, one target or several."""

    def attempt(known: LabelledSet) -> None:
        part: TrainableClassifier = trial.subject.make()
        part.fit(known.pairs, known.stances, seed=trial.seed)
        with asking():
            ask(part, known.pairs)

    trial.try_on(labelled_sets(), attempt, examples=5)


@EXTRACTOR_LAWS.law()
def fit_finds_statements(trial: Trial) -> None:
    """It learns who says what: in articles like those it has learnt from it finds more than half, with the source."""
    part = trial.subject.ready()
    found = right = 0
    for document, statements in zip(*annotated(ARTICLES // 2, seed=trial.seed + 1), strict=True):
        given = part.extract(document)
        found += len(statements)
        right += sum(any(_same(one, other) for other in given) for one in statements)
    if right <= found / 2:
        raise LawBroken(f"it finds {right} of {found} statements")


@EXTRACTOR_LAWS.law()
def threshold_trades(trial: Trial) -> None:
    """A higher threshold gives fewer statements or as many, and none that is less sure than it asks for."""
    part = trial.subject.ready()
    numbers = []
    for threshold in (0.0, 0.5, 0.9, 1.0):
        part.threshold = threshold
        given = [statement for document in _batch(trial) for statement in part.extract(document)]
        numbers.append(len(given))
        for statement in given:
            if statement.confidence is not None and statement.confidence < threshold:
                raise LawBroken(f"asked for {threshold}, it gives a statement of {statement.confidence}")
    if numbers != sorted(numbers, reverse=True):
        raise LawBroken(f"at the thresholds 0, 0.5, 0.9 and 1 it gives {numbers} statements")


def _same(one: Statement, other: Statement) -> bool:
    """Whether two statements have more than half of their content, and something of their source, in common."""
    shared = _characters(one.content_spans) & _characters(other.content_spans)
    union = _characters(one.content_spans) | _characters(other.content_spans)
    sources = _characters(one.source_spans), _characters(other.source_spans)
    return len(shared) > len(union) / 2 and (bool(sources[0] & sources[1]) or sources == (set(), set()))


def _characters(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


@LAWS.law()
def fit_forgets(trial: Trial) -> None:
    """Trained a second time, it has forgotten the first."""
    twice = trial.subject.make()
    twice.fit(*_lesson(trial, other=True), seed=0)
    train(twice)
    _compare(trial, twice, trial.subject.ready(), "is answered by what was learnt before")


@LAWS.law()
def fit_is_seeded(trial: Trial) -> None:
    """What it is given and the seed make it: trained again in the same way, it answers the same."""
    # What is ready has learnt by seed 0.
    for seed, first in ((0, trial.subject.ready()), (11, trial.subject.trained(11))):
        _compare(trial, trial.subject.trained(seed), first, f"is answered otherwise after training by seed {seed}")


@LAWS.law()
def fit_leaves_its_input(trial: Trial) -> None:
    """What it learns from is as it was afterwards."""
    given, answers = _lesson(trial)
    before = copy.deepcopy((given, answers))
    trial.subject.make().fit(given, answers, seed=0)
    if (given, answers) != before:
        raise LawBroken("what it was given to learn from was changed")


@LAWS.law()
def save_and_load(trial: Trial) -> None:
    """Loaded into a new one, what was saved answers exactly as before."""
    asker, part = ASKERS[trial.subject.kind], trial.subject.ready()
    batch = _batch(trial)
    wanted = asker.ask(part, batch)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        part.save(path)
        if not path.is_file():
            raise LawBroken("save wrote no file at the path that it was given")
        loaded = trial.subject.make()
        loaded.load(path)
    # The file is gone: what was loaded is there in whole.
    with asking(**{asker.example: batch}):
        answers = asker.ask(loaded, batch)
    for number, (found, right) in enumerate(zip(answers, wanted, strict=True), start=1):
        if found != right:
            raise LawBroken(f"{number} was answered {right}, and once loaded {found}", **{asker.example: batch})


@LAWS.law()
def save_is_reproducible(trial: Trial) -> None:
    """Saving doesn't change it, and what is loaded can be saved and loaded again."""
    part = trial.subject.ready()
    wanted = ASKERS[trial.subject.kind].ask(part, _batch(trial))
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        part.save(first)
        _compare(trial, part, wanted, "is answered otherwise after saving")
        loaded = trial.subject.make()
        loaded.load(first)
        loaded.save(second)
        again = trial.subject.make()
        again.load(second)
    _compare(trial, again, wanted, "is answered otherwise after two rounds of saving and loading")


@LAWS.law()
def refuses_a_broken_model(trial: Trial) -> None:
    """A file that is empty, cut short or something else is refused with InputError."""
    part = trial.subject.ready()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        part.save(path)
        if not path.is_file():
            raise NotApplicable("it saves no file")
        whole = path.read_bytes()
        files = {
            "an empty file": b"",
            "a file of zeros": bytes(1000),
            "text": b"not a model\n" * 20,
            "JSON of something else": json.dumps({"model": [1, 2, 3]}).encode(),
            "half of a model": whole[: len(whole) // 2],
            "a model without its last byte": whole[:-1],
            "a pickle": pickle.dumps({"model": [1, 2, 3]}),
        }
        for what, data in files.items():
            path.write_bytes(data)
            _refuses(InputError, f"told to load {what}", lambda: trial.subject.make().load(path))


@LAWS.law()
def load_runs_no_code(trial: Trial) -> None:
    """No code is run from a file that it is told to load: what it saves is no pickle, and nothing is evaluated."""
    part = trial.subject.ready()
    with TemporaryDirectory() as folder:
        path, made = Path(folder) / "model", Path(folder) / "made"
        part.save(path)
        if not path.is_file():
            raise NotApplicable("it saves no file")
        with watch() as deeds:
            trial.subject.make().load(path)
        if deeds.unpickled:
            raise LawBroken(f"its model is a pickle, from which it takes {deeds.unpickled[0]}")
        files = {
            "a pickle": pickle.dumps(_Makes(str(made))),
            "a Python expression": f"__import__('os').mkdir({str(made)!r})".encode(),
            "YAML": f"!!python/object/apply:os.mkdir [{json.dumps(str(made))}]".encode(),
        }
        for what, data in files.items():
            path.write_bytes(data)
            with contextlib.suppress(Exception, SystemExit):  # how it refuses is for `refuses_a_broken_model`
                trial.subject.make().load(path)
            if made.exists():
                raise LawBroken(f"told to load {what}, it runs the code in it")


class _Makes:
    """Makes a folder when it is unpickled: harmless, and to be seen."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (self.path,)


def _refuses(error: type[Exception], when: str, act: Callable[[], object]) -> None:
    try:
        act()
    except error:
        return
    except (Exception, SystemExit) as other:
        raise LawBroken(f"{when}, it raises {describe(other)}, not {error.__name__}") from other
    raise LawBroken(f"{when}, it doesn't raise {error.__name__}")
