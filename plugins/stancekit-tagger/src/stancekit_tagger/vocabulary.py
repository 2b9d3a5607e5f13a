"""What is learnt of words: their numbers, ends, clusters, and how often each is a cue or a source.

Clusters come from the words' neighbours in unlabelled text: positive pointwise mutual information, a truncated singular
value decomposition and k-means (Levy & Goldberg 2014; clusters as features: Koo, Carreras & Collins 2008). May import
the segmentation; scikit-learn and scipy only where it is trained.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np

from stancekit_tagger.segmentation import BLANK, BLANK_WORD, Ints, Text

UNKNOWN, NOWHERE = 0, 1
"""The numbers of what isn't listed, and of a blank place, in every list."""

SHAPES = ("blank", "lower", "capital", "upper", "mixed", "number", "code", *",.?“”\"':;-()s$", "other")
SHAPE = {name: number for number, name in enumerate(SHAPES)}
_MARKS = {
    mark: shape
    for shape, marks in (
        (",", ","),
        (".", "."),
        ("?", "! ? …"),
        ("“", "“"),
        ("”", "”"),
        ('"', "\" `` ''"),
        ("'", "‘ ’ ' `"),
        (":", ":"),
        (";", ";"),
        ("-", "- – —"),
        ("(", "( ["),
        (")", ") ]"),
        ("s", "'s ’s"),
        ("$", "$ £ €"),
    )
    for mark in marks.split()
}

PROPERTIES = ("word", "fine", "middle", "coarse", "stem", "end3", "end2", "head", "shape", "cue", "source", "length")
"""What is known of each word, in the order of `Vocabulary.traits`; fine, middle and coarse are its clusters."""

CLUSTERS = (800, 200, 48)
"""How many clusters there are: fine, middle and coarse."""

_CONTEXT_WORDS = 1000
_DIMENSIONS = 64
_RARE = 30
"""Up to how often a word occurs for it to say in which cluster unknown words of its end are."""

_SHARES = (0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6)
LEVELS = len(_SHARES) + 2
"""How many levels there are of how often a word is a cue or a source; 0 is a blank place."""

_LONGEST = 12


class Tables(msgspec.Struct, frozen=True):
    """What a vocabulary holds, as it is written to a file.

    Attributes:
        words: Lower-case words; the number of each is its place plus 2, as in the other lists.
        stems: Stems of words.
        ends3: Last three letters.
        ends2: Last two.
        heads: First four.
        clusters: The numbers of the words' clusters, fine, middle and coarse.
        ends: By the last letters of an unknown word, its clusters.
        cues: For each stem, on how many levels it is a cue.
        sources: The same for sources.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    ends3: tuple[str, ...]
    ends2: tuple[str, ...]
    heads: tuple[str, ...]
    clusters: tuple[tuple[int, ...], ...]
    ends: dict[str, tuple[int, ...]]
    cues: tuple[int, ...]
    sources: tuple[int, ...]


class Roles(msgspec.Struct):
    """How often each stem occurs, and how often in a cue and in a source."""

    all: Counter[str]
    cues: Counter[str]
    sources: Counter[str]

    @classmethod
    def sum(cls, counted: Iterable["Roles"]) -> "Roles":
        """All of them together."""
        total = cls(Counter(), Counter(), Counter())
        for roles in counted:
            total.all.update(roles.all)
            total.cues.update(roles.cues)
            total.sources.update(roles.sources)
        return total

    def without(self, other: "Roles", stem: str) -> tuple[int, int]:
        """The levels of a stem as cue and source, as if `other` had not been counted."""
        count = self.all[stem] - other.all[stem]
        return (
            level(self.cues[stem] - other.cues[stem], count),
            level(self.sources[stem] - other.sources[stem], count),
        )


class Vocabulary:
    """The words that are known, and the numbers of each one's properties."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._words = _numbers(tables.words)
        self._stems = _numbers(tables.stems)
        self._ends3 = _numbers(tables.ends3)
        self._ends2 = _numbers(tables.ends2)
        self._heads = _numbers(tables.heads)
        self._known: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._matrix = np.zeros((0, len(PROPERTIES)), np.int64)
        lists = (tables.words, *[()] * len(CLUSTERS), tables.stems, tables.ends3, tables.ends2, tables.heads)
        sizes = [len(listed) + 2 for listed in lists]
        sizes[1 : 1 + len(CLUSTERS)] = [count + 2 for count in CLUSTERS]
        self.sizes = dict(zip(PROPERTIES, [*sizes, len(SHAPES), LEVELS, LEVELS, _LONGEST + 1], strict=True))

    _LIMIT = 200_000

    def traits(self, words: Sequence[str]) -> Ints:
        """The properties of words, (words, `PROPERTIES`)."""
        known, rows = self._known, self._rows
        if len(known) > self._LIMIT:
            known.clear()
            rows.clear()
        numbers = []
        for word in words:
            number = known.get(word)
            if number is None:
                number = known[word] = len(rows)
                rows.append(self._row(word))
            numbers.append(number)
        if len(self._matrix) != len(rows):
            self._matrix = np.array(rows, dtype=np.int64)
        return self._matrix[np.array(numbers, dtype=np.int64)]

    def _row(self, word: str) -> tuple[int, ...]:
        if word == BLANK_WORD:
            return (NOWHERE,) * (len(PROPERTIES) - 4) + (0, 0, 0, 0)
        lower = word.lower()
        number = self._words.get(lower, UNKNOWN)
        ends = self.tables.ends
        if number:
            clusters = tuple(cluster[number - 2] for cluster in self.tables.clusters)
        else:
            clusters = ends.get(lower[-3:]) or ends.get(lower[-2:]) or ends[""]
        stem = self._stems.get(stem_of(lower), UNKNOWN)
        return (
            number,
            *clusters,
            stem,
            self._ends3.get(lower[-3:], UNKNOWN),
            self._ends2.get(lower[-2:], UNKNOWN),
            self._heads.get(lower[:4], UNKNOWN),
            shape_of(word),
            self.tables.cues[stem - 2] if stem else 1,
            self.tables.sources[stem - 2] if stem else 1,
            min(len(word), _LONGEST),
        )


def learn_vocabulary(texts: Sequence[Text], roles: Roles, *, seed: int) -> Vocabulary:
    """The vocabulary of texts, with the roles of their words."""
    counts = Counter(word.lower() for text in texts for word in text.words if word != BLANK_WORD)
    words = _frequent(counts, str, 3)
    stems = _frequent(counts, stem_of, 3)
    nobody = Roles(Counter(), Counter(), Counter())
    levels = [roles.without(nobody, stem) for stem in stems]
    clusters = _learn_clusters(texts, words, counts, seed)
    return Vocabulary(
        Tables(
            words=words,
            stems=stems,
            ends3=_frequent(counts, lambda word: word[-3:], 10),
            ends2=_frequent(counts, lambda word: word[-2:], 10),
            heads=_frequent(counts, lambda word: word[:4], 8),
            clusters=clusters,
            ends=_clusters_by_end(words, counts, clusters),
            cues=tuple(cue for cue, _ in levels),
            sources=tuple(source for _, source in levels),
        )
    )


def count_roles(words: Sequence[str], cues: Iterable[int], sources: Iterable[int]) -> Roles:
    """How often each stem of a text occurs, and in which roles, by the numbers of the words in them."""
    stems = [stem_of(word.lower()) for word in words]
    return Roles(
        Counter(stem for stem, word in zip(stems, words, strict=True) if word != BLANK_WORD),
        Counter(stems[index] for index in cues),
        Counter(stems[index] for index in sources),
    )


def level(count: int, of: int) -> int:
    """How often, of a number of times, on a scale of levels from 1."""
    return 1 + sum((count + 0.02) / (of + 1.0) >= share for share in _SHARES)


def stem_of(word: str) -> str:
    """A lower-case word without an inflectional ending: the same for most forms of a verb, and no word itself."""
    for ending, least in (("ies", 2), ("ing", 3), ("ed", 3), ("es", 3), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            base = word[: -len(ending)] + ("y" if ending == "ies" else "")
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base.rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def shape_of(word: str) -> int:
    """The number of a word's shape in `SHAPES`."""
    if (mark := _MARKS.get(word)) is not None:
        return SHAPE[mark]
    letters = word.translate(_JOINTS)
    if letters.isalpha():
        if letters.islower():
            return SHAPE["lower"]
        if word[1:].islower() or len(word) == 1:
            return SHAPE["capital"]
        return SHAPE["upper" if letters.isupper() else "mixed"]
    if word[0].isdigit():
        return SHAPE["number"]
    if any(map(str.isalnum, word)):
        return SHAPE["code"]
    return SHAPE["-" if word[0] == "-" else "." if word[0] == "." else "other"]


_JOINTS = str.maketrans("", "", "-'’.&/@")


def _numbers(listed: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(listed, start=2)}


def _frequent(counts: Mapping[str, int], part: Callable[[str], str], least: int) -> tuple[str, ...]:
    """The parts of words that occur often enough, the most frequent first."""
    total: Counter[str] = Counter()
    for word, count in counts.items():
        total[part(word)] += count
    return tuple(name for name, count in sorted(total.items(), key=lambda item: (-item[1], item[0])) if count >= least)


def _learn_clusters(
    texts: Sequence[Text], words: Sequence[str], counts: Mapping[str, int], seed: int
) -> tuple[tuple[int, ...], ...]:
    """For each number of clusters, that of each word, from 2."""
    from scipy import sparse
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.utils.extmath import randomized_svd

    numbers = _numbers(words)
    numbers[BLANK_WORD] = NOWHERE
    sequence = np.array([numbers.get(word.lower(), UNKNOWN) for text in texts for word in text.words], dtype=np.int64)
    height, width = len(words) + 2, min(_CONTEXT_WORDS, len(words) + 2)
    rows, columns = [], []
    for place, offset in enumerate((-2, -1, 1, 2)):
        one, other = sequence[BLANK:-BLANK], np.roll(sequence, -offset)[BLANK:-BLANK]
        counted = (one > NOWHERE) & (other < width)
        rows.append(one[counted])
        columns.append(other[counted] + place * width)
    row, column = np.concatenate(rows), np.concatenate(columns)
    together = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(height, 4 * width))
    together.sum_duplicates()
    by_word = np.asarray(together.sum(axis=1)).ravel() + 1e-9
    by_context = (np.asarray(together.sum(axis=0)).ravel() + 1e-9) ** 0.75
    cells = together.tocoo()
    expected = by_word[cells.row] * by_context[cells.col] / by_context.sum()
    information = np.log(cells.data / expected)
    positive = information > 0
    weighed = sparse.csr_matrix(
        (information[positive], (cells.row[positive], cells.col[positive])), shape=together.shape
    )
    dimensions = min(_DIMENSIONS, height - 1)
    left, values, _ = randomized_svd(weighed, dimensions, random_state=seed, n_iter=4)
    vectors = (left * np.sqrt(values))[2:]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    weight = np.sqrt([counts[word] for word in words])
    found = []
    for count in CLUSTERS:
        means = MiniBatchKMeans(min(count, len(words)), random_state=seed, batch_size=4096, n_init=3, max_iter=60)
        found.append(tuple((means.fit(vectors, sample_weight=weight).labels_ + 2).tolist()))
    return tuple(found)


def _clusters_by_end(
    words: Sequence[str], counts: Mapping[str, int], clusters: Sequence[Sequence[int]]
) -> dict[str, tuple[int, ...]]:
    """By last letters, the clusters that most rare words with them are in."""
    found: defaultdict[str, list[Counter[int]]] = defaultdict(lambda: [Counter() for _ in clusters])
    for index, word in enumerate(words):
        if counts[word] < _RARE:
            for end in (word[-3:], word[-2:], ""):
                for counter, cluster in zip(found[end], clusters, strict=True):
                    counter[cluster[index]] += 1
    ends = {
        end: tuple(min(counter.items(), key=lambda item: (-item[1], item[0]))[0] for counter in counters)
        for end, counters in found.items()
    }
    ends.setdefault("", (UNKNOWN,) * len(clusters))
    return ends
