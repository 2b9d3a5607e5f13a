"""The parts that a user names (codebook, extractor, classifier), made, with what they have learnt, and confined.

Whoever takes the name of a part asks here: the pipeline, the commands over tables, the benchmark runner. Imports the
plugin registry.
"""

from pathlib import Path

from stancekit.contract.classifier import Classifier, TrainableClassifier
from stancekit.contract.extractor import Extractor, TrainableExtractor
from stancekit.errors import FailureError, InputError, PluginError, blame
from stancekit.formats.codebooks import load_codebook
from stancekit.hosting import plugins
from stancekit.hosting.answers import Judge
from stancekit.hosting.asking import call
from stancekit.hosting.worker import ConfinedClassifier, ConfinedExtractor
from stancekit.nouns.codebook import Codebook

CODEBOOK_SUFFIXES = (".yaml", ".yml", ".toml")


def find_codebook(codebook: str | Path | Codebook) -> Codebook:
    """The codebook itself, from its registered name or the path of its file.

    Raises:
        CodebookError: The file is wrong.
        InputError: It is none of these.
        PluginError: No codebook has that name.
    """
    if isinstance(codebook, Codebook):
        return codebook
    if not isinstance(codebook, str | Path):
        raise InputError(
            f"expected a Codebook, a registered name or a file, found a {type(codebook).__name__}; "
            "parse_codebook(text) makes one from YAML, msgspec.convert(fields, Codebook) from fields"
        )
    if isinstance(codebook, Path) or codebook.lower().endswith(CODEBOOK_SUFFIXES):
        return load_codebook(codebook)
    return plugins.get_codebook(codebook)


def find_judge(classifier: str | Classifier, model: str | Path | None = None, time_limit: float | None = None) -> Judge:
    """The judge that a user names.

    Args:
        classifier: The name of a registered classifier, or a classifier.
        model: A file that `stancekit train` wrote, for a classifier that has to be trained and is given by name.
        time_limit: The seconds that a batch may take, as may making the classifier; it then runs in a process of its
            own. None for no limit.

    Raises:
        InputError: The model can't be read.
        PluginError: Nobody registered the name, or what is registered can't load a model.
        StancekitError: There is a limit, and this system can't fork.
        ValueError: There is a model, and a classifier that isn't given by name.
    """
    if not isinstance(classifier, str):
        if model is not None:
            raise ValueError("a model is loaded into a classifier that is given by name; call its load() instead")
        kind = type(classifier)
        name, owner = kind.__name__, f"the classifier {kind.__module__}.{kind.__qualname__}"
    else:
        name, owner = classifier, plugins.registry().owner("classifier", classifier)

    def make() -> Classifier:
        if not isinstance(classifier, str):
            return classifier
        if model is None:
            return plugins.get_classifier(classifier)
        # A new one: the one that the registry keeps is everybody's.
        found = make_trainable(classifier)
        load_model(found, model, owner)
        return found

    if time_limit is None:
        return Judge(make(), name, owner)
    try:
        return Judge(ConfinedClassifier(make, time_limit), name, owner)
    except FailureError as error:
        raise PluginError(f"{owner} failed in the factory of stancekit_register_classifiers: {error}", owner) from error


def find_extractor(
    extractor: str | Extractor,
    time_limit: float | None = None,
    model: str | Path | None = None,
    threshold: float | None = None,
) -> tuple[Extractor, str]:
    """The extractor that a user names, and what to call it in errors; arguments and errors as of `find_judge`.

    `threshold` is the confidence that a statement must reach, for an extractor with a model.
    """
    if not isinstance(extractor, str):
        owner = f"the extractor {type(extractor).__module__}.{type(extractor).__qualname__}"
    else:
        owner = plugins.registry().owner("extractor", extractor)

    def make() -> Extractor:
        return load_extractor(extractor, model, threshold)

    if time_limit is None:
        return make(), owner
    try:
        return ConfinedExtractor(make, time_limit), owner
    except FailureError as error:
        raise PluginError(f"{owner} failed in the factory of stancekit_register_extractors: {error}", owner) from error


def make_trainable(name: str) -> TrainableClassifier:
    """A new, untrained classifier of those registered under this name.

    Raises:
        PluginError: Nobody registered it, or it doesn't learn.
    """
    made = plugins.make_classifier(name)
    if not isinstance(made, TrainableClassifier):
        owner = plugins.registry().owner("classifier", name)
        raise PluginError(f"{owner} doesn't learn: it has no fit, save and load, and takes no model")
    return made


def is_extractor(name: str) -> bool:
    """Whether a registered extractor has this name, and no classifier."""
    registry = plugins.registry()
    return bool(registry.registered("extractor", name)) and not registry.registered("classifier", name)


def make_trainable_extractor(name: str) -> TrainableExtractor:
    """A new, untrained extractor of those registered under this name.

    Raises:
        PluginError: Nobody registered it, or it doesn't learn.
    """
    made = plugins.make_extractor(name)
    if not isinstance(made, TrainableExtractor):
        owner = plugins.registry().owner("extractor", name)
        raise PluginError(f"{owner} doesn't learn: it has no threshold, fit, save and load, and takes no model")
    return made


def load_extractor(
    extractor: str | Extractor, model: str | Path | None = None, threshold: float | None = None
) -> Extractor:
    """The extractor that a user names.

    Args:
        extractor: The name of a registered extractor, or an extractor.
        model: A file that `stancekit train` wrote, for an extractor that has to be trained and is given by name.
        threshold: The confidence that a statement must reach, for an extractor with a model.

    Raises:
        InputError: The model can't be read, or there is a threshold without one.
        PluginError: Nobody registered the name, or what is registered can't load a model.
        ValueError: There is a model, and an extractor that isn't given by name.
    """
    if model is None:
        if threshold is not None:
            raise InputError("a threshold is for an extractor that is given by name, with a model")
        return plugins.get_extractor(extractor) if isinstance(extractor, str) else extractor
    if not isinstance(extractor, str):
        raise ValueError("a model is loaded into an extractor that is given by name; call its load() instead")
    # A new one: the one that the registry keeps is everybody's.
    made = make_trainable_extractor(extractor)
    made.threshold = threshold
    load_model(made, model, plugins.registry().owner("extractor", extractor))
    return made


def load_model(part: TrainableClassifier | TrainableExtractor, model: str | Path, owner: str) -> None:
    """Have a new part take over what `stancekit train` wrote; `owner` is what to call it in errors.

    Raises:
        InputError: The file can't be read, or isn't one of this part's.
        PluginError: The part failed.
    """
    with blame(f"{owner} failed to load {model}"):
        try:
            call(lambda: part.load(Path(model)))
        except OSError as error:
            raise InputError(f"{model}: can't be read: {error.strerror or error}") from error


def takes_model(extractor: str | Extractor, classifier: object) -> bool:
    """Whether one model file is meant for the extractor: it is given by name and learns, and the classifier doesn't.

    Raises:
        PluginError: Nobody registered a name, or what is registered failed.
    """
    if not isinstance(extractor, str) or not isinstance(plugins.get_extractor(extractor), TrainableExtractor):
        return False
    found = plugins.get_classifier(classifier) if isinstance(classifier, str) else classifier
    return not isinstance(found, TrainableClassifier)
