"""Statements on each target of the codebook `diplomacy`, as agencies word them, and where their holder stands.

The statements stand in `stance_topics.tsv`, several hundred of them.
"""

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from stancekit.classifier import Pair
from stancekit.codebook import load_codebook
from stancekit.document import Document
from stancekit.stance import Actor
from stancekit.statement import Statement
from stancekit_rules.stance import RuleClassifier

with as_file(files("stancekit_rules") / "codebooks" / "diplomacy.yaml") as path:
    DIPLOMACY = load_codebook(path)
CLASSIFIER = RuleClassifier()


def _rows() -> list[list[str]]:
    lines = Path(__file__).with_name("stance_topics.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("target", "source", "cue", "content", "answer", "holder"), _rows())
def test_where_the_holder_stands(target: str, source: str, cue: str, content: str, answer: str, holder: str) -> None:
    text = f"{source} {cue} {content}."
    start = len(source) + 1
    statement = Statement(
        content=content,
        content_spans=((start + len(cue) + 1, len(text) - 1),),
        cue=cue,
        cue_spans=((start, start + len(cue)),),
        source=source,
        source_spans=((0, len(source)),),
        speaker=Actor(source),
        holder=Actor(holder or source),
    )
    pair = Pair(statement=statement, target=DIPLOMACY.target(target), document=Document(text=text))
    stance = CLASSIFIER.classify([pair])[0]
    assert stance.polarity + (" if" if stance.conditional else "") == answer, stance.rule
