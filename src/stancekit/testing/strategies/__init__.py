"""Hypothesis strategies for the nouns, for the tests of a plugin.

They make whatever a plugin may be given, from an empty text to a news article whose statements are known, and shrink to
the smallest example that still fails. They aren't data to measure quality on. Imports the nouns and interfaces.

    from hypothesis import given
    from stancekit.testing.strategies import pairs

    @given(pairs())
    def test_every_pair_has_an_answer(pair):
        assert len(MyClassifier().classify([pair])) == 1
"""

from stancekit.testing.strategies.articles import AttributedDocument, attributed_documents
from stancekit.testing.strategies.labelled_sets import LabelledSet, labelled_sets, make_train_and_test
from stancekit.testing.strategies.nouns import (
    actors,
    codebooks,
    documents,
    documents_with_statements,
    pairs,
    stances,
    statements,
    targets,
    texts,
)

__all__ = [
    "AttributedDocument",
    "LabelledSet",
    "actors",
    "attributed_documents",
    "codebooks",
    "documents",
    "documents_with_statements",
    "labelled_sets",
    "make_train_and_test",
    "pairs",
    "stances",
    "statements",
    "targets",
    "texts",
]
