"""Makes `lexicons/extraction/cues.tsv`: the frames in which each candidate word is a cue, counted in a corpus.

    python tools/learn_cues.py FOLDER [--without STEMS] > cues.tsv

FOLDER has `text/*.txt` and `attributions/*.ann` (brat standoff with Cue spans), such as PolNeAR's training part. For
each candidate (verbs.txt, nouns.txt) in each role and frame, the share of its occurrences that are annotated as a cue
is estimated, smoothed towards the word's and the frame's own shares; the table lists where that is at least
`THRESHOLD`. It holds words and frames alone: nothing of the corpus's text, and no weights.
"""

import argparse
import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from pathlib import Path

from stancekit_rules.extraction.cues import CueLexicon, words
from stancekit_rules.extraction.frames import find_cue, may_be_noun, possession
from stancekit_rules.extraction.reading import Reader
from stancekit_rules.extraction.segmentation import WordClasses, tokenize

THRESHOLD = {"verb": 0.42, "noun": 0.42}
STRENGTH = {"verb": 3.0, "noun": 4.0}  # how many occurrences the smoothed share counts for
CUE_SPAN = re.compile(r"^T\d+\tCue ([\d ;]+)\t", re.M)
HEADER = """\
# The frames in which a word is a cue: word, role, frames, separated by tabs. Made by tools/learn_cues.py from counts of
# annotated cues in the training part of PolNeAR (Newell et al. 2018); words and frames alone, no text, no weights.
"""

Key = tuple[str, str, str]


def cue_spans(folder: Path, stem: str) -> list[tuple[int, int]]:
    """The cue spans of an article by its first annotator."""
    annotated = sorted(path for path in (folder / "attributions").glob("*.ann") if path.name.startswith(stem))
    found = CUE_SPAN.findall(annotated[0].read_text(encoding="utf-8")) if annotated else []
    return [(int(part.split()[0]), int(part.split()[1])) for spans in found for part in spans.split(";")]


def count(
    folder: Path, without: frozenset[str], frames: frozenset[Key] = frozenset()
) -> tuple[Counter[Key], Counter[Key]]:
    """How often each (word, role, frame) is a cue, and how often it occurs outside the contents that `frames` find."""
    lexicon = CueLexicon(learned=False)
    lexicon.frames |= frames
    classes = WordClasses(lexicon.classes)
    nouns = frozenset(words("nouns.txt"))
    cues: Counter[Key] = Counter()
    total: Counter[Key] = Counter()
    for path in sorted((folder / "text").glob("*.txt")):
        if path.stem in without:
            continue
        tokens = tokenize(path.read_text(encoding="utf-8"), classes)
        reader = Reader(tokens, lexicon)
        annotated: set[int] = set()
        for start, end in cue_spans(folder, path.stem):
            annotated.update(range(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)))
        inside = {index for draft in reader.read() for first, last in draft.content for index in range(first, last)}
        for match in re.finditer("[CSBGEK]", tokens.classes):
            index, word = match.start(), tokens.words[match.start()].lower()
            if index in inside:
                continue
            cue = find_cue(tokens, lexicon, index, 0, len(tokens.classes))
            keys = []
            if word in nouns and may_be_noun(tokens.classes, cue, 0):
                keys.append((word, possession(tokens.classes, index, 0)[0], cue.frame))
            if cue.kind != "K":
                keys.append((cue.word, cue.role, cue.frame))
            for key in keys:
                total[key] += 1
                cues[key] += index in annotated
    return cues, total


def accepted(cues: Counter[Key], total: Counter[Key]) -> dict[tuple[str, str], list[str]]:
    """The frames to list, by (word, role)."""
    by_frame: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    by_word: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (word, of, frame), n in total.items():
        for pool in (by_frame[of, frame], by_word[word, of]):
            pool[0] += cues[word, of, frame]
            pool[1] += n
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (word, of, frame), n in sorted(total.items()):
        kind = "noun" if of in ("noun", "possessed") else "verb"
        frame_share = by_frame[of, frame][0] / by_frame[of, frame][1]
        word_share = (by_word[word, of][0] + 2 * frame_share) / (by_word[word, of][1] + 2)
        weight = 0.6 if kind == "verb" else 0.4
        prior = weight * word_share + (1 - weight) * frame_share
        if (cues[word, of, frame] + STRENGTH[kind] * prior) / (n + STRENGTH[kind]) >= THRESHOLD[kind]:
            table[word, of].append(frame)
    return table


def main() -> None:
    """Writes the table to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", type=Path, help="a file of article stems to leave out, for cross-validation")
    options = parser.parse_args()
    without = frozenset(options.without.read_text(encoding="utf-8").split()) if options.without else frozenset()
    sys.stdout.write(HEADER)
    first = accepted(*count(options.folder, without))
    known = frozenset((word, of, frame) for (word, of), frames in first.items() for frame in frames)
    for (word, of), frames in sorted(accepted(*count(options.folder, without, known)).items()):
        print(word, of, " ".join(frames), sep="\t")


if __name__ == "__main__":
    main()
