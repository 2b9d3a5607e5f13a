"""The laws that classifiers and extractors have in common: the same answer whenever, wherever and beside whatever.

Imports the checks and the way to ask.
"""

import contextlib
import copy
import io
import pickle
import sys
import threading
import warnings
from typing import Any

import msgspec

from stancekit.errors import describe
from stancekit.testing import strategies
from stancekit.testing.asking import ASKERS, Asker
from stancekit.testing.checks import LawBroken, Laws, Trial, Unanswered, asking, came
from stancekit.testing.surroundings import draw_elsewhere, restored, surroundings

LAWS = Laws()


def _asker(trial: Trial) -> Asker:
    return ASKERS[trial.subject.kind]


@LAWS.law("print({ask})\nprint({ask})")
def determinism(trial: Trial) -> None:
    """Another one, made and trained in the same way and asked the same, answers the same."""
    asker = _asker(trial)
    part, twin = asker.ready(trial), asker.ready(trial)

    def attempt(batch: list[Any]) -> None:
        how = "is answered otherwise by another one of the same making"
        asker.compare(asker.ask(twin, batch), asker.ask(part, batch), how, batch)

    trial.try_on(asker.batches(trial.subject.declaration), attempt)


@LAWS.law("print({ask})\nprint({ask})")
def no_memory(trial: Trial) -> None:
    """What was asked before doesn't change an answer."""
    asker = _asker(trial)
    part, fresh = asker.ready(trial), asker.ready(trial)
    questions = asker.plain(60, trial.seed, 600)
    wanted = [asker.ask(part, [question]) for question in questions]
    for index in reversed(range(len(questions))):
        one = questions[index : index + 1]
        asker.compare(asker.ask(part, one), wanted[index], "is answered otherwise when it is asked again", one)
    last = questions[-1:]
    asker.compare(asker.ask(fresh, last), wanted[-1], "is answered otherwise where it is the first", last)


@LAWS.law()
def any_unicode(trial: Trial) -> None:
    """Any Unicode is answered: emoji, marks that combine, text from right to left, characters without a width."""
    asker = _asker(trial)
    part = asker.ready(trial)
    (question,) = asker.plain(1, trial.seed, 0)

    def attempt(text: str) -> None:
        with asking():
            asker.ask(part, [_with_text(question, text)])

    for text in _ODD_TEXTS:
        attempt(text)
    trial.try_on(strategies.texts().filter(lambda text: bool(text.strip())), attempt)


_ODD_TEXTS = (
    "we support talks 🎉👩‍👩‍👧 and oppose 🇳🇴 sanctions",
    "we support nego\u0301tiation a\u0300\u0301\u0302\u0303\u0304",
    "نحن ندعم المحادثات talks",
    "\u202ewe oppose talks\u202c",
    "we\u200bsupport\u00a0talks\u2028and\u2029sanctions",
    "𝓌ℯ 𝓈𝓊𝓅𝓅ℴ𝓇𝓉 𝓉𝒶𝓁𝓀𝓈",
    "İSTANBUL talks ß ſ ﬁ",
    "我们支持谈判。我们反对制裁。",
    "we support talks\r\nwe oppose sanctions\r",
    "\ufeffwe support talks\u0000",
    "“”‘’«»—…",
    "\u200b",
)


def _with_text(question: Any, text: str) -> Any:
    """The same question about another text."""
    if not hasattr(question, "statement"):
        return msgspec.structs.replace(question, text=text)
    statement = msgspec.structs.replace(question.statement, content=text, content_spans=((0, len(text)),))
    return msgspec.structs.replace(
        question, statement=statement, document=msgspec.structs.replace(question.document, text=text)
    )


@LAWS.law("print({batch})\n{ask}\nprint({batch})")
def input_unchanged(trial: Trial) -> None:
    """What it is given is as it was afterwards."""
    asker = _asker(trial)
    part = asker.ready(trial)

    def attempt(batch: list[Any]) -> None:
        before, given = copy.deepcopy(batch), copy.deepcopy(batch)
        failure = None
        try:
            asker.call(part, given)  # what it answers is for other laws
            came(len(batch))
        except (Exception, SystemExit) as error:
            failure = Unanswered(f"it raised {describe(error)}", **{asker.example: before})
        if given != before:
            raise LawBroken("the batch, or what is in it, was changed", **{asker.example: before})
        if failure is not None:
            raise failure

    # Who changes something tidies it: there has to be something to tidy.
    with contextlib.suppress(Unanswered):
        attempt([_with_text(question, " We  support\ttalks \r\n") for question in asker.plain(2, trial.seed, 0)])
    trial.try_on(asker.batches(trial.subject.declaration), attempt)


@LAWS.law()
def answers_can_be_written(trial: Trial) -> None:
    """An answer is of the declared types, so that it can be written as JSON and read back the same."""
    asker = _asker(trial)
    part = asker.ready(trial)

    def attempt(batch: list[Any]) -> None:
        for answer in asker.ask(part, batch):
            for noun in answer if isinstance(answer, tuple) else (answer,):
                try:
                    again = msgspec.json.decode(msgspec.json.encode(noun), type=type(noun))
                except (TypeError, ValueError, msgspec.MsgspecError) as error:
                    raise LawBroken(f"an answer can't be written: {error}", **{asker.example: batch}) from error
                if again != noun:
                    raise LawBroken(f"written and read back, {noun} becomes {again}", **{asker.example: batch})

    trial.try_on(asker.batches(trial.subject.declaration), attempt)


@LAWS.law()
def nothing_printed(trial: Trial) -> None:
    """Nothing is printed on standard output: results go there."""
    asker = _asker(trial)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        part = asker.ready(trial)
        asker.ask(part, asker.plain(5, trial.seed, 0))
    if said.getvalue():
        raise LawBroken(f"it printed {said.getvalue()[:80]!r}", **{asker.example: asker.plain(5, trial.seed, 0)})


@LAWS.law()
def globals_untouched(trial: Trial) -> None:
    """What all share stays as it was: the state of `random`, the folder, the environment, the locale."""
    asker = _asker(trial)
    batch = asker.plain(5, trial.seed, 0)
    with restored():
        asker.ask(asker.ready(trial), batch)  # a library may set itself up once
    # Back where it was, and with `random` elsewhere: who sets it to the same again changes it too.
    with restored():
        draw_elsewhere(trial.seed)
        before = surroundings()
        asker.ask(asker.ready(trial), batch)
        for name, value in surroundings().items():
            if value != before[name]:
                raise LawBroken(f"it changed {name}", **{asker.example: batch})


@LAWS.law()
def warnings_as_errors(trial: Trial) -> None:
    """Where warnings are errors it still answers: it uses nothing that is deprecated, and divides by no zero."""
    asker = _asker(trial)
    batch = asker.plain(20, trial.seed, 0)
    wanted = asker.ask(asker.ready(trial), batch)
    with warnings.catch_warnings(), asking(**{asker.example: batch}):
        warnings.simplefilter("error")
        asker.compare(asker.ask(asker.ready(trial), batch), wanted, "is answered otherwise", batch)


@LAWS.law()
def thread_safety(trial: Trial) -> None:
    """Asked by several threads at once, it answers each as if it were alone."""
    asker = _asker(trial)
    part = asker.ready(trial)
    batches = [asker.plain(25, seed, 0) for seed in range(4)]
    parts = [[batch[start : start + 5] for start in range(0, 25, 5)] for batch in batches]
    wanted = [[asker.ask(part, some) for some in batch] for batch in parts]
    broken: list[LawBroken] = []
    together = threading.Barrier(len(parts))

    def work(index: int) -> None:
        together.wait()
        for _ in range(6):
            try:
                for some, right in zip(parts[index], wanted[index], strict=True):
                    with asking():
                        answers = asker.ask(part, some)
                    asker.compare(answers, right, "is answered otherwise while other threads ask", some)
            except LawBroken as error:
                broken.append(error)
                return

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(index,)) for index in range(len(parts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    if broken:
        raise broken[0]


@LAWS.law()
def pickling(trial: Trial) -> None:
    """It can be sent to a worker process, and answers there as it does here."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    asker = _asker(trial)
    part = asker.ready(trial)
    batch = asker.plain(20, trial.seed, 0)
    wanted = asker.ask(part, batch)
    try:
        sent = pickle.dumps(part)
    except Exception as error:
        raise LawBroken(f"it can't be pickled: {type(error).__name__}: {error}") from error
    spawn = multiprocessing.get_context("spawn")
    with asking(**{asker.example: batch}), ProcessPoolExecutor(1, mp_context=spawn) as pool:
        found = pool.submit(_answer, trial.subject.kind, sent, batch).result()
    asker.compare(found, wanted, "is answered otherwise in a worker process", batch)


def _answer(kind: str, sent: bytes, batch: list[Any]) -> list[Any]:
    """What a part that was sent to this process answers; the part is our own caller's, not a file from outside."""
    return ASKERS[kind].ask(pickle.loads(sent), batch)
