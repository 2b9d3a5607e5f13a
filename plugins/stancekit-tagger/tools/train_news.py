"""Trains the model that the extractor `news` ships, or reads each news article with a model that hasn't seen it.

    STANCEKIT_DATA=FOLDER python tools/train_news.py -o FILE            trains on all articles
    STANCEKIT_DATA=FOLDER python tools/train_news.py --folds 5 -o FILE  reads each article by a model of the others

It learns from two things: PolNeAR's training part, and the news articles under `news/` that are there to learn from
(those in `news/build/`, and of the folder itself those whose names begin with d, e, i, k or n), in which acts
("rejected the proposal") are marked as well. The news articles give no source span, only who the speaker is: the
mention beside the cue is looked for. The articles that are only for scoring are not opened.
"""

import argparse
import json
import os
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from stancekit.hosting.parts import make_trainable_extractor
from stancekit.hosting.plugins import get_extractor
from stancekit.nouns.document import Document, Spans
from stancekit.nouns.statement import Statement, join_spans
from stancekit.training.extractors import task_documents

WEIGHT = 4
"""How often each news article counts beside one of PolNeAR."""

_TO_LEARN_FROM = "deikn"
_SENTENCE_END = re.compile(r"[.!?][\"”’']*\s+(?=[\"“A-Z])|\n\s*\n")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]ho|which|[Ii]|[Ww]e)\b")
_TITLES_BEFORE = re.compile(r"(?:\b(?:[Tt]he|[Aa]n?) )?(?:[A-Z][\w.’'-]*\s(?:of\s|for\s)?)*$")
_BEFORE_CUE = re.compile(r"(?:[Tt]he |[Aa]n? )?[\w.’' -]+$")


def news_articles(folder: Path) -> tuple[list[Document], list[list[Statement]]]:
    """The articles to learn from, with their statements."""
    paths = [path for path in sorted(folder.glob("*.json")) if path.name[0] in _TO_LEARN_FROM]
    documents, statements = [], []
    for path in [*paths, *sorted((folder / "build").glob("*.json"))]:
        gold = json.loads(path.read_text("utf-8"))
        document = Document(text=path.with_suffix(".txt").read_text("utf-8"), id=path.with_suffix(".txt").name)
        found = get_extractor("quotes").extract(document)
        documents.append(document)
        statements.append([_statement(document.text, gold, one, found) for one in gold["statements"]])
    return documents, statements


def _statement(text: str, gold: dict[str, Any], one: dict[str, Any], found: Sequence[Statement]) -> Statement:
    """A statement of the gold with the place of its cue, and of the mention of its speaker beside that."""
    content = tuple(tuple(span) for span in one["spans"])
    cue = _cue(text, one["cue"], content) if one["cue"] else ()
    source = _source(text, gold, one["speaker"], cue, content, found) if cue else ()
    return Statement(
        content=join_spans(text, content),
        content_spans=content,
        cue=join_spans(text, cue) if cue else None,
        cue_spans=cue,
        source=join_spans(text, source) if source else None,
        source_spans=source,
    )


def _cue(text: str, cue: str, content: Spans) -> Spans:
    """The place of the cue nearest to the content, in its paragraph."""
    start, end = content[0][0], content[-1][1]
    first = text.rfind("\n\n", 0, start) + 1
    last = text.find("\n\n", end)
    last = len(text) if last < 0 else last
    places = [
        match.span()
        for match in re.compile(rf"(?<!\w){re.escape(cue)}(?!\w)").finditer(text, first, last)
        if not _inside(match.start(), content)
    ]
    return (min(places, key=lambda place: _away(place, content)),) if places else ()


def _inside(place: int, spans: Spans) -> bool:
    return any(first <= place < last for first, last in spans)


def _away(place: tuple[int, int], content: Spans) -> int:
    return min(max(first - place[1], place[0] - last, 0) for first, last in content)


def _source(
    text: str, gold: dict[str, Any], speaker: str, cue: Spans, content: Spans, found: Sequence[Statement]
) -> Spans:
    """The mention of the speaker beside the cue: a name of his in the sentence, what the rules take, a pronoun."""
    begin, end = cue[0]
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    first = max((place for place in ends if place <= begin), default=0)
    last = min((place for place in ends if place > end), default=len(text))
    names = [speaker, *gold["entities"].get(speaker, ())]
    surnames = [name.rpartition(" ")[2] for name in names if " " in name and name[:1].isupper()]
    mentions = [
        match.span()
        for name in dict.fromkeys([*names, *surnames])
        for match in re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE).finditer(text, first, last)
        if not _inside(match.start(), content)
    ]
    by_rules = next((one.source_spans for one in found if _share(one.cue_spans, cue) and one.source_spans), ())
    if by_rules and (not mentions or any(_share(by_rules, (mention,)) for mention in mentions)):
        return by_rules
    if mentions:
        start, stop = min(mentions, key=lambda place: (_away(place, cue), place[0] - place[1]))
        before = _TITLES_BEFORE.search(text, first, start)
        start = before.start() if before is not None and not _inside(before.start(), content) else start
        return ((start, stop),)
    pronouns = [match.span() for match in _PRONOUN.finditer(text, first, begin) if not _inside(match.start(), content)]
    if pronouns:
        return (pronouns[-1],)
    phrase = _BEFORE_CUE.search(text, first, begin)
    if phrase is None or _inside(phrase.start(), content):
        return ()
    words = phrase.group().rstrip()
    return ((phrase.start(), phrase.start() + len(words)),) if words else ()


def _share(one: Spans, other: Spans) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=int, help="cross-validate in so many parts instead")
    parser.add_argument("--polnear", type=int, help="how many of PolNeAR's articles to learn from; all by default")
    parser.add_argument("--weight", type=int, default=WEIGHT, help="how often each news article counts")
    parser.add_argument("--output", "-o", type=Path, required=True)
    given = parser.parse_args()
    documents, statements = news_articles(Path(os.environ["STANCEKIT_DATA"]) / "news")
    annotated = task_documents("polnear")
    order = list(range(len(annotated.documents)))
    random.Random(0).shuffle(order)
    chosen = sorted(order[: given.polnear])
    print(len(documents), "news articles,", len(chosen), "of PolNeAR", flush=True)

    def train(own: Sequence[int]) -> Any:
        extractor: Any = make_trainable_extractor("tagger-or-rules")
        start = time.process_time()
        figures = extractor.fit(
            [annotated.documents[index] for index in chosen] + [documents[index] for index in own],
            [annotated.statements[index] for index in chosen] + [statements[index] for index in own],
            weights=[1] * len(chosen) + [given.weight] * len(own),
        )
        print(json.dumps({**figures, "seconds": time.process_time() - start}), flush=True)
        return extractor

    if given.folds is None:
        train(range(len(documents))).save(given.output)
        return
    places = list(range(len(documents)))
    random.Random(1).shuffle(places)
    with given.output.open("wb") as file:
        for fold in range(given.folds):
            held = places[fold :: given.folds]
            extractor = train([index for index in places if index not in held])
            extractor.save(given.output.with_suffix(f".{fold}.model"))
            for index in held:
                line = {"document": documents[index].id, "statements": extractor.extract(documents[index])}
                file.write(msgspec.json.encode(line) + b"\n")


if __name__ == "__main__":
    main()
