"""A suite of runs: which systems on which tasks in which settings, each in a process of its own.

A process of its own gives each run its own memory to measure, and one that dies costs the others nothing. A result that
is there already, made from the same data by the same code, isn't made again: a suite that was killed goes on where it
stopped. Imports the plugin registry and the rest of the evaluation.
"""

import hashlib
import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec

from stancekit.contract.document_task import DocumentData, DocumentTask, System
from stancekit.contract.stance_task import Answers, DataSource, Item, Setting, StanceData, StanceTask
from stancekit.errors import DataMissingError, InputError, PluginError, StancekitError, blame
from stancekit.evaluation import runner
from stancekit.evaluation.metrics import METRICS
from stancekit.evaluation.results import (
    AnyResult,
    ArticlesResult,
    Cost,
    Key,
    differences,
    fingerprint,
    library_versions,
    make_folder,
    read_result,
    result_path,
    write_result,
)
from stancekit.evaluation.runner import Contestant, NotApplicableError
from stancekit.evaluation.splits import check_articles, split
from stancekit.formats.json import encode
from stancekit.hosting import plugins
from stancekit.hosting.fingerprints import code_fingerprint
from stancekit.hosting.parts import load_extractor


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One run: what it takes to make one result file.

    Attributes:
        task: The task's name.
        classifier: The classifier's name.
        extractor: The extractor's name, for tasks on whole documents.
        extractor_model: The file of what it has learnt, for an extractor that learns.
        setting: The setting; None for the task's first.
        trained_on: For `cross-domain`: the task to train on.
        seeds: The seeds of training.
        probes: Whether to run the probes.
        folder: The folder of the corpora; None for that of `STANCEKIT_DATA`.
        hub: Whether the hub may be asked.
    """

    task: str
    classifier: str
    extractor: str = "quotes"
    extractor_model: str | None = None
    setting: Setting | None = None
    trained_on: str | None = None
    seeds: tuple[int, ...] = (0,)
    probes: bool = True
    folder: str | None = None
    hub: bool | None = None

    def source(self) -> DataSource:
        """Where the data come from."""
        return DataSource(self.folder, hub=self.hub)

    def __str__(self) -> str:
        setting = f" {self.setting}" if self.setting else ""
        trained_on = f" trained on {self.trained_on}" if self.trained_on else ""
        return f"{self.task}{setting} {self.classifier}{trained_on}"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a job.

    Attributes:
        job: The job.
        result: The result; None where there is none.
        path: Where it stands.
        made: Whether it was made now, or had been there.
        made_again: Why it was made although there was one; empty where there was none, or where that was asked for.
        reason: Why there is no result; empty where there is one.
        missing: Whether the reason is that the data aren't there.
        unsuited: Whether the reason is that the classifier can't do such a task.
    """

    job: Job
    result: AnyResult | None = None
    path: Path | None = None
    made: bool = False
    made_again: str = ""
    reason: str = ""
    missing: bool = False
    unsuited: bool = False


def find_task(name: str) -> StanceTask | DocumentTask[Any]:
    """The task of this name; raises `PluginError` where there is none, or what is registered isn't a whole one."""
    task: object = plugins.registry().get("task", name)
    owner = plugins.registry().owner("task", name)
    if not isinstance(task, StanceTask | DocumentTask):
        raise PluginError(f"{owner} is a {type(task).__name__}, neither a StanceTask nor a DocumentTask")
    wrong = ""
    if task.id != name:
        wrong = f'id: it is "{task.id}" and not the name that it is registered under'
    elif isinstance(task, StanceTask) and task.metric not in METRICS:
        wrong = f'metric: there is no "{task.metric}"; there are {", ".join(METRICS)}'
    elif isinstance(task, StanceTask) and not task.settings:
        wrong = "settings: there is none"
    if wrong:
        raise PluginError(f"{owner} is wrong: {wrong}")
    return task


def load(task: StanceTask | DocumentTask[Any], source: DataSource) -> Any:
    """What the task's loader brings.

    Raises:
        DataMissingError: The data are nowhere.
        PluginError: The loader failed, or brings something else.
        StancekitError: Any other that it raises itself.
    """
    owner = plugins.registry().owner("task", task.id)
    with blame(f"{owner} failed to load its data"):
        data = task.load(source)
    kind = StanceData if isinstance(task, StanceTask) else DocumentData
    if not isinstance(data, kind):
        raise PluginError(f"{owner} loads a {type(data).__name__}, not a {kind.__name__}")
    return data


def run_job(job: Job, results: Path, *, again: bool = False) -> Outcome:
    """Run one job in this process, unless its result is there.

    Args:
        job: What to run.
        results: The folder of the result files.
        again: Whether to run it although its result is there.

    Raises:
        StancekitError: It can't be run, or a part failed.
    """
    task = find_task(job.task)
    key, run = _run_documents(task, job) if isinstance(task, DocumentTask) else _run_stance(task, job)
    path = result_path(results, key)
    why = ""
    if not again and path.exists():
        try:
            before = read_result(path)
        except InputError:
            why = "what was there can't be read"  # as where it is of an older form
        else:
            why = differences(before.key, _with_code(key, before.key.code))
            if not why:
                return Outcome(job=job, result=before, path=path)
    registry = plugins.registry()
    registry.asked.clear()
    result = run()
    # A part may ask for others, which then have a share in the answers. Of a task the data are in the key.
    used = {
        entry.plugin.distribution
        for kind, name in registry.asked
        if kind != "task"
        for entry in registry.registered(kind, name)
    }
    result = msgspec.structs.replace(result, key=_with_code(key, used))
    write_result(results, result)
    return Outcome(job=job, result=result, path=path, made=True, made_again=why)


def _with_code(key: Key, distributions: Iterable[str]) -> Key:
    """The key with the code of more distributions."""
    names = {*key.code, *distributions}
    return msgspec.structs.replace(key, code={name: code_fingerprint(name) for name in sorted(names)})


def run_jobs(jobs: Sequence[Job], results: Path, *, again: bool = False, processes: int = 1) -> Iterator[Outcome]:
    """Run jobs, each in a process of its own, as many at once as there are `processes`; yields them as they end.

    Raises:
        InputError: Nothing can be written into the folder of the results.
    """
    make_folder(results)
    plugins.registry()  # says what is broken, once for all processes
    with ThreadPoolExecutor(max_workers=processes) as threads:
        started: list[BaseProcess] = []
        waiting = [threads.submit(_in_a_process, started, job, results, again) for job in jobs]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            for one in waiting:
                one.cancel()
            for process in started:
                process.kill()


def _in_a_process(started: list[BaseProcess], job: Job, results: Path, again: bool) -> Outcome:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer_to, args=(there, job, results, again))
    # Ctrl-C reaches all processes of a terminal; it is for this one to say so, and to end the others.
    resource_tracker.ensure_running()  # which would unblock it again
    unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    process.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
    started.append(process)
    there.close()  # so that the end of the process is the end of the pipe
    try:
        outcome: Outcome = here.recv()
    except EOFError:
        outcome = Outcome(job=job, reason="its process died; it may have run out of memory")
    finally:
        here.close()
        process.join()
    return outcome


def _answer_to(there: Connection, job: Job, results: Path, again: bool) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", plugins.PluginWarning)
        there.send(_guarded(job, results, again))


def _end_with_parent() -> None:
    """A suite that was killed leaves nothing running."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _guarded(job: Job, results: Path, again: bool) -> Outcome:
    """`run_job` with what is wrong as an outcome: errors with arguments of their own don't travel between processes."""
    try:
        return run_job(job, results, again=again)
    except DataMissingError as error:
        return Outcome(job=job, reason=str(error), missing=True)
    except NotApplicableError as error:
        return Outcome(job=job, reason=str(error), unsuited=True)
    except StancekitError as error:
        return Outcome(job=job, reason=str(error))
    # A mistake of ours in one run of many must not cost the others.
    except Exception as error:
        return Outcome(job=job, reason=f"a bug in stancekit, please report it: {type(error).__name__}: {error}")


def _run_stance(task: StanceTask, job: Job) -> tuple[Key, Callable[[], AnyResult]]:
    found = plugins.registry()
    setting: Setting = job.setting or ("cross-domain" if job.trained_on else task.settings[0])
    if (setting == "cross-domain") != (job.trained_on is not None):
        raise StancekitError("cross-domain is the setting in which another task is trained on: name both or neither")
    data: StanceData = load(task, job.source())
    owners = [found.distribution(kind, name) for kind, name in _parts(job.task, job.trained_on, job.classifier)]
    train = _training_items(job.trained_on, task.answers, job.source()) if job.trained_on else ()
    splits = split(task, data.items, setting, train)
    contestant = _contestant(job)
    learns = runner.learns(contestant.make())
    key = Key(
        task=task.id,
        setting=setting,
        trained_on=job.trained_on,
        system=job.classifier,
        seeds=job.seeds if learns else job.seeds[:1],
        probes=job.probes,
        data=fingerprint([*(one.fingerprint() for one in splits), encode(data.contrasts).decode()]),
        versions=library_versions(owners),
    )
    key = _with_code(key, ("stancekit", found.distribution("classifier", job.classifier)))
    return key, lambda: runner.run(contestant, task, data, splits, key)


def _run_documents(task: DocumentTask[Any], job: Job) -> tuple[Key, Callable[[], AnyResult]]:
    if job.setting is not None:
        raise StancekitError(f'"{task.id}" is a task on whole documents and has no settings')
    registered = plugins.registry()
    data: DocumentData[Any] = load(task, job.source())
    articles = data.part("test")
    if not articles:
        raise StancekitError(f'the task "{task.id}" has nothing to test')
    documents = [article.document for article in articles]
    parts = _parts(job.task, None, job.classifier if task.learns_from else None)
    train: tuple[Item, ...] = ()
    trained_on = None
    contestant = _contestant(job)
    if task.learns_from is not None and runner.learns(contestant.make()):
        trained_on = job.trained_on or task.learns_from
        parts.append(("task", trained_on))
        train = _training_items(trained_on, "polarity", job.source())
        check_articles(train, documents)
    learnt = [*(encode(item).decode() for item in train), *_model_digest(job)]
    key = Key(
        task=task.id,
        setting="test",
        trained_on=trained_on,
        system=f"{job.extractor}+{job.classifier}" if task.learns_from is not None else job.extractor,
        seeds=job.seeds[:1],
        probes=False,
        data=fingerprint(encode(article).decode() for article in articles),
        training=fingerprint(learnt) if learnt else "",
        versions=library_versions(
            registered.distribution(kind, name) for kind, name in [*parts, ("extractor", job.extractor)]
        ),
    )
    # The task's code too, since it is the task that scores.
    key = _with_code(key, ("stancekit", registered.distribution("task", job.task)))

    def run() -> ArticlesResult:
        start = time.perf_counter()
        classifier = runner.trained(contestant, train, seed=key.seeds[0]) if task.learns_from is not None else None
        fit_seconds = time.perf_counter() - start
        extractor = (
            plugins.make_extractor(job.extractor)
            if job.extractor_model is None
            else load_extractor(job.extractor, job.extractor_model)
        )
        system = System(extractor, classifier)
        start = time.perf_counter()
        owner = registered.owner("task", job.task)
        with blame(f"{owner} failed to score"):
            found = task.run(data, system, "test")
        seconds = time.perf_counter() - start
        return ArticlesResult(
            key=key,
            card=task.card,
            metric=task.measure,
            measures=task.measures,
            found=found,
            cost=Cost(
                fit_seconds=round(fit_seconds, 2),
                items_per_second=round(len(articles) / seconds, 1),
                peak_megabytes=runner.peak_megabytes(),
                machine=runner.machine(),
            ),
            left_out=data.left_out,
        )

    return key, run


def _model_digest(job: Job) -> tuple[str, ...]:
    """What tells one extractor's model from another; nothing where there is none."""
    if job.extractor_model is None:
        return ()
    try:
        return (hashlib.sha256(Path(job.extractor_model).read_bytes()).hexdigest(),)
    except OSError as error:
        raise InputError(f"{job.extractor_model}: can't be read: {error.strerror or error}") from error


def _contestant(job: Job) -> Contestant:
    name = job.classifier
    return Contestant(name, lambda: plugins.make_classifier(name), plugins.registry().owner("classifier", name))


def _parts(task: str, trained_on: str | None, classifier: str | None) -> list[tuple[plugins.Kind, str]]:
    """The registered things whose distributions a result depends on."""
    parts: list[tuple[plugins.Kind, str]] = [("task", task)]
    if trained_on is not None:
        parts.append(("task", trained_on))
    if classifier is not None:
        parts.append(("classifier", classifier))
    return parts


def _training_items(name: str, answers: Answers, source: DataSource) -> tuple[Item, ...]:
    """What another task is trained on for this one."""
    task = find_task(name)
    if not isinstance(task, StanceTask) or task.answers != answers:
        raise NotApplicableError(f'"{name}" can\'t be trained on here: its answers are of another kind')
    data: StanceData = load(task, source)
    return data.to_train()
