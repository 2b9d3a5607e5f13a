"""How much memory a long stream of documents takes: `Analyzer.analyze_many` over 10,000 of them.

    python benchmarks/speed/memory.py [FOLDER] [--documents N]

The documents are the articles of FOLDER (`.txt` files; without it, the example article) over and over, each with a
paragraph of its own in words that no other has, so that whatever is kept of names and words would be seen to grow.
Memory is the resident set of the process, in megabytes (10^6 bytes).
"""

import argparse
import gc
import os
import resource
import string
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from results import add_options, give_results, print_table

from stancekit import Analyzer, Document

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "talks.txt"


def documents(texts: list[str], count: int) -> Iterator[Document]:
    """`count` documents, made one at a time."""
    for number in range(count):
        one, two, three = (invented_word(number, salt) for salt in (3, 5, 7))
        own = (
            f"Minister {one.title()} {two.title()} of {three.title()} said the {one} is ready for talks on {two}.\n\n"
            f"“We {three} the {two},” {one.title()} {three}ed, and rejected the {three} sanctions.\n\n"
        )
        yield Document(text=own + texts[number % len(texts)], id=f"{number}.txt")


def invented_word(number: int, salt: int) -> str:
    """A word that belongs to the number and the salt alone."""
    letters = []
    rest = number * 31 + salt
    while rest:
        rest, letter = divmod(rest, 26)
        letters.append(string.ascii_lowercase[letter])
    return "zu" + "".join(letters) + "ka"


def resident() -> float:
    """The process's memory at this moment, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=10_000)
    add_options(parser)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.txt")) if options.folder else [EXAMPLE]
    if not files:
        parser.error(f"{options.folder}: no .txt files there")
    texts = [file.read_text(encoding="utf-8") for file in files]

    start = time.perf_counter()
    analyzer = Analyzer()
    samples: list[tuple[int, float]] = []
    statements = 0
    every = max(options.documents // 10, 1)
    for number, analysis in enumerate(analyzer.analyze_many(documents(texts, options.documents)), start=1):
        statements += len(analysis.statements)
        if number % every == 0:
            gc.collect()
            samples.append((number, resident()))
    # Linux counts in kilobytes, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    growth = samples[-1][1] - samples[0][1]

    print_table([("documents", "MB"), *((f"{number:,}", f"{memory:.1f}") for number, memory in samples)])
    print(f"peak {peak:.1f} MB; growth after the first {samples[0][0]:,}: {growth:.1f} MB")
    print(f"{statements:,} statements in {time.perf_counter() - start:.0f} s")
    give_results(
        options,
        "memory",
        {
            "documents": options.documents,
            "statements": statements,
            "peak_mb": round(peak, 1),
            "growth_mb": round(growth, 1),
            "samples": [{"documents": number, "mb": round(memory, 1)} for number, memory in samples],
        },
    )


if __name__ == "__main__":
    main()
