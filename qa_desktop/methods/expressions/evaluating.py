"""The value of an expression.

An item that is not answered makes everything that needs it open (``None``); ``and`` and ``or`` follow the logic of Kleene: false
and open is false, true or open is true.  ``if`` needs only its condition and the branch that is taken.  What cannot be calculated
(division by zero, more than 99 digits before the point, values of the wrong kind) is ``None``, too: whoever must tell the two
apart looks whether all references are answered.

Arithmetic is decimal with 28 digits, rounded half to even (General Decimal Arithmetic, as ``decimal`` implements it); no binary
fraction ever appears.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

from qa_desktop.domain.decimals import SCALE, decimal_text
from qa_desktop.methods.expressions.nodes import Binary, Call, Expression, Node, Number, Reference, Text, Truth, Unary, Value

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-99, Emax=99, capitals=1, clamp=0, flags=[], traps=[])
_LARGEST = Decimal(9_000_000_000)


def evaluate(expression: Expression, values: Mapping[str, Value | None]) -> Value | None:
    """Return the value, or ``None`` when it is open or cannot be calculated.  Never raises for an expression of :func:`parse`.

    ``values`` holds the answers by key; a missing key counts as not answered.
    """
    return _Evaluation(values).value(expression.root)


def result_text(value: Decimal, decimals: int | None = None) -> str | None:
    """Return a calculated number as the text of a reading: rounded half to even.

    With ``decimals`` it has exactly that many; without, at most nine and no zeros at its end.  ``None`` when it is too large to
    be a reading.
    """
    if not value.is_finite() or abs(value) > _LARGEST:
        return None
    rounded = _CONTEXT.copy().quantize(value, Decimal(1).scaleb(-(SCALE if decimals is None else decimals)))
    if not rounded.is_finite():
        return None
    text = decimal_text(rounded)
    return text.rstrip("0").rstrip(".") if decimals is None and "." in text else text


class _Evaluation:
    """One evaluation with its own arithmetic context, so that threads do not meet."""

    def __init__(self, values: Mapping[str, Value | None]) -> None:
        self._values = values
        self._context = _CONTEXT.copy()

    def value(self, node: Node) -> Value | None:
        match node:
            case Number():
                return node.value
            case Text() | Truth():
                return node.value
            case Reference():
                return self._answer(node.key)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)

    def _unary(self, node: Unary) -> Value | None:
        operand = self.value(node.operand)
        if node.operator == "not":
            return not operand if isinstance(operand, bool) else None
        return self._finite(self._context.minus(operand)) if isinstance(operand, Decimal) else None

    def _binary(self, node: Binary) -> Value | None:
        match node.operator:
            case "and":
                return self._joined(node, deciding=False)
            case "or":
                return self._joined(node, deciding=True)
            case "=" | "!=":
                return self._equality(node)
            case "<" | "<=" | ">" | ">=":
                return self._compared(node)
            case _:
                return self._arithmetic(node)

    def _answer(self, key: str) -> Value | None:
        value = self._values.get(key)
        return self._finite(value) if isinstance(value, Decimal) else value

    def _finite(self, number: Decimal) -> Decimal | None:
        return self._context.plus(number) if number.is_finite() and self._context.plus(number).is_finite() else None

    def _number(self, node: Node) -> Decimal | None:
        value = self.value(node)
        return value if isinstance(value, Decimal) else None

    def _joined(self, node: Binary, *, deciding: bool) -> bool | None:
        sides = []
        for part in (node.left, node.right):
            value = self.value(part)
            if value is deciding:
                return deciding
            sides.append(value)
        return (not deciding) if all(isinstance(value, bool) for value in sides) else None

    def _equality(self, node: Binary) -> bool | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None or type(left) is not type(right) or isinstance(left, frozenset):
            return None
        return (left == right) is (node.operator == "=")

    def _compared(self, node: Binary) -> bool | None:
        left, right = self._number(node.left), self._number(node.right)
        if left is None or right is None:
            return None
        match node.operator:
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case _:
                return left >= right

    def _arithmetic(self, node: Binary) -> Decimal | None:
        left, right = self._number(node.left), self._number(node.right)
        if left is None or right is None:
            return None
        match node.operator:
            case "+":
                return self._finite(self._context.add(left, right))
            case "-":
                return self._finite(self._context.subtract(left, right))
            case "*":
                return self._finite(self._context.multiply(left, right))
            case _:
                return self._finite(self._context.divide(left, right))

    def _call(self, node: Call) -> Value | None:
        match node.name, node.arguments:
            case "answered", (Reference() as item,):
                return self._values.get(item.key) is not None
            case "selected", (Reference() as item, Text() as choice):
                return _selected(self._values.get(item.key), choice.value)
            case "if", (condition, yes, no):
                decided = self.value(condition)
                return self.value(yes if decided else no) if isinstance(decided, bool) else None
            case name, arguments:
                numbers = [self._number(argument) for argument in arguments]
                known = [number for number in numbers if number is not None]
                return self._function(name, known) if len(known) == len(numbers) else None

    def _function(self, name: str, numbers: list[Decimal]) -> Decimal | None:
        match name:
            case "min":
                return min(numbers)
            case "max":
                return max(numbers)
            case "abs":
                return self._finite(self._context.abs(numbers[0]))
            case "round":
                return self._finite(self._context.quantize(numbers[0], Decimal(1).scaleb(-int(numbers[1]))))
            case _:
                total = Decimal(0)
                for number in numbers:
                    total = self._context.add(total, number)
                return self._finite(total if name == "sum" else self._context.divide(total, Decimal(len(numbers))))


def _selected(value: Value | None, choice: str) -> bool | None:
    match value:
        case frozenset():
            return choice in value
        case str():
            return value == choice
        case _:
            return None
