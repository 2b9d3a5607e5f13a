"""Writes what the contract says into the pages: the reference of the hooks, and the laws of the conformance kit.

    python docs/contract.py            write both
    python docs/contract.py --check    change nothing; exit with 1 and name the pages that are out of date

The hooks stand between `<!-- hooks -->` and `<!-- end of hooks -->`: for each hook of
`stancekit.contract.hookspecs` its signature, its docstring and what the factory makes, with the methods that this has
to have. The laws stand between `<!-- laws -->` and `<!-- end of laws -->`: for each kind the name of each check and
what it asks.
"""

import inspect
import re
from collections.abc import Callable
from textwrap import indent
from typing import Any, get_args, get_type_hints

from pages import PAGES, renew

from stancekit.contract import hookspecs
from stancekit.contract.classifier import Classifier, TrainableClassifier
from stancekit.contract.document_task import DocumentTask
from stancekit.contract.stance_task import StanceTask
from stancekit.testing import (
    classifier_checks,
    codebook_checks,
    extractor_checks,
    general_checks,
    registration_checks,
    resource_checks,
    task_checks,
    trainable_checks,
)

BLOCK = re.compile(r"(<!-- (hooks|laws) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)

ALSO = {Classifier: (TrainableClassifier,)}
"""Interfaces that a part may have besides."""


def filled(page: str) -> str:
    """The text of a page with what the contract says made again."""
    made = {"hooks": reference, "laws": laws}
    return BLOCK.sub(lambda found: f"{found[1]}{made[found[2]]()}\n{found[3]}", page)


def reference() -> str:
    """All hooks, in the order of the contract."""
    return "\n\n".join(_hook(hook) for name, hook in vars(hookspecs).items() if name.startswith("stancekit_"))


LAWS = {
    "Classifiers": classifier_checks.LAWS,
    "Classifiers that learn": trainable_checks.CLASSIFIER_LAWS,
    "Extractors": extractor_checks.LAWS,
    "Extractors that learn": trainable_checks.EXTRACTOR_LAWS,
    "Classifiers and extractors": general_checks.LAWS,
    "Either that learns": trainable_checks.LAWS,
    "What either takes": resource_checks.LAWS,
    "Codebooks": codebook_checks.LAWS,
    "Tasks": task_checks.LAWS,
    "Tasks on statements": task_checks.STATEMENT_LAWS,
    "Tasks on whole articles": task_checks.ARTICLE_LAWS,
    "Whatever is registered": registration_checks.LAWS,
}


def laws() -> str:
    """All laws, by what they are laws of."""
    tables = []
    for title, group in LAWS.items():
        rows = [f"| `{law.name}` | {law.says} |" for law in group.laws]
        tables.append("\n".join([f"### {title}", "", "| check | what has to hold |", "|---|---|", *rows]))
    return "\n\n".join(tables)


def _hook(hook: Callable[..., Any]) -> str:
    # The names that the contract imports for type checkers alone.
    names = {"StanceTask": StanceTask, "DocumentTask": DocumentTask}
    (made,) = get_args(get_type_hints(hook, localns=names)["register"])
    kinds: list[type] = [getattr(kind, "__origin__", kind) for kind in get_args(made) or (made,)]
    others = [other for kind in kinds for other in ALSO.get(kind, ())]
    pieces = [f"### `{hook.__name__}`", _code(_function(hook)), f"The factory makes {' or '.join(map(_named, kinds))}."]
    pieces += [f"It may also be {_named(other)}." for other in others]
    pieces += [_code(_interface(kind)) for kind in (*kinds, *others) if getattr(kind, "_is_protocol", False)]
    return "\n\n".join(pieces)


def _named(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} `{kind.__name__}` (`{kind.__module__}`)"


def _interface(interface: type) -> str:
    methods = [value for value in vars(interface).values() if inspect.isfunction(value) and value.__name__[0] != "_"]
    body = "\n\n".join([_docstring(interface), *map(_function, methods)])
    return f"class {interface.__name__}:\n{indent(body, '    ')}"


def _function(function: Callable[..., Any]) -> str:
    """The signature as a plugin writes it, with short names, and the docstring."""
    signature = str(inspect.signature(function)).replace("'", "")
    plain = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", signature)
    return f"def {function.__name__}{plain}:\n{indent(_docstring(function), '    ')}"


def _docstring(thing: object) -> str:
    text = inspect.getdoc(thing) or ""
    return f'"""{text}\n"""' if "\n" in text else f'"""{text}"""'


def _code(source: str) -> str:
    return f"```py\n{source}\n```"


if __name__ == "__main__":
    renew(PAGES, filled)
