"""What this distribution registers: the classifiers `sklearn` and `sklearn+rules`, untrained.

Each factory imports scikit-learn when it is called, so that finding the plugin costs next to nothing.
"""

from stancekit.contract.classifier import Classifier
from stancekit.contract.hookspecs import Register, hookimpl

STANCEKIT_API = 1


@hookimpl
def stancekit_register_classifiers(register: Register[Classifier]) -> None:
    register("sklearn", _sklearn)
    register("sklearn+rules", _sklearn_and_rules)


def _sklearn() -> Classifier:
    from stancekit_sklearn.classifier import SklearnClassifier

    return SklearnClassifier()


def _sklearn_and_rules() -> Classifier:
    from stancekit_sklearn.classifier import SklearnClassifier

    return SklearnClassifier(second_opinions=("rules",))
