"""The row above the figures: period and names that restrict them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from qa_desktop.ui.dashboard.view_model import Filter
from qa_desktop.ui.theme.tokens import SPACE_2


class FilterBar(QWidget):
    """Enter in a field takes what is typed.  ``wanted`` carries a :class:`Filter`; ``left`` says that the keyboard may go on."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = self._field(self.tr("Period: 2026-01..2026-03, 2026-Q1 …  ( / )"), self.tr("Period"))
        self.part = self._field(self.tr("Any part"), self.tr("Part number"))
        self.supplier = self._field(self.tr("Any supplier"), self.tr("Supplier"))
        self.template = self._field(self.tr("Any checklist"), self.tr("Checklist"))
        self.station = self._field(self.tr("Any station"), self.tr("Code of the station"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for field, share in ((self.period, 5), (self.part, 3), (self.supplier, 3), (self.template, 3), (self.station, 2)):
            layout.addWidget(field, share)

    def fields(self) -> tuple[QLineEdit, ...]:
        """Return the fields from left to right."""
        return self.period, self.part, self.supplier, self.template, self.station

    def is_narrow(self) -> bool:
        """Return whether anything is typed."""
        return any(field.text().strip() for field in self.fields())

    def clear(self) -> None:
        """Show everything of the usual period."""
        for field in self.fields():
            field.clear()
        self._take()

    def _field(self, hint: str, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(hint)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setMaxLength(120)
        field.returnPressed.connect(self._take)
        field.returnPressed.connect(self.left)
        return field

    def _take(self) -> None:
        self.wanted.emit(Filter(*(field.text() for field in self.fields())))
