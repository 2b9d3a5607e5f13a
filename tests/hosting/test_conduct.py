"""What a plugin does to the process that it runs in costs what it does it on, and nothing else; it needs no limit."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keywords
import unruly
from installing import install_plugin
from keywords import KeywordClassifier, KeywordExtractor
from stancekit import Actor, Analyzer, Document, PluginError, RowClassifier, Stance, Statement
from stancekit.errors import describe
from unruly import DEEDS, WeatherBroke

TALKS = "Norland wants talks"
TEXT = f"Anna Berg said that {TALKS}. Otto Lind warned that Sudmark rejects sanctions."


@pytest.fixture
def stancekit(run, plugin_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unruly")
    source = Path(unruly.__file__).read_text(encoding="utf-8").replace("from keywords ", "from keywords_plugin_module ")
    install_plugin(folder, "unruly-plugin", "0.9", source)
    return lambda *arguments, **options: run(*arguments, plugins=(plugin_folder, folder), **options)


def write_articles(folder: Path) -> list[str]:
    names = [*DEEDS, "calm"]
    for name in names:
        (folder / name).write_text(f"Anna Berg said that Norland wants talks of {name}.")
    return names


@pytest.mark.parametrize("kind", ["classifier", "extractor"])
def test_what_a_plugin_does_to_the_process_costs_what_it_does_it_on(stancekit, tmp_path, kind):
    parts = {"extractor": "keywords", "classifier": "keywords", kind: "unruly"}
    options = [part for key, value in parts.items() for part in (f"--{key}", value)]
    articles = write_articles(tmp_path)
    done = stancekit("analyze", *articles, "--codebook", "keywords", "--format", "jsonl", *options)
    assert done.returncode == 1
    analyses = [json.loads(line) for line in done.stdout.splitlines()]
    assert [analysis["document"]["id"] for analysis in analyses] == [*articles[:4], "calm"]
    assert all(statement["stances"] for analysis in analyses for statement in analysis["statements"])
    ours = [line for line in done.stderr.splitlines() if line.startswith("stancekit: ")]
    assert len(ours) == 2
    method = {"classifier": "classify", "extractor": "extract"}[kind]
    where = f'stancekit: the {kind} "unruly" of unruly-plugin 0.9 failed in {method}'
    assert ours[0].startswith(f"{where} on the document leaving")
    assert ours[0].endswith("SystemExit: os._exit(0)")
    assert ours[1].startswith(f"{where} on the document breaking")
    assert ours[1].endswith("WeatherBroke: (its message can't be made: WeatherBroke)")
    for printed in ("PRINTED", "WRITTEN", "STARTED"):
        assert printed in done.stderr


def test_a_factory_that_ends_the_program_is_named_and_the_code_says_that_it_failed(stancekit, tmp_path):
    (tmp_path / "table.jsonl").write_text(json.dumps({"text": TALKS, "target": "talks"}))
    done = stancekit("classify", "table.jsonl", "--classifier", "leaving", "--codebook", "keywords")
    assert (done.returncode, done.stdout) == (1, "")
    assert 'unruly-plugin 0.9 failed to make the classifier "leaving"' in done.stderr
    done = stancekit("plugins", "list")
    assert (done.returncode, "PRINTED" in done.stdout, "PRINTED" in done.stderr) == (0, False, True)


class Answering(KeywordClassifier):
    """Answers what it is told to, on the statements that speak of rain; an exception it raises."""

    def __init__(self, change):
        self.change = change

    def judge(self, statement, target):
        if "rain" not in statement.content:
            return super().judge(statement, target)
        if isinstance(self.change, BaseException):
            raise self.change
        return Stance(**{"target": target.name, "polarity": "favor", **self.change})


class Extracting(KeywordExtractor):
    """Changes its first statement of each text that speaks of rain."""

    def __init__(self, change):
        self.change = change

    def extract(self, document):
        first, *rest = super().extract(document)
        if "rain" not in document.text:
            return [first, *rest]
        return [Statement(**{name: getattr(first, name) for name in first.__struct_fields__} | self.change), *rest]


WRONG_STANCES = [
    ({"label": "\ud800"}, "half a surrogate pair in '\\ud800'"),
    ({"label": 5}, "label: Expected `str | null`, got `int`"),
    ({"rule": object()}, "there is a object in it"),
    ({"conditional": 1}, "conditional: Expected `bool`, got `int`"),
    ({"evidence": ((1.0, 2.0),)}, "evidence[0][0]: Expected `int`, got `float`"),
    ({"evidence": ((3, 3),)}, "has evidence without characters"),
    ({"probabilities": {"banana": 1}}, "has probabilities of what is neither a polarity nor its label"),
    ({"probabilities": {"favor": float("nan"), "against": 1.0}}, "shares of 1"),
    ({"holder": Actor("\ud800")}, "half a surrogate pair"),
    ({"holder": "Norland"}, "holder: Expected `object | null`, got `str`"),
    ({"polarity": ["favor"]}, "polarity: Expected `str`, got `array`"),
    ({"target": "\ud800"}, "half a surrogate pair"),
    (WeatherBroke(), "failed in classify: WeatherBroke: (its message can't be made: WeatherBroke)"),
    (ValueError("\ud800"), "failed in classify: ValueError: \\ud800"),
    (GeneratorExit(), "failed in classify: GeneratorExit"),
]


@pytest.mark.parametrize(("change", "why"), WRONG_STANCES, ids=range(len(WRONG_STANCES)))
def test_a_wrong_answer_costs_its_row_and_is_said_to_be_the_classifiers(change, why):
    judge = RowClassifier(targets=["talks"], codebook=None, classifier=Answering(change))
    rejects = []
    rows = [{"text": text} for text in (TALKS, "rain", TALKS)]
    assert [row["row"] for row in judge.classify(rows, on_reject=rejects.append)] == [1, 3]
    (reject,) = rejects
    assert reject.reason.startswith("the classifier tests.hosting.test_conduct.Answering ")
    assert why in reject.reason
    json.dumps(reject.reason).encode()


WRONG_STATEMENTS = [
    ({"cue": "\ud800"}, "half a surrogate pair"),
    ({"source": 5}, "statement 0: source: Expected `str | null`, got `int`"),
    ({"cue_spans": ((3.0, 5.0),)}, "statement 0: cue_spans[0][0]: Expected `int`, got `float`"),
    ({"cue_spans": ((3, 3),)}, "statement 0 has spans without characters"),
    ({"speaker": "Anna Berg"}, "statement 0: speaker: Expected `object | null`, got `str`"),
    ({"confidence": "high"}, "statement 0: confidence: Expected `float | null`, got `str`"),
    ({"reported_in": 0}, "statement 0 is reported in itself"),
    ({"reported_in": True}, "statement 0: reported_in: Expected `int | null`, got `bool`"),
    ({"quotation": "loud"}, "statement 0: quotation: Invalid enum value 'loud'"),
]


@pytest.mark.parametrize(("change", "why"), WRONG_STATEMENTS, ids=range(len(WRONG_STATEMENTS)))
def test_a_wrong_statement_costs_its_document_and_is_said_to_be_the_extractors(change, why):
    analyzer = Analyzer(codebook=keywords.CODEBOOK, extractor=Extracting(change), classifier=KeywordClassifier())
    errors: list[PluginError] = []
    rain = TEXT.replace("talks", "rain")
    assert len(list(analyzer.analyze_many([TEXT, rain, TEXT], on_error=errors.append))) == 2
    (error,) = errors
    assert str(error).startswith("the extractor tests.hosting.test_conduct.Extracting gave a wrong answer in extract")
    assert why in str(error)


class Reported(KeywordExtractor):
    def __init__(self, reported_in):
        self.reported_in = reported_in

    def extract(self, document):
        content = {"content": document.text, "content_spans": ((0, len(document.text)),)}
        return [Statement(**content, reported_in=index) for index in self.reported_in]


@given(st.lists(st.none() | st.integers(0, 7), min_size=1, max_size=8))
def test_no_statement_is_reported_in_itself_by_any_way(reported_in):
    analyzer = Analyzer(codebook=keywords.CODEBOOK, extractor=Reported(reported_in), classifier=KeywordClassifier())

    def leads_out(index):
        for _ in reported_in:
            if index is None or index >= len(reported_in):
                return index is None
            index = reported_in[index]
        return index is None

    try:
        found = analyzer.analyze(TALKS).statements
    except PluginError:
        assert not all(map(leads_out, range(len(reported_in))))
    else:
        assert [statement.reported_in for statement in found] == reported_in
        assert all(map(leads_out, range(len(reported_in))))


@pytest.mark.parametrize("limit", [None, 60])
def test_a_list_for_a_tuple_and_a_number_of_another_kind_are_what_they_stand_for(limit):
    numpy = pytest.importorskip("numpy")
    change = {"evidence": [[numpy.int64(0), numpy.int64(4)]], "probabilities": {"favor": numpy.float64(1)}}
    judge = RowClassifier(targets=["talks"], codebook=None, classifier=Answering(change), time_limit=limit)
    (row,) = judge.classify([{"text": "rain"}])
    assert (row["evidence"], row["probabilities"]["favor"]) == ([[0, 4]], 1.0)
    assert type(row["evidence"][0][0]) is int
    assert type(row["probabilities"]["favor"]) is float


def test_an_interrupt_by_the_user_ends_the_work():
    analyzer = Analyzer(
        codebook=keywords.CODEBOOK, extractor=KeywordExtractor(), classifier=Answering(KeyboardInterrupt())
    )
    with pytest.raises(KeyboardInterrupt):
        list(analyzer.analyze_many([TEXT.replace("talks", "rain")], on_error=print))


@given(st.text(st.characters(), max_size=20))
def test_what_is_said_of_an_error_can_be_written(said):
    describe(ValueError(said)).encode()


def test_a_sequence_of_a_plugins_own_is_its_code():
    class Lazy:
        def __len__(self):
            return 2

        def __getitem__(self, index):
            raise WeatherBroke

    class Lying(KeywordExtractor):
        def extract(self, document):
            return Lazy()

    analyzer = Analyzer(codebook=keywords.CODEBOOK, extractor=Lying(), classifier=KeywordClassifier())
    with pytest.raises(PluginError, match=r"Lying gave a wrong answer in extract .* isn't a sequence of statements"):
        analyzer.analyze(Document(text=TEXT))
