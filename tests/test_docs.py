"""The pages: each example prints what the page shows, each link leads somewhere, each figure is the measured one.

`python docs/refresh.py` writes the real outputs into the pages, `python docs/figures.py` the measured figures,
`python docs/contract.py` the hooks and the laws.
"""

import re

import contract
import figures
import pytest
import refresh
from pages import PROJECT

PAGES = [pytest.param(page, id=str(page.relative_to(PROJECT))) for page in refresh.PAGES]

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_print_what_the_page_shows(page):
    text = page.read_text(encoding="utf-8")
    assert refresh.refreshed(text) == text


@pytest.mark.parametrize("page", PAGES)
def test_the_links_lead_to_files_that_are_there(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_figures_are_those_of_the_results_files(page):
    text = page.read_text(encoding="utf-8")
    assert figures.filled(text) == text


@pytest.mark.parametrize("page", PAGES)
def test_the_hooks_and_the_laws_are_those_of_the_contract(page):
    text = page.read_text(encoding="utf-8")
    assert contract.filled(text) == text


def test_the_contract_is_written_out():
    assert "def classify(self, pairs: Sequence[Pair])" in contract.reference()
    assert "| `batch_invariance` | A pair is answered in a batch as it is alone. |" in contract.laws()


def test_an_example_that_prints_something_else_is_noticed():
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ echo one\ntwo\n```\n"
    assert refresh.refreshed(page) == page.replace("3", "2").replace("two", "one")


def test_a_file_of_a_page_is_there_for_the_examples_after_it():
    page = '```yaml title="a/b.yaml"\nx: 1\n```\n\n```console\n$ cat a/b.yaml\nx: 1\n```\n'
    assert refresh.refreshed(page) == page
