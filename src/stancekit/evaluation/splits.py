"""Who is trained on and who is tested: the settings as splits of labelled items, and the check that nothing leaks.

Imports the task.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from stancekit.contract.stance_task import Item, Part, Setting, StanceTask
from stancekit.errors import StancekitError
from stancekit.formats.json import encode
from stancekit.nouns.document import Document

_MOST_LISTED = 10

_SENTENCE_LENGTH = 40
"""From how many characters on a statement's content is a sentence of its own, which two texts don't share by chance."""


class LeakError(StancekitError):
    """Train and test share a sentence, or a target that the setting forbids; the message lists them."""


class Split(msgspec.Struct, frozen=True):
    """What one classifier is trained on and what it is then tested on."""

    name: str
    train: tuple[Item, ...]
    test: tuple[Item, ...]

    def fingerprint(self) -> str:
        """A hash of both sides: all that the items hold, in order."""
        digest = hashlib.sha256()
        for part in (self.train, self.test):
            for item in part:
                digest.update(encode(item) + b"\n")
            digest.update(b"\n")
        return digest.hexdigest()


def split(task: StanceTask, items: Sequence[Item], setting: Setting, train: Sequence[Item] = ()) -> list[Split]:
    """The splits of a task in a setting, checked for leaks.

    Args:
        task: The task.
        items: All its items.
        setting: The setting. `in-target` takes the published parts, or stratified folds where the task asks for them;
            `cross-target` the task's `transfers`; `zero-shot` leaves out one target after the other, or five groups of
            targets where there are more than ten; `cross-domain` tests on this task's test part.
        train: For `cross-domain`: the items of the other task.

    Raises:
        LeakError: A sentence stands on both sides, or a target does where the setting forbids it.
        StancekitError: The task has no such setting, nothing to test in it, or an id that two tested items share.
    """
    if setting == "cross-domain":
        found = [Split("all", tuple(train), _part(items, "test"))]
    elif setting not in task.settings:
        raise StancekitError(f'the task "{task.id}" has no setting {setting}; it has {", ".join(task.settings)}')
    elif setting == "in-target":
        found = _folds(items, task) if task.folds else [Split("published", *_parts(items))]
    elif setting == "cross-target":
        found = [_between(items, first, second) for first, second in task.transfers]
    else:
        found = _left_out(items)
    if not found or not all(one.test for one in found):
        without = "".join(f" ({one.name})" for one in found if not one.test)
        raise StancekitError(f'the task "{task.id}" has nothing to test in the setting {setting}{without}')
    for one in found:
        repeated = [name for name, times in Counter(item.id for item in one.test).items() if times > 1]
        if repeated:
            raise StancekitError(f'the task "{task.id}" has several items of one id: {_listed(repeated)}')
        check_leaks(one, targets=setting in ("cross-target", "zero-shot"))
    return found


def check_leaks(split: Split, *, targets: bool) -> None:
    """Refuse a split whose sides share a sentence or, where `targets` says so, a target; raises `LeakError`."""
    trained = {sentence_key(item.pair.statement.content): item.id for item in split.train}
    shared = [
        f"{item.id} (as {trained[key]})"
        for item in split.test
        if (key := sentence_key(item.pair.statement.content)) in trained
    ]
    if shared:
        raise LeakError(f"{split.name}: {len(shared)} test sentences are trained on: {_listed(shared)}")
    if targets:
        known = {_target_key(item) for item in split.train}
        both = sorted({item.pair.target.name for item in split.test if _target_key(item) in known})
        if both:
            raise LeakError(f"{split.name}: {len(both)} test targets are trained on: {_listed(both)}")


def check_articles(train: Sequence[Item], documents: Sequence[Document]) -> None:
    """Refuse to test on articles in which a trained sentence stands, word for word; raises `LeakError`."""
    texts = {document.id: " ".join(document.text.split()) for document in documents}
    shared: list[str] = []
    for item in train:
        content = " ".join(item.pair.statement.content.split())
        if len(content) >= _SENTENCE_LENGTH:
            shared.extend(f"{item.id} (in {name})" for name, text in texts.items() if content in text)
    if shared:
        raise LeakError(f"{len(shared)} trained sentences stand in the articles to test on: {_listed(shared)}")


def sentence_key(text: str) -> str:
    """What makes two sentences the same: their letters and digits, whatever the case and the signs between."""
    letters = "".join(re.findall(r"\w+", text.casefold()))
    return hashlib.sha256((letters or text).encode()).hexdigest()


def statement_groups(items: Sequence[Item]) -> list[int]:
    """The statement that each item belongs to, numbered from 0: items of the same words are one statement."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(sentence_key(item.pair.statement.content), len(numbers)) for item in items]


def without_leaks(split: Split) -> Split:
    """The split without the training items whose sentence is tested."""
    tested = {sentence_key(item.pair.statement.content) for item in split.test}
    kept = tuple(item for item in split.train if sentence_key(item.pair.statement.content) not in tested)
    return Split(split.name, kept, split.test)


def _part(items: Iterable[Item], *parts: Part) -> tuple[Item, ...]:
    return tuple(item for item in items if item.part in parts)


def _parts(items: Sequence[Item]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    return _part(items, "train", "dev"), _part(items, "test")


def _folds(items: Sequence[Item], task: StanceTask) -> list[Split]:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    answers = [item.gold.label or item.gold.polarity for item in items]
    groups = statement_groups(items)
    # One sentence with several targets may not be torn apart; where there is none, folds of equal size are better.
    torn = len(set(groups)) < len(groups)
    folds = (StratifiedGroupKFold if torn else StratifiedKFold)(task.folds, shuffle=True, random_state=0)
    try:
        found = list(folds.split(answers, answers, groups if torn else None))
    except ValueError as error:
        raise StancekitError(f'the task "{task.id}" can\'t be split into {task.folds} folds: {error}') from error
    return [
        Split(f"fold {number}", tuple(items[i] for i in train), tuple(items[i] for i in test))
        for number, (train, test) in enumerate(found, start=1)
    ]


def _between(items: Sequence[Item], first: str, second: str) -> Split:
    train, test = _parts(items)
    return without_leaks(
        Split(
            f"{first} to {second}",
            tuple(item for item in train if item.pair.target.name == first),
            tuple(item for item in test if item.pair.target.name == second),
        )
    )


def _left_out(items: Sequence[Item]) -> list[Split]:
    """Each target, or each group of targets, tested by a classifier that was trained on the others.

    A statement that is judged towards several targets is trained on for none of them where it is tested.
    """
    train, test = _parts(items)
    names = {_target_key(item): item.pair.target.name for item in test}
    if len(names) > 10 and not names.keys() & {_target_key(item) for item in train}:
        return [Split("published", train, test)]
    keys = sorted(names)
    groups = [[key] for key in keys] if len(keys) <= 10 else [keys[start::5] for start in range(5)]
    found = []
    for group in groups:
        first, tested = names[group[0]], set(group)
        found.append(
            without_leaks(
                Split(
                    first if len(group) == 1 else f"{len(group)} targets from {first}",
                    tuple(item for item in train if _target_key(item) not in tested),
                    tuple(item for item in test if _target_key(item) in tested),
                )
            )
        )
    return found


def _target_key(item: Item) -> str:
    return item.pair.target.name.casefold()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
