"""What this distribution registers: the extractor `quotes`, the classifier `rules` and the codebook `diplomacy`.

Each factory imports what it needs when it is called, so that finding the plugin costs next to nothing.
"""

from stancekit.contract.classifier import Classifier
from stancekit.contract.extractor import Extractor
from stancekit.contract.hookspecs import Register, hookimpl
from stancekit.nouns.codebook import Codebook

STANCEKIT_API = 1


@hookimpl
def stancekit_register_extractors(register: Register[Extractor]) -> None:
    register("quotes", _quotes)


@hookimpl
def stancekit_register_classifiers(register: Register[Classifier]) -> None:
    register("rules", _rules)


@hookimpl
def stancekit_register_codebooks(register: Register[Codebook]) -> None:
    register("diplomacy", _diplomacy)


def _quotes() -> Extractor:
    from stancekit_rules.extraction.extractor import QuoteExtractor

    return QuoteExtractor()


def _rules() -> Classifier:
    from stancekit_rules.stance import RuleClassifier

    return RuleClassifier()


def _diplomacy() -> Codebook:
    from importlib.resources import as_file, files

    from stancekit.formats.codebooks import load_codebook

    with as_file(files("stancekit_rules") / "codebooks" / "diplomacy.yaml") as path:
        return load_codebook(path)
