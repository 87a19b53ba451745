"""A sheet of named fields: what was typed comes out by the names of the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from qa_desktop.ui.issues.sheets import IssueSheet
from qa_desktop.ui.widgets.fields import ChoiceBox, LabelledField, NoteField

Field = QLineEdit | NoteField | QComboBox


class FormSheet(IssueSheet):
    """Asks for a few values.  ``answer`` is called with them when the person confirms; a refusal keeps what was typed."""

    shown = Signal()

    def __init__(self, host: QWidget, primary_text: str, *, width: int = 640) -> None:
        super().__init__(host, "", primary_text=primary_text, primary_icon="check", width=width)
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, LabelledField] = {}
        self._answer: Callable[[Mapping[str, Any]], None] | None = None
        self._grid = QGridLayout()
        self._line = 0
        self.body.addLayout(self._grid)
        self.confirmed.connect(self._give)

    def add_row(self, *fields: tuple[str, str, Field]) -> None:
        """Put fields (name, label, field) on one line."""
        span = 12 // len(fields)
        for place, (name, label, field) in enumerate(fields):
            self.fields[name] = field
            self.rows[name] = LabelledField(label, field, self.content)
            self._grid.addWidget(self.rows[name], self._line, place * span, 1, span, Qt.AlignmentFlag.AlignTop)
        self._line += 1

    def ask(self, title: str, answer: Callable[[Mapping[str, Any]], None], values: Mapping[str, Any] | None = None) -> None:
        """Open with ``values``; what they do not name is empty."""
        self._answer = answer
        self._title.setText(title)
        self.sheet.setAccessibleName(title)
        given = values or {}
        for name, field in self.fields.items():
            _put(field, given.get(name))
        self.set_busy(False)
        self.shown.emit()
        first = next((field for name, field in self.fields.items() if not self.rows[name].isHidden()), None)
        self.open_panel(first)

    def typed(self) -> dict[str, Any]:
        """Return what stands in the fields, by their names."""
        return {name: _value(field) for name, field in self.fields.items()}

    def _give(self) -> None:
        if self._answer is not None:
            self.set_busy(True)
            self._answer(self.typed())


def line(limit: int = 2000) -> QLineEdit:
    """Return a field of one line."""
    field = QLineEdit()
    field.setMaxLength(limit)
    return field


def choice(entries: Iterable[tuple[str, Any]]) -> ChoiceBox:
    """Return a list to choose from: words and values."""
    field = ChoiceBox()
    fill(field, entries)
    return field


def fill(field: QComboBox, entries: Iterable[tuple[str, Any]]) -> None:
    """Offer other entries."""
    field.clear()
    for words, value in entries:
        field.addItem(words, value)


def _put(field: Field, value: Any) -> None:
    if isinstance(field, QComboBox):
        place = next((place for place in range(field.count()) if field.itemData(place) == value), 0)
        field.setCurrentIndex(place)
    elif isinstance(field, NoteField):
        field.setPlainText(str(value or ""))
    else:
        field.setText(str(value or ""))


def _value(field: Field) -> Any:
    if isinstance(field, QComboBox):
        return field.currentData()
    return field.toPlainText() if isinstance(field, NoteField) else field.text()
