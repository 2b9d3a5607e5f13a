"""A plain function as a classifier."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapted import TALKS, TARIFFS, ask, by_verb, polarities
from stancekit import Analyzer, PluginError
from stancekit.adapters import from_function


def shouting(text, target):
    return "favor" if f"{target.upper()}!" in text else "none"


def test_a_function_of_text_and_target_judges():
    classifier = from_function(shouting)
    pairs = [ask("TALKS! NOW!"), ask("TALKS! NOW!", TARIFFS), ask("talks")]
    assert polarities(classifier, *pairs) == ["favor", "none", "none"]
    assert {stance.classifier for stance in classifier.classify(pairs)} == {"shouting"}
    assert from_function(shouting, name="loud").classify(pairs)[0].classifier == "loud"


def test_probabilities_decide_the_polarity():
    (stance,) = from_function(lambda text, target: {"against": 0.7, "none": 0.3}).classify([ask("No.")])
    assert (stance.polarity, stance.probabilities) == ("against", {"against": 0.7, "none": 0.3})
    (stance,) = from_function(lambda text, target: {"none": np.float32(0.5), "favor": np.float32(0.5)}).classify(
        [ask("?")]
    )
    assert (stance.polarity, stance.probabilities) == ("none", {"none": 0.5, "favor": 0.5})
    assert {type(share) for share in stance.probabilities.values()} == {float}


def test_a_whole_article_is_analysed_with_it(article):
    import keywords

    analyzer = Analyzer(
        codebook=keywords.CODEBOOK, extractor=keywords.KeywordExtractor(), classifier=from_function(by_verb)
    )
    stances = [stance for statement in analyzer.analyze(article).statements for stance in statement.stances]
    assert all(stance.classifier == "by_verb" for stance in stances)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("positive", "'positive' on pair 2"),
        ("Favor", 'a polarity is "favor", "against" or "none"'),
        (None, "answered None on pair 2"),
        (1, "answered 1 on pair 2"),
        ({}, 'those of "favor", "against" and "none"'),
        ({"favor": 0.5, "neutral": 0.5}, 'those of "favor", "against" and "none"'),
        ({"favor": 0.5, "against": 0.4}, "sum to 0.9, not to 1"),
        ({"favor": 1.5, "against": -0.5}, "from 0 to 1"),
        ({"favor": float("nan")}, "from 0 to 1"),
        ({"favor": "all"}, "from 0 to 1"),
    ],
)
def test_a_wrong_answer_is_named_with_function_and_item(answer, message):
    def wrong(text, target):
        return answer if text == "second" else "none"

    with pytest.raises(PluginError, match=re.escape(message)) as raised:
        from_function(wrong).classify([ask("first"), ask("second")])
    assert "the function wrong answered " in str(raised.value)
    assert "(target \"talks\", text 'second')" in str(raised.value)


def test_a_function_that_raises_is_named_with_the_item():
    def fragile(text, target):
        return {"yes": "favor"}[text]

    message = "the function fragile failed on pair 2 (target \"talks\", text 'no'): KeyError: 'no'"
    with pytest.raises(PluginError, match=re.escape(message)) as raised:
        from_function(fragile).classify([ask("yes"), ask("no")])
    assert isinstance(raised.value.__cause__, KeyError)


def test_a_long_text_is_shortened_in_errors():
    with pytest.raises(PluginError) as raised:
        from_function(lambda text, target: text).classify([ask("a" * 9999)])
    assert len(str(raised.value)) < 500


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="not 'favor'"):
        from_function("favor")


@given(
    st.dictionaries(st.sampled_from(["favor", "against", "none"]), st.floats(0.01, 1), min_size=1),
    st.text(),
    st.text(),
)
def test_the_answer_is_the_function_s(shares, text, name):
    total = sum(shares.values())
    shares = {polarity: share / total for polarity, share in shares.items()}
    seen = []

    def tell(*arguments):
        seen.append(arguments)
        return shares

    (stance,) = from_function(tell).classify([ask(text, type(TALKS)(name))])
    assert seen == [(text, name)]
    assert (stance.target, stance.probabilities) == (name, shares)
    assert shares[stance.polarity] == max(shares.values())
