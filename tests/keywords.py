"""A small plugin of the tests' own: "X said that Y." as statements, judged by a handful of words."""

import re

from stancekit import Actor, Document, Pair, Stance, Statement, Target, hookimpl
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.target import Cues

STANCEKIT_API = 1

SAID = re.compile(r"(?P<source>[A-Z]\w+(?: [A-Z]\w+)*) (?P<cue>said|warned) that (?P<content>[^.]+)\.")
FAVOR = re.compile(r"\bis ready for|\bwants\b")
AGAINST = re.compile(r"\brejects\b|\bwill not\b")


class KeywordExtractor:
    def extract(self, document: Document) -> list[Statement]:
        return [
            Statement(
                content=found["content"],
                content_spans=(found.span("content"),),
                cue=found["cue"],
                cue_spans=(found.span("cue"),),
                source=found["source"],
                source_spans=(found.span("source"),),
                speaker=Actor(found["source"]),
                holder=Actor(found["content"].split()[0]),
            )
            for found in SAID.finditer(document.text)
        ]


class KeywordClassifier:
    def classify(self, pairs: list[Pair]) -> list[Stance]:
        return [self.judge(pair.statement, pair.target) for pair in pairs]

    def judge(self, statement: Statement, target: Target) -> Stance:
        content = statement.content
        if any(word in content for word in (target.name, *target.aliases)):
            for polarity, words in (("favor", FAVOR), ("against", AGAINST)):
                if found := words.search(content):
                    return Stance(
                        target=target.name,
                        polarity=polarity,
                        conditional=" if " in content,
                        evidence=statement.locate(*found.span()),
                    )
        return Stance(target=target.name, polarity="none")


CODEBOOK = Codebook(
    name="keywords",
    version="1",
    description="Talks and sanctions, for tests.",
    targets=(
        Target(
            "talks",
            aliases=("negotiations",),
            favor="wants_talks",
            against="refuses_talks",
            cues=Cues(mention=("talks",)),
        ),
        Target("sanctions", favor="wants_sanctions", against="opposes_sanctions"),
    ),
)


@hookimpl
def stancekit_register_extractors(register):
    register("keywords", KeywordExtractor)


@hookimpl
def stancekit_register_classifiers(register):
    register("keywords", KeywordClassifier)


@hookimpl
def stancekit_register_codebooks(register):
    register("keywords", lambda: CODEBOOK)
