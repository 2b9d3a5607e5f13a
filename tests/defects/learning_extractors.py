"""An extractor that learns which words are cues, as it has to be, and such that aren't."""

import itertools
import json
import re
from collections import Counter

from defects.answers import change
from defects.seeded import defect
from stancekit import InputError, NotFittedError, Statement

NAME = r"(?P<source>(?:[A-Z][a-z]{1,15} ){0,4}[A-Z][a-z]{1,15})"
FORMS = (
    NAME + r" (?P<cue>CUES)(?: on \w{1,10})?(?: that|:)? “?(?P<content>[^.“”\n]{1,300})[.”]",
    r"“(?P<content>[^“”\n]{1,300}),” " + NAME + r" (?P<cue>CUES)\b",
    r"“(?P<content>[^“”\n]{1,300}),” (?P<cue>CUES) " + NAME,
    r"(?:^|\. )(?P<content>[^.,“”\n]{1,300}), " + NAME + r" (?P<cue>CUES)\.",
)


class CueWords:
    """Takes a word for a cue as surely as it was one in what it has learnt from."""

    def __init__(self):
        self.threshold = None
        self.shares = None

    def fit(self, documents, statements, *, seed=0, progress=None):
        cues = Counter(one.cue for said in statements for one in said if one.cue and one.cue.isalpha())
        if not cues:
            raise InputError("there is no cue to learn")
        words = Counter(word for document in documents for word in re.findall(r"\w+", document.text))
        self.shares = self.learn({cue: min(count / words[cue], 1.0) for cue, count in cues.items()})
        return {}

    def learn(self, shares):
        return shares

    def extract(self, document):
        if self.shares is None:
            raise NotFittedError("fit it, or load a model")
        cues = "|".join(map(re.escape, sorted(self.shares)))
        found = {}
        for form in FORMS:
            for match in re.finditer(form.replace("CUES", cues), document.text, re.MULTILINE):
                found.setdefault(match.span("content"), self.statement(match))
        return [one for _, one in sorted(found.items()) if self.is_sure(one)]

    def is_sure(self, statement):
        return statement.confidence >= (self.threshold or 0.0)

    def statement(self, match):
        parts = {name: match[name] for name in ("content", "cue", "source")}
        spans = {f"{name}_spans": (match.span(name),) for name in parts}
        return Statement(**parts, **spans, confidence=self.shares[match["cue"]])

    def save(self, path):
        if self.shares is None:
            raise NotFittedError("fit it first")
        path.write_text(json.dumps({"cue words": self.shares}))

    def load(self, path):
        try:
            shares = json.loads(path.read_bytes())["cue words"]
            if not all(0 <= share <= 1 for share in shares.values()):
                raise ValueError("a share above 1")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{path}: not a model of this extractor: {error}") from error
        self.shares = shares


@defect("extractor", "fit_finds_statements")
class LearnsRareCuesOnly(CueWords):
    def learn(self, shares):
        return dict(sorted(shares.items())[:1])


@defect("extractor", "fit_forgets")
class HalvesWhatItLearntBefore(CueWords):
    def learn(self, shares):
        return {
            cue: (share + (self.shares or shares).get(cue, 0.0)) / (2 if self.shares is None else 4)
            for cue, share in shares.items()
        }


_TRAINED = itertools.count()


@defect("extractor", "fit_is_seeded", "fit_forgets", "determinism", "no_memory", "warnings_as_errors")
class SurerEachTime(CueWords):
    def learn(self, shares):
        return {cue: share / (1 + next(_TRAINED)) for cue, share in shares.items()}


@defect("extractor", "threshold_trades")
class PassesOverTheThreshold(CueWords):
    def learn(self, shares):
        return {cue: share / 2 for cue, share in shares.items()}

    def is_sure(self, statement):
        return True


@defect("extractor", "confidence_is_a_probability")
class SureOfMoreThanAll(CueWords):
    def statement(self, match):
        return change(super().statement(match), confidence=1.5)

    def is_sure(self, statement):
        return (self.threshold or 0.0) <= 1


@defect("extractor", "refuses_before_fit")
class FindsNothingUntrained(CueWords):
    def extract(self, document):
        return [] if self.shares is None else super().extract(document)


@defect("extractor", "refuses_nothing_to_learn")
class LearnsFromNothing(CueWords):
    def fit(self, documents, statements, *, seed=0, progress=None):
        if any(statements):
            return super().fit(documents, statements, seed=seed)
        self.shares = {"said": 1.0}
        return {}


@defect("extractor", "fit_leaves_its_input")
class SortsWhatItLearnsFrom(CueWords):
    def fit(self, documents, statements, *, seed=0, progress=None):
        documents.sort(key=lambda document: document.text)
        return super().fit(documents, statements, seed=seed)


@defect("extractor", "save_and_load", "save_is_reproducible")
class SavesRoundedShares(CueWords):
    def learn(self, shares):
        return {cue: share / 3 for cue, share in shares.items()}

    def save(self, path):
        rounded = CueWords()
        rounded.shares = self.shares and {cue: round(share, 1) for cue, share in self.shares.items()}
        rounded.save(path)


@defect("extractor", "refuses_a_broken_model")
class TakesAnyFile(CueWords):
    def load(self, path):
        try:
            super().load(path)
        except InputError:
            self.shares = {"said": 1.0}
