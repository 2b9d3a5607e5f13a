"""The laws of what learns: fit, save and load, and refusing what can't be.

Imports the checks and the questions.
"""

import contextlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from stancekit.classifier import TrainableClassifier
from stancekit.errors import InputError, NotFittedError, describe
from stancekit.stance import Stance
from stancekit.testing.checks import LawBroken, Laws, NotApplicable, Trial, asking
from stancekit.testing.classifier_checks import ask, compare
from stancekit.testing.questions import labelled, plain_batch, train
from stancekit.testing.strategies import LabelledSet, labelled_sets, make_train_and_test
from stancekit.testing.watching import watch

LAWS = Laws()

_BATCH = 40


def _trained(trial: Trial, seed: int = 0) -> TrainableClassifier:
    part: TrainableClassifier = trial.subject.make()
    train(part, seed=seed)
    return part


@LAWS.law()
def refuses_before_fit(trial: Trial) -> None:
    """Before it has learnt, it answers nothing and saves nothing: it raises NotFittedError."""
    part: TrainableClassifier = trial.subject.make()
    with TemporaryDirectory() as folder:
        _refuses(NotFittedError, "asked before it has learnt", lambda: part.classify(plain_batch(1)))
        _refuses(NotFittedError, "told to save before it has learnt", lambda: part.save(Path(folder) / "model"))


@LAWS.law()
def refuses_nothing_to_learn(trial: Trial) -> None:
    """Without pairs, or with one answer to all of them, there is nothing to learn: it raises InputError."""
    pairs, _ = labelled(6)
    same = [Stance(target=pair.target.name, polarity="favor") for pair in pairs]
    _refuses(InputError, "told to learn from no pairs", lambda: trial.subject.make().fit([], [], seed=0))
    _refuses(InputError, "told to learn one answer", lambda: trial.subject.make().fit(pairs, same, seed=0))


@LAWS.law("print([answer.polarity for answer in part.classify(pairs)])")
def fit_learns(trial: Trial) -> None:
    """It learns what a word tells: of 24 pairs that it hasn't seen it gets more than half of what chance leaves."""
    part: TrainableClassifier = trial.subject.make()
    known, asked = make_train_and_test(trial.seed)
    part.fit(known.pairs, known.stances, seed=trial.seed)
    answers = ask(part, asked.pairs)
    right = sum(answer.polarity == stance.polarity for answer, stance in zip(answers, asked.stances, strict=True))
    if right <= len(answers) * 2 / 3:
        raise LawBroken(f"{right} of {len(answers)} are right, where chance has a third", pairs=asked.pairs)


@LAWS.law("print([answer.label for answer in part.classify(pairs)])")
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


@LAWS.law()
def fit_takes_any_set(trial: Trial) -> None:
    """It learns from any set with two answers or more: few pairs or many, one target or several."""

    def attempt(known: LabelledSet) -> None:
        part: TrainableClassifier = trial.subject.make()
        part.fit(known.pairs, known.stances, seed=trial.seed)
        with asking():
            ask(part, known.pairs)

    trial.try_on(labelled_sets(), attempt, examples=5)


@LAWS.law()
def fit_forgets(trial: Trial) -> None:
    """Trained a second time, it has forgotten the first."""
    once, twice = _trained(trial), trial.subject.make()
    pairs, stances = labelled(60, seed=7)
    turned = [
        Stance(target=stance.target, polarity="favor" if stance.polarity == "against" else "against")
        for stance in stances
    ]
    twice.fit(pairs, turned, seed=0)
    train(twice)
    batch = plain_batch(_BATCH)
    compare(ask(twice, batch), ask(once, batch), "is answered by what was learnt before", batch)


@LAWS.law()
def fit_is_seeded(trial: Trial) -> None:
    """The same pairs, stances and seed give the same classifier, for any seed."""
    batch = plain_batch(_BATCH)
    for seed in (0, 11):
        first, second = _trained(trial, seed), _trained(trial, seed)
        compare(ask(second, batch), ask(first, batch), f"is answered otherwise after training by seed {seed}", batch)


@LAWS.law()
def fit_leaves_its_input(trial: Trial) -> None:
    """The pairs and stances that it learns from are as they were afterwards."""
    pairs, stances = labelled(90)
    given, answers = list(pairs), list(stances)
    trial.subject.make().fit(given, answers, seed=0)
    if given != pairs or answers != stances:
        raise LawBroken("the pairs or the stances were changed")


@LAWS.law()
def save_and_load(trial: Trial) -> None:
    """Loaded into a new classifier, what was saved answers exactly as before."""
    part = _trained(trial)
    batch = plain_batch(_BATCH)
    wanted = ask(part, batch)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        part.save(path)
        if not path.is_file():
            raise LawBroken("save wrote no file at the path that it was given")
        loaded: TrainableClassifier = trial.subject.make()
        loaded.load(path)
    # The file is gone: what was loaded is there in whole.
    with asking(pairs=batch):
        answers = ask(loaded, batch)
    for number, (found, right) in enumerate(zip(answers, wanted, strict=True), start=1):
        if found != right:
            raise LawBroken(f"pair {number} was answered {right}, and once loaded {found}", pairs=batch)


@LAWS.law()
def save_is_reproducible(trial: Trial) -> None:
    """Saving doesn't change it, and what is loaded can be saved and loaded again."""
    part = _trained(trial)
    batch = plain_batch(_BATCH)
    wanted = ask(part, batch)
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        part.save(first)
        with asking(pairs=batch):
            compare(ask(part, batch), wanted, "is answered otherwise after saving", batch)
        loaded: TrainableClassifier = trial.subject.make()
        loaded.load(first)
        loaded.save(second)
        again: TrainableClassifier = trial.subject.make()
        again.load(second)
    with asking(pairs=batch):
        compare(ask(again, batch), wanted, "is answered otherwise after two rounds of saving and loading", batch)


@LAWS.law()
def refuses_a_broken_model(trial: Trial) -> None:
    """A file that is empty, cut short or something else is refused with InputError."""
    part = _trained(trial)
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
    part = _trained(trial)
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
