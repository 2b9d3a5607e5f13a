"""The extractor that a user names, with what it has learnt where it learns.

Whoever has statements found asks here: the pipeline, the commands, the benchmark runner. Imports the plugin registry.
"""

from pathlib import Path

from stancekit import plugins
from stancekit.classifier import TrainableClassifier
from stancekit.errors import InputError, PluginError, blame
from stancekit.extractor import Extractor, TrainableExtractor


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
            part.load(Path(model))
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
