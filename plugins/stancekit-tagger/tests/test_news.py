"""The extractor `news` reads news with the model that is shipped: speech, and acts that name what is said."""

from importlib.resources import files

import pytest

from stancekit.contract.extractor import TrainableExtractor
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit.testing import Check, parametrize_with_checks

pytest.importorskip("stancekit_rules")

from stancekit_tagger.shipped import NewsExtractor

SLOW = frozenset(("bounded_memory", "long_text", "linear_in_the_text"))

ARTICLE = (
    "OSLO - Norway rejected a proposal for talks on Monday, and its foreign minister, Kari Lund, said that nobody had "
    "asked for them.\n\n"
    "“There is no hurry,” Lund told reporters. Sweden has repeatedly called for a ceasefire.\n\n"
    "The ships left the harbour on Tuesday."
)


@pytest.fixture(scope="module")
def extractor() -> NewsExtractor:
    return NewsExtractor()


def test_speech_and_acts_are_found_without_a_model_of_ones_own(extractor: NewsExtractor) -> None:
    found = extractor.extract(Document(text=ARTICLE))
    assert ("Lund", "told", "There is no hurry") in [(one.source, one.cue, one.content) for one in found]
    assert ("Sweden", "a ceasefire") in [(one.source, one.content) for one in found]
    (rejected,) = [one for one in found if one.cue == "rejected"]
    assert rejected.source == "Norway"
    assert rejected.content.startswith("a proposal for talks")
    assert any("nobody had asked for them" in one.content for one in found)
    assert not any("ships" in (one.source or "") for one in found)


def test_a_statement_says_how_likely_it_is(extractor: NewsExtractor) -> None:
    told = [one.confidence for one in extractor.extract(Document(text=ARTICLE)) if one.confidence is not None]
    assert told
    assert all(0.3 <= confidence <= 1 for confidence in told)


def test_what_is_shipped_is_small_and_has_a_card() -> None:
    models = files("stancekit_tagger").joinpath("models")
    assert len(models.joinpath("news.model").read_bytes()) < 8_000_000
    assert "## What it can't do" in models.joinpath("news.md").read_text("utf-8")


def test_it_takes_no_model(extractor: NewsExtractor) -> None:
    assert not isinstance(extractor, TrainableExtractor)


@parametrize_with_checks("extractor", "news")
def test_conformance(check: Check) -> None:
    if check.name in SLOW:
        pytest.skip("tried on tagger+rules, whose code this is")
    check()


def test_the_rules_add_what_the_model_has_not(extractor: NewsExtractor) -> None:
    quotation = "“We will go,” said Lund. “We will not stay.”\n\n“Nobody can stop us.”"
    found: list[Statement] = list(extractor.extract(Document(text=quotation)))
    assert any(one.cue is None and "Nobody can stop us" in one.content for one in found)
