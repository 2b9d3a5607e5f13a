"""Result files: what one classifier scored on one task in one setting, as JSON that says all that it depends on.

A file is there in whole or not at all. Comparisons and the leaderboard read these files and nothing else. Imports the
measures.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from stancekit.contract.document_task import DocumentResult
from stancekit.contract.scores import Interval
from stancekit.contract.stance_task import Card
from stancekit.errors import InputError
from stancekit.evaluation.calibration import Calibration
from stancekit.evaluation.metrics import Scores
from stancekit.formats.files import open_output
from stancekit.formats.json import decode, encode

FORMAT = 1
"""The version of the form of result files."""

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "statsmodels", "datasets")


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a run the same run: where all of this agrees, it isn't made again.

    Attributes:
        task: The task's id.
        setting: The setting.
        trained_on: The task that the classifier was trained on, where it is another: for `cross-domain`, and for whole
            documents.
        system: The classifier's name, or "extractor+classifier" for whole documents.
        seeds: The seeds of training, each a run of its own.
        probes: Whether the probes were run.
        data: A hash over all that is tested and, on (statement, target) pairs, over all that is trained on: systems
            whose `data` agree can be compared.
        training: For whole documents: a hash over what the classifier was trained on; empty where it doesn't learn.
        versions: Of the distributions whose code or numbers the scores depend on.
        code: By distribution, a hash over its code (`hosting.fingerprints`): of stancekit, of those that registered the
            parts, and of those whose parts were asked for meanwhile. Empty in results from before it was kept.
    """

    task: str
    setting: str
    trained_on: str | None = None
    system: str
    seeds: tuple[int, ...]
    probes: bool
    data: str
    training: str = ""
    versions: dict[str, str]
    code: dict[str, str] = {}

    def place(self) -> tuple[str, str]:
        """The task and, in words, the setting: systems in one place are answers to one question."""
        if self.setting == "cross-domain":
            return self.task, f"{self.setting}, trained on {self.trained_on}"
        return self.task, self.setting

    def contestant(self) -> str:
        """The system, with what it was trained on where its place doesn't say that."""
        if self.trained_on is not None and self.setting != "cross-domain":
            return f"{self.system}, trained on {self.trained_on}"
        return self.system


def differences(before: Key, now: Key) -> str:
    """Why a run isn't the one that a result was made by; empty where it is."""
    found = []
    changed = _changed(before.code, now.code)
    if changed and not before.code:
        found.append("it isn't known by which code it was made")
    elif changed:
        found.append(f"the code of {', '.join(changed)} has changed")
    if before.data != now.data:
        found.append("the data have changed")
    if before.training != now.training:
        found.append("what it learns from, or its model, has changed")
    if changed := _changed(before.versions, now.versions):
        found.append(f"the version of {', '.join(changed)} has changed")
    if before.seeds != now.seeds or before.probes != now.probes:
        found.append("other seeds or probes are asked for")
    return "; ".join(found) or ("" if before == now else "it was another run")


def _changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return sorted(name for name in before | now if before.get(name) != now.get(name))


class Spread(msgspec.Struct, frozen=True):
    """A figure over several seeds: the value of each, their mean and their standard deviation."""

    values: tuple[float, ...]
    mean: float
    deviation: float


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe found.

    Attributes:
        items: How many items were asked.
        score: The official metric of the answers, or the share of pairs that are right; None where only the share of
            changed answers means something.
        survives: `score` over the score of the unchanged items; 1 says that nothing was lost.
        changed: The share of answers that differ from those to the unchanged items.
        meaning: What was asked, in a sentence.
    """

    items: int
    score: float | None
    survives: float | None
    changed: float | None
    meaning: str


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What it took; the only part of a result that differs from run to run.

    Attributes:
        fit_seconds: Training, over all splits of one seed.
        items_per_second: Items (or documents) judged a second, training apart.
        peak_megabytes: The most memory that the process held; None where the system doesn't say, or where the process
            ran other things too.
        machine: The processor and the operating system.
    """

    fit_seconds: float
    items_per_second: float
    peak_megabytes: float | None
    machine: str


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """One item's id, the number of its statement, gold and answers of each seed."""

    id: str
    statement: int
    gold: str
    given: tuple[str, ...]


class StanceResult(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="stance"):
    """The result file of a classifier on (statement, target) pairs.

    Attributes:
        format: The version of this form.
        key: What the result depends on.
        card: The task's card.
        metric: The official metric's name.
        scores: The scores of the first seed.
        interval: Of the first seed's official metric, over statements.
        spread: Of the official metric over the seeds.
        mean_spread: Of its mean over targets.
        floor: The scores of the per-target majority, which reads no text: the most frequent answer of each target in
            training, and of all targets for one that wasn't trained on; of the test where nothing is trained on.
        by_split: The official metric of each split (fold, left-out target).
        by_slice: The official metric of each slice of the items.
        calibration: Where the classifier gives probabilities.
        probes: By name: "target hidden", "target swapped", "target opposed", "names masked", "negation", "sentiment".
        conditional: The share of right positions whose `conditional` is right too; None where the gold has none.
        train_items: How many items were trained on, over all splits.
        left_out: What was left out, with the reason.
        cost: What it took.
        answers: Every answer, for comparisons.
    """

    format: int = FORMAT
    key: Key
    card: Card
    metric: str
    scores: Scores
    interval: Interval | None
    spread: Spread
    mean_spread: Spread | None
    floor: Scores
    by_split: dict[str, float]
    by_slice: dict[str, float]
    calibration: Calibration | None
    probes: dict[str, Probe]
    conditional: float | None
    train_items: int
    left_out: tuple[str, ...]
    cost: Cost
    answers: tuple[Answer, ...]


class ArticlesResult(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="articles"):
    """The result file of a system on whole documents.

    Attributes:
        format: The version of this form.
        key: What the result depends on.
        card: The task's card.
        metric: The official measure's name.
        measures: What each measure counts, in words.
        found: The scores, by what the system was given, with the counts of each article; "raw text" comes first.
        cost: What it took.
        left_out: What was left out, with the reason.
    """

    format: int = FORMAT
    key: Key
    card: Card
    metric: str
    measures: dict[str, str]
    found: DocumentResult
    cost: Cost
    left_out: tuple[str, ...]


class _Versioned(msgspec.Struct):
    """What the result files of all versions have in common."""

    format: int


AnyResult = StanceResult | ArticlesResult
"""What a result file holds."""


def result_path(folder: Path, key: Key) -> Path:
    """Where the result of a run stands: `FOLDER/TASK/SETTING[--from-OTHER]/SYSTEM.json`."""
    setting = f"{key.setting}--from-{key.trained_on}" if key.trained_on else key.setting
    return folder / key.task / setting / f"{key.system}.json"


def write_result(folder: Path, result: AnyResult) -> Path:
    """Write a result where it belongs, in whole or not at all. Raises `InputError` where it can't be written."""
    path = result_path(folder, result.key)
    make_folder(path.parent)
    try:
        with open_output(path) as stream:
            stream.write(encode(result) + b"\n")
    except OSError as error:
        raise InputError(f"{path}: can't be written: {error.strerror or error}") from error
    return path


def make_folder(folder: Path) -> None:
    """Make a folder for results, where it isn't there; raises `InputError` where nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: can't be made: {error.strerror or error}") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder}: can't be written to")


def read_result(path: Path) -> AnyResult:
    """The result in a file. Raises `InputError` where it can't be read, or is of another form or version."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from error
    # First of all, since another version may have other fields.
    found = decode(data, _Versioned, name=str(path)).format
    if found != FORMAT:
        raise InputError(f"{path}: format: this stancekit reads version {FORMAT} of result files, not {found}")
    result: AnyResult = decode(data, AnyResult, name=str(path))  # type: ignore[arg-type]
    return result


def read_results(place: Path, on_error: Callable[[InputError], None]) -> dict[Path, AnyResult]:
    """A file's result, or all in a folder, by their absolute paths; `on_error` is told of those that can't be read."""
    found = {}
    for path in sorted(place.rglob("*.json")) if place.is_dir() else [place]:
        try:
            found[path.resolve()] = read_result(path)
        except InputError as error:
            on_error(error)
    return found


def fingerprint(parts: Iterable[str]) -> str:
    """A hash of texts in their order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\x1e")
    return digest.hexdigest()


def library_versions(distributions: Iterable[str]) -> dict[str, str]:
    """The versions of stancekit, Python, the libraries that scores depend on, and the given distributions."""
    found = {"python": platform.python_version()}
    for name in ("stancekit", *_LIBRARIES, *distributions):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return dict(sorted(found.items()))
