"""Codebooks from YAML and TOML files.

A reader finds everything that is wrong with a file at once, each with its line and field, and never guesses.
Imports the nouns.
"""

import difflib
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from stancekit.errors import CodebookError, Problem
from stancekit.nouns.codebook import Codebook

MAX_PROBLEMS = 1000
"""How many fields of the wrong shape are named; nobody reads on, and a file made to have more must not cost more."""


MAX_PATTERN = 5000
"""The longest cue pattern or name of a target, in characters; the time to compile one grows faster than its length."""


def load_codebook(path: str | Path) -> Codebook:
    """Read a codebook from a `.yaml`, `.yml` or `.toml` file.

    Raises:
        CodebookError: The file can't be read or something is wrong; it lists every problem with its line and field.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CodebookError(str(path), [Problem(f"can't be read: {error.strerror or error}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodebookError(str(path), [Problem(f"not UTF-8 at byte {error.start}", line=line)]) from error
    return parse_codebook(text, name=str(path))


def parse_codebook(text: str, *, name: str = "codebook.yaml") -> Codebook:
    """Read a codebook from the text of a YAML or TOML file.

    Args:
        text: The file's content.
        name: What to call it in errors; TOML where it ends in `.toml`, else YAML.

    Raises:
        CodebookError: Something is wrong; it lists every problem with its line and field.
    """
    # PyYAML is loaded only by who reads a codebook from a file.
    from stancekit.formats import yaml_toml

    tree, problems = (yaml_toml.read_toml if name.lower().endswith(".toml") else yaml_toml.read_yaml)(text)
    if tree is None:
        raise CodebookError(name, problems or [Problem("the file is empty", line=1)])
    form = msgspec.inspect.type_info(Codebook)
    problems.extend(islice(_shape_problems(tree, form, ""), MAX_PROBLEMS))
    plain = tree.plain()
    meant = list(islice(chain(_meaning_problems(plain), _pattern_problems(plain)), MAX_PROBLEMS))
    if not problems and not meant:
        codebook = msgspec.convert(plain, Codebook)
        meant = list(_size_problems(codebook))
    problems.extend(Problem(problem.message, problem.field, _line_of(problem.field, tree)) for problem in meant)
    if problems:
        raise CodebookError(name, sorted(problems, key=lambda problem: problem.line or 0))
    return codebook


def meaning_problems(codebook: Codebook) -> list[Problem]:
    """What is wrong with the codebook's names: those that are empty, and those that stand for two things."""
    return list(_meaning_problems(msgspec.to_builtins(codebook)))


def pattern_problems(codebook: Codebook) -> list[Problem]:
    """What is wrong with the codebook's cue patterns; empty where all are RE2 patterns that match at least a character.

    RE2 comes with `pip install "stancekit[rules]"`. Without it nothing can use the patterns, and nothing is found.
    """
    return list(_pattern_problems(msgspec.to_builtins(codebook))) or list(_size_problems(codebook))


def _line_of(field: str, tree: Any) -> int:
    """The line of a field that the nouns have, or of the nearest thing around it that is written."""
    for name, index in _STEP.findall(field):
        inside = tree.value
        if isinstance(inside, dict) and name in inside:
            tree = inside[name]
        elif isinstance(inside, list) and index:
            tree = inside[int(index)]
        else:
            break
    return int(tree.line)


_STEP = re.compile(r"([a-z]+)|\[(\d+)\]")


def _shape_problems(tree: Any, form: Any, path: str) -> Iterator[Problem]:
    """Where a value isn't of the type that the nouns declare; `form` is what `msgspec.inspect` says of that type."""
    value = tree.value
    inspect = msgspec.inspect
    if isinstance(form, inspect.UnionType):
        form = next(kind for kind in form.types if not isinstance(kind, inspect.NoneType))
    if isinstance(form, inspect.StructType):
        if isinstance(value, dict):
            yield from _field_problems(tree, form, path)
        else:
            yield Problem(f"expected fields with names, found {_kind(tree)}", path, tree.line)
    elif isinstance(form, inspect.VarTupleType):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _shape_problems(item, form.item_type, f"{path}[{index}]")
        else:
            yield Problem(f"expected a list, found {_kind(tree)}; a list of one is written [...]", path, tree.line)
    elif isinstance(form, inspect.LiteralType):
        if value not in form.values:
            allowed = tuple(str(name) for name in form.values)
            near = _did_you_mean(str(value), allowed)
            yield Problem(f"expected one of {', '.join(allowed)}, found {_kind(tree)}{near}", path, tree.line)
    elif isinstance(form, inspect.BoolType):
        if not isinstance(value, bool):
            yield Problem(f"expected true or false, found {_kind(tree)}", path, tree.line)
    elif not isinstance(value, str):
        quote = "" if value is None or isinstance(value, (dict, list)) else "; put it in quotes"
        yield Problem(f"expected text, found {_kind(tree)}{quote}", path, tree.line)


def _field_problems(tree: Any, form: Any, path: str) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in form.fields}
    for name, item in tree.value.items():
        shown = _shortened(name)
        inner = f"{path}.{shown}" if path else shown
        if name in fields:
            yield from _shape_problems(item, fields[name].type, inner)
        else:
            near = _did_you_mean(name, tuple(fields)) or f"; there are {', '.join(fields)}"
            yield Problem(f'unknown field "{shown}"{near}', inner, item.line)
    for name, field in fields.items():
        if field.required and name not in tree.value:
            yield Problem(f'the field "{name}" is missing', path, tree.line)


def _kind(tree: Any) -> str:
    value = tree.value
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {tree.raw}"
    if isinstance(value, str):
        return f'the text "{_shortened(value)}"'
    if isinstance(value, dict):
        return "fields with names"
    if isinstance(value, list):
        return "a list"
    return f"the number {tree.raw}" if isinstance(value, (int, float)) else f"the date {tree.raw}"


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _did_you_mean(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name[:100], known, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def _meaning_problems(codebook: Any) -> Iterator[Problem]:
    """What the types can't say: names that are empty or used twice. Passes over what has the wrong shape."""
    if not isinstance(codebook, dict):
        return
    if codebook.get("name") == "":
        yield Problem("the name is empty", "name")
    targets = codebook.get("targets")
    if not isinstance(targets, list | tuple):
        return
    if not targets:
        yield Problem("there is no target; a codebook has at least one", "targets")
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for index, target in enumerate(targets):
        if not isinstance(target, dict):
            continue
        path = f"targets[{index}]"
        aliases = target.get("aliases")
        called = [(f"{path}.name", target.get("name"))]
        called += [
            (f"{path}.aliases[{at}]", alias)
            for at, alias in enumerate(aliases if isinstance(aliases, list | tuple) else [])
        ]
        for field, name in called:
            if isinstance(name, str) and len(name) > MAX_PATTERN:
                yield Problem(f"the name has {len(name):,} characters; at most {MAX_PATTERN:,} are read", field)
            elif isinstance(name, str):
                yield from _first_use(field, name, name.casefold().strip(), names, "a target is called")
        for field in ("favor", "against"):
            if isinstance(label := target.get(field), str):
                yield from _first_use(f"{path}.{field}", label, label, labels, "a stance is called")
        yield from _example_problems(target.get("examples"), path)


def _first_use(field: str, name: str, key: str, used: dict[str, str], what: str) -> Iterator[Problem]:
    if not key.strip():
        yield Problem("the name is empty", field)
    elif key in used:
        yield Problem(f'{what} "{name}" already in {used[key]}; each name stands for one thing', field)
    else:
        used[key] = field


def _example_problems(examples: Any, path: str) -> Iterator[Problem]:
    for index, example in enumerate(examples if isinstance(examples, list | tuple) else []):
        if isinstance(example, dict) and example.get("text") == "":
            yield Problem("the example is empty", f"{path}.examples[{index}].text")


def _pattern_problems(codebook: Any) -> Iterator[Problem]:
    """Cue patterns that RE2 refuses or that match everywhere. Passes over what has the wrong shape."""
    try:
        import re2

        from stancekit.text.patterns import bounded, options
    except ImportError:
        return
    chosen = options()
    for field, pattern in _patterns(codebook):
        if len(pattern) > MAX_PATTERN:
            yield Problem(f"the pattern has {len(pattern):,} characters; at most {MAX_PATTERN:,} are read", field)
            continue
        try:
            if re2.compile(pattern, chosen).fullmatch(""):
                yield Problem(f'the pattern "{pattern}" matches the empty text, so it would match everywhere', field)
            re2.compile(bounded([pattern]), chosen)  # "\\Q" alone is one, and takes in what is put around it
        except (re2.error, UnicodeError) as error:
            reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
            yield Problem(f'"{pattern}" isn\'t an RE2 pattern: {reason}', field)


def _size_problems(codebook: Codebook) -> Iterator[Problem]:
    """Patterns, each of them sound, that take too much memory together; they are compiled as classifiers do."""
    try:
        import re2

        from stancekit.text.patterns import MAX_MEMORY, Together, bounded, options, passes, patterns_of
    except ImportError:
        return
    groups = [
        (index, kind, patterns)
        for index, target in enumerate(codebook.targets)
        for kind, patterns in patterns_of(target).items()
    ]
    for places in passes([kind for _, kind, _ in groups]):
        tried = [groups[place] for place in places]
        try:
            # One kind by itself is compiled later, and may take several times what it may take here.
            Together([bounded(patterns) for _, _, patterns in tried])
        except re2.error:
            patterns = [(pattern, at, group) for group in tried for at, pattern in enumerate(group[2])]
            _, at, (index, kind, _) = max(patterns, key=lambda one: re2.compile(one[0], options()).programsize)
            written = getattr(codebook.targets[index].cues, kind)
            field = f"cues.{kind}[{at}]" if written else f"aliases[{at - 1}]" if at else "name"
            yield Problem(
                f"{len(patterns):,} patterns together take more than {MAX_MEMORY >> 20} MiB, and this is the largest; "
                "shorten them, above all counted repetitions such as .{900}, or leave some out",
                f"targets[{index}].{field}",
            )


def _patterns(codebook: Any) -> Iterator[tuple[str, str]]:
    targets = codebook.get("targets") if isinstance(codebook, dict) else None
    for index, target in enumerate(targets if isinstance(targets, list | tuple) else []):
        cues = target.get("cues") if isinstance(target, dict) else None
        for kind, patterns in (cues if isinstance(cues, dict) else {}).items():
            for number, pattern in enumerate(patterns if isinstance(patterns, list | tuple) else []):
                if isinstance(pattern, str):
                    yield f"targets[{index}].cues.{kind}[{number}]", pattern
