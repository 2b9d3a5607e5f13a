"""The cue lexicon: which words attribute a statement, in which role and with what standing after them.

A cue is accepted by three things: its base form, its role (how it stands in its clause) and its frame (what follows).
The tables are data files in `lexicons/extraction`; their headers say where they come from.
"""

from collections.abc import Iterator
from importlib.resources import files

from stancekit_rules.extraction.inflection import inflect

Key = tuple[str, str, str]
"""A word (a verb's base form or a noun), its role in the clause, and the frame that follows it."""

ARGUMENT_PREPOSITIONS = frozenset(("for", "against", "to", "on", "of", "out", "off", "about", "at", "with"))
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
        cue_words: The words that are a cue in any role and frame.
        acts: The verbs that name a speech act with its object.
        prepositions: The prepositions that a verb takes its content with.
    """

    def __init__(self, frames: set[Key] | None = None) -> None:
        """Read the lexicon; with `frames`, these instead of those of the data files."""
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
        self.acts = written["act"]
        self.saying = written["say"] - written["act"]
        named_acts = {"say", "act", "address"} | (written.keys() & ARGUMENT_PREPOSITIONS)
        self.nested = frozenset().union(*(written[kind] for kind in named_acts))
        self.frames: set[Key] = frames if frames is not None else self._read_frames(written)
        self.cue_words = self._find_cue_words()
        self.prepositions = {
            verb: frozenset(p for p in written.keys() & ARGUMENT_PREPOSITIONS if verb in written[p])
            for verb in frozenset().union(*(written[p] for p in written.keys() & ARGUMENT_PREPOSITIONS))
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

    def _read_frames(self, written: dict[str, frozenset[str]]) -> set[Key]:
        """The learned frames without those that attribute nothing, and the written ones."""
        frames = {(word, of, frame) for word, of, listed in rows("cues.tsv") for frame in listed.split()}
        learnt = {key for key in frames if key[0] not in written["impersonal"]}
        return {key for key in learnt | self._written_frames(written) if f"{key[0]}/{key[1]}" not in written["except"]}

    def _written_frames(self, written: dict[str, frozenset[str]]) -> set[Key]:
        found: set[Key] = set()
        for kind, frames in (
            ("say", SAY_FRAMES),
            ("act", ACT_FRAMES),
            ("address", ("that", "quote", "pronoun", "clause", "infinitive")),
        ):
            for verb in written[kind]:
                for of in ("finite", "gerund"):
                    found.update((verb, of, frame) for frame in frames if of == "finite" or frame != "end")
        found.update((verb, "passive", "by") for verb in written["act"])
        for verb in written["infinitive"]:
            found.update((verb, of, "infinitive") for of in ("finite", "gerund"))
        found.update((noun, "possessed", frame) for noun in written["noun"] for frame in NOUN_FRAMES)
        for preposition in written.keys() & ARGUMENT_PREPOSITIONS:
            found.update((verb, of, preposition) for verb in written[preposition] for of in ("finite", "gerund"))
        return found

    def _find_cue_words(self) -> frozenset[str]:
        """The words that are a cue in any role and frame: the others need no closer look."""
        roles = {"C": {"finite", "passive", "noun"}, "E": {"finite", "passive"}, "S": {"finite", "noun"}}
        roles |= {"B": {"base", "infinitive", "finite", "noun"}, "G": {"gerund", "finite", "infinitive", "noun"}}
        known: dict[str, set[str]] = {}
        for word, of, _ in self.frames:
            known.setdefault(word, set()).add(of)
        verbs = {word for word, lemma in self.lemmas.items() if known.get(lemma, set()) & roles[self.classes[word]]}
        nouns = {word for word, of in known.items() if of & {"noun", "possessed"}}
        return frozenset(verbs | nouns)

    def takes_clause(self, lemma: str) -> bool:
        """Whether what follows the verb may be a clause without "that"."""
        return (lemma, "finite", "pronoun") in self.frames

    def postposes(self, lemma: str) -> bool:
        """Whether the verb may follow what it attributes: "The US rejected the plan, the ministry told reporters"."""
        return lemma in self.addressing or (lemma, "finite", "end") in self.frames

    def inverts(self, lemma: str) -> bool:
        """Whether the verb may stand before its subject, after a quotation: "...," said Peskov."""
        return lemma not in self.addressing and (lemma, "finite", "end") in self.frames
