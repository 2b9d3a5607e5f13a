"""Statements on each target of the codebook `diplomacy`, as agencies word them, and where their holder stands.

The statements stand in `stance_topics.tsv`, several hundred of them.
"""

from pathlib import Path

import pytest

from said import DIPLOMACY, said, written
from stancekit.contract.classifier import Pair
from stancekit_rules.stance import RuleClassifier

CLASSIFIER = RuleClassifier()


def _rows() -> list[list[str]]:
    lines = Path(__file__).with_name("stance_topics.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("target", "source", "cue", "content", "wanted", "holder"), _rows())
def test_where_the_holder_stands(target: str, source: str, cue: str, content: str, wanted: str, holder: str) -> None:
    document, statement = said(source, cue, content, holder=holder or None)
    pair = Pair(statement=statement, target=DIPLOMACY.target(target), document=document)
    stance = CLASSIFIER.classify([pair])[0]
    assert written(stance) == wanted, stance.rule
