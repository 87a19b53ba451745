"""Generated expressions, and a slow evaluator by fractions that shares no code with the product's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from qa_desktop.methods.expressions.nodes import Binary, Call, Expression, Node, Number, Reference, Text, Truth, Unary, Value

NUMBERS = ("bore_a", "Länge 2", "x.1-b", "номер", "and")
TEXTS = ("colour", 'it\'s "so"')
TRUTHS = ("guard",)
LISTS = ("marks",)

_number_keys = st.sampled_from(NUMBERS).map(Reference)
_literals = st.builds(lambda digits, places: Number(Decimal(digits).scaleb(-places)), st.integers(0, 999), st.integers(0, 2))
_divisors = st.sampled_from(["0", "1", "2", "4", "5", "8", "10", "0.5"]).map(lambda text: Number(Decimal(text)))
_texts = st.sampled_from(["red", "", "it's", 'a "b"', "{x}", "blå\n"]).map(Text) | st.sampled_from(TEXTS).map(Reference)


def _numbers(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*"), inner, inner),
        st.builds(lambda left, right: Binary("/", left, right), inner, _divisors),  # so that every quotient is exact
        st.builds(lambda part: Unary("-", part), inner),
        st.builds(lambda part: Call("abs", (part,)), inner),
        st.builds(lambda part, digits: Call("round", (part, Number(Decimal(digits)))), inner, st.integers(0, 9)),
        st.builds(
            lambda name, parts: Call(name, tuple(parts)),
            st.sampled_from(["min", "max", "sum"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(
            lambda name, parts: Call(name, tuple(parts)),
            st.sampled_from(["mean", "avg"]),
            st.lists(inner, min_size=2, max_size=2),
        ),
        st.builds(lambda condition, yes, no: Call("if", (condition, yes, no)), _leaf_truths, inner, inner),
    )


_leaf_truths: st.SearchStrategy[Node] = st.one_of(
    st.booleans().map(Truth),
    st.sampled_from(TRUTHS).map(Reference),
    st.builds(lambda key: Call("answered", (Reference(key),)), st.sampled_from(NUMBERS + TEXTS + LISTS)),
    st.builds(
        lambda key, text: Call("selected", (Reference(key), Text(text))),
        st.sampled_from(LISTS + TEXTS),
        st.sampled_from(["red", "b"]),
    ),
    st.builds(Binary, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), _number_keys | _literals, _number_keys | _literals),
    st.builds(Binary, st.sampled_from(["=", "!="]), _texts, _texts),
)

numbers: st.SearchStrategy[Node] = st.recursive(_number_keys | _literals, _numbers, max_leaves=8)

truths: st.SearchStrategy[Node] = st.recursive(
    _leaf_truths | st.builds(Binary, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), numbers, numbers),
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from(["and", "or", "=", "!="]), inner, inner),
        st.builds(lambda part: Unary("not", part), inner),
        st.builds(lambda condition, yes, no: Call("if", (condition, yes, no)), inner, inner, inner),
    ),
    max_leaves=8,
)

expressions = st.builds(Expression, numbers | truths)

_decimals = st.none() | st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-9999, 9999), st.integers(0, 3)
)

answers: st.SearchStrategy[dict[str, Value | None]] = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, _decimals),
        **{key: st.none() | st.sampled_from(["red", "it's", ""]) for key in TEXTS},
        **{key: st.none() | st.booleans() for key in TRUTHS},
        **{key: st.none() | st.frozensets(st.sampled_from(["red", "b", "c"])) for key in LISTS},
    }
)


class OpenError(Exception):
    """The part has no value."""


def slow_value(node: Node, values: Mapping[str, Value | None]) -> object:
    """Return the value with numbers as fractions; ``None`` when it is open or cannot be calculated."""
    try:
        return _slow(node, values)
    except (OpenError, ZeroDivisionError):
        return None


def _slow(node: Node, values: Mapping[str, Value | None]) -> object:
    if isinstance(node, (Number, Text, Truth)):
        return Fraction(node.value) if isinstance(node, Number) else node.value
    if isinstance(node, Reference):
        value = values[node.key]
        if value is None:
            raise OpenError
        return Fraction(value) if isinstance(value, Decimal) else value
    if isinstance(node, Unary):
        operand = _slow(node.operand, values)
        return (not operand) if node.operator == "not" else -operand  # type: ignore[operator]
    if isinstance(node, Binary):
        if node.operator in {"and", "or"}:
            both = [slow_value(node.left, values), slow_value(node.right, values)]
            deciding = node.operator == "or"
            if deciding in both:
                return deciding
            if None in both:
                raise OpenError
            return not deciding
        symbol = {"=": "==", "/": "/"}.get(node.operator, node.operator)
        names = {"left": _slow(node.left, values), "right": _slow(node.right, values)}
        return eval(f"left {symbol} right", {}, names)  # a test's own operators
    assert isinstance(node, Call)
    if node.name == "answered":
        return values[node.arguments[0].key] is not None  # type: ignore[union-attr]
    if node.name == "selected":
        held = _slow(node.arguments[0], values)
        choice = node.arguments[1].value  # type: ignore[union-attr]
        return choice in held if isinstance(held, frozenset) else choice == held
    if node.name == "if":
        condition, yes, no = node.arguments
        return _slow(yes if _slow(condition, values) else no, values)
    parts = [_slow(part, values) for part in node.arguments]
    match node.name:
        case "min":
            return min(parts)  # type: ignore[type-var]
        case "max":
            return max(parts)  # type: ignore[type-var]
        case "sum":
            return sum(parts)  # type: ignore[arg-type]
        case "abs":
            return abs(parts[0])  # type: ignore[arg-type]
        case "round":
            return round(parts[0], int(parts[1]))  # type: ignore[call-overload]  # Fraction rounds half to even
        case _:
            return sum(parts) / Fraction(len(parts))  # type: ignore[arg-type]
