"""What is written is what is calculated: by examples, and against a slow evaluator on generated trees."""

from __future__ import annotations

import subprocess
import sys
import threading
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.domain.checklist import Checklist, Choice, Item, ItemKind, Section
from qa_desktop.domain.errors import InputError
from qa_desktop.methods.expressions import (
    Expression,
    Value,
    ValueKind,
    check,
    choices_of,
    evaluate,
    kinds_of,
    order,
    parse,
    result_text,
    value_of,
)
from qa_desktop.methods.expressions.nodes import Node, walk
from tests.methods import trees


@given(trees.expressions)
def test_printing_and_parsing_give_the_same_expression(expression: Expression) -> None:
    again = parse(str(expression))
    assert again == expression
    assert str(again) == str(expression)


@settings(max_examples=400)
@given(trees.numbers | trees.truths, trees.answers)
def test_the_value_is_the_one_of_the_slow_evaluator(root: Node, answers: dict[str, Value | None]) -> None:
    value = evaluate(Expression(root), answers)
    expected = trees.slow_value(root, answers)
    assert (Fraction(value) if isinstance(value, Decimal) else value) == expected


@given(trees.expressions)
def test_generated_expressions_have_the_kind_that_they_were_generated_with(expression: Expression) -> None:
    kinds = {
        **dict.fromkeys(trees.NUMBERS, ValueKind.NUMBER),
        **dict.fromkeys(trees.TEXTS, ValueKind.TEXT),
        **dict.fromkeys(trees.TRUTHS, ValueKind.TRUTH),
        **dict.fromkeys(trees.LISTS, ValueKind.CHOICES),
    }
    assert () in [check(expression, kinds, ValueKind.NUMBER), check(expression, kinds, ValueKind.TRUTH)]


_letters = st.text(alphabet="{}()'\"<>=!+-*/.,0123456789abAND or not true if max ünü\n\t$&|\u2212\x00", max_size=60)


@settings(max_examples=500)
@given(st.text(max_size=80) | _letters)
def test_any_text_is_an_expression_or_refused_with_its_column(text: str) -> None:
    try:
        expression = parse(text)
    except InputError as error:
        assert str(error).startswith("Column ")
        column = error.params["column"]
        assert isinstance(column, int)
        assert 1 <= column <= len(text) + 1
        return
    assert parse(str(expression)) == expression
    evaluate(expression, {})


_values = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=3),
    st.frozensets(st.text(max_size=2), max_size=2),
    st.decimals(),  # nan, signalling nan and infinity, too
    st.sampled_from([Decimal("1e99"), Decimal("-1e-99"), Decimal("9e999999"), Decimal("1e-999999"), Decimal("1" * 60)]),
)


@settings(max_examples=300)
@given(
    trees.expressions,
    st.fixed_dictionaries(dict.fromkeys((*trees.NUMBERS, *trees.TEXTS, *trees.TRUTHS, *trees.LISTS), _values)),
)
def test_no_value_makes_an_evaluation_raise(expression: Expression, values: dict[str, Value | None]) -> None:
    value = evaluate(expression, values)
    if isinstance(value, Decimal):
        assert value.is_finite()
        text = result_text(value)
        assert text is None or len(text) < 30


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "empty"),
        ("{a} +", 6, "ends too early. Expected is an item in braces, a number"),
        ("{a} > 1 2", 9, "“2” cannot stand here"),
        ("bore_a > 5", 1, "Write the key of an item in braces: {bore_a}"),
        ("{a} > 1,5", 8, "Write decimals with a point"),
        ("1 < {a} < 2", 9, "“<” cannot stand here"),
        ("{a} = 'red", 7, "no closing quotation mark"),
        ("{a > 5", 1, "left alone"),
        ("{ } > 5", 1, "no key between the braces"),
        ("{a} && {b}", 5, "“and”"),
        ("median({a})", 1, "no function “median”"),
        ("round({a})", 1, "round({a}, 2)"),
        ("round({a}, 10)", 1, "round({a}, 2)"),
        ("answered(3)", 1, "answered({a})"),
        ("selected({a}, {b})", 1, "selected({a}, 'choice')"),
        ("max()", 1, "max({a}, {b})"),
        ("1.2.3", 1, "cannot be read"),
        ("__import__('os')", 1, "no function “__import__”"),
    ],
)
def test_a_mistake_is_named_with_its_column(text: str, column: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.params["column"] == column
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2_000,
        "-" * 1_999 + "1",
        "not " * 499 + "true",
        "+".join(["1"] * 1_000),
        "1" * 29,
        "max(" + ",".join("1" * 600) + ")",
        "x" * 2_001,
        "{a}=" * 500,
        "if(true,1," * 199 + "1" + ")" * 2,
    ],
)
def test_hostile_lengths_and_depths_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_many_parentheses_are_only_parentheses() -> None:
    assert parse("(" * 900 + "1" + ")" * 900) == parse("1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("-2 - -3", Decimal(1)),
        ("7 - 2 - 1", Decimal(4)),
        ("8 / 4 / 2", Decimal(1)),
        ("0.1 + 0.2 = 0.3", True),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3", Decimal("0.3333333333333333333333333333")),
        ("1 / 0", None),
        ("0 / 0", None),
        ("{large} * {large} * {large} * {large} * {large} * {large} * {large} * {large} * {large} * {large} * {large}", None),
        ("round(2.5, 0)", Decimal(2)),
        ("round(3.5, 0)", Decimal(4)),
        ("mean(1, 2, 6)", Decimal(3)),
        ("AVG(1, 2) >= 1.5 AND NOT FALSE", True),
        ("not 1 = 2", True),
        ("true or false and false", True),
        ("{open} > 1", None),
        ("answered({open})", False),
        ("answered({large})", True),
        ("{open} > 1 and false", False),
        ("false and {open} > 1", False),
        ("{open} > 1 or true", True),
        ("{open} > 1 and true", None),
        ("{open} > 1 or false", None),
        ("not {open} > 1", None),
        ("if({open} > 1, 1, 2)", None),
        ("if(true, 1, {open})", Decimal(1)),
        ("if(1 / 0 > 1, 1, 2)", None),
        ("max(1, {open})", None),
        ("selected({marks}, 'b')", True),
        ("selected({marks}, 'c')", False),
        ("selected({colour}, 'red')", True),
        ("selected({open}, 'red')", None),
        ("{colour} = 'red' or {colour} = \"it's\"", True),
        ("'it''s' = \"it's\"", True),
        ("{colour} = 1", None),
        ("1 ≤ 2 and 2 ≥ 1 and 1 ≠ 2 and 1 <> 2 and 6 ÷ 2 × 1 \u2212 1 = 2", True),
    ],
)
def test_examples(text: str, expected: Value | None) -> None:
    values: dict[str, Value | None] = {
        "large": Decimal(9_000_000_000),
        "open": None,
        "marks": frozenset({"a", "b"}),
        "colour": "red",
    }
    value = evaluate(parse(text), values)
    assert value == expected
    assert type(value) is type(expected)


_KINDS = {"n": ValueKind.NUMBER, "t": ValueKind.TEXT, "m": ValueKind.CHOICES, "o": ValueKind.OTHER, "b": ValueKind.TRUTH}


@pytest.mark.parametrize(
    ("text", "wanted", "words"),
    [
        ("{n} + 1", ValueKind.NUMBER, ()),
        ("{n} > 1", ValueKind.NUMBER, ("gives a yes-or-no statement; wanted is a number",)),
        ("{n}", ValueKind.TRUTH, ("gives a number; wanted is a yes-or-no statement",)),
        ("{gone} > 1", ValueKind.TRUTH, ("no item with the key “gone”",)),
        ("{gone}", ValueKind.TRUTH, ("no item with the key “gone”",)),
        ("{t} + 1", ValueKind.NUMBER, ("“+” needs a number; here stands a text",)),
        ("{t} < 'b'", ValueKind.TRUTH, ("“<” needs a number", "“<” needs a number")),
        ("{n} and true", ValueKind.TRUTH, ("“and” needs a yes-or-no statement; here stands a number",)),
        ("not {n}", ValueKind.TRUTH, ("“not” needs",)),
        ("{t} = 1", ValueKind.TRUTH, ("compares a text with a number",)),
        ("{m} = 'a'", ValueKind.TRUTH, ("selected({item}, 'choice')",)),
        ("{o} = 'a'", ValueKind.TRUTH, ("answered({item})",)),
        ("answered({o}) and answered({m})", ValueKind.TRUTH, ()),
        ("selected({m}, 'a') or selected({t}, 'red')", ValueKind.TRUTH, ()),
        ("selected({m}, 'z')", ValueKind.TRUTH, ("“z” is not a choice of the item “m”. There are: a, b.",)),
        ("{t} = 'z'", ValueKind.TRUTH, ("“z” is not a choice of the item “t”",)),
        ("selected({n}, 'a')", ValueKind.TRUTH, ("has no choices",)),
        ("if({n}, 1, 2)", ValueKind.NUMBER, ("“if” needs a yes-or-no statement",)),
        ("if({b}, 1, 'a')", ValueKind.NUMBER, ("“if” gives a number or a text",)),
        ("max({n}, {t})", ValueKind.NUMBER, ("“max” needs a number; here stands a text",)),
        ("-{t}", ValueKind.NUMBER, ("“-” needs a number",)),
    ],
)
def test_kinds_are_checked_before_anything_is_calculated(text: str, wanted: ValueKind, words: tuple[str, ...]) -> None:
    problems = check(parse(text), _KINDS, wanted, choices={"m": {"a", "b"}, "t": {"red"}})
    assert len(problems) == len(words)
    for problem, expected in zip(problems, words, strict=True):
        assert expected in str(problem)
        assert str(problem).startswith(f"Column {problem.column}: ")


def test_references_are_those_of_all_parts() -> None:
    assert parse("if(answered({a b}), {c}, 1) + {ünü.-1}").references == {"a b", "c", "ünü.-1"}


def test_calculated_items_come_after_what_they_need() -> None:
    formulas = {"sum": "{mean} + {a}", "mean": "{b} / 2", "b": "{c} * 2", "alone": "1"}
    found = order({key: parse(text) for key, text in formulas.items()})
    assert sorted(found) == sorted(formulas)
    assert found.index("b") < found.index("mean") < found.index("sum")


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("abcdefghxy"), max_size=4)))
def test_an_order_is_found_exactly_when_there_is_no_circle(needs: dict[str, frozenset[str]]) -> None:
    formulas = {
        key: parse(f"sum(0, {', '.join('{' + other + '}' for other in sorted(others)) or '0'})") for key, others in needs.items()
    }
    try:
        found = order(formulas)
    except InputError as error:
        circle = str(error.params["circle"]).split(" → ")
        assert circle[0] == circle[-1]
        assert all(second in needs[first] for first, second in pairwise(circle))
        return
    assert sorted(found) == sorted(needs)
    assert all(found.index(other) < found.index(key) for key in needs for other in needs[key] & needs.keys())


def test_a_long_chain_of_calculated_items_is_no_trouble() -> None:
    formulas = {f"i{n}": parse(f"{{i{n + 1}}} + 1") for n in range(3_000)}
    assert order(formulas)[0] == "i2999"
    formulas["i3000"] = parse("{i0}")
    with pytest.raises(InputError, match="circle"):
        order(formulas)


def test_answers_of_a_checklist_become_values() -> None:
    choices = (Choice("a", "A"), Choice("b", "B"))
    items = tuple(Item(key=kind.value, kind=kind, text="x", choices=choices if "choice" in kind else ()) for kind in ItemKind)
    checklist = Checklist("List", (Section("S", items),))
    kinds = kinds_of(checklist)
    assert kinds.keys() == {item.key for item in items}
    assert check(parse("{measurement} > {number} and {photo} >= 2"), kinds, ValueKind.TRUTH) == ()
    known = choices_of(checklist)
    assert known["conformity"] == {"pass", "fail"}
    assert known["multiple_choice"] == {"a", "b"}
    assert value_of(ItemKind.MEASUREMENT, "12.40") == Decimal("12.40")
    assert value_of(ItemKind.MULTIPLE_CHOICE, '["a","b"]') == frozenset({"a", "b"})
    assert value_of(ItemKind.YES_NO, "yes") == "yes"
    assert value_of(ItemKind.DEFECTS, '{"a":2,"b":1}') == Decimal(3)
    assert value_of(ItemKind.DEFECTS, "{}") == Decimal(0)
    assert value_of(ItemKind.DEFECTS, "[") is None
    assert value_of(ItemKind.MEASUREMENT, None) is None
    assert value_of(ItemKind.MEASUREMENT, "nan") is None
    assert value_of(ItemKind.MULTIPLE_CHOICE, "{") is None


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("2.345", 2, "2.34"),
        ("2.355", 2, "2.36"),
        ("1", 3, "1.000"),
        ("-0.001", 2, "0.00"),
        ("1.500", None, "1.5"),
        ("100", None, "100"),
        ("0.3333333333333333", None, "0.333333333"),
        ("9000000001", None, None),
        ("NaN", 2, None),
    ],
)
def test_results_are_written_as_readings(value: str, decimals: int | None, text: str | None) -> None:
    assert result_text(Decimal(value), decimals) == text


def test_threads_do_not_meet() -> None:
    found: list[Value | None] = []

    def work() -> None:
        found.extend(evaluate(parse(f"{number} / 1 + {{a}}"), {"a": Decimal(-number)}) for number in range(100))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Decimal(0)] * 400


def test_walking_yields_every_part() -> None:
    assert len(list(walk(parse("if({a} > 1, -{b}, max(1, 2))").root))) == 9


def test_the_parser_is_loaded_with_the_first_expression() -> None:
    program = "import sys, qa_desktop.methods.expressions as e; assert 'lark' not in sys.modules; e.parse('1'); assert 'lark' in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
