"""The conformance kit as an author meets it: on the command line, and in the tests of a plugin."""

import subprocess
import sys
from pathlib import Path

import pytest

from installing import install_plugin
from keywords import KeywordClassifier
from learning import CountingClassifier
from stancekit import Pair, PluginError, Stance
from stancekit.contract.declaration import Declaration
from stancekit.testing import Check, checks, parametrize_with_checks
from stancekit.testing.checks import Subject
from stancekit.testing.diagnostics import diagnose

LOUD = """
from stancekit import Stance, hookimpl

STANCEKIT_API = 1


class Loud:
    def classify(self, pairs):
        found = []
        for pair in pairs:
            start, end = pair.statement.content_spans[0] if pair.statement.content_spans else (0, 0)
            evidence = ((start, end + 1),) if "support" in pair.statement.content else ()
            found.append(Stance(target=pair.target.name, polarity="none", evidence=evidence))
        return found


@hookimpl
def stancekit_register_classifiers(register):
    register("loud", Loud)
"""

TESTS = """
from stancekit.testing import Check, parametrize_with_checks

@parametrize_with_checks("classifier", "loud")
def test_conformance(check: Check) -> None:
    check()
"""


class Silent:
    """Never takes a position, and declares a failure that doesn't happen."""

    declaration = Declaration(expected_failures={"own_target": "it is told here that it should"})

    def classify(self, pairs):
        return [Stance(target=pair.target.name, polarity="none") for pair in pairs]


class Unsure(Silent):
    """Forgets what it was asked about, as it declares."""

    def classify(self, pairs):
        return [Stance(target="?", polarity="none") for pair in pairs]


def values(found):
    return {one.name: one.value for one in found}


@pytest.fixture
def loud(tmp_path: Path) -> Path:
    folder = tmp_path / "installed"
    folder.mkdir()
    install_plugin(folder, "loud-plugin", "0.1", LOUD)
    return folder


@parametrize_with_checks("classifier", KeywordClassifier)
def test_a_plugin_that_keeps_the_contract(check: Check):
    check()


def test_the_command_says_which_law_broke_with_the_smallest_example(run, loud):
    done = run("plugins", "check", "loud", plugins=(loud,))
    assert done.returncode == 1
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("failed")]
    assert failed == ["evidence_in_the_statement:"]
    assert "the evidence (0, " in done.stdout
    assert "1 failed" in done.stdout
    assert "target" in done.stdout.split("what its answers are like")[1]


def test_the_script_of_the_report_shows_the_break(run, loud, tmp_path):
    done = run("plugins", "check", "loud", "--only", "evidence_in_the_statement", plugins=(loud,))
    script = "\n".join(line.strip() for line in done.stdout.splitlines() if line.startswith("    "))
    assert script.startswith(
        "# stancekit plugins check loud --kind classifier --only evidence_in_the_statement --seed 0"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(loud)},
        cwd=tmp_path,
    )
    assert "evidence=((0, " in shown.stdout


def test_one_check_alone_and_one_that_isnt_there(run, plugin_folder):
    command = ("plugins", "check", "keywords", "--kind", "classifier", "--only")
    done = run(*command, "output_length", plugins=(plugin_folder,))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 passed")
    done = run(*command, "lenght", plugins=(plugin_folder,))
    assert done.returncode == 2
    assert "no check is called lenght" in done.stderr


def test_a_name_of_several_kinds_needs_the_kind(run, plugin_folder):
    done = run("plugins", "check", "keywords", plugins=(plugin_folder,))
    assert done.returncode == 2
    assert "keywords is extractor and classifier and codebook: name one with --kind" in done.stderr.replace("\n", " ")


def test_a_name_that_nobody_registered(run, plugin_folder):
    done = run("plugins", "check", "keywrods", plugins=(plugin_folder,))
    assert done.returncode == 1
    assert 'no classifier is called "keywrods"' in done.stderr


def test_in_the_tests_of_a_plugin_each_law_is_a_test(loud, tmp_path):
    (tmp_path / "test_loud.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_loud.py"],
        capture_output=True,
        check=False,
        text=True,
        env={"PYTHONPATH": str(loud)},
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "FAILED test_loud.py::test_conformance[evidence_in_the_statement]" in done.stdout
    assert "1 failed" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_failure_that_is_declared_is_expected():
    outcomes = {check.name: check.outcome() for check in checks("classifier", Unsure) if check.name == "own_target"}
    assert outcomes["own_target"].status == "expected"
    assert outcomes["own_target"].message == "it is told here that it should"


def test_a_failure_that_is_declared_and_doesnt_happen_is_said():
    (outcome,) = [check.outcome() for check in checks("classifier", Silent) if check.name == "own_target"]
    assert outcome.status == "unexpected"
    assert "take that out" in outcome.message


class Unreachable(Silent):
    """Asks a service that isn't there, unless it is asked nothing."""

    declaration = Declaration(network="the service", expected_failures={"own_target": "it is asked about later"})

    def classify(self, pairs):
        if pairs:
            raise ConnectionRefusedError("nobody listens there")
        return []


class Unread:
    """The same for documents."""

    def extract(self, document):
        raise ConnectionRefusedError("nobody listens there")


UNTRIED = [
    # One law of answers, one that passes over pairs without a document, one of what it is given, one of its own asking.
    (
        "classifier",
        Unreachable,
        ["known_polarity", "evidence_counts_from_the_document", "input_unchanged", "no_memory"],
    ),
    ("extractor", Unread, ["moves_with_the_text", "input_unchanged", "bounded_memory"]),
]


@pytest.mark.parametrize(("kind", "part", "names"), UNTRIED)
def test_a_law_is_not_passed_where_no_answer_came_to_try_it_on(kind, part, names):
    found = {check.name: check for check in checks(kind, part)}
    for name in names:
        outcome = found[name].outcome()
        assert (outcome.name, outcome.status) == (name, "not reached")
        assert "nobody listens there" in outcome.message
    with pytest.raises(pytest.fail.Exception, match="doesn't answer what has to be asked for this"):
        found[names[-1]]()
    assert found["long_text"].outcome().status == "failed"  # which says that there has to be an answer


def test_what_is_declared_to_fail_is_expected_where_no_answer_comes_too():
    found = {check.name: check for check in checks("classifier", Unreachable)}
    assert found["own_target"].outcome().status == "expected"


def test_who_answers_some_questions_is_tried_on_those():
    class Choosy(Silent):
        declaration = Declaration()

        def classify(self, pairs):
            if any(pair.document is None for pair in pairs):
                raise ValueError("no document")
            return super().classify(pairs)

    found = {check.name: check for check in checks("classifier", Choosy)}
    names = ("own_target", "batch_invariance", "evidence_counts_from_the_document", "without_a_document")
    assert [found[name].outcome().status for name in names] == ["passed", "passed", "passed", "failed"]


def test_the_command_counts_what_was_not_reached_and_fails(run, loud):
    source = LOUD.replace("        found = []\n", "        raise ConnectionRefusedError('nobody listens there')\n")
    install_plugin(loud, "mute-plugin", "0.1", source.replace("Loud", "Mute").replace('"loud"', '"mute"'))
    only = ("--only", "own_target", "--only", "determinism", "--only", "made_anew")
    done = run("plugins", "check", "mute", *only, plugins=(loud,))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "2 not reached, 1 passed"
    assert done.stdout.startswith("not reached own_target: it doesn't answer what has to be asked for this: it raised ")


def test_what_learns_has_the_checks_of_learning_and_no_other():
    names = [check.name for check in checks("classifier", CountingClassifier)]
    assert len(names) == len(set(names))
    assert {"fit_learns", "save_and_load", "batch_invariance"} <= set(names)
    assert "fit_learns" not in [check.name for check in checks("classifier", Silent)]


def test_a_factory_that_fails_is_an_error_at_once():
    def broken():
        raise PluginError("no model here")

    with pytest.raises(PluginError, match="no model here"):
        checks("classifier", broken)


def test_the_diagnostics_tell_who_reads_the_target():
    class Supporter:
        """Takes "support", "welcome" and "back" for favor where the target is named."""

        def classify(self, pairs):
            return [self.judge(pair) for pair in pairs]

        def judge(self, pair: Pair) -> Stance:
            content = pair.statement.content
            found = any(verb in content for verb in ("support", "welcome", "back")) and " not " not in content
            polarity = "favor" if found and self.sees(pair) else "none"
            return Stance(target=pair.target.name, polarity=polarity)

        def sees(self, pair):
            return pair.target.name in pair.statement.content

    class Blind(Supporter):
        def sees(self, pair):
            return True

    reads, blind = (
        {found.name: found.value for found in diagnose(Subject("classifier", one))} for one in (Supporter, Blind)
    )
    assert (reads["target"], blind["target"]) == (1.0, 0.0)
    assert reads["negation"] == blind["negation"] == 1.0
    assert reads["speaker"] == 0.0
    assert reads["calibration"] is None
    silent = values(diagnose(Subject("classifier", Silent)))
    assert (silent["positions"], silent["target"]) == (0.0, None)
