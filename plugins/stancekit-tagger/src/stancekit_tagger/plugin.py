"""What this distribution registers: `tagger`, `tagger+rules` and `tagger-or-rules`, untrained, and `news`, trained.

Each factory imports numpy when it is called, so that finding the plugin costs next to nothing.
"""

from stancekit.contract.extractor import Extractor
from stancekit.contract.hookspecs import Register, hookimpl

STANCEKIT_API = 1


@hookimpl
def stancekit_register_extractors(register: Register[Extractor]) -> None:
    register("tagger", _tagger)
    register("tagger+rules", _tagger_and_rules)
    register("tagger-or-rules", _tagger_or_rules)
    register("news", _news)


def _tagger() -> Extractor:
    from stancekit_tagger.extractor import TaggerExtractor

    return TaggerExtractor()


def _tagger_and_rules() -> Extractor:
    from stancekit_tagger.extractor import TaggerExtractor

    return TaggerExtractor(second_opinion="quotes")


def _tagger_or_rules() -> Extractor:
    from stancekit_tagger.extractor import TaggerExtractor

    return TaggerExtractor(second_opinion="quotes", adds_second=True)


def _news() -> Extractor:
    from stancekit_tagger.shipped import NewsExtractor

    return NewsExtractor()
