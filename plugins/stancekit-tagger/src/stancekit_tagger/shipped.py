"""`NewsExtractor`: the extractor `news`, which reads with the model that this distribution ships.

It needs no `--model`, and learns nothing itself. May import the nouns and this package.
"""

from collections.abc import Sequence
from importlib.resources import as_file, files

from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit_tagger.extractor import TaggerExtractor

THRESHOLD = 0.3
"""The confidence that a statement must reach: by cross-validation over the news articles, where a lower one finds more
speech acts and costs no F1."""


class NewsExtractor:
    """Attributed statements of news, speech acts included, by the shipped model and by the rules where it has none."""

    name = "news"

    def __init__(self) -> None:
        """Read the model; `InputError` where the file isn't what was shipped."""
        self._tagger = TaggerExtractor(threshold=THRESHOLD, second_opinion="quotes", adds_second=True)
        with as_file(files("stancekit_tagger").joinpath("models", "news.model")) as path:
            self._tagger.load(path)

    def extract(self, document: Document) -> Sequence[Statement]:
        """The statements of `document`, in the order of the text."""
        return self._tagger.extract(document)
