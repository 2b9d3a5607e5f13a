"""The tasks on whole documents, on small articles of the tests' own, with parts of the tests' own."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stancekit import Actor, Document, Pair, Stance, Statement
from stancekit.contract.document_task import DocumentResult, System
from stancekit.contract.scores import Tally
from stancekit.contract.stance_task import DataSource
from stancekit.errors import InputError, StancekitError
from stancekit.evaluation.attribution import Attribution
from stancekit.formats.standoff import read_attributions
from stancekit.hosting.plugins import registry
from stancekit_benchmarks.tasks import seesaw_articles
from stancekit_benchmarks.tasks.seesaw import Record


class SaidExtractor:
    """Finds `SOURCE said CONTENT.` by its pattern."""

    def extract(self, document: Document) -> Sequence[Statement]:
        return [
            Statement(
                content=found[3],
                content_spans=(found.span(3),),
                cue=found[2],
                cue_spans=(found.span(2),),
                source=found[1],
                source_spans=(found.span(1),),
            )
            for found in re.finditer(r"(\b[A-Z]\w+ [A-Z]\w+) (said|vowed) (.+?)\.", document.text)
        ]


class WordClassifier:
    """Where the content names the target, "good" is favor and "bad" against."""

    def classify(self, pairs: Sequence[Pair]) -> Sequence[Stance]:
        return [Stance(target=pair.target.name, polarity=self._polarity(pair)) for pair in pairs]

    def _polarity(self, pair: Pair) -> Any:
        content, target = pair.statement.content, pair.target
        if not any(name in content for name in (target.name, *target.aliases)):
            return "none"
        return "favor" if "good" in content else "against" if "bad" in content else "none"


SYSTEM = System(SaidExtractor(), WordClassifier())


def run(name: str, folder: Path, part: str = "test", system: System = SYSTEM) -> DocumentResult:
    task = registry().get("task", name)
    result: DocumentResult = task.run(task.load(DataSource(folder)), system, part)
    return result


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


ARTICLE = "Ann Lee said it will rain. Otto Lind left.\nIt was, he went on, late."

ANNOTATION = """\
T1\tSource 0 7\tAnn Lee
T2\tCue 8 12\tsaid
T3\tContent 13 25\tit will rain
T4\tAttribution 8 12\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
E2\tAttribution:T6 Content:T5 Cue:T7
T5\tContent 43 49;62 66\tIt was
 late
T6\tAttribution-no-source 54 61\twent on
T7\tCue 54 61\twent on
E3\tAttribution:T6 Cue:T7
"""


def test_polnear_reads_standoff_with_several_pieces_and_without_sources(tmp_path):
    write(tmp_path / "a_x1.ann", ANNOTATION)
    found = [Attribution(**spans) for _, spans in read_attributions(tmp_path / "a_x1.ann")]
    assert found == [
        Attribution(content=((13, 25),), source=((0, 7),), cue=((8, 12),)),
        Attribution(content=((43, 49), (62, 66)), cue=((54, 61),)),
    ]


def test_polnear_scores_dev_against_the_first_annotator(tmp_path):
    for folder in ("train", "dev"):
        write(tmp_path / "polnear" / folder / "text" / f"{folder}_1.txt", ARTICLE)
        write(tmp_path / "polnear" / folder / "attributions" / f"{folder}_1_b.ann", "")
        write(tmp_path / "polnear" / folder / "attributions" / f"{folder}_1_a.ann", ANNOTATION)
    write(tmp_path / "polnear" / "dev" / "text" / "dev_2.txt", ARTICLE)
    scores = run("polnear", tmp_path).conditions["raw text"]
    assert [article.article for article in scores.articles] == ["dev_1"]
    assert scores.figures["triple-exact"].tally == Tally(1, 1, 1, 2)
    data = registry().get("task", "polnear").load(DataSource(tmp_path))
    assert [len(data.part(part)) for part in ("train", "dev", "test")] == [1, 0, 1]
    assert data.left_out == ("1 articles without annotations",)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("T1\tSource 0\tAnn", 'a_x1.ann:1: offsets: expected START END, with ; between several, found "0"'),
        ("E1\tAttribution:T4 Content:T9", "a_x1.ann:1: Content:T9: expected ROLE:NAME"),
    ],
)
def test_polnear_names_the_line_that_is_wrong(wrong, message, tmp_path):
    write(tmp_path / "a_x1.ann", f"{wrong}\n")
    with pytest.raises(InputError, match=re.escape(message)):
        list(read_attributions(tmp_path / "a_x1.ann"))


NEWS = "Ann Lee said the sanctions are bad.\n\nOtto Lind vowed that sanctions are good.\n\nIt rained, Ann Lee added."


def gold(piece: str, speaker: str, holder: str, **more: Any) -> dict[str, Any]:
    start = NEWS.index(piece)
    statement = {"content": [piece], "spans": [[start, start + len(piece)]], "speaker": speaker, "holder": holder}
    return {**statement, "cue": "said", "role": None, "form": "speech", "nested_in": None, "stances": [], **more}


def write_news(folder: Path, *statements: dict[str, Any]) -> None:
    for name in ("data", "such"):
        write(folder / "news" / f"{name}.txt", NEWS)
        write(
            folder / "news" / f"{name}.json",
            json.dumps(
                {
                    "document": f"{name}.txt",
                    "entities": {"Ann Lee": [], "Otto Lind": [], "Norland": []},
                    "statements": statements,
                }
            ),
        )


AGAINST = {"target": "sanctions", "polarity": "against", "conditional": False}
FAVOR = {"target": "sanctions", "polarity": "favor", "conditional": False}


def test_news_is_scored_from_raw_text_and_with_the_readers_statements_and_holders(tmp_path):
    write_news(
        tmp_path,
        gold("the sanctions are bad", "Ann Lee", "Ann Lee", stances=[AGAINST]),
        gold("sanctions are good", "Otto Lind", "Norland", cue="vowed", stances=[FAVOR]),
        gold("It rained", "Ann Lee", "Ann Lee", cue="added", stances=[AGAINST]),
    )
    result = run("news", tmp_path)
    assert list(result.conditions) == ["raw text", "gold statements", "gold statements and holders"]
    stance = {name: scores.figures["stance"].tally for name, scores in result.conditions.items()}
    # The classifier misses the third stance; nobody but the reader can know that Lind speaks for Norland.
    assert stance["gold statements and holders"] == Tally(2, 2, 2, 3)
    assert stance["gold statements"] == stance["raw text"] == Tally(1, 2, 1, 3)
    assert result.conditions["raw text"].figures["statements"].tally == Tally(2, 2, 2, 3)
    assert result.loss == {
        "classifier": pytest.approx(1 / 3),
        "holder": pytest.approx(2 / 3),
        "extraction": pytest.approx(0),
    }


def test_news_tells_the_articles_to_build_on_from_those_that_are_only_scored(tmp_path):
    write_news(tmp_path, gold("It rained", "Ann Lee", "Ann Lee"))
    for part, name in (("dev", "data"), ("test", "such")):
        (article,) = run("news", tmp_path, part).conditions["raw text"].articles
        assert article.article == name
    assert run("news", tmp_path, "train").loss == {}


def test_the_readers_statements_carry_the_cue_where_it_stands(tmp_path):
    from stancekit_benchmarks.tasks.news import gold_statements

    write_news(tmp_path, gold("It rained", "Ann Lee", "Norland", cue="added", role="minister"))
    (article, _) = registry().get("task", "news").load(DataSource(tmp_path)).articles
    (statement,) = gold_statements(article.document, article.gold)
    assert [NEWS[start:end] for start, end in statement.cue_spans] == ["added"]
    assert (statement.speaker, statement.holder) == (Actor("Ann Lee", "minister"), Actor("Norland"))


def test_news_refuses_labels_that_point_outside_the_text(tmp_path):
    write_news(tmp_path, gold("It rained", "Ann Lee", "Ann Lee", spans=[[5, 5000]]))
    with pytest.raises(InputError, match=re.escape("data.json: statements[0].spans: expected spans within the text")):
        run("news", tmp_path)


def test_a_task_that_judges_stance_needs_a_classifier(tmp_path):
    write_news(tmp_path, gold("It rained", "Ann Lee", "Ann Lee"))
    with pytest.raises(StancekitError, match="it needs a classifier besides the extractor"):
        run("news", tmp_path, system=System(SaidExtractor()))


def record(name: str, sentences: list[str], *stances: tuple[int, str, str, str]) -> dict[str, Any]:
    triples = [{"sentence": s, "holder": h, "polarity": p, "target": t} for s, h, p, t in stances]
    return {"id": name, "date": "", "source": "", "sentences": sentences, "stances": triples}


TRAINED = record(
    "t",
    ["Ann Lee said Lind is bad.", "Lee said Lind is good.", "Ms. Lee and Lind met.", "Lind slept."],
    *[(number, "Ann Lee", "against", "Otto Lind") for number in range(3)],
)


def test_the_words_that_name_an_entity_are_learnt_from_what_is_trained_on():
    from stancekit import decode

    names = seesaw_articles.Names([decode(json.dumps(TRAINED), Record)])
    # "Ann" stands in a single sentence; a word that stands with two entities alike names the first by name.
    assert names.words == {"Lee": "Ann Lee", "Lind": "Ann Lee"}
    assert names.entity(Actor("ann lee")) == "Ann Lee"
    assert names.entity(Actor("Senator Lee")) == "Ann Lee"
    assert names.entity(Actor("Bo Weld")) == "Bo Weld"


def test_seesaw_articles_finds_triples_from_raw_sentences_and_from_the_right_pairs(tmp_path):
    trained = [
        record(
            "t", ["Lind is bad.", "Lind ran.", "Lind sang."], *[(n, "X Y", "against", "Otto Lind") for n in range(3)]
        ),
        record("u", ["Lee ran.", "Lee sat.", "Lee sang."], *[(n, "Z Z", "favor", "Ann Lee") for n in range(3)]),
        record("v", ["X ran.", "X sat.", "X sang."], *[(n, "X Y", "favor", "Z Z") for n in range(3)]),
    ]
    tested = record(
        "d",
        ["Rain fell.", "Ann Lee said Otto Lind is bad.", "Lind is good, wrote Lee."],
        (1, "Ann Lee", "against", "Otto Lind"),
        (2, "Ann Lee", "favor", "Otto Lind"),
        (2, "None", "favor", "Otto Lind"),
    )
    (tmp_path / "seesaw").mkdir()
    for name, rows in (("train", trained), ("dev", [tested])):
        write(tmp_path / "seesaw" / f"{name}.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    result = run("seesaw-articles", tmp_path)
    # The second stance stands outside any statement; given the pair, its target isn't named in full, and so is missed.
    assert result.conditions["raw text"].figures["triple"].tally == Tally(1, 1, 1, 2)
    assert result.conditions["gold pairs"].figures["triple"].tally == Tally(1, 1, 1, 2)
    assert result.conditions["raw text"].figures["pair"].tally == Tally(1, 1, 1, 2)
    data = registry().get("task", "seesaw-articles").load(DataSource(tmp_path))
    assert data.left_out == ("1 stances whose holder or target has no name",)
