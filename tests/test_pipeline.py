"""`analyze` and `Analyzer`: what comes out for an article, and who is named when a part answers wrongly."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keywords
from articles import ARTICLE
from stancekit import (
    Actor,
    Analyzer,
    Codebook,
    CodebookError,
    Document,
    InputError,
    PluginError,
    Stance,
    Statement,
    Target,
    analyze,
)


class Fixed:
    """An extractor and classifier that gives what it was made with."""

    def __init__(self, statements=(), stances=()):
        self.statements, self.stances = statements, stances

    def extract(self, document):
        return self.statements

    def classify(self, pairs):
        return self.stances


TALKS = Codebook(name="talks", targets=(Target("talks", favor="wants_talks"),))
STATEMENT = Statement(content="Talks", content_spans=((0, 5),), holder=Actor("Norland"))
STANCE = Stance(target="talks", polarity="favor")


def judge(statement=STATEMENT, *stances, text="Talks now", **options):
    parts = Fixed([statement], stances)
    return analyze(text, codebook=TALKS, extractor=parts, classifier=parts, **options).statements


def test_an_article_gives_statements_with_stances_and_the_words_that_show_them(analyzer):
    document = Document(text=ARTICLE, id="talks.txt", date="2025-01-24")
    analysis = analyzer.analyze(document)
    assert (analysis.document.id, analysis.document.date) == ("talks.txt", "2025-01-24")
    found = [
        (statement.holder.name, stance.label, stance.conditional, ARTICLE[slice(*stance.evidence[0])])
        for statement in analysis.statements
        for stance in statement.stances
    ]
    assert found == [
        ("Norland", "wants_talks", True, "is ready for"),
        ("Sudmark", "opposes_sanctions", False, "rejects"),
        ("Norland", "wants_talks", False, "wants"),
    ]
    assert len(analysis.statements) == 4


def test_the_label_holder_and_classifier_are_filled_in_where_they_are_missing():
    (statement,) = judge(STATEMENT, STANCE)
    assert statement.stances == (
        Stance(target="talks", polarity="favor", label="wants_talks", holder=Actor("Norland"), classifier="Fixed"),
    )


def test_what_the_classifier_says_itself_is_kept():
    said = Stance(target="talks", polarity="favor", label="mine", holder=Actor("Sudmark"), classifier="other")
    (statement,) = judge(STATEMENT, said)
    assert statement.stances == (said,)


def test_none_is_left_out_unless_it_is_asked_for():
    none = Stance(target="talks", polarity="none")
    assert judge(STATEMENT, none)[0].stances == ()
    (stance,) = judge(STATEMENT, none, include_none=True)[0].stances
    assert (stance.polarity, stance.label) == ("none", None)


def test_a_document_without_statements_asks_the_classifier_nothing(analyzer):
    class Refusing:
        def classify(self, pairs):
            raise AssertionError

    assert analyze("Rain.", codebook=TALKS, extractor=Fixed(), classifier=Refusing()).statements == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"content_spans": ((5, 99),)}, "statement 0 has spans outside the text of 9 characters: ((5, 99),)"),
        ({"cue_spans": ((-1, 2),)}, "statement 0 has spans outside the text of 9 characters: ((-1, 2),)"),
        ({"source_spans": ((4, 2),)}, "statement 0 has spans outside the text of 9 characters: ((4, 2),)"),
        ({"content": "talks"}, "the content of statement 0 isn't what stands at its spans"),
        ({"reported_in": 1}, "statement 0 is reported in statement 1, which isn't there"),
        ({"content_spans": 3}, "statement 0: content_spans: Expected `array`, got `int`"),
    ],
)
def test_a_wrong_statement_is_the_extractors(change, why):
    statement = STATEMENT
    for name, value in change.items():
        statement = msgspec.structs.replace(statement, **{name: value})
    with pytest.raises(PluginError) as caught:
        judge(statement, STANCE)
    assert "test_pipeline.Fixed gave a wrong answer in extract on the document: " in str(caught.value)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("stances", "why"),
    [
        ([], "0 stances for 1 pairs"),
        ([STANCE, STANCE], "2 stances for 1 pairs"),
        ([Stance(target="other", polarity="none")], 'the answer to pair 1 is about "other", not "talks"'),
        ([Stance(target="talks", polarity="maybe")], 'the polarity "maybe"'),
        ([Stance(target="talks", polarity="favor", evidence=((3, 10),))], "evidence outside the text of 9 characters"),
        ([None], "something that isn't a sequence of stances"),
    ],
)
def test_a_wrong_stance_is_the_classifiers(stances, why):
    with pytest.raises(PluginError) as caught:
        judge(STATEMENT, *stances)
    assert "test_pipeline.Fixed gave a wrong answer in classify on the document, statement 1, target talks: " in str(
        caught.value
    )
    assert why in str(caught.value)


@pytest.mark.parametrize("answer", [None, 3, [3], [None]])
def test_an_answer_that_is_no_statement_at_all_is_the_extractors(answer):
    with pytest.raises(PluginError, match=r"the extractor .* something that isn't a sequence of statements"):
        analyze("Talks", codebook=TALKS, extractor=Fixed(answer), classifier=Fixed())


def test_a_part_that_raises_is_named_with_the_document():
    class Failing:
        def extract(self, document):
            raise ValueError("no\nluck")

    with pytest.raises(
        PluginError, match=r"Failing failed in extract on the document a\.txt: ValueError: no luck"
    ) as caught:
        analyze(Document(text="Talks", id="a.txt"), codebook=TALKS, extractor=Failing(), classifier=Fixed())
    assert isinstance(caught.value.__cause__, ValueError)


def test_half_a_surrogate_pair_is_an_input_error(analyzer):
    with pytest.raises(InputError, match=r"a\.txt: the text has half a surrogate pair at character 3"):
        analyzer.analyze(Document(text="abc\ud800", id="a.txt"))


@pytest.mark.parametrize("document", [b"Talks", None, Document(text=b"Talks")])
def test_what_is_no_text_is_an_input_error(analyzer, document):
    with pytest.raises(InputError, match=r"expected a Document or its text, found (bytes|NoneType)"):
        analyzer.analyze(document)


def test_a_codebook_may_be_a_file(tmp_path):
    path = tmp_path / "book.yaml"
    path.write_text("name: talks\ntargets: [{name: talks, favor: wants_talks}]\n")
    parts = Fixed([STATEMENT], [STANCE])
    for codebook in (path, str(path)):
        (statement,) = analyze("Talks", codebook=codebook, extractor=parts, classifier=parts).statements
        assert statement.stances[0].label == "wants_talks"
    path.write_text("name: talks\n")
    with pytest.raises(CodebookError, match='the field "targets" is missing'):
        Analyzer(codebook=path, extractor=parts, classifier=parts)


def test_many_documents_are_read_one_by_one(analyzer):
    read = []

    def documents():
        for number in range(3):
            read.append(number)
            yield Document(text=ARTICLE, id=str(number))

    analyses = analyzer.analyze_many(documents())
    assert read == []
    assert next(analyses).document.id == "0"
    assert read == [0]
    assert [analysis.document.id for analysis in analyses] == ["1", "2"]


def test_one_bad_document_of_many_is_reported_and_the_rest_goes_on(analyzer):
    texts = [ARTICLE, "\ud800", ARTICLE]
    errors = []
    assert len(list(analyzer.analyze_many(texts, on_error=errors.append))) == 2
    assert [type(error) for error in errors] == [InputError]
    with pytest.raises(InputError):
        list(analyzer.analyze_many(texts))


words = st.sampled_from(
    ["Anna Berg", "said that", "Norland", "is ready for", "talks", "sanctions", "rejects", " if ", "."]
)


@given(st.text() | st.lists(words | st.text(max_size=3), max_size=40).map(" ".join))
def test_spans_lie_inside_the_text_and_say_what_the_statement_says(text):
    analyzer = Analyzer(
        codebook=keywords.CODEBOOK, extractor=keywords.KeywordExtractor(), classifier=keywords.KeywordClassifier()
    )
    for statement in analyzer.analyze(text).statements:
        assert statement.content == " ".join(text[start:end] for start, end in statement.content_spans)
        for stance in statement.stances:
            assert all(0 <= start < end <= len(text) for start, end in stance.evidence)


@given(st.lists(st.sampled_from([ARTICLE, "", "Rain fell.", "A B said that C wants talks."]), max_size=5))
def test_documents_do_not_influence_each_other(texts):
    analyzer = Analyzer(
        codebook=keywords.CODEBOOK, extractor=keywords.KeywordExtractor(), classifier=keywords.KeywordClassifier()
    )
    assert list(analyzer.analyze_many(texts)) == [analyzer.analyze(text) for text in texts]


@pytest.mark.parametrize("given", ["mine.txt", "articles/mine.HTML", Path("mine"), "there"])
def test_the_name_of_a_file_is_not_taken_for_its_text(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("Talks now")
    with pytest.raises(InputError, match=r"found the name of a file; read_documents\(\['\S+'\]\) reads it"):
        judge(text=given)


@pytest.mark.parametrize("given", ["Ann Wells", Path("mine.txt"), Document(text="Ann Wells")])
def test_one_document_is_no_list_of_them(analyzer, given):
    with pytest.raises(InputError, match=r"expected a list of documents, found one \w+; call analyze\(\) with it"):
        next(analyzer.analyze_many(given))


def test_fields_are_no_codebook():
    with pytest.raises(InputError, match=r"found a dict; parse_codebook\(text\) makes one"):
        analyze("Talks now", codebook={"name": "talks", "targets": []})


@pytest.mark.parametrize("given", [Document(text="mine.txt"), "Talks now, as mine.txt says", "", "x" * 5000])
def test_other_texts_are_taken_and_so_is_any_in_a_document(given):
    assert analyze(given, codebook=TALKS, extractor=Fixed(), classifier=Fixed()).statements == ()
