"""A suite of runs: which systems on which tasks in which settings, each in a process of its own.

A process of its own gives each run its own memory to measure, and one that dies costs the others nothing. A result that
is there already, made from the same data by the same versions, isn't made again: a suite that was killed goes on where
it stopped. Imports the plugin registry and the rest of the evaluation.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import msgspec

from stancekit import plugins
from stancekit.errors import DataMissingError, InputError, PluginError, StancekitError
from stancekit.evaluation import runner
from stancekit.evaluation.document_task import DocumentData, DocumentTask, System
from stancekit.evaluation.results import (
    AnyResult,
    ArticlesResult,
    Cost,
    Key,
    fingerprint,
    library_versions,
    read_result,
    result_path,
    write_result,
)
from stancekit.evaluation.runner import Contestant, NotApplicableError
from stancekit.evaluation.splits import check_articles, split
from stancekit.evaluation.task import DataSource, Item, Setting, StanceTask


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One run: what it takes to make one result file.

    Attributes:
        task: The task's name.
        classifier: The classifier's name.
        extractor: The extractor's name, for tasks on whole documents.
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
        return f"{self.task}{setting} {self.classifier}"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a job.

    Attributes:
        job: The job.
        result: The result; None where there is none.
        path: Where it stands.
        made: Whether it was made now, or had been there.
        reason: Why there is no result; empty where there is one.
        missing: Whether the reason is that the data aren't there.
        unsuited: Whether the reason is that the classifier can't do such a task.
        seconds: How long it took.
    """

    job: Job
    result: AnyResult | None = None
    path: Path | None = None
    made: bool = False
    reason: str = ""
    missing: bool = False
    unsuited: bool = False
    seconds: float = 0.0


def find_task(name: str) -> StanceTask | DocumentTask[Any]:
    """The task of this name; raises `PluginError` where there is none, or what is registered isn't one."""
    task = plugins.registry().get("task", name)
    if not isinstance(task, StanceTask | DocumentTask):
        owner = plugins.registry().owner("task", name)
        raise PluginError(f"{owner} is a {type(task).__name__}, neither a StanceTask nor a DocumentTask")
    return task


def run_job(job: Job, results: Path, *, again: bool = False) -> Outcome:
    """Run one job in this process, unless its result is there.

    Args:
        job: What to run.
        results: The folder of the result files.
        again: Whether to run it although its result is there.

    Raises:
        StancekitError: It can't be run, or a part failed.
    """
    start = time.perf_counter()
    task = find_task(job.task)
    key, run = _run_documents(task, job) if isinstance(task, DocumentTask) else _run_stance(task, job)
    path = result_path(results, key)
    if not again and path.exists():
        try:
            before = read_result(path)
        except InputError:
            before = None  # an older form: made again
        if before is not None and before.key == key:
            return Outcome(job=job, result=before, path=path)
    result = run()
    write_result(results, result)
    return Outcome(job=job, result=result, path=path, made=True, seconds=time.perf_counter() - start)


def run_jobs(jobs: Sequence[Job], results: Path, *, again: bool = False, processes: int = 1) -> Iterator[Outcome]:
    """Run jobs, each in a process of its own, as many at once as there are `processes`; yields them as they end."""
    with ThreadPoolExecutor(max_workers=processes) as threads:
        waiting = [threads.submit(_in_a_process, job, results, again) for job in jobs]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            for one in waiting:
                one.cancel()


def _in_a_process(job: Job, results: Path, again: bool) -> Outcome:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as process:
        try:
            return process.submit(_guarded, job, results, again).result()
        except BrokenProcessPool:
            return Outcome(job=job, reason="its process died; it may have run out of memory")


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
    data = task.load(job.source())
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
        data=fingerprint([one.fingerprint() for one in splits]),
        versions=library_versions(owners),
    )
    return key, lambda: runner.run(contestant, task, data, splits, key)


def _run_documents(task: DocumentTask[Any], job: Job) -> tuple[Key, Callable[[], AnyResult]]:
    if job.setting is not None:
        raise StancekitError(f'"{task.id}" is a task on whole documents and has no settings')
    registered = plugins.registry()
    data: DocumentData[Any] = task.load(job.source())
    articles = data.part("test")
    documents = [article.document for article in articles]
    prints = [f"{document.id}\x1f{document.text}" for document in documents]
    parts = _parts(job.task, None, job.classifier if task.learns_from is not None else None)
    train: tuple[Item, ...] = ()
    trained_on = None
    contestant = _contestant(job)
    if task.learns_from is not None and runner.learns(contestant.make()):
        trained_on = job.trained_on or task.learns_from
        if trained_on is None:
            raise NotApplicableError(f"{job.classifier} has to be trained, and {task.id} has no pairs to train on")
        parts.append(("task", trained_on))
        train = _training_items(trained_on, "polarity", job.source())
        check_articles(train, documents)
        prints.extend(f"{item.id}\x1f{item.pair.statement.content}\x1f{item.gold.polarity}" for item in train)
    key = Key(
        task=task.id,
        setting="test",
        trained_on=trained_on,
        system=f"{job.extractor}+{job.classifier}" if task.learns_from is not None else job.extractor,
        seeds=job.seeds[:1],
        probes=False,
        data=fingerprint(prints),
        versions=library_versions(
            registered.distribution(kind, name) for kind, name in [*parts, ("extractor", job.extractor)]
        ),
    )

    def run() -> ArticlesResult:
        start = time.perf_counter()
        classifier = runner.trained(contestant, train, seed=key.seeds[0]) if task.learns_from is not None else None
        fit_seconds = time.perf_counter() - start
        system = System(plugins.make_extractor(job.extractor), classifier)
        start = time.perf_counter()
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


def _training_items(name: str, answers: str, source: DataSource) -> tuple[Item, ...]:
    """What another task is trained on for this one."""
    task = find_task(name)
    if not isinstance(task, StanceTask) or task.answers != answers:
        raise StancekitError(f'"{name}" can\'t be trained on here: its answers are of another kind')
    return tuple(item for item in task.load(source).items if item.part != "test")
