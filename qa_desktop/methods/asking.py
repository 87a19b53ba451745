"""Which lines of an inspection are asked, and what its calculated lines are: conditions and formulas applied to answers.

A condition or formula of a line at a piece sees the answers of that piece, and what is asked once.  The answer of a line that is
not asked counts as open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qa_desktop.domain.answers import BLANK, Answer
from qa_desktop.domain.checklist import Checklist, Item, ItemKind
from qa_desktop.domain.lines import line_id, split_line
from qa_desktop.methods.expressions import Expression, Value, evaluate, parse, result_text, value_of


@dataclass(frozen=True, slots=True)
class Logic:
    """The conditions and formulas of a revision by the key of the item's row, and which items follow from which."""

    conditions: Mapping[str, Expression]
    formulas: Mapping[str, Expression]
    items: Mapping[str, Item]
    by_key: Mapping[str, Item]
    followers: Mapping[str, tuple[str, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether everything is always asked and nothing is calculated."""
        return not (self.conditions or self.formulas)


def logic_of(template: Checklist) -> Logic:
    """Return the logic of a revision; ``template`` holds its items as stored, not as lines."""
    items = {item.id: item for item in template.items}
    by_key = {item.key: item for item in template.items}
    conditions = {i.id: parse(i.rules.asks.show_when) for i in template.items if i.rules.asks.show_when}
    formulas = {
        i.id: parse(i.rules.asks.formula) for i in template.items if i.kind is ItemKind.CALCULATED and i.rules.asks.formula
    }
    needs: dict[str, set[str]] = {}
    for expressions in (conditions, formulas):
        for item_id, expression in expressions.items():
            wanted = {by_key[key].id for key in expression.references if key in by_key}
            needs.setdefault(item_id, set()).update(wanted)
    return Logic(conditions, formulas, items, by_key, {item_id: _followers(item_id, needs, items) for item_id in items})


class Evaluation:
    """The logic applied to the answers of one inspection; answers are by the keys of lines."""

    def __init__(self, logic: Logic, answers: Mapping[str, Answer]) -> None:
        self._logic = logic
        self._answers = answers
        self._asked: dict[tuple[str, int], bool] = {}
        self._values: dict[tuple[str, int], Value | None] = {}

    def asked(self, key: str) -> bool:
        """Return whether a line is asked; a condition that is open does not hold yet."""
        return self._is_asked(*split_line(key))

    def calculated(self, key: str) -> str | None:
        """Return the text of a calculated line, ``None`` while it is open or cannot be calculated."""
        item_id, piece = split_line(key)
        formula = self._logic.formulas.get(item_id)
        if formula is None or not self._is_asked(item_id, piece):
            return None
        value = evaluate(formula, self._seen(formula, piece))
        item = self._logic.items[item_id]
        # Truth is a number to Python, and no reading.
        return None if value is None or isinstance(value, (bool, str, frozenset)) else result_text(value, item.decimals)

    def _is_asked(self, item_id: str, piece: int) -> bool:
        condition = self._logic.conditions.get(item_id)
        if condition is None:
            return True
        place = (item_id, piece)
        if place not in self._asked:
            self._asked[place] = False  # a circle, which no published revision has, ends here
            self._asked[place] = evaluate(condition, self._seen(condition, piece)) is True
        return self._asked[place]

    def _seen(self, expression: Expression, piece: int) -> dict[str, Value | None]:
        return {key: self._value(key, piece) for key in expression.references}

    def _value(self, key: str, piece: int) -> Value | None:
        item = self._logic.by_key.get(key)
        if item is None:
            return None
        place = (item.id, piece if item.rules.asks.per_piece else 0)
        if place not in self._values:
            self._values[place] = None
            self._values[place] = self._value_at(item, *place)
        return self._values[place]

    def _value_at(self, item: Item, item_id: str, piece: int) -> Value | None:
        if not self._is_asked(item_id, piece):
            return None
        key = line_id(item_id, piece)
        if item.kind is ItemKind.CALCULATED:
            return value_of(item.kind, self.calculated(key))
        return value_of(item.kind, self._answers.get(key, BLANK).value)


def as_asked(lines: Checklist, logic: Logic, answers: Mapping[str, Answer]) -> Checklist:
    """Return the lines of an inspection with their mark whether they are asked."""
    if not logic.conditions:
        return lines
    evaluation = Evaluation(logic, answers)
    return replace(
        lines,
        sections=tuple(
            replace(section, items=tuple(_marked(line, evaluation) for line in section.items)) for section in lines.sections
        ),
    )


def _marked(line: Item, evaluation: Evaluation) -> Item:
    return line if evaluation.asked(line.id) else replace(line, asked=False)


def _followers(item_id: str, needs: Mapping[str, set[str]], items: Mapping[str, Item]) -> tuple[str, ...]:
    """Return everything that can change when the answer of an item does, in the order of the checklist."""
    reached: set[str] = set()
    waiting = [item_id]
    while waiting:
        now = waiting.pop()
        fresh = {other for other in _needing(now, needs) if other not in reached}
        reached |= fresh
        waiting.extend(fresh)
    return tuple(other for other in items if other in reached and other != item_id)


def _needing(item_id: str, needs: Mapping[str, set[str]]) -> Iterator[str]:
    return (other for other, wanted in needs.items() if item_id in wanted)
