"""A tagger that has learnt from made-up articles, once for all tests."""

import pytest

from made_articles import make_articles
from stancekit_tagger.extractor import TaggerExtractor


@pytest.fixture(scope="session")
def trained() -> TaggerExtractor:
    extractor = TaggerExtractor()
    extractor.fit(*make_articles(40, seed=1))
    return extractor
