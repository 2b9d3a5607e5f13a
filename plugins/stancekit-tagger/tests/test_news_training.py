"""From news articles with gold statements to what the tagger learns from, and what weights do to it."""

import importlib.util
import json
from pathlib import Path

import pytest

from made_articles import make_articles
from stancekit.errors import InputError
from stancekit_tagger.extractor import TaggerExtractor

pytest.importorskip("stancekit_rules")

SPEC = importlib.util.spec_from_file_location("train_news", Path(__file__).parents[1] / "tools" / "train_news.py")
assert SPEC is not None
assert SPEC.loader is not None
train_news = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(train_news)

TEXT = (
    "Norway rejected the plan on Monday.\n\n"
    "Foreign Minister Kari Lund had spurned any talks. She said: “Nobody asked us.\n\n“It is too late.”\n\n"
    "After the vote, a walkout by the opposition ended the talks, and a senior official shrugged off the deal."
)


def gold(**fields: object) -> dict[str, object]:
    content = str(fields["content"])
    start = TEXT.index(content)
    return {"form": "speech", "spans": [[start, start + len(content)]], **fields}


def read(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    """Of each content of an article, in the folder's form, the cue and the source that were found for it."""
    (folder / "build").mkdir()
    statements = [
        gold(content="the plan", cue="rejected", speaker="Norway"),
        gold(content="any talks", cue="spurned", speaker="Kari Lund"),
        gold(content="Nobody asked us", cue="said", speaker="Kari Lund"),
        gold(content="It is too late", cue=None, speaker="Kari Lund"),
        gold(content="the deal", cue="shrugged off", speaker="senior official"),
    ]
    named = {"entities": {"Norway": [], "Kari Lund": ["Lund"], "senior official": []}, "statements": statements}
    for path in (folder / "build" / "a.json", folder / "s.json"):  # the second one is only for scoring
        path.write_text(json.dumps(named), encoding="utf-8")
        path.with_suffix(".txt").write_text(TEXT, encoding="utf-8")
    documents, found = train_news.news_articles(folder)
    assert [document.id for document in documents] == ["a.txt"]
    return {one.content: (one.cue, one.source) for one in found[0]}


def test_each_cue_and_the_mention_of_its_speaker_is_found(tmp_path: Path) -> None:
    assert read(tmp_path) == {
        "the plan": ("rejected", "Norway"),
        "any talks": ("spurned", "Foreign Minister Kari Lund"),
        "Nobody asked us": ("said", "She"),
        "It is too late": (None, None),
        "the deal": ("shrugged off", "a senior official"),
    }


def test_a_document_that_counts_twice_is_learnt_from_as_often() -> None:
    documents, statements = make_articles(12, seed=3)
    others, nothing = make_articles(6, seed=4)
    blank = [[] for _ in nothing]
    counts = []
    for weight in (1, 12):
        extractor = TaggerExtractor(threshold=0.3)
        extractor.fit([*documents, *others], [*statements, *blank], weights=[weight] * 12 + [1] * 6)
        counts.append(sum(len(extractor.extract(document)) for document in make_articles(6, seed=5)[0]))
    assert counts[0] < counts[1]


@pytest.mark.parametrize("weights", [[1] * 5, [0] * 6])
def test_weights_are_one_or_more_for_each_document(weights: list[int]) -> None:
    documents, statements = make_articles(6, seed=3)
    with pytest.raises(InputError, match="weight"):
        TaggerExtractor().fit(documents, statements, weights=weights)
