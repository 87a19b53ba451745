"""Measurements and numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desktop.domain.checklist import ItemKind
from qa_desktop.domain.tolerance import Limits
from qa_desktop.ui.run.editors.base import Editor
from qa_desktop.ui.run.state import PanelState
from qa_desktop.ui.theme.tokens import SPACE_2, SPACE_3
from qa_desktop.ui.widgets.buttons import IconButton
from qa_desktop.ui.widgets.decimal_field import DecimalField
from qa_desktop.ui.widgets.tolerance_bar import ToleranceBar


class _ReadingField(DecimalField):
    """The field without its echo once a failed reading is stored: the bar below says the same in large."""

    def set_echoing(self, echoing: bool) -> None:
        """Show or hide the line that says back what was understood."""
        self._echo.setVisible(echoing)


class ReadingEditor(Editor):
    """The decimal field with its echo, and where the reading lies between the limits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.decimal = _ReadingField(self)
        self.bar = ToleranceBar(self)
        self.last = IconButton(self.tr("Last readings of this item (L)"), "history", self)
        self.last.clicked.connect(self.last_requested)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.bar, 1)
        row.addWidget(self.last, 0, Qt.AlignmentFlag.AlignRight)  # also where there are no limits, and so no bar
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.decimal)
        layout.addLayout(row)
        self.decimal.accepted.connect(self.given)
        self.decimal.changed.connect(self._on_changed)

    def render_panel(self, panel: PanelState) -> None:
        """Show the reading; what is being typed is left alone."""
        item = panel.item
        shown = (item.id, panel.answer.value)
        measured = item.kind is ItemKind.MEASUREMENT
        if self._shown is None or self._shown[0] != item.id:
            limits = item.limits if measured else Limits()
            # A reading keeps every digit that was read; a plain number has as many as its template says.
            self.decimal.set_criteria(limits, item.unit, max_decimals=None if measured else item.decimals)
            self.decimal.set_name(" ".join(item.text.split()))
            self.bar.set_criteria(limits, item.unit)
            self.bar.setVisible(measured and not limits.is_open)
        self.decimal.set_may_stay_empty(panel.row.may_stay_open)
        if shown != self._shown:
            self.decimal.set_text(panel.draft if panel.draft is not None else (panel.answer.value or ""))
        self._shown = shown
        self.decimal.set_echoing(not panel.failed or panel.draft is not None)
        self.decimal.edit.setReadOnly(not panel.may_edit)
        self.bar.set_value(self.decimal.value())

    def field(self) -> QWidget | None:
        """Return the line edit."""
        return self.decimal.edit

    def type_into(self, text: str) -> bool:
        """Begin a new reading."""
        if self.decimal.edit.isReadOnly():
            return False
        self.decimal.edit.setFocus()
        self.decimal.edit.selectAll()
        self.decimal.edit.insert(text)
        self._on_changed()
        return True

    def _on_changed(self) -> None:
        self.bar.set_value(self.decimal.value())
        self.typed.emit(self.decimal.text())
