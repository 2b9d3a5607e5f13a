"""Make `lexicons/extraction/cues.tsv`: the frames in which each candidate word is a cue, counted in a corpus.

    python tools/learn_cues.py FOLDER [--without STEMS] > cues.tsv

FOLDER has `text/*.txt` and `attributions/*.ann` (brat standoff with Source, Cue and Content), such as PolNeAR's
training part. A candidate (verbs.txt, nouns.txt) is listed in a role and frame where two shares are high enough: of its
occurrences that are annotated as a cue, and of the statements that the extractor then makes of them that are annotated
ones with their source. Both are smoothed towards the word's and the frame's own shares. The table holds words and
frames alone: nothing of the corpus's text, and no weights.
"""

import argparse
import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from stancekit_rules.extraction.cues import CueLexicon, Key, words
from stancekit_rules.extraction.frames import find_cue, may_be_noun, possession
from stancekit_rules.extraction.reading import Reader
from stancekit_rules.extraction.segmentation import Tokens, WordClasses, tokenize

CUE_THRESHOLD = {"verb": 0.3, "noun": 0.3}
STATEMENT_THRESHOLD = {"verb": 0.4, "noun": 0.4}
WORD_WEIGHT = {"verb": 0.6, "noun": 0.4}  # of the word's own share in the smoothed one, beside the frame's
STRENGTH = {"verb": 3.0, "noun": 4.0}  # how many occurrences the smoothed share counts for
HEADER = """\
# The frames in which a word is a cue: word, role, frames, separated by tabs. Made by tools/learn_cues.py from counts of
# annotated cues in the training part of PolNeAR (Newell et al. 2018); words and frames alone, no text, no weights.
"""

Attribution = dict[str, list[tuple[int, int]]]
Pools = dict[Key, list[int]]  # how often a cue was right, and how often it occurred


class Corpus:
    """The articles of a corpus of attributions, and what the annotators marked in each."""

    def __init__(self, folder: Path, without: frozenset[str]) -> None:
        self.paths = [path for path in sorted((folder / "text").glob("*.txt")) if path.stem not in without]
        self.annotations = sorted((folder / "attributions").glob("*.ann"))

    def articles(self) -> Iterator[tuple[str, list[Attribution]]]:
        """Each article's text and its attributions by the first annotator."""
        for path in self.paths:
            first = next((one for one in self.annotations if one.name.startswith(path.stem)), None)
            if first is not None:
                yield path.read_text(encoding="utf-8"), read_attributions(first.read_text(encoding="utf-8"))


def read_attributions(standoff: str) -> list[Attribution]:
    """The attributions of a brat file: the spans of each role."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for name, _, pieces in re.findall(r"^(T\d+)\t(\S+) ([\d ;]+)\t", standoff, re.M):
        spans[name] = [(int(start), int(end)) for start, end in (piece.split() for piece in pieces.split(";"))]
    found = []
    for event in re.findall(r"^E\d+\t(.*)$", standoff, re.M):
        roles: Attribution = {"Source": [], "Cue": [], "Content": []}
        for role, name in re.findall(r"([A-Za-z]+)\d*:(T\d+)", event):
            if role in roles:
                roles[role] += spans.get(name, [])
        found.append(roles)
    return found


def token_set(tokens: Tokens, spans: list[tuple[int, int]]) -> set[int]:
    """The words that begin inside `spans`."""
    return {
        index
        for start, end in spans
        for index in range(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end))
        if tokens.words[index][0].isalnum()
    }


def overlap(one: set[int], other: set[int]) -> bool:
    """Whether two sets of words are the same span by the usual measure: Dice of at least one half."""
    return 4 * len(one & other) >= len(one) + len(other) > 0


def count_cues(corpus: Corpus) -> Pools:
    """How often each candidate's (word, role, frame) is annotated as a cue."""
    lexicon = CueLexicon(set())
    classes = WordClasses(lexicon.classes)
    nouns = frozenset(words("nouns.txt"))
    pools: Pools = defaultdict(lambda: [0, 0])
    for text, attributions in corpus.articles():
        tokens = tokenize(text, classes)
        annotated = set().union(*(token_set(tokens, roles["Cue"]) for roles in attributions))
        for match in re.finditer("[CSBGEK]", tokens.classes):
            index, word = match.start(), tokens.words[match.start()].lower()
            cue = find_cue(tokens, lexicon, index, 0, len(tokens.classes))
            keys = [cue.key] if cue.kind != "K" else []
            if word in nouns and may_be_noun(tokens.classes, cue, 0):
                keys.append((word, possession(tokens.classes, index, 0)[0], cue.frame))
            for key in keys:
                pools[key][0] += index in annotated
                pools[key][1] += 1
    return pools


def count_statements(corpus: Corpus, frames: set[Key]) -> Pools:
    """How often a statement that the extractor makes of each (word, role, frame) is one, with its source."""
    lexicon = CueLexicon(frames)
    classes = WordClasses(lexicon.classes)
    pools: Pools = defaultdict(lambda: [0, 0])
    for text, attributions in corpus.articles():
        tokens = tokenize(text, classes)
        gold = [(token_set(tokens, roles["Content"]), token_set(tokens, roles["Source"])) for roles in attributions]
        for draft in Reader(tokens, lexicon).read():
            if draft.source is None or draft.parent is not None:
                continue
            content = token_set(tokens, [(tokens.starts[a], tokens.ends[b - 1]) for a, b in draft.content])
            source = token_set(tokens, [(tokens.starts[draft.source[0]], tokens.ends[draft.source[1] - 1])])
            pools[draft.key][0] += any(overlap(content, one) and overlap(source, other) for one, other in gold)
            pools[draft.key][1] += 1
    return pools


def accepted(pools: Pools, threshold: dict[str, float]) -> set[Key]:
    """The keys whose share of right occurrences, smoothed, is at least the threshold."""
    by_frame: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    by_word: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (word, of, frame), (right, n) in pools.items():
        for pool in (by_frame[of, frame], by_word[word, of]):
            pool[0] += right
            pool[1] += n
    found = set()
    for (word, of, frame), (right, n) in pools.items():
        kind = "noun" if of in ("noun", "possessed") else "verb"
        frame_share = by_frame[of, frame][0] / by_frame[of, frame][1]
        word_share = (by_word[word, of][0] + 2 * frame_share) / (by_word[word, of][1] + 2)
        prior = WORD_WEIGHT[kind] * word_share + (1 - WORD_WEIGHT[kind]) * frame_share
        if (right + STRENGTH[kind] * prior) / (n + STRENGTH[kind]) >= threshold[kind]:
            found.add((word, of, frame))
    return found


def main() -> None:
    """Write the table to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", type=Path, help="a file of article stems to leave out, for cross-validation")
    options = parser.parse_args()
    without = frozenset(options.without.read_text(encoding="utf-8").split()) if options.without else frozenset()
    corpus = Corpus(options.folder, without)
    frames = accepted(count_cues(corpus), CUE_THRESHOLD)
    frames &= accepted(count_statements(corpus, frames), STATEMENT_THRESHOLD)
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word, of, frame in sorted(frames):
        table[word, of].append(frame)
    sys.stdout.write(HEADER)
    for (word, of), listed in table.items():
        print(word, of, " ".join(listed), sep="\t")


if __name__ == "__main__":
    main()
