"""stancekit: who said what in a news article, whose position it is, and where they stand.

The public names are loaded when they are first used, so that `import stancekit` stays light.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancekit.contract.classifier import Classifier as Classifier
    from stancekit.contract.classifier import Pair as Pair
    from stancekit.contract.extractor import Extractor as Extractor
    from stancekit.contract.hookspecs import hookimpl as hookimpl
    from stancekit.errors import CodebookError as CodebookError
    from stancekit.errors import InputError as InputError
    from stancekit.errors import NotFittedError as NotFittedError
    from stancekit.errors import PluginError as PluginError
    from stancekit.errors import StancekitError as StancekitError
    from stancekit.formats.codebooks import load_codebook as load_codebook
    from stancekit.formats.codebooks import parse_codebook as parse_codebook
    from stancekit.formats.documents import read_documents as read_documents
    from stancekit.formats.documents import rows_to_documents as rows_to_documents
    from stancekit.formats.json import decode as decode
    from stancekit.formats.json import encode as encode
    from stancekit.labelling import RowClassifier as RowClassifier
    from stancekit.nouns.analysis import Analysis as Analysis
    from stancekit.nouns.analysis import Matrix as Matrix
    from stancekit.nouns.analysis import Position as Position
    from stancekit.nouns.codebook import Codebook as Codebook
    from stancekit.nouns.document import Document as Document
    from stancekit.nouns.stance import Actor as Actor
    from stancekit.nouns.stance import Stance as Stance
    from stancekit.nouns.statement import Statement as Statement
    from stancekit.nouns.target import Target as Target
    from stancekit.pipeline import Analyzer as Analyzer
    from stancekit.pipeline import analyze as analyze

__version__ = "0.1.0"

_HOMES = {
    "Actor": "nouns.stance",
    "Analysis": "nouns.analysis",
    "Analyzer": "pipeline",
    "Classifier": "contract.classifier",
    "Codebook": "nouns.codebook",
    "CodebookError": "errors",
    "Document": "nouns.document",
    "Extractor": "contract.extractor",
    "InputError": "errors",
    "Matrix": "nouns.analysis",
    "NotFittedError": "errors",
    "Pair": "contract.classifier",
    "PluginError": "errors",
    "Position": "nouns.analysis",
    "RowClassifier": "labelling",
    "Stance": "nouns.stance",
    "StancekitError": "errors",
    "Statement": "nouns.statement",
    "Target": "nouns.target",
    "analyze": "pipeline",
    "decode": "formats.json",
    "encode": "formats.json",
    "hookimpl": "contract.hookspecs",
    "load_codebook": "formats.codebooks",
    "parse_codebook": "formats.codebooks",
    "read_documents": "formats.documents",
    "rows_to_documents": "formats.documents",
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
