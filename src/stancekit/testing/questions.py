"""What the conformance kit asks: pairs for a classifier, documents for an extractor, and a set to learn from.

Plain English about a handful of targets, with position and without, beside any text at all. Imports the nouns.
"""

import random
from functools import lru_cache

import hypothesis
from hypothesis import strategies as st

from stancekit.contract.classifier import Pair, TrainableClassifier
from stancekit.contract.declaration import Declaration
from stancekit.contract.extractor import TrainableExtractor
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Actor, Polarity, Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Cues, Target
from stancekit.testing import strategies

NAMES = ("talks", "sanctions", "ceasefire", "the canal", "NATO expansion")

PAIRS = 90
"""How many pairs a classifier learns from."""

ARTICLES = 80
"""How many articles an extractor learns from."""

FAVOR = ("support", "welcome", "demand", "back", "want", "favour", "insist on", "are ready for", "agree to", "applaud")
AGAINST = ("oppose", "reject", "refuse", "condemn", "rule out", "denounce", "resist", "are against", "veto", "block")
NEUTRAL = ("describe", "mention", "date", "study", "film", "translate", "count", "list", "photograph", "draw")

_VERBS = (*FAVOR, *AGAINST, *NEUTRAL)

VERBS: dict[Polarity, tuple[str, ...]] = {"favor": FAVOR, "against": AGAINST, "none": NEUTRAL}

_HOLDERS = (Actor("Anna Berg"), Actor("Otto Lind"), Actor("Norland"), None)

_ENDS = ("", ".", " today", " in Oslo", ", he said", " 🎉", " – “now”")


def _full(name: str) -> Target:
    return Target(
        name,
        description=f"Whether there should be {name}.",
        favor=f"for_{name.split()[-1]}",
        against=f"against_{name.split()[-1]}",
        cues=Cues(mention=(name,)),
    )


def _known_targets() -> st.SearchStrategy[Target]:
    """A new one each time, since a part that is checked may change what it is given."""
    return st.sampled_from(NAMES).map(Target) | st.sampled_from(NAMES).map(_full)


@st.composite
def _positions(draw: st.DrawFn) -> tuple[str, Target]:
    target = draw(_known_targets())
    verb = draw(st.sampled_from(_VERBS))
    form = draw(
        st.sampled_from(["we {verb} {target}", "{target} we {verb}", "{verb} {target}", "we do not {verb} {target}"])
    )
    return form.format(verb=verb, target=target.name) + draw(st.sampled_from(_ENDS)), target


def place(
    content: str, before: str = "", after: str = "", cut: int | None = None, holder: Actor | None = _HOLDERS[0]
) -> tuple[Statement, Document]:
    """A statement and the document that it stands in, in two pieces where `cut` is the place of a space in it."""
    text = before + content + after
    start = len(before)
    spans: tuple[tuple[int, int], ...] = ((start, start + len(content)),)
    if cut is not None:
        first, second = content[:cut], content[cut + 1 :]
        between = ", she said, "
        text = before + first + between + second + after
        spans = ((start, start + cut), (start + cut + len(between), start + cut + len(between) + len(second)))
    return Statement(content=content, content_spans=spans, holder=holder, speaker=holder), Document(text=text)


@st.composite
def _placed(draw: st.DrawFn, asked: tuple[str, Target]) -> Pair:
    """A text and a target as a pair: alone or within a document, in one piece or two."""
    content, target = asked
    spaces = [index for index, letter in enumerate(content) if letter == " " and 0 < index < len(content) - 1]
    cut = draw(st.none() | st.sampled_from(spaces)) if spaces else None
    before = draw(st.sampled_from(["", "Oslo. ", "\n\n", "“Yes,” 🎉 ñ "]))
    after = draw(st.sampled_from(["", " More.", "\n"]))
    statement, document = place(content, before, after, cut, draw(st.sampled_from(_HOLDERS)))
    return Pair(statement, target, draw(st.sampled_from([document, document, None])))


def pairs(declaration: Declaration) -> st.SearchStrategy[Pair]:
    """Questions in plain English, about the texts that a plugin declares, and about any text at all."""
    plain = _positions().flatmap(_placed)
    if not declaration.examples:
        return plain | plain | strategies.pairs()
    texts = st.sampled_from(declaration.examples)
    declared = texts.map(lambda example: (example[0], Target(example[1])))
    declared |= texts.map(lambda example: (example[0], _full(example[1])))
    return plain | declared.flatmap(_placed) | strategies.pairs()


def each_verb(declaration: Declaration) -> list[Pair]:
    """Questions with each verb, and with each declared text, on targets with labels; each also cut in two."""
    names = [NAMES[index % len(NAMES)] for index in range(len(_VERBS))]
    asked = [(f"we {verb} {name}", name) for verb, name in zip(_VERBS, names, strict=True)]
    made = []
    for content, name in (*asked, *declaration.examples):
        for cut in (None, content.rindex(" ")) if " " in content.strip() else (None,):
            statement, document = place(content, "Oslo. ", cut=cut)
            made.append(Pair(statement, _full(name), document))
    return made


def batches(declaration: Declaration, *, least: int = 0, most: int = 6) -> st.SearchStrategy[list[Pair]]:
    """Batches of pairs; now and then with one and the same pair twice."""
    found = st.lists(pairs(declaration), min_size=least, max_size=most)
    return st.tuples(found, st.booleans()).map(lambda made: made[0] + made[0][:1] if made[1] else made[0])


def plain_batch(number: int, *, seed: int = 0, length: int = 0) -> list[Pair]:
    """So many different pairs in plain English, each of at least `length` characters, without hypothesis."""
    random_ = random.Random(seed)
    targets = {name: Target(name) for name in NAMES}  # one for each name, as a codebook has
    made = []
    for index in range(number):
        polarity: Polarity = random_.choice(("favor", "against", "none"))
        target = targets[random_.choice(NAMES)]
        content = f"we {random_.choice(VERBS[polarity])} {target.name}"
        while len(content) < length:
            content += f" and {random_.choice(NAMES)} {random_.randrange(1000)}"
        statement, document = place(f"{content} {index}", holder=random_.choice(_HOLDERS))
        made.append(Pair(statement, target, document))
    return made


def labelled(number: int, *, seed: int = 0) -> tuple[list[Pair], list[Stance]]:
    """So many labelled pairs in which the verb says the polarity; the three polarities in equal shares."""
    random_ = random.Random(seed)
    targets = {name: Target(name) for name in NAMES}
    made, stances = [], []
    for index in range(number):
        polarity: Polarity = ("favor", "against", "none")[index % 3]
        target = targets[NAMES[index // 3 % len(NAMES)]]
        verb = random_.choice(VERBS[polarity])
        content = f"{random_.choice(('we', 'they', 'the members', 'people here'))} {verb} {target.name}"
        statement, document = place(f"{content}{random_.choice((' today', ' in Oslo', ' once more', ''))}")
        made.append(Pair(statement, target, document))
        stances.append(Stance(target=target.name, polarity=polarity))
    return made, stances


def negated(pair: Pair) -> Pair:
    """One of the pairs of `labelled`, with what it says denied: "do not support"."""
    content = pair.statement.content
    for verb in _VERBS:
        if f" {verb} " in content:
            denied = verb.replace("are ", "are not ", 1) if verb.startswith("are ") else f"do not {verb}"
            content = content.replace(f" {verb} ", f" {denied} ", 1)
            break
    statement, document = place(content)
    return Pair(statement, pair.target, document)


def annotated(number: int, *, seed: int = 0) -> tuple[list[Document], list[list[Statement]]]:
    """So many news-like articles, and the statements in each."""
    made = _articles(number, seed)
    return [article.document for article in made], [list(article.statements) for article in made]


@lru_cache(maxsize=8)
def _articles(number: int, seed: int) -> tuple[strategies.AttributedDocument, ...]:
    made: list[strategies.AttributedDocument] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategies.attributed_documents())
    def take(article: strategies.AttributedDocument) -> None:
        made.append(article)

    take()
    return tuple(made)


def train(part: TrainableClassifier | TrainableExtractor, *, seed: int = 0) -> None:
    """Train a part as the kit does."""
    if isinstance(part, TrainableExtractor):
        part.fit(*annotated(ARTICLES), seed=seed)
    else:
        part.fit(*labelled(PAIRS), seed=seed)


PEOPLE = ("Anna Berg", "the minister", "He", "Otto Lind, a spokesman,", "The Kremlin")

_FORMS = (
    "{who} {cue} that {what}.",
    "“{What},” {who} {cue}.",
    "“{What},” {cue} {who}. “{Other}.”",
    "According to {who}, {what}.",
    "{What}, {who} {cue}.",
    "{who} {cue} that “{what}” and that {other}.",
    "The road was closed.",
)


@st.composite
def _sentences(draw: st.DrawFn) -> str:
    what, other = (f"we {draw(st.sampled_from(FAVOR + AGAINST))} {draw(st.sampled_from(NAMES))}" for _ in range(2))
    who, cue = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(("said", "warned", "told reporters", "believes")))
    form = draw(st.sampled_from(_FORMS))
    return form.format(who=who, cue=cue, what=what, What=what.capitalize(), other=other, Other=other.capitalize())


def documents(declaration: Declaration, *, least: int = 0, most: int = 3) -> st.SearchStrategy[list[Document]]:
    """Documents in which somebody says something or nobody does, what a plugin declares, and any text at all."""
    sentences = _sentences()
    if declaration.examples:
        sentences |= st.sampled_from([text for text, _ in declaration.examples])
    between = st.sampled_from([" ", "\n\n", "\r\n", "\r\n\r\n"])
    told = st.builds(str.join, between, st.lists(sentences, max_size=6)).map(lambda text: Document(text=text))
    news = strategies.attributed_documents().map(lambda made: made.document)
    return st.lists(told | news | strategies.documents(), min_size=least, max_size=most)


def plain_documents(number: int, *, seed: int = 0, length: int = 0) -> list[Document]:
    """So many different documents, each of at least `length` characters, without hypothesis."""
    random_ = random.Random(seed)
    made = []
    for index in range(number):
        lines = [f"Document {seed}, {index}."]
        size = 0
        while size <= length:
            what = f"we {random_.choice(FAVOR + AGAINST)} {random_.choice(NAMES)} {random_.randrange(1000)}"
            other = f"they {random_.choice(FAVOR + AGAINST)} {random_.choice(NAMES)}"
            form = random_.choice(_FORMS)
            who, cue = random_.choice(PEOPLE), random_.choice(("said", "warned", "told reporters"))
            lines.append(form.format(who=who, cue=cue, what=what, What=what, other=other, Other=other))
            size += len(lines[-1]) + 2
        made.append(Document(text="\n\n".join(lines)))
    return made
