"""Classifiers whose answers are wrong: in number, order, target, polarity, label, probabilities or evidence."""

from collections import Counter

import msgspec
import numpy as np

from defects.seeded import defect
from defects.sound import ANSWERS, Verbs


def change(stance, **fields):
    return msgspec.structs.replace(stance, **fields)


@defect("classifier", "evidence_in_the_statement")
class EvidenceOffByOne(Verbs):
    def evidence(self, pair, found):
        return tuple((start + 1, end + 1) for start, end in super().evidence(pair, found))


@defect("classifier", "evidence_counts_from_the_document", "evidence_in_the_statement")
class EvidenceCountedFromTheContent(Verbs):
    def evidence(self, pair, found):
        return (found.span(),)


@defect("classifier", "evidence_in_the_statement")
class EvidenceOverAnInterruption(Verbs):
    def evidence(self, pair, found):
        at = pair.statement.content.find(pair.target.name)
        spans = pair.statement.locate(min(found.start(), max(at, 0)), max(found.end(), at + len(pair.target.name)))
        return ((spans[0][0], spans[-1][1]),) if spans else ()


@defect("classifier", "evidence_in_the_statement")
class EmptyEvidence(Verbs):
    def evidence(self, pair, found):
        return tuple((start, start) for start, _ in super().evidence(pair, found))


@defect("classifier", "answers_can_be_written")
class EvidenceInLists(Verbs):
    def evidence(self, pair, found):
        return [list(span) for span in super().evidence(pair, found)]


@defect("classifier", "answers_can_be_written")
class NumpyProbabilities(Verbs):
    def probabilities(self, polarity):
        return {answer: np.float32(share) for answer, share in super().probabilities(polarity).items()}


@defect("classifier", "probabilities_sum_to_one")
class ProbabilitiesNotNormalised(Verbs):
    def probabilities(self, polarity):
        return {answer: 0.9 if answer == polarity else 0.2 for answer in ANSWERS}


@defect("classifier", "probabilities_sum_to_one", "answers_can_be_written")  # JSON has no NaN
class ProbabilitiesNotANumber(Verbs):
    def probabilities(self, polarity):
        return dict.fromkeys(ANSWERS, float("nan")) if polarity == "none" else super().probabilities(polarity)


@defect("classifier", "probabilities_sum_to_one")
class ProbabilitiesInPercent(Verbs):
    def probabilities(self, polarity):
        return {answer: 100 * share for answer, share in super().probabilities(polarity).items()}


@defect("classifier", "probabilities_sum_to_one")
class ProbabilitiesOfLabels(Verbs):
    def probabilities(self, polarity):
        return {answer.upper(): share for answer, share in super().probabilities(polarity).items()}


@defect("classifier", "probabilities_agree")
class ProbabilitiesOfTheOtherSide(Verbs):
    def probabilities(self, polarity):
        turned = {"favor": "against", "against": "favor", "none": "none"}
        return super().probabilities(turned[polarity])


@defect("classifier", "label_of_the_target")
class LabelOfItsOwn(Verbs):
    def label(self, pair, polarity):
        return None if polarity == "none" else f"{polarity}_{pair.target.name}"


@defect("classifier", "label_of_the_target")
class LabelOfTheOtherPolarity(Verbs):
    def label(self, pair, polarity):
        return pair.target.against if polarity == "favor" else super().label(pair, polarity)


@defect("classifier", "known_polarity", "answers_can_be_written")  # what is written is of the declared type
class PolarityOfItsOwn(Verbs):
    def judge(self, pair):
        stance = super().judge(pair)
        return change(stance, polarity="neutral", probabilities=None) if stance.polarity == "none" else stance


@defect("classifier", "own_target")
class SwallowsTheTarget(Verbs):
    def judge(self, pair):
        return change(super().judge(pair), target="")


@defect("classifier", "own_target")
class TidiesTheTarget(Verbs):
    def judge(self, pair):
        return change(super().judge(pair), target=pair.target.name.strip().lower())


@defect("classifier", "output_length")
class DropsRepeatedPairs(Verbs):
    def classify(self, pairs):
        found = {}
        for pair in pairs:
            found.setdefault(repr(pair), self.judge(pair))
        return list(found.values())


@defect(
    "classifier", "output_length", "any_unicode", "empty_text", "long_text", "unknown_target"
)  # not answered either
class LeavesOutNone(Verbs):
    def classify(self, pairs):
        return [stance for stance in super().classify(pairs) if stance.polarity != "none"]


@defect("classifier", "output_length")
class AnswersOneByOne(Verbs):
    def classify(self, pairs):
        return (self.judge(pair) for pair in pairs)


@defect("classifier", "output_order")
class SortsTheBatch(Verbs):
    def classify(self, pairs):
        return super().classify(sorted(pairs, key=lambda pair: len(pair.statement.content)))


@defect("classifier", "output_order")
class GroupsByPolarity(Verbs):
    def classify(self, pairs):
        return sorted(super().classify(pairs), key=lambda stance: stance.polarity)


@defect("classifier", "output_order")
class TurnsTheBatchRound(Verbs):
    def classify(self, pairs):
        return super().classify(pairs)[::-1]


@defect("classifier", "batch_invariance")
class NormalisesOverTheBatch(Verbs):
    def classify(self, pairs):
        found = super().classify(pairs)
        most = Counter(stance.polarity for stance in found).most_common(1)[0][0] if found else "none"
        even = {answer: 0.5 if answer == most else 0.25 for answer in ANSWERS}
        return [change(stance, probabilities=even) if stance.polarity == most else stance for stance in found]


@defect("classifier", "batch_invariance")
class HolderOfTheNeighbour(Verbs):
    def classify(self, pairs):
        found = super().classify(pairs)
        for index, stance in enumerate(found):
            if stance.holder is None and index:
                found[index] = change(stance, holder=found[index - 1].holder)
        return found
