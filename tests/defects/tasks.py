"""Benchmark tasks that mislead whoever is scored on them: factories, each with one thing changed in the sound task."""

import random
import tempfile
from pathlib import Path

from msgspec.structs import replace

from defects.seeded import defect
from defects.sound import load, task
from stancekit.contract.stance_task import Contrast


def loading(change):
    """The sound task with its items changed."""

    def load_changed(source):
        data = load(source)
        return replace(data, items=tuple(change(list(data.items))))

    return replace(task(), load=load_changed)


def with_first(**fields):
    return loading(lambda items: [replace(items[0], **fields), *items[1:]])


@defect("task", "ids_used_once")
def one_id_twice():
    return loading(lambda items: [replace(items[0], id=items[1].id), *items[1:]])


@defect("task", "gold_answers_the_question")
def answer_about_another_target():
    return loading(lambda items: [replace(items[0], gold=replace(items[0].gold, target="tea")), *items[1:]])


@defect("task", "gold_answers_the_question")
def answers_without_labels():
    return replace(task(), answers="label")


@defect("task", "words_stand_at_their_spans")
def spans_of_another_text():
    def shift(items):
        statement = items[0].pair.statement
        moved = replace(statement, content_spans=((1, len(statement.content) + 1),))
        return [replace(items[0], pair=replace(items[0].pair, statement=moved)), *items[1:]]

    return loading(shift)


@defect("task", "train_and_test_apart")
def test_sentences_in_train():
    def leak(items):
        leaked = next(item for item in items if item.part == "test")
        return [*items, replace(leaked, id="leaked", part="train")]

    return loading(leak)


@defect("task", "card_says_all")
def card_without_licence():
    return replace(task(), card=replace(task().card, licence=" "))


@defect("task", "known_measures")
def metric_of_its_own():
    return replace(task(), metric="harmony")


@defect("task", "loads_the_same_again")
def items_in_any_order():
    return loading(lambda items: random.SystemRandom().sample(items, len(items)))


@defect("task", "has_items", "train_and_test_apart")
def nothing_to_test_on():
    return loading(lambda items: [item for item in items if item.part == "train"])


@defect("task", "missing_data_are_said")
def another_error_without_data():
    def load_file(source):
        if source.folder is not None and not any(source.folder.iterdir()):
            raise FileNotFoundError("toys.csv")
        return load(source)

    return replace(task(), load=load_file)


@defect("task", "contrasts_are_contrasts")
def negation_with_one_answer():
    def load_contrast(source):
        data = load(source)
        favor = next(item for item in data.items if item.gold.polarity == "favor")
        return replace(data, contrasts=(Contrast(kind="negation", first=favor, second=favor),))

    return replace(task(), load=load_contrast)


@defect("task", "no_writes")
def cache_of_its_own():
    def load_and_keep(source):
        Path(tempfile.gettempdir(), "stancekit-toy-cache").write_text("kept")
        return load(source)

    return replace(task(), load=load_and_keep)
