"""Writes what a script makes of the pages into them, or says which of them are out of date."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))


def renew(pages: Iterable[Path], renewed: Callable[[str], str]) -> None:
    """Ends the script; with `--check` on its command line no page is written, and a stale one makes the exit code 1."""
    check = sys.argv[1:] == ["--check"]
    stale = 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if (fresh := renewed(text)) != text:
            stale += 1
            print(f"{page.relative_to(PROJECT)}: {'out of date' if check else 'written'}")
            if not check:
                page.write_text(fresh, encoding="utf-8")
    sys.exit(1 if check and stale else 0)
