"""A small plugin of the tests' own: an extractor that learns which words are cues, and a task to learn from."""

import json
import re

from stancekit import Document, InputError, NotFittedError, Statement, hookimpl
from stancekit.contract.document_task import Article, DocumentData, DocumentTask
from stancekit.contract.stance_task import Card
from stancekit.evaluation.attribution import Attribution

STANCEKIT_API = 1

TEXT = "Ann Lee muttered rain is near. Otto Lind sang tea is good."


class CueExtractor:
    def __init__(self):
        self.threshold = None
        self.cues = None

    def fit(self, documents, statements, *, seed=0, progress=None):
        self.cues = sorted({statement.cue for said in statements for statement in said if statement.cue})
        if not self.cues:
            raise InputError("no cues to learn")
        if progress is not None:
            progress("learning", 1.0)
        return {"who F1": 0.5}

    def save(self, path):
        path.write_text(json.dumps(self.cues))

    def load(self, path):
        try:
            self.cues = json.loads(path.read_bytes())
        except ValueError as error:
            raise InputError(f"{path}: not a model of this extractor") from error

    def extract(self, document):
        if self.cues is None:
            raise NotFittedError("nothing learnt")
        return [
            Statement(
                content=found[3],
                content_spans=(found.span(3),),
                cue=found[2],
                cue_spans=(found.span(2),),
                source=found[1],
                source_spans=(found.span(1),),
                confidence=0.5,
            )
            for found in re.finditer(rf"(\w+ \w+) ({'|'.join(self.cues)}) ([^.]+)", document.text)
            if (self.threshold or 0) <= 0.5
        ]


CARD = Card(
    title="Cues",
    source="the tests",
    citation="none",
    licence="none stated",
    language="en",
    size="two articles",
    labels={},
    metric="none",
    obtain="It is always there.",
)


def article(part):
    gold = (
        Attribution(content=((17, 29),), source=((0, 7),), cue=((8, 16),)),
        Attribution(content=((46, 57),), source=((31, 40),), cue=((41, 45),)),
    )
    return Article(document=Document(text=TEXT, id=part), gold=gold, part=part)


def task(*parts):
    data = DocumentData(articles=tuple(map(article, parts)))
    return DocumentTask(id="cues", card=CARD, measure="who", measures={}, load=lambda _: data, run=lambda *_: None)


@hookimpl
def stancekit_register_extractors(register):
    register("cue words", CueExtractor)


@hookimpl
def stancekit_register_tasks(register):
    register("cues", lambda: task("train", "test"))
    register("cues tested", lambda: task("test"))
