"""stancekit: who said what in a news article, whose position it is, and where they stand.

The public names are loaded when they are first used, so that `import stancekit` stays light.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancekit.analysis import Analysis as Analysis
    from stancekit.analysis import Matrix as Matrix
    from stancekit.analysis import Position as Position
    from stancekit.classifier import Classifier as Classifier
    from stancekit.classifier import Pair as Pair
    from stancekit.codebook import Codebook as Codebook
    from stancekit.codebook import load_codebook as load_codebook
    from stancekit.codebook import parse_codebook as parse_codebook
    from stancekit.codec import decode as decode
    from stancekit.codec import encode as encode
    from stancekit.document import Document as Document
    from stancekit.errors import CodebookError as CodebookError
    from stancekit.errors import InputError as InputError
    from stancekit.errors import NotFittedError as NotFittedError
    from stancekit.errors import PluginError as PluginError
    from stancekit.errors import StancekitError as StancekitError
    from stancekit.extractor import Extractor as Extractor
    from stancekit.hookspecs import hookimpl as hookimpl
    from stancekit.labelling import RowClassifier as RowClassifier
    from stancekit.pipeline import Analyzer as Analyzer
    from stancekit.pipeline import analyze as analyze
    from stancekit.readers import read_documents as read_documents
    from stancekit.readers import rows_to_documents as rows_to_documents
    from stancekit.stance import Actor as Actor
    from stancekit.stance import Stance as Stance
    from stancekit.statement import Statement as Statement
    from stancekit.target import Target as Target

__version__ = "0.1.0"

_HOMES = {
    "Actor": "stance",
    "Analysis": "analysis",
    "Analyzer": "pipeline",
    "Classifier": "classifier",
    "Codebook": "codebook",
    "CodebookError": "errors",
    "Document": "document",
    "Extractor": "extractor",
    "InputError": "errors",
    "Matrix": "analysis",
    "NotFittedError": "errors",
    "Pair": "classifier",
    "PluginError": "errors",
    "Position": "analysis",
    "RowClassifier": "labelling",
    "Stance": "stance",
    "StancekitError": "errors",
    "Statement": "statement",
    "Target": "target",
    "analyze": "pipeline",
    "decode": "codec",
    "encode": "codec",
    "hookimpl": "hookspecs",
    "load_codebook": "codebook",
    "parse_codebook": "codebook",
    "read_documents": "readers",
    "rows_to_documents": "readers",
}
"""The module that each public name lives in."""

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
