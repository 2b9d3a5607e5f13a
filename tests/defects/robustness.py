"""Classifiers that break on some questions, or take too long for them: emoji, no words, very many, odd targets."""

import re

from defects.seeded import defect
from defects.sound import Verbs


@defect("classifier", "any_unicode")
class CrashesOnEmoji(Verbs):
    def find(self, pair):
        pair.statement.content.encode("utf-16-le").decode("utf-16-le").encode("cp1252", "strict")
        return super().find(pair)


@defect("classifier", "any_unicode")
class TakesAByteForACharacter(Verbs):
    def find(self, pair):
        content = pair.statement.content
        assert all(ord(letter) < 0x10000 for letter in content), "a character that UTF-16 writes in two"
        return super().find(pair)


@defect("classifier", "empty_text")
class CrashesOnEmptyText(Verbs):
    def find(self, pair):
        first = pair.statement.content.split()[0]
        return super().find(pair) if first else None


@defect("classifier", "empty_text")
class EvidenceInEmptyText(Verbs):
    def judge(self, pair):
        stance = super().judge(pair)
        if pair.statement.content.strip():
            return stance
        return type(stance)(target=stance.target, polarity="none", evidence=pair.statement.content_spans)


@defect("classifier", "long_text")
class CrashesOnLongText(Verbs):
    def find(self, pair):
        self.descend(pair.statement.content.split())
        return super().find(pair)

    def descend(self, words):
        return 1 + self.descend(words[200:]) if len(words) > 200 * 90 else 0 if len(words) < 1000 else self.refuse()

    def refuse(self):
        raise RecursionError("maximum recursion depth exceeded")


@defect("classifier", "unknown_target")
class TakesTheTargetForAPattern(Verbs):
    def find(self, pair):
        re.compile(pair.target.name)
        return super().find(pair)


@defect("classifier", "unknown_target")
class KnowsSomeTargetsOnly(Verbs):
    TARGETS = ("talks", "sanctions", "ceasefire", "the canal", "NATO expansion", "canal", "NATO", "plan", "x", "")

    def find(self, pair):
        self.TARGETS.index(pair.target.name)
        return super().find(pair)


@defect("classifier", "without_a_document")
class NeedsADocument(Verbs):
    def find(self, pair):
        return super().find(pair) if pair.document.language == "en" else None


@defect("classifier", "without_holder_and_speaker")
class NeedsAHolder(Verbs):
    def find(self, pair):
        return super().find(pair) if pair.statement.holder.name else None


@defect("classifier", "any_sequence")
class NeedsAList(Verbs):
    def classify(self, pairs):
        return super().classify(pairs.copy())


@defect("classifier", "linear_in_the_text")
class QuadraticInTheText(Verbs):
    def find(self, pair):
        content = pair.statement.content
        sum(len(content[start:]) for start in range(0, len(content), 4))
        return super().find(pair)


@defect("classifier", "linear_in_the_batch")
class QuadraticInTheBatch(Verbs):
    def classify(self, pairs):
        return [self.judge(pairs[[other is pair for other in pairs].index(True)]) for pair in pairs]
