"""The leaderboard and the comparisons: a function of the results alone, and safe whatever the results say."""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toys
from stancekit.contract.document_task import System
from stancekit.evaluation import runner
from stancekit.evaluation.comparison import compare
from stancekit.evaluation.leaderboard import boards, html, markdown, summary
from stancekit.evaluation.results import ArticlesResult, Cost, Key
from stancekit.evaluation.splits import split

HOSTILE = "<script>alert('a|b')</script> & \"$\\frac$ *y* </svg>\n# `z`"


def result(system, make, task=toys.TASK, setting="in-target", *, costs=1.0, **key):
    data = task.load(None)
    contestant = runner.Contestant(system, make, system)
    fields = {"seeds": (0,), "probes": True, "data": "d", "versions": {}, **key}
    full = Key(task=task.id, setting=setting, system=system, **fields)
    found = runner.run(contestant, task, data, split(task, data.items, setting), full)
    cost = Cost(fit_seconds=costs, items_per_second=costs, peak_megabytes=None, machine="a machine")
    return msgspec.structs.replace(found, cost=cost)


def articles_result(system, classifier, **key):
    found = toys.score_articles(toys.load_articles(None), System(toys.Lines(), classifier), "test")
    return ArticlesResult(
        key=Key(
            task="toy-articles", setting="test", system=system, seeds=(0,), probes=False, data="d", versions={}, **key
        ),
        card=toys.CARD,
        metric="stance",
        measures=toys.ARTICLES.measures,
        found=found,
        cost=Cost(fit_seconds=0.0, items_per_second=3.0, peak_megabytes=None, machine="a machine"),
        left_out=(),
    )


def all_results():
    learnt = toys.Counts()
    train = [item for item in toys.load(None).items if item.part == "train"]
    learnt.fit([item.pair for item in train], [item.gold for item in train])
    return [
        result("reader", toys.Reader),
        # As good as the first, and then once more from another run.
        result("also reader", toys.Reader),
        result("also reader", toys.Reader, costs=2.0),
        result("deaf", toys.Deaf),
        result("counts", toys.Counts, seeds=(0, 1, 2)),
        result("reader", toys.Reader, setting="zero-shot"),
        result("counts", toys.Counts, toys.FOLDS),
        articles_result("lines+deaf", toys.Deaf()),
        articles_result("lines+counts", learnt, trained_on="toys", training="t"),
    ]


@pytest.fixture(scope="module")
def results():
    return all_results()


class Page(HTMLParser):
    """The elements of a page, its text, and all that it would load."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.loads = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.loads += [
            value for name, value in attributes if name in ("src", "href", "xlink:href", "data") and value[0] != "#"
        ]
        self.loads += [value for _, value in attributes if "url(" in (value or "") and "url(#" not in value]

    def handle_data(self, text):
        self.texts.append(text)


def test_the_best_comes_first(results):
    by_place = {(board.task, board.setting): board for board in boards(results)}
    assert list(by_place) == [
        ("toy-articles", "test"),
        ("toy-folds", "in-target"),
        ("toys", "in-target"),
        ("toys", "zero-shot"),
    ]
    rows = by_place["toys", "in-target"].rows
    assert [row[0] for row in rows] == ["also reader", "also reader", "reader", "counts", "deaf"]
    reader = dict(zip(by_place["toys", "in-target"].columns, rows[2], strict=True))
    assert (reader["score"], reader["95%"], reader["over targets"]) == ("100.0", "100.0-100.0", "100.0")
    assert (reader["opposed"], reader["masked"], reader["ECE"]) == ("100.0", "100.0", "-")
    assert re.fullmatch(
        r"\d\d\.\d ± \d+\.\d", dict(zip(by_place["toys", "in-target"].columns, rows[3], strict=True))["score"]
    )
    assert summary(results[0]) == ("toys", "in-target", "reader", "100.0", "100.0-100.0")


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_results_does_not_count(results, order):
    shuffled = order.sample(results, len(results))
    assert markdown(shuffled) == markdown(results)
    assert compare(shuffled) == compare(results)


def test_the_page_is_the_same_bytes_whatever_the_order_and_the_process(results):
    shuffled = random.Random(0).sample(results, len(results))
    page = html(results)
    assert html(shuffled) == page
    code = (
        "import sys, hashlib; import test_leaderboard as one;"
        "found = one.all_results(); print(hashlib.sha256((one.html(found) + one.markdown(found)).encode()).hexdigest())"
    )
    folders = os.pathsep.join([str(Path(__file__).parent), str(Path(toys.__file__).parent)])
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": folders,
            },
        ).stdout
        for seed in ("1", "2")
    }
    assert hashes == {hashlib.sha256((page + markdown(results)).encode()).hexdigest() + "\n"}


def test_systems_on_the_same_data_are_compared_whatever_they_were_trained_on(results):
    found = compare(results)
    assert {(one.task, one.setting) for one in found} == {("toys", "in-target"), ("toy-articles", "test")}
    (articles,) = [one for one in found if one.task == "toy-articles"]
    assert (articles.first, articles.second) == ("lines+counts, trained on toys", "lines+deaf")
    assert articles.difference > 0
    by_names = {(one.first, one.second): one for one in found}
    same, other = by_names["also reader", "reader"], by_names["deaf", "reader"]
    assert (same.difference, same.p, same.corrected) == (0.0, 1.0, 1.0)
    assert other.difference < -0.4
    assert other.p < 0.01
    assert other.p < other.corrected < 0.05


def test_results_on_other_data_are_not_compared_and_the_board_says_so(results):
    reader = results[0]
    older = msgspec.structs.replace(results[3], key=msgspec.structs.replace(results[3].key, data="older"))
    assert compare([reader, older]) == []
    assert "Not all of these were scored on the same data" in markdown([reader, older])
    assert "Not all of these" not in markdown([reader, results[3]])


@pytest.fixture(scope="module")
def hostile(results):
    card = msgspec.structs.replace(
        toys.CARD, title=HOSTILE, citation=HOSTILE, licence=HOSTILE, size=HOSTILE, caveats=(HOSTILE,)
    )
    key = msgspec.structs.replace(results[4].key, system=HOSTILE, task=HOSTILE)
    other = msgspec.structs.replace(key, system=f"other {HOSTILE}")
    return [
        msgspec.structs.replace(results[4], key=key, card=card),
        msgspec.structs.replace(results[3], key=other, card=card),
    ]


def test_what_results_say_stays_text_on_the_page(hostile):
    page = Page(html(hostile))
    assert page.tags.count("script") == 1
    assert page.tags.count("svg") == 3
    assert "alert('a|b')" not in "".join(
        text for tag, text in re.findall(r"<(script)>(.*?)</script>", html(hostile), re.S)
    )
    shown = " ".join("".join(page.texts).split())
    assert shown.count("<script>alert('a|b')</script> & \"$\\frac$ *y* </svg> # `z`") > 10


def test_the_page_loads_nothing(results):
    text = html(results)
    page = Page(text)
    assert page.loads == []
    assert "script" in page.tags
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_what_results_say_stays_within_its_cell_in_markdown(hostile):
    lines = markdown(hostile).splitlines()
    assert not any(line.startswith("# ") for line in lines[1:])
    assert "<script" not in "\n".join(lines)
    tables = [line for line in lines if line.startswith("|")]
    widths = [len(re.findall(r"(?<!\\)\|", line)) - 1 for line in tables]
    assert widths == [12] * 4 + [7] * 3
    assert r"&lt;script>alert('a\|b')&lt;/script>" in tables[2]


def test_a_board_of_one_result_without_probabilities_is_drawn(results):
    text = html(results[:1])
    assert Page(text).tags.count("svg") == 1
    assert Page(html(results[4:5])).tags.count("svg") == 3


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CLICKED = """<script>
for (const times of [1, 2]) {
  document.querySelectorAll("th button")[1].click();
  const order = [...document.querySelector("tbody").rows].map(row => row.cells[0].textContent);
  document.body.append(`order ${times}: ${order.join(", ")};`);
}
</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium isn't installed")
def test_a_click_on_a_columns_head_sorts_the_table(results, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        html([results[0], results[3], results[4]]).replace("</body>", f"{CLICKED}</body>"), encoding="utf-8"
    )
    command = [CHROMIUM, "--headless", "--disable-gpu", "--no-sandbox", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    assert "order 1: reader, counts, deaf;" in done.stdout
    assert "order 2: deaf, counts, reader;" in done.stdout
