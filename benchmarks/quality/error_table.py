"""What goes wrong, by kind, on labelled news articles: the table of `docs/errors.md`.

    python benchmarks/quality/error_table.py FOLDER [--names PREFIX,PREFIX] [--list KIND]

FOLDER holds articles as NAME.txt with their gold statements and stances as NAME.json. Only articles whose names begin
with one of the prefixes are read; the others are for checking, and to look at their errors would spoil them. Statements
are matched one to one where the Dice coefficient of their words is at least 0.5, as in the scoring of `stance` figures.
"""

import argparse
import bisect
import collections
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stancekit import Actor, Analyzer, Document, Statement

sys.path.append(str(Path(__file__).resolve().parents[1] / "speed"))

from results import add_options, give_results

BUILDING = "d,e,i,k,n"

KINDS = {
    "missed speech": "a reported or quoted statement of which nothing was found",
    "missed act": "a named speech act (“rejected the proposal”) of which nothing was found",
    "boundary": "a statement found with less than half of its words, or with more than twice as many",
    "not in gold": "a statement found that a reader doesn't take for one",
    "speaker": "a statement found, with another speaker",
    "holder": "a statement found, with another holder",
    "target missed": "a statement found, without a stance that it has",
    "polarity": "a stance found, with the opposite polarity",
    "condition": "a stance found, with `conditional` wrong",
    "stance where there is none": "a statement found, with a stance that it doesn't have",
    "stance lost with its statement": "a stance of a statement that was missed or badly bounded",
    "stance of a statement not in gold": "a stance of a statement that a reader doesn't take for one",
}

WORD = re.compile(r"\w+")
UNCOUNTED = {"the", "a", "an", "mr", "mrs", "ms", "dr", "sir"}
MATCHED, TOUCHED = 0.5, 0.1


class Fault(NamedTuple):
    """One error: its kind, the article, the number of its gold statement (None where there is none), what was found."""

    kind: str
    article: str
    number: int | None
    found: str


def words_at(starts: list[int], spans: Any) -> frozenset[int]:
    """The words of spans, each by the offset of its first character."""
    found: set[int] = set()
    for start, end in spans:
        found.update(starts[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)])
    return frozenset(found)


def dice(one: frozenset[int], other: frozenset[int]) -> float:
    """The Dice coefficient of two sets."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that count when names are compared."""
    return tuple(word for word in WORD.findall(name.casefold().replace(".", "")) if word not in UNCOUNTED)


def same_name(gold: Any, entity: str, actor: Actor | None) -> bool:
    """Whether an actor is an entity of the gold: by one of its names, or by its name with more words around it."""
    found = name_words(actor.name) if actor else ()
    names = [name_words(name) for name in (entity, *gold["entities"].get(entity, ()))]
    return bool(found) and (found in names or (len(names[0]) > 1 and set(names[0]) <= set(found)))


def match(gold: list[frozenset[int]], found: list[frozenset[int]]) -> tuple[dict[int, int], dict[int, float]]:
    """Gold statements to found ones, best pairs first; and for each gold statement the best coefficient it reaches."""
    scores = sorted(
        ((dice(one, other), -i, -j) for i, one in enumerate(gold) for j, other in enumerate(found) if one & other),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    best: dict[int, float] = {}
    for score, i, j in scores:
        best.setdefault(-i, score)
        if score >= MATCHED and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs, best


def faults(article: str, text: str, gold: Any, found: tuple[Statement, ...]) -> Iterator[Fault]:
    """The errors in one article."""
    starts = [word.start() for word in WORD.finditer(text)]
    wanted = [words_at(starts, statement["spans"]) for statement in gold["statements"]]
    have = [words_at(starts, statement.content_spans) for statement in found]
    pairs, best = match(wanted, have)
    for i, statement in enumerate(gold["statements"]):
        if statement.get("optional"):
            continue
        if i in pairs:
            yield from _within(article, i, gold, found[pairs[i]])
            continue
        touched = best.get(i, 0.0) >= TOUCHED
        yield Fault(
            "boundary" if touched else f"missed {statement['form']}", article, i, f"dice {best.get(i, 0.0):.2f}"
        )
        for stance in _stances(statement).values():
            if not stance.get("optional"):
                yield Fault("stance lost with its statement", article, i, f"{stance['target']} {stance['polarity']}")
    for j, other in enumerate(found):
        # What overlaps a gold statement is at most a wrong boundary, counted there.
        if j not in pairs.values() and all(dice(one, have[j]) < TOUCHED for one in wanted):
            yield Fault("not in gold", article, None, f"found {j}, {other.cue}")
            for judged in other.stances:
                yield Fault("stance of a statement not in gold", article, None, f"{judged.target} {judged.polarity}")


def _within(article: str, i: int, gold: Any, found: Statement) -> Iterator[Fault]:
    """The errors in a statement that was found."""
    statement = gold["statements"][i]
    holders = [statement["holder"], *(statement.get("holder_also") or ())]
    if not same_name(gold, statement["speaker"], found.speaker):
        yield Fault("speaker", article, i, found.speaker.name if found.speaker else "none")
    if not any(same_name(gold, holder, found.holder) for holder in holders):
        yield Fault("holder", article, i, found.holder.name if found.holder else "none")
    wanted = _stances(statement)
    have = {stance.target: stance for stance in found.stances if stance.polarity != "none"}
    for target in sorted({*wanted, *have}):
        if target not in have:
            if not wanted[target].get("optional"):
                yield Fault("target missed", article, i, f"{target} {wanted[target]['polarity']}")
        elif target not in wanted:
            yield Fault(
                "stance where there is none", article, i, f"{target} {have[target].polarity}, {have[target].rule}"
            )
        elif have[target].polarity != wanted[target]["polarity"]:
            yield Fault("polarity", article, i, f"{target} {have[target].polarity}, {have[target].rule}")
        elif have[target].conditional != bool(wanted[target].get("conditional")):
            yield Fault("condition", article, i, f"{target}, conditional {have[target].conditional}")


def _stances(statement: Any) -> dict[str, Any]:
    return {stance["target"]: stance for stance in statement.get("stances") or () if stance["polarity"] != "none"}


def main() -> None:
    """Count, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", default=BUILDING)
    parser.add_argument("--list", metavar="KIND", help="print each error of this kind too")
    add_options(parser)
    options = parser.parse_args()
    prefixes = tuple(options.names.split(","))
    if set(prefixes) - set(BUILDING.split(",")):
        parser.error(f"errors are looked at in articles for building only, whose names begin with {BUILDING}")

    analyzer = Analyzer()
    found: list[Fault] = []
    articles = statements = stances = 0
    for file in sorted(options.folder.glob("*.json")):
        article = file.with_suffix(".txt")
        if not file.name.startswith(prefixes) or not article.exists():
            continue
        text = article.read_bytes().decode("utf-8")
        gold = json.loads(file.read_text(encoding="utf-8"))
        counted = [statement for statement in gold["statements"] if not statement.get("optional")]
        articles += 1
        statements += len(counted)
        stances += sum(not stance.get("optional") for statement in counted for stance in _stances(statement).values())
        found += faults(file.stem, text, gold, analyzer.analyze(Document(text=text, id=article.name)).statements)

    counts = collections.Counter(fault.kind for fault in found)
    print(f"{articles} articles, {statements} statements, {stances} stances")
    for kind, meaning in KINDS.items():
        print(f"{counts[kind]:4}  {kind}: {meaning}")
    for fault in found:
        if fault.kind == options.list:
            print(f"{fault.article} {'' if fault.number is None else fault.number}: {fault.found}")
    measured = {
        "articles": articles,
        "statements": statements,
        "stances": stances,
        "errors": [{"kind": kind, "meaning": meaning, "count": counts[kind]} for kind, meaning in KINDS.items()],
    }
    give_results(options, "errors", measured)


if __name__ == "__main__":
    main()
