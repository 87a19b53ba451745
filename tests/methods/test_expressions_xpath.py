"""The same expressions in XLSForm."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions import Expression, Untranslatable, Value, evaluate, from_xpath, parse, to_xpath
from tests.methods import trees

_NAMES = {key: f"n{number}" for number, key in enumerate((*trees.NUMBERS, *trees.TEXTS, *trees.TRUTHS, *trees.LISTS))}


@given(trees.expressions, trees.answers)
def test_what_goes_out_comes_back_with_the_same_value(expression: Expression, answers: dict[str, Value | None]) -> None:
    text = to_xpath(expression, names=_NAMES)
    back = from_xpath(text, keys={name: key for key, name in _NAMES.items()})
    assume("''" not in text.replace("!= '')", ""))  # comparing with an empty text asks for an answer there
    assert isinstance(back, Expression)
    assert evaluate(back, answers) == evaluate(expression, answers)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("{a} / 2 >= 1.50", "${a} div 2 >= 1.50"),
        ("not ({a} = 'x' or true)", "not(${a} = 'x' or true())"),
        ("answered({a}) and selected({b}, 'x')", "(${a} != '') and selected(${b}, 'x')"),
        ("sum({a}, {b}) - mean({a}, {b})", "(${a} + ${b}) - ((${a} + ${b}) div 2)"),
        ("max({a}, -1)", "max(${a}, -1)"),
        ("(not {a} = 1) = true", "not(${a} = 1) = true()"),
        ("{a} = 'it''s'", '${a} = "it\'s"'),
    ],
)
def test_examples_out(ours: str, theirs: str) -> None:
    assert to_xpath(parse(ours)) == theirs


@pytest.mark.parametrize("text", ["{a b} > 1", "{ü} > 1", "{a} = 'it''s \"so\"'"])
def test_what_xlsform_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        to_xpath(parse(text))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (". >= 11.8 and . <= ${max}", "{me} >= 11.8 and {me} <= {max}"),
        ("${a} = ''", "not answered({a})"),
        ("'' != ${a}", "answered({a})"),
        ("not(selected(${a}, 'b'))", "not selected({a}, 'b')"),
        ("${a}*-2", "{a} * -2"),
        ("false()", "false"),
    ],
)
def test_examples_in(theirs: str, ours: str) -> None:
    assert str(from_xpath(theirs, here="me")) == ours


@pytest.mark.parametrize(
    "text",
    [
        "${a} mod 2",
        "string-length(.) > 2",
        "regex(., '^a')",
        "../a = 1",
        "/data/a",
        "now()",
        "count(${r}) > 1",
        "a-b",
        "true",
        "once(1)",
        "'a''b' = 1",
        "${a} AND ${b}",
        "jr:choice-name(1)",
    ],
)
def test_what_this_language_cannot_say_has_a_reason(text: str) -> None:
    found = from_xpath(text)
    assert isinstance(found, Untranslatable)
    assert found.reason


def test_a_point_needs_a_question() -> None:
    assert isinstance(from_xpath(". > 1"), Untranslatable)


@given(st.text(max_size=60) | st.text(alphabet="${}()'\".,<>=!+-*/ and or div mod not true()selected(1239", max_size=60))
def test_any_text_is_translated_or_has_a_reason(text: str) -> None:
    found = from_xpath(text, here="me")
    if isinstance(found, Expression):
        evaluate(found, {"me": Decimal(1)})
        assert parse(str(found)) == found
