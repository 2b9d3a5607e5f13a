"""Codebooks and model files to try the readers on: good ones, damaged in bytes or in structure.

Each is made from a random source of its own. Imports stancekit only to make the good ones.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import yaml

from stancekit import Codebook, Target
from stancekit.nouns.target import Cues, Example

GOOD = Codebook(
    name="water",
    version="1",
    targets=(
        Target(
            name="dam",
            description="The building of the upper dam.",
            aliases=("the upper dam",),
            favor="wants_the_dam",
            against="opposes_the_dam",
            cues=Cues(mention=("(upper )?dam",), against=("drown(s|ed)? the valley",)),
            examples=(Example(text="The dam has to be built.", polarity="favor"),),
        ),
        Target(name="fishing", cues=Cues(mention=("fish(ing)?",), exclude=("fish market",))),
    ),
)

VALUES = [
    None,
    True,
    -1,
    1e400,
    "",
    "x" * 3000,
    "(",
    "(a*)*b",
    "a{1000}",
    "\ud800",
    [],
    {},
    [[[]]],
    "2020-01-01",
    "\0",
    "\u202e",
]


def make_codebook(random: Random) -> tuple[str, bytes]:
    """The name of a file and what is in it: a codebook, mostly damaged."""
    tree = msgspec.to_builtins(GOOD)
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        _damage(random, tree)
    if random.random() < 0.5:
        text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=random.choice((True, False, None)))
        name = "codebook.yaml"
    else:
        text, name = _toml(tree), "codebook.toml"
    return name, damage_bytes(random, text.encode("utf-8", errors="surrogatepass"), random.choice((0, 0, 0, 1, 3)))


def _damage(random: Random, tree: object) -> None:
    """Change one value somewhere in a tree."""
    while isinstance(tree, dict | list) and tree:
        key = random.choice(list(tree)) if isinstance(tree, dict) else random.randrange(len(tree))
        if random.random() < 0.4 or not isinstance(tree[key], dict | list):
            change = random.random()
            if change < 0.3:
                del tree[key]
            elif change < 0.5 and isinstance(tree, list):
                tree.extend([tree[key]] * random.choice((1, 5, 300)))
            elif change < 0.6 and isinstance(tree, dict):
                tree[random.choice(("nmae", "", "ключ", "targets", "a.b[0]"))] = tree[key]
            else:
                tree[key] = random.choice(VALUES)
            return
        tree = tree[key]


def _toml(tree: dict[str, object]) -> str:
    """Inline TOML; what TOML has no form for comes out as something that isn't TOML, which is as good."""

    def value(one: object) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{json.dumps(str(name))} = {value(item)}" for name, item in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(value, one)) + "]"
        return json.dumps(one, ensure_ascii=False)

    return "\n".join(f"{json.dumps(str(name))} = {value(item)}" for name, item in tree.items())


def make_model(random: Random, models: Sequence[Path]) -> tuple[Path, bytes]:
    """A model file, and the same damaged: in its bytes, or in a part within the archive."""
    path = random.choice(models)
    data = path.read_bytes()
    if random.random() < 0.4:
        return path, damage_bytes(random, data, random.randint(1, 8))
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    index = random.randrange(len(parts))
    name, content = parts[index]
    change = random.random()
    if change < 0.2:
        del parts[index]
    elif change < 0.3:
        parts.append((name, content))
    elif change < 0.4:
        parts.append(("../" + name, content))
    elif change < 0.5:
        parts[index] = (name, content + b"\0" * 5_000_000)
    else:
        parts[index] = (name, damage_bytes(random, content, random.randint(1, 5)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, what in parts:
            archive.writestr(one, what)
    return path, out.getvalue()


def damage_bytes(random: Random, data: bytes, times: int) -> bytes:
    """The bytes with so many places changed, cut out, repeated, or all that follows missing."""
    damaged = bytearray(data)
    for _ in range(times):
        place = random.randrange(len(damaged) + 1)
        end = place + random.choice((1, 4, 100))
        change = random.random()
        if change < 0.4:
            damaged[place:end] = random.randbytes(random.choice((1, 1, 4)))
        elif change < 0.6:
            del damaged[place:end]
        elif change < 0.8:
            damaged[place:place] = damaged[place:end] * random.choice((1, 10))
        elif change < 0.9:
            damaged[place:place] = random.choice(
                (b"\xff", b"\xf0\x9f", b"\xed\xa0\x80", b"\0", b"[" * 500, b"&a *a", b"- - ")
            )
        elif damaged:
            del damaged[max(place, len(damaged) // 2) :]
    return bytes(damaged)
