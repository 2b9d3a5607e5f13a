"""Whether the time of `analyze` grows in proportion to the text, on long and on perverse inputs.

    python benchmarks/speed/linear.py [--largest CHARACTERS] [--only NAME]

Each input is made at one, two, four and eight times a size. Where time is linear, the time per character stays the
same; `growth` is the time per character at the largest size divided by that at the smallest. An input is given up when
it takes more than a minute. Seconds are those of the processor.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

from results import add_options, give_results, print_table, use_one_core

from stancekit import Analyzer, Document

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "talks.txt"
NESTED = 10_000
LIMIT = 60.0
EXACT = 0.05


def repeated(piece: str) -> Callable[[int], str]:
    """A maker of texts of about so many characters by repeating a piece."""
    return lambda size: piece * max(size // len(piece), 1)


def between(opening: str, middle: str, closing: str) -> Callable[[int], str]:
    """A maker of texts that open so many times and close as often."""

    def make(size: int) -> str:
        count = max(size // (len(opening) + len(closing)), 1)
        return opening * count + middle + closing * count

    return make


def inputs(largest: int) -> dict[str, tuple[int, Callable[[int], str]]]:
    """Name to the largest size in characters and a maker of the text."""
    article = EXAMPLE.read_text(encoding="utf-8")
    line = " ".join(article.split()) + " "
    nested = 8 * NESTED
    small = largest // 10
    return {
        "news": (largest, repeated(article + "\n")),
        "one line": (largest, repeated(line)),
        "one paragraph in quotation marks": (
            small,
            lambda size: f"“{repeated(line.replace('“', '').replace('”', ''))(size)}”",
        ),
        "nested quotes": (nested, between("“a ", "said Berg", "”")),
        "nested quotes, never closed": (nested, between("“a said ", "b", "")),
        "nested quotes, straight": (nested, between('"a ', "said Berg", ' b"')),
        "apostrophes": (small, repeated("' ")),
        "brackets": (small, between("(a ", "said", ")")),
        "said said said": (small, repeated("said ")),
        "said that said that": (small, repeated("said that ")),
        "X said that Y said that": (small, repeated("Berg said that Lind ")),
        "according to according to": (small, repeated("according to ")),
        "X, Y and Z": (small, repeated("Anna Berg, Otto Lind and ")),
        "one name": (small, repeated("Berg ")),
        "one word": (small, repeated("a")),
        "commas": (small, repeated(",")),
        "not not not": (small, lambda size: "Berg said he is " + "not " * (size // 4) + "ready for talks."),
        "talks if talks if": (small, lambda size: "Berg said " + "talks if " * (size // 9) + "."),
        "reject talks reject talks": (small, lambda size: "Berg said " + "reject talks " * (size // 13) + "."),
        "he said": (small, repeated("He said so. ")),
        "new names": (
            small,
            lambda size: "".join(f"Aa{n} Bb{n} said he is ready for talks. " for n in range(size // 40)),
        ),
        "spaces": (small, repeated(" ")),
        "line ends": (small, repeated("\r\n")),
        "full stops": (small, repeated(". ")),
        "capitals": (small, repeated("A")),
        "digits": (small, repeated("1,")),
        "right to left": (small, repeated("אמר “שלום” ")),
        "combining marks": (small, repeated("e\u0301")),
        "NUL": (small, repeated("\0 said ")),
    }


def measure(analyzer: Analyzer, document: Document) -> float:
    """The seconds that one analysis takes: the mean of as many as it takes for the clock to be exact."""
    start = time.process_time()
    runs = 0
    while (spent := time.process_time() - start) < EXACT:
        analyzer.analyze(document)
        runs += 1
    return spent / runs


def main() -> None:
    """Measure, print a table and give the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=10_000_000, help="characters of the longest news text")
    parser.add_argument("--only", help="run the inputs whose names contain this")
    add_options(parser)
    options = parser.parse_args()
    if options.only and options.update:
        parser.error("the repository's own results are those of all inputs")
    use_one_core()
    analyzer = Analyzer()
    analyzer.analyze(EXAMPLE.read_text(encoding="utf-8"))

    measured = []
    rows = [("input", "characters", "seconds", "characters/s", "growth")]
    for name, (size, make) in inputs(options.largest).items():
        if options.only and options.only not in name:
            continue
        per_character: list[float] = []
        for part in (8, 4, 2, 1):
            document = Document(text=make(size // part), id=name)
            gc.collect()
            seconds = measure(analyzer, document)
            per_character.append(seconds / len(document.text))
            if seconds > LIMIT:
                break
        growth = per_character[-1] / per_character[0]
        length = len(document.text)
        rows.append((name, f"{length:,}", f"{seconds:.2f}", f"{1 / per_character[-1]:,.0f}", f"{growth:.2f}"))
        print(*rows[-1], sep="  ", file=sys.stderr)
        measured.append(
            {
                "input": name,
                "characters": length,
                "seconds": round(seconds, 3),
                "growth": round(growth, 2),
                "microseconds_per_character": [round(1e6 * value, 4) for value in per_character],
                "given_up": seconds > LIMIT,
            }
        )
    print_table(rows)
    give_results(options, "linear", {"sizes": "1x, 2x, 4x and 8x", "inputs": measured})


if __name__ == "__main__":
    main()
