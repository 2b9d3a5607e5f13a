"""`analyze()`: a document goes through an extractor, the resolution of actors and a classifier, and nothing else.

An `Analyzer` has its parts looked up once and serves any number of documents. What a plugin answers is checked before
it is passed on, so that a wrong answer is said to be that plugin's. Imports the plugin registry.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from stancekit import actors, plugins
from stancekit.analysis import Analysis, refer_to
from stancekit.answers import find_judge
from stancekit.classifier import Classifier, Pair
from stancekit.codebook import Codebook, load_codebook
from stancekit.document import Document, inside
from stancekit.errors import InputError, NotFittedError, PluginError, StancekitError, blame
from stancekit.extraction import find_extractor, takes_model
from stancekit.extractor import Extractor
from stancekit.statement import Statement, join_spans

CODEBOOK_SUFFIXES = (".yaml", ".yml", ".toml")


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

    Raises:
        InputError: The text isn't Unicode text, or the model can't be read.
        CodebookError: The codebook's file is wrong.
        NotFittedError: The classifier has to be trained, and there is no model.
        PluginError: A part isn't there, failed, or answered wrongly.
    """
    analyzer = Analyzer(
        codebook=codebook,
        extractor=extractor,
        classifier=classifier,
        model=model,
        extractor_model=extractor_model,
        threshold=threshold,
        include_none=include_none,
    )
    return analyzer.analyze(document)


def find_codebook(codebook: str | Path | Codebook) -> Codebook:
    """The codebook itself, from its registered name or the path of its file.

    Raises:
        CodebookError: The file is wrong.
        PluginError: No codebook has that name.
    """
    if isinstance(codebook, Codebook):
        return codebook
    if isinstance(codebook, Path) or codebook.lower().endswith(CODEBOOK_SUFFIXES):
        return load_codebook(codebook)
    return plugins.get_codebook(codebook)


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
    ) -> None:
        self.codebook = find_codebook(codebook)
        self.include_none = include_none
        if model is not None and extractor_model is None and takes_model(extractor, classifier):
            model, extractor_model = None, model
        self._extractor = find_extractor(extractor, extractor_model, threshold)
        self._extractor_owner = _owner(extractor)
        self._judge = find_judge(classifier, model)

    def analyze(self, document: Document | str) -> Analysis:
        """The statements of one document with their stances.

        Raises:
            InputError: The text isn't Unicode text.
            PluginError: The extractor or the classifier failed or answered wrongly.
        """
        if isinstance(document, str):
            document = Document(text=document)
        _check_text(document)
        statements = actors.resolve(document, self._extract(document))
        return Analysis(document=refer_to(document), statements=self._with_stances(document, statements))

    def analyze_many(
        self, documents: Iterable[Document | str], *, on_error: Callable[[StancekitError], None] | None = None
    ) -> Iterator[Analysis]:
        """The analysis of each document, in order; a document is read only when its turn comes, and then let go.

        Args:
            documents: Any number of them, as from `read_documents`.
            on_error: Called with what went wrong with a document, whereupon the rest goes on; without it, it is raised.
        """
        for document in documents:
            try:
                yield self.analyze(document)
            except StancekitError as error:
                if on_error is None:
                    raise
                on_error(error)

    def _extract(self, document: Document) -> Sequence[Statement]:
        try:
            with blame(f"{self._extractor_owner} failed {_about(document)}"):
                statements = self._extractor.extract(document)
        except NotFittedError as error:
            raise NotFittedError(
                f"{self._extractor_owner} isn't trained: train it with `stancekit train ... -o MODEL`, "
                "and give --model MODEL"
            ) from error
        try:
            wrong = _wrong_statement(statements, document.text)
        except (TypeError, ValueError, AttributeError) as error:
            wrong = f"something that isn't a sequence of statements ({error})"
        if wrong:
            raise PluginError(f"{self._extractor_owner} gave a wrong answer {_about(document)}: {wrong}")
        return statements

    def _with_stances(self, document: Document, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements with their stances; those without any are passed on as they are."""
        targets = self.codebook.targets
        if not statements or not targets:
            return tuple(statements)
        pairs = [Pair(statement, target, document) for statement in statements for target in targets]
        stances = self._judge.judge(pairs, _about(document))
        number = len(targets)
        judged = []
        for index, statement in enumerate(statements):
            answers = stances[index * number : (index + 1) * number]
            if self.include_none:
                kept = [replace(stance, holder=stance.holder or statement.holder) for stance in answers]
            else:
                kept = [stance for stance in answers if stance.polarity != "none"]
            judged.append(replace(statement, stances=tuple(kept)) if kept else statement)
        return tuple(judged)


def _about(document: Document) -> str:
    return f"on the document {document.id}" if document.id else "on the document"


def _owner(extractor: str | Extractor) -> str:
    """What to call it in errors: its name and distribution, or its class where it was handed over as it is."""
    if isinstance(extractor, str):
        return plugins.registry().owner("extractor", extractor)
    return f"the extractor {type(extractor).__module__}.{type(extractor).__qualname__}"


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
    """What is wrong with an extractor's answer; empty where nothing is."""
    length = len(text)
    for index, statement in enumerate(statements):
        for spans in (statement.content_spans, statement.cue_spans, statement.source_spans):
            if spans and not inside(spans, length):
                return f"statement {index} has spans outside the text of {length} characters: {spans}"
        if statement.content != join_spans(text, statement.content_spans):
            return f"the content of statement {index} isn't what stands at its spans"
        if statement.confidence is not None and not 0 <= statement.confidence <= 1:
            return f"the confidence of statement {index} isn't a probability: {statement.confidence}"
        if statement.reported_in is not None and not 0 <= statement.reported_in < len(statements):
            return f"statement {index} is reported in statement {statement.reported_in}, which isn't there"
    return ""
