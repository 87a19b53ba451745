"""What is asked: kind, words, severity, whether it must be answered, and its key."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from qa_desktop.domain.checklist import Item, ItemKind, Severity
from qa_desktop.ui.designer.groups.base import Group
from qa_desktop.ui.designer.inputs import CheckInput, ChoiceInput, LineInput, TextInput
from qa_desktop.ui.designer.state import DesignerState
from qa_desktop.ui.designer.view_model import DesignerModel
from qa_desktop.ui.designer.words import designer_words
from qa_desktop.ui.templates.words import template_words


class AskedGroup(Group):
    """The first group: always open, and the one that Enter in the outline goes to."""

    def __init__(self, model: DesignerModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "", parent, is_open=True)
        self.head.setText(self.tr("What is asked"))

    def paths(self) -> tuple[str, ...]:
        """Everything that every item has."""
        return ("kind", "text", "help", "required", "allow_na", "severity", "key", "expected")

    def summary(self, item: Item) -> str:
        """Return kind and severity."""
        words = template_words()
        return f"{words.kind(item.kind)} · {words.severity(item.severity)}"

    def build(self, grid: QGridLayout) -> None:
        """Make the fields."""
        give, words = self.model.give, template_words()
        kinds = [(words.kind(kind), kind) for kind in ItemKind]
        severities = [(words.severity(severity), severity) for severity in Severity]
        self.add(TextInput("text", self.tr("Text"), give, self, lines=2), grid, 0)
        self.kind = ChoiceInput("kind", self.tr("Kind of answer"), kinds, give, self)
        self.add(self.kind, grid, 1, 0, 3)
        self.add(ChoiceInput("severity", self.tr("Severity"), severities, give, self), grid, 1, 3, 3)
        answers = [(self.tr("Either; it is recorded"), None), (self.tr("Yes conforms"), "yes"), (self.tr("No conforms"), "no")]
        self.expected = ChoiceInput("expected", self.tr("Conforming answer"), answers, give, self)
        self.add(self.expected, grid, 2, 0, 3)
        self.add(CheckInput("required", self.tr("Must be answered before signing"), give, self), grid, 3, 0, 3)
        self.na = CheckInput("allow_na", self.tr("“Not applicable” is allowed"), give, self)
        self.add(self.na, grid, 3, 3, 3)
        self.add(TextInput("help", self.tr("Help for the inspector"), give, self, lines=2), grid, 4)
        hint = self.tr("Short name for conditions and formulas; it stays the same in later revisions.")
        self.add(LineInput("key", self.tr("Key"), give, self, hint=hint), grid, 5)

    def fill(self, state: DesignerState) -> None:
        """Show what such an item has."""
        super().fill(state)
        item = state.item
        if item is not None:
            self.kind.field.set_hint(designer_words().kind_hint(item.kind)) if not state.problem_at("kind") else None
            self.expected.setVisible(item.kind is ItemKind.YES_NO)
            self.na.setVisible(item.kind not in {ItemKind.INSTRUCTION, ItemKind.CALCULATED})
