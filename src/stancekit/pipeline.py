"""`analyze()`: a document goes through an extractor, the resolution of actors and a classifier, and nothing else.

An `Analyzer` has its parts looked up once and serves any number of documents. What a plugin answers is checked before
it is passed on, so that a wrong answer is said to be that plugin's. Imports the plugin registry.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from stancekit import actors
from stancekit.contract.classifier import Classifier, Pair
from stancekit.contract.extractor import Extractor
from stancekit.errors import (
    GarbageError,
    InputError,
    NotFittedError,
    NothingJudgedError,
    PluginError,
    StancekitError,
    TimeLimitError,
    describe,
)
from stancekit.formats.rejects import OnReject, Reject
from stancekit.hosting.asking import call, listed, typed
from stancekit.hosting.parts import find_codebook, find_extractor, find_judge, takes_model
from stancekit.hosting.sifting import Sifter
from stancekit.nouns.analysis import Analysis, refer_to
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.document import Document, inside
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement, join_spans

_FILE_NAME = re.compile(r"(?i)\S+\.(?:txt|text|md|html?|xhtml|json|jsonl|ndjson|csv|tsv|parquet|pdf|docx?|odt|rtf)")
"""What is a file's name and no text that anybody would have analysed."""

_LONGEST_PATH = 4096
"""The most characters that a path has."""


def analyze(
    document: Document | str,
    *,
    codebook: str | Path | Codebook = "diplomacy",
    extractor: str | Extractor = "quotes",
    classifier: str | Classifier = "rules",
    model: str | Path | None = None,
    extractor_model: str | Path | None = None,
    threshold: float | None = None,
    include_none: bool = False,
    time_limit: float | None = None,
) -> Analysis:
    """Find who says what in a document, and where they stand on each target of a codebook.

    Args:
        document: The document, or just its text.
        codebook: A codebook, the name of a registered one, or the path of a `.yaml` or `.toml` file.
        extractor: An extractor, or the name of a registered one.
        classifier: A classifier, or the name of a registered one.
        model: What `stancekit train` wrote, for a classifier that has to be trained and is given by name; for the
            extractor where that learns and the classifier doesn't.
        extractor_model: The same for the extractor, where both learn.
        threshold: The confidence that a statement must reach, for an extractor with a model; None for its own choice.
        include_none: Whether to keep the stances with polarity "none", one for each statement and target.
        time_limit: The seconds that the extractor may take, that the classifier may take, and that making each may;
            both then run in processes of their own, which are stopped at the limit. None for no limit.

    Raises:
        InputError: The text isn't Unicode text, or the model can't be read.
        CodebookError: The codebook's file is wrong.
        NotFittedError: The classifier has to be trained, and there is no model.
        PluginError: A part isn't there, failed, took too long or answered wrongly.
        StancekitError: There is a limit, and this system can't fork processes.
    """
    analyzer = Analyzer(
        codebook=codebook,
        extractor=extractor,
        classifier=classifier,
        model=model,
        extractor_model=extractor_model,
        threshold=threshold,
        include_none=include_none,
        time_limit=time_limit,
    )
    return analyzer.analyze(document)


class Analyzer:
    """`analyze` for many documents: the parts are looked up once. The arguments and errors are those of `analyze`."""

    def __init__(
        self,
        *,
        codebook: str | Path | Codebook = "diplomacy",
        extractor: str | Extractor = "quotes",
        classifier: str | Classifier = "rules",
        model: str | Path | None = None,
        extractor_model: str | Path | None = None,
        threshold: float | None = None,
        include_none: bool = False,
        time_limit: float | None = None,
    ) -> None:
        self.codebook = find_codebook(codebook)
        self.include_none = include_none
        if model is not None and extractor_model is None and takes_model(extractor, classifier):
            model, extractor_model = None, model
        self._extractor, self._extractor_owner = find_extractor(extractor, time_limit, extractor_model, threshold)
        self._judge = find_judge(classifier, model, time_limit)
        self._sifter = Sifter(lambda pairs, seconds: self._judge.judge(pairs, seconds=seconds), time_limit)

    def analyze(self, document: Document | str, *, on_reject: OnReject | None = None) -> Analysis:
        """The statements of one document with their stances.

        Args:
            document: The document, or just its text.
            on_reject: Called with each statement and target that the classifier fails on, whereupon the rest goes on;
                without it, the first is raised.

        Raises:
            InputError: The text isn't Unicode text.
            NotFittedError: The classifier has to be trained, and there is no model.
            NothingJudgedError: There is an `on_reject`, and it was called with everything that there was to judge.
            PluginError: The extractor or the classifier failed or answered wrongly.
        """
        if isinstance(document, str | Path):
            _check_no_path(document)
            document = Document(text=str(document))
        _check_text(document)
        statements = actors.resolve(document, self._extract(document))
        judged, failed = self._with_stances(document, statements, on_reject)
        return Analysis(document=refer_to(document), statements=judged, failed=failed)

    def analyze_many(
        self,
        documents: Iterable[Document | str],
        *,
        on_error: Callable[[StancekitError], None] | None = None,
        on_reject: OnReject | None = None,
    ) -> Iterator[Analysis]:
        """The analysis of each document, in order; a document is read only when its turn comes, and then let go.

        Args:
            documents: Any number of them, as from `read_documents`.
            on_error: Called with what went wrong with a document, whereupon the rest goes on; without it, it is raised.
            on_reject: As in `analyze`.
        """
        if isinstance(documents, str | bytes | Path | Document):
            found = type(documents).__name__
            raise InputError(f"expected a list of documents, found one {found}; call analyze() with it")
        for document in documents:
            try:
                yield self.analyze(document, on_reject=on_reject)
            except StancekitError as error:
                if on_error is None:
                    raise
                on_error(error)

    def _extract(self, document: Document) -> Sequence[Statement]:
        owner = self._extractor_owner
        wrongly = f"{owner} gave a wrong answer in extract {_about(document)}"
        try:
            answer = call(lambda: listed(self._extractor.extract(document), Statement, "statements"))
        except KeyboardInterrupt:
            raise
        except GarbageError as error:
            raise PluginError(f"{wrongly}: {describe(error)}", owner) from error
        except NotFittedError as error:
            said = "train it with `stancekit train ... -o MODEL` and give --model MODEL"
            raise NotFittedError(f"{owner} isn't trained: {said}") from error
        except BaseException as error:
            raise PluginError(f"{owner} failed in extract {_about(document)}: {describe(error)}", owner) from error
        statements = []
        for index, statement in enumerate(answer):
            try:
                statements.append(typed(statement, Statement))
            except GarbageError as error:
                raise PluginError(f"{wrongly}: statement {index}: {error}", owner) from error
        if wrong := _wrong_statement(statements, document.text):
            raise PluginError(f"{wrongly}: {wrong}", owner)
        return statements

    def _with_stances(
        self, document: Document, statements: Sequence[Statement], on_reject: OnReject | None
    ) -> tuple[tuple[Statement, ...], int]:
        """The statements with their stances, those without any as they are; and how many questions failed."""
        targets = self.codebook.targets
        if not statements or not targets:
            return tuple(statements), 0
        pairs = [Pair(statement, target, document) for statement in statements for target in targets]
        if on_reject is None:
            stances: Sequence[Stance | None] = self._ask(document, pairs)
        else:
            stances = self._sift(document, pairs, on_reject)
        number = len(targets)
        judged = []
        for index, statement in enumerate(statements):
            answers = [stance for stance in stances[index * number : (index + 1) * number] if stance is not None]
            if self.include_none:
                kept = [replace(stance, holder=stance.holder or statement.holder) for stance in answers]
            else:
                kept = [stance for stance in answers if stance.polarity != "none"]
            judged.append(replace(statement, stances=tuple(kept)) if kept else statement)
        return tuple(judged), sum(stance is None for stance in stances)

    def _ask(self, document: Document, pairs: Sequence[Pair]) -> list[Stance]:
        try:
            return self._judge.judge(pairs, _about(document))
        except NotFittedError:
            raise
        except StancekitError as error:
            failing = self._sifter.find_failure(pairs, error)
            if failing is None:
                raise
            index = failing // len(self.codebook.targets)
            place = f"{_about(document)}, statement {index + 1}, target {pairs[failing].target.name}"
            if isinstance(error, TimeLimitError):
                owner = self._judge.owner
                raise TimeLimitError(
                    f"{owner} failed in classify {place}: {error.reason}", owner, error.reason
                ) from error
            # Once more, for an error that says which it is; one that answers by now hasn't failed on it alone.
            self._judge.judge([pairs[failing]], place)
            raise

    def _sift(self, document: Document, pairs: Sequence[Pair], on_reject: OnReject) -> list[Stance | None]:
        """The stance of each pair; None where the classifier fails on it, which is reported."""
        stances: list[Stance | None] = []
        last: StancekitError | None = None
        for number, (pair, answer) in enumerate(zip(pairs, self._sifter.sift([[one] for one in pairs]), strict=True)):
            if isinstance(answer, StancekitError):
                last = answer
                stances.append(None)
                on_reject(_reject(document, number // len(self.codebook.targets), pair, answer))
            else:
                stances.extend(answer)
        if last is not None and not any(stances):
            said = f"{self._judge.owner} failed on everything {_about(document)}, {len(pairs)} statements and targets"
            raise NothingJudgedError(f"{said}; the last: {last}", self._judge.owner)
        return stances


def _reject(document: Document, index: int, pair: Pair, error: StancekitError) -> Reject:
    statement = pair.statement
    return Reject(
        file=document.id,
        statement=index,
        target=pair.target.name,
        reason=str(error),
        plugin=error.owner if isinstance(error, PluginError) else None,
        values={
            "text": statement.content,
            "holder": statement.holder and statement.holder.name,
            "speaker": statement.speaker and statement.speaker.name,
        },
    )


def _about(document: Document) -> str:
    return f"on the document {document.id}" if document.id else "on the document"


def _check_no_path(text: str | Path) -> None:
    """Refuse the name of a file; who means the words themselves gives them as a `Document`."""
    named = isinstance(text, Path)
    if isinstance(text, str) and len(text) <= _LONGEST_PATH and "\n" not in text and text.strip():
        with contextlib.suppress(OSError, ValueError):
            named = bool(_FILE_NAME.fullmatch(text)) or Path(text).is_file()
    if named:
        use = f"read_documents([{str(text)!r}]) reads it"
        raise InputError(f"expected a Document or its text, found the name of a file; {use}")


def _check_text(document: Document) -> None:
    """Refuse what is no text, and a text with half a surrogate pair, which no encoding can write."""
    text = getattr(document, "text", document)
    if not isinstance(document, Document) or not isinstance(text, str):
        raise InputError(f"expected a Document or its text, found {type(text).__name__}")
    try:
        document.text.encode()
    except UnicodeEncodeError as error:
        name = document.id or "the document"
        raise InputError(
            f"{name}: the text has half a surrogate pair at character {error.start}; read the file as UTF-8 strictly"
        ) from error


def _wrong_statement(statements: Sequence[Statement], text: str) -> str:
    """What is wrong with an extractor's answer, whose types are right; empty where nothing is."""
    length = len(text)
    reported = False
    for index, statement in enumerate(statements):
        for spans in (statement.content_spans, statement.cue_spans, statement.source_spans):
            if spans and not inside(spans, length):
                return f"statement {index} has spans outside the text of {length} characters: {spans}"
            if any(start == end for start, end in spans):
                return f"statement {index} has spans without characters: {spans}"
        if statement.content != join_spans(text, statement.content_spans):
            return f"the content of statement {index} isn't what stands at its spans"
        if statement.confidence is not None and not 0 <= statement.confidence <= 1:
            return f"the confidence of statement {index} isn't a probability: {statement.confidence}"
        if statement.reported_in is not None:
            reported = True
            if not 0 <= statement.reported_in < len(statements):
                return f"statement {index} is reported in statement {statement.reported_in}, which isn't there"
    if reported and (circle := _circle([statement.reported_in for statement in statements])) is not None:
        return f"statement {circle} is reported in itself, by way of `reported_in`"
    return ""


def _circle(reported_in: Sequence[int | None]) -> int | None:
    """The index of a statement from which `reported_in` leads back to it; None where there is none."""
    sound: set[int] = set()
    for index in range(len(reported_in)):
        path: dict[int, None] = {}
        at: int | None = index
        while at is not None and at not in sound:
            if at in path:
                return at
            path[at] = None
            at = reported_in[at]
        sound.update(path)
    return None
