"""Features of the clause that speaks of the target: its operators, their order, and the sign that they add up to.

A statement often takes two positions, on two targets; its other clauses are then about the other one. May import
`question` and the operators.
"""

from collections.abc import Iterator, Sequence
from math import prod

from stancekit_sklearn.operators import find_operators, stem
from stancekit_sklearn.question import HOLDER, TARGET, Question

_BREAKS = frozenset(
    (*",;:.!?—-", "but", "yet", "while", "though", "although", "whereas", "and", "because", "since", "nor", "as")
)
_SIGNS = {"for": 1, "up": 1, "against": -1, "negation": -1, "down": -1}
_TURNING = ("hedge", "condition", "past", "other")
_TELLING = 0.35
"""How telling a word of the topic has to be to count as the place that speaks of the target."""


def ngrams(words: Sequence[str], longest: int) -> Iterator[str]:
    """The runs of one to `longest` words, each joined by spaces."""
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def clause_features(question: Question) -> list[str]:
    """Features of the clause that speaks of the target, and of the operators before it; one alone where none does."""
    clauses = _split(question.masked)
    weights = [_weight(clause, question.topic) for clause in clauses]
    if not weights or max(weights) < _TELLING:
        return ["clause=none"]
    number = weights.index(max(weights))
    clause = clauses[number]
    kinds = "+".join(sorted({match.kind for match in question.matches}))
    target = question.target.name
    place = next((i for i, word in enumerate(clause) if _telling(word, question.topic)), 0)

    found = [(kind, index) for kind, index in find_operators(clause)]
    found += [(word, index) for index, word in enumerate(clause) if word in (HOLDER, TARGET)]
    found.sort(key=lambda entry: entry[1])
    sequence = [kind for kind, _ in found]
    before = [kind for kind, index in found if index < place]
    signed, signed_before = _signed(sequence), _signed(before)
    attitude = [kind for kind in signed if kind in ("for", "against", "negation")]
    deed = [kind for kind in signed if kind in ("up", "down")]
    earlier = [kind for kind, _ in find_operators(clauses[number - 1])] if number else []
    sign, sign_before = _sign(signed), _sign(signed_before)
    parts = f"attitude {_sign(attitude)} deed {_sign(deed)}"
    which = f"{parts} {bool(attitude)} {bool(deed)}"

    roots = [word if word in (HOLDER, TARGET) else stem(word) for word in clause]
    features = [f"clause={'cue' if TARGET in clause else 'topic'}", f"kinds={kinds}"]
    features += [f"word {run}" for run in ngrams(roots, 2)]
    features += [f"operators {run}" for run in ngrams(sequence, 4)]
    features += [f"before {run}" for run in ngrams(before, 2)]
    features += [f"after {run}" for run in ngrams([kind for kind, index in found if index > place], 2)]
    features += [f"earlier {run}" for run in ngrams(earlier[-3:], 2)]
    features += [f"all {' '.join(signed)}", f"all before {' '.join(signed_before)}"]
    features += [f"last before {' '.join(signed_before[-2:])}", f"last deed {target} {' '.join(deed[-1:])}"]
    features += [f"sign {sign}", f"sign before {sign_before}", f"sign {sign} of {min(len(signed), 3)}"]
    for about in (kinds, f"{target}:"):
        features += [f"{about} sign {sign}", f"{about} sign before {sign_before}"]
    features += [parts, which, f"{target} {which}", f"attitudes {' '.join(attitude)}"]
    features += [f"has {kind}" for kind in _TURNING if kind in sequence]
    features += [f"{target}|{run}" for run in ngrams(sequence, 2)]
    features += [f"{target}|word {root}" for root in roots if root not in (HOLDER, TARGET)]
    if not signed:
        features.append(f"inherits {' '.join(_signed(earlier)[-2:])}")
    return features


def _split(words: Sequence[str]) -> list[list[str]]:
    """The clauses, roughly: each begins at a mark or a conjunction, and keeps it."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if word in _BREAKS and clauses[-1]:
            clauses.append([])
        clauses[-1].append(word)
    return [clause for clause in clauses if clause]


def _weight(clause: Sequence[str], topic: dict[str, float]) -> float:
    """How much a clause speaks of the target."""
    return 2.0 * (TARGET in clause) + sum(topic.get(stem(word), 0.0) for word in set(clause))


def _telling(word: str, topic: dict[str, float]) -> bool:
    return word == TARGET or topic.get(stem(word), 0.0) > _TELLING


def _signed(kinds: Sequence[str]) -> list[str]:
    return [kind for kind in kinds if kind in _SIGNS]


def _sign(kinds: Sequence[str]) -> int:
    """What the operators add up to, each that undoes or denies turning the sign round: 1 or -1."""
    return prod(_SIGNS[kind] for kind in kinds)
