"""The cue lexicon: which words attribute a statement, in which role and with what standing after them.

A cue is accepted by three things: its base form, its role (how it stands in its clause) and its frame (what follows).
The tables are data files in `lexicons/extraction`; their headers say where they come from.
"""

from collections.abc import Iterator
from importlib.resources import files

from stancekit_rules.extraction.inflection import inflect

Key = tuple[str, str, str]
"""A word (a verb's base form or a noun), its role in the clause, and the frame that follows it."""

PREPOSITIONS = frozenset(("for", "against", "to", "on", "of", "out", "about", "at", "with"))
SAY_FRAMES = ("that", "quote", "colon", "end", "pronoun", "clause", "object", "question")
NOUN_FRAMES = ("that", "infinitive", "for", "of", "to", "against")
ACT_FRAMES = ("object", "that", "quote", "gerund")


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The tab-separated rows of a data file in `lexicons/extraction`, without its comments."""
    text = files("stancekit_rules").joinpath("lexicons", "extraction", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


def words(name: str) -> list[str]:
    """The words of a data file that is one list."""
    return [word for row in rows(name) for word in row[0].split()]


def role(form: str, before: str, frame: str) -> str:
    """The role of a cue: its word class (`form`), what stands `before` it, and its frame."""
    if before == "determiner":
        return "noun"
    if form in "CE" and (before == "be" or frame == "by"):
        return "passive"
    if before == "to":
        return "infinitive"
    return {"G": "gerund", "B": "base"}.get(form, "finite")


class CueLexicon:
    """Word classes, and the frames in which a word is a cue.

    Attributes:
        classes: Word to class, lower case.
        lemmas: Form of a cue verb to its base.
        frames: The accepted (base or noun, role, frame) triples.
        prepositions: The prepositions that a verb takes its content with.
    """

    def __init__(self, *, learned: bool = True) -> None:
        self.classes: dict[str, str] = {}
        self.lemmas: dict[str, str] = {}
        self._add_verbs()
        for kind, listed in rows("words.tsv"):
            for word in listed.split():
                if kind != "V" or word not in self.classes:
                    self.classes[word] = kind
                    self.lemmas.pop(word, None)
        for noun in words("nouns.txt"):
            self.classes.setdefault(noun, "K")
        self.classes["according"] = "L"
        written = {kind: frozenset(listed.split()) for kind, listed in rows("speech_acts.tsv")}
        self.addressing = written["address"]
        self.saying = written["say"] - written["act"]
        named_acts = {"say", "act", "address"} | (written.keys() & PREPOSITIONS)
        self.nested = frozenset().union(*(written[kind] for kind in named_acts))
        self.frames: set[Key] = set()
        if learned:
            self.frames = {(lemma, role, frame) for lemma, role, listed in rows("cues.tsv") for frame in listed.split()}
            self.frames -= {row for row in self.frames if row[0] in written["impersonal"]}
            self.frames -= {row for row in self.frames if f"{row[0]}/{row[1]}" in written["except"]}
            self._add_written(written)
        self.prepositions = {
            verb: frozenset(p for p in written.keys() & PREPOSITIONS if verb in written[p])
            for verb in frozenset().union(*(written[p] for p in written.keys() & PREPOSITIONS))
        }

    def _add_verbs(self) -> None:
        irregular = {row[0]: row[1:] for row in rows("irregular.tsv")}
        verbs = words("verbs.txt")
        for verb in verbs:
            forms = inflect(verb, irregular)
            for word in forms.past:
                self.classes[word], self.lemmas[word] = "C", verb
            for word in forms.participle:
                if word not in forms.past:
                    self.classes[word], self.lemmas[word] = "E", verb
        for verb in verbs:
            forms = inflect(verb, irregular)
            for kind, listed in (("S", forms.third), ("G", forms.gerund), ("B", (verb,))):
                for word in listed:
                    if self.classes.setdefault(word, kind) == kind:
                        self.lemmas.setdefault(word, verb)

    def _add_written(self, written: dict[str, frozenset[str]]) -> None:
        for kind, frames in (
            ("say", SAY_FRAMES),
            ("act", ACT_FRAMES),
            ("address", ("that", "quote", "pronoun", "clause", "infinitive")),
        ):
            for verb in written[kind]:
                for of in ("finite", "gerund"):
                    self.frames.update((verb, of, frame) for frame in frames if of == "finite" or frame != "end")
        self.frames.update((verb, "passive", "by") for verb in written["act"])
        for verb in written["infinitive"]:
            self.frames.update((verb, of, "infinitive") for of in ("finite", "gerund"))
        self.frames.update((noun, "possessed", frame) for noun in written["noun"] for frame in NOUN_FRAMES)
        for preposition in written.keys() & PREPOSITIONS:
            self.frames.update((verb, of, preposition) for verb in written[preposition] for of in ("finite", "gerund"))

    def takes_clause(self, lemma: str) -> bool:
        """Whether what follows the verb may be a clause without "that"."""
        return (lemma, "finite", "pronoun") in self.frames

    def postposes(self, lemma: str) -> bool:
        """Whether the verb may follow what it attributes: "The US rejected the plan, the ministry told reporters"."""
        return lemma in self.addressing or (lemma, "finite", "end") in self.frames

    def inverts(self, lemma: str) -> bool:
        """Whether the verb may stand before its subject, after a quotation: "...," said Peskov."""
        return lemma not in self.addressing and (lemma, "finite", "end") in self.frames
