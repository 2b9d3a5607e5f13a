"""Runs one classifier on one stance task in one setting, and says all that can be said of its answers.

It trains where there is something to train, and asks the items again in the ways of the probes. Imports the rest of
the evaluation but not the result files' readers.
"""

import contextlib
import os
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from stancekit.contract.classifier import Classifier, TrainableClassifier
from stancekit.contract.stance_task import Answers, Contrast, Item, StanceData, StanceTask, to_learn
from stancekit.errors import StancekitError, blame
from stancekit.evaluation import probes as ask_again
from stancekit.evaluation.calibration import Calibration, calibrate
from stancekit.evaluation.metrics import classes_of, measure, score, tally, value
from stancekit.evaluation.results import Answer, Cost, Key, Probe, Spread, StanceResult
from stancekit.evaluation.significance import bootstrap_interval
from stancekit.evaluation.splits import Split, check_leaks, statement_groups
from stancekit.hosting.answers import ask
from stancekit.nouns.stance import Stance

BATCH = 2000
"""How many pairs a classifier is given at once."""


class NotApplicableError(StancekitError):
    """A classifier can't do a task: it gives no labels of a task's own, or there is nothing to train it on."""


class Contestant(msgspec.Struct, frozen=True):
    """A classifier that takes part.

    Attributes:
        name: Its name in the result.
        make: Makes a new one, untrained.
        owner: What to call it in errors, with its distribution.
    """

    name: str
    make: Callable[[], Classifier]
    owner: str


class _AskedAgain(msgspec.Struct, frozen=True):
    """An item of a probe with its answer, and the answer that the same classifier gave to the unchanged item."""

    item: Item
    stance: Stance
    before: str


class _Round(msgspec.Struct):
    """What one seed gave: the answers to all test items of all splits, in order, and what was found on the way."""

    items: list[Item] = []
    stances: list[Stance] = []
    by_split: dict[str, float] = {}
    asked_again: dict[str, list[_AskedAgain]] = {}
    contrasts: list[tuple[Contrast, Stance, Stance]] = []
    fit_seconds: float = 0.0
    seconds: float = 0.0


def run(contestant: Contestant, task: StanceTask, data: StanceData, splits: Sequence[Split], key: Key) -> StanceResult:
    """One result.

    Args:
        contestant: The classifier.
        task: The task.
        data: What its loader brought.
        splits: The splits of the setting, as from `splits.split`.
        key: What the result is kept under; its seeds and `probes` are obeyed.

    Raises:
        LeakError: A sentence of a contrast is trained on.
        NotApplicableError: The classifier can't do this task.
        PluginError: The classifier failed or answered wrongly.
    """
    rounds = [
        _run_seed(contestant, task, data, splits, seed, probes=key.probes and number == 0)
        for number, seed in enumerate(key.seeds)
    ]
    first = rounds[0]
    items = first.items
    gold = [_answer(task, item.gold) for item in items]
    given = [[_answer(task, stance) for stance in one.stances] for one in rounds]
    targets = [item.pair.target.name for item in items]
    scores = [score(task.metric, gold, answers, targets) for answers in given]
    groups = statement_groups(items)
    classes = classes_of(gold, given[0])
    means = [one.mean_over_targets for one in scores if one.mean_over_targets is not None]
    floor = _floor(task, splits)
    return StanceResult(
        key=key,
        card=task.card,
        metric=task.metric,
        scores=scores[0],
        interval=bootstrap_interval(tally(gold, given[0], groups, classes), measure(task.metric, classes)),
        spread=_spread([one.official for one in scores]),
        mean_spread=_spread(means) if means else None,
        floor=score(task.metric, gold, floor, targets),
        by_split=first.by_split,
        by_slice=_by_slice(task, items, gold, given[0]),
        calibration=_calibration(items, first.stances),
        probes=_probes(task, first) if key.probes else {},
        conditional=_conditional(items, first.stances),
        train_items=sum(len(split.train) for split in splits),
        left_out=data.left_out,
        cost=Cost(
            fit_seconds=round(first.fit_seconds, 2),
            items_per_second=round(len(items) / first.seconds, 1) if first.seconds else 0.0,
            peak_megabytes=peak_megabytes(),
            machine=machine(),
        ),
        answers=tuple(
            Answer(item.id, group, answer, tuple(answers))
            for item, group, answer, *answers in zip(items, groups, gold, *given, strict=True)
        ),
    )


def trained(contestant: Contestant, items: Sequence[Item], *, seed: int, answers: Answers = "polarity") -> Classifier:
    """A new classifier, trained on the items where it learns; on their labels, or on their polarities.

    Raises:
        NotApplicableError: There is nothing to train on, or it doesn't learn and is asked for labels.
        PluginError: It failed.
    """
    classifier = contestant.make()
    if isinstance(classifier, TrainableClassifier):
        if not items:
            raise NotApplicableError(f"{contestant.name} has to be trained, and there is nothing to train on")
        golds = [to_learn(item, answers) for item in items]
        with blame(f"{contestant.owner} failed in fit"):
            classifier.fit([item.pair for item in items], golds, seed=seed)
    elif answers == "label":
        raise NotApplicableError(f"{contestant.name} doesn't learn, and the answers of this task are labels of its own")
    return classifier


def learns(classifier: Classifier) -> bool:
    """Whether a classifier has to be trained."""
    return isinstance(classifier, TrainableClassifier)


def peak_megabytes() -> float | None:
    """The most memory that this process has held so far; None where the system doesn't say."""
    # On Linux what `getrusage` says begins with the peak of the process that started this one.
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / (1 << 10), 1)
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def machine() -> str:
    """The processor's kind, how many of them there are, and the operating system."""
    return f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}"


def _run_seed(
    contestant: Contestant, task: StanceTask, data: StanceData, splits: Sequence[Split], seed: int, *, probes: bool
) -> _Round:
    found = _Round()
    for split in splits:
        start = time.perf_counter()
        classifier = trained(contestant, split.train, seed=seed, answers=task.answers)
        found.fit_seconds += time.perf_counter() - start
        # What a classifier makes ready when it is first asked isn't part of its speed.
        _judge(contestant, classifier, split.test[:1])
        start = time.perf_counter()
        stances = _judge(contestant, classifier, split.test)
        found.seconds += time.perf_counter() - start
        found.items.extend(split.test)
        found.stances.extend(stances)
        answers = [_answer(task, stance) for stance in stances]
        found.by_split[split.name] = value(task.metric, [_answer(task, item.gold) for item in split.test], answers)
        if probes:
            twin = classifier
            if isinstance(classifier, TrainableClassifier):
                unseen = [ask_again.hide_target(item) for item in split.train]
                twin = trained(contestant, unseen, seed=seed, answers=task.answers)
            asked = [(name, classifier, items) for name, items in _asked_again(task, split.test).items()]
            asked.append(("target hidden", twin, [ask_again.hide_target(item) for item in split.test]))
            before = {item.id: answer for item, answer in zip(split.test, answers, strict=True)}
            for name, judge, items in asked:
                found.asked_again.setdefault(name, []).extend(
                    _AskedAgain(item, stance, before[item.id])
                    for item, stance in zip(items, _judge(contestant, judge, items), strict=True)
                )
            _ask_contrasts(contestant, classifier, data.contrasts, split, found)
    return found


def _ask_contrasts(
    contestant: Contestant, classifier: Classifier, contrasts: Sequence[Contrast], split: Split, found: _Round
) -> None:
    """Ask each contrast once, of the first classifier that is tested on its target."""
    asked = {contrast.first.pair.target.name for contrast, _, _ in found.contrasts}
    targets = {item.pair.target.name for item in split.test} - asked
    chosen = [contrast for contrast in contrasts if contrast.first.pair.target.name in targets]
    first, second = [one.first for one in chosen], [one.second for one in chosen]
    check_leaks(Split(f"{split.name}, contrasts", split.train, (*first, *second)), targets=False)
    judged = zip(chosen, _judge(contestant, classifier, first), _judge(contestant, classifier, second), strict=True)
    found.contrasts.extend(judged)


def _judge(contestant: Contestant, classifier: Classifier, items: Sequence[Item]) -> list[Stance]:
    pairs = [item.pair for item in items]
    stances: list[Stance] = []
    for start in range(0, len(pairs), BATCH):
        batch = pairs[start : start + BATCH]
        stances.extend(ask(classifier, batch, owner=contestant.owner, name=contestant.name))
    return stances


def _answer(task: StanceTask, stance: Stance) -> str:
    return (stance.label or "none") if task.answers == "label" else stance.polarity


def _asked_again(task: StanceTask, items: Sequence[Item]) -> dict[str, list[Item]]:
    """The items of each probe that the same trained classifier is asked."""
    found = {"target swapped": ask_again.swap_targets(items)}
    if task.answers == "polarity":
        found["target opposed"] = [ask_again.oppose_target(item) for item in items]
    if any(item.names for item in items):
        found["names masked"] = [ask_again.mask_names(item) for item in items]
    return {name: asked for name, asked in found.items() if asked}


_MEANINGS = {
    "target hidden": "trained and asked without the target: the share of the score that needs no target",
    "target swapped": "asked about another target, scored against the answer to the right one: what a classifier gets "
    "right although it is asked something else",
    "target opposed": "asked about the opposite of the target: favor becomes against, and against favor",
    "names masked": "asked with the actors' names unreadable: what rests on the words and not on who it is",
    "negation": "pairs that differ by a negation: both answers right",
    "sentiment": "pairs of one stance in another tone: both answers right",
}


def _probes(task: StanceTask, found: _Round) -> dict[str, Probe]:
    report: dict[str, Probe] = {}
    for name, asked in found.asked_again.items():
        gold = [_answer(task, one.item.gold) for one in asked]
        given = [_answer(task, one.stance) for one in asked]
        usual = [one.before for one in asked]
        score_before = value(task.metric, [_gold_before(name, answer) for answer in gold], usual)
        score_now = value(task.metric, gold, given)
        report[name] = Probe(
            items=len(asked),
            score=score_now,
            survives=score_now / score_before if score_before else None,
            changed=sum(one != other for one, other in zip(usual, given, strict=True)) / len(asked),
            meaning=_MEANINGS[name],
        )
    for kind in ("negation", "sentiment"):
        pairs = [one for one in found.contrasts if one[0].kind == kind]
        if pairs:
            right_twice = sum(
                one.polarity == contrast.first.gold.polarity and other.polarity == contrast.second.gold.polarity
                for contrast, one, other in pairs
            )
            changed = sum(one.polarity != other.polarity for _, one, other in pairs)
            report[kind] = Probe(
                items=len(pairs),
                score=right_twice / len(pairs),
                survives=None,
                changed=changed / len(pairs),
                meaning=_MEANINGS[kind],
            )
    return report


def _gold_before(probe: str, answer: str) -> str:
    """The right answer to the unchanged item."""
    return {"favor": "against", "against": "favor"}.get(answer, answer) if probe == "target opposed" else answer


def _floor(task: StanceTask, splits: Sequence[Split]) -> list[str]:
    """The answer of each test item by the majority of its target in training, or of the test where nothing trains."""
    answers = []
    for split in splits:
        by_target: dict[str, Counter[str]] = {}
        for item in split.train:
            by_target.setdefault(item.pair.target.name, Counter())[_answer(task, item.gold)] += 1
        overall = Counter(_answer(task, item.gold) for item in split.train or split.test)
        for item in split.test:
            answers.append(_most_frequent(by_target.get(item.pair.target.name, overall)))
    return answers


def _most_frequent(counted: Counter[str]) -> str:
    """The most frequent answer; of several, the first in alphabetical order."""
    return min(counted, key=lambda answer: (-counted[answer], answer))


def _by_slice(task: StanceTask, items: Sequence[Item], gold: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    members: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        for name in item.slices:
            members.setdefault(name, []).append(index)
    return {
        name: value(task.metric, [gold[i] for i in indices], [given[i] for i in indices])
        for name, indices in sorted(members.items())
    }


def _calibration(items: Sequence[Item], stances: Sequence[Stance]) -> Calibration | None:
    """The calibration of the polarities, which is what `Stance.probabilities` are of; None where some have none."""
    probabilities = [stance.probabilities for stance in stances if stance.probabilities is not None]
    if not stances or len(probabilities) < len(stances):
        return None
    return calibrate([item.gold.polarity for item in items], [one.polarity for one in stances], probabilities)


def _conditional(items: Sequence[Item], stances: Sequence[Stance]) -> float | None:
    """Of the right positions, the share whose `conditional` is right; None where the gold has no conditional one."""
    if not any(item.gold.conditional for item in items):
        return None
    right = [
        item.gold.conditional == stance.conditional
        for item, stance in zip(items, stances, strict=True)
        if item.gold.polarity == stance.polarity != "none"
    ]
    return sum(right) / len(right) if right else None


def _spread(values: Sequence[float]) -> Spread:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return Spread(tuple(values), statistics.fmean(values), deviation)
