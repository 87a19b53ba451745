"""Limits and unit, the typing range, and the decision rule with the zone that follows from it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from qa_desktop.domain.checklist import Item, ItemKind
from qa_desktop.domain.decision import Comparison
from qa_desktop.domain.item_checks import LIMITED_KINDS
from qa_desktop.domain.item_rules import USUAL_RULES
from qa_desktop.domain.item_types.numeric import number_for_people
from qa_desktop.ui.designer import values
from qa_desktop.ui.designer.groups.base import COLUMNS, Group
from qa_desktop.ui.designer.inputs import ChoiceInput, LineInput
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.designer.words import designer_words
from qa_desktop.ui.templates.words import template_words
from qa_desktop.ui.widgets.text import PlainLabel

_NUMERIC = LIMITED_KINDS | {ItemKind.NUMBER}


class LimitsGroup(Group):
    """Nominal value, limits or tolerance, unit and decimals."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent, is_open=True)
        self.head.setText(self.tr("Limits and unit"))

    def applies(self, item: Item) -> bool:
        """Numbers have a unit; what is judged by limits has limits."""
        return item.kind in _NUMERIC

    def paths(self) -> tuple[str, ...]:
        """Limits, unit, decimals."""
        return ("limits", values.TOLERANCE, "unit", "decimals")

    def summary(self, item: Item) -> str:
        """Return the limits with their unit."""
        return template_words().limits(item) or item.unit or self.tr("None")

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give = self.model.give
        self.limits = [
            LineInput("limits.nominal", self.tr("Nominal"), give, self),
            LineInput(values.TOLERANCE, self.tr("± Tolerance"), give, self, hint=self.tr("Sets both limits.")),
            LineInput("limits.lower", self.tr("Lower limit"), give, self),
            LineInput("limits.upper", self.tr("Upper limit"), give, self),
        ]
        for place, field in enumerate(self.limits):
            self.add(field, grid, place // 2, place % 2 * 3, 3)
        self.add(LineInput("unit", self.tr("Unit"), give, self, limit=40), grid, 2, 0, 3)
        hint = self.tr("Resolution of the gauge.")
        self.add(LineInput("decimals", self.tr("Decimals of a reading"), give, self, hint=hint, limit=2), grid, 2, 3, 3)

    def fill(self, state: DesignerState) -> None:
        """Show limits only where there can be some."""
        super().fill(state)
        limited = state.item is not None and state.item.kind in LIMITED_KINDS
        for field in self.limits:
            field.setVisible(limited)


class TypingGroup(Group):
    """What is taken as a reading at all."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Typing range"))

    def applies(self, item: Item) -> bool:
        """Only readings are typed."""
        return item.kind is ItemKind.MEASUREMENT

    def paths(self) -> tuple[str, ...]:
        """Both ends."""
        return ("rules.asks.typing_lower", "rules.asks.typing_upper")

    def summary(self, item: Item) -> str:
        """Return both ends."""
        lowest, highest = item.rules.asks.typing_lower, item.rules.asks.typing_upper
        if lowest is None and highest is None:
            return self.tr("Any number")
        low = "\u2212\u221e" if lowest is None else number_for_people(lowest)
        return f"{low} … {'∞' if highest is None else number_for_people(highest)}"

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        words = self.tr("A reading outside this range can only be a slip of the hand and is not taken. It judges nothing.")
        grid.addWidget(PlainLabel(words, self, role="text_muted"), 0, 0, 1, COLUMNS)
        give = self.model.give
        self.add(LineInput("rules.asks.typing_lower", self.tr("Smallest reading"), give, self), grid, 1, 0, 3)
        self.add(LineInput("rules.asks.typing_upper", self.tr("Largest reading"), give, self), grid, 1, 3, 3)


class DecisionGroup(Group):
    """How a reading is compared with its limits."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent)
        self.head.setText(self.tr("Decision rule"))

    def applies(self, item: Item) -> bool:
        """Only what is judged by limits."""
        return item.kind in LIMITED_KINDS

    def paths(self) -> tuple[str, ...]:
        """All of the rule."""
        return ("rules.decision",)

    def summary(self, item: Item) -> str:
        """Return the zone where there is a guard band."""
        if item.rules.decision == USUAL_RULES.decision:
            return self.tr("As read, no guard band")
        return designer_words().zone(item)

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give, words = self.model.give, designer_words()
        methods = [(words.comparison(one), one) for one in Comparison]
        self.add(ChoiceInput("rules.decision.comparison", self.tr("Compare the reading"), methods, give, self), grid, 0)
        hint = self.tr("Standard uncertainty, in the unit above. Empty: no guard band.")
        uncertainty = LineInput("rules.decision.uncertainty", self.tr("Measurement uncertainty"), give, self, hint=hint)
        self.add(uncertainty, grid, 1, 0, 3)
        factor = LineInput(
            "rules.decision.factor", self.tr("Factor"), give, self, hint=self.tr("Guard band = factor × uncertainty.")
        )
        self.add(factor, grid, 1, 3, 3)
        self.zone = PlainLabel("", self, strong=True)
        grid.addWidget(self.zone, 2, 0, 1, COLUMNS)

    def fill(self, state: DesignerState) -> None:
        """Say the zone in words."""
        super().fill(state)
        if state.item is not None:
            self.zone.setText(designer_words().zone(state.item))
