"""The runner on tasks whose answers are known: who reads the target, who doesn't, and who learns."""

import msgspec
import pytest

import toys
from stancekit import InputError, PluginError, Stance
from stancekit.contract.stance_task import Contrast, StanceData
from stancekit.evaluation import runner
from stancekit.evaluation.results import Key
from stancekit.evaluation.runner import Contestant, NotApplicableError
from stancekit.evaluation.splits import LeakError, Split, split

DATA = toys.load(None)


def run(make, task=toys.TASK, *, data=DATA, setting="in-target", seeds=(0,), probes=True, splits=None):
    key = Key(task=task.id, setting=setting, system=make.__name__, seeds=seeds, probes=probes, data="", versions={})
    contestant = Contestant(make.__name__, make, f'the classifier "{make.__name__}"')
    return runner.run(contestant, task, data, splits or split(task, data.items, setting), key)


def test_who_reads_the_target_is_right_and_loses_its_score_without_it():
    result = run(toys.Reader)
    assert result.scores.official == 1.0
    assert (result.interval.low, result.interval.high) == (1.0, 1.0)
    assert result.scores.mean_over_targets == 1.0
    assert result.probes["target hidden"].survives < 0.2
    assert result.probes["target opposed"].score == 1.0
    assert result.probes["target opposed"].changed == pytest.approx(2 / 3)
    assert result.probes["names masked"].survives == 1.0
    assert result.probes["names masked"].changed == 0.0
    assert result.probes["negation"].score == result.probes["sentiment"].score == 1.0
    assert (result.probes["negation"].items, result.probes["negation"].changed) == (3, 1.0)
    assert result.probes["sentiment"].changed == 0.0


def test_the_whole_score_of_who_does_not_read_the_target_survives():
    result = run(toys.Deaf)
    assert result.scores.official < 0.6
    assert result.probes["target hidden"].survives == 1.0
    assert result.probes["target hidden"].changed == 0.0
    # Each statement is judged towards all three targets: there is no other to ask about.
    assert "target swapped" not in result.probes
    # Its answers stay, while the right ones are turned round.
    assert result.probes["target opposed"].changed == 0.0
    assert result.probes["target opposed"].survives < 1.0


def test_who_is_asked_about_another_target_answers_about_that_one():
    # Of the three pairs on each sentence one, and not always on the same target.
    items = tuple(item for index, item in enumerate(DATA.items) if index % 3 == index // 3 % 3)
    data = StanceData(items=items)
    reader, deaf = run(toys.Reader, data=data), run(toys.Deaf, data=data)
    assert reader.probes["target swapped"].changed > 0.5
    assert deaf.probes["target swapped"].changed == 0.0
    assert deaf.probes["target swapped"].survives == 1.0
    assert not {"negation", "sentiment"} & set(reader.probes)


def test_a_twin_of_who_learns_is_trained_without_the_target():
    result = run(toys.Counts)
    assert result.scores.official > 0.9
    assert result.probes["target hidden"].survives < 0.7
    assert result.train_items == 2 * 108
    assert result.floor.official < 0.4
    assert result.calibration.risk_coverage[-1] == (1.0, pytest.approx(1 - result.scores.accuracy))
    assert list(result.by_slice) == ["mixed"]
    assert result.by_slice["mixed"] > 0.9


def test_seeds_give_a_spread_and_the_first_of_them_the_scores():
    result = run(toys.Counts, seeds=(0, 1, 2), probes=False)
    assert len(result.spread.values) == 3
    assert result.spread.deviation > 0
    assert result.spread.values[0] == result.scores.official
    assert result.spread.mean == pytest.approx(sum(result.spread.values) / 3)
    assert result.mean_spread.values[0] == result.scores.mean_over_targets
    assert {len(answer.given) for answer in result.answers} == {3}
    assert result.probes == {}
    assert run(toys.Reader).spread.deviation == 0.0


@pytest.mark.parametrize("setting", toys.TASK.settings)
def test_the_same_inputs_give_the_same_result_but_for_the_cost(setting):
    first, second = (run(toys.Counts, setting=setting, seeds=(0, 1)) for _ in range(2))
    assert msgspec.structs.replace(first, cost=second.cost) == second


def test_folds_test_every_item_once_and_have_a_score_each():
    result = run(toys.Counts, toys.FOLDS)
    assert list(result.by_split) == ["fold 1", "fold 2", "fold 3", "fold 4"]
    assert sorted(answer.id for answer in result.answers) == sorted(item.id for item in DATA.items)
    assert result.train_items == 3 * len(DATA.items)
    # Three pairs a sentence, and each sentence is a group of its own.
    assert len({answer.statement for answer in result.answers}) == len(DATA.items) / 3


def test_an_item_that_is_tested_twice_is_probed_against_the_answer_of_its_own_split():
    """The truce is tested after training on talks and after training on sanctions."""
    result = run(toys.Counts, setting="cross-target")
    assert list(result.by_split) == ["talks to truce", "sanctions to truce"]
    assert result.scores.items == 2 * 36
    unchanged = result.probes["names masked"]
    assert (unchanged.items, unchanged.changed, unchanged.survives) == (2 * 36, 0.0, 1.0)


def test_a_contrast_is_asked_of_who_is_tested_on_its_target():
    asked = []

    class Noting(toys.Counts):
        def fit(self, pairs, stances, *, seed=0):
            super().fit(pairs, stances, seed=seed)
            self.known = {pair.target.name for pair in pairs}

        def classify(self, pairs):
            asked.extend((pair.target.name, self.known) for pair in pairs if "Contrast" in pair.statement.content)
            return super().classify(pairs)

    result = run(Noting, setting="zero-shot")
    assert result.probes["negation"].items == result.probes["sentiment"].items == 3
    assert {target for target, _ in asked} == set(toys.THINGS)
    assert all(target not in known for target, known in asked)


def test_a_contrast_whose_sentence_is_trained_on_is_refused():
    trained = next(item for item in DATA.items if item.part == "train")
    leaking = Contrast(kind="negation", first=trained, second=toys.item("no", "No.", trained.gold.target, "against"))
    with pytest.raises(LeakError, match=f"published, contrasts: 1 test sentences are trained on: {trained.id}"):
        run(toys.Reader, data=StanceData(items=DATA.items, contrasts=(leaking,)))


def test_labels_of_a_tasks_own_are_learnt_and_scored():
    data = toys.load_labels(None)
    result = run(toys.Counts, toys.LABELS, data=data)
    assert result.scores.official == 1.0
    assert set(result.scores.by_class) == {"for_sanctions", "for_talks", "for_truce"}
    # Half of the probes need a polarity or another target.
    assert set(result.probes) == {"target hidden"}
    with pytest.raises(NotApplicableError, match="doesn't learn, and the answers of this task are labels of its own"):
        run(toys.Reader, toys.LABELS, data=data)


def test_without_anything_to_train_on_only_what_learns_cannot_take_part():
    data = StanceData(items=tuple(item for item in DATA.items if item.part == "test"))
    result = run(toys.Reader, data=data)
    assert result.train_items == 0
    # Of three targets with as many stances on either side the floor knows nothing but the most frequent answer.
    assert result.floor.accuracy == pytest.approx(1 / 3)
    with pytest.raises(NotApplicableError, match="Counts has to be trained, and there is nothing to train on"):
        run(toys.Counts, data=data)


def test_one_class_alone_is_scored_too():
    items = [
        toys.item(f"{part} {n}", f"{part} {n}", "talks", "none", part=part)
        for part in ("train", "test")
        for n in (1, 2)
    ]
    result = run(toys.Reader, data=StanceData(items=tuple(items)))
    assert (result.scores.official, result.floor.official) == (1.0, 1.0)
    assert result.scores.mean_over_targets is None
    assert result.mean_spread is None


def test_a_single_statement_has_no_interval():
    items = (toys.item("1", "x backs the talks", "talks", "favor"),)
    assert run(toys.Reader, data=StanceData(items=items)).interval is None


def test_calibration_needs_probabilities_for_every_answer():
    class Hesitant(toys.Reader):
        def judge(self, content, target):
            found = super().judge(content, target)
            sure = {"favor": 0.0, "against": 0.0, "none": 0.0, found.polarity: 1.0}
            return msgspec.structs.replace(found, probabilities=sure if "truce" not in content else None)

    assert run(toys.Reader).calibration is None
    assert run(Hesitant).calibration is None


def test_conditional_is_scored_among_right_positions():
    def conditional(number, gold, content):
        item = toys.item(str(number), content, "talks", "favor")
        return msgspec.structs.replace(item, gold=msgspec.structs.replace(item.gold, conditional=gold))

    class Conditional(toys.Reader):
        def classify(self, pairs):
            return [
                msgspec.structs.replace(stance, conditional="if" in pair.statement.content.split())
                for pair, stance in zip(pairs, super().classify(pairs), strict=True)
            ]

    items = (
        conditional(1, True, "x backs the talks if y does"),
        conditional(2, True, "x backs the talks once y does"),
        conditional(3, False, "z backs the talks"),
        conditional(4, True, "z is silent on it"),
    )
    assert run(Conditional, data=StanceData(items=items)).conditional == pytest.approx(2 / 3)
    assert run(Conditional, data=StanceData(items=items[2:3])).conditional is None


def answering(found):
    class Answering:
        def classify(self, pairs):
            return found(pairs)

    return Answering


def refuse(pairs):
    raise ValueError("no\nidea")


@pytest.mark.parametrize(
    ("classifier", "why"),
    [
        (answering(refuse), "failed in classify: ValueError: no idea"),
        (answering(lambda pairs: exit(3)), "failed in classify: SystemExit: 3"),
        (answering(lambda pairs: []), "0 stances for 1 pairs"),
        (answering(lambda pairs: None), "something that isn't a sequence of stances"),
        (answering(lambda pairs: [None] * len(pairs)), "something that isn't a sequence of stances"),
        (answering(lambda pairs: [Stance(target="x", polarity="favor")] * len(pairs)), 'is about "x", not "sanctions"'),
        (
            answering(lambda pairs: [Stance(target=pair.target.name, polarity="pro") for pair in pairs]),
            'the polarity "pro"',
        ),
        *(
            (
                answering(
                    lambda pairs, shares=shares: [
                        Stance(target=pair.target.name, polarity="none", classifier="me", probabilities=shares)
                        for pair in pairs
                    ]
                ),
                "probabilities that aren't shares of 1",
            )
            for shares in ({"favor": 0.9, "against": 0.9}, {"favor": float("nan")}, {"favor": 1.5, "none": -0.5}, {})
        ),
    ],
)
def test_who_fails_or_answers_wrongly_is_named(classifier, why):
    with pytest.raises(PluginError) as caught:
        run(classifier)
    assert str(caught.value).startswith('the classifier "Answering" ')
    assert why in str(caught.value)


def test_who_fails_in_training_is_named_unless_it_says_itself_what_is_wrong():
    class Failing(toys.Counts):
        def fit(self, pairs, stances, *, seed=0):
            raise MemoryError("too much")

    class Saying(toys.Counts):
        def fit(self, pairs, stances, *, seed=0):
            raise InputError("there is only one answer to learn")

    with pytest.raises(PluginError, match=r'^the classifier "Failing" failed in fit: MemoryError: too much$'):
        run(Failing)
    with pytest.raises(InputError, match="only one answer"):
        run(Saying)


def test_a_batch_is_never_larger_than_it_may_be():
    sizes = []

    class Measuring(toys.Reader):
        def classify(self, pairs):
            sizes.append(len(pairs))
            return super().classify(pairs)

    items = tuple(toys.item(str(n), f"{n} backs the talks", "talks", "favor") for n in range(runner.BATCH + 1))
    run(Measuring, data=StanceData(items=items), splits=[Split("x", (), items)], probes=False)
    assert max(sizes) == runner.BATCH
    assert sum(sizes) == runner.BATCH + 1 + 1


def test_the_memory_is_that_of_this_process():
    before = runner.peak_megabytes()
    block = bytearray(60 << 20)
    block[::4096] = b"x" * len(block[::4096])
    assert runner.peak_megabytes() >= before
    assert runner.peak_megabytes() > 60
