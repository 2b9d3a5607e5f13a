"""What this distribution registers: the classifier `news`, trained.

Its factory imports numpy and reads the model when it is called, so that finding the plugin costs next to nothing.
"""

from stancekit.contract.classifier import Classifier
from stancekit.contract.hookspecs import Register, hookimpl

STANCEKIT_API = 1


@hookimpl
def stancekit_register_classifiers(register: Register[Classifier]) -> None:
    register("news", _news)


def _news() -> Classifier:
    from stancekit_stance.classifier import NewsClassifier

    return NewsClassifier()
