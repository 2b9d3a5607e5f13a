"""Tries the analysis, the codebooks and the model files on very many inputs that nobody would write.

    python benchmarks/fuzz/fuzz.py [--texts N] [--codebooks N] [--models N] [--first NUMBER] [--seed S] [--jobs N]
                                   [--articles FOLDER ...] [--model KIND:FILE ...] [-o FOLDER]

For each text: no exception, no span outside it, contents that stand at their spans, statements in their order, nothing
given that can't be written and read again, output in proportion to the text, and so the time. For each codebook and
model file: it is read, or refused with an error of stancekit's. A model is named as `classifier/NAME:FILE` or
`extractor/NAME:FILE`.

What broke is printed, and written to FOLDER with its number: the same seed and number make it again, by
`--first NUMBER --texts 1`. Ends with 1 where anything broke.
"""

import argparse
import json
import multiprocessing
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from types import FrameType

from files import make_codebook, make_model
from texts import make_text

from stancekit import Analysis, Analyzer, Document, StancekitError, decode, encode, load_codebook
from stancekit.hosting.plugins import make_classifier, make_extractor
from stancekit.nouns.document import inside
from stancekit.nouns.statement import join_spans

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "talks.txt"

HANGS = 60
"""The seconds after which a single input counts as one that hangs."""

SLOW = 40.0
"""How many times the time of the example article, for each character, a text may take."""

FIXED = 0.05
"""Seconds that any text may take, however short it is."""

GROWTH = 20
"""How many characters of contents a text may give for each of its own."""


class Broken(Exception):
    """Something that must hold doesn't."""


class Hangs(BaseException):
    """An input takes too long; no part catches it."""


class Texts:
    """Analyses texts and looks at what comes out."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.articles = [EXAMPLE.read_text(encoding="utf-8")]
        for folder in arguments.articles:
            self.articles += [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]
        self.analyzer = Analyzer(extractor=arguments.extractor, classifier=arguments.classifier)
        self.analyzer.analyze(self.articles[0])
        started = time.process_time()
        self.analyzer.analyze(self.articles[0])
        self.second_per_character = (time.process_time() - started) / len(self.articles[0])

    def __call__(self, random: Random) -> str:
        kind, text = make_text(random, self.articles)
        started = time.process_time()
        try:
            analysis = self.analyzer.analyze(Document(text=text, id="fuzz.txt"))
            took = time.process_time() - started
            self._check(text, analysis, took)
        except Exception as error:
            error.add_note(f"{kind}: {text[:20_000]!r}")
            raise
        return kind

    def _check(self, text: str, analysis: Analysis, took: float) -> None:
        length = len(text)
        for number, statement in enumerate(analysis.statements):
            spans = (statement.content_spans, statement.cue_spans, statement.source_spans)
            spans += tuple(stance.evidence for stance in statement.stances)
            if not all(inside(one, length) and all(start < end for start, end in one) for one in spans):
                raise Broken(f"statement {number} has spans that are empty or outside the text")
            if statement.content != join_spans(text, statement.content_spans) or not statement.content.strip():
                raise Broken(f"the content of statement {number} isn't what stands at its spans")
            if statement.reported_in is not None and not 0 <= statement.reported_in < len(analysis.statements):
                raise Broken(f"statement {number} is reported in one that isn't there")
        given = {(statement.content_spans, statement.cue_spans) for statement in analysis.statements}
        if len(given) < len(analysis.statements):
            raise Broken("a statement is given twice")
        if decode(encode(analysis), Analysis) != analysis:
            raise Broken("what is written isn't what is read again")
        if sum(len(statement.content) for statement in analysis.statements) > GROWTH * length + 1000:
            raise Broken(f"{len(analysis.statements)} statements are more than {GROWTH} times the text")
        if took > FIXED + SLOW * self.second_per_character * length:
            raise Broken(f"{length} characters took {took:.2f} s")


class Codebooks:
    """Reads codebooks; what is read must also be able to judge."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz-codebooks-"))
        self.document = Document(text=EXAMPLE.read_text(encoding="utf-8")[:500])

    def __call__(self, random: Random) -> str:
        name, data = make_codebook(random)
        path = self.folder / name
        path.write_bytes(data)
        try:
            try:
                codebook = load_codebook(path)
            except StancekitError:
                return "codebook, refused"
            Analyzer(codebook=codebook).analyze(self.document)
        except Exception as error:
            error.add_note(f"{name}: {data[:20_000]!r}")
            raise
        return "codebook, read"


class Models:
    """Loads model files; what is loaded must also be able to answer."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.makers: dict[Path, Callable[[], object]] = {}
        for named in arguments.model:
            part, _, file = named.partition(":")
            kind, _, name = part.partition("/")
            make = make_classifier if kind == "classifier" else make_extractor
            self.makers[Path(file)] = lambda make=make, name=name: make(name)  # type: ignore[misc]
        self.file = Path(tempfile.mkdtemp(prefix="fuzz-models-")) / "model"

    def __call__(self, random: Random) -> str:
        path, data = make_model(random, list(self.makers))
        self.file.write_bytes(data)
        part = self.makers[path]()
        try:
            part.load(self.file)  # type: ignore[attr-defined]
        except StancekitError:
            return "model, refused"
        return "model, read"


KINDS: dict[str, type[Texts] | type[Codebooks] | type[Models]] = {
    "texts": Texts,
    "codebooks": Codebooks,
    "models": Models,
}


def run(kind: str, numbers: Sequence[int], arguments: argparse.Namespace) -> Iterator[tuple[int, str, str]]:
    """For each number what kind of input it was, and what broke; empty where nothing did."""

    def hang(signal_number: int, frame: FrameType | None) -> None:
        raise Hangs

    signal.signal(signal.SIGALRM, hang)
    attempt = KINDS[kind](arguments)
    for number in numbers:
        signal.alarm(HANGS)
        try:
            made, broke = attempt(Random(f"{arguments.seed} {kind} {number}")), ""
        except Hangs:
            made, broke = "hangs", f"it takes longer than {HANGS} s\n{traceback.format_exc()}"
        except Exception as error:
            made, broke = "broke", f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
        signal.alarm(0)
        yield number, made, broke


def work(task: tuple[str, Sequence[int], argparse.Namespace]) -> list[tuple[int, str, str]]:
    """The same as a list, for a process of its own."""
    return list(run(*task))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind, number in (("texts", 10_000), ("codebooks", 1000), ("models", 0)):
        parser.add_argument(f"--{kind}", type=int, default=number, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--articles", type=Path, nargs="*", default=[], metavar="FOLDER")
    parser.add_argument("--extractor", default="quotes")
    parser.add_argument("--classifier", default="rules")
    parser.add_argument("--model", nargs="*", default=[], metavar="KIND/NAME:FILE")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    started, broken = time.monotonic(), 0
    with multiprocessing.Pool(arguments.jobs) as pool:
        for kind in KINDS:
            last = arguments.first + getattr(arguments, kind)
            tasks = [
                (kind, range(first, min(first + 5000, last)), arguments) for first in range(arguments.first, last, 5000)
            ]
            counted: Counter[str] = Counter()
            for outcome in pool.imap_unordered(work, tasks):
                for number, made, broke in outcome:
                    counted[made] += 1
                    if broke:
                        broken += 1
                        print(f"{kind} {number}: {broke.splitlines()[0][:300]}", file=sys.stderr, flush=True)
                        if arguments.output:
                            arguments.output.mkdir(parents=True, exist_ok=True)
                            (arguments.output / f"{kind}-{number}.txt").write_text(broke, errors="backslashreplace")
                print(f"{kind}: {json.dumps(counted)}, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{broken} broke")
    sys.exit(broken > 0)


if __name__ == "__main__":
    main()
