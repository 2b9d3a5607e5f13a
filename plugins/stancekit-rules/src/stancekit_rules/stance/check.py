"""What a codebook's author should know: cues that don't compile, and examples that the rules miss or get wrong."""

from collections.abc import Iterator

import re2

from stancekit.contract.classifier import Classifier, Pair
from stancekit.nouns.codebook import Codebook
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Example, Target
from stancekit.text.patterns import KINDS, bounded, options, patterns_of
from stancekit_rules.stance.cues import recogniser_of


def check_cues(codebook: Codebook, classifier: Classifier) -> list[str]:
    """Everything that is doubtful about a codebook's cues, one line each: `targets[0].cues.mention[2]: what is wrong`.

    Checked are: that every pattern is one that RE2 accepts and matches no empty text; that every kind of cue matches at
    least one of the target's examples; that every example with a position is recognised, and judged as it says.
    """
    found: list[str] = []
    for index, target in enumerate(codebook.targets):
        path = f"targets[{index}]"
        broken = list(_broken(target, path))
        found += broken or [*_unused(target, path), *_wrong(target, path, classifier)]
    return found


def _broken(target: Target, path: str) -> Iterator[str]:
    for kind in (*KINDS, "exclude"):
        for number, pattern in enumerate(getattr(target.cues, kind)):
            field = f"{path}.cues.{kind}[{number}]"
            try:
                compiled = re2.compile(bounded([pattern]), options())
            except re2.error as error:
                yield f"{field}: not a pattern that RE2 accepts: {_text(error)}"
                continue
            empty = compiled.search("a b")
            if empty is not None and empty.start() == empty.end():
                yield f"{field}: matches the empty text, so it would match everywhere"


def _text(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _unused(target: Target, path: str) -> Iterator[str]:
    if not target.examples:
        return
    for kind, patterns in patterns_of(target).items():
        compiled = re2.compile(bounded(patterns), options())
        if kind != "exclude" and not any(compiled.search(example.text) for example in target.examples):
            yield f"{path}.cues.{kind}: none of these patterns matches an example; add an example that needs them"


def _wrong(target: Target, path: str, classifier: Classifier) -> Iterator[str]:
    recogniser = recogniser_of(target)
    for number, example in enumerate(target.examples):
        field = f"{path}.examples[{number}]"
        stance = classifier.classify([Pair(statement=_statement(example), target=target)])[0]
        wanted, got = _answer(example.polarity, example.conditional), _answer(stance.polarity, stance.conditional)
        if wanted == got:
            continue
        if example.polarity != "none" and not recogniser.marks(example.text):
            yield f'{field}: no cue matches "{example.text}"'
        else:
            rule = f" by the rule {stance.rule!r}" if stance.rule else ""
            yield f'{field}: expected {wanted}, the rules say {got}{rule}: "{example.text}"'


def _statement(example: Example) -> Statement:
    return Statement(content=example.text, content_spans=((0, len(example.text)),))


def _answer(polarity: str, conditional: bool) -> str:
    return f"{polarity}, on a condition" if conditional else polarity
