"""The same expressions in XLSForm."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions import Expression, Untranslatable, Value, evaluate, from_xpath, parse, to_xpath
from qa_desktop.methods.expressions.nodes import Node
from tests.methods import trees

_NAMES = {key: f"n{number}" for number, key in enumerate((*trees.NUMBERS, *trees.TEXTS, *trees.TRUTHS, *trees.LISTS))}
_KEYS = {name: key for key, name in _NAMES.items()}


@settings(max_examples=300)
@given(trees.truths, trees.answers)
def test_a_condition_that_goes_out_and_comes_back_holds_for_the_same_answers(
    root: Node, answers: dict[str, Value | None]
) -> None:
    try:
        text = to_xpath(Expression(root), names=_NAMES)
    except InputError:
        return
    back = from_xpath(text, keys=_KEYS)
    if isinstance(back, Untranslatable):
        return  # longer than can be read
    # An empty text is no answer: comparing with it asks for one.
    given_answers = {key: None if value == "" else value for key, value in answers.items()}
    assert (evaluate(back, given_answers) is True) == (evaluate(Expression(root), given_answers) is True)


@settings(max_examples=200)
@given(trees.numbers, trees.answers)
def test_a_formula_that_goes_out_and_comes_back_gives_the_same_number(root: Node, answers: dict[str, Value | None]) -> None:
    try:
        back = from_xpath(to_xpath(Expression(root), names=_NAMES), keys=_KEYS)
    except InputError:
        return
    if isinstance(back, Untranslatable):
        return
    given_answers = {key: None if value == "" else value for key, value in answers.items()}
    found = evaluate(back, given_answers)
    assert (None if found == "" else found) == evaluate(Expression(root), given_answers)


def _xpath_value(text: str, answers: dict[str, Value | None]) -> Value | None:
    """What XPath says of a condition: the translation is definite, so that its negation is its opposite."""
    found, opposite = from_xpath(text), from_xpath(f"not({text})")
    assert isinstance(found, Expression)
    assert isinstance(opposite, Expression)
    value = evaluate(found, answers)
    assert evaluate(opposite, answers) is (value is not True)
    return value is True


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("${a} = 5", False),
        ("${a} != 5", True),
        ("${a} > 5", False),
        ("not(${a} > 5)", True),
        ("selected(${t}, 'x')", False),
        ("not(selected(${t}, 'x'))", True),
        ("${t} != 'x' and not(${a} <= 2)", True),
        ("${a} = ''", True),
        ("${a} != ''", False),
    ],
)
def test_an_empty_answer_means_what_it_means_in_xpath(text: str, empty: bool) -> None:
    assert _xpath_value(text, {"a": None, "t": None}) is empty


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("{a} / 2 >= 1.50", "${a} div 2 >= 1.50"),
        ("not ({a} = 'x' or true)", "${a} != '' and not(${a} = 'x') and false()"),
        ("answered({a}) and selected({b}, 'x')", "${a} != '' and selected(${b}, 'x')"),
        ("not answered({a})", "${a} = ''"),
        ("not selected({b}, 'x')", "${b} != '' and not(selected(${b}, 'x'))"),
        ("{a} != 1 or {b} > 2", "${a} != '' and ${a} != 1 or ${b} > 2"),
        ("sum({a}, {b}) - mean({a}, {b})", "(${a} + ${b}) - ((${a} + ${b}) div 2)"),
        ("max({a}, -1)", "max(${a}, -1)"),
        ("if({a} > 1, 2, 3)", "if(${a} > 1, 2, if(${a} != '' and not(${a} > 1), 3, ''))"),
        ("{a} = 'it''s'", '${a} = "it\'s"'),
        ("{a} = {b}", "${a} != '' and ${b} != '' and ${a} = ${b}"),
    ],
)
def test_examples_out(ours: str, theirs: str) -> None:
    assert to_xpath(parse(ours)) == theirs


@pytest.mark.parametrize(
    "text",
    [
        "{a b} > 1",
        "{ü} > 1",
        "{a} = 'it''s \"so\"'",
        "({a} > 1) = true",
        "if({a} > 1, true, false)",
        "if(" * 14 + "{a} > 1, 1, 2) > 1, 1, 2)" + " > 1, 1, 2)" * 12,
    ],
)
def test_what_xlsform_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        to_xpath(parse(text))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (". >= 11.8 and . <= ${max}", "{me} >= 11.8 and {me} <= {max}"),
        ("${a} = ''", "not answered({a})"),
        ("'' != ${a}", "answered({a})"),
        ("not(selected(${a}, 'b'))", "not (answered({a}) and selected({a}, 'b'))"),
        ("${a} != 'b'", "not answered({a}) or {a} != 'b'"),
        ("${a}*-2", "{a} * -2"),
        ("false()", "false"),
    ],
)
def test_examples_in(theirs: str, ours: str) -> None:
    assert str(from_xpath(theirs, here="me")) == ours


@pytest.mark.parametrize(
    "text",
    [
        *("${a} mod 2", "string-length(.) > 2", "regex(., '^a')", "../a = 1", "/data/a", "now()", "count(${r}) > 1", "a-b"),
        *("true", "once(1)", "'a''b' = 1", "${a} AND ${b}", "jr:choice-name(1)", "not(" * 101 + "1" + ")" * 101),
        "not(if(${a} > 5, 1, 0) = 0)",
        "if(${a} > 5, 1, 0) != 0",
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
