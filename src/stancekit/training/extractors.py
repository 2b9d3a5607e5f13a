"""Training of extractors: annotated documents go in, an extractor that has learnt comes out.

Nothing is split or scored here. Imports the finding of extractors, the tasks and the reader of annotations.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from stancekit.contract.document_task import DocumentTask
from stancekit.contract.extractor import Progress, TrainableExtractor
from stancekit.contract.stance_task import DataSource
from stancekit.errors import InputError, PluginError, blame
from stancekit.evaluation.attribution import Attribution
from stancekit.formats.standoff import read_folder, statement_of
from stancekit.hosting import plugins
from stancekit.hosting.parts import make_trainable_extractor
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement


class AnnotatedDocuments(msgspec.Struct, frozen=True):
    """What to learn from: documents, and the statements of each."""

    documents: Sequence[Document]
    statements: Sequence[Sequence[Statement]]

    def count(self) -> int:
        """How many statements there are."""
        return sum(map(len, self.statements))


def task_documents(name: str, source: DataSource | None = None) -> AnnotatedDocuments:
    """The parts of a task that are there to train on, train and dev; the test part is left alone.

    Raises:
        DataMissingError: The task's data are nowhere.
        InputError: The data are wrong, or the task has no part to train on.
        PluginError: Nobody registered the task, it isn't one of attributions in documents, or its loader failed.
    """
    task = plugins.registry().get("task", name)
    owner = plugins.registry().owner("task", name)
    if not isinstance(task, DocumentTask):
        raise PluginError(f"{owner} has no documents with attributions to train on")
    with blame(f"{owner} failed to load"):
        data = task.load(source or DataSource())
    articles = [article for article in data.articles if article.part != "test"]
    if not articles:
        raise InputError(f"the task {name} has no train or dev part")
    statements = []
    for article in articles:
        gold = article.gold
        if not isinstance(gold, tuple) or not all(isinstance(one, Attribution) for one in gold):
            raise PluginError(f"{owner} has no documents with attributions to train on")
        statements.append(
            [
                statement_of(article.document.text, {"content": one.content, "cue": one.cue, "source": one.source})
                for one in gold
            ]
        )
    return AnnotatedDocuments([article.document for article in articles], statements)


def folder_documents(folder: str | Path) -> AnnotatedDocuments:
    """The annotated documents of a folder in brat's standoff format; raises `InputError`."""
    articles = list(read_folder(folder))
    return AnnotatedDocuments([article.document for article in articles], [article.statements for article in articles])


def train_extractor(
    name: str, annotated: AnnotatedDocuments, *, seed: int = 0, progress: Progress | None = None
) -> tuple[TrainableExtractor, dict[str, float]]:
    """A new extractor of a registered name, trained, and how well such a one reads documents that were held out.

    Raises:
        InputError: There is too little to learn from.
        PluginError: Nobody registered the extractor, it doesn't learn, or it failed.
    """
    made = make_trainable_extractor(name)
    with blame(f"{plugins.registry().owner('extractor', name)} failed to learn"):
        figures = made.fit(annotated.documents, annotated.statements, seed=seed, progress=progress)
    return made, figures
