"""What a check is: a law with a name, tried on one part of a plugin.

The laws themselves are in the modules `*_checks`. Each is tried on examples that hypothesis makes from a seed, and what
breaks it is shrunk to the smallest example. Imports the plugin registry and the nouns.
"""

import copy
import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

import hypothesis
import msgspec
from hypothesis.errors import FlakyFailure
from hypothesis.strategies import SearchStrategy

from stancekit.contract.classifier import TrainableClassifier
from stancekit.contract.declaration import Declaration
from stancekit.contract.extractor import TrainableExtractor
from stancekit.errors import describe
from stancekit.hosting import plugins
from stancekit.hosting.plugins import Kind
from stancekit.testing.questions import train
from stancekit.testing.surroundings import restored

Example = TypeVar("Example")

Status = Literal["passed", "failed", "expected", "unexpected", "skipped", "not reached"]
"""`expected`: it failed, as declared. `unexpected`: it passed although a failure is declared. `not reached`: no answer
came that it could be tried on."""

BROKEN: tuple[Status, ...] = ("failed", "unexpected", "not reached")
"""What a part mustn't end with."""

_EXAMPLES = 40
"""How many examples a law is tried on."""

_BATCH = {"classifier": "pairs", "extractor": "documents"}

_ASKING = {"classifier": "part.classify(pairs)", "extractor": "[part.extract(document) for document in documents]"}

_SHRINKING = 20.0
"""The seconds after which the smallest example so far will do: a plugin may be slow."""


class LawBroken(AssertionError):
    """A part broke a law.

    Attributes:
        example: The smallest example found, by the names that the check's `reproduce` uses.
    """

    def __init__(self, message: str, **example: object) -> None:
        super().__init__(message)
        self.example = example


class Unanswered(LawBroken):
    """A part doesn't answer a question at all: it raises, or gives something else than it should.

    Some laws say that it has to answer, each on questions of one sort (`asking` makes it their break). All others pass
    over what isn't answered, so that one fault isn't reported by every check; where nothing is, they aren't reached.
    """


_answers = 0
"""How many answers have come since the running check began, whatever they are."""


def came(answers: int) -> None:
    """Take down that so many answers have come: a law that nothing was asked for, or answered, hasn't been tried."""
    global _answers
    _answers += answers


class NotApplicable(Exception):
    """A check has nothing to say of this part; the message says why."""


class Subject:
    """The part that is checked.

    Attributes:
        kind: Which of the four kinds it is of.
        part: Its registered name, or the factory, as it was given.
        name: Its registered name, or its class where it was handed over as a factory.
        owner: What to call it in messages.
        registered: Whether it was found by its name.
    """

    def __init__(self, kind: Kind, part: str | Callable[[], object]) -> None:
        """Take a part by its registered name or by a factory that makes a new one; raises `PluginError`."""
        self.kind = kind
        self.part = part
        self.registered = isinstance(part, str)
        if isinstance(part, str):
            self.name = part
            self.owner = plugins.registry().owner(kind, part)
            self._make: Callable[[], object] = functools.partial(plugins.registry().make, kind, part)
        else:
            self.name = getattr(part, "__qualname__", type(part).__qualname__)
            self.owner = f"the {kind} of {getattr(part, '__module__', '?')}.{self.name}"
            self._make = part

    def make(self) -> Any:
        """A new part, untrained where it learns."""
        return self._make()

    def ready(self) -> Any:
        """A new part, trained where it learns: a copy of one that is trained once, where it can be copied."""
        if not self.learns:
            return self.make()
        try:
            return copy.deepcopy(self._trained_once)
        except Exception:
            return self.trained()

    @functools.cached_property
    def _trained_once(self) -> Any:
        return self.trained()

    def trained(self, seed: int = 0) -> Any:
        """A new part that is trained by itself."""
        part = self.make()
        train(part, seed=seed)
        return part

    @functools.cached_property
    def declaration(self) -> Declaration:
        """What the part declares; nothing where it says nothing."""
        declared = getattr(self.make(), "declaration", None)
        return declared if isinstance(declared, Declaration) else Declaration()

    @functools.cached_property
    def learns(self) -> bool:
        """Whether it has to be trained."""
        return isinstance(self.make(), TrainableClassifier | TrainableExtractor)


class Trial:
    """One check on its way: the subject, and how examples are made."""

    def __init__(self, subject: Subject, seed: int = 0) -> None:
        self.subject = subject
        self.seed = seed
        self.unanswered: Unanswered | None = None
        """The last example that wasn't answered."""

    def try_on(
        self, strategy: SearchStrategy[Example], law: Callable[[Example], None], examples: int = _EXAMPLES
    ) -> None:
        """Try a law on examples; raises `LawBroken` with the smallest one that breaks it.

        An example that isn't answered is passed over. Whatever else the part raises counts as a break.
        """
        smallest: LawBroken | None = None
        found_at = 0.0

        @hypothesis.seed(self.seed)
        @hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(hypothesis.HealthCheck),
            verbosity=hypothesis.Verbosity.quiet,
        )
        @hypothesis.given(strategy)
        def attempt(example: Example) -> None:
            nonlocal smallest, found_at
            if smallest is not None and time.monotonic() - found_at > _SHRINKING:
                return
            try:
                law(example)
            except Unanswered as error:
                self.unanswered = error
            except LawBroken as broken:
                smallest, found_at = broken, found_at or time.monotonic()
                raise
            except hypothesis.errors.HypothesisException:
                raise
            except (Exception, SystemExit) as error:
                smallest, found_at = (
                    LawBroken(f"it raised {describe(error)}", example=example),
                    found_at or time.monotonic(),
                )
                raise smallest from error

        try:
            attempt()
        # What fails once and not again is broken too: the part may depend on chance or on what it was asked before.
        except (LawBroken, FlakyFailure, hypothesis.errors.Flaky):
            if smallest is None:
                raise
            raise LawBroken(str(smallest), **smallest.example) from None


class Law(msgspec.Struct, frozen=True):
    """A law with a name.

    Attributes:
        name: What to call it: "batch_invariance".
        says: What has to hold, in a sentence.
        attempt: Tries to break it. Raises `LawBroken` or `NotApplicable`.
        reproduce: Lines of Python that show the break for the example, with the part as `part`; `{ask}` stands for
            asking it the example and `{batch}` for the example, whichever kind it is of.
    """

    name: str
    says: str
    attempt: Callable[[Trial], None]
    reproduce: str = "print({ask})"


class Laws:
    """The laws of one module, in the order in which they are written."""

    def __init__(self) -> None:
        self.laws: list[Law] = []

    def law(self, reproduce: str = "print({ask})") -> Callable[[Callable[[Trial], None]], Callable[[Trial], None]]:
        """Make a law of a function: its name is the law's, and the first line of its docstring is what it says."""

        def register(function: Callable[[Trial], None]) -> Callable[[Trial], None]:
            says = (function.__doc__ or "").strip().splitlines()[0]
            self.laws.append(Law(function.__name__, says, function, reproduce))
            return function

        return register


class Outcome(msgspec.Struct, frozen=True):
    """How a check ended: its status, what broke, or why it was skipped or not reached, and a script of the break."""

    name: str
    says: str
    status: Status
    message: str = ""
    script: str = ""

    def __str__(self) -> str:
        return "\n".join(line for line in (f"{self.name}: {self.says}", self.message, self.script) if line)


class Check:
    """One law to be tried on one part; called in a test, it fails where the law is broken.

    Attributes:
        name: The name of the law.
    """

    def __init__(self, law: Law, subject: Subject, seed: int = 0) -> None:
        self.name = law.name
        self._law = law
        self._subject = subject
        self._seed = seed

    def __call__(self) -> None:
        """Fail the running test of pytest where the law is broken, or mark it as an expected failure."""
        import pytest

        outcome = self.outcome()
        if outcome.status == "expected":
            pytest.xfail(outcome.message)
        if outcome.status == "skipped":
            pytest.skip(outcome.message)
        if outcome.status != "passed":
            pytest.fail(str(outcome), pytrace=False)

    def outcome(self) -> Outcome:
        """Try to break the law; never raises, whatever the part does."""
        reason = self._subject.declaration.expected_failures.get(self.name)
        failure = LawBroken("")
        trial = Trial(self._subject, self._seed)
        global _answers
        _answers = 0
        try:
            with restored():
                self._law.attempt(trial)
            if trial.unanswered is not None and not _answers:
                raise trial.unanswered
        except NotApplicable as error:
            return self._ended("skipped", str(error))
        except Unanswered as error:
            if reason is None:
                return self._ended("not reached", f"it doesn't answer what has to be asked for this: {error}")
        except LawBroken as broken:
            failure = broken
        except (Exception, SystemExit) as error:
            failure = LawBroken(f"it raised {describe(error)}")
        else:
            if reason is None:
                return self._ended("passed")
            return self._ended("unexpected", f'it holds, but is declared to fail ("{reason}"): take that out')
        if reason is not None:
            return self._ended("expected", reason)
        return self._ended("failed", str(failure), self._script(failure))

    def _ended(self, status: Status, message: str = "", script: str = "") -> Outcome:
        return Outcome(self.name, self._law.says, status, message, script)

    def _script(self, broken: LawBroken) -> str:
        """The command that finds the break again, and Python that shows it, for the author to paste."""
        subject = self._subject
        if not subject.registered:
            lines = []
        else:
            command = f"stancekit plugins check {subject.name} --kind {subject.kind}"
            lines = [f"# {command} --only {self.name} --seed {self._seed}"]
        if not broken.example:
            return "\n".join(lines)
        lines += ["from stancekit import *", "from stancekit.hosting.plugins import registry"]
        made = f"registry().make({subject.kind!r}, {subject.name!r})" if subject.registered else f"{subject.name}()"
        if not subject.registered and "<" not in subject.name:
            lines.append(f"from {getattr(subject.part, '__module__', '?')} import {subject.name.partition('.')[0]}")
        lines.append(f"part = {made}")
        if subject.learns:
            lines += ["from stancekit.testing.questions import train", "train(part)"]
        given = [f"{name} = {code(value)}" for name, value in broken.example.items()]
        if any("Cues(" in line for line in given):
            lines.append("from stancekit.nouns.target import Cues")
        lines += given
        reproduce = self._law.reproduce.replace("{ask}", _ASKING[subject.kind])
        return "\n".join([*lines, *reproduce.replace("{batch}", _BATCH[subject.kind]).splitlines()])


@contextmanager
def asking(**example: object) -> Iterator[None]:
    """Take what a part raises, or doesn't answer, for a break of the law, with this example."""
    try:
        yield
    except Unanswered as error:
        raise LawBroken(str(error), **(error.example or example)) from error
    except LawBroken:
        raise
    except (Exception, SystemExit) as error:
        raise LawBroken(f"it raised {describe(error)}", **example) from error


def code(value: object) -> str:
    """A noun as Python writes it, without the fields that have their default."""
    if isinstance(value, msgspec.Struct):
        fields = []
        for field in msgspec.structs.fields(type(value)):
            given = getattr(value, field.name)
            default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
            if given != default:
                fields.append(f"{field.name}={code(given)}")
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, list):
        return f"[{', '.join(map(code, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(code, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, str) and len(value) > 2000 and len(set(value)) < 100:
        return _long(value)
    return repr(value)


def _long(text: str) -> str:
    """A long text that repeats itself, as a product where it is one."""
    for length in range(1, 200):
        times, rest = divmod(len(text), length)
        if not rest and text[:length] * times == text:
            return f"{text[:length]!r} * {times}"
    return repr(text)
