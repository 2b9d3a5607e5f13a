"""A plugin that fails in any way costs what it fails on and nothing else, and is named with what it was asked."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
import moody
from installing import install_plugin
from keywords import KeywordClassifier, KeywordExtractor
from moody import FAILURES, MoodyClassifier
from stancekit import Analyzer, Document, RowClassifier, Stance
from stancekit.errors import NothingJudgedError
from stancekit.formats.rejects import Reject
from stancekit.hosting.sifting import PROBES

WANTS = "Anna Berg said that Norland wants talks."
RAIN = "Otto Lind said that rain (raises) stops talks."
REJECTS = "Otto Lind warned that Sudmark rejects sanctions."
TARGETS = ("talks", "sanctions")

SAID = {
    "raises": "failed in classify{about}: ZeroDivisionError: division by zero",
    "refuses": "failed in classify{about}: InputError: no weather",
    "exits": "failed in classify{about}: SystemExit: enough",
    "lacks": 'failed in classify{about}: the module "no_such_module" isn\'t installed (ModuleNotFoundError: No module '
    "named 'no_such_module')",
    "lacks-extra": 'failed in classify{about}: the module "no_such_module" isn\'t installed (ImportError: the moody '
    'model needs pip install "moody-plugin[model]")',
    "garbage": "gave a wrong answer in classify{about}: something that isn't a sequence of stances (",
    "few": "gave a wrong answer in classify{about}: 0 stances for 1 pairs",
    "wrong": "gave a wrong answer in classify{about}: ",
    "object": "gave a wrong answer in classify{about}: something that isn't a sequence of stances (",
    "hangs": "failed in classify{about}: it took longer than 1 s and was stopped",
    "hangs-in-c": "failed in classify{about}: it took longer than 1 s and was stopped",
    "crashes": "failed in classify{about}: its process ended by SIGSEGV",
    "leaves": "failed in classify{about}: its process ended with exit code 3",
}
"""What is said of each failure; the last four need a process for the plugin."""

CONFINED = ("hangs", "hangs-in-c", "crashes", "leaves")


RUNS = [
    pytest.param([name for name in FAILURES if name not in CONFINED], (), id="free"),
    # Two hang, and what doesn't has far more time than it needs.
    pytest.param(["raises", *CONFINED], ("--time-limit", "1"), id="confined"),
]
"""The failures of one run, and its limit."""


def rain(name: str) -> str:
    return f"Otto Lind said that rain ({name}) stops talks."


@pytest.fixture(scope="session")
def moody_folder(tmp_path_factory, plugin_folder) -> Path:
    folder = tmp_path_factory.mktemp("moody")
    source = Path(moody.__file__).read_text(encoding="utf-8")
    install_plugin(folder, "moody-plugin", "0.9", source.replace("from keywords ", "from keywords_plugin_module "))
    return folder


@pytest.fixture
def stancekit(run, plugin_folder, moody_folder):
    def run_stancekit(*arguments, **options):
        return run(*arguments, plugins=(plugin_folder, moody_folder), **options)

    return run_stancekit


@pytest.fixture
def write_articles(tmp_path):
    """Writes an article for each failure, with a statement before it and one after it, and two without any."""

    def write(names) -> list[str]:
        texts = {"a.txt": WANTS, **{name: f"{WANTS} {rain(name)} {REJECTS}" for name in names}, "c.txt": REJECTS}
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
        return list(texts)

    return write


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def written(done) -> dict[str, list[tuple[int, str]]]:
    """Of each document the statements (by index) and polarities of what is in the result."""
    return {
        analysis["document"]["id"]: [
            (index, stance["polarity"])
            for index, statement in enumerate(analysis["statements"])
            for stance in statement["stances"]
        ]
        for analysis in map(json.loads, done.stdout.splitlines())
    }


PARTS = ("--codebook", "keywords", "--format", "jsonl")


def said_of(kind: str, name: str, about: str) -> str:
    said = SAID[name].format(about=about)
    return said if kind == "classifier" else said.replace("classify", "extract").replace("stances", "statements")


@pytest.mark.parametrize(("names", "limit"), RUNS)
def test_a_classifier_that_fails_on_a_statement_is_named_and_costs_that_document(
    stancekit, write_articles, names, limit
):
    articles = write_articles(names)
    done = stancekit("analyze", *articles, *PARTS, "--extractor", "keywords", "--classifier", "moody", *limit)
    assert done.returncode == 1
    assert written(done) == {"a.txt": [(0, "favor")], "c.txt": [(0, "against")]}
    for name, line in zip(names, done.stderr.splitlines(), strict=True):
        about = f" on the document {name}, statement 2, target talks"
        if name.startswith("hangs"):
            line = line.replace(", statement 2, target talks", "")  # where there is time to find it
            about = f" on the document {name}"
        assert line.startswith(
            f'stancekit: the classifier "moody" of moody-plugin 0.9 {SAID[name].format(about=about)}'
        )


@pytest.mark.parametrize(("names", "limit"), RUNS)
def test_where_asked_for_it_costs_the_failing_questions_only(stancekit, write_articles, tmp_path, names, limit):
    articles = write_articles(names)
    options = ("--on-error", "skip", "--rejects", "bad.jsonl", *limit)
    done = stancekit("analyze", *articles, *PARTS, "--extractor", "keywords", "--classifier", "moody", *options)
    assert done.returncode == 1
    kept = [(0, "favor"), (2, "against")]
    assert written(done) == {"a.txt": [(0, "favor")], **dict.fromkeys(names, kept), "c.txt": [(0, "against")]}
    failed = [analysis.get("failed", 0) for analysis in map(json.loads, done.stdout.splitlines())]
    assert failed == [0, *[2] * len(names), 0]
    (said,) = done.stderr.splitlines()
    plugin = 'the classifier "moody" of moody-plugin 0.9'
    assert said.startswith(
        f"stancekit: {plugin} failed on {2 * len(names)} items, written to bad.jsonl; the first: {names[0]}: "
        "statement 2, target talks: "
    )
    rejects = lines(tmp_path / "bad.jsonl")
    assert [(one["file"], one["statement"], one["target"], one["plugin"], one["values"]) for one in rejects] == [
        (name, 1, target, plugin, {"text": f"rain ({name}) stops talks", "holder": "rain", "speaker": "Otto Lind"})
        for name in names
        for target in TARGETS
    ]
    for one in rejects:
        assert one["reason"].startswith(f"{plugin} {SAID[one['file']].format(about='')}")


@pytest.mark.parametrize(("names", "limit"), RUNS)
@pytest.mark.parametrize("apart", [True, False], ids=["skip", "report"])
def test_a_table_loses_the_failing_rows_only_and_the_rejects_have_the_same_form(
    stancekit, tmp_path, names, limit, apart
):
    texts = ["Norland wants talks", *[f"rain ({name}) stops talks" for name in names], "Sudmark rejects sanctions"]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    options = [part for target in TARGETS for part in ("--target", target)]
    # Of two that hang in one batch, finding the first may take all the time that there is.
    options += ["--batch-size", "2" if limit else "1000", "--rejects", "bad.jsonl", *limit]
    options += ["--on-error", "skip"] if apart else []
    done = stancekit("classify", "in.jsonl", "--codebook", "keywords", "--classifier", "moody", *options)
    assert done.returncode == 1
    assert [(row["row"], row["target"]) for row in map(json.loads, done.stdout.splitlines())] == [
        (number, target) for number in (1, len(texts)) for target in TARGETS
    ]
    plugin = 'the classifier "moody" of moody-plugin 0.9'
    (said,) = done.stderr.splitlines()
    items = len(names) * (2 if apart else 1)
    place = "the first: in.jsonl:2: target talks: "
    assert said.startswith(f"stancekit: {plugin} failed on {items} items, written to bad.jsonl; {place}")
    rejects = lines(tmp_path / "bad.jsonl")
    asked = [(number, target) for number in range(2, len(texts)) for target in TARGETS[: 2 if apart else 1]]
    assert [(one["file"], one["row"], one["line"], one["plugin"]) for one in rejects] == [
        ("in.jsonl", number, number, plugin) for number, _ in asked
    ]
    for one, (number, target) in zip(rejects, asked, strict=True):
        hangs = names[number - 2].startswith("hangs")
        assert one["target"] == target or (hangs and not apart)  # named where there is time to find it
        assert one["values"] == {"text": texts[number - 1]}


@pytest.mark.parametrize(("names", "limit"), RUNS)
def test_an_extractor_that_fails_costs_its_document(stancekit, write_articles, tmp_path, names, limit):
    names = [name for name in names if name != "few"]  # no statements are an answer
    articles = write_articles(names)
    options = ("--extractor", "moody", "--classifier", "keywords", *limit)
    options += ("--on-error", "skip", "--rejects", "bad.jsonl") if limit else ()
    done = stancekit("analyze", *articles, *PARTS, *options)
    assert (done.returncode, list(written(done))) == (1, ["a.txt", "c.txt"])
    plugin = 'the extractor "moody" of moody-plugin 0.9'
    if not limit:
        for name, line in zip(names, done.stderr.splitlines(), strict=True):
            assert line.startswith(f"stancekit: {plugin} {said_of('extractor', name, f' on the document {name}')}")
        return
    for name, reject in zip(names, lines(tmp_path / "bad.jsonl"), strict=True):
        assert (reject["file"], reject["statement"], reject["target"]) == (name, None, None)
        assert reject["reason"].startswith(f"{plugin} {said_of('extractor', name, f' on the document {name}')}")
    left_out = f"{len(names)} documents are left out, as nothing could be judged: {', '.join(names)}"
    assert done.stderr.splitlines()[-1] == f"stancekit: {left_out}"


@pytest.mark.parametrize("kind", ["classifier", "extractor"])
@pytest.mark.parametrize("name", ["lacks-extra", "object", "hangs-in-c", "leaves"])
def test_a_factory_that_fails_is_named_with_its_hook(stancekit, write_articles, kind, name):
    articles = write_articles(["raises"])
    parts = {"extractor": "keywords", "classifier": "keywords", kind: f"made-{name}"}
    options = [part for key, value in parts.items() for part in (f"--{key}", value)]
    # What doesn't hang has all the time it wants, so that a slow machine changes nothing.
    limit = ("--time-limit", "1" if name.startswith("hangs") else "60") if name in CONFINED else ()
    done = stancekit("analyze", *articles, *PARTS, *options, *limit)
    assert (done.returncode, done.stdout) == (1, "")
    (said,) = done.stderr.splitlines()
    why = SAID[name].partition(": ")[2] if name != "object" else "but what it makes is a object without a method"
    for part in ("moody-plugin 0.9", f'the {kind} "made-{name}"', f"stancekit_register_{kind}s", why):
        assert part in said


def test_a_document_of_which_nothing_could_be_judged_is_left_out_and_said_to_be(stancekit, tmp_path):
    (tmp_path / "rain.txt").write_text(f"{RAIN} {RAIN}")
    (tmp_path / "talks.txt").write_text(WANTS)
    parts = ("--extractor", "keywords", "--classifier", "moody", "--on-error", "skip", "--rejects", "bad.jsonl")
    done = stancekit("analyze", "rain.txt", "talks.txt", *PARTS, *parts)
    assert (done.returncode, list(written(done))) == (1, ["talks.txt"])
    assert len(lines(tmp_path / "bad.jsonl")) == 4
    assert done.stderr.splitlines()[1] == "stancekit: 1 document is left out, as nothing could be judged: rain.txt"
    (tmp_path / "out").write_text("older")
    assert stancekit("analyze", "rain.txt", *PARTS, *parts, "-o", "out").returncode == 1
    assert (tmp_path / "out").read_text() == "older"


def test_a_thousand_failures_are_two_lines(stancekit, tmp_path):
    documents = [{"text": RAIN, "id": str(number)} for number in range(500)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(one) + "\n" for one in documents))
    parts = ("--extractor", "keywords", "--classifier", "moody", "--on-error", "skip", "--rejects", "bad.jsonl")
    done = stancekit("analyze", "many.jsonl", *PARTS, *parts)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 2)
    assert len(lines(tmp_path / "bad.jsonl")) == 1000


def test_what_is_skipped_has_to_go_somewhere(stancekit, write_articles):
    articles = write_articles([])
    for command in (["analyze", *articles], ["classify", "in.csv"]):
        done = stancekit(*command, "--on-error", "skip")
        assert (done.returncode, done.stdout) == (2, "")
        assert "skip needs --rejects FILE" in " ".join(done.stderr.split())


def test_what_a_confined_plugin_prints_is_not_in_the_result(run, plugin_folder, tmp_path):
    source = (
        "from keywords_plugin_module import *\nclass Loud(KeywordClassifier):\n"
        "    def classify(self, pairs):\n        print('LOUD')\n        return super().classify(pairs)\n"
        "del stancekit_register_extractors, stancekit_register_codebooks\n"
        "@hookimpl\ndef stancekit_register_classifiers(register): register('loud', Loud)\n"
    )
    install_plugin(tmp_path, "loud-plugin", "0.9", source)
    parts = ("--extractor", "keywords", "--classifier", "loud", "--time-limit", "60")
    done = run("analyze", "-", *PARTS, *parts, plugins=(plugin_folder, tmp_path), input=WANTS.encode())
    assert (done.returncode, done.stderr) == (0, "LOUD\n")
    assert written(done) == {"stdin": [(0, "favor")]}


class Tired(KeywordClassifier):
    """Fails where it is asked about one of the given texts, and counts how often and how much it is asked."""

    def __init__(self, failing):
        self.failing = failing
        self.calls = self.asked = 0

    def classify(self, pairs):
        self.calls += 1
        self.asked += len(pairs)
        if any((pair.statement.content, pair.target.name) in self.failing for pair in pairs):
            raise ValueError("tired")
        return super().classify(pairs)


QUESTIONS = st.lists(st.booleans(), max_size=150)


@given(QUESTIONS, st.integers(1, 60))
def test_every_question_is_answered_or_rejected_once_and_in_order(fails, size):
    failing = {(str(row // 2), TARGETS[row % 2]) for row, fail in enumerate(fails) if fail}
    rows = [{"text": str(row)} for row in range(-(-len(fails) // 2))]
    rejects: list[Reject] = []
    judge = RowClassifier(targets=TARGETS, codebook=None, classifier=Tired(failing), batch_rows=size, on_error="skip")
    found = [(str(row["row"] - 1), row["target"]) for row in judge.classify(rows, on_reject=rejects.append)]
    left_out = [(str(reject.row - 1), reject.target) for reject in rejects]
    questions = [(row["text"], target) for row in rows for target in TARGETS]
    place = {question: index for index, question in enumerate(questions)}
    assert sorted([*found, *left_out], key=place.__getitem__) == questions
    assert sorted(found, key=place.__getitem__) == found
    assert sorted(left_out, key=place.__getitem__) == left_out
    # More than are failing are left out only by a classifier that has answered none of so many asked alone.
    assert failing <= set(left_out)
    assert failing == set(left_out) or len(failing) >= PROBES


@settings(max_examples=30)
@given(st.sets(st.integers(0, 999), min_size=1, max_size=5))
def test_few_failing_rows_are_found_by_halving(numbers):
    tired = Tired({(str(number), "talks") for number in numbers})
    rejects: list[Reject] = []
    judge = RowClassifier(targets=["talks"], codebook=None, classifier=tired)
    found = list(judge.classify([{"text": str(number)} for number in range(1000)], on_reject=rejects.append))
    assert {reject.row - 1 for reject in rejects} == numbers
    assert len(found) == 1000 - len(numbers)
    assert tired.calls <= len(numbers) * 2 * 11 + 1 + len(numbers)


@pytest.mark.parametrize("on_error", ["skip", "report"])
def test_a_classifier_that_fails_on_everything_is_asked_everything_about_once(on_error):
    rows = [{"text": str(number)} for number in range(5000)]
    tired = Tired({(row["text"], target) for row in rows for target in TARGETS})
    rejects: list[Reject] = []
    judge = RowClassifier(targets=TARGETS, codebook=None, classifier=tired, on_error=on_error)
    assert list(judge.classify(rows, on_reject=rejects.append)) == []
    assert len(rejects) == 5000 * (2 if on_error == "skip" else 1)
    assert "asked together with" in rejects[-1].reason
    assert tired.asked <= 1.05 * 10_000


TEXTS = st.lists(st.sampled_from([WANTS, RAIN, REJECTS]), max_size=6).map(" ".join)


@given(TEXTS)
def test_a_document_loses_what_fails_and_keeps_the_rest(text):
    def analyzer(classifier):
        return Analyzer(
            codebook=keywords.CODEBOOK, extractor=KeywordExtractor(), classifier=classifier, include_none=True
        )

    rejects: list[Reject] = []
    expected = analyzer(KeywordClassifier()).analyze(text).statements
    failing = [index for index, statement in enumerate(expected) if "rain" in statement.content]
    try:
        analysis = analyzer(MoodyClassifier()).analyze(text, on_reject=rejects.append)
    except NothingJudgedError:
        assert len(failing) == len(expected) > 0
    else:
        assert analysis.failed == len(rejects)
        for index, (statement, whole) in enumerate(zip(analysis.statements, expected, strict=True)):
            kept = [(stance.target, stance.polarity) for stance in statement.stances]
            assert kept == ([] if index in failing else [(one.target, one.polarity) for one in whole.stances])
    assert [(one.statement, one.target) for one in rejects] == [(index, name) for index in failing for name in TARGETS]


class Counting(KeywordClassifier):
    """Says in its evidence how often this very object has been asked."""

    def __init__(self):
        self.calls = 0

    def classify(self, pairs):
        self.calls += 1
        if any("rain" in pair.statement.content for pair in pairs):
            return FAILURES["leaves"]()
        return [Stance(target=pair.target.name, polarity="favor", rule=str(self.calls)) for pair in pairs]


@pytest.mark.parametrize("size", [700, 3000])
def test_a_confined_classifier_knows_more_targets_than_its_process_keeps(size):
    rows = [{"text": f"Norland wants tea {number % 5000}", "target": f"tea {number % 5000}"} for number in range(6000)]
    free, confined = (
        RowClassifier(codebook=None, classifier=KeywordClassifier(), batch_rows=size, time_limit=limit)
        for limit in (None, 60)
    )
    assert list(confined.classify(rows)) == list(free.classify(rows))


def test_after_a_crash_a_fresh_one_goes_on():
    judge = RowClassifier(
        targets=["talks"], codebook=None, classifier=Counting(), batch_rows=1, on_error="skip", time_limit=60
    )
    rows = [{"text": text} for text in ("a", "b", "rain", "c")]
    found = judge.classify(rows, on_reject=lambda reject: None)
    assert [(row["row"], row["rule"]) for row in found] == [(1, "1"), (2, "2"), (4, "1")]


@given(TEXTS)
def test_a_time_limit_changes_no_answer(text):
    document = Document(text=text, id="a.txt")
    assert CONFINED_ANALYZER.analyze(document) == ANALYZER.analyze(document)


ANALYZER = Analyzer(codebook=keywords.CODEBOOK, extractor=KeywordExtractor(), classifier=KeywordClassifier())
CONFINED_ANALYZER = Analyzer(
    codebook=keywords.CODEBOOK, extractor=KeywordExtractor(), classifier=KeywordClassifier(), time_limit=60
)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_time_limit_is_above_zero(seconds):
    with pytest.raises(ValueError, match="a time limit is a number of seconds above 0"):
        RowClassifier(codebook=None, classifier=KeywordClassifier(), time_limit=seconds)
